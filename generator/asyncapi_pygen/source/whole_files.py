"""Files of JSON Schema that are not understood part by part.

What ``$dynamicRef`` and ``$recursiveRef`` refer to depends on the files that one comes through, so
that no part of such a file means the same somewhere else. They are kept whole: what they are called
and refer to is written as absolute URIs, none of which tells where the files are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from asyncapi_pygen.ir.dialects import META_SCHEMAS, Dialect
from asyncapi_pygen.ir.schema import SchemaFile
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.library import Library
from asyncapi_pygen.source.meta_schemas import meta_schema
from asyncapi_pygen.source.node import Node, Resolver
from asyncapi_pygen.source.pointers import ABSENT, join_pointer, member
from asyncapi_pygen.source.reference import BadReferenceError, Reference, parse_reference
from asyncapi_pygen.source.schema_ids import (
    DYNAMIC,
    HOME,
    Place,
    SchemaIds,
    id_keyword,
    own_dialect,
    rebased,
    retrieval_uri,
)

_REFERENCES: Final = frozenset({"$dynamicRef", "$ref"})


def whole_files(
    documents: Sequence[Document], ids: SchemaIds, library: Library, resolver: Resolver
) -> Mapping[str, SchemaFile]:
    """Return, by id, the files that lead to a dynamic reference, and all that those refer to."""
    files = {
        document.id: _Writer(document, ids, library, resolver).file()
        for document in documents
        if ids.is_schema(document)
    }
    dynamic = {one.id for one in documents if any(word in one.text for word in DYNAMIC)}
    wanted = _reached(_leading_to(dynamic & files.keys(), files), files)
    return {id_: file for id_, file in files.items() if id_ in wanted}


def _leading_to(ends: set[str], files: Mapping[str, SchemaFile]) -> set[str]:
    """Return the files from which one gets to some others."""
    found = set(ends)
    while more := {id_ for id_, file in files.items() if file.uses & found} - found:
        found |= more
    return found


def _reached(starts: Iterable[str], files: Mapping[str, SchemaFile]) -> set[str]:
    """Return the files that one gets to from some others, and those."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        id_ = waiting.pop()
        if id_ in files and id_ not in found:
            found.add(id_)
            waiting += files[id_].uses
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """A schema in the file: its pointer, the URI around it and its dialect."""

    pointer: tuple[str, ...]
    base: str
    dialect: Dialect

    def at(self, *tokens: str) -> "_Place":
        return _Place((*self.pointer, *tokens), self.base, self.dialect)

    def inside(self, schema: dict[str, Json]) -> "_Place":
        """Return what holds inside of a schema at this place."""
        dialect = own_dialect(schema, self.dialect)
        return _Place(self.pointer, rebased(schema, self.base, dialect), dialect)


