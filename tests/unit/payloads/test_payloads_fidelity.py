"""The models, imported: their JSON schema is the source's, and valid values survive."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from asyncapi_pygen.payloads.original import Originals
from support.documents import Generated, adapter, lowered_file, models, models_of
from support.normalised import normalised

SCHEMAS = {
    "scalars": """
        required: [s]
        properties:
          s: {type: string, minLength: 1, maxLength: 5, pattern: ^a}
          i: {type: integer, minimum: 1, exclusiveMaximum: 9, multipleOf: 2, format: int32}
          n: {type: number, exclusiveMinimum: 0.5}
          b: {type: boolean, default: true}
          z: {type: 'null'}
          u: {type: string, format: uri}
    """,
    "times": """
        properties:
          at: {type: string, format: date-time}
          on: {type: string, format: date}
          clock: {type: string, format: time}
    """,
    "nullable": """
        required: [r]
        properties:
          r: {type: [string, 'null']}
          o: {type: [string, 'null']}
          n: {oneOf: [{type: integer}, {type: 'null'}]}
    """,
    "fixed values": """
        required: [event]
        properties:
          event: {const: ice}
          kind: {enum: [a, b]}
          mixed: {enum: [a, 1, true]}
          single: {enum: [x]}
          many: {type: array, items: {enum: [a, b]}}
          maybe: {enum: [a, b, null]}
    """,
    "containers": """
        properties:
          list: {type: array, items: {type: integer}, minItems: 1, maxItems: 3}
          map: {type: object, additionalProperties: {type: array, items: {type: string}}}
          any: {type: object}
          all: {type: array}
          free: {}
    """,
    "inline objects": """
        properties:
          callId: {type: string}
          to: {type: object, required: [number], properties: {number: {type: string}}}
          lines: {type: array, items: {type: object, properties: {a-b: {type: string}}}}
    """,
    "union": """
        oneOf:
          - {type: object, required: [kind], properties: {kind: {const: a}, x: {type: string}}}
          - {type: object, required: [kind], properties: {kind: {const: b}}}
    """,
    "plain union": "{anyOf: [{type: string, minLength: 2}, {type: array, items: {type: string}}, {type: integer}]}",
    "circular": "{$ref: '#/components/schemas/Node'}",
    "alias": "{type: object, properties: {a: {$ref: '#/components/schemas/Size'}, b: {$ref: '#/components/schemas/Size'}}}",
    "scalar": "{type: string, format: uri}",
}
COMPONENTS = """
    Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, all: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
    Size: {enum: [s, l]}
"""


def source(found: Generated) -> Any:
    (message,) = found.lowered.api.messages.values()
    assert message.payload is not None
    return Originals(found.lowered.api.schemas).self_contained(message.payload)


@pytest.mark.parametrize("sent", [False, True], ids=["received", "sent"])
@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_the_schema_of_the_model_is_the_source(tmp_path: Path, schema: str, *, sent: bool) -> None:
    found = models(tmp_path, schema, COMPONENTS, sent=sent)
    schema_of_model = adapter(found, tmp_path).json_schema()
    expected = normalised(implied(source(found)), sent=sent)
    assert normalised(implied(schema_of_model), sent=sent) == expected


SPECS = Path(__file__).parents[3] / "specs"


@pytest.mark.parametrize(
    ("document", "overlays"),
    [
        ("sinch-voice-callbacks.yaml", ["sinch-voice-callbacks.overlay.yaml"]),
        ("sinch-voice-callbacks-3.0.yaml", []),
        ("orders-webhooks/asyncapi.yaml", []),
    ],
)
def test_the_schemas_of_all_models_of_a_document_are_the_sources(
    tmp_path: Path, document: str, overlays: list[str]
) -> None:
    found = models_of(lowered_file(SPECS / document, *(SPECS / overlay for overlay in overlays)))
    module = found.load(tmp_path)
    schemas = found.lowered.api.schemas
    names = {id_: name for id_, name in found.models.names.entries.items() if id_ in schemas}
    assert names
    for id_, name in names.items():
        sent = id_ in found.models.plan.sent
        schema_of_model = TypeAdapter(getattr(module, name)).json_schema()
        expected = normalised(implied(Originals(schemas).self_contained(id_)), sent=sent)
        assert (name, normalised(implied(schema_of_model), sent=sent)) == (name, expected)


def implied(schema: Any) -> Any:
    """Write the type that ``properties`` imply: the generator takes such schemas for objects."""
    if isinstance(schema, list):
        return [implied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    written = {key: implied(value) for key, value in schema.items()}
    if isinstance(written.get("properties"), dict) and "$ref" not in written:
        written.setdefault("type", "object")
    return written


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("{properties: {callId: {type: string}}}", {"callId": "x", "unknown": [1, None]}),
        ("{properties: {a: {type: string}, b: {}}}", {}),
        ("{properties: {a: {}}}", {"a": None}),
        ("{properties: {a: {enum: [x, y]}}}", {"a": "something new"}),
        (
            "{properties: {at: {type: string, format: date-time}}}",
            {"at": "2026-01-31T12:30:00.123456789"},
        ),
        ("{properties: {u: {type: string, format: uri}}}", {"u": "not a uri at all"}),
        ("{type: object, additionalProperties: false, properties: {a: {}}}", {"b": 1}),
        (
            "{properties: {m: {type: object, additionalProperties: {type: integer}}}}",
            {"m": {"x": 1}},
        ),
    ],
)
def test_what_arrives_is_written_back_as_it_was(tmp_path: Path, schema: str, value: Any) -> None:
    read = adapter(models(tmp_path, schema), tmp_path)
    text = read.dump_json(read.validate_json(json.dumps(value)))
    assert json.loads(text) == value


TEXTS = [
    'a "quoted" word',
    "it's",
    "back\\slash",
    "line\nbreak",
    "\u2028",
    "{{ x }}",
    '"""',
    "é\U0001f4a9",
    "%s",
    "\x7f",
]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_may_be_a_fixed_value(tmp_path: Path, text: str) -> None:
    found = models(
        tmp_path, json.dumps({"properties": {"a": {"const": text}, "b": {"enum": [text, "x"]}}})
    )
    properties = found.load(tmp_path).Event.model_json_schema()["properties"]
    assert (properties["a"]["const"], properties["b"]["enum"]) == (text, [text, "x"])


