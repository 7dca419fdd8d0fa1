"""What the commands exit with."""

from collections.abc import Iterable
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostic, Severity

DONE: Final = 0
"""Done, or nothing to do."""

DRIFT: Final = 1
"""The disk, a service or samples differ from the document, or a change of it breaks somebody."""

BAD_INPUT: Final = 2
"""The document, or the call, is wrong."""

OUR_FAULT: Final = 3
"""A mistake of ours."""

_DRIFTED: Final = frozenset({"output-edited", "output-stale"})
"""The errors that say how the disk differs from what the document gives."""


def exit_code(diagnostics: Iterable[Diagnostic]) -> int:
    """Return what a command that found these exits with."""
    codes = {one.code for one in diagnostics if one.severity is Severity.ERROR}
    if not codes:
        return DONE
    if "internal" in codes:
        return OUR_FAULT
    return DRIFT if codes <= _DRIFTED else BAD_INPUT
