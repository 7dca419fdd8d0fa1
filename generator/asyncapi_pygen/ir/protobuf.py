"""A ``.proto`` file as it is written, with the place of each of its parts.

Names of types are as the text has them: relative to the message around them, or absolute with a dot
before them. What types and data do not depend on (services, options that nobody knows) is left out.
Two records are equal when they say the same, wherever they stand.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from asyncapi_pygen.diagnostics import Location

ProtoConstant: TypeAlias = str | int | float | bool
"""A value that an option gives; a name, such as that of an enum's value, is a ``str``."""


class Syntax(StrEnum):
    """The version of the language that a file is written in."""

    PROTO2 = "proto2"
    PROTO3 = "proto3"


class Label(StrEnum):
    """What stands before the type of a field."""

    NONE = ""
    OPTIONAL = "optional"
    REQUIRED = "required"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoField:
    """A field of a message.

    ``key`` is the type of the keys where the field is a map, ``oneof`` the name of the oneof that
    the field is in; both are empty otherwise. A ``group`` is at once a field and a nested message,
    which its ``type`` names. ``packed`` and ``default`` are what the options of that name say.
    """

    name: str
    number: int
    type: str
    label: Label = Label.NONE
    key: str = ""
    oneof: str = ""
    group: bool = False
    packed: bool | None = None
    default: ProtoConstant | None = None
    json_name: str = ""
    deprecated: bool = False
    doc: str
    at: Location = field(repr=False, compare=False)
    type_at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoValue:
    """One value of an enum."""

    name: str
    number: int
    doc: str
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoEnum:
    """An enum; ``aliased`` tells that several of its names may have one number."""

    name: str
    values: tuple[ProtoValue, ...]
    aliased: bool
    doc: str
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoMessage:
    """A message, with the messages and enums that are written in it.

    ``oneofs`` has the names in order; ``reserved`` the numbers, as ranges with both ends, and names
    that no field may have. ``is_root`` tells that a comment calls it ``@RootNode``.
    """

    name: str
    fields: tuple[ProtoField, ...]
    messages: "tuple[ProtoMessage, ...]"
    enums: tuple[ProtoEnum, ...]
    oneofs: tuple[str, ...]
    reserved: tuple[tuple[int, int], ...]
    reserved_names: frozenset[str]
    is_root: bool
    doc: str
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoImport:
    """An import; ``schema`` is the id of the file, if it is one of the document's."""

    name: str
    public: bool
    schema: str | None
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoExtension:
    """Fields that are added to a message from elsewhere; ``extended`` is the message's name."""

    extended: str
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoFault:
    """Why a text is no file of the language."""

    message: str
    hint: str
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoFile:
    """A file, or the text of one."""

    syntax: Syntax
    package: str
    imports: tuple[ProtoImport, ...]
    extensions: tuple[ProtoExtension, ...]
    messages: tuple[ProtoMessage, ...]
    enums: tuple[ProtoEnum, ...]
    at: Location = field(repr=False, compare=False)
