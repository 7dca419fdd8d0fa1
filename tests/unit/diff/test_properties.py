"""What holds of every comparison, whatever the documents are."""

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.diff.change import Change
from asyncapi_pygen.diff.records import said
from asyncapi_pygen.pipeline import Reading, compare
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.understanding import understand
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
PAYLOAD = {
    "asyncapi": "3.0.0",
    "info": {"title": "One", "version": "1"},
    "channels": {"one": {"address": "/one", "messages": {"one": {"payload": SCHEMA}}}},
    "operations": {"onOne": {"action": "receive", "channel": {"$ref": "#/channels/one"}}},
    "components": {"schemas": {"H": {"type": "string", "format": "email", "title": "H"}}},
}


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
        for kind in ("without", "other"):
            name, result = changed(document, path, kind)
            if result is not None:
                yield name, result


def changed(document: Any, path: tuple[Any, ...], kind: str) -> tuple[str, Any]:
    """Return the document with a leaf changed, and what was done; what has no other is ``None``."""
    result = copy.deepcopy(document)
    holder = result
    for token in path[:-1]:
        holder = holder[token]
    value = holder[path[-1]]
    name = f"{kind} /{'/'.join(map(str, path))}: {value!r}"
    if kind == "without":
        del holder[path[-1]]
    elif isinstance(value, dict | list):
        return name, None
    else:
        holder[path[-1]] = other(value)
    return name, result


def other(value: Any) -> Any:
    """Return another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 7
    words = ("string", "integer", "number", "object", "array", "null", "boolean")
    return next(word for word in words if word != value) if value in words else f"{value}x"


@pytest.mark.parametrize(
    ("document", "same"),
    [
        # Without a list, an operation has all messages of its channel: here those of the list.
        (BASE, ["without /operations/onCall/messages"]),
        (PAYLOAD, []),
    ],
    ids=["base", "payload"],
)
def test_no_edit_of_a_leaf_is_silent(document: Any, same: list[str], tmp_path: Path) -> None:
    """Every valid document that differs in one leaf is told to differ."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(document), "utf-8")
    valid = 0
    silent: list[str] = []
    for name, mutant in mutants(document):
        new.write_text(json.dumps(mutant), "utf-8")
        changes = compared(old, new)
        valid += changes is not None
        if changes == ():
            silent.append(name.partition(":")[0])
    assert valid > 100
    assert silent == same


SILENT = re.compile(
    # Its own schemas are of the document's version, whatever they say.
    r"(other|without) .*/schemaFormat: 'application/vnd\.aai\.asyncapi|"
    # A parameter of an address is text in every version.
    r"(other|without) .*/schema: \{'type': 'string'\}|(other|without) .*/schema/type: 'string'"
)
"""What the model of one version tells otherwise, and no other version could."""


@pytest.mark.corpus
def test_no_edit_of_a_real_document_that_changes_its_model_is_silent(tmp_path: Path) -> None:
    chance = random.Random(7)
    judged = [one for one in rows() if one.verdict == "valid" and one.file.stat().st_size < 50_000]
    told = 0
    silent: list[str] = []
    for row in chance.sample(judged, 200):
        document = readable(row.file)
        old, new = (tmp_path / name / "a.json" for name in ("old", "new"))
        for path in (old, new):
            path.parent.mkdir(exist_ok=True)
        old.write_text(json.dumps(document), "utf-8")
        before = model(old)
        every = [*leaves(document)] if before is not None else []
        for path in chance.sample(every, min(5, len(every))):
            name, mutant = changed(document, path, chance.choice(("other", "without")))
            new.write_text(json.dumps(mutant), "utf-8")
            after = model(new)
            if mutant is None or after is None or after == before:
                continue
            told += 1
            if compared(old, new) == () and not SILENT.match(name):
                silent.append(f"{row.path}: {name}")
    assert told > 300
    assert silent == []


def readable(file: Path) -> Any:
    """Return a document as JSON; one that JSON cannot say is empty."""
    try:
        document = yaml.safe_load(file.read_text("utf-8"))
        json.dumps(document)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError):
        return {}
    return document


def model(path: Path) -> object:
    """Return what a document says, places aside; ``None`` if it has faults."""
    files = Files(CONFIG.limits, Diagnostics())
    understood = understand(path, "a", CONFIG, files)
    return None if understood is None else said(understood.api)


@pytest.mark.corpus
def test_no_document_of_the_corpus_differs_from_itself() -> None:
    judged = [row for row in rows() if row.verdict == "valid"]
    found = {row.path: compared(row.file, row.file, row.config()) for row in judged}
    assert {path: changes for path, changes in found.items() if changes} == {}
    assert sum(changes is not None for changes in found.values()) > len(judged) * 0.9
