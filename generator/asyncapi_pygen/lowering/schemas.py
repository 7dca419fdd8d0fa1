"""Schemas to the model: every ``$ref`` becomes an edge, one place in a file is one schema."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.dialects import reads_siblings
from asyncapi_pygen.ir.protobuf import ProtoFault, ProtoFile
from asyncapi_pygen.ir.schema import Body, Language, Schema, SchemaFormat, SchemaRef
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.lowering.formats import read_format, report_dialect
from asyncapi_pygen.lowering.heirs import Heirs, mapping_references, may_have_heirs
from asyncapi_pygen.lowering.protobuf.reading import read_protobuf
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.schema_formats import hinted


class SchemaTable:
    """The schemas that the document's messages reach, collected while it is lowered."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._found: dict[str, Schema] = {}
        self._waiting: list[tuple[Node, SchemaFormat]] = []
        self._parents: list[tuple[Node, SchemaFormat]] = []
        self._heirs = Heirs()

    @property
    def schemas(self) -> Mapping[str, Schema]:
        """The schemas so far, by id."""
        return self._found

    def add(self, node: Node, format_: Node | None = None) -> str | None:
        """Take in the schema at ``node``, all that it refers to, and return its id.

        ``format_`` is the ``schemaFormat`` that stands beside it; a Multi Format Schema Object says
        its own. ``None`` means that its reference leads nowhere, which has been reported by then.
        """
        self._heirs.know(node)
        id_ = self._reserve(node, read_format(format_, self._diagnostics))
        self._read_all()
        # An heir is reached through nothing but its parent, and may be the parent of others.
        while self._parents:
            parent, language = self._parents.pop()
            heirs = [self._reserve(heir, language) for heir in self._heirs.of(parent)]
            self._read_all()
            known = tuple(heir for heir in heirs if heir is not None)
            self._found[parent.id] = replace(self._found[parent.id], heirs=known)
        return id_

    def _read_all(self) -> None:
        # References wait in line: a chain of any length needs no more of the stack than one does.
        while self._waiting:
            target, language = self._waiting.pop()
            found = _schema(target, language, self._read(target, language))
            if language.language is Language.PROTOBUF:
                found = replace(found, protobuf=self._protobuf(target, language))
            self._found[target.id] = found
            if language.language.is_json_schema and may_have_heirs(target):
                self._heirs.know(target)
                self._parents.append((target, language))

    def _protobuf(self, node: Node, format_: SchemaFormat) -> ProtoFile | ProtoFault | None:
        return read_protobuf(node, lambda one: self._reserve(one, format_), self._diagnostics)

    def _reserve(self, node: Node, format_: SchemaFormat) -> str | None:
        """Give the schema at ``node`` its place in the table; its body is read later."""
        # Where what stands beside a reference counts, both of them together are a schema.
        target = node if siblings(node, format_) else node.follow()
        if target is None:
            return None
        inner = multi_format(target)
        if inner is not None:
            own = read_format(target.child("schemaFormat"), self._diagnostics)
            return self._reserve(inner, own)
        format_ = hinted(target, format_)
        report_dialect(target, format_, self._diagnostics)
        if target.id not in self._found:
            self._found[target.id] = _schema(target, format_, None)
            self._waiting.append((target, format_))
        return target.id

    def _read(self, node: Node, format_: SchemaFormat) -> Body:
        if format_.language.is_json_schema:
            return self._body(node, format_)
        return self._edges(node, format_) if format_.language is Language.AVRO else node.value

    def _edges(self, node: Node, format_: SchemaFormat) -> Body:
        """Return JSON in which any ``$ref``, but in a default, leads to more of the language."""
        if node.is_reference:
            return self._edge(node, format_)
        if isinstance(node.value, dict):
            return {
                key: child.value if key == "default" else self._edges(child, format_)
                for key, child in node.items()
            }
        if isinstance(node.value, list):
            return [self._edges(child, format_) for child in node.elements()]
        return node.value

    def _edge(self, node: Node, format_: SchemaFormat) -> Body:
        target = self._reserve(node, format_)
        if target is None:
            return {}
        other = self._found[target].format
        if other.language is format_.language or (
            other.language.is_json_schema and format_.language.is_json_schema
        ):
            return SchemaRef(target)
        self._diagnostics.report(
            "schema-format",
            f"this reference leads from {format_.language.value} to {other.language.value}: "
            "anything is accepted here",
            node.reference_at,
            hint="both ends of such a reference have one `schemaFormat`",
        )
        return {}

    def _body(self, node: Node, format_: SchemaFormat) -> Body:
        """Return the schema at ``node`` with its references as edges."""
        beside = siblings(node, format_)
        if beside:
            own = {key: self._keyword(key, child, format_) for key, child in beside.items()}
            parts = own.get("allOf")
            others = parts if isinstance(parts, list) else []
            return {**own, "allOf": [self._edge(without(node, beside), format_), *others]}
        if node.is_reference:
            return self._edge(node, format_)
        if not isinstance(node.value, dict):
            return node.value
        return {key: self._keyword(key, child, format_) for key, child in node.items()}

    def _keyword(self, key: str, node: Node, format_: SchemaFormat) -> Body:
        if key in SCHEMA_MAPS and isinstance(node.value, dict):
            return {name: self._entry(child, format_) for name, child in node.items()}
        if key in SCHEMAS and isinstance(node.value, list):
            return [self._body(child, format_) for child in node.elements()]
        if key == "discriminator" and node.has("mapping"):
            return {**_object(node), "mapping": self._mapping(node, format_)}
        return self._body(node, format_) if key in SCHEMA else node.value

    def _mapping(self, node: Node, format_: SchemaFormat) -> Body:
        """Return what the values of a discriminator's mapping mean; report what cannot be told."""
        found: dict[str, Body] = {}
        for value, target, reference in mapping_references(node):
            if reference is None:
                self._diagnostics.report(
                    "schema-weakened",
                    "this value of the mapping is not read: it leads to no schema of this file",
                    target.at,
                )
            else:
                found[value] = self._edge(reference, format_)
        return found

    def _entry(self, node: Node, format_: SchemaFormat) -> Body:
        # `dependencies` may hold lists of names beside schemas.
        return node.value if isinstance(node.value, list) else self._body(node, format_)


