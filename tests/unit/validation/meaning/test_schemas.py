"""Schemas by themselves: contradictions, and slips that JSON Schema lets pass."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Severity

Judge = Callable[..., list[Diagnostic]]


@pytest.fixture
def told(judged: Judge) -> Callable[[Any], list[tuple[str, str]]]:
    """Return a function that gives the pointers and messages about one schema."""

    def check(schema: Any) -> list[tuple[str, str]]:
        document = {"asyncapi": "3.0.0", "components": {"schemas": {"Thing": schema}}}
        found = judged(json.dumps(document))
        assert {one.severity for one in found} <= {Severity.WARNING}
        prefix = "/components/schemas/Thing"
        return [(one.at.pointer.removeprefix(prefix), one.message) for one in found]

    return check


Told = Callable[[Any], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"minimum": 5, "maximum": 5},
        {"minimum": "5", "maximum": 3},
        {"minLength": 5, "maxItems": 3},
        {"enum": ["a", None], "type": ["string", "null"]},
        {"enum": [1, 1.0], "type": "integer"},
        {"enum": [5], "type": "thing"},
        {"const": 1.5, "type": "number"},
        {"const": {}, "type": "object"},
        {"enum": [[True]], "type": "array"},
        {"required": ["a"]},
        {"required": ["a", 5], "properties": {"b": {}}},
        {"required": ["a"], "additionalProperties": True},
        {"required": "a", "additionalProperties": False},
        {"required": ["a"], "additionalProperties": False, "patternProperties": {"^a": {}}},
        {"required": ["userId"], "properties": {"userID": {}}, "allOf": [{}]},
        {"allOf": [{"required": ["userId"], "properties": {"userID": {}}}]},
        {"required": ["userId"], "properties": {"userId": {}, "userIds": {}}},
        {"pattern": "^[\\w.-]+$"},
        {"pattern": 5},
        {"patternProperties": {"^a": {}}},
        {"discriminator": "kind", "properties": {"kind": {}}, "required": ["kind"]},
        {"discriminator": "kind", "oneOf": [True]},
        {"discriminator": {"propertyName": "kind"}},
        {"x-typ": 1, "unit": "kg", "length": 5, "id": "x", "a" * 50: 1},
        {"typ": 1, "type": "string"},
    ],
    ids=str,
)
def test_nothing_is_said_of_a_good_schema(told: Told, schema: Any) -> None:
    assert told(schema) == []


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ({"minimum": 5}, {"maximum": 4.5}),
        ({"minLength": 5}, {"maxLength": 4}),
        ({"minItems": 5}, {"maxItems": 4}),
        ({"minProperties": 5}, {"maxProperties": 4}),
        ({"exclusiveMinimum": 5}, {"maximum": 5}),
        ({"minimum": 5}, {"exclusiveMaximum": 5}),
        ({"exclusiveMinimum": 5}, {"exclusiveMaximum": 5}),
    ],
)
def test_bounds_that_exclude_each_other(told: Told, low: Any, high: Any) -> None:
    (lower,), (upper,) = low, high
    assert told({**low, **high}) == [
        (f"/{upper}", f"nothing satisfies both `{lower}` and `{upper}`")
    ]


def test_the_other_bound_is_shown(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        components:
          schemas:
            Thing:
              minimum: 5
              maximum: 3
        """)
    (related,) = found.related
    assert (found.at.line, related.message, related.at.line) == (6, "the lower bound", 5)


@pytest.mark.parametrize(("is_exclusive", "count"), [(True, 1), (False, 0)])
def test_exclusive_bounds_of_openapi(judged: Judge, *, is_exclusive: bool, count: int) -> None:
    schema = {"minimum": 5, "maximum": 5, "exclusiveMaximum": is_exclusive}
    wrapped = {"schemaFormat": "application/vnd.oai.openapi;version=3.0.0", "schema": schema}
    document = {"asyncapi": "3.0.0", "components": {"schemas": {"Thing": wrapped}}}
    assert len(judged(json.dumps(document))) == count


@pytest.mark.parametrize(
    ("schema", "pointer", "message"),
    [
        ({"const": 5, "type": "string"}, "/const", "`const` has the number `5`, and the type is `string`"),
        ({"const": None, "type": "string"}, "/const", "`const` has `null`, and the type is `string`"),
        ({"enum": ["a", True, 1], "type": "string"}, "/enum/1", "`enum` has `true`, and the type is `string`"),
        ({"enum": [1.5], "type": ["integer", "null"]}, "/enum/0", "`enum` has the number `1.5`, and the type is `integer` or `null`"),
        ({"enum": ["a"], "type": "boolean"}, "/enum/0", "`enum` has the text `a`, and the type is `boolean`"),
    ],
)  # fmt: skip
def test_listed_values_of_another_type(told: Told, schema: Any, pointer: str, message: str) -> None:
    assert told(schema) == [(pointer, message)]


def test_null_among_the_values_of_openapi(judged: Judge) -> None:
    message = {
        "schemaFormat": "application/vnd.oai.openapi;version=3.0.0",
        "payload": {"type": "string", "nullable": True, "enum": ["a", None]},
        "headers": {"type": "object", "nullable": True, "const": None},
    }
    document = {"asyncapi": "2.6.0", "components": {"messages": {"created": message}}}
    (found,) = judged(json.dumps(document))
    assert found.at.pointer == "/components/messages/created/headers/const"


