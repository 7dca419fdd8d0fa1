"""Checks as values: joined without a keyword reading another one, and put where they belong."""

from typing import Any

import pytest

from asyncapi_pygen.config import ModelBackend
from asyncapi_pygen.payloads.lowered import CHECK, INNER, NULL, SENT
from asyncapi_pygen.payloads.patterns import readers
from asyncapi_pygen.payloads.schemas.assertions import UncheckableError, written
from asyncapi_pygen.payloads.schemas.checking import checked, joined


@pytest.mark.parametrize(
    ("checks", "one"),
    [
        ([], {}),
        ([{"not": {}}, {"minItems": 1}], {"not": {}, "minItems": 1}),
        ([{"not": {}}, {"not": {}}], {"not": {}}),
        ([{"not": {}}, {"not": True}], {"allOf": [{"not": {}}, {"not": True}]}),
        ([{"if": {}}, {"then": {}}], {"allOf": [{"if": {}}, {"then": {}}]}),
        (
            [{"properties": {"a": {}}}, {"additionalProperties": False}],
            {"allOf": [{"properties": {"a": {}}}, {"additionalProperties": False}]},
        ),
        (
            [
                {"patternProperties": {"a": {}}},
                {"patternProperties": {"a": {}}, "additionalProperties": False},
            ],
            {"patternProperties": {"a": {}}, "additionalProperties": False},
        ),
        ([{"minItems": 1}, False], {"not": {}}),
        ([{"minItems": 1}, True], {"minItems": 1}),
    ],
)
def test_several_checks_are_one(checks: list[Any], one: Any) -> None:
    assert joined(checks) == one


UNIQUE = {"uniqueItems": True}
NEITHER = {"not": {"const": 1}}
STRING, ARRAY = {"type": "string"}, {"type": "array"}


@pytest.mark.parametrize(
    ("schema", "check", "expected"),
    [
        (ARRAY, {}, ARRAY),
        (STRING, UNIQUE, STRING),
        ({"anyOf": [ARRAY, NULL]}, UNIQUE, {"anyOf": [{CHECK: UNIQUE, INNER: ARRAY}, NULL]}),
        (
            {"anyOf": [ARRAY, STRING]},
            UNIQUE,
            {"anyOf": [{CHECK: UNIQUE, INNER: ARRAY}, STRING]},
        ),
        (
            {"anyOf": [ARRAY, STRING]},
            NEITHER,
            {CHECK: NEITHER, INNER: {"anyOf": [ARRAY, STRING]}},
        ),
        (
            {"anyOf": [{"$ref": "a"}, NULL]},
            NEITHER,
            {"anyOf": [{CHECK: NEITHER, INNER: {"$ref": "a"}}, NULL]},
        ),
        ({"anyOf": [STRING, NULL]}, {"not": NULL}, {CHECK: {"not": NULL}, INNER: STRING}),
        (
            {"anyOf": [STRING, NULL]},
            {"not": {"minLength": -1}},
            {"anyOf": [{CHECK: {"not": {"minLength": -1}}, INNER: STRING}, NULL]},
        ),
        (
            {CHECK: UNIQUE, INNER: ARRAY},
            NEITHER,
            {CHECK: {**UNIQUE, **NEITHER}, INNER: ARRAY},
        ),
    ],
)
def test_a_check_stands_on_what_it_is_about(schema: Any, check: Any, expected: Any) -> None:
    assert checked(schema, check) == expected


def test_a_check_of_what_is_sent_stays_apart() -> None:
    both = checked({CHECK: UNIQUE, INNER: ARRAY}, NEITHER, sent=True)
    assert both == {CHECK: NEITHER, INNER: {CHECK: UNIQUE, INNER: ARRAY}, SENT: True}


@pytest.mark.parametrize(
    ("schema", "plain"),
    [
        ({"items": [{}], "additionalItems": False}, {"prefixItems": [{}], "items": False}),
        ({"items": {"title": "x"}, "additionalItems": False}, {"items": {}}),
        (
            {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}},
        ),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        (
            {"type": "string", "nullable": True},
            {"anyOf": [{"type": "string"}, {"type": "null"}]},
        ),
        ({"properties": {"title": {"description": "x"}}}, {"properties": {"title": {}}}),
    ],
)
def test_a_check_is_written_in_2020_12_without_annotations(schema: Any, plain: Any) -> None:
    assert written(schema, {}.__getitem__, readers(ModelBackend.PYDANTIC)) == plain


@pytest.mark.parametrize(
    "schema", [{"$dynamicRef": "#a"}, {"anyOf": [{"minLength": one} for one in range(600)]}]
)
def test_what_nobody_would_read_is_no_check(schema: Any) -> None:
    with pytest.raises(UncheckableError):
        written(schema, {}.__getitem__, readers(ModelBackend.PYDANTIC))
