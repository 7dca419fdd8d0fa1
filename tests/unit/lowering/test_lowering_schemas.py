import json
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.ir.schema import SchemaRef
from support.documents import document, lowered, models


def test_one_place_is_one_schema_however_often_it_is_used(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        document(
            {
                "properties": {
                    "a": {"$ref": "#/components/schemas/A"},
                    "b": {"$ref": "#/components/schemas/A"},
                }
            },
            {"A": {"type": "string"}},
        ),
    )
    assert next(iter(found.api.schemas.values())).body == {
        "properties": {
            "a": SchemaRef("asyncapi.yaml#/components/schemas/A"),
            "b": SchemaRef("asyncapi.yaml#/components/schemas/A"),
        }
    }
    assert len(found.api.schemas) == 2


def test_a_reference_in_data_is_data(tmp_path: Path) -> None:
    found = lowered(
        tmp_path, document({"const": {"$ref": "#/nowhere"}, "x-y": {"$ref": "#/nowhere"}})
    )
    (schema,) = found.api.schemas.values()
    assert schema.body == {"const": {"$ref": "#/nowhere"}, "x-y": {"$ref": "#/nowhere"}}
    assert found.codes == []


def test_a_property_may_be_called_as_a_keyword_is(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        document(
            {"properties": {"const": {"$ref": "#/components/schemas/A"}}}, {"A": {"type": "string"}}
        ),
    )
    assert len(found.api.schemas) == 2


def test_a_schema_of_another_file_is_called_after_the_file_or_its_definition(
    tmp_path: Path,
) -> None:
    (tmp_path / "order.json").write_text(json.dumps({"definitions": {"Line": {"type": "string"}}}))
    found = lowered(
        tmp_path,
        document(
            {
                "properties": {
                    "a": {"$ref": "order.json"},
                    "b": {"$ref": "order.json#/definitions/Line"},
                }
            }
        ),
    )
    named = {one.key: one.component for one in found.api.schemas.values()}
    assert named == {"payload": False, "order": True, "Line": True}


def nested(levels: int, wrap: Any) -> Any:
    schema: Any = {"type": "string"}
    for _ in range(levels):
        schema = wrap(schema)
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        nested(90, lambda inner: {"type": "object", "properties": {"a": inner}}),
        nested(180, lambda inner: {"type": "array", "items": inner}),
        nested(180, lambda inner: {"type": "object", "additionalProperties": inner}),
        nested(90, lambda inner: {"allOf": [inner]}),
        nested(90, lambda inner: {"anyOf": [inner, {"type": "integer"}]}),
        nested(180, lambda inner: {"not": inner}),
        {"const": nested(180, lambda inner: [inner])},
    ],
    ids=["properties", "items", "additionalProperties", "allOf", "anyOf", "not", "const"],
)
def test_deep_nesting_is_no_problem(tmp_path: Path, schema: Any) -> None:
    assert "Deep" in models(tmp_path, json.dumps(schema), name="Deep").text


def test_a_long_chain_of_references_is_no_problem(tmp_path: Path) -> None:
    schemas = {
        f"S{number}": {"type": "array", "items": {"$ref": f"#/components/schemas/S{number + 1}"}}
        for number in range(3_000)
    }
    schemas["S3000"] = {"type": "string"}
    found = lowered(tmp_path, document({"$ref": "#/components/schemas/S0"}, schemas))
    assert len(found.api.schemas) == 3_001
