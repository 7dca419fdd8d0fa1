"""Changes as a terminal shows them."""

from asyncapi_pygen.cli.report import visible
from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.diff.change import Change
from asyncapi_pygen.diff.report import Report, where_used, whom


def changes_as_text(report: Report, most: int | None = None) -> str:
    """Return the changes, the worst first and at most so many, and a closing count."""
    blocks = [_block(name, change) for name, some in report.sections for change in some]
    shown = blocks if most is None else blocks[:most]
    left_out = len(blocks) - len(shown)
    rest = f"; {left_out} of them not shown: `--max-findings 0` shows all" if left_out else ""
    heading = f"{visible(report.old)} -> {visible(report.new)}: {report.count}{rest}"
    return "\n\n".join([*shown, heading]) + "\n"


def _block(name: str, change: Change) -> str:
    used = where_used(change)
    lines = [
        f"{name}[{change.code}]: {visible(change.reason)}",
        f"  {whom(change)}{f', in {visible(used)}' if used else ''}",
        *(f"  {word} {_place(at)}" for word, at in _places(change)),
    ]
    if change.accepted is not None:
        lines.append(f"  accepted: {visible(change.accepted)}")
    return "\n".join(lines)


def _places(change: Change) -> list[tuple[str, Location]]:
    pairs = (("old", change.old), ("new", change.new))
    return [(word, at) for word, at in pairs if at is not None]


def _place(at: Location) -> str:
    return f"{visible(at.file)}:{at.line}:{at.column} {visible(at.pointer)}".rstrip()
