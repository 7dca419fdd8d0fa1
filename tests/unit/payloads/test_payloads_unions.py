import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft7Validator
from pydantic import TypeAdapter, ValidationError

from asyncapi_pygen.config import ModelSettings
from support.documents import Generated, models

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


def tagged(**tags: str) -> str:
    """Write classes by the schema of the tag that each has, all of them required."""
    classes = (
        f"{name}: {{required: [k], properties: {{k: {schema}, own_{name.lower()}: {{type: integer}}}}}}"
        for name, schema in tags.items()
    )
    return "{" + ", ".join(classes) + "}"


def union_of(*names: str, keyword: str = "oneOf", beside: str = "") -> str:
    refs = ", ".join(f"{{$ref: '#/components/schemas/{name}'}}" for name in names)
    return f"{{{keyword}: [{refs}]{beside}}}"


def alias(found: Generated) -> str:
    """Return the declaration of ``Event`` on one line."""
    _, _, text = found.body.partition("Event: TypeAlias = ")
    assert text
    return " ".join(text.split()).replace("[ ", "[").replace(", ]", "]")


def test_members_that_share_a_tag_are_told_apart_in_turn(tmp_path: Path) -> None:
    schemas = """
    A: {required: [k, s], properties: {k: {const: a}, s: {const: one}}}
    B: {required: [k, s], properties: {k: {const: a}, s: {const: two}, n: {type: integer}}}
    C: {required: [k], properties: {k: {const: c}}}
    """
    found = models(tmp_path, union_of("A", "C", "B"), schemas)
    assert 'Annotated[Annotated[A | B, Field(discriminator="s")] | C, Field(' in alias(found)
    module = found.load(tmp_path)
    adapter = TypeAdapter(module.Event)
    for value, name in (({"k": "a", "s": "two"}, "B"), ({"k": "c"}, "C")):
        assert type(adapter.validate_python(value)).__name__ == name
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python({"k": "a", "s": "three"})
    assert [one["type"] for one in caught.value.errors()] == ["union_tag_invalid"]


def test_members_that_share_a_tag_and_nothing_tells_apart_are_both_tried(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        union_of("A", "B", "C"),
        tagged(A="{enum: [a, x]}", B="{enum: [x, b]}", C="{const: c}"),
    )
    assert 'Annotated[Annotated[A | B, When("a", "x", "b")] | Annotated[C, When("c")]' in alias(
        found
    )
    adapter = TypeAdapter(found.load(tmp_path).Event)
    assert type(adapter.validate_python({"k": "x", "own_b": 1})).__name__ == "B"


def test_a_member_that_takes_every_tag_is_tried_after_the_one_that_names_it(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        union_of("Any", "A", "B"),
        tagged(A="{const: a}", B="{const: b}", Any="{type: string}"),
    )
    assert 'Annotated[AnyPayload, When("a", "b", others=True)]' in alias(found)
    module = found.load(tmp_path)
    adapter = TypeAdapter(module.Event)
    accepted = {"k": "a", "own_a": 1}, {"k": "a", "own_a": "no integer"}, {"k": "new"}
    kinds = [type(adapter.validate_python(value)).__name__ for value in accepted]
    assert kinds == ["A", "AnyPayload", "AnyPayload"]


def test_a_tag_that_is_called_like_a_property_is_marked(tmp_path: Path) -> None:
    """Pydantic's own locations could not be told from the document's."""
    schemas = """
    A: {required: [type, other], properties: {type: {const: text}, text: {type: object}, other: {}}}
    B: {required: [type], properties: {type: {const: image}}}
    """
    found = models(tmp_path, union_of("A", "B"), schemas)
    assert 'Annotated[A, When("text")] | Annotated[B, When("image")]' in alias(found)


def test_an_enum_that_says_it_is_open_tells_nothing(tmp_path: Path) -> None:
    schemas = tagged(A="{enum: [a, aa], x-open: true}", B="{enum: [b, bb], x-open: true}")
    assert alias(models(tmp_path, union_of("A", "B"), schemas)) == "A | B"


