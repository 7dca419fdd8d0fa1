"""Diagnostics for the tests of what is printed."""

from asyncapi_pygen.diagnostics import Diagnostic, Location, Related, Severity


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
