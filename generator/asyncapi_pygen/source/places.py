"""Where every key and value stands: one compact table for all the files of a run.

A place is one integer, the number of the text and the offset in it, so that values grafted from one
file into another keep the file that they were written in. The table is keyed by the identity of the
object or array that holds the value, so that values themselves stay plain ``dict`` and ``list``.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from typing import Final, TypeAlias

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.pointers import array_index

_OFFSET_BITS: Final = 32

Marks: TypeAlias = "array[int]"
"""The places in one container: of an array's items, or of an object's key, value, key, value..."""


def no_marks() -> Marks:
    """Return the marks of an empty container."""
    return array("Q")


class SourceText:
    """A file's name, its text with line feeds for line ends, and where its lines begin."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts: list[int] | None = None

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, both from 1, columns in code points."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class Places:
    """The table. Containers that it knows are kept alive, so that an identity means one value."""

    def __init__(self) -> None:
        self._texts: list[SourceText] = []
        self._marks: dict[int, Marks] = {}
        self._order: dict[int, dict[str, int]] = {}
        self._kept: list[Json] = []

    def add_text(self, name: str, text: str) -> int:
        """Enter a file's text and return the place of its beginning; offsets are added to it."""
        self._texts.append(SourceText(name, text))
        return (len(self._texts) - 1) << _OFFSET_BITS

    def keep(self, root: Json) -> None:
        """Keep a tree alive as long as the table."""
        self._kept.append(root)

    def record(self, container: Json, marks: Marks) -> None:
        """Enter, or replace, the marks of a container."""
        self._marks[id(container)] = marks
        self._order.pop(id(container), None)

    def marks(self, container: Json) -> Marks:
        """Return the marks of a container, not to be changed by the caller."""
        return self._marks[id(container)]

    def member(self, container: Json, token: str) -> tuple[int, int]:
        """Return the places of the key and of the value at ``token``; an item has one for both.

        Raises:
            KeyError: the container was not read from a file, or has no such member.
        """
        marks = self._marks[id(container)]
        if isinstance(container, dict):
            index = 2 * self._key_order(container)[token]
            return marks[index], marks[index + 1]
        item = array_index(token)
        if item is None or item >= len(marks):
            raise KeyError(token)
        return marks[item], marks[item]

    def offset(self, place: int) -> int:
        """Return the offset in its text of a place."""
        return place & ((1 << _OFFSET_BITS) - 1)

    def where(self, place: int) -> tuple[str, int, int]:
        """Return file name, line and column of a place."""
        source = self._texts[place >> _OFFSET_BITS]
        return (source.name, *source.line_and_column(self.offset(place)))

    def texts(self) -> Mapping[str, str]:
        """Return the text of every file by name."""
        return {source.name: source.text for source in self._texts}

    def _key_order(self, container: dict[str, Json]) -> dict[str, int]:
        known = self._order.get(id(container))
        if known is None:
            known = {key: index for index, key in enumerate(container)}
            self._order[id(container)] = known
        return known
