"""Where the characters of a text stand that is itself a value: a file, or a block in YAML."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.source.node import Node

LocateCharacter: TypeAlias = Callable[[int], Location]
"""The offset of a character in a text to its place."""


def characters(node: Node) -> LocateCharacter | None:
    """Return what tells where each character of the text at ``node`` stands.

    ``None`` means that the text is not in its file as it is: it is folded or has escapes.
    """
    text, at = node.value, node.at
    if not isinstance(text, str):
        return None
    lines = text.split("\n")
    source = _lines(node.document.places.texts(), at.file)
    if lines == source:
        return _Block(at, lines, first=1, margin=0)
    margin = _margin(lines, source, at.line)
    return None if margin is None else _Block(at, lines, first=at.line + 1, margin=margin)


def _lines(texts: Mapping[str, str], file: str) -> list[str]:
    return texts.get(file, "").split("\n")


def _margin(lines: Sequence[str], source: Sequence[str], header: int) -> int | None:
    """Return how far a literal block is indented that begins below the line ``header``."""
    pairs = [*zip(_without_end(lines), source[header:], strict=False)]
    margins = {len(found) - len(wanted) for wanted, found in pairs if wanted.strip()}
    margin = max(margins, default=-1)
    blank = " " * margin
    fits = all(
        found == blank + wanted if wanted.strip() else not found.strip() for wanted, found in pairs
    )
    return margin if margin >= 0 and fits and len(pairs) == len(_without_end(lines)) else None


def _without_end(lines: Sequence[str]) -> Sequence[str]:
    """Take away the blank lines at the end, which a block may have in any number."""
    count = len(lines)
    while count and not lines[count - 1].strip():
        count -= 1
    return lines[:count]


class _Block:
    """A text whose lines are lines of a file, each ``margin`` characters in."""

    def __init__(self, at: Location, lines: Sequence[str], *, first: int, margin: int) -> None:
        self._at = at
        self._first = first
        self._margin = margin
        self._starts = _starts(lines)

    def __call__(self, offset: int) -> Location:
        line = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[line] + 1 + self._margin
        return replace(self._at, line=self._first + line, column=column)


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts
