"""The words fit the schemas that they are about."""

import json
from typing import Any

import pytest

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.validation.faults import LEADS_TO
from asyncapi_pygen.validation.structure import SCHEMAS
from asyncapi_pygen.validation.vocabulary import (
    BINDING,
    FORMATS,
    MOVED,
    OBJECTS,
    PATTERNS,
    TYPES,
    definition_of,
    listing,
    noun,
    shortened,
    shown,
    with_article,
)

BY_VERSION: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")
}


def objects(major: int, definition: str) -> list[dict[str, Any]]:
    """Return an object's schema in each version of a major one."""
    schemas = [one for version, one in BY_VERSION.items() if version.startswith(str(major))]
    found = [one["definitions"].get(definition) for one in schemas]
    return [_closed(one) for one in found if one is not None]


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the part that lists the fields, behind the choice of a branch."""
    if "properties" in schema:
        return schema
    return _closed(schema["else"] if "else" in schema else schema["allOf"][0])


def everywhere(schema: Json, keyword: str) -> set[str]:
    """Return the texts under a keyword at any depth."""
    if isinstance(schema, list):
        return set().union(*(everywhere(one, keyword) for one in schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema[keyword]} if isinstance(schema.get(keyword), str) else set()
    return own.union(*(everywhere(one, keyword) for one in schema.values()))


@pytest.mark.parametrize(
    ("major", "definition", "field"), [(major, *key) for major in MOVED for key in MOVED[major]]
)
def test_a_moved_field_is_missing_from_an_object_that_there_is(
    major: int, definition: str, field: str
) -> None:
    found = objects(major, definition)
    assert found
    assert any(field not in one["properties"] for one in found)


@pytest.mark.parametrize(
    ("major", "definition", "here"),
    [(major, key[0], moved.here) for major in MOVED for key, moved in MOVED[major].items()],
)
def test_the_other_name_of_a_moved_field_is_a_field(major: int, definition: str, here: str) -> None:
    assert all(not here or here in one["properties"] for one in objects(major, definition))


def test_each_object_with_words_is_in_a_schema() -> None:
    names: set[str] = set()
    for schema in BY_VERSION.values():
        names |= schema["definitions"].keys()
        names |= schema["definitions"]["avroSchema_v1"]["definitions"].keys()
    assert OBJECTS.keys() <= names


def test_each_object_with_a_closed_set_of_fields_has_words() -> None:
    closed = {
        name
        for schema in BY_VERSION.values()
        for name, one in schema["definitions"].items()
        if one.get("additionalProperties") is False and not BINDING.fullmatch(name)
    }
    assert closed <= OBJECTS.keys()


def test_each_format_of_the_schemas_has_words() -> None:
    found = set().union(*(everywhere(schema, "format") for schema in BY_VERSION.values()))
    assert {one for one in found if not one.startswith(LEADS_TO)} <= FORMATS.keys()


def test_each_pattern_with_words_is_in_a_schema() -> None:
    found = set().union(*(everywhere(schema, "pattern") for schema in BY_VERSION.values()))
    assert PATTERNS.keys() <= found


def test_a_place_belongs_to_the_innermost_definition() -> None:
    assert definition_of(("definitions", "channel", "additionalProperties")) == "channel"
    place = ("definitions", "avroSchema_v1", "definitions", "avroEnum", "required")
    assert definition_of(place) == "avroEnum"
    assert definition_of(("properties", "asyncapi")) == "?"


def test_a_place_in_an_unnamed_object_belongs_to_none() -> None:
    place = ("definitions", "oauth2Flows", "properties", "flows", "additionalProperties")
    assert definition_of(place) == "?"


def test_a_binding_is_named_by_protocol_level_and_version() -> None:
    assert noun("bindings-kafka-0.5.0-channel") == "`kafka` channel binding (0.5.0)"
    assert noun("bindings-websockets-0.1.0-channel") == "`ws` channel binding (0.1.0)"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("message", "a message"),
        ("operation", "an operation"),
        ("`apiKey` security scheme", "an `apiKey` security scheme"),
    ],
)
def test_words_get_their_article(words: str, found: str) -> None:
    assert with_article(words) == found


def test_words_are_listed_as_in_a_sentence() -> None:
    assert listing([]) == "nothing"
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"]) == "a, b or c"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "empty"),
        (True, "`true`"),
        (1.5, "the number `1.5`"),
        ("two\nlines", "the text `two lines`"),
        ([1], "a list"),
        ({}, "an object"),
    ],
)
def test_a_value_is_shown_by_its_kind(value: Json, words: str) -> None:
    assert shown(value) == words


def test_long_text_is_cut() -> None:
    assert shortened("a" * 1_000, 10) == "a" * 9 + "…"


def test_each_json_type_has_words() -> None:
    assert len(TYPES) == 7
