"""What a rule has found, before it is reported: the first of many, and a note of the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location, Related, Severity

MOST_REPORTED: Final = 50
"""More findings of one rule have one cause, or are repaired in steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One diagnostic to be."""

    code: str
    message: str
    at: Location
    hint: str = ""
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.WARNING

    @property
    def weight(self) -> tuple[bool, Location, str, str]:
        """Errors come first, then what stands first."""
        return (self.severity is not Severity.ERROR, self.at, self.code, self.message)


def report(findings: Iterable[Finding], diagnostics: Diagnostics) -> None:
    """Report the findings that weigh most, and how many more there are."""
    by_weight = sorted(findings, key=lambda finding: finding.weight)
    for one in by_weight[:MOST_REPORTED]:
        diagnostics.report(
            one.code,
            one.message,
            one.at,
            hint=one.hint,
            related=one.related,
            severity=one.severity,
        )
    left = by_weight[MOST_REPORTED:]
    if left:
        diagnostics.report(
            "faults-omitted",
            f"{len(left)} further findings of this kind are not shown",
            left[0].at,
            hint="repair those above first",
        )