def test_enums_that_are_sent_are_literals_that_pydantic_reads_itself(tmp_path: Path) -> None:
    schemas = tagged(A="{enum: [a, aa]}", B="{enum: [b, bb]}")
    found = models(tmp_path, union_of("A", "B"), schemas, sent=True)
    assert 'Annotated[A | B, Field(discriminator="k")]' in alias(found)


@pytest.mark.parametrize(
    "beside",
    [
        "{type: string}, {type: array}, {type: 'null'}, {type: boolean}",
        "{type: string, minLength: 2}, {type: number, minimum: 1}",
        "{type: string, format: uri}, {type: string, format: date-time}",
        "{enum: [x, y]}, {type: integer}",
        "{enum: [x, y], x-open: false}, {type: array, items: {type: string}}",
        "{type: string, not: {const: x}}",
        "{type: array, items: [{type: string}], minItems: 1, maxItems: 1}",
        "{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Sizes'}",
    ],
)
def test_what_is_no_object_stands_beside_the_members(tmp_path: Path, beside: str) -> None:
    others = """
    Text: {anyOf: [{type: string}, {const: 1}]}
    Sizes: {type: array, items: [{type: string}], minItems: 1, not: {minItems: 3}}
    """
    schemas = tagged(A="{const: a}", B="{const: b}")[1:-1]
    found = models(
        tmp_path, union_of("A", "B").replace("]", f", {beside}]"), _mapping(schemas, others)
    )
    assert 'Annotated[A | B, Field(discriminator="k")] | ' in alias(found)
    adapter = TypeAdapter(found.load(tmp_path).Event)
    assert type(adapter.validate_python({"k": "b"})).__name__ == "B"


def _mapping(flow: str, block: str) -> str:
    """Write a mapping of both."""
    return json.dumps({**yaml.safe_load(f"{{{flow}}}"), **yaml.safe_load(block)})


@pytest.mark.parametrize(
    "other",
    [
        "{type: object}",
        "{type: object, additionalProperties: {type: string}}",
        "{type: object, maxProperties: 1}",
        "{$ref: '#/components/schemas/Either'}",
    ],
)
def test_with_another_object_among_the_members_each_is_tried(tmp_path: Path, other: str) -> None:
    schemas = _mapping(
        tagged(A="{const: a}", B="{const: b}")[1:-1],
        "Either: {anyOf: [{type: string}, {properties: {k: {const: c}}, required: [k]}]}",
    )
    found = models(tmp_path, union_of("A", "B").replace("]", f", {other}]"), schemas)
    assert "discriminator=" not in alias(found)


def test_heirs_are_found_among_definitions_too(tmp_path: Path) -> None:
    at = "#/channels/~1a/publish/message/payload/definitions"
    payload = f"""
    definitions:
      Shape: {{discriminator: k, required: [k], properties: {{k: {{type: string}}}}}}
      Circle: {{allOf: [{{$ref: '{at}/Shape'}}, {{properties: {{r: {{type: number}}}}}}]}}
    properties: {{shape: {{$ref: '{at}/Shape'}}}}
    """
    text = models(tmp_path, payload).text
    assert 'Annotated[Circle, When("Circle")]' in text


def test_parents_that_inherit_from_each_other_have_no_family(tmp_path: Path) -> None:
    schemas = """
    A: {discriminator: k, required: [k], properties: {k: {type: string}}, allOf: [{$ref: '#/components/schemas/B'}]}
    B: {discriminator: k, required: [k], properties: {k: {type: string}}, allOf: [{$ref: '#/components/schemas/A'}]}
    """
    found = models(tmp_path, "{$ref: '#/components/schemas/A'}", schemas)
    assert TypeAdapter(found.load(tmp_path).A).validate_python({"k": "new"}) is not None


