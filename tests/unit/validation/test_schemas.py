"""The JSON Schemas that ship: complete, licensed, and without the faults of the official ones."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema_rs import meta

from asyncapi_pygen.diagnostics import Diagnostic
from asyncapi_pygen.validation.faults import LEADS_TO
from asyncapi_pygen.validation.structure import SCHEMAS

Findings = Callable[..., list[Diagnostic]]
IS_REFERENCE = {"type": "object", "required": ["$ref"]}
VERSIONS = ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.0", "3.1")


def schema_of(version: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{version}.json").read_text(encoding="utf-8"))
    return schema


def places(schema: object) -> Iterator[dict[str, Any]]:
    """Yield all objects in a schema, at any depth."""
    if isinstance(schema, dict):
        yield schema
    children = schema.values() if isinstance(schema, dict) else schema
    for child in children if isinstance(schema, dict | list) else ():
        yield from places(child)


@pytest.mark.parametrize("version", VERSIONS)
def test_each_schema_is_a_json_schema_and_says_that_it_was_changed(version: str) -> None:
    schema = schema_of(version)
    assert meta.is_valid(schema)
    assert schema["$comment"].startswith("Changed from @asyncapi/specs")


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "README.md"])
def test_the_licence_ships_with_the_schemas(name: str) -> None:
    assert (SCHEMAS / name).stat().st_size > 0


@pytest.mark.parametrize("version", VERSIONS)
def test_properties_named_like_annotations_are_kept(version: str) -> None:
    schema = schema_of(version)
    fields = schema["definitions"]["schema"]["else"]["properties"]
    assert {"title", "description", "examples", "default"} <= fields.keys()


@pytest.mark.parametrize("version", VERSIONS)
def test_each_reference_names_a_kind_that_the_schema_describes(version: str) -> None:
    schema = schema_of(version)
    formats = {
        place["format"].removeprefix(LEADS_TO)
        for place in places(schema)
        if str(place.get("format", "")).startswith(LEADS_TO)
    }
    assert formats == schema["properties"].keys() - {"asyncapi"}
    assert schema["properties"].keys() <= schema["definitions"].keys()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_may_be_a_reference_says_what_to(version: str) -> None:
    conditions = [place for place in places(schema_of(version)) if place.get("if") == IS_REFERENCE]
    assert conditions
    for place in conditions:
        assert place["then"]["$ref"].startswith("#/definitions/Reference-")


@pytest.mark.parametrize("minor", range(7))
def test_a_channel_parameter_of_2_may_be_a_reference(minor: int, findings: Findings) -> None:
    assert not findings(f"""
        asyncapi: 2.{minor}.0
        info: {{title: Orders, version: 1.0.0}}
        channels:
          orders/{{id}}:
            parameters:
              id:
                $ref: '#/components/parameters/id'
        components:
          parameters:
            id: {{schema: {{type: string}}}}
        """)


def test_traits_in_the_components_of_2_may_be_references(findings: Findings) -> None:
    assert not findings(
        """
        asyncapi: 2.6.0
        info: {title: Orders, version: 1.0.0}
        channels: {}
        components:
          messageTraits: {common: {$ref: 'traits.yaml#/common'}}
          operationTraits: {common: {$ref: 'traits.yaml#/common'}}
        """,
        {"traits.yaml": "common: {summary: Orders}"},
    )


def test_an_avro_payload_of_2_may_be_a_reference(findings: Findings) -> None:
    assert not findings(
        """
        asyncapi: 2.6.0
        info: {title: Orders, version: 1.0.0}
        channels:
          orders:
            publish:
              message:
                schemaFormat: application/vnd.apache.avro;version=1.9.0
                payload: {$ref: order.avsc}
        """,
        {"order.avsc": '{"type": "record", "name": "Order", "fields": []}'},
    )


@pytest.mark.parametrize("version", ["2.6.0", "3.0.0", "3.1.0"])
def test_a_runtime_expression_needs_no_fragment(version: str, findings: Findings) -> None:
    assert not findings(f"""
        asyncapi: {version}
        info: {{title: Orders, version: 1.0.0}}
        channels: {{}}
        components:
          correlationIds:
            whole: {{location: $message.payload}}
            part: {{location: $message.header#/id}}
        """)


def test_the_latest_version_of_a_binding_may_be_named_so(findings: Findings) -> None:
    assert not findings("""
        asyncapi: 3.0.0
        info: {title: Orders, version: 1.0.0}
        channels:
          orders:
            bindings:
              kafka: {topic: orders, bindingVersion: latest}
        """)


def test_the_latest_version_of_a_binding_is_checked_as_the_newest(findings: Findings) -> None:
    (found,) = findings("""
        asyncapi: 3.0.0
        info: {title: Orders, version: 1.0.0}
        channels:
          orders:
            bindings:
              kafka: {topics: orders, bindingVersion: latest}
        """)
    assert found.message == "this `kafka` channel binding (0.5.0) has no field `topics`"
    assert found.hint == "did you mean `topic`?"


def test_ros2_has_bindings_on_all_levels(findings: Findings) -> None:
    assert not findings("""
        asyncapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        channels:
          orders:
            bindings: {ros2: {}}
            messages:
              created:
                bindings: {ros2: {}}
        """)


@pytest.mark.parametrize("version", ["2.6.0", "3.0.0"])
def test_a_pointer_may_hold_brackets(version: str, findings: Findings) -> None:
    assert not findings(f"""
        asyncapi: {version}
        info: {{title: Orders, version: 1.0.0}}
        channels: {{}}
        components:
          schemas:
            Order: {{$ref: '#/components/schemas/Page[Order]'}}
            Page[Order]: {{type: object}}
        """)


@pytest.mark.parametrize("version", ["2.6.0", "3.0.0"])
def test_true_and_false_are_schemas(version: str, findings: Findings) -> None:
    assert not findings(f"""
        asyncapi: {version}
        info: {{title: Orders, version: 1.0.0}}
        channels: {{}}
        components:
          schemas: {{Anything: true, Nothing: false}}
        """)


def test_an_mq_message_needs_no_type(findings: Findings) -> None:
    assert not findings("""
        asyncapi: 3.0.0
        info: {title: Orders, version: 1.0.0}
        components:
          messageBindings:
            orders:
              ibmmq: {expiry: 10}
        """)


def test_what_stands_beside_a_reference_is_not_looked_at(findings: Findings) -> None:
    assert not findings("""
        asyncapi: 3.0.0
        info: {title: Orders, version: 1.0.0}
        components:
          schemas:
            Order: {$ref: '#/components/schemas/Base', description: {en: What was bought}}
            Base: {type: object}
        """)
