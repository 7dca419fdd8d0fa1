"""What holds of every comparison, whatever the documents are."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from asyncapi_pygen.config import Config
from asyncapi_pygen.diff.change import Change
from asyncapi_pygen.pipeline import Reading, compare
from support.corpus import rows
from support.packages import ROOT, SPECS, VOICE

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/asyncapi.yaml"))
BASE = yaml.safe_load((Path(__file__).parent / "base.yaml").read_text("utf-8"))
CONFIG = Config(package="package")


def compared(old: Path, new: Path, config: Config = CONFIG) -> tuple[Change, ...] | None:
    readings = (Reading(source=path, name=path.name) for path in (old, new))
    return compare(*readings, config).changes


@pytest.mark.parametrize("document", [*GOLDEN, VOICE], ids=lambda path: path.parent.name)
def test_a_document_does_not_differ_from_itself(document: Path) -> None:
    assert compared(document, document) == ()


def test_a_document_and_its_conversion_to_another_version_differ_in_nothing() -> None:
    assert compared(VOICE, SPECS / "sinch-voice-callbacks-3.0.yaml") == ()
    assert compared(SPECS / "sinch-voice-callbacks-3.0.yaml", VOICE) == ()


OLD = """\
asyncapi: 2.6.0
info: {title: Orders, version: 1.0.0}
servers: {hooks: {url: 'https://example.com/hooks', protocol: https, security: [{token: []}]}}
channels:
  /orders/{id}:
    parameters: {id: {schema: {type: string, enum: [a, b]}, location: $message.payload#/id}}
    publish:
      summary: An order.
      message: {oneOf: [{$ref: '#/components/messages/Order'}, {name: Refund, payload: {type: object}}]}
      x-reply: {$ref: '#/components/messages/Answer'}
    subscribe: {operationId: sendOrder, message: {$ref: '#/components/messages/Order'}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  messages:
    Order:
      traits: [{contentType: application/json}]
      payload: {type: object, properties: {id: {type: string}, next: {$ref: '#/components/schemas/Next'}}}
    Answer: {payload: {type: object, properties: {ok: {type: boolean}}}}
  schemas: {Next: {type: object, properties: {next: {$ref: '#/components/schemas/Next'}}}}
"""
NEW = """\
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
servers:
  hooks: {host: example.com, pathname: /hooks, protocol: https, security: [{$ref: '#/components/securitySchemes/token'}]}
channels:
  orders:
    address: /orders/{id}
    parameters: {id: {enum: [a, b], location: $message.payload#/id}}
    messages:
      Order: {$ref: '#/components/messages/Order'}
      refund: {name: Refund, payload: {type: object}}
operations:
  receiveOrder:
    action: receive
    summary: An order.
    channel: {$ref: '#/channels/orders'}
    reply: {messages: [{$ref: '#/components/messages/Answer'}]}
  sendOrder:
    action: send
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/channels/orders/messages/Order'}]
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  messages:
    Order:
      traits: [{contentType: application/json}]
      payload: {type: object, properties: {id: {type: string}, next: {$ref: '#/components/schemas/Next'}}}
    Answer: {payload: {type: object, properties: {ok: {type: boolean}}}}
  schemas: {Next: {type: object, properties: {next: {$ref: '#/components/schemas/Next'}}}}
"""


def test_what_the_versions_say_in_their_own_ways_is_the_same(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(OLD, "utf-8")
    new.write_text(NEW, "utf-8")
    assert compared(old, new) == compared(new, old) == ()


# No change of the model is silent.

SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "All",
    "description": "All that there is.",
    "required": ["a"],
    "minProperties": 1,
    "maxProperties": 20,
    "properties": {
        "a": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "a", "default": "a"},
        "b": {"type": ["integer", "null"], "minimum": 1, "exclusiveMaximum": 9, "multipleOf": 2},
        "c": {"type": "array", "items": {"type": "string", "format": "date"}, "minItems": 1},
        "d": {"enum": ["a", 1, None, {"a": 1}], "x-enum-names": ["A"]},
        "e": {"const": {"a": [1]}, "deprecated": True, "readOnly": True},
        "f": {"oneOf": [{"type": "string", "const": "a"}, {"type": "object", "required": ["a"]}]},
        "g": {"anyOf": [{"type": "number"}, {"not": {"type": "string", "enum": ["a", "b"]}}]},
        "h": {"allOf": [{"maxLength": 3}, {"minLength": 1}, {"$ref": "#/components/schemas/H"}]},
        "i": {"items": [{"type": "string"}, {"const": 1}], "additionalItems": {"type": "null"}},
        "j": {"patternProperties": {"a": {"maximum": 1}}, "propertyNames": {"maxLength": 2}},
        "k": {"if": {"minLength": 1}, "then": {"maxLength": 2}, "else": {"const": ""}},
        "l": {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}, "contains": {"const": 1}},
        "m": {"type": "object", "additionalProperties": {"type": "integer", "examples": [1]}},
        "n": {"contentEncoding": "base64", "contentMediaType": "a/b", "uniqueItems": True},
        "o": {"discriminator": "k", "properties": {"k": {"type": "string"}}, "required": ["k"]},
    },
    "additionalProperties": False,
}
PAYLOAD = copy.deepcopy(BASE)
PAYLOAD["components"]["schemas"]["H"] = {"type": "string", "format": "email", "title": "H"}
PAYLOAD["components"]["messages"]["Ended"]["payload"] = SCHEMA


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths to all scalars and to all entries that can be taken away."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from leaves(one, (*path, key))


def mutants(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the document with one leaf taken away, or made something else, each with its name."""
    for path in leaves(document):
        for kind, other in (("without", None), ("other", OTHER)):
            result = copy.deepcopy(document)
            holder = result
            for token in path[:-1]:
                holder = holder[token]
            value = holder[path[-1]]
            if kind == "without":
                del holder[path[-1]]
            elif isinstance(value, dict | list):
                continue
            else:
                holder[path[-1]] = other(value, path)
            yield f"{kind} /{'/'.join(map(str, path))}", result


def OTHER(value: Any, path: tuple[Any, ...]) -> Any:  # noqa: N802 - it stands for a value
    """Return another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 7
    words = ("string", "integer", "number", "object", "array", "null", "boolean")
    return next(word for word in words if word != value) if value in words else f"{value}x"


@pytest.mark.parametrize("document", [BASE, PAYLOAD], ids=["base", "payload"])
def test_no_edit_of_a_leaf_is_silent(document: Any, tmp_path: Path) -> None:
    """Every valid document that differs in one leaf is told to differ."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(document), "utf-8")
    valid, silent = 0, []
    for name, mutant in mutants(document):
        new.write_text(json.dumps(mutant), "utf-8")
        changes = compared(old, new)
        valid += changes is not None
        if changes == ():
            silent.append(name)
    assert valid > 100
    # Without a list, an operation has all messages of its channel: here those of the list.
    assert silent == ["without /operations/onCall/messages"]


@pytest.mark.corpus
def test_no_document_of_the_corpus_differs_from_itself() -> None:
    judged = [row for row in rows() if row.verdict == "valid"]
    found = {row.path: compared(row.file, row.file, row.config()) for row in judged}
    assert {path: changes for path, changes in found.items() if changes} == {}
    assert sum(changes is not None for changes in found.values()) > len(judged) * 0.9