def test_a_union_may_be_a_member(tmp_path: Path) -> None:
    schemas = f"""
    A: {{required: ['@k'], properties: {{'@k': {{const: a}}}}}}
    B: {{required: ['@k'], properties: {{'@k': {{const: b}}}}}}
    C: {{required: ['@k'], properties: {{'@k': {{const: c}}}}}}
    Two: {union_of("A", "B")}
    """
    found = models(tmp_path, union_of("Two", "C"), schemas)
    assert alias(found) == (
        'Annotated[Annotated[Two, When("a", "b")] | Annotated[C, When("c")], ToldBy("@k")]'
    )
    module = found.load(tmp_path)
    value = TypeAdapter(module.Event).validate_python({"@k": "b"})
    assert type(value) is module.B
    assert TypeAdapter(module.Event).validate_python(value, strict=True) is value


DECLARED = "{A: {required: [k], properties: {k: {type: string}}}, B: {required: [k], properties: {k: {type: string}}}}"


def test_the_values_that_a_member_fixes_count_more_than_its_name(tmp_path: Path) -> None:
    schemas = tagged(A="{type: string}", B="{const: bee}", C="{enum: [C, other]}")
    found = models(tmp_path, union_of("A", "B", "C", beside=", discriminator: k"), schemas)
    for mark in ('A, When("A")', 'B, When("bee")', 'C, When("C")'):
        assert f"Annotated[{mark}]" in alias(found)
    assert found.notes == []


def test_a_discriminator_that_tells_nothing_is_told(tmp_path: Path) -> None:
    schemas = tagged(A="{enum: [x, y]}", B="{enum: [x, y]}")
    found = models(tmp_path, union_of("A", "B", beside=", discriminator: k"), schemas)
    assert alias(found) == "A | B"
    assert found.notes == [
        "the discriminator is not used: its values do not tell each schema of the union"
    ]


def test_names_tell_nothing_where_schemas_are_read_by_the_letter(tmp_path: Path) -> None:
    letter = ModelSettings(assume_types=False)
    schemas = DECLARED.replace("{required", "{type: object, required")
    found = models(
        tmp_path, union_of("A", "B", beside=", discriminator: k"), schemas, settings=letter
    )
    assert alias(found) == "A | B"


FAMILY = """
Pet: {discriminator: k, required: [k], properties: {k: {type: string}, self: {$ref: '#/components/schemas/Pet'}}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {cat: {type: integer}}}]}
Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {weeks: {type: integer}}}]}
Fish: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Bug: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {k: {const: StickBug}}}]}
"""


def test_a_parent_stands_for_all_that_inherit_from_it(tmp_path: Path) -> None:
    found = models(tmp_path, "{$ref: '#/components/schemas/Pet'}", FAMILY)
    module = found.load(tmp_path)
    adapter = TypeAdapter(module.Pet)
    for tag, name in (
        ("Pet", "PetBase"),
        ("Cat", "Cat"),
        ("Kitten", "Kitten"),
        ("Fish", "Fish"),
        ("StickBug", "Bug"),
    ):
        value = {"k": tag, "self": {"k": "Kitten", "weeks": 3}}
        event = adapter.validate_json(json.dumps(value))
        assert (type(event).__name__, type(event.self).__name__) == (name, "Kitten")
        assert json.loads(adapter.dump_json(event)) == value
    assert found.notes == []


def test_a_parent_whose_enum_lacks_its_own_name_is_no_member(tmp_path: Path) -> None:
    schemas = FAMILY.replace("k: {type: string}", "k: {enum: [Cat, Kitten, Fish, StickBug]}")
    found = models(tmp_path, "{$ref: '#/components/schemas/Pet'}", schemas)
    assert "PetBase" not in found.text
    assert 'Annotated[Fish, When("Fish")]' in found.text


def test_an_enum_without_the_names_of_the_heirs_leaves_the_parent_alone(tmp_path: Path) -> None:
    schemas = FAMILY.replace("k: {type: string}", "k: {enum: [cat, kitten, fish]}")
    found = models(tmp_path, "{$ref: '#/components/schemas/Pet'}", schemas)
    assert "class Pet(Model):" in found.text
    assert "Kitten" not in found.text