class _Writer:
    """Writes one file with absolute URIs."""

    def __init__(
        self, document: Document, ids: SchemaIds, library: Library, resolver: Resolver
    ) -> None:
        self._document = document
        self._ids = ids
        self._library = library
        self._resolver = resolver
        self._uses: set[str] = set()
        self._resources: dict[tuple[str, ...], str] = {}

    def file(self) -> SchemaFile:
        document = self._document
        place = _Place((), retrieval_uri(document), self._ids.dialect(document))
        body = self._root(place)
        return SchemaFile(
            body=None if meta_schema_at(document) else body,
            meta=META_SCHEMAS.get(place.dialect, META_SCHEMAS[Dialect.DRAFT_7]),
            resources=self._resources,
            uses=frozenset(self._uses),
        )

    def _root(self, place: _Place) -> Json:
        root = self._document.root
        schema: dict[str, Json] = root if isinstance(root, dict) else {"allOf": [root]}
        inner = place.inside(schema)
        self._resources[()] = shown(inner.base)
        written = self._schema(schema, place)
        identity: dict[str, Json] = {id_keyword(place.dialect): shown(inner.base)}
        if "$ref" in schema and not place.dialect.reads_siblings:
            # Beside such a reference, nothing counts but what others refer to.
            kept = {key: one for key, one in written.items() if key in {"definitions", "$defs"}}
            return {**identity, "allOf": [{"$ref": written["$ref"]}], **kept}
        rest = {key: value for key, value in written.items() if key not in identity}
        return {**identity, **rest}

    def _schema(self, schema: dict[str, Json], around: _Place) -> dict[str, Json]:
        place = around.inside(schema)
        if place.base != around.base:
            self._resources[place.pointer] = shown(place.base)
        return {key: self._keyword(key, value, place) for key, value in schema.items()}

    def _any(self, value: Json, place: _Place) -> Json:
        return self._schema(value, place) if isinstance(value, dict) else value

    def _keyword(self, keyword: str, value: Json, place: _Place) -> Json:
        if keyword in SCHEMA_MAPS and isinstance(value, dict):
            return {name: self._any(one, place.at(keyword, name)) for name, one in value.items()}
        if keyword in SCHEMAS and isinstance(value, list):
            return [
                self._any(one, place.at(keyword, str(number))) for number, one in enumerate(value)
            ]
        if keyword in SCHEMA:
            return self._any(value, place.at(keyword))
        if not isinstance(value, str):
            return value
        if keyword in _REFERENCES:
            return self._reference(keyword, value, place)
        is_name = keyword == id_keyword(place.dialect) and not value.startswith("#")
        return shown(place.base) if is_name else value

    def _reference(self, keyword: str, text: str, place: _Place) -> str:
        """Return the absolute URI of what a reference names."""
        node = Node(self._resolver, self._document, place.pointer, {"$ref": text})
        target = self._target(node, text)
        if target is None:
            return text
        self._uses.add(target.document.id)
        if self._is_clear(node, text, target):
            return text
        uri, pointer = _resource(target, self._ids)
        anchor = text.partition("#")[2]
        if keyword == "$dynamicRef" and anchor and not anchor.startswith("/"):
            return f"{uri}#{anchor}"
        return f"{uri}#{quote(join_pointer(pointer), safe='/~$')}"

    def _is_clear(self, node: Node, text: str, target: Place) -> bool:
        """Whether a reference means the same to whoever knows all files by the URIs in them."""
        identity = self._ids.identity(node, text)
        if identity is None or self._ids.find(node, text) != target:
            return False
        path = retrieval_uri(target.document)
        root, _ = _resource(Place(target.document, ()), self._ids)
        return identity.uri != path or root == shown(path)

    def _target(self, node: Node, text: str) -> Place | None:
        """Return what a reference names, and not what that may lead on to."""
        found = self._ids.find(node, text)
        if found is not None and found.document.has(found.pointer):
            return found
        file, _, fragment = text.partition("#")
        try:
            document = self._library.open(node, Reference(text, file, ()))
            if document is None:
                return None
            if fragment and not fragment.startswith("/"):
                return self._ids.anchor(document, fragment)
            return Place(document, parse_reference(text).pointer)
        except BadReferenceError:
            return None


def _resource(place: Place, ids: SchemaIds) -> tuple[str, tuple[str, ...]]:
    """Return the URI that holds at a place, and the pointer from the schema that has it."""
    here = _Place((), retrieval_uri(place.document), ids.dialect(place.document))
    value, start = place.document.root, 0
    for depth in range(len(place.pointer) + 1):
        if isinstance(value, dict):
            inner = here.inside(value)
            start = depth if inner.base != here.base else start
            here = inner
        if depth < len(place.pointer):
            found = member(value, place.pointer[depth])
            value = None if found is ABSENT else found
    return shown(here.base), place.pointer[start:]


def shown(uri: str) -> str:
    """Return a URI as it may be read by anybody."""
    return f"file:///{uri.removeprefix(HOME)}" if uri.startswith(HOME) else uri


def meta_schema_at(document: Document) -> bool:
    """Whether a file is a meta-schema, which every validator has."""
    return isinstance(document.base, str) and meta_schema(document.base) is not None
