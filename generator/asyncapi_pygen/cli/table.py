"""The table below ``generate``: how much of the document became code, and why the rest did not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncapi_pygen.summary import Counts, Summary

_HEAD: Final = ("", "in document", "generated", "left out")


def rows(summary: "Summary") -> "dict[str, Counts]":
    """Return the rows by what they count."""
    return {
        "operations": summary.operations,
        "messages": summary.messages,
        "schemas": summary.schemas,
    }


def render_table(summary: "Summary") -> str:
    """Return the table; the codes of diagnostics say why something is left out."""
    head = _HEAD if any(one.omitted for one in rows(summary).values()) else (*_HEAD[:-1], "")
    cells = [head, *(_cells(name, counts) for name, counts in rows(summary).items())]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    return "\n".join(_line(row, widths) for row in cells)


def summary_as_json(summary: "Summary | None") -> dict[str, object] | None:
    """Return the table for the JSON format."""
    if summary is None:
        return None
    return {
        name: {
            "in_document": counts.in_document,
            "generated": counts.generated,
            "left_out": dict(sorted(counts.omitted.items())),
        }
        for name, counts in rows(summary).items()
    }


def _cells(name: str, counts: "Counts") -> tuple[str, str, str, str]:
    omitted = ", ".join(f"{number} {code}" for code, number in sorted(counts.omitted.items()))
    return name, str(counts.in_document), str(counts.generated), omitted


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers, omitted = row
    aligned = [f"{text:>{width}}" for text, width in zip(numbers, widths[1:], strict=False)]
    return "  ".join([f"{name:<{widths[0]}}", *aligned, omitted]).rstrip()
