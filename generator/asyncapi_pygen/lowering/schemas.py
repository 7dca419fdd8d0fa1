"""Schemas to the model: every ``$ref`` becomes an edge, one place in a file is one schema."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.source.node import Node

SCHEMA: Final = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords whose value is a schema (``items``: or a list of them); draft-07 and 2019-09."""

SCHEMAS: Final = frozenset({"allOf", "anyOf", "items", "oneOf", "prefixItems"})
"""Keywords whose value is a list of schemas."""

SCHEMA_MAPS: Final = frozenset(
    {"$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"}
)
"""Keywords whose value is an object of schemas."""

_OUR_LANGUAGES: Final = frozenset({"", "application/schema", "application/vnd.aai.asyncapi"})
"""Media types of AsyncAPI's own dialect and of JSON Schema, their ``+json`` taken off."""


class SchemaTable:
    """The schemas that the document's messages reach, collected while it is lowered."""

    def __init__(self) -> None:
        self._found: dict[str, Schema] = {}
        self._waiting: list[Node] = []

    @property
    def schemas(self) -> Mapping[str, Schema]:
        """The schemas so far, by id."""
        return self._found

    def add(self, node: Node, format_: str = "") -> str | None:
        """Take in the schema at ``node``, all that it refers to, and return its id.

        ``format_`` is the media type of its language; a Multi Format Schema Object says its own.
        ``None`` means that its reference leads nowhere, which has been reported by then.
        """
        id_ = self._reserve(node, format_)
        # References wait in line: a chain of any length needs no more of the stack than one does.
        while self._waiting:
            target = self._waiting.pop()
            self._found[target.id] = _schema(target, "", self._body(target))
        return id_

    def _reserve(self, node: Node, format_: str = "") -> str | None:
        """Give the schema at ``node`` its place in the table; its body is read later."""
        target = node.follow()
        if target is None:
            return None
        inner = _multi_format(target)
        if inner is not None:
            return self._reserve(inner, target.text("schemaFormat"))
        if target.id in self._found:
            return target.id
        language = format_.partition(";")[0].strip().lower().partition("+")[0]
        if language in _OUR_LANGUAGES:
            self._found[target.id] = _schema(target, "", None)
            self._waiting.append(target)
        else:
            self._found[target.id] = _schema(target, format_, target.value)
        return target.id

    def _body(self, node: Node) -> Body:
        """Return the schema at ``node`` with its references as edges."""
        if node.is_reference:
            target = self._reserve(node)
            return SchemaRef(target) if target is not None else {}
        if not isinstance(node.value, dict):
            return node.value
        return {key: self._keyword(key, child) for key, child in node.items()}

    def _keyword(self, key: str, node: Node) -> Body:
        if key in SCHEMA_MAPS and isinstance(node.value, dict):
            return {name: self._entry(child) for name, child in node.items()}
        if key in SCHEMAS and isinstance(node.value, list):
            return [self._body(child) for child in node.elements()]
        return self._body(node) if key in SCHEMA else node.value

    def _entry(self, node: Node) -> Body:
        # `dependencies` may hold lists of names beside schemas.
        return node.value if isinstance(node.value, list) else self._body(node)


def _multi_format(node: Node) -> Node | None:
    """Return what AsyncAPI 3's Multi Format Schema Object {schemaFormat, schema} wraps."""
    inner = node.child("schema")
    fields = {key for key, _ in node.items() if not key.startswith("x-")}
    return inner if "schemaFormat" in fields or fields == {"schema"} else None


def _schema(node: Node, format_: str, body: Body) -> Schema:
    pointer = node.pointer
    if pointer[:-2] == ("components", "schemas") and pointer[-1] == "schema":
        pointer = pointer[:-1]  # it is wrapped in a Multi Format Schema Object
    named = pointer[:-1] == ("components", "schemas")
    component = named or not pointer or pointer[-2:-1] in (("definitions",), ("$defs",))
    key = pointer[-1] if pointer else PurePosixPath(node.document.name).name.partition(".")[0]
    return Schema(id=node.id, key=key, component=component, format=format_, body=body, at=node.at)
