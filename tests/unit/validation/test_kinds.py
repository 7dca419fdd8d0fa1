"""What a place holds, told by the schema."""

import json
from typing import Any

import pytest

from asyncapi_pygen.validation.kinds import Kinds, family
from asyncapi_pygen.validation.structure import SCHEMAS


def schema_of(version: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{version}.json").read_text(encoding="utf-8"))
    return schema


def at(version: str, pointer: str) -> set[str]:
    return set(Kinds(schema_of(version)).at(tuple(pointer.split("/")[1:])))


@pytest.mark.parametrize(
    ("version", "pointer", "kinds"),
    [
        ("3.0", "", {"asyncapi"}),
        ("3.0", "/info", {"info"}),
        ("3.0", "/channels/orders", {"channel"}),
        ("3.0", "/channels/orders/messages/created", {"messageObject"}),
        ("3.0", "/components/messages/created/payload", {"anySchema"}),
        ("3.0", "/components/messages/created/traits/0", {"messageObject-inline"}),
        ("3.0", "/channels/orders/bindings/kafka/nothing", set()),
        ("3.0", "/channels/orders/x-note", {"specificationExtension"}),
        ("3.0", "/nothing/of/the/kind", set()),
        ("3.0", "/components/operationBindings/a/solace/destinations/0/queue/name", set()),
        ("2.6", "/channels/orders", {"channelItem"}),
        ("2.6", "/channels/orders/publish/message", {"message"}),
        ("2.6", "/channels/orders/publish/message/oneOf/0", {"message"}),
        ("2.6", "/components/schemas/Order/properties/id", {"schema"}),
        ("2.6", "/components/schemas/Order/allOf/0/items/not", {"schema"}),
        ("2.6", "/servers/production/bindings", {"serverBindingsObject"}),
    ],
)
def test_a_place_holds_objects_of_a_kind(version: str, pointer: str, kinds: set[str]) -> None:
    assert at(version, pointer) == kinds


def test_a_payload_is_in_any_of_the_formats_that_its_message_may_name() -> None:
    kinds = Kinds(schema_of("2.6"))
    payload = ("components", "messages", "created", "payload")
    assert kinds.at(payload) >= {"schema", "avroSchema_v1", "openapiSchema_3_0"}
    assert not kinds.is_always(payload, "schema")


def test_a_component_is_always_of_its_kind() -> None:
    kinds = Kinds(schema_of("2.6"))
    assert kinds.is_always(("components", "schemas", "Order"), "schema")
    assert not kinds.is_always(("components", "schemas", "Order"), "message")


def test_a_member_of_what_a_value_chooses_is_not_always_of_its_kind() -> None:
    inner = ("components", "schemas", "Order", "properties", "id")
    assert Kinds(schema_of("2.6")).is_always(inner, "schema")
    assert not Kinds(schema_of("3.0")).is_always(inner, "schema")


def test_the_places_of_a_name_are_told_by_the_kind() -> None:
    kinds = Kinds(schema_of("3.0"))
    assert list(kinds.named("created", "messageObject")) == [("components", "messages", "created")]
    assert list(kinds.named("orders", "asyncapi")) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("messageObject", "message"),
        ("anySchema", "schema"),
        ("avroSchema_v1", "schema"),
        ("bindings-mqtt-0.2.0-server-inline-more", "schema"),
        ("messageObject-inline", "message trait"),
        ("channels", ""),
    ],
)
def test_kinds_that_may_stand_for_each_other_have_the_same_words(kind: str, words: str) -> None:
    assert family(kind) == words


@pytest.mark.parametrize(
    ("kind", "pointer"),
    [
        ("asyncapi", "/channels/a/publish/bindings/http"),
        ("asyncapi", "/components/channelBindings/a/ws/query/properties/id"),
        ("channelItem", "/bindings/kafka/bindingVersion"),
        ("channelBindingsObject", "/kafka"),
    ],
)
def test_a_place_in_the_binding_of_a_protocol_is_known(kind: str, pointer: str) -> None:
    assert Kinds(schema_of("2.6")).is_in_binding(kind, tuple(pointer.split("/")[1:]))


@pytest.mark.parametrize(
    ("kind", "pointer"),
    [
        ("asyncapi", "/channels/a/publish/bindings"),
        ("asyncapi", "/components/channelBindings/a"),
        ("asyncapi", "/components/schemas/a/properties/bindings/properties/http"),
        ("asyncapi", "/channels/bindings/publish/message"),
        ("asyncapi", "/servers/production/url"),
    ],
)
def test_what_is_around_a_binding_or_called_like_one_is_none(kind: str, pointer: str) -> None:
    assert not Kinds(schema_of("2.6")).is_in_binding(kind, tuple(pointer.split("/")[1:]))


def test_definitions_that_refer_to_each_other_end_the_walk() -> None:
    definitions = {
        "asyncapi": {"$ref": "#/definitions/a"},
        "a": {"allOf": [{"$ref": "#/definitions/asyncapi"}]},
    }
    schema = {
        "properties": {"asyncapi": {"$ref": "#/definitions/asyncapi"}},
        "definitions": definitions,
    }
    assert Kinds(schema).at(("info",)) == frozenset()
