"""What stands beside a ``$ref`` counts in the dialects of JSON Schema that say so."""

import json
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Config
from asyncapi_pygen.pipeline import validate

CODE = {"type": "string"}
REFERENCE = {"$ref": "#/components/schemas/Code", "maxLength": 3}
LATER = "https://json-schema.org/draft/2019-09/schema"


def codes(folder: Path, payload: Any) -> list[str]:
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Test", "version": "1"},
        "channels": {"a": {"address": "/a", "messages": {"a": {"payload": payload}}}},
        "components": {"schemas": {"Code": CODE}},
    }
    path = folder / "asyncapi.json"
    path.write_text(json.dumps(document))
    return [one.code for one in validate(path, path.name, Config(package="package")).diagnostics]


@pytest.mark.parametrize(
    ("format_", "ignored"),
    [
        ("application/schema+json;version=draft-07", True),
        ("application/schema+json;version=2019-09", False),
        ("application/schema+json;version=2020-12", False),
        ("application/vnd.aai.asyncapi;version=3.0.0", True),
    ],
)
def test_the_format_says_whether_they_count(tmp_path: Path, format_: str, *, ignored: bool) -> None:
    inner = {"type": "object", "properties": {"code": REFERENCE}, "allOf": [REFERENCE]}
    payload = {"schemaFormat": format_, "schema": inner}
    assert ("ref-siblings" in codes(tmp_path, payload)) == ignored


@pytest.mark.parametrize(
    ("uri", "ignored"), [(LATER, False), ("http://json-schema.org/draft-07/schema#", True)]
)
@pytest.mark.parametrize("in_a_file", [True, False])
def test_a_schema_may_say_it_itself(
    tmp_path: Path, uri: str, *, ignored: bool, in_a_file: bool
) -> None:
    local = {"$ref": "#/definitions/Code" if in_a_file else REFERENCE["$ref"], "maxLength": 3}
    schema = {
        "$schema": uri,
        "type": "object",
        "properties": {"code": local},
        "definitions": {"Code": CODE},
    }
    (tmp_path / "event.json").write_text(json.dumps(schema))
    payload = {"$ref": "event.json"} if in_a_file else schema
    assert ("ref-siblings" in codes(tmp_path, payload)) == ignored


def test_what_stands_beside_a_reference_is_looked_at_where_it_counts(tmp_path: Path) -> None:
    beside = {**REFERENCE, "properties": {"a": {"$ref": "#/components/schemas/Nothing"}}}
    payload = {
        "schemaFormat": "application/schema+json;version=2020-12",
        "schema": {"type": "object", "properties": {"code": beside}},
    }
    assert codes(tmp_path, payload) == ["ref-dangling"]
