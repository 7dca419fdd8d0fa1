"""One application described in both major versions is one model; what comes after sees no version."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

import pytest

import asyncapi_pygen
from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Location, Severity
from asyncapi_pygen.ir.api import Parameter
from asyncapi_pygen.pipeline import generate
from support.documents import lowered

V2 = """
asyncapi: 2.6.0
id: urn:example:orders
defaultContentType: application/json
info:
  title: Orders
  version: 1.2.0
  description: What happens to orders.
  termsOfService: https://example.com/terms
  contact: {name: Ann, url: https://example.com, email: ann@example.com, x-desk: 7}
  license: {name: Apache 2.0, url: https://example.com/licence, x-since: 2020}
  x-audience: everyone
tags: [{name: shop, description: The shop., externalDocs: {url: https://example.com/shop}, x-colour: red}]
externalDocs: {url: https://example.com/docs, description: More., x-paper: true}
servers:
  main:
    url: https://user@{region}.example.com:8443/v1
    protocol: https
    protocolVersion: '1.1'
    description: Ours.
    variables:
      region: {$ref: '#/components/serverVariables/region'}
    security: [{token: [write]}, {key: []}]
    tags: [{name: production}]
    bindings: {http: {bindingVersion: 0.3.0}}
    x-owner: web
channels:
  /orders/{size}:
    description: All of them.
    servers: [main]
    parameters:
      size:
        description: How large.
        location: $message.payload#/size
        schema: {type: string, enum: [s, l], default: s, examples: [l]}
        x-unit: litres
    bindings: {http: {x-anything: 1}}
    x-retired: false
    publish:
      operationId: takeOrder
      summary: An order.
      description: Somebody ordered.
      tags: [{name: orders}]
      externalDocs: {url: https://example.com/orders}
      security: [{key: []}]
      bindings: {http: {method: PUT, query: {$ref: '#/components/schemas/Query'}, bindingVersion: 0.3.0}}
      traits: [{$ref: '#/components/operationTraits/audited'}]
      x-reply: [{$ref: '#/components/messages/Receipt'}, {$ref: '#/components/messages/Nothing'}]
      message:
        oneOf:
          - $ref: '#/components/messages/Ordered'
          - $ref: '#/components/messages/Cancelled'
    subscribe:
      operationId: sendReminder
      message: {$ref: '#/components/messages/Reminder'}
components:
  serverVariables:
    region: {enum: [eu, us], default: eu, description: Where., examples: [us], x-zone: dns}
  operationTraits:
    audited: {x-audit: {level: high}}
  messageTraits:
    traced:
      correlationId: {$ref: '#/components/correlationIds/trace'}
      headers: {type: object, properties: {trace: {type: string}}}
  correlationIds:
    trace: {location: $message.header#/trace, description: Of the request., x-kind: w3c}
  securitySchemes:
    key: {type: httpApiKey, name: X-Key, in: header, description: Of the account., x-old: true}
    bearer: {type: http, scheme: bearer, bearerFormat: JWT}
    openid: {type: openIdConnect, openIdConnectUrl: https://example.com/openid}
    token:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://example.com/token
          refreshUrl: https://example.com/refresh
          x-lifetime: 60
          scopes: {write: Change orders.}
  messages:
    Ordered:
      name: ordered
      title: Ordered
      summary: New.
      description: A new order.
      contentType: application/vnd.orders+json
      tags: [{name: new}]
      externalDocs: {url: https://example.com/ordered}
      bindings: {http: {statusCode: 202, bindingVersion: 0.3.0}}
      traits: [{$ref: '#/components/messageTraits/traced'}]
      payload: {$ref: '#/components/schemas/Order'}
      examples:
        - {name: small, summary: A small one., headers: {trace: a}, payload: {size: s}}
      x-topic: orders
    Cancelled: {payload: {type: object, properties: {order: {$ref: '#/components/schemas/Order'}}}}
    Reminder: {payload: {type: string}}
    Receipt: {bindings: {http: {statusCode: 201, bindingVersion: 0.3.0}}, payload: {type: object, properties: {number: {type: integer}}}}
    Nothing: {bindings: {http: {statusCode: 204, bindingVersion: 0.3.0}}}
    Nobody: {payload: {type: string}}
  schemas:
    Order: {type: object, properties: {size: {type: string}, parts: {type: array, items: {$ref: '#/components/schemas/Order'}}}}
    Query: {type: object, properties: {page: {type: integer}}}
    Unused: {type: string}
"""

V3 = """
asyncapi: 3.0.0
id: urn:example:orders
defaultContentType: application/json
info:
  title: Orders
  version: 1.2.0
  description: What happens to orders.
  termsOfService: https://example.com/terms
  contact: {name: Ann, url: https://example.com, email: ann@example.com, x-desk: 7}
  license: {name: Apache 2.0, url: https://example.com/licence, x-since: 2020}
  tags: [{name: shop, description: The shop., externalDocs: {url: https://example.com/shop}, x-colour: red}]
  externalDocs: {url: https://example.com/docs, description: More., x-paper: true}
  x-audience: everyone
servers:
  main:
    host: user@{region}.example.com:8443
    pathname: /v1
    protocol: https
    protocolVersion: '1.1'
    description: Ours.
    variables:
      region: {$ref: '#/components/serverVariables/region'}
    security:
      - $ref: '#/components/securitySchemes/token'
      - $ref: '#/components/securitySchemes/key'
    tags: [{name: production}]
    bindings: {http: {bindingVersion: 0.3.0}}
    x-owner: web
channels:
  /orders/{size}:
    address: /orders/{size}
    description: All of them.
    servers: [{$ref: '#/servers/main'}]
    parameters:
      size:
        description: How large.
        location: $message.payload#/size
        enum: [s, l]
        default: s
        examples: [l]
        x-unit: litres
    bindings: {http: {x-anything: 1}}
    x-retired: false
    messages:
      Ordered: {$ref: '#/components/messages/Ordered'}
      Cancelled: {$ref: '#/components/messages/Cancelled'}
      Reminder: {$ref: '#/components/messages/Reminder'}
operations:
  takeOrder:
    action: receive
    channel: {$ref: '#/channels/~1orders~1{size}'}
    messages:
      - $ref: '#/channels/~1orders~1{size}/messages/Ordered'
      - $ref: '#/channels/~1orders~1{size}/messages/Cancelled'
    summary: An order.
    description: Somebody ordered.
    tags: [{name: orders}]
    externalDocs: {url: https://example.com/orders}
    security: [{$ref: '#/components/securitySchemes/key'}]
    bindings: {http: {method: PUT, query: {$ref: '#/components/schemas/Query'}, bindingVersion: 0.3.0}}
    traits: [{$ref: '#/components/operationTraits/audited'}]
    reply: {messages: [{$ref: '#/components/messages/Receipt'}, {$ref: '#/components/messages/Nothing'}]}
  sendReminder:
    action: send
    channel: {$ref: '#/channels/~1orders~1{size}'}
    messages: [{$ref: '#/channels/~1orders~1{size}/messages/Reminder'}]
components:
  serverVariables:
    region: {enum: [eu, us], default: eu, description: Where., examples: [us], x-zone: dns}
  operationTraits:
    audited: {x-audit: {level: high}}
  messageTraits:
    traced:
      correlationId: {$ref: '#/components/correlationIds/trace'}
      headers: {type: object, properties: {trace: {type: string}}}
  correlationIds:
    trace: {location: $message.header#/trace, description: Of the request., x-kind: w3c}
  securitySchemes:
    key: {type: httpApiKey, name: X-Key, in: header, description: Of the account., x-old: true}
    bearer: {type: http, scheme: bearer, bearerFormat: JWT}
    openid: {type: openIdConnect, openIdConnectUrl: https://example.com/openid}
    token:
      type: oauth2
      scopes: [write]
      flows:
        clientCredentials:
          tokenUrl: https://example.com/token
          refreshUrl: https://example.com/refresh
          x-lifetime: 60
          availableScopes: {write: Change orders.}
  messages:
    Ordered:
      name: ordered
      title: Ordered
      summary: New.
      description: A new order.
      contentType: application/vnd.orders+json
      tags: [{name: new}]
      externalDocs: {url: https://example.com/ordered}
      bindings: {http: {statusCode: 202, bindingVersion: 0.3.0}}
      traits: [{$ref: '#/components/messageTraits/traced'}]
      payload: {$ref: '#/components/schemas/Order'}
      examples:
        - {name: small, summary: A small one., headers: {trace: a}, payload: {size: s}}
      x-topic: orders
    Cancelled: {payload: {type: object, properties: {order: {$ref: '#/components/schemas/Order'}}}}
    Reminder: {payload: {type: string}}
    Receipt: {bindings: {http: {statusCode: 201, bindingVersion: 0.3.0}}, payload: {type: object, properties: {number: {type: integer}}}}
    Nothing: {bindings: {http: {statusCode: 204, bindingVersion: 0.3.0}}}
    Nobody: {payload: {type: string}}
  schemas:
    Order: {type: object, properties: {size: {type: string}, parts: {type: array, items: {$ref: '#/components/schemas/Order'}}}}
    Query: {type: object, properties: {page: {type: integer}}}
    Unused: {type: string}
"""


def told(value: object) -> object:
    """Return a value of the model without its places."""
    if isinstance(value, Mapping):
        return {key: told(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [told(one) for one in value]
    if not is_dataclass(value) or isinstance(value, Enum):
        return value
    found = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Parameter):
        # Only 2.x has it; what it says of texts is in the other fields.
        del found["schema"]
    return {name: told(one) for name, one in found.items() if not isinstance(one, Location)}


def test_both_versions_give_one_model(tmp_path: Path) -> None:
    old, new = lowered(tmp_path, V2), lowered(tmp_path, V3)
    assert (old.messages, new.messages) == ([], [])
    schemas = {id_: one for id_, one in old.api.schemas.items() if "/parameters/" not in id_}
    assert told(schemas) == told(new.api.schemas)
    for one in fields(old.api):
        if one.name != "schemas":
            ours, theirs = getattr(old.api, one.name), getattr(new.api, one.name)
            assert told(ours) == told(theirs), one.name


@pytest.mark.parametrize("text", [V2, V3])
def test_the_twins_are_documents(tmp_path: Path, text: str) -> None:
    path = tmp_path / "asyncapi.yaml"
    path.write_text(text, "utf-8")
    found = generate(path, path.name, Config(package="package")).diagnostics
    assert [one for one in found if one.severity is Severity.ERROR] == []


def test_both_versions_give_one_package(tmp_path: Path) -> None:
    made: list[dict[str, str]] = []
    for text in (V2, V3):
        path = tmp_path / "asyncapi.yaml"
        path.write_text(text, "utf-8")
        files = generate(path, path.name, Config(package="package")).files
        made.append({str(file.path): file.text for file in files})
    assert made[0].keys() == made[1].keys()
    # What is not honoured is said of places, which the README lists.
    differ = {path for path, text in made[0].items() if text != made[1][path]}
    assert differ <= {"package/README.md"}


def test_no_room_after_the_lowering_speaks_of_versions() -> None:
    package = Path(asyncapi_pygen.__file__).parent
    rooms = ("emit", "ir", "naming", "payloads", "rendering", "targets", "transports")
    told = re.compile(r"\bmajor\b|validation\.versions|lowering\.v[23]\b|\bpublish\b|\bsubscribe\b")
    sources = [path for room in rooms for path in (package / room).rglob("*.py")]
    assert len(sources) > 40
    spoken = {path.relative_to(package).as_posix(): told.findall(code_of(path)) for path in sources}
    # How heavily a finding weighs is the one thing that may differ.
    assert {path for path, words in spoken.items() if words} <= {"payloads/checks.py"}


def code_of(path: Path) -> str:
    """Return the source without its text for people: docstrings, comments, messages."""
    text = path.read_text("utf-8")
    return re.sub(r'""".*?"""|"[^"\n]*"|#[^\n]*', "", text, flags=re.DOTALL)


def test_every_field_of_the_model_is_filled_by_the_documents(tmp_path: Path) -> None:
    filled: dict[str, set[str]] = {}
    for text in (V2, V3):
        found = lowered(tmp_path, text).api
        note_filled(found, filled)
    empty = {f"{name}.{field}" for name, known in filled.items() for field in known}
    assert {one for one in empty if one.endswith("-")} == {
        # Only one of the versions has these, or other tests show them.
        "Api.schema_files-",
        "Channel.external_docs-",
        "Channel.summary-",
        "Channel.tags-",
        "Channel.title-",
        "Example.extensions-",
        "Message.deprecated-",
        "OAuthFlow.authorization_url-",
        "Operation.deprecated-",
        "Operation.title-",
        "Reply.address-",
        "Reply.channel-",
        "Reply.extensions-",
        "Reply.status-",
        "Schema.heirs-",
        "Schema.protobuf-",
        "SchemaFormat.text-",
        "SchemaFormat.version-",
        "Server.external_docs-",
        "Server.summary-",
        "Server.title-",
    }


def note_filled(value: object, found: dict[str, set[str]]) -> None:
    """Note of each record which of its fields were filled once; others end in a minus."""
    if isinstance(value, Mapping):
        for one in value.values():
            note_filled(one, found)
    elif isinstance(value, tuple):
        for one in value:
            note_filled(one, found)
    elif is_dataclass(value) and not isinstance(value, Location | Enum):
        known = found.setdefault(type(value).__name__, set())
        for one in fields(value):
            inner = getattr(value, one.name)
            if inner not in (None, "", (), {}, False):
                known.discard(f"{one.name}-")
                known.add(one.name)
            elif one.name not in known:
                known.add(f"{one.name}-")
            note_filled(inner, found)
