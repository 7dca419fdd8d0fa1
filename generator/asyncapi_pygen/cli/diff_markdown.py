"""Changes as Markdown, such as for the description of a pull request.

Nothing of a document is Markdown there, and no HTML: what could be either is a numeric reference.
"""

from typing import Final

from asyncapi_pygen.cli.report import visible
from asyncapi_pygen.diagnostics import Location, pieces
from asyncapi_pygen.diff.change import Change
from asyncapi_pygen.diff.report import Report, where_used, whom

_PLAIN: Final = frozenset(" ,.;?'()/-")
_HEADINGS: Final = {"breaking": "Breaking", "compatible": "Compatible", "note": "Notes"}


def changes_as_markdown(report: Report) -> str:
    """Return a heading, the count, and a table of each kind; notes are folded up."""
    parts = [f"## {_code(report.old)} → {_code(report.new)}: {report.count}\n"]
    for name, some in report.sections:
        table = _table(name, some)
        heading = _HEADINGS.get(name, "Accepted")
        if name in ("breaking", "compatible"):
            parts.append(f"### {heading}\n\n{table}")
        else:
            title = f"<summary>{heading} ({len(some)})</summary>"
            parts.append(f"<details>{title}\n\n{table}\n</details>\n")
    return "\n".join(parts)


def _table(name: str, changes: list[Change]) -> str:
    last = "accepted" if name == "accepted" else "for whom"
    rows = [f"| what | where | {last} |", "|---|---|---|"]
    for change in changes:
        used = where_used(change)
        what = f"{_reason(change.reason)} ({_code(change.code)})"
        where = _place(change.at) + (f"<br>{_text(used)}" if used else "")
        said = whom(change) if change.accepted is None else _text(change.accepted)
        rows.append(f"| {what} | {where} | {said} |")
    return "\n".join(rows) + "\n"


def _place(at: Location) -> str:
    place = _code(f"{at.file}:{at.line}")
    return f"{place}<br>{_code(at.pointer)}" if at.pointer else place


def _reason(text: str) -> str:
    return "".join(_code(one) if of_document else _text(one) for one, of_document in pieces(text))


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>" if text else ""


def _text(text: str) -> str:
    return "".join(
        one if one in _PLAIN or one.isalnum() else f"&#{ord(one)};" for one in visible(text)
    )
