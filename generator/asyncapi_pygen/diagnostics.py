"""What we say about a document, and where: values, collected in one run and sorted at its end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from asyncapi_pygen.codes import CODES


class Severity(StrEnum):
    """How bad a finding is: an error stops the run at the end of its stage."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file.

    ``file`` is the name as the user would type it, ``line`` and ``column`` count from 1 (columns in
    code points), ``pointer`` is the JSON pointer (RFC 6901) of the node in that file.
    """

    file: str
    line: int = 1
    column: int = 1
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the first, such as the ``$ref`` that led there."""

    message: str
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: the message says what, ``at`` says where, ``hint`` says what to do."""

    code: str
    severity: Severity
    message: str
    at: Location
    hint: str = ""
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[Location, str, str]:
        """Order by place, then code and message, so that every run prints the same."""
        return (self.at, self.code, self.message)


@dataclass(slots=True)
class Diagnostics:
    """The collector that the stages report into. A finding said twice is kept once."""

    _found: dict[Diagnostic, None] = field(default_factory=dict[Diagnostic, None])

    def report(
        self,
        code: str,
        message: str,
        at: Location,
        *,
        hint: str = "",
        related: tuple[Related, ...] = (),
        severity: Severity | None = None,
    ) -> None:
        """Add a finding; its severity is the one that ``codes.CODES`` gives the code.

        ``severity`` is given where the same finding weighs less than that, such as in a version of
        AsyncAPI that asks for less.

        Raises:
            KeyError: the code is not in the table: our own mistake.
        """
        usual = Severity(CODES[code].severity)
        found = Diagnostic(
            code=code,
            severity=usual if severity is None else severity,
            message=message,
            at=at,
            hint=hint,
            related=related,
        )
        self._found.setdefault(found)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add findings that another run collected."""
        for diagnostic in diagnostics:
            self._found.setdefault(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far is an error."""
        return any(one.severity is Severity.ERROR for one in self._found)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Yield the findings sorted by place."""
        return iter(sorted(self._found, key=lambda one: one.sort_key))

    def __len__(self) -> int:
        return len(self._found)
