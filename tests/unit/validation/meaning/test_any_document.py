"""The rules take nothing for granted: they may be asked about documents of unsound structure."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.validation.meaning.check import check_meaning
from asyncapi_pygen.validation.versions import Version

SCHEMA: Any = {
    "type": "object",
    "properties": {"id": {"type": "string", "default": "a", "enum": ["a"]}},
    "allOf": [{"$ref": "#/components/schemas/base"}],
    "examples": [{"id": "a"}],
}
MESSAGE: Any = {
    "messageId": "order",
    "contentType": "application/json",
    "correlationId": {"location": "$message.payload#/id"},
    "headers": {"type": "object", "properties": {"id": {"default": 1}}},
    "payload": SCHEMA,
    "tags": [{"name": "one"}, {"name": "two"}],
    "traits": [{"$ref": "#/components/messageTraits/common"}],
    "examples": [{"headers": {"id": 1}, "payload": {"id": "a"}}],
}
FLOWS: Any = {"implicit": {"scopes": {"read": ""}, "availableScopes": {"read": ""}}}
COMPONENTS: Any = {
    "schemas": {"base": {"properties": {"base": {"$ref": "#/components/schemas/base"}}}},
    "messages": {"order": MESSAGE},
    "messageTraits": {"common": {"messageId": "trait", "headers": {}}},
    "operationTraits": {"common": {"operationId": "trait", "tags": [{"name": "one"}]}},
    "parameters": {"id": {"location": "$message.header#/id", "schema": {"type": "string"}}},
    "securitySchemes": {"oauth": {"type": "oauth2", "flows": FLOWS, "scopes": ["read"]}},
    "servers": {"live": {"url": "{x}", "host": "{x}", "variables": {"x": {"enum": ["a"]}}}},
}
V2: Any = {
    "asyncapi": "2.6.0",
    "servers": {"live": {"$ref": "#/components/servers/live"}},
    "channels": {
        "orders/{id}": {
            "servers": ["live"],
            "parameters": {"id": {"$ref": "#/components/parameters/id"}},
            "publish": {
                "operationId": "take",
                "security": [{"oauth": ["read"]}],
                "traits": [{"$ref": "#/components/operationTraits/common"}],
                "message": {"oneOf": [{"$ref": "#/components/messages/order"}, MESSAGE]},
            },
            "subscribe": {"message": {"$ref": "#/components/messages/order"}},
        }
    },
    "components": COMPONENTS,
}
V3: Any = {
    "asyncapi": "3.0.0",
    "info": {"tags": [{"name": "one"}]},
    "servers": {"live": {"$ref": "#/components/servers/live"}},
    "channels": {
        "orders": {
            "address": "orders/{id}",
            "servers": [{"$ref": "#/servers/live"}],
            "parameters": {"id": {"enum": ["a"], "default": "a"}},
            "messages": {"order": {"$ref": "#/components/messages/order"}},
        }
    },
    "operations": {
        "take": {
            "action": "receive",
            "channel": {"$ref": "#/channels/orders"},
            "messages": [{"$ref": "#/channels/orders/messages/order"}],
            "security": [{"$ref": "#/components/securitySchemes/oauth"}],
            "reply": {
                "address": {"location": "$message.header#/id"},
                "channel": {"$ref": "#/channels/orders"},
                "messages": [{"$ref": "#/channels/orders/messages/order"}],
            },
        }
    },
    "components": COMPONENTS,
}
OTHER_VALUES = st.one_of(
    st.sampled_from(
        [None, True, 0, -1.5, "", "#", "{", "oauth2", [], {}, [[]], [None], {"": None}]
    ),
    st.sampled_from(
        ["#/", "#/components/messages/order", "#/channels/orders", "#/components/schemas/base", "x"]
    ).map(lambda text: {"$ref": text}),
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return each container in ``value`` with each of its keys or indices."""
    keys = range(len(value)) if isinstance(value, list) else value
    inside = value if isinstance(value, (dict, list)) else ()
    return [
        place for key in (keys if inside else ()) for place in [(value, key), *places(value[key])]
    ]


@st.composite
def broken_documents(draw: st.DrawFn) -> Any:
    """Return one of the documents with a few of its values replaced, moved or taken away."""
    document = copy.deepcopy(draw(st.sampled_from([V2, V3])))
    for _ in range(draw(st.integers(1, 4))):
        holder, key = draw(st.sampled_from(places(document)))
        kind = draw(st.sampled_from(["replace", "move", "remove"]))
        if kind == "remove":
            del holder[key]
        elif kind == "replace":
            holder[key] = copy.deepcopy(draw(OTHER_VALUES))
        else:
            other, token = draw(st.sampled_from(places(document)))
            holder[key] = copy.deepcopy(other[token])
        if not places(document):
            break
    return document


@settings(max_examples=100, deadline=None)
@given(document=broken_documents(), version=st.sampled_from([Version(2, 6), Version(3, 0)]))
def test_no_rule_raises(
    tmp_path_factory: pytest.TempPathFactory, document: Any, version: Version
) -> None:
    path = tmp_path_factory.getbasetemp() / "asyncapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    diagnostics = Diagnostics()
    bundle = load_bundle(path, path.name, Config(package="package"), Files(Limits(), diagnostics))
    assert bundle is not None, list(diagnostics)
    check_meaning(bundle.root, version, diagnostics)
