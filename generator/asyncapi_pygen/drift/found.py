"""What a comparison finds: differences, and which declared parts were met."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from asyncapi_pygen.ir.values import Json

EACH: Final = "*"
"""The token of a place that stands for every item of an array, or every name of a map."""


class What(Enum):
    """A way to differ; the value is the diagnostic's code."""

    EVENT = "drift-event"
    FIELD = "drift-field"
    VALUE = "drift-value"
    TYPE = "drift-type"
    ABSENT = "drift-required"
    KEYWORD = "drift-keyword"
    UNSEEN = "drift-unseen"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the values of a message, and the schema that speaks of it.

    ``place`` are the names that lead there, ``EACH`` for any item. The schema is what ``tokens``
    lead to from the one with the id ``schema``.
    """

    place: tuple[str, ...]
    schema: str
    tokens: tuple[str, ...] = ()

    def below(self, *tokens: str, place: str | None = None) -> "Spot":
        """Return the spot that further tokens lead to, and perhaps a further name."""
        names = self.place if place is None else (*self.place, place)
        return Spot(names, self.schema, (*self.tokens, *tokens))


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a value does and its schema does not say.

    ``name`` is that of a field, an unknown value as JSON, a type, or a keyword. ``value`` is what
    was met.
    """

    what: What
    spot: Spot
    name: str
    value: Json = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """A part that a document declares: a property of the schema at ``spot``, or a value as JSON."""

    spot: Spot
    name: str
    is_value: bool = False


@dataclass(slots=True)
class Found:
    """What the comparison of one value has found."""

    differences: list[Difference] = field(default_factory=list[Difference])
    declared: dict[Claim, None] = field(default_factory=dict[Claim, None])
    met: set[Claim] = field(default_factory=set[Claim])
    misfits: int = 0
    is_other: bool = False
    """Whether the value as a whole is of another type."""

    @property
    def rank(self) -> tuple[bool, int]:
        """How little the value fits, the higher the less: to choose among alternatives."""
        return self.is_other, self.misfits

    def add(self, other: "Found") -> None:
        """Take in what was found of a part of the value."""
        self.differences += other.differences
        self.declared |= other.declared
        self.met |= other.met
        self.misfits += other.misfits

    def differ(self, difference: Difference, misfit: int) -> None:
        """Note a difference, and how much it speaks against the schema being the right one."""
        self.differences.append(difference)
        self.misfits += misfit
