"""What ``explain`` prints: what a code means and whether it can be borne, or all codes."""

import textwrap
from typing import Final

from asyncapi_pygen.codes import CODES, Entry
from asyncapi_pygen.codes.changes import CHANGES
from asyncapi_pygen.configuring.levels import is_final

WIDTH: Final = 100


def explain(code: str) -> str:
    """Explain one code."""
    entry = CODES[code]
    return "\n\n".join(
        [
            f"{entry.severity}[{code}]: {entry.title}",
            textwrap.fill(entry.explanation, WIDTH),
            textwrap.fill(_bearing(code, entry), WIDTH),
        ]
    )


def _bearing(code: str, entry: Entry) -> str:
    """Say whether the finding stops a run, and how it can be made to weigh less or more."""
    option = f"`--level {code}=LEVEL`"
    if code in CHANGES:
        return (
            f"It weighs what is said here, unless {option} says otherwise: as an error it breaks "
            "both sides, and `off` tells nothing of it."
        )
    if is_final(code):
        return "It always stops the run: it can be neither lowered nor turned off."
    if entry.bearable:
        return f"It stops the run, unless `--lenient` or {option} lowers it."
    return f"It does not stop the run, unless {option} raises it."


def overview() -> str:
    """List all codes with their titles; an asterisk marks the errors that can be borne."""
    width = max(map(len, CODES))
    rows = [
        f"{entry.severity + '*' * entry.bearable:<8}  {code:<{width}}  {entry.title}"
        for code, entry in CODES.items()
    ]
    return "\n".join(
        [*rows, "", "* a warning with `--lenient`; the other errors always stop a run"]
    )
