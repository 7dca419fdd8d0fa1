"""What does not fit, said so that nobody learns what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit: the place to set aside, and what to say of it.

    Nothing of the body is repeated in what is said, but for the names on the way.
    """

    place: Path
    pointer: str
    detail: str


class UnfitError(ValueError):
    """A body is not JSON, or is not what is expected.

    Attributes:
        misfits: What does not fit; empty where that cannot be said.
        is_json: Whether the body is JSON at all.

    """

    def __init__(self, misfits: Sequence[Misfit] = (), *, is_json: bool = True) -> None:
        super().__init__("the body does not fit" if is_json else "the body is not JSON")
        self.misfits = tuple(misfits)
        self.is_json = is_json


def pointer(place: Path) -> str:
    """Write a place as a JSON pointer."""
    return "".join(
        "/" + str(part).replace("~", "~0").replace("/", "~1") for part in place
    )