def test_a_family_may_be_part_of_another(tmp_path: Path) -> None:
    schemas = FAMILY.replace("Cat: {allOf", "Cat: {discriminator: k, allOf")
    found = models(tmp_path, "{$ref: '#/components/schemas/Pet'}", schemas)
    assert 'Annotated[Cat, When("Cat", "Kitten")]' in found.text
    module = found.load(tmp_path)
    event = TypeAdapter(module.Pet).validate_python({"k": "Kitten"})
    assert type(event) is module.Kitten


def test_a_union_of_any_size_reads_one_member(tmp_path: Path) -> None:
    """What is tried shows in the errors: a bad body gives those of one member of 46."""
    names = [f"M{number}" for number in range(46)]
    schemas = "{" + ", ".join(
        f"{name}: {{required: ['@k'], properties: {{'@k': {{const: {name}}}, v: {{type: integer}}}}}}"
        for name in names
    )
    module = models(tmp_path, union_of(*names), schemas + "}").load(tmp_path)
    adapter = TypeAdapter(module.Event)
    assert type(adapter.validate_json('{"@k": "M45", "v": 1}')).__name__ == "M45"
    with pytest.raises(ValidationError) as caught:
        adapter.validate_json('{"@k": "M45", "v": "x"}')
    assert [one["loc"] for one in caught.value.errors()] == [("case[M45]", "v")]
    with pytest.raises(ValidationError) as caught:
        adapter.validate_json('{"@k": "M46"}')
    assert caught.value.error_count() == 1


TAG_SCHEMAS = [
    *({"const": value} for value in ("a", "b", 1, True)),
    {"enum": ["a", "c"]},
    {"enum": ["b", 2]},
    {"type": "string"},
    {},
]
TAG_VALUES = ["a", "b", "c", "new", 1, 1.0, 2, True, None, {}]


def random_member(random: Random) -> dict[str, Any]:
    properties = {name: random.choice(TAG_SCHEMAS) for name in ("k", "l") if random.random() < 0.8}
    if random.random() < 0.4:
        inner = {"type": "object", "properties": dict(properties), "required": [*properties]}
        properties["head"] = inner
    own = random.choice(["p", "q", "r"])
    properties[own] = {"type": "integer"}
    required = [name for name in properties if random.random() < 0.7]
    return {"type": "object", "properties": properties, "required": required}


def random_value(random: Random) -> dict[str, Any]:
    value: dict[str, Any] = {
        name: random.choice(TAG_VALUES) for name in ("k", "l") if random.random() < 0.8
    }
    if random.random() < 0.5:
        value["head"] = {name: random.choice(TAG_VALUES) for name in ("k", "l")}
    return {**value, **{n: 1 for n in ("p", "q", "r") if random.random() < 0.5}}


def without_constants(written: Any, sent: Any) -> Any:
    """Take away what is written of what was not sent: constants."""
    if not isinstance(sent, dict):
        return written
    return {name: without_constants(written[name], one) for name, one in sent.items()}


def test_whatever_a_schema_accepts_its_union_accepts(tmp_path: Path) -> None:
    """Random unions and values: what tells members apart never refuses what one of them takes."""
    random = Random(4)
    unions = {
        f"U{number}": {"anyOf": [random_member(random) for _ in range(random.randint(2, 4))]}
        for number in range(60)
    }
    holder = {"properties": {n: {"$ref": f"#/components/schemas/{n}"} for n in unions}}
    found = models(tmp_path, json.dumps(holder), json.dumps(unions))
    assert found.text.count("ToldBy") > 20
    module = found.load(tmp_path)
    accepted = 0
    for name, schema in unions.items():
        validator, adapter = Draft7Validator(schema), TypeAdapter(getattr(module, name))
        for _ in range(40):
            value = random_value(random)
            if validator.is_valid(value):
                accepted += 1
                event = adapter.validate_json(json.dumps(value), by_alias=True, by_name=False)
                written = json.loads(adapter.dump_json(event))
                assert without_constants(written, value) == value, (name, value)
    assert accepted > 200
