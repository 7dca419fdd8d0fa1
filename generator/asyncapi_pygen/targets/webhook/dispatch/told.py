"""What tells events apart, as values: a place to look at, and what is there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from asyncapi_pygen.payloads.discriminators.fixed import Path, Tag, together


class Means(Enum):
    """What tells: a value in the body or in a header field, or which property is there."""

    TAG = auto()
    HEADER = auto()
    KEY = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look.

    ``path`` leads to the property that is the tag, or is the header's name in lower case; of keys,
    it leads to the object that has them, and is empty for the body.
    """

    means: Means
    path: Path = ()

    @property
    def rank(self) -> int:
        """Return which places the run time looks at first: those of a lower rank."""
        match self.means:
            case Means.HEADER:
                return 0
            case Means.TAG:
                return len(self.path)
            case Means.KEY:
                return _LAST + len(self.path)

    def __str__(self) -> str:
        """Say it in the words of a message, with code in backticks."""
        match self.means:
            case Means.HEADER:
                return f"the header `{self.path[0]}`"
            case Means.TAG:
                return f"`{'.'.join(self.path)}`"
            case Means.KEY if self.path:
                return f"the property of `{'.'.join(self.path)}` that is there"
            case Means.KEY:
                return "the property that is there"


_LAST = 1 << 16


@dataclass(frozen=True, slots=True)
class Told:
    """By what events are known: what is at the place, or the names of the keys.

    Where something else is ``given``, that has to be known before.
    """

    place: Place
    values: tuple[Tag, ...]
    given: "Told | None" = None

    @property
    def steps(self) -> Iterator["Told"]:
        """Yield what has to be known, one after the other, and this at last."""
        if self.given is not None:
            yield from self.given.steps
        yield self

    def after(self, first: "Told") -> "Told":
        """Return the same, if something else is known first."""
        return replace(self, given=first if self.given is None else self.given.after(first))


def joined(told: Sequence[Told]) -> Told | None:
    """Return by what events of any of these are known, if that is at one place."""
    place, given = told[0].place, told[0].given
    if any((one.place, one.given) != (place, given) for one in told):
        return None
    return Told(place, together(value for one in told for value in one.values), given)


@dataclass(frozen=True, slots=True)
class Batch:
    """Where the events of one request are: below ``item`` in each item of the array ``within``."""

    within: Path
    item: Path
