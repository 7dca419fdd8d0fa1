"""``allOf`` becomes one class, and never a narrower one than its parts allow."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from asyncapi_pygen.payloads.combine import flatten
from support.documents import models


def nothing(_: str) -> None:
    raise AssertionError("there are no references")


@pytest.mark.parametrize(
    ("first", "second", "merged", "rest"),
    [
        ({"type": "string"}, {"minLength": 1}, {"type": "string", "minLength": 1}, ()),
        ({"minimum": 1}, {"minimum": 2.5}, {"minimum": 2.5}, ()),
        ({"maximum": 1}, {"maximum": 2.5}, {"maximum": 1}, ()),
        ({"minLength": 3}, {"minLength": 2}, {"minLength": 3}, ()),
        (
            {"minimum": 1, "exclusiveMinimum": True},
            {"minimum": 0},
            {"exclusiveMinimum": 1, "minimum": 0},
            (),
        ),
        ({"type": "number"}, {"type": "integer"}, {"type": "integer"}, ()),
        ({"type": ["string", "null"]}, {"type": "string"}, {"type": "string"}, ()),
        ({"type": ["a", "b", "c"]}, {"type": ["b", "c"]}, {"type": ["b", "c"]}, ()),
        ({"type": "string"}, {"type": "integer"}, {"type": "string"}, ("type",)),
        ({"enum": [1, True, "a"]}, {"enum": [True, "a", "b"]}, {"enum": [True, "a"]}, ()),
        ({"required": ["a"]}, {"required": ["b", "a"]}, {"required": ["a", "b"]}, ()),
        ({"pattern": "a"}, {"pattern": "a"}, {"pattern": "a"}, ()),
        ({"pattern": "a"}, {"pattern": "b"}, {"pattern": "a"}, ("pattern",)),
        ({"format": "uri"}, {"format": "date"}, {"format": "uri"}, ("format",)),
        ({"const": 1}, {"const": True}, {"const": 1}, ("const",)),
        (
            {"oneOf": [{"type": "string"}]},
            {"oneOf": [{}]},
            {"oneOf": [{"type": "string"}]},
            ("oneOf",),
        ),
        ({"multipleOf": 4}, {"multipleOf": 6}, {"multipleOf": 12}, ()),
        ({"multipleOf": 0.5}, {"multipleOf": 6}, {"multipleOf": 0.5}, ("multipleOf",)),
        (
            {"items": {"minLength": 1}},
            {"items": {"maxLength": 2}},
            {"items": {"allOf": [{"minLength": 1}, {"maxLength": 2}]}},
            (),
        ),
        ({"items": [{}]}, {"items": {"maxLength": 2}}, {"items": [{}]}, ("items",)),
        (
            {"additionalProperties": False},
            {"additionalProperties": {}},
            {"additionalProperties": False},
            (),
        ),
        (
            {"additionalProperties": True},
            {"additionalProperties": {"type": "string"}},
            {"additionalProperties": {"type": "string"}},
            (),
        ),
        (
            {"properties": {"a": {"type": "string"}}},
            {"properties": {"a": {"type": "string"}, "b": {}}},
            {"properties": {"a": {"type": "string"}, "b": {}}},
            (),
        ),
        (
            {"properties": {"a": {"minimum": 1}}},
            {"properties": {"a": {"maximum": 2}}},
            {"properties": {"a": {"allOf": [{"minimum": 1}, {"maximum": 2}]}}},
            (),
        ),
        ({"description": "first"}, {"description": "second"}, {"description": "first"}, ()),
        ({"unheardOf": 1}, {"unheardOf": 2}, {"unheardOf": 1}, ()),
    ],
)
def test_two_parts(first: dict, second: dict, merged: dict, rest: tuple[str, ...]) -> None:  # type: ignore[type-arg]
    """``rest`` names the keywords of the second part that hold beside what is merged."""
    found = flatten({"allOf": [first, second]}, nothing)
    beside = [{keyword: second[keyword] for keyword in rest}] if rest else []
    assert (dict(found.body), [*found.rest]) == (merged, beside)


@pytest.mark.parametrize(
    "second",
    [
        {"if": {"minLength": 3}, "then": {"const": "c"}},
        {"contains": {"const": 1}, "maxContains": 1},
        {"items": [{}, {}], "additionalItems": False},
    ],
)
def test_keywords_that_mean_something_together_stay_together(second: dict) -> None:  # type: ignore[type-arg]
    first = {
        "if": {"maxLength": 2},
        "else": {"const": "abc"},
        "contains": {"const": 2},
        "items": [{}],
    }
    found = flatten({"allOf": [first, second]}, nothing)
    assert (found.body, found.rest) == (first, (second,))


def test_a_part_that_nothing_fits_holds_beside_the_others() -> None:
    found = flatten({"allOf": [{"type": "string"}, False]}, nothing)
    assert (found.body, found.rest) == ({"type": "string"}, (False,))


def test_what_stands_beside_all_of_describes_the_whole() -> None:
    found = flatten(
        {"allOf": [{"title": "part", "x-python-name": "Part"}], "title": "whole"}, nothing
    )
    assert found.body == {"title": "whole", "x-python-name": "Part"}


def test_a_referred_part_gives_neither_its_words_nor_its_name(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{allOf: [{$ref: '#/components/schemas/Base'}, {description: Mine., properties: {b: {type: string}}}]}",
        "{Base: {description: Of the base., x-python-name: Base, properties: {a: {type: string}}}}",
    )
    assert found.body == (
        'class Event(Model):\n    """Mine."""\n\n    a: Maybe[str] = None\n    b: Maybe[str] = None'
    )


def test_parts_that_share_a_part_have_it_once(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}",
        """
        A: {allOf: [{$ref: '#/components/schemas/Base'}], properties: {a: {type: string}}}
        B: {allOf: [{$ref: '#/components/schemas/Base'}], properties: {b: {type: string}}}
        Base: {required: [id], properties: {id: {type: string}}}
        """,
    )
    assert (
        found.body
        == "class Event(Model):\n    id: str\n    a: Maybe[str] = None\n    b: Maybe[str] = None"
    )


def test_parts_that_contain_each_other_come_to_an_end(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{$ref: '#/components/schemas/A'}",
        """
        A: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {a: {type: string}}}]}
        B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {b: {type: string}}}]}
        """,
    )
    assert found.body == "class A(Model):\n    a: Maybe[str] = None\n    b: Maybe[str] = None"


def test_a_property_that_extends_its_own_class_comes_to_an_end(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{$ref: '#/components/schemas/A'}",
        """
        A:
          properties:
            child:
              allOf:
                - {$ref: '#/components/schemas/A'}
                - {properties: {extra: {type: string}}}
        """,
    )
    assert found.body == (
        "class AChild(Model):\n    child: Maybe[AChild] = None\n    extra: Maybe[str] = None\n\n\n"
        "class A(Model):\n    child: Maybe[AChild] = None"
    )


def test_what_cannot_be_said_as_one_is_checked(tmp_path: Path) -> None:
    found = models(
        tmp_path, "{properties: {x: {type: string, allOf: [{pattern: ^a}, {pattern: b$}]}}}"
    )
    assert 'Field(pattern="^a")' in found.text
    assert 'Check({"pattern": "b$"})' in found.text
    assert found.notes == []


def test_an_annotated_reference_stays_a_reference(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        properties:
          x: {allOf: [{$ref: '#/components/schemas/Size'}], description: How big., nullable: true}
        """,
        "{Size: {enum: [s, l]}}",
    )
    assert 'x: Nullable[Size] = None\n    """How big."""' in found.text


