"""Diagnostics for the tests of what is printed, and what a check of code finds."""

from collections.abc import Callable

from asyncapi_pygen.diagnostics import Diagnostic, Location, Related, Severity
from asyncapi_pygen.emit.refusal import StructureError


def finding(
    message: str = "this channel has no field `adress`",
    *,
    at: Location | None = None,
    severity: Severity = Severity.ERROR,
    hint: str = "",
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    return Diagnostic(
        code="unknown-field",
        severity=severity,
        message=message,
        at=at or Location("asyncapi.yaml", 2, 3),
        hint=hint,
        related=related,
    )


def why_refused(checking: Callable[[], None]) -> str:
    """Return why a check refuses code; empty where it does not."""
    try:
        checking()
    except StructureError as error:
        return str(error)
    return ""
