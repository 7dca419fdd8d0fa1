"""Identities in schemas that are JSON Schema's and not AsyncAPI's: ``$id``, ``$anchor`` and bases.

AsyncAPI's references are JSON References, in which they play no part. But a file of its own that
says ``$schema`` or ``$id``, a schema of the format ``application/schema``, and the files that such
a schema refers to, were written for tools that know them (JSON Schema draft-07, 8.2; 2020-12, 8.2).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import quote, unquote, urljoin

from asyncapi_pygen.ir.dialects import (
    Dialect,
    dialect_read_as,
    format_of_file,
    format_of_meta_schema,
)
from asyncapi_pygen.ir.formats import parse_format
from asyncapi_pygen.ir.schema import SchemaFormat
from asyncapi_pygen.ir.subschemas import subschemas
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.library import Library
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.pointers import join_pointer, member, split_pointer
from asyncapi_pygen.source.positions import Position, parts
from asyncapi_pygen.source.reference import reference_text
from asyncapi_pygen.source.urls import BadUrlError, Url, read_url

Pointer: TypeAlias = tuple[str, ...]
_FORMAT: Final = re.compile(r"\s*application/schema(\+json|\+yaml)?\s*(;|$)", re.IGNORECASE)
_FORMATTED: Final = ("payload", "schema")
DYNAMIC: Final = ("$dynamicRef", "$recursiveRef")
"""Keywords that refer to different schemas, depending on the way to them."""

HOME: Final = f"file:///{'-/' * 32}"
"""The folder of the root document, deep enough for paths that lead out of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a document, to be walked to from its root."""

    document: Document
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class Identity:
    """What a reference means by JSON Schema's rules: a URI without fragment, and the fragment."""

    uri: str
    fragment: str


@dataclass(slots=True)
class _Index:
    """What one document offers: schemas by their URI, and by URI and the name of an anchor."""

    resources: dict[str, Place] = field(default_factory=dict[str, Place])
    anchors: dict[tuple[str, str], Place] = field(default_factory=dict[tuple[str, str], Place])