def test_a_required_property_that_is_forbidden(judged: Judge) -> None:
    (near, far) = judged("""
        asyncapi: 2.6.0
        components:
          schemas:
            Thing:
              required: [colour, colr, size]
              additionalProperties: false
              properties:
                colour: {}
              allOf: []
        """)
    assert (near.code, near.hint) == ("schema-contradiction", "did you mean `colour`?")
    assert near.message == ("`required` names `colr`, and `additionalProperties: false` forbids it")
    assert (far.hint, far.at.line, far.related[0].at.line) == (
        "declare it under `properties`",
        5,
        6,
    )


def test_a_required_property_without_properties_is_forbidden(told: Told) -> None:
    message = "`required` names `a`, and `additionalProperties: false` forbids it"
    assert told({"required": ["a"], "additionalProperties": False}) == [("/required/0", message)]


def test_a_required_property_that_is_named_almost_like_another(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 3.0.0
        components:
          schemas:
            Thing:
              required: [orderID, unrelated]
              properties: {orderId: {}, order: {}}
        """)
    assert (found.code, found.hint) == ("schema-required", "did you mean `orderId`?")
    assert (found.at.line, found.at.column) == (5, 18)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("requred", "required"),
        ("propertys", "properties"),
        ("typ", "type"),
        ("maxlength", "maxLength"),
        ("ENUM", "enum"),
        ("ref", "$ref"),
        ("additionalProperty", "additionalProperties"),
    ],
)
def test_misspelt_keywords(judged: Judge, written: str, meant: str) -> None:
    (found,) = judged(f"""
        asyncapi: 3.0.0
        components: {{messages: {{created: {{payload: {{items: {{{written}: x}}}}}}}}}}
        """)
    assert (found.code, found.hint) == ("schema-keyword", f"did you mean `{meant}`?")
    assert found.message == f"`{written}` is no keyword of a schema, and asserts nothing"
    assert found.at.pointer == f"/components/messages/created/payload/items/{written}"


@pytest.mark.parametrize("keyword", ["pattern", "patternProperties"])
def test_what_is_no_regular_expression(told: Told, keyword: str) -> None:
    schema = {"pattern": "(a"} if keyword == "pattern" else {"patternProperties": {"(a": {}}}
    ((pointer, message),) = told(schema)
    assert pointer == ("/pattern" if keyword == "pattern" else "/patternProperties/(a")
    assert message == "`(a` is no regular expression of ECMA-262: a group is not closed"


def test_what_a_regular_expression_says_otherwise_than_meant(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 3.0.0
        components: {schemas: {Thing: {pattern: '^a\\Z'}}}
        """)
    assert (found.code, found.message, found.hint) == (
        "schema-pattern",
        r"in `^a\Z`, `\A`, `\Z` and `\z` stand for these letters",
        "the ends of a text are `^` and `$`",
    )


@pytest.mark.parametrize(
    ("schema", "lack"),
    [
        ({"discriminator": "kind", "properties": {"kind": {}}}, "is not required"),
        ({"discriminator": "kind", "required": ["kind"]}, "is none of its properties"),
    ],
)
def test_discriminators(told: Told, schema: Any, lack: str) -> None:
    message = f"the discriminator `kind` of this schema {lack}"
    assert told(schema) == [("/discriminator", message)]


def test_a_schema_that_is_used_twice_is_looked_at_once(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        channels:
          a: {publish: {message: {payload: {$ref: '#/components/schemas/Thing'}}}}
          b: {publish: {message: {payload: {$ref: '#/components/schemas/Thing'}}}}
        components: {schemas: {Thing: {typ: string, items: {$ref: '#/components/schemas/Thing'}}}}
        """)
    assert found.code == "schema-keyword"


@pytest.mark.parametrize(
    "place",
    [
        "channels: {a: {bindings: {http: {query: X}}}}",
        "channels: {a: {publish: {bindings: {ws: {headers: X}}}}}",
        "components: {operationTraits: {a: {bindings: {kafka: {groupId: X}}}}}",
        "components: {messageTraits: {a: {headers: X}}}",
        "components: {schemas: {a: {definitions: {b: X}}}}",
        "components: {schemas: {a: {dependencies: {b: X, c: [d]}}}}",
        "components: {schemas: {a: {anyOf: [5, X]}}}",
        "components: {schemas: {a: {items: [X]}}}",
        "components: {schemas: {a: {additionalProperties: X}}}",
    ],
)
def test_where_schemas_stand(said: Callable[..., list[str]], place: str) -> None:
    text = place.replace("X", "{typ: string}")
    assert said(f"asyncapi: 2.6.0\n{text}\n") == ["warning schema-keyword 2"]


def test_what_only_looks_like_a_schema(said: Callable[..., list[str]]) -> None:
    assert (
        said("""
        asyncapi: 2.6.0
        components:
          schemas: {a: {const: {typ: string}, properties: {typ: {}}, x-a: {typ: string}}}
        """)
        == []
    )


def test_schemas_in_other_languages_are_left_alone(said: Callable[..., list[str]]) -> None:
    assert said("""
        asyncapi: 3.0.0
        components:
          schemas:
            a: {schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {typ: string}}
            b: {schema: {typ: string}, x-note: wrapped}
        """) == ["warning schema-keyword 5"]
