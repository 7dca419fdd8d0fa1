"""A parsed Avro schema: named types by full name, and types that refer to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from asyncapi_pygen.ir.values import Json


class Primitive(StrEnum):
    """The primitive types."""

    NULL = "null"
    BOOLEAN = "boolean"
    INT = "int"
    LONG = "long"
    FLOAT = "float"
    DOUBLE = "double"
    BYTES = "bytes"
    STRING = "string"


PRIMITIVES: Final[Mapping[str, Primitive]] = {one.value: one for one in Primitive}
"""The primitive types by their names."""


@dataclass(frozen=True, slots=True)
class Logical:
    """A logical type; ``precision`` and ``scale`` are those of a decimal."""

    name: str
    precision: int = 0
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Plain:
    """A primitive type, or the logical type that is laid over it."""

    primitive: Primitive
    logical: Logical | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """A list."""

    items: "Type"


@dataclass(frozen=True, slots=True)
class Map:
    """Values by text."""

    values: "Type"


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types."""

    branches: "tuple[Type, ...]"


@dataclass(frozen=True, slots=True)
class Named:
    """A named type, defined here or before, by its full name."""

    name: str


Type: TypeAlias = Plain | Array | Map | Union | Named


@dataclass(frozen=True, slots=True)
class About:
    """What every named type has: its full name, where it is defined, and what is said of it."""

    name: str
    place: str
    doc: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record, with the default that a reader would use where data has none."""

    name: str
    place: str
    type: Type
    doc: str
    pin: str
    has_default: bool
    default: Json


@dataclass(frozen=True, slots=True)
class Record:
    """Fields in the order in which they are written."""

    about: About
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Enum:
    """One of the symbols."""

    about: About
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """As many bytes as ``size`` says."""

    about: About
    size: int
    logical: Logical | None


Definition: TypeAlias = Record | Enum | Fixed


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole schema: its type, and the named types in the order in which they begin."""

    root: Type
    definitions: Mapping[str, Definition]
