"""Bindings: what an object says for one protocol, its schemas among the document's."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.ir.api import Binding
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.schemas import SchemaTable
from asyncapi_pygen.source.node import Node

SCHEMA_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "anypointmq": ("headers",),
    "http": ("headers", "query"),
    "jms": ("headers",),
    "kafka": ("clientId", "groupId", "key"),
    "mqtt": ("correlationData", "responseTopic"),
    "ws": ("headers", "query"),
}
"""The fields that hold Schema Objects, by protocol (asyncapi/bindings)."""


def lower_bindings(fields: Fields, schemas: SchemaTable) -> tuple[Binding, ...]:
    """Read a bindings object: one entry a protocol."""
    return tuple(
        _binding(protocol, node, schemas)
        for protocol, node in read.members(fields, "bindings")
        if isinstance(node.value, dict)
    )


def schema_fields(protocol: str, node: Node) -> Mapping[str, Node]:
    """Return the fields of one protocol's binding that are schemas, and no plain values."""
    found = {name: node.child(name) for name in SCHEMA_FIELDS.get(protocol, ())}
    return {
        name: field
        for name, field in found.items()
        if field is not None and isinstance(field.value, dict)
    }


def _binding(protocol: str, node: Node, schemas: SchemaTable) -> Binding:
    found = {name: schemas.add(one) for name, one in schema_fields(protocol, node).items()}
    return Binding(
        protocol=protocol,
        version=node.text("bindingVersion"),
        fields={name: field.value for name, field in node.items() if name != "bindingVersion"},
        schemas={name: id_ for name, id_ in found.items() if id_ is not None},
        at=node.at,
    )