@dataclass(frozen=True, slots=True)
class _Start:
    """The outermost schema around a place in which JSON Schema's rules hold, and its dialect."""

    pointer: Pointer
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds at a place: the URI that others are relative to, and the dialect."""

    base: str
    dialect: Dialect


class SchemaIds:
    """Finds schemas by JSON Schema's rules in the documents that were read so far."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._indexes: dict[str, _Index] = {}
        self._formatted: dict[str, bool] = {}
        # The files that schemas of JSON Schema led to, and the dialect that they have from there.
        self._reached: dict[str, Dialect] = {}

    def applies(self, node: Node) -> bool:
        """Whether JSON Schema's rules hold where ``node`` stands."""
        return self._start(node) is not None

    def counts_siblings(self, node: Node) -> bool:
        """Whether ``node`` is a reference beside which stands what counts."""
        start = self._start(node)
        siblings = isinstance(node.value, dict) and len(node.value) > 1
        return start is not None and siblings and _at(node, start).dialect.reads_siblings

    def scope(self, node: Node) -> str:
        """Return what, beside its text and file, decides what a reference at ``node`` means."""
        start = self._start(node)
        return "" if start is None else _at(node, start).base

    def identity(self, node: Node, text: str) -> Identity | None:
        """Return what the reference ``text`` means at ``node``; ``None`` where no rules hold."""
        start = self._start(node)
        if start is None:
            return None
        uri, _, fragment = text.partition("#")
        base = _at(node, start).base
        return Identity(_joined(base, uri) if uri else base, unquote(fragment))

    def url(self, node: Node, text: str) -> Url | None:
        """Return the URL of the file that a reference means, ``None`` if no URL names it."""
        identity = self.identity(node, text)
        try:
            return None if identity is None else read_url(identity.uri)
        except BadUrlError:
            return None

    def find(self, node: Node, text: str) -> Place | None:
        """Return what the reference ``text`` at ``node`` names, as far as it is at hand."""
        identity = self.identity(node, text)
        if identity is None:
            return None
        for document in (node.document, *self._library.documents):
            if identity.uri in self._index(document).resources:
                place = self._inside(document, identity)
                # In a schema without a file of its own, a path may be meant from the file's root.
                elsewhere = text.startswith("#") and place and not document.has(place.pointer)
                return None if elsewhere else place
        return None

    def anchor(self, document: Document, name: str) -> Place | None:
        """Return what is called by an anchor in a file, and not in a schema of its own in there."""
        root = document.root
        dialect = self.dialect(document)
        base = _local(document, ())
        if isinstance(root, dict):
            base = rebased(root, base, dialect)
        return self._inside(document, Identity(base, name))

    def is_path(self, node: Node, text: str, place: Place) -> bool:
        """Whether a reference leads to a place for those as well who know nothing of identities."""
        uri, _, fragment = text.partition("#")
        here = retrieval_uri(node.document)
        file = _joined(here, uri) if uri else here
        same_file = file == retrieval_uri(place.document)
        return same_file and join_pointer(place.pointer) == unquote(fragment)

    def lead(self, node: Node, document: Document) -> None:
        """Take note of a file that a reference at ``node`` leads to: the same rules hold in it."""
        start = self._start(node)
        if start is None or document is node.document or _is_asyncapi(document.root):
            return
        if document.id not in self._reached:
            self._reached[document.id] = _at(node, start).dialect
            self._indexes.pop(document.id, None)

    def is_schema(self, document: Document) -> bool:
        """Whether a file is JSON Schema, by what it says or by what led to it."""
        return document.id in self._reached or _is_schema_file(document.root)

    def dialect(self, document: Document) -> Dialect:
        """Return the dialect of a file that is JSON Schema."""
        own = format_of_file(document.root)
        return self._reached.get(document.id, Dialect.DRAFT_7) if own is None else _read_as(own)

    def _inside(self, document: Document, identity: Identity) -> Place | None:
        """Return what a fragment names in a schema of this document."""
        index, fragment = self._index(document), identity.fragment
        if fragment and not fragment.startswith("/"):
            return index.anchors.get((identity.uri, fragment))
        place = index.resources[identity.uri]
        try:
            pointer = (*place.pointer, *split_pointer(fragment))
        except ValueError:
            return None
        return Place(document, pointer)

    def _index(self, document: Document) -> _Index:
        if document.id not in self._indexes:
            self._indexes[document.id] = index = _Index()
            for start in self._starts(document):
                _enter(index, document, start)
        return self._indexes[document.id]

    def _starts(self, document: Document) -> Iterator[_Start]:
        """Yield the outermost schemas of a document in which JSON Schema's rules hold."""
        if not _is_asyncapi(document.root):
            # Whoever comes by its URI means all of it, whatever the file says of itself.
            yield _Start((), self.dialect(document))
        if self.is_schema(document):
            return
        stack: list[tuple[Pointer, Json, Position]] = [((), document.root, Position.OBJECT)]
        while stack:
            pointer, value, position = stack.pop()
            for key, inner, at in parts(value, position):
                dialect = _dialect_beside(value, key)
                if dialect is not None:
                    yield _Start((*pointer, key), dialect)
                else:
                    stack.append(((*pointer, key), inner, at))

    def _start(self, node: Node) -> _Start | None:
        value = node.document.root
        if self.is_schema(node.document):
            return _Start((), self.dialect(node.document))
        if not self._has_formats(node.document):
            return None
        for depth, token in enumerate(node.pointer, start=1):
            dialect = _dialect_beside(value, token)
            if dialect is not None:
                return _Start(node.pointer[:depth], dialect)
            value = _step(value, token)
        return None

    def _has_formats(self, document: Document) -> bool:
        """Return whether the rules may hold anywhere in a file: mostly they hold nowhere."""
        if document.id not in self._formatted:
            self._formatted[document.id] = any(map(_format_in, _objects(document.root)))
        return self._formatted[document.id]


def retrieval_uri(document: Document) -> str:
    """Return the URI that a document is known by before it says one itself.

    That of a local file is relative to a folder that no machine has.
    """
    return document.base if isinstance(document.base, str) else urljoin(HOME, document.id)


def _read_as(format_: SchemaFormat) -> Dialect:
    return dialect_read_as(format_) or Dialect.DRAFT_7


def _enter(index: _Index, document: Document, start: _Start) -> None:
    """Enter a schema and those inside of it, each under the URI that holds there."""
    value: Json = document.root
    for token in start.pointer:
        value = _step(value, token)
    base = _local(document, start.pointer)
    index.resources[base] = Place(document, start.pointer)
    stack = [(start.pointer, value, base, start.dialect)]
    while stack:
        pointer, value, base, dialect = stack.pop()
        if not isinstance(value, dict):
            continue
        dialect = own_dialect(value, dialect)
        base = _enter_names(index, Place(document, pointer), value, base, dialect)
        stack.extend(
            ((*pointer, *tokens), inner, base, dialect) for tokens, inner in subschemas(value)
        )


