"""Counts that a test run prints at its end."""

from collections import Counter
from collections.abc import Iterable

TALLIES: dict[str, list[str]] = {}
"""The lines to print by title."""


def tally(title: str, cells: Iterable[tuple[str, str]]) -> None:
    """Keep a table for the end of the run: a line for each first, how many of each second."""
    counted = Counter(cells)
    names = sorted({row for row, _ in counted})
    columns = sorted({column for _, column in counted})
    width = max(map(len, [*names, "all"]))
    lines = [" ".join([" " * width, *(f"{column:>12}" for column in columns)])]
    for name in names:
        numbers = (counted[name, column] for column in columns)
        lines.append(" ".join([f"{name:<{width}}", *(f"{number:>12}" for number in numbers)]))
    totals = (sum(n for (_, c), n in counted.items() if c == column) for column in columns)
    lines.append(" ".join([f"{'all':<{width}}", *(f"{number:>12}" for number in totals)]))
    TALLIES[title] = lines
