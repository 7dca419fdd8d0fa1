"""The document's own schemas as files of a package, for a validator to hold bodies against.

Nothing is taken out of them but what leads out of a file: each reference is one to the definitions
of the same file, whose names do not change when something else does in the document.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from asyncapi_pygen.ir.dialects import Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.payloads.dialects import everywhere, normalised
from asyncapi_pygen.payloads.original import NATIVE, or_null, reached, written
from asyncapi_pygen.source.pointers import join_pointer

_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
_META: Final[Mapping[Dialect, str]] = {
    **NATIVE,
    Dialect.ASYNCAPI: _DRAFT_7,
    Dialect.DRAFT_7: _DRAFT_7,
}
"""The meta-schemas of the dialects that validators read as they are."""

_DEAD: Final = frozenset({"$defs", "definitions"})
"""Keywords that hold what only references lead to, and those lead elsewhere here."""


def kept_schema(schemas: Mapping[str, Schema], id_: str) -> dict[str, Json]:
    """Return the schema ``id_`` and all that it reaches as one schema with definitions.

    Definitions in another dialect than its own are in a schema of their own in there.
    """
    return _Keeper(schemas, id_).schema()


class _Keeper:
    """Writes one schema; ``_names`` are those of the definitions by id."""

    def __init__(self, schemas: Mapping[str, Schema], id_: str) -> None:
        self._id = id_
        self._schemas = {one: schemas[one] for one in reached(schemas, id_)}
        self._names = _names(self._schemas)

    def schema(self) -> dict[str, Json]:
        groups: dict[str, dict[str, Json]] = defaultdict(dict)
        for id_ in sorted(self._schemas, key=self._names.__getitem__):
            meta = self._meta(id_)
            groups[meta][self._names[id_]] = self._definition(id_, meta)
        own = self._meta(self._id)
        others = {
            _uri(meta): _resource(meta, groups[meta]) for meta in sorted(groups.keys() - {own})
        }
        return {
            "$schema": own,
            **({"$id": _uri(own)} if others else {}),
            "$ref": self._refer(self._id, own),
            "definitions": {**groups[own], **others},
        }

    def _definition(self, id_: str, meta: str) -> Json:
        body = everywhere(_native(self._schemas[id_]), _without_dead)
        return written(body, lambda target: self._refer(target, meta))

    def _refer(self, target: str, inside: str) -> str:
        """Return a reference to a definition from a schema in the dialect ``inside``."""
        meta = self._meta(target)
        resource = "" if meta == inside else _uri(meta)
        pointer = join_pointer(("definitions", self._names[target]))
        return f"{resource}#{quote(pointer, safe='/~')}"

    def _meta(self, id_: str) -> str:
        dialect = dialect_read_as(self._schemas[id_].format)
        return _DRAFT_7 if dialect is None else _META.get(dialect, _DRAFT_7)


def _names(schemas: Mapping[str, Schema]) -> Mapping[str, str]:
    """Name each schema by its key, and where several want one name, by its place."""
    wishes = [Wish(id_, (schema.key or "schema", id_)) for id_, schema in schemas.items()]
    return assign(wishes).names


def _native(schema: Schema) -> Body:
    """Return a schema as validators of its dialect's meta-schema read it."""
    dialect = dialect_read_as(schema.format)
    if dialect in _META:
        return schema.body
    body = normalised(schema).body
    return everywhere(body, or_null) if dialect is Dialect.OPENAPI_3_0 else body


def _without_dead(keywords: Mapping[str, Body]) -> Mapping[str, Body]:
    return {keyword: value for keyword, value in keywords.items() if keyword not in _DEAD}


def _resource(meta: str, definitions: dict[str, Json]) -> Json:
    return {"$id": _uri(meta), "$schema": meta, "definitions": definitions}


def _uri(meta: str) -> str:
    """Return a URI for the definitions in one dialect."""
    return f"urn:schemas:{meta.removesuffix('#').removesuffix('/schema').rpartition('/')[2]}"
