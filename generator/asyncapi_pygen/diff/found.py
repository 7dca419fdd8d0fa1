"""What a comparison of two schemas finds, and where it has to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.views import Place, Spot, View


class Sense(Enum):
    """What a schema inside of another does to it."""

    SAME = "what it allows is allowed"
    TURNED = "what it allows is forbidden"
    UNCLEAR = "what it allows decides what is allowed"
    BORNE = "what it does not allow is allowed elsewhere"

    def of(self, inner: "Sense") -> "Sense":
        """Return the sense of a schema that has the sense ``inner`` in one of this sense."""
        for sense in (Sense.BORNE, Sense.UNCLEAR):
            if sense in (self, inner):
                return sense
        return Sense.SAME if self is inner else Sense.TURNED

    def effect(self, effect: Effect) -> Effect:
        """Return what a change inside does outside."""
        return {
            Sense.SAME: effect,
            Sense.TURNED: effect.turned,
            Sense.UNCLEAR: effect.unclear,
            Sense.BORNE: effect.borne,
        }[self]


@dataclass(frozen=True, slots=True)
class Found:
    """A change of a schema; both spots are there, that of the schema where there is no other."""

    code: str
    effect: Effect
    reason: str
    old: Spot
    new: Spot


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places to compare, and what the outcome is for the schemas that they are in."""

    old: Place
    new: Place
    sense: Sense = Sense.SAME


@dataclass(frozen=True, slots=True)
class Both:
    """The two views that are compared."""

    old: View
    new: View

    def found(self, code: str, effect: Effect, reason: str, *keywords: str) -> Found:
        """Return a change of some keywords."""
        return Found(code, effect, reason, self.old.where(*keywords), self.new.where(*keywords))

    def pair(self, old: Sequence[Spot], new: Sequence[Spot], sense: Sense = Sense.SAME) -> Pair:
        """Return a pair of places inside."""
        return Pair(self.old.book.place(old), self.new.book.place(new), sense)