def test_what_stands_beside_a_reference_is_ignored(tmp_path: Path) -> None:
    """A Reference Object has one field."""
    found = models(
        tmp_path,
        "{properties: {x: {$ref: '#/components/schemas/Size', properties: {a: {type: string}}}}}",
        "{Size: {enum: [s, l]}}",
    )
    assert "x: Maybe[Size] = None" in found.text


def test_conditions_of_several_parts_do_not_read_one_another(tmp_path: Path) -> None:
    """JSON Schema's keywords look at those beside them, and at no others (draft-07, 6.6)."""
    found = models(
        tmp_path,
        "{type: integer, allOf: [{if: {exclusiveMaximum: 0}}, {then: {minimum: -10}}, {else: {multipleOf: 2}}]}",
    )
    read = TypeAdapter(found.load(tmp_path).Event).validate_python
    assert [read(-100), read(3)] == [-100, 3]


CIRCLES = """
    S0:
      allOf: [{$ref: '#/components/schemas/S3'}]
      type: object
      properties:
        p: {$ref: '#/components/schemas/S2'}
        q: {$ref: '#/components/schemas/S3'}
        r: {$ref: '#/components/schemas/S3'}
    S1:
      type: object
      properties:
        p: {$ref: '#/components/schemas/S0'}
        q: {$ref: '#/components/schemas/S1'}
        r: {$ref: '#/components/schemas/S3'}
    S2:
      allOf: [{$ref: '#/components/schemas/S1'}]
      type: object
      properties:
        p: {oneOf: [{$ref: '#/components/schemas/S1'}, {type: string}]}
        q: {$ref: '#/components/schemas/S1'}
        r: {$ref: '#/components/schemas/S2'}
    S3:
      type: object
      properties:
        p: {oneOf: [{$ref: '#/components/schemas/S0'}, {type: string}]}
        q: {oneOf: [{$ref: '#/components/schemas/S3'}, {type: string}]}
        r: {$ref: '#/components/schemas/S2'}
"""


def test_what_schemas_in_circles_say_together_is_merged_once(tmp_path: Path) -> None:
    """All that both lead to is merged as well: in each place anew, it would be 3,498 classes."""
    found = models(tmp_path, "{$ref: '#/components/schemas/S0'}", CIRCLES)
    assert len(found.models.plan.entries) < 100
