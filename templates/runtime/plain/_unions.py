"""Unions that look at a value before they read it.

``Annotated[Annotated[A, When("a")] | Annotated[B, When("b")], ToldBy("kind")]`` reads a
value whose ``kind`` is ``"a"`` as an ``A`` and as nothing else: what is wrong with it
is told of ``A`` alone, and a value of no known kind is one error, however many members
there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ._marks import JsonValue
from ._schema import identity

Tag: TypeAlias = str | int
ABSENT: Final = object()
SEVERAL: Final = object()


class When:
    """Marks a member of a union: it is meant where the tag is one of these values.

    Args:
        values: The tags. Several members may have the same.
        absent: Whether it may be meant where there is no tag.
        others: Whether it may be meant where the tag is one that no member names.

    """

    def __init__(
        self,
        *values: Tag,
        absent: bool = False,
        others: bool = False,
    ) -> None:
        """Say when."""
        self.values = values
        self.absent = absent
        self.others = others


@dataclass(frozen=True, slots=True, init=False)
class ToldBy:
    """Tells the members of a union apart by a tag: ``ToldBy("kind")``.

    Args:
        path: The wire name of the property, behind those of the objects around it.

    """

    path: tuple[str, ...]

    def __init__(self, *path: str) -> None:
        """Say where the tag is."""
        object.__setattr__(self, "path", path)

    def seen(
        self, value: Mapping[str, JsonValue], known: Mapping[object, Tag]
    ) -> object:
        """Read the tag of an object, as ``identity`` has it."""
        del known
        tag: JsonValue = {**value}
        for step in self.path:
            if not isinstance(tag, dict) or step not in tag:
                return ABSENT
            tag = tag[step]
        return identity(tag)

    def expected(self, known: Mapping[object, Tag]) -> str:
        """Say what an object should have."""
        place = "".join(f"/{_escaped(step)}" for step in self.path)
        return f"Input should have {_either(known)} at {place}"


class ToldByKey(ToldBy):
    """Tells the members apart by a property that only one of them has: its mark."""

    __slots__ = ()

    def seen(
        self, value: Mapping[str, JsonValue], known: Mapping[object, Tag]
    ) -> object:
        """Find the one property that is there."""
        found = [key for key in known if key in value]
        return found[0] if len(found) == 1 else SEVERAL if found else ABSENT

    def expected(self, known: Mapping[object, Tag]) -> str:
        """Say what an object should have."""
        return f"Input should have {_either(known)}"


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _either(known: Mapping[object, Tag]) -> str:
    *most, last = [_said(value) for value in known.values()] or ["nothing"]
    return f"{', '.join(most)} or {last}" if most else last


def _said(value: Tag) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
