"""What becomes of the schemas: classes and aliases, each at its place in the document.

A *place* is a schema's id or such an id with further pointer tokens. Property schemas are lowered
JSON Schema draft-07, self-contained but for ``{"$ref": place}`` between the plan's own entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.values import Json

Lowered: TypeAlias = "dict[str, Json]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an entry comes from, for its name: its own key, or its parent and what it is there.

    ``pin`` is the name that the document asks for with ``x-python-name``.
    """

    place: str
    parent: str | None
    hint: str
    scope: str
    pin: str
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of an object.

    ``nullable`` is set for optional ones only; a required property says so in its ``schema``.
    ``constant`` means that the schema allows one value, which is then the default.
    """

    wire: str
    schema: Lowered
    required: bool
    nullable: bool
    constant: bool
    has_default: bool
    default: Json
    pin: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """An object with properties: a class."""

    origin: Origin
    properties: tuple[Property, ...]
    closed: bool
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasPlan:
    """A named schema that is no object with properties: a type alias."""

    origin: Origin
    schema: Lowered
    description: str


Entry: TypeAlias = ClassPlan | AliasPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All entries by place, in the order in which the messages reach them.

    ``sent`` holds the places that the application only ever sends: there an enum stays closed, and
    an object that the schema closes refuses what it does not know.
    """

    entries: Mapping[str, Entry]
    sent: frozenset[str]
