import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples import Sampler
from support.documents import document, lowered


def made(folder: Path, payload: str, schemas: str = "{}") -> tuple[Any, bool]:
    found = lowered(folder, document(yaml.safe_load(payload), yaml.safe_load(schemas)))
    (message,) = found.api.messages.values()
    return Sampler(Originals(found.api.schemas)).sample(message)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("{type: string}", "text"),
        ("{type: integer}", 1),
        ("{type: number}", 0.5),
        ("{type: boolean}", True),
        ("{type: 'null'}", None),
        ("{type: ['null', integer]}", 1),
        ("{const: x}", "x"),
        ("{enum: [b, a]}", "b"),
        ("{type: string, default: d}", "d"),
        ("{type: string, examples: [e]}", "e"),
        ("{type: integer, minimum: 5}", 5),
        ("{type: integer, exclusiveMinimum: 5}", 6),
        ("{type: integer, maximum: -5}", -6),
        ("{type: integer, minimum: 5, multipleOf: 4}", 8),
        ("{type: string, minLength: 6}", "textte"),
        ("{type: string, maxLength: 2}", "te"),
        ("{type: string, format: date-time}", "2026-01-31T12:30:00Z"),
        ("{type: array, items: {type: string}}", ["text"]),
        ("{type: array, items: {type: string}, minItems: 2}", ["text", "text"]),
        ("{type: array, items: [{type: string}, {type: integer}]}", ["text", 1]),
        ("{required: [b], properties: {a: {type: string}}}", {"a": "text", "b": "text"}),
        (
            "{allOf: [{properties: {a: {const: 1}}}, {properties: {b: {const: 2}}}]}",
            {"a": 1, "b": 2},
        ),
        ("{oneOf: [{type: string}, {type: integer}]}", "text"),
        (
            "{properties: {a: {const: 1}}, oneOf: [{properties: {b: {const: 2}}}, {properties: {b: {const: 3}}}]}",
            {"a": 1, "b": 2},
        ),
        (
            "{properties: {a: {const: 1}, b: {const: 2}}, oneOf: [{required: [a], not: {required: [b]}}, {required: [c]}]}",
            {"a": 1},
        ),
    ],
)
def test_a_sample_satisfies_its_schema(tmp_path: Path, schema: str, value: Any) -> None:
    assert made(tmp_path, schema) == (value, True)


def test_a_circular_schema_has_a_finite_sample(tmp_path: Path) -> None:
    schemas = "{Node: {required: [id], properties: {id: {type: integer}, next: {$ref: '#/components/schemas/Node'}}}}"
    assert made(tmp_path, "{$ref: '#/components/schemas/Node'}", schemas) == ({"id": 1}, True)


def test_a_schema_that_no_finite_value_satisfies_has_no_sample(tmp_path: Path) -> None:
    schemas = "{Node: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Node'}}}}"
    assert made(tmp_path, "{$ref: '#/components/schemas/Node'}", schemas) == (None, False)


def test_circular_schemas_that_branch_stay_small(tmp_path: Path) -> None:
    schemas = {
        f"N{number}": {
            "type": "object",
            "properties": {
                f"p{i}": {"$ref": f"#/components/schemas/N{(number + i + 1) % 12}"}
                for i in range(12)
            },
        }
        for number in range(12)
    }
    value, valid = made(tmp_path, "{$ref: '#/components/schemas/N0'}", json.dumps(schemas))
    assert valid
    assert len(json.dumps(value)) < 20_000


def test_a_pattern_without_example_has_no_sample(tmp_path: Path) -> None:
    assert made(tmp_path, "{type: string, pattern: '^[0-9]{4}$'}") == (None, False)


def test_the_documents_example_comes_first_if_it_is_valid(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        channels:
          /a:
            publish:
              message:
                payload: {type: integer}
                examples: [{payload: wrong}, {name: no payload}, {payload: 42}]
    """,
    )
    (message,) = found.api.messages.values()
    assert Sampler(Originals(found.api.schemas)).sample(message) == (42, True)


DATED = """
    asyncapi: 3.0.0
    info: {title: Test, version: '1'}
    channels:
      a:
        address: /a
        messages:
          m:
            payload:
              schemaFormat: application/schema+json;version=2020-12
              schema: {type: string, format: date%s}
            examples: [{payload: 31/1/2026}, {payload: 2026-02-01}]
"""


def test_an_example_of_the_format_is_preferred_where_none_is_asserted(tmp_path: Path) -> None:
    found = lowered(tmp_path, DATED % "")
    (message,) = found.api.messages.values()
    assert Sampler(Originals(found.api.schemas)).sample(message) == ("2026-02-01", True)


def test_one_of_no_format_is_better_than_none(tmp_path: Path) -> None:
    found = lowered(tmp_path, DATED % ", maxLength: 9")
    (message,) = found.api.messages.values()
    assert Sampler(Originals(found.api.schemas)).sample(message) == ("31/1/2026", True)
    assert Sampler(Originals(found.api.schemas)).sample(message, formats=True) == (None, False)


def test_another_language_has_no_sample(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        channels:
          /a: {publish: {message: {schemaFormat: application/vnd.apache.avro, payload: {type: string}}}}
    """,
    )
    (message,) = found.api.messages.values()
    assert Sampler(Originals(found.api.schemas)).sample(message) == (None, False)


def test_a_property_called_id_or_ref_is_kept_for_validation(tmp_path: Path) -> None:
    found = lowered(
        tmp_path, document({"properties": {"$id": {"type": "integer"}}, "$id": "file:///x"})
    )
    (schema,) = found.api.schemas.values()
    check = Originals(found.api.schemas).validator(schema.id)
    assert check is not None
    assert not check.is_valid({"$id": "text"})


def test_a_sample_that_would_be_endless_to_read_is_given_up(tmp_path: Path) -> None:
    """Each object requires two of the next: the first of them holds 2^40 values."""
    schemas = {
        f"s{n}": {
            "type": "object",
            "required": ["left", "right"],
            "properties": {
                side: {"$ref": f"#/components/schemas/s{n + 1}"} for side in ("left", "right")
            },
        }
        for n in range(40)
    }
    schemas["s40"] = {"type": "object"}
    assert made(tmp_path, "{$ref: '#/components/schemas/s0'}", json.dumps(schemas)) == (None, False)