def _enter_names(
    index: _Index, place: Place, schema: dict[str, Json], base: str, dialect: Dialect
) -> str:
    """Enter what one schema is called; return the URI that holds inside of it."""
    inner = rebased(schema, base, dialect)
    if inner != base:
        index.resources.setdefault(inner, place)
    for keyword in ("$anchor", "$dynamicAnchor"):
        name = schema.get(keyword)
        if isinstance(name, str):
            index.anchors.setdefault((inner, name), place)
    own = schema.get(id_keyword(dialect))
    # Until draft-07, an `$id` that is only a fragment was what `$anchor` is now.
    if isinstance(own, str) and own.startswith("#") and reference_text(schema) is None:
        index.anchors.setdefault((inner, own[1:]), place)
    return inner


def _is_asyncapi(root: Json) -> bool:
    return isinstance(root, dict) and "asyncapi" in root


def _is_schema_file(root: Json) -> bool:
    if not isinstance(root, dict) or _is_asyncapi(root):
        return False
    return isinstance(root.get("$schema"), str) or isinstance(root.get("$id"), str)


def _dialect_beside(value: Json, key: str) -> Dialect | None:
    """Return the dialect of the field ``key`` of a message or a Multi Format Schema Object.

    ``None`` means that it is no JSON Schema.
    """
    if key not in _FORMATTED or not isinstance(value, dict):
        return None
    format_ = _format_in(value)
    return _read_as(parse_format(format_)) if format_ else None


def _format_in(fields: Mapping[str, Json]) -> str:
    """Return the ``schemaFormat`` of an object where that is JSON Schema's, else no text."""
    format_ = fields.get("schemaFormat")
    return format_ if isinstance(format_, str) and _FORMAT.match(format_) else ""


def _objects(root: Json) -> Iterator[Mapping[str, Json]]:
    """Yield the objects of a document, each once however many aliases it has."""
    waiting, seen = [root], set[int]()
    while waiting:
        value = waiting.pop()
        if not isinstance(value, dict | list) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        else:
            waiting.extend(value)


def _at(node: Node, start: _Start) -> _Scope:
    """Return what holds where ``node`` stands."""
    base, dialect = _local(node.document, start.pointer), start.dialect
    value = node.document.root
    for depth, token in enumerate((*node.pointer, "")):
        if depth >= len(start.pointer) and isinstance(value, dict):
            dialect = own_dialect(value, dialect)
            base = rebased(value, base, dialect)
        value = _step(value, token)
    return _Scope(base, dialect)


def own_dialect(schema: dict[str, Json], around: Dialect) -> Dialect:
    """Return the dialect of a schema: one with an ``$id`` may say another than what is around."""
    uri = schema.get("$schema")
    if not isinstance(uri, str) or not isinstance(schema.get("$id"), str):
        return around
    own = format_of_meta_schema(uri)
    return around if own is None else _read_as(own)


def id_keyword(dialect: Dialect) -> str:
    """Return the keyword by which a schema of the dialect says its URI."""
    return "id" if dialect is Dialect.DRAFT_4 else "$id"


def rebased(schema: dict[str, Json], base: str, dialect: Dialect) -> str:
    """Return the URI that holds inside of a schema, which may have an ``$id`` of its own."""
    own = schema.get(id_keyword(dialect))
    hidden = reference_text(schema) is not None and not dialect.reads_siblings
    if not isinstance(own, str) or hidden:
        return base
    uri = own.partition("#")[0]
    return _joined(base, uri) if uri else base


def _joined(base: str, uri: str) -> str:
    try:
        return urljoin(base, uri)
    except ValueError:
        return uri


def _local(document: Document, pointer: Pointer) -> str:
    """Return the URI of an outermost schema that says none: that of its file, or one below it."""
    uri = retrieval_uri(document)
    return f"{uri}?{quote(join_pointer(pointer))}" if pointer else uri


def _step(value: Json, token: str) -> Json:
    inner = member(value, token)
    return inner if isinstance(inner, (dict, list)) else None