def multi_format(node: Node) -> Node | None:
    """Return what AsyncAPI 3's Multi Format Schema Object {schemaFormat, schema} wraps."""
    inner = node.child("schema")
    fields = {key for key, _ in node.items() if not key.startswith("x-")}
    return inner if "schemaFormat" in fields or fields == {"schema"} else None


def _object(node: Node) -> dict[str, Body]:
    return {key: child.value for key, child in node.items()}


def siblings(node: Node, format_: SchemaFormat) -> dict[str, Node]:
    """Return what stands beside the ``$ref`` of a reference, where the dialect gives it effect."""
    if not node.is_reference or not reads_siblings(format_):
        return {}
    return {key: child for key, child in node.items() if key != "$ref"}


def without(node: Node, fields: Iterable[str]) -> Node:
    """Return the object at ``node`` with these fields taken away."""
    value = {key: child.value for key, child in node.items() if key not in fields}
    return replace(node, value=value)


def _schema(node: Node, format_: SchemaFormat, body: Body) -> Schema:
    pointer = node.pointer
    if pointer[:-2] == ("components", "schemas") and pointer[-1] == "schema":
        pointer = pointer[:-1]  # it is wrapped in a Multi Format Schema Object
    named = pointer[:-1] == ("components", "schemas")
    component = named or not pointer or pointer[-2:-1] in (("definitions",), ("$defs",))
    key = pointer[-1] if pointer else PurePosixPath(node.document.name).name.partition(".")[0]
    return Schema(id=node.id, key=key, component=component, format=format_, body=body, at=node.at)
