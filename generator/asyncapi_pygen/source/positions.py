"""Which parts of a document may hold references, and which are data that only looks like them.

A ``$ref`` in an example, a default, a constant or an extension is data. But a property, a channel
or a component may be *named* ``default``: what a key means depends on where it stands.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from asyncapi_pygen.ir.dialects import format_of_file, format_of_meta_schema, reads_siblings
from asyncapi_pygen.ir.formats import parse_format
from asyncapi_pygen.ir.schema import Language
from asyncapi_pygen.ir.values import Json


class Position(Enum):
    """What an object or array is, as far as its keys go."""

    OBJECT = "an object of AsyncAPI: its keys are fields"
    NAMED_OBJECTS = "objects by name: its keys are names"
    SCHEMA = "a schema: its keys are keywords"
    NAMED_SCHEMAS = "schemas by name"
    LATER_SCHEMA = "a schema of a dialect in which what stands beside a `$ref` counts"
    NAMED_LATER_SCHEMAS = "such schemas by name"
    FOREIGN_SCHEMA = "a schema of a language in which a `$ref` means something else, or nothing"
    COMPONENTS = "the Components Object: each field holds objects by name"

    @property
    def may_be_circular(self) -> bool:
        """Whether a value here may reach itself: schemas describe trees of any depth."""
        return self in _CIRCULAR


_CIRCULAR: Final = frozenset(
    {
        Position.SCHEMA,
        Position.NAMED_SCHEMAS,
        Position.LATER_SCHEMA,
        Position.NAMED_LATER_SCHEMAS,
    }
)
_NAMED: Final = frozenset(
    {Position.NAMED_OBJECTS, Position.NAMED_SCHEMAS, Position.NAMED_LATER_SCHEMAS}
)
_FORMATTED: Final = frozenset({"payload", "schema"})
_DATA: Final = frozenset({"const", "default", "enum", "example", "examples"})

_FIELDS: Final[Mapping[str, Position]] = {
    "components": Position.COMPONENTS,
    "schemas": Position.NAMED_SCHEMAS,
    # messages, replies (x-reply) and parameters of 2.x
    "payload": Position.SCHEMA,
    "headers": Position.SCHEMA,
    "schema": Position.SCHEMA,
    # bindings
    "query": Position.SCHEMA,
    "key": Position.SCHEMA,
    "groupId": Position.SCHEMA,
    "clientId": Position.SCHEMA,
    # objects by name
    "channels": Position.NAMED_OBJECTS,
    "messages": Position.NAMED_OBJECTS,
    "operations": Position.NAMED_OBJECTS,
    "parameters": Position.NAMED_OBJECTS,
    "servers": Position.NAMED_OBJECTS,
    "variables": Position.NAMED_OBJECTS,
}
_KEYWORDS: Final = frozenset(
    {
        "$defs",
        "definitions",
        "dependencies",
        "dependentSchemas",
        "patternProperties",
        "properties",
    }
)


def parts(value: Json, position: Position) -> Iterator[tuple[str, Json, Position]]:
    """Yield the objects and arrays right inside ``value`` that may hold references, by token."""
    if position is Position.FOREIGN_SCHEMA:
        return
    if isinstance(value, list):
        inside = _one_of(position)
        for index, item in enumerate(value):
            if isinstance(item, (dict, list)):
                yield str(index), item, inside
    elif isinstance(value, dict):
        yield from _fields(value, position)


def _fields(value: Mapping[str, Json], position: Position) -> Iterator[tuple[str, Json, Position]]:
    for key, field in value.items():
        if isinstance(field, (dict, list)):
            at = _position(key, position)
            if at is Position.SCHEMA:
                at = _in_its_dialect(key, value, field)
            if at is not None:
                yield key, field, at


def _in_its_dialect(key: str, outer: Mapping[str, Json], schema: Json) -> Position:
    """Say what a schema is by the format beside it, or by what it says of itself."""
    if _is_foreign(key, outer):
        return Position.FOREIGN_SCHEMA
    return Position.LATER_SCHEMA if _is_later(key, outer, schema) else Position.SCHEMA


def position_in(root: Json, position: Position) -> Position:
    """Say what a value at ``position`` is in another file, which may name a dialect of its own."""
    own = format_of_file(root) if position in {Position.SCHEMA, Position.LATER_SCHEMA} else None
    if own is None:
        return position
    return Position.LATER_SCHEMA if reads_siblings(own) else Position.SCHEMA


def _is_foreign(key: str, outer: Mapping[str, Json]) -> bool:
    """Whether a schema is in a language that AsyncAPI gives no references to, such as RAML."""
    format_ = outer.get("schemaFormat") if key in _FORMATTED else None
    if not isinstance(format_, str):
        return False
    language = parse_format(format_).language
    return not (language.is_json_schema or language is Language.AVRO)


def _is_later(key: str, outer: Mapping[str, Json], field: Json) -> bool:
    """Whether a schema is in such a dialect: by the format beside it, else by what it says."""
    format_ = outer.get("schemaFormat") if key in _FORMATTED else None
    if isinstance(format_, str):
        return reads_siblings(parse_format(format_))
    uri = field.get("$schema") if isinstance(field, dict) else None
    own = format_of_meta_schema(uri) if isinstance(uri, str) else None
    return own is not None and reads_siblings(own)


def _position(key: str, outer: Position) -> Position | None:
    """Say what the value of a key is; ``None`` for data."""
    if outer in _NAMED:
        return _one_of(outer)
    if (key.startswith("x-") and key != "x-reply") or key in _DATA:
        return None
    if outer is Position.SCHEMA:
        return Position.NAMED_SCHEMAS if key in _KEYWORDS else Position.SCHEMA
    if outer is Position.LATER_SCHEMA:
        return Position.NAMED_LATER_SCHEMAS if key in _KEYWORDS else Position.LATER_SCHEMA
    if outer is Position.COMPONENTS:
        return Position.NAMED_SCHEMAS if key == "schemas" else Position.NAMED_OBJECTS
    return _FIELDS.get(key, Position.OBJECT)


def _one_of(position: Position) -> Position:
    """Say what each member of an array, or of objects by name, is."""
    if position is Position.NAMED_OBJECTS:
        return Position.OBJECT
    if position is Position.NAMED_SCHEMAS:
        return Position.SCHEMA
    if position is Position.NAMED_LATER_SCHEMAS:
        return Position.LATER_SCHEMA
    return position
