"""Where in a document schemas stand, and in which language each of them is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.ir.dialects import Dialect, dialect_read_as
from asyncapi_pygen.ir.formats import parse_format
from asyncapi_pygen.ir.schema import Language, SchemaFormat
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.schema_formats import hinted
from asyncapi_pygen.validation.meaning.objects import Kind, find, members
from asyncapi_pygen.validation.versions import Version

_OURS: Final = parse_format("")
_JUDGED: Final = frozenset(
    {Dialect.ASYNCAPI, Dialect.DRAFT_6, Dialect.DRAFT_7, Dialect.OPENAPI_3_0}
)
"""The dialects that have a meaning in draft-07; the others have keywords that it does not know."""
_BOUND: Final = (
    Kind.SERVER,
    Kind.CHANNEL,
    Kind.OPERATION,
    Kind.OPERATION_TRAIT,
    Kind.MESSAGE,
    Kind.MESSAGE_TRAIT,
)
_IN_BINDINGS: Final = ("headers", "query", "key", "groupId", "clientId")
"""The fields of bindings that hold schemas (some of them in one protocol and not in another)."""


@dataclass(frozen=True, slots=True)
class SchemaPlace:
    """A schema in a dialect that is judged; ``node`` is where it is written, and no reference."""

    node: Node
    format: SchemaFormat

    @property
    def language(self) -> Language:
        """The language that the schema is written in."""
        return self.format.language


def schema_at(node: Node | None, format_: SchemaFormat = _OURS) -> SchemaPlace | None:
    """Return the schema that ``node`` is or refers to, out of the format object around it.

    ``None`` if there is none, or it is in a language or a dialect that is not judged.
    """
    target = None if node is None else node.follow()
    if target is not None and isinstance(target.value, dict) and _is_wrapper(target.value):
        format_ = parse_format(target.text("schemaFormat"))
        target = target.get("schema")
    if target is None or not isinstance(target.value, dict | bool):
        return None
    format_ = hinted(target, format_)
    return SchemaPlace(target, format_) if dialect_read_as(format_) in _JUDGED else None


def _is_wrapper(fields: dict[str, Json]) -> bool:
    """Whether an object is a Multi Format Schema Object of 3.x."""
    if "schemaFormat" in fields or "schema" not in fields:
        return "schemaFormat" in fields
    return all(key == "schema" or key.startswith("x-") for key in fields)


def payload_of(message: Node) -> SchemaPlace | None:
    """Return the schema of a message's payload; 2.x has its language beside it."""
    return schema_at(message.child("payload"), parse_format(message.text("schemaFormat")))


def schemas(root: Node, version: Version) -> Iterator[SchemaPlace]:
    """Yield every schema that the document reaches, those inside of others too, each once."""
    waiting = [place for place in _outermost(root, version) if place is not None]
    seen: set[tuple[int, SchemaFormat]] = set()
    while waiting:
        place = waiting.pop()
        mark = (id(place.node.value), place.format)
        if mark in seen or not isinstance(place.node.value, dict):
            continue
        seen.add(mark)
        yield place
        for inner in _inside(place.node, place.node.value):
            found = schema_at(inner, place.format)
            if found is not None:
                waiting.append(found)


def _inside(schema: Node, keywords: dict[str, Json]) -> Iterator[Node]:
    """Yield the schemas right inside of a schema, as they are written."""
    for keyword, value in keywords.items():
        if isinstance(value, dict):
            if keyword in SCHEMA_MAPS:
                for name, inner in value.items():
                    yield descendant(schema, (keyword, name), inner)
            elif keyword in SCHEMA:
                yield descendant(schema, (keyword,), value)
        elif isinstance(value, list) and keyword in SCHEMAS:
            for index, inner in enumerate(value):
                yield descendant(schema, (keyword, str(index)), inner)


def descendant(node: Node, tokens: tuple[str, ...], value: Json) -> Node:
    """Return the node of a value that is known to stand at ``tokens`` inside of ``node``."""
    return Node(node.bundle, node.document, (*node.pointer, *tokens), value)


def _outermost(root: Node, version: Version) -> Iterator[SchemaPlace | None]:
    for kind, node in find(root, version, *_BOUND, Kind.PARAMETER, Kind.COMPONENTS):
        match kind:
            case Kind.PARAMETER:
                yield schema_at(node.child("schema"))
            case Kind.COMPONENTS:
                yield from map(schema_at, members(node, "schemas"))
            case Kind.MESSAGE | Kind.MESSAGE_TRAIT:
                yield payload_of(node)
                yield schema_at(node.child("headers"))
            case _:
                pass
        for binding in members(node, "bindings"):
            yield from (schema_at(binding.child(field)) for field in _IN_BINDINGS)
