"""What a form's fields may be beside texts, by the schemas of a document."""

import json
import re
from typing import Any

import pytest

from support.packages import run


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


CASES: list[tuple[Any, str]] = [
    ({"type": "string"}, ""),
    ({}, ""),
    (True, ""),
    ({"type": "string", "format": "date-time"}, ""),
    ({"type": "integer"}, "('integer',)"),
    ({"type": ["integer", "null"]}, "('integer','null')"),
    ({"type": ["string", "null"]}, ""),
    ({"type": ["integer", "string"]}, ""),
    ({"type": ["boolean", "number"]}, "('boolean','number')"),
    ({"enum": ["a", "b"]}, ""),
    ({"enum": [1, 2.5, None, False]}, "('boolean','integer','null','number')"),
    ({"const": True}, "('boolean',)"),
    ({"enum": [{}]}, "('json',)"),
    ({"type": "object"}, "('json',)"),
    ({"type": "object", "contentMediaType": "application/json"}, "('json',)"),
    ({"contentMediaType": "application/json; charset=utf-8"}, "('json',)"),
    ({"type": "array", "contentMediaType": "application/json"}, "('json',)"),
    ({"type": "string", "contentMediaType": "application/json"}, ""),
    ({"type": "array"}, "('array',)"),
    ({"type": "array", "items": {"type": "string"}}, "('array',)"),
    ({"type": ["array", "null"], "items": {"type": "string"}}, "('array',)"),
    ({"type": "array", "items": {"type": "integer"}}, "('array','integer')"),
    ({"type": "array", "items": {"type": "object"}}, "('array','json')"),
    ({"type": "array", "items": {"type": "array"}}, "('array','json')"),
    ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, ""),
    ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "('integer','null')"),
    (
        {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]},
        "('integer',)",
    ),
    ({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}, ""),
    ({"allOf": [{"type": "integer"}, {"description": "A count."}]}, "('integer',)"),
    (ref("Count"), "('integer',)"),
    (ref("Loop"), ""),
]


COUNT = {"type": "object", "properties": {"n": {"type": "integer"}}}
NAME = {"type": "object", "properties": {"name": {"type": "string"}, "n": {"type": "boolean"}}}
SCHEMAS = {
    "Count": {"type": "integer"},
    "Loop": {"allOf": [ref("Loop")]},
    "Counted": COUNT,
    "Named": NAME,
}
PAYLOADS: dict[str, tuple[Any, str]] = {
    "all": ({"allOf": [ref("Counted"), {"maxProperties": 5}]}, '{"n":("integer",)}'),
    "one": ({"oneOf": [ref("Counted")]}, '{"n":("integer",)}'),
    "deep": ({"type": "object", "allOf": [{"anyOf": [ref("Counted")]}]}, '{"n":("integer",)}'),
    "nullable": ({**COUNT, "type": ["object", "null"]}, '{"n":("integer",)}'),
    "members": ({"oneOf": [ref("Counted"), ref("Named")]}, '{"n":("boolean","integer")}'),
    "others": ({"type": "object", "additionalProperties": {"type": "number"}}, '("number",)'),
    "text_and_others": (
        {
            "type": "object",
            "properties": {"text": {"type": "string"}, "count": {"type": "integer"}},
            "additionalProperties": {"type": "array", "items": {"type": "boolean"}},
        },
        '{"text":(),"count":("integer",)},others=("array","boolean")',
    ),
    "list": ({"type": "array"}, "RawBody"),
    "either": ({"oneOf": [{"type": "object"}, {"type": "string"}]}, "RawBody"),
    "values": ({"enum": [1]}, "RawBody"),
    "loop": (ref("Loop"), "RawBody"),
    "empty": ({}, "FieldsBody()"),
    "anything": (True, "FieldsBody()"),
    "described": ({"description": "Any form."}, "FieldsBody()"),
}


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Generate once, and return how the form of each channel is read, without blanks."""
    fields = {f"f{number}": schema for number, (schema, _) in enumerate(CASES)}
    payloads = {name: payload for name, (payload, _) in PAYLOADS.items()}
    payloads["cases"] = {"type": "object", "properties": fields}
    document = tmp_path_factory.mktemp("forms") / "asyncapi.json"
    document.write_text(json.dumps(described(payloads)))
    files = {file.path.name: file.text for file in run(document, "forms").files}
    rows = "".join(files["operations.py"].split()).split("handler=")[1:]
    return {row.split('"')[1]: row[row.index("body=") + 5 : row.index("reply=")] for row in rows}


def described(payloads: dict[str, Any]) -> Any:
    """Return a document that receives a form with each of the payloads."""
    messages = {
        name: {"contentType": "application/x-www-form-urlencoded", "payload": payload}
        for name, payload in payloads.items()
    }
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "Forms", "version": "1"},
        "servers": {"here": {"url": "https://example.com", "protocol": "https"}},
        "channels": {
            f"/{name}": {"publish": {"operationId": f"take_{name}", "message": message}}
            for name, message in messages.items()
        },
        "components": {"schemas": SCHEMAS},
    }


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: json.dumps(CASES[n][0])[:60])
def test_a_property_says_what_a_text_is_read_as(bodies: dict[str, str], number: int) -> None:
    words = CASES[number][1].replace("'", '"')
    found = re.search(rf'"f{number}":(\(.*?\))', bodies["take_cases"])
    assert (found[1] if found else "") == words


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_says_what_a_form_is(bodies: dict[str, str], name: str) -> None:
    _, told = PAYLOADS[name]
    assert told in bodies[f"take_{name}"]
