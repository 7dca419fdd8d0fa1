"""Linked files: every type of a field is known, and where it is defined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum as PythonEnum
from enum import auto
from typing import TypeAlias

from asyncapi_pygen.ir.protobuf import ProtoEnum, ProtoField, ProtoFile, ProtoMessage


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type of the language, such as ``int32``."""

    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """A message or an enum of ``google/protobuf``, by its full name."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A message or an enum of the document, by its full name."""

    name: str


Type: TypeAlias = Scalar | Known | Named


class Presence(PythonEnum):
    """When a field is there."""

    ALWAYS = auto()
    """Required, as proto2 has it."""
    EXPLICIT = auto()
    """When it was set, be it to its default."""
    IMPLICIT = auto()
    """Always: one that is not on the wire is zero, or empty."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field; ``key`` is the type of a map's keys, whose values are of the ``type``."""

    declared: ProtoField
    type: Type
    presence: Presence
    repeated: bool
    key: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message; ``file`` is the id of the schema that it is written in.

    Two are equal that say the same, be it in different files.
    """

    name: str
    file: str = field(compare=False)
    declared: ProtoMessage
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum; ``closed`` ones (proto2) have no values but those that they name."""

    name: str
    file: str = field(compare=False)
    declared: ProtoEnum
    closed: bool


Definition: TypeAlias = Message | Enum


@dataclass(frozen=True, slots=True)
class Linked:
    """The files that a schema reaches, those that others import first, and what they define.

    ``root`` is the full name of the message that is the payload.
    """

    root: str
    files: Mapping[str, ProtoFile]
    definitions: Mapping[str, Definition]
