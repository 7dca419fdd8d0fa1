"""The document's own schemas as files of a package, for a validator to hold bodies against.

Nothing is taken out of them but what leads out of a file: each reference is one to the definitions
of the same file, whose names do not change when something else does in the document.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from asyncapi_pygen.ir.dialects import META_SCHEMAS, Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema, SchemaFile
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.payloads.bodies import references
from asyncapi_pygen.payloads.dialects import everywhere, normalised, without
from asyncapi_pygen.payloads.original import or_null, written
from asyncapi_pygen.source.pointers import join_pointer, split_pointer

_DEAD: Final = frozenset({"$defs", "definitions"})
"""Keywords that hold what only references lead to, and those lead elsewhere here."""


def kept_schema(
    schemas: Mapping[str, Schema], files: Mapping[str, SchemaFile], id_: str
) -> dict[str, Json]:
    """Return the schema ``id_`` and all that it reaches as one schema with definitions.

    Definitions in another dialect than its own are in a schema of their own in there, and whole are
    those of ``files`` that it reaches: what JSON Schema calls a compound document (2020-12, 9.3).
    """
    return _Keeper(schemas, files, id_).schema()


class _Keeper:
    """Writes one schema; ``_names`` are those of the definitions by id."""

    def __init__(
        self, schemas: Mapping[str, Schema], files: Mapping[str, SchemaFile], id_: str
    ) -> None:
        self._id = id_
        self._all = schemas
        self._files = files
        parts, whole = self._reached()
        self._whole = sorted(whole)
        self._names = _names({one: schemas[one] for one in parts})

    def schema(self) -> dict[str, Json]:
        groups: dict[str, dict[str, Json]] = defaultdict(dict)
        for id_ in sorted(self._names, key=self._names.__getitem__):
            meta = self._meta(id_)
            groups[meta][self._names[id_]] = self._definition(id_, meta)
        own = self._meta(self._id)
        others = sorted(groups.keys() - {own})
        definitions = {
            **groups[own],
            **{_uri(meta): _resource(meta, groups[meta]) for meta in others},
            **{file.resources[()]: _compound(file) for file in self._embedded()},
        }
        whole = self._files.get(self._id.removesuffix("#"))
        if whole is not None and whole.body is not None:
            # Nothing comes before the file itself, on which the way through it depends.
            return _around(definitions, whole.resources[()])
        return {
            "$schema": own,
            **({"$id": _uri(own)} if others else {}),
            "$ref": self._refer(self._id, own),
            "definitions": definitions,
        }

    def _reached(self) -> tuple[set[str], set[str]]:
        """Return the schemas that are reached part by part, and the files that are whole."""
        parts: set[str] = set()
        whole: set[str] = set()
        waiting = [self._id]
        while waiting:
            id_ = waiting.pop()
            if _file(id_) in self._files:
                whole |= self._used(_file(id_))
            elif id_ not in parts:
                parts.add(id_)
                waiting += references(self._all[id_].body)
        return parts, whole

    def _used(self, file: str) -> set[str]:
        found: set[str] = set()
        waiting = [file]
        while waiting:
            id_ = waiting.pop()
            if id_ not in found and id_ in self._files:
                found.add(id_)
                waiting += self._files[id_].uses
        return found

    def _embedded(self) -> Iterable[SchemaFile]:
        """Return the files to write, but for those that a validator knows."""
        files = (self._files[id_] for id_ in self._whole)
        return [file for file in files if file.body is not None]

    def _definition(self, id_: str, meta: str) -> Json:
        body = without(_native(self._all[id_]), _DEAD)
        return written(body, lambda target: self._refer(target, meta))

    def _refer(self, target: str, inside: str) -> str:
        """Return a reference to a definition from a schema in the dialect ``inside``."""
        file = self._files.get(_file(target))
        if file is not None:
            resource, tokens = _in_file(file, target)
        else:
            meta = self._meta(target)
            resource = "" if meta == inside else _uri(meta)
            tokens = ("definitions", self._names[target])
        return f"{resource}#{quote(join_pointer(tokens), safe='/~$')}"

    def _meta(self, id_: str) -> str:
        file = self._files.get(_file(id_))
        if file is not None:
            return file.meta
        dialect = dialect_read_as(self._all[id_].format) or Dialect.DRAFT_7
        return META_SCHEMAS.get(dialect, META_SCHEMAS[Dialect.DRAFT_7])


def _file(id_: str) -> str:
    """Return the id of the file that a schema is in."""
    return id_.partition("#")[0]


def _in_file(file: SchemaFile, id_: str) -> tuple[str, tuple[str, ...]]:
    """Return the URI of the innermost schema with one around a schema, and the way from there."""
    tokens = split_pointer(id_.partition("#")[2])
    starts = (length for length in range(len(tokens), -1, -1) if tokens[:length] in file.resources)
    start = next(starts)
    return file.resources[tokens[:start]], tokens[start:]


def _names(schemas: Mapping[str, Schema]) -> Mapping[str, str]:
    """Name each schema by its key, and where several want one name, by its place."""
    wishes = [Wish(id_, (schema.key or "schema", id_)) for id_, schema in schemas.items()]
    return assign(wishes).names


def _native(schema: Schema) -> Body:
    """Return a schema as validators of its dialect's meta-schema read it."""
    dialect = dialect_read_as(schema.format)
    if dialect in META_SCHEMAS:
        return without(schema.body, schema.format.ignored)
    body = normalised(schema).body
    return everywhere(body, or_null) if dialect is Dialect.OPENAPI_3_0 else body


def _resource(meta: str, definitions: dict[str, Json]) -> Json:
    return {"$id": _uri(meta), "$schema": meta, "definitions": definitions}


def _compound(file: SchemaFile) -> Json:
    body = file.body if isinstance(file.body, dict) else {}
    return {"$schema": file.meta, **{key: body[key] for key in body if key != "$schema"}}


def _around(definitions: dict[str, Json], uri: str) -> dict[str, Json]:
    """Return the one of some schemas that has this URI, with the others inside of it."""
    outer = definitions[uri]
    whole = dict(outer) if isinstance(outer, dict) else {}
    own = whole.get("definitions")
    others = {name: one for name, one in definitions.items() if name != uri}
    inner = {**(own if isinstance(own, dict) else {}), **others}
    return {**whole, "definitions": inner} if inner else whole


def _uri(meta: str) -> str:
    """Return a URI for the definitions in one dialect."""
    return f"urn:schemas:{meta.removesuffix('#').removesuffix('/schema').rpartition('/')[2]}"