@pytest.mark.parametrize(
    "pattern", ['^"[a-z]+"$', "^'$", "^\\\\$", "^\\d{2}$", "^[^\\s]+$", "^{{x}}$|a"]
)
def test_any_pattern_that_pydantic_reads_is_kept_as_it_is(tmp_path: Path, pattern: str) -> None:
    found = models(tmp_path, json.dumps({"type": "string", "pattern": pattern}))
    if found.notes:
        assert found.body == "Event: TypeAlias = str"
    else:
        assert adapter(found, tmp_path).json_schema()["pattern"] == pattern


def test_the_normaliser_tells_schemas_apart() -> None:
    pairs = [
        ("{type: string}", "{type: integer}"),
        ("{enum: [a, b]}", "{enum: [a]}"),
        ("{enum: [1]}", "{enum: [true]}"),
        ("{properties: {a: {}}}", "{properties: {b: {}}}"),
        ("{properties: {a: {}}, required: [a]}", "{properties: {a: {}}}"),
        ("{additionalProperties: false}", "{additionalProperties: true}"),
        ("{anyOf: [{type: string}, {type: 'null'}]}", "{type: string}"),
    ]
    for first, second in pairs:
        first_normalised = normalised(yaml.safe_load(first), sent=True)
        assert first_normalised != normalised(yaml.safe_load(second), sent=True)


def test_the_normaliser_finds_schemas_alike_that_mean_the_same() -> None:
    pairs = [
        ("{const: a, title: A}", "{enum: [a], type: string}"),
        ("{type: [string, 'null']}", "{oneOf: [{type: 'null'}, {type: string}]}"),
        ("{enum: [a, b], x-y: 1}", "{anyOf: [{const: b}, {const: a}]}"),
        ("{$ref: '#/$defs/A', $defs: {A: {type: string}}}", "{type: string}"),
    ]
    for first, second in pairs:
        assert normalised(yaml.safe_load(first)) == normalised(yaml.safe_load(second))


@pytest.mark.parametrize("pattern", [r"^\D$", r"^\W$", r"^[^\d]$", r"^[^\w]$"])
def test_what_a_pattern_excludes_is_of_ascii_as_in_ecma_262(tmp_path: Path, pattern: str) -> None:
    read = adapter(models(tmp_path, json.dumps({"type": "string", "pattern": pattern})), tmp_path)
    assert read.validate_json(json.dumps("\u0967")) == "\u0967"
    assert read.json_schema()["pattern"] == pattern


@pytest.mark.parametrize(
    "member",
    [
        "{type: object, properties: {a: {type: number}}}",
        "{type: object, properties: {a: {type: number}}, additionalProperties: {type: object, properties: {b: {type: string}}}}",
    ],
    ids=["free", "typed"],
)
def test_models_in_a_union_are_written_without_a_warning(tmp_path: Path, member: str) -> None:
    """Further fields are no field of the class, whatever is said of their type."""
    schema = f"{{anyOf: [{{type: string}}, {{type: object, additionalProperties: {member}}}]}}"
    read = adapter(models(tmp_path, schema), tmp_path)
    value = {"x": {"a": 1.5, "more": {"b": "c"}}}
    found = read.validate_json(json.dumps(value))
    assert json.loads(read.dump_json(found)) == value
    assert vars(found["x"]) == {"a": 1.5}
