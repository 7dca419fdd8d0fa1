"""``$id`` and ``$anchor``, in the schemas that are JSON Schema's and not AsyncAPI's.

AsyncAPI's references are JSON References, in which they play no part. But a file of its own that
says ``$schema`` or ``$id``, and a schema of the format ``application/schema``, were written for
tools that know them (JSON Schema draft-07, 8.2; 2020-12, 8.2). Nothing is looked for here unless an
ordinary reference leads nowhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import unquote, urljoin

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.library import Library
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.pointers import member, split_pointer
from asyncapi_pygen.source.positions import Position, parts
from asyncapi_pygen.source.reference import reference_text

Pointer: TypeAlias = tuple[str, ...]
_FORMAT: Final = re.compile(r"\s*application/schema(\+json|\+yaml)?\s*(;|$)", re.IGNORECASE)
_FORMATTED: Final = ("payload", "schema")


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a document, to be walked to from its root."""

    document: Document
    pointer: Pointer


@dataclass(slots=True)
class _Index:
    """What one document offers: schemas by their URI, and by URI and the name of an anchor."""

    resources: dict[str, Place] = field(default_factory=dict[str, Place])
    anchors: dict[tuple[str, str], Place] = field(default_factory=dict[tuple[str, str], Place])


class SchemaIds:
    """Finds schemas by JSON Schema's rules in the documents that were read so far."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._indexes: dict[str, _Index] = {}

    def applies(self, node: Node) -> bool:
        """Whether JSON Schema's rules hold where ``node`` stands."""
        return _raw_schema(node) is not None

    def find(self, node: Node, text: str) -> Place | None:
        """Return what the reference ``text`` at ``node`` names by ``$id`` or ``$anchor``."""
        pointer = _raw_schema(node)
        if pointer is None:
            return None
        uri, _, fragment = text.partition("#")
        base = _base(node, pointer)
        if uri:
            base = _joined(base, uri)
        for document in self._library.documents:
            found = self._index(document)
            place = found.resources.get(base)
            if place is not None:
                return _inside(found, place, base, unquote(fragment))
        return None

    def _index(self, document: Document) -> _Index:
        if document.id not in self._indexes:
            self._indexes[document.id] = index = _Index()
            for pointer, schema in _raw_schemas(document):
                _enter(index, document, pointer, schema)
        return self._indexes[document.id]


def _inside(index: _Index, place: Place, base: str, fragment: str) -> Place | None:
    """Return what a fragment names in a schema that was found by its URI."""
    if fragment and not fragment.startswith("/"):
        return index.anchors.get((base, fragment))
    try:
        return Place(place.document, (*place.pointer, *split_pointer(fragment)))
    except ValueError:
        return None


def _enter(index: _Index, document: Document, pointer: Pointer, schema: Json) -> None:
    """Enter a schema and those inside of it, each under the URI that holds there."""
    base = _local(document, pointer)
    index.resources[base] = Place(document, pointer)
    stack = [(pointer, schema, Position.SCHEMA, base)]
    while stack:
        pointer, value, position, base = stack.pop()
        if position is Position.SCHEMA and isinstance(value, dict):
            base = _enter_names(index, Place(document, pointer), value, base)
        stack.extend(
            ((*pointer, key), inner, at, base) for key, inner, at in parts(value, position)
        )


def _enter_names(index: _Index, place: Place, schema: dict[str, Json], base: str) -> str:
    """Enter what one schema is called; return the URI that holds inside of it."""
    inner = _rebased(schema, base)
    if inner != base:
        index.resources.setdefault(inner, place)
    for keyword in ("$anchor", "$dynamicAnchor"):
        name = schema.get(keyword)
        if isinstance(name, str):
            index.anchors.setdefault((inner, name), place)
    own = schema.get("$id")
    # Until draft-07, an `$id` that is only a fragment was what `$anchor` is now.
    if isinstance(own, str) and own.startswith("#") and reference_text(schema) is None:
        index.anchors.setdefault((inner, own[1:]), place)
    return inner


def _raw_schemas(document: Document) -> Iterator[tuple[Pointer, Json]]:
    """Yield the schemas of a document in which JSON Schema's rules hold, the outermost ones."""
    if _is_schema_file(document.root):
        yield (), document.root
        return
    stack: list[tuple[Pointer, Json, Position]] = [((), document.root, Position.OBJECT)]
    while stack:
        pointer, value, position = stack.pop()
        for key, inner, at in parts(value, position):
            if _is_formatted(value, key):
                yield (*pointer, key), inner
            else:
                stack.append(((*pointer, key), inner, at))


def _raw_schema(node: Node) -> Pointer | None:
    """Return the outermost schema around ``node`` in which JSON Schema's rules hold."""
    value = node.document.root
    if _is_schema_file(value):
        return ()
    for depth, token in enumerate(node.pointer, start=1):
        if _is_formatted(value, token):
            return node.pointer[:depth]
        value = _step(value, token)
    return None


def _is_schema_file(root: Json) -> bool:
    if not isinstance(root, dict) or "asyncapi" in root:
        return False
    return isinstance(root.get("$schema"), str) or isinstance(root.get("$id"), str)


def _is_formatted(value: Json, key: str) -> bool:
    """Whether the field ``key`` of a message or a Multi Format Schema Object is JSON Schema."""
    format_ = value.get("schemaFormat") if isinstance(value, dict) else None
    return key in _FORMATTED and isinstance(format_, str) and _FORMAT.match(format_) is not None


def _base(node: Node, start: Pointer) -> str:
    """Return the URI that holds where ``node`` stands, in the outermost schema at ``start``."""
    base = _local(node.document, start)
    value = node.document.root
    for depth, token in enumerate((*node.pointer, "")):
        if depth >= len(start) and isinstance(value, dict):
            base = _rebased(value, base)
        value = _step(value, token)
    return base


def _rebased(schema: dict[str, Json], base: str) -> str:
    """Return the URI that holds inside of a schema, which may have an ``$id`` of its own."""
    own = schema.get("$id")
    if not isinstance(own, str) or reference_text(schema) is not None:
        return base
    uri = own.partition("#")[0]
    return _joined(base, uri) if uri else base


def _joined(base: str, uri: str) -> str:
    try:
        return urljoin(base, uri)
    except ValueError:
        return uri


def _local(document: Document, pointer: Pointer) -> str:
    """Return a name for a schema that says none, which no URI in a document can be."""
    return f"#{document.id}#{'/'.join(pointer)}"


def _step(value: Json, token: str) -> Json:
    inner = member(value, token)
    return inner if isinstance(inner, (dict, list)) else None
