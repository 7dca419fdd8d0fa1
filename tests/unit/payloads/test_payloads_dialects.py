"""One schema in the spelling of each dialect of JSON Schema gives one model."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from asyncapi_pygen.config import ModelSettings
from asyncapi_pygen.ir.dialects import Dialect
from asyncapi_pygen.payloads.dialects import normalised, remarks
from asyncapi_pygen.payloads.original import Originals
from support.documents import Generated, generated, lowered, models

FORMATS = {
    Dialect.ASYNCAPI: "application/vnd.aai.asyncapi+json;version=3.0.0",
    Dialect.DRAFT_4: "application/schema+json;version=draft-04",
    Dialect.DRAFT_6: "application/schema+json;version=draft-06",
    Dialect.DRAFT_7: "application/schema+json;version=draft-07",
    Dialect.DRAFT_2019_09: "application/schema+json;version=2019-09",
    Dialect.DRAFT_2020_12: "application/schema+json;version=draft-2020-12",
    Dialect.OPENAPI_3_0: "application/vnd.oai.openapi;version=3.0.0",
    Dialect.OPENAPI_3_1: "application/vnd.oai.openapi+json;version=3.1.0",
}


def of(
    folder: Path, dialect: Dialect, schema: Any, *, action: str = "receive", **components: Any
) -> Generated:
    """Make the models of a payload, and of component schemas, in one dialect."""
    format_ = FORMATS[dialect]
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Test", "version": "1"},
        "channels": {
            "a": {
                "address": "/a",
                "messages": {"Event": {"payload": {"schemaFormat": format_, "schema": schema}}},
            }
        },
        "operations": {"take": {"action": action, "channel": {"$ref": "#/channels/a"}}},
        "components": {
            "schemas": {
                name: {"schemaFormat": format_, "schema": one} for name, one in components.items()
            }
        },
    }
    return generated(folder, json.dumps(document))


NUMBERS = {
    "type": "object",
    "required": ["price"],
    "properties": {
        "price": {"type": "number", "exclusiveMinimum": 0},
        "share": {"type": "number", "maximum": 1},
    },
}
NUMBERS_BY_BOOLEANS = {
    "type": "object",
    "required": ["price"],
    "properties": {
        "price": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "share": {"type": "number", "maximum": 1, "exclusiveMaximum": False},
    },
}


@pytest.mark.parametrize("dialect", FORMATS)
def test_exclusive_bounds(tmp_path: Path, dialect: Dialect) -> None:
    booleans = dialect in (Dialect.DRAFT_4, Dialect.OPENAPI_3_0)
    found = of(tmp_path, dialect, NUMBERS_BY_BOOLEANS if booleans else NUMBERS)
    assert found.notes == []
    assert "price: Annotated[float, Field(gt=0" in found.body
    assert "share: Maybe[Annotated[float, Field(le=1" in found.body


NULLABLE = {"type": ["string", "null"], "enum": ["a", "b", None]}


@pytest.mark.parametrize("dialect", FORMATS)
def test_null(tmp_path: Path, dialect: Dialect) -> None:
    spelled = {"type": "string", "nullable": True, "enum": ["a", "b", None]}
    name = spelled if dialect is Dialect.OPENAPI_3_0 else NULLABLE
    found = of(
        tmp_path, dialect, {"type": "object", "required": ["name"], "properties": {"name": name}}
    )
    assert found.notes == []
    assert 'name: Open[Literal["a", "b"]] | None' in found.body


@pytest.mark.parametrize("dialect", FORMATS)
def test_fixed_values(tmp_path: Path, dialect: Dialect) -> None:
    older = dialect in (Dialect.DRAFT_4, Dialect.OPENAPI_3_0)
    kind = {"type": "string", "enum": ["order"]} if older else {"const": "order"}
    found = of(
        tmp_path, dialect, {"type": "object", "required": ["kind"], "properties": {"kind": kind}}
    )
    assert found.notes == []
    assert 'kind: Literal["order"]' in found.body


LATER = [Dialect.DRAFT_2019_09, Dialect.DRAFT_2020_12, Dialect.OPENAPI_3_1]
EARLIER = [dialect for dialect in FORMATS if dialect not in LATER]
BESIDE = {
    "type": "object",
    "properties": {
        "code": {"$ref": "#/components/schemas/Code", "description": "Of the shop.", "maxLength": 3}
    },
}


@pytest.mark.parametrize("dialect", LATER)
def test_keywords_beside_a_reference_count(tmp_path: Path, dialect: Dialect) -> None:
    found = of(tmp_path, dialect, BESIDE, Code={"type": "string", "minLength": 1})
    assert "max_length=3" in found.body
    assert "min_length=1" in found.body
    assert '"""Of the shop."""' in found.body


@pytest.mark.parametrize("dialect", EARLIER)
def test_keywords_beside_a_reference_are_ignored(tmp_path: Path, dialect: Dialect) -> None:
    found = of(tmp_path, dialect, BESIDE, Code={"type": "string", "minLength": 1})
    assert "max_length" not in found.body
    assert "Of the shop." not in found.body
    assert "code: Maybe[Code]" in found.body


@pytest.mark.parametrize("dialect", LATER)
def test_a_description_beside_a_reference_makes_no_type(tmp_path: Path, dialect: Dialect) -> None:
    code = {"$ref": "#/components/schemas/Code", "description": "Of the shop."}
    found = of(
        tmp_path, dialect, {"type": "object", "properties": {"code": code}}, Code={"type": "string"}
    )
    assert "code: Maybe[Code]" in found.body
    assert '"""Of the shop."""' in found.body


@pytest.mark.parametrize("dialect", LATER)
def test_a_payload_may_be_a_reference_and_more(tmp_path: Path, dialect: Dialect) -> None:
    found = of(
        tmp_path,
        dialect,
        {"$ref": "#/components/schemas/Base", "properties": {"more": {"type": "string"}}},
        Base={"type": "object", "properties": {"own": {"type": "string"}}},
    )
    assert "class Event(Model):" in found.body
    assert "own: Maybe[str]" in found.body
    assert "more: Maybe[str]" in found.body


@pytest.mark.parametrize("dialect", LATER)
def test_what_merged_schemas_do_not_evaluate_is_closed(tmp_path: Path, dialect: Dialect) -> None:
    found = of(
        tmp_path,
        dialect,
        {
            "allOf": [{"$ref": "#/components/schemas/Base"}],
            "properties": {"more": {"type": "string"}},
            "unevaluatedProperties": False,
        },
        Base={"type": "object", "properties": {"own": {"type": "string"}}},
    )
    assert found.notes == []
    (place,) = found.models.plan.entries
    assert found.models.plan.entries[place].closed  # type: ignore[union-attr]


def test_what_a_union_leaves_unevaluated_is_checked(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        Dialect.DRAFT_2020_12,
        {
            "type": "object",
            "properties": {"b": {}},
            "anyOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, {"required": ["b"]}],
            "unevaluatedProperties": False,
        },
        action="send",
    )
    assert found.notes == []
    read = TypeAdapter(found.load(tmp_path).Event).validate_python
    assert read({"a": 1})
    assert read({"a": 1, "b": 1})
    for invalid in ({"b": 1, "a": 2}, {"a": 1, "c": 1}):
        with pytest.raises(ValidationError):
            read(invalid)


@pytest.mark.parametrize(
    ("dialect", "first"),
    [
        (
            Dialect.DRAFT_2019_09,
            {"items": [{"type": "string"}], "additionalItems": {"type": "integer"}},
        ),
        (
            Dialect.DRAFT_2020_12,
            {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}},
        ),
        (Dialect.OPENAPI_3_1, {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
    ],
)
def test_items_by_their_number_are_checked(
    tmp_path: Path, dialect: Dialect, first: dict[str, Any]
) -> None:
    found = of(
        tmp_path, dialect, {"type": "object", "properties": {"row": {"type": "array", **first}}}
    )
    check = 'Check({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}})'
    assert f"list[str | int],\n            {check}" in found.body


@pytest.mark.parametrize(
    ("dialect", "keywords"),
    [
        (Dialect.ASYNCAPI, {"dependentRequired": {"a": ["b"]}}),
        (Dialect.DRAFT_4, {"const": "x"}),
        (Dialect.DRAFT_4, {"propertyNames": {"maxLength": 3}}),
        (Dialect.DRAFT_6, {"if": {"required": ["a"]}}),
        (Dialect.DRAFT_7, {"unevaluatedProperties": False}),
        (Dialect.DRAFT_2019_09, {"prefixItems": [{"type": "string"}]}),
        (Dialect.DRAFT_2020_12, {"dependencies": {"a": ["b"]}}),
        (Dialect.OPENAPI_3_0, {"patternProperties": {"^x": {"type": "string"}}}),
        (Dialect.OPENAPI_3_1, {"additionalItems": {"type": "string"}}),
    ],
)
def test_what_a_dialect_does_not_have_has_no_effect(
    tmp_path: Path, dialect: Dialect, keywords: dict[str, Any]
) -> None:
    (keyword,) = keywords
    found = of(tmp_path, dialect, {"type": "object", "properties": {"a": keywords}})
    assert found.notes == [f"`{keyword}` has no effect: {dialect.value} does not have it"]
    assert found.lowered.codes == ["schema-dialect"]
    assert "a: Nullable[JsonValue]" in found.body


@pytest.mark.parametrize("keyword", ["$dynamicRef", "$recursiveRef"])
def test_references_that_depend_on_the_way_are_reported(tmp_path: Path, keyword: str) -> None:
    dialect = Dialect.DRAFT_2020_12 if keyword == "$dynamicRef" else Dialect.DRAFT_2019_09
    found = of(tmp_path, dialect, {"type": "object", "properties": {"a": {keyword: "#"}}})
    assert found.notes == [f"`{keyword}` is not enforced: the generated type is wider here"]


def test_a_schema_of_draft_04_may_call_itself(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {"id": "http://example.com/a"}}}
    assert "a: Nullable[JsonValue]" in of(tmp_path, Dialect.DRAFT_4, schema).body


PETS = {
    "Cat": {
        "type": "object",
        "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}},
    },
    "Dog": {
        "type": "object",
        "properties": {"kind": {"type": "string"}, "tricks": {"type": "integer"}},
    },
}
UNION = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in PETS]}


@pytest.mark.parametrize("dialect", [Dialect.OPENAPI_3_0, Dialect.OPENAPI_3_1])
def test_a_discriminator_is_an_object_in_openapi(tmp_path: Path, dialect: Dialect) -> None:
    schema = {**UNION, "discriminator": {"propertyName": "kind"}, "xml": {"name": "pet"}}
    found = of(tmp_path, dialect, schema, **PETS)
    assert found.notes == []
    assert 'Annotated[Cat, When("Cat", absent=True)]' in found.body
    assert 'Annotated[Dog, When("Dog", absent=True)]' in found.body


def test_a_mapping_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    mapping = {"cat": "#/components/schemas/Cat", "dog": "Dog"}
    mapping |= {"lion": "#/components/schemas/Lion", "bear": "#/~2", "owl": "https://x.example/Owl"}
    schema = {**UNION, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    found = of(tmp_path, Dialect.OPENAPI_3_0, schema, **PETS)
    assert 'Annotated[Cat, When("cat", absent=True)]' in found.body
    assert 'Annotated[Dog, When("dog", absent=True)]' in found.body
    assert found.notes == 3 * [
        "this value of the mapping is not read: it leads to no schema of this file"
    ]


@pytest.mark.parametrize(
    ("uri", "codes"),
    [
        ("http://json-schema.org/draft-04/schema#", []),
        ("https://json-schema.org/draft/2020-12/schema", []),
        ("https://spec.openapis.org/oas/3.1/dialect/base", []),
        ("http://json-schema.org/draft-03/schema#", ["schema-version"]),
        ("https://asyncapi.com/definitions/3.0.0/schema.json", []),
    ],
)
def test_a_file_says_its_dialect_itself(tmp_path: Path, uri: str, codes: list[str]) -> None:
    price = {"type": "number", "minimum": 0, "exclusiveMinimum": True}
    schema = {"$schema": uri, "type": "object", "properties": {"price": price}}
    (tmp_path / "order.json").write_text(json.dumps(schema))
    found = of(tmp_path, Dialect.ASYNCAPI, {"$ref": "order.json"})
    assert "gt=0" in found.body
    assert found.lowered.codes == codes


@pytest.mark.parametrize("draft", ["2019-09", "draft-07"])
def test_what_stands_beside_a_reference_in_a_file_is_its_dialects_matter(
    tmp_path: Path, draft: str
) -> None:
    uri = {
        "2019-09": "https://json-schema.org/draft/2019-09/schema",
        "draft-07": "http://json-schema.org/draft-07/schema#",
    }[draft]
    schema = {
        "$schema": uri,
        "type": "object",
        "properties": {"code": {"$ref": "#/definitions/Code", "maxLength": 3}},
        "definitions": {"Code": {"type": "string"}},
    }
    (tmp_path / "order.json").write_text(json.dumps(schema))
    found = of(tmp_path, Dialect.ASYNCAPI, {"$ref": "order.json"})
    assert ("max_length=3" in found.body) == (draft == "2019-09")


def test_an_unknown_draft_is_read_as_draft_07(tmp_path: Path) -> None:
    text = json.dumps(
        {
            "asyncapi": "2.6.0",
            "info": {"title": "Test", "version": "1"},
            "channels": {
                "/a": {
                    "publish": {
                        "message": {
                            "schemaFormat": "application/schema+json;version=draft-05",
                            "payload": {"type": "object", "properties": {"a": {"const": "x"}}},
                        }
                    }
                }
            },
        }
    )
    found = generated(tmp_path, text)
    assert found.lowered.codes == ["schema-version"]
    assert 'Literal["x"]' in found.body


VALUES = [
    ({"price": 1}, True),
    ({"price": 0}, False),
    ({"price": 1, "share": 1}, True),
    ({}, False),
]


@pytest.mark.parametrize("dialect", FORMATS)
def test_originals_are_judged_by_their_own_draft(tmp_path: Path, dialect: Dialect) -> None:
    booleans = dialect in (Dialect.DRAFT_4, Dialect.OPENAPI_3_0)
    found = of(tmp_path, dialect, NUMBERS_BY_BOOLEANS if booleans else NUMBERS).lowered.api
    (message,) = found.messages.values()
    check = Originals(found.schemas).validator(message.payload or "")
    assert check is not None
    assert [(value, check.is_valid(value)) for value, _ in VALUES] == VALUES


@pytest.mark.parametrize("dialect", LATER)
def test_originals_keep_what_only_later_drafts_say(tmp_path: Path, dialect: Dialect) -> None:
    schema = {"type": "object", "dependentRequired": {"a": ["b"]}}
    found = of(tmp_path, dialect, schema).lowered.api
    (id_,) = found.schemas
    check = Originals(found.schemas).validator(id_)
    assert check is not None
    assert (check.is_valid({"b": 1}), check.is_valid({"a": 1})) == (True, False)


def test_an_original_in_openapi_3_0_may_be_null(tmp_path: Path) -> None:
    schema = {"type": "string", "nullable": True, "const": "ignored"}
    found = of(tmp_path, Dialect.OPENAPI_3_0, schema).lowered.api
    (id_,) = found.schemas
    check = Originals(found.schemas).validator(id_)
    assert check is not None
    assert [check.is_valid(value) for value in (None, "text", 1)] == [True, True, False]


def test_an_original_in_several_dialects_is_draft_07(tmp_path: Path) -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "number",
        "minimum": 0,
        "exclusiveMinimum": True,
    }
    (tmp_path / "price.json").write_text(json.dumps(schema))
    found = of(tmp_path, Dialect.DRAFT_7, {"properties": {"price": {"$ref": "price.json"}}}).lowered
    first = next(iter(found.api.schemas))
    assert "$schema" not in Originals(found.api.schemas).self_contained(first)
    check = Originals(found.api.schemas).validator(first)
    assert check is not None
    assert (check.is_valid({"price": 1}), check.is_valid({"price": 0})) == (True, False)


def test_a_schema_in_another_language_is_left_alone(tmp_path: Path) -> None:
    text = json.dumps(
        {
            "asyncapi": "2.6.0",
            "info": {"title": "Test", "version": "1"},
            "channels": {
                "/a": {
                    "publish": {
                        "message": {
                            "schemaFormat": "application/vnd.apache.avro;version=1.9.0",
                            "payload": {"type": "record", "name": "A", "fields": []},
                        }
                    }
                }
            },
        }
    )
    (schema,) = lowered(tmp_path, text).api.schemas.values()
    assert normalised(schema) is schema
    assert list(remarks(schema)) == []


@pytest.mark.parametrize(
    ("uri", "known"),
    [
        ("http://example.com/meta-schema", False),
        ("http://json-schema.org/draft-07/schem", True),
        ("https://json-schema.org/draft/2020-12/schema", True),
    ],
)
def test_by_the_letter_nothing_is_known_of_another_vocabulary(
    tmp_path: Path, uri: str, *, known: bool
) -> None:
    schema = json.dumps({"$schema": uri, "type": "integer"})
    by_the_letter = ModelSettings(assume_types=False)
    assert ("JsonValue" in models(tmp_path, schema, settings=by_the_letter).body) is not known
    assert models(tmp_path, schema).body == "Event: TypeAlias = int"
