from pathlib import Path

import pytest
from pydantic import TypeAdapter

from support.documents import models

TAGGED = """
oneOf:
  - {required: [kind, a], properties: {kind: {const: first}, a: {type: string}}}
  - {required: [kind, b], properties: {kind: {enum: [second]}, b: {type: string}}}
"""


def test_members_are_named_after_their_tag_and_told_apart_by_it(tmp_path: Path) -> None:
    found = models(tmp_path, TAGGED)
    assert 'Annotated[EventFirst | EventSecond, Field(discriminator="kind")]' in found.body
    assert "class EventFirst(Model):" in found.body


def test_a_tagged_union_is_read_by_its_tag(tmp_path: Path) -> None:
    module = models(tmp_path, TAGGED).load(tmp_path)
    adapter = TypeAdapter(module.Event)
    assert type(adapter.validate_python({"kind": "second", "b": "x"})) is module.EventSecond


def test_in_a_nullable_union_too(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{type: object, required: [x], properties: {x: {nullable: true, "
        + TAGGED.strip().replace("\n  -", ",").replace("oneOf:,", "oneOf: [")
        + "]}}}",
    )
    assert 'Annotated[EventXFirst | EventXSecond, Field(discriminator="kind")] | None' in " ".join(
        found.body.split()
    )


@pytest.mark.parametrize(
    ("why", "first", "second"),
    [
        ("no tag", "{properties: {a: {type: string}}}", "{properties: {b: {type: string}}}"),
        (
            "one value twice",
            "{required: [k], properties: {k: {const: a}}}",
            "{required: [k], properties: {k: {const: a}, b: {}}}",
        ),
        ("not required", "{properties: {k: {const: a}}}", "{properties: {k: {const: b}}}"),
        ("in one only", "{required: [k], properties: {k: {const: a}}}", "{properties: {b: {}}}"),
        (
            "not text",
            "{required: [k], properties: {k: {const: 1}}}",
            "{required: [k], properties: {k: {const: 2}}}",
        ),
        (
            "other wire names",
            "{required: [kA], properties: {kA: {const: a}}}",
            "{required: [k_a], properties: {k_a: {const: b}}}",
        ),
        (
            "other attributes",
            "{required: [k], properties: {k: {const: a, x-python-name: one}}}",
            "{required: [k], properties: {k: {const: b}}}",
        ),
        ("no object", "{required: [k], properties: {k: {const: a}}}", "{type: string}"),
    ],
)
def test_without_a_tag_in_all_members_it_is_a_plain_union(
    tmp_path: Path, why: str, first: str, second: str
) -> None:
    assert "discriminator" not in models(tmp_path, f"{{oneOf: [{first}, {second}]}}").text


def test_a_constant_that_we_write_ourselves_is_always_there(tmp_path: Path) -> None:
    schema = "{oneOf: [{properties: {k: {const: a}}}, {properties: {k: {const: b}}}]}"
    assert 'discriminator="k"' in models(tmp_path, schema, sent=True).text


def test_a_member_may_be_an_alias_of_a_class(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}",
        """
        A: {description: An alias., allOf: [{$ref: '#/components/schemas/First'}]}
        First: {required: [k], properties: {k: {const: a}}}
        B: {required: [k], properties: {k: {const: b}}}
        """,
    )
    assert 'Annotated[A | B, Field(discriminator="k")]' in found.text


def test_properties_beside_a_union_belong_to_each_of_its_members(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        type: object
        required: [id]
        properties: {id: {type: string}}
        oneOf:
          - {required: [kind], properties: {kind: {const: first}}}
          - {$ref: '#/components/schemas/Second'}
    """,
        "{Second: {required: [kind], properties: {kind: {const: second}, b: {type: string}}}}",
    )
    assert found.body == (
        'class EventFirst(Model):\n    id: str\n    kind: Literal["first"]\n\n\n'
        'class EventSecond(Model):\n    id: str\n    kind: Literal["second"]\n    b: Maybe[str] = None\n\n\n'
        'Event: TypeAlias = Annotated[EventFirst | EventSecond, Field(discriminator="kind")]'
    )
    assert found.notes == []


def test_a_union_that_says_only_what_is_required_is_checked(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        description: One of both.
        properties: {a: {type: string}, b: {type: string}}
        anyOf: [{required: [a]}, {required: [b]}]
    """,
    )
    assert found.body == (
        'class Event(CheckedModel):\n    """One of both."""\n\n'
        "    __check__: ClassVar[Check] = Check(\n"
        '        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},\n'
        "    )\n\n"
        "    a: Maybe[str] = None\n    b: Maybe[str] = None"
    )


def test_a_union_within_a_member_that_has_properties_is_checked(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        properties: {a: {type: string}}
        oneOf:
          - properties: {b: {type: string}}
            oneOf: [{properties: {c: {type: string}}}, {properties: {d: {type: string}}}]
          - properties: {e: {type: string}}
    """,
    )
    assert found.notes == []
    assert (
        "class EventOption1(CheckedModel):\n    __check__: ClassVar[Check] = Check(\n" in found.text
    )
    assert "    a: Maybe[str] = None\n    b: Maybe[str] = None\n" in found.text


def test_of_two_unions_one_is_checked(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{oneOf: [{type: string}, {type: integer}], anyOf: [{type: string}, {type: boolean}]}",
    )
    assert found.body == (
        "Event: TypeAlias = Annotated[\n    str | int,\n"
        '    Check({"anyOf": [{"type": "string"}, {"type": "boolean"}]}),\n]'
    )


def test_a_discriminator_of_a_class_is_told(tmp_path: Path) -> None:
    found = models(
        tmp_path, "{discriminator: kind, required: [kind], properties: {kind: {type: string}}}"
    )
    assert found.notes == ["`discriminator` is not enforced: the generated type is wider here"]
