"""Schemas to classes, aliases and their order."""

import textwrap
from pathlib import Path

import pytest
from pydantic import ValidationError

from support.documents import generated, models


def body(text: str) -> str:
    return textwrap.dedent(text).strip()


def test_an_object_with_properties_is_a_class_and_parts_come_first(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        type: object
        description: Something happened.
        required: [callId]
        properties:
          callId: {type: string, description: Identifies the call.}
          to: {type: object, properties: {number: {type: string}}}
    """,
    )
    assert found.body == body('''
        class EventTo(Model):
            number: Maybe[str] = None


        class Event(Model):
            """Something happened."""

            call_id: Annotated[str, Field(alias="callId")]
            """Identifies the call."""
            to: Maybe[EventTo] = None
    ''')


def test_what_is_no_object_is_an_alias_with_its_words_below(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{properties: {a: {$ref: '#/components/schemas/Size'}}}",
        "{Size: {enum: [s, l], description: How big.}}",
    )
    assert found.body == body('''
        Size: TypeAlias = Open[Literal["s", "l"]]
        """How big."""


        class Event(Model):
            a: Maybe[Size] = None
    ''')


def test_an_alias_of_an_alias(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{$ref: '#/components/schemas/A'}",
        "{A: {description: An a., allOf: [{$ref: '#/components/schemas/B'}]}, B: {type: integer}}",
    )
    assert found.body == body('''
        B: TypeAlias = int

        A: TypeAlias = B
        """An a."""
    ''')


def test_a_title_and_a_description_are_two_paragraphs(tmp_path: Path) -> None:
    found = models(
        tmp_path, "{title: Short., description: Long., deprecated: true, properties: {a: {}}}"
    )
    assert '"""Short.\n\n    Long.\n\n    Deprecated.\n    """' in found.text


def test_a_circular_schema_refers_to_itself(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{$ref: '#/components/schemas/Node'}",
        "{Node: {properties: {next: {$ref: '#/components/schemas/Node'}}}}",
    )
    assert "from __future__ import annotations" in found.text
    assert found.body == body("""
        class Node(Model):
            next: Maybe[Node] = None
    """)


def test_an_alias_that_contains_itself_ends_in_anything(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{$ref: '#/components/schemas/Tree'}",
        "{Tree: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Tree'}}]}}",
    )
    assert found.body == "Tree: TypeAlias = str | list[JsonValue]"
    assert found.notes == [
        "the schema contains itself with no object in between: it accepts anything there"
    ]


@pytest.mark.parametrize(
    "schema",
    [
        "{allOf: [{$ref: '#/components/schemas/A'}], title: a}",
        "{oneOf: [{$ref: '#/components/schemas/A'}]}",
    ],
)
def test_an_alias_that_is_only_itself_is_anything(tmp_path: Path, schema: str) -> None:
    found = models(tmp_path, "{$ref: '#/components/schemas/A'}", f"{{A: {schema}}}")
    assert found.body.startswith("A: TypeAlias = JsonValue")


def test_circular_aliases_through_a_class_are_fine(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{$ref: '#/components/schemas/List'}",
        """
        List: {type: array, items: {$ref: '#/components/schemas/Item'}}
        Item: {properties: {inner: {$ref: '#/components/schemas/List'}}}
        """,
    )
    assert found.notes == []
    assert found.body == body("""
        class Item(Model):
            inner: Maybe[List] = None


        List: TypeAlias = list[Item]
    """)
    assert found.load(tmp_path).Item.model_validate({"inner": [{}]}).inner[0].inner is None


def test_a_closed_object_is_closed_only_where_we_write_it(tmp_path: Path) -> None:
    schema = "{type: object, additionalProperties: false, properties: {a: {type: string}}}"
    assert "class Event(Model):" in models(tmp_path, schema).text
    assert "class Event(ClosedModel):" in models(tmp_path, schema, sent=True).text


def test_a_closed_object_without_properties_is_an_empty_class(tmp_path: Path) -> None:
    found = models(tmp_path, "{type: object, additionalProperties: false}", sent=True)
    assert found.body == "class Event(ClosedModel):\n    pass"


def test_an_empty_class_with_words_needs_no_pass(tmp_path: Path) -> None:
    found = models(tmp_path, "{type: object, additionalProperties: false, description: Nothing.}")
    assert found.body == 'class Event(Model):\n    """Nothing."""'


def test_a_required_property_that_is_not_declared_is_anything(tmp_path: Path) -> None:
    found = models(tmp_path, "{type: object, required: [a]}")
    assert found.body == "class Event(Model):\n    a: JsonValue"


def test_nullable_and_defaulted_fields_are_written_only_when_set(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        properties:
          plain: {type: string}
          nullable: {type: [string, 'null']}
          anything: {}
          defaulted: {type: string, default: x}
          fixed: {const: 1}
    """,
    )
    assert '{"nullable", "anything", "defaulted"}' in " ".join(found.text.split())
    event = found.load(tmp_path).Event
    assert event().model_dump_json() == '{"fixed":1}'
    assert event(nullable=None, defaulted="x").model_dump_json() == (
        '{"nullable":null,"defaulted":"x","fixed":1}'
    )


def test_further_properties_have_a_type_of_theirs(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{properties: {a: {type: string}}, additionalProperties: {properties: {b: {type: integer}}}}",
    )
    assert found.body == (
        "class EventValue(Model):\n    b: Maybe[int] = None\n\n\n"
        "class Event(Model):\n"
        "    __pydantic_extra__: dict[str, Extra[EventValue]] = Field(init=False)\n\n"
        "    a: Maybe[str] = None"
    )
    module = found.load(tmp_path)
    read = module.Event.model_validate({"a": "x", "more": {"b": 1}})
    assert read.model_extra == {"more": module.EventValue(b=1)}
    with pytest.raises(ValidationError):
        module.Event.model_validate({"more": {"b": "?"}})


def test_what_nothing_refers_to_is_not_generated(tmp_path: Path) -> None:
    """A union with a branch that accepts anything needs none of its other branches."""
    found = models(tmp_path, "{oneOf: [{properties: {a: {}}}, {}]}")
    assert found.body == "Event: TypeAlias = JsonValue"


def test_a_class_that_both_directions_use_is_as_open_as_what_arrives(tmp_path: Path) -> None:
    found = generated(
        tmp_path,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        channels:
          /a:
            publish:
              message: {messageId: In, payload: {properties: {size: {$ref: '#/components/schemas/Size'}}}}
              x-reply: {payload: {properties: {size: {$ref: '#/components/schemas/Size'}, own: {enum: [a, b]}}}}
        components: {schemas: {Size: {enum: [s, l]}}}
    """,
    )
    assert 'Size: TypeAlias = Open[Literal["s", "l"]]' in found.text
    assert 'own: Maybe[Literal["a", "b"]] = None' in found.text


def test_the_order_of_components_does_not_matter(tmp_path: Path) -> None:
    parts = [
        "A: {properties: {b: {$ref: '#/components/schemas/B'}, c: {$ref: '#/components/schemas/C'}}}",
        "B: {type: string}",
        "C: {properties: {b: {$ref: '#/components/schemas/B'}}}",
    ]
    root = "{$ref: '#/components/schemas/A'}"
    forwards = models(tmp_path, root, "\n".join(parts))
    assert models(tmp_path, root, "\n".join(reversed(parts))).text == forwards.text
