"""What tells events apart, as values: a place to look at, and what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    it is empty.
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
                return _LAST

    def __str__(self) -> str:
        """Say it in the words of a message, with code in backticks."""
        match self.means:
            case Means.HEADER:
                return f"the header `{self.path[0]}`"
            case Means.TAG:
                return f"`{'.'.join(self.path)}`"
            case Means.KEY:
                return "the property that is there"


_LAST = 1 << 16

KEYS = Place(Means.KEY)


@dataclass(frozen=True, slots=True)
class Told:
    """By what events are known: what is at the place, or the names of the keys."""

    place: Place
    values: tuple[Tag, ...]


def joined(told: Sequence[Told]) -> Told | None:
    """Return by what events of any of these are known, if that is at one place."""
    place = told[0].place
    if any(one.place != place for one in told):
        return None
    return Told(place, together(value for one in told for value in one.values))


@dataclass(frozen=True, slots=True)
class Batch:
    """Where the events of one request are: below ``item`` in each item of the array ``within``."""

    within: Path
    item: Path
