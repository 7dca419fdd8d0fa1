"""Which parts of a document may hold references, and which are data that only looks like them.

A ``$ref`` in an example, a default, a constant or an extension is data. But a property, a channel
or a component may be *named* ``default``: what a key means depends on where it stands.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from asyncapi_pygen.ir.values import Json


class Position(Enum):
    """What an object or array is, as far as its keys go."""

    OBJECT = "an object of AsyncAPI: its keys are fields"
    NAMED_OBJECTS = "objects by name: its keys are names"
    SCHEMA = "a schema: its keys are keywords"
    NAMED_SCHEMAS = "schemas by name"
    COMPONENTS = "the Components Object: each field holds objects by name"

    @property
    def may_be_circular(self) -> bool:
        """Whether a value here may reach itself: schemas describe trees of any depth."""
        return self in {Position.SCHEMA, Position.NAMED_SCHEMAS}


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
    {"$defs", "definitions", "dependencies", "patternProperties", "properties"}
)


def parts(value: Json, position: Position) -> Iterator[tuple[str, Json, Position]]:
    """Yield the objects and arrays right inside ``value`` that may hold references, by token."""
    if isinstance(value, list):
        inside = _one_of(position)
        for index, item in enumerate(value):
            if isinstance(item, (dict, list)):
                yield str(index), item, inside
    elif isinstance(value, dict):
        for key, field in value.items():
            if isinstance(field, (dict, list)):
                at = _position(key, position)
                if at is not None:
                    yield key, field, at


def _position(key: str, outer: Position) -> Position | None:
    """Say what the value of a key is; ``None`` for data."""
    if outer in {Position.NAMED_OBJECTS, Position.NAMED_SCHEMAS}:
        return _one_of(outer)
    if (key.startswith("x-") and key != "x-reply") or key in _DATA:
        return None
    if outer is Position.SCHEMA:
        return Position.NAMED_SCHEMAS if key in _KEYWORDS else Position.SCHEMA
    if outer is Position.COMPONENTS:
        return Position.NAMED_SCHEMAS if key == "schemas" else Position.NAMED_OBJECTS
    return _FIELDS.get(key, Position.OBJECT)


def _one_of(position: Position) -> Position:
    """Say what each member of an array, or of objects by name, is."""
    if position is Position.NAMED_OBJECTS:
        return Position.OBJECT
    if position is Position.NAMED_SCHEMAS:
        return Position.SCHEMA
    return position
