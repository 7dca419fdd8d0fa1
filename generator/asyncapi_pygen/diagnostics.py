"""What we say about a document, and where: values, collected in one run and sorted at its end."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from asyncapi_pygen.codes import CODES


class Severity(StrEnum):
    """How bad a finding is: an error stops the run at the end of its stage."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


Levels: TypeAlias = Mapping[str, Severity | None]
"""What findings of a code weigh in a run, whatever they weigh by default; ``None``: nothing."""


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


def pieces(message: str) -> Iterator[tuple[str, bool]]:
    """Yield what a message is made of, and whether that is of a document: backquotes say so.

    A message with a backquote of the document's own in it is one piece.
    """
    found = message.split("`")
    if len(found) % 2 == 0:
        yield message, False
        return
    yield from ((piece, index % 2 == 1) for index, piece in enumerate(found) if piece)


@dataclass(slots=True)
class Diagnostics:
    """The collector that the stages report into. A finding said twice is kept once.

    ``levels`` says what the findings of some codes weigh; with ``lenient``, those errors of the
    other codes that can be borne (``Entry.bearable``) are warnings. ``routes`` holds, by file, the
    references that led there from the root document; a finding in that file shows them, unless it
    tells itself of another file.
    """

    levels: Levels = field(default_factory=dict[str, Severity | None])
    lenient: bool = False
    routes: dict[str, tuple[Related, ...]] = field(default_factory=dict[str, tuple[Related, ...]])
    _found: dict[Diagnostic, None] = field(default_factory=dict[Diagnostic, None])

    def report(  # noqa: PLR0913 - these are the parts of a finding
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
        AsyncAPI that asks for less. What the run was told of the code goes before either.

        Raises:
            KeyError: the code is not in the table: our own mistake.
        """
        usual = Severity(CODES[code].severity)
        weight = self._weight(code, usual if severity is None else severity)
        if weight is None:
            return
        if all(one.at.file == at.file for one in related):
            related = (*related, *self.routes.get(at.file, ()))
        found = Diagnostic(
            code=code, severity=weight, message=message, at=at, hint=hint, related=related
        )
        self._found.setdefault(found)

    def _weight(self, code: str, usual: Severity) -> Severity | None:
        if code in self.levels:
            return self.levels[code]
        is_borne = self.lenient and usual is Severity.ERROR and CODES[code].bearable
        return Severity.WARNING if is_borne else usual

    def empty(self) -> "Diagnostics":
        """Return a collector that weighs and routes alike, for findings to ``extend`` this by."""
        return replace(self, _found={})

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add findings that another run collected."""
        for diagnostic in diagnostics:
            self._found.setdefault(diagnostic)

    def tell_causes_alone(self, cause: str, consequence: str) -> None:
        """Take away what follows from another finding that is told as well.

        A finding of the code ``consequence`` is taken away if what it relates to is at fault by
        itself: if a finding of the code ``cause`` stands there.
        """
        causes = {one.at for one in self._found if one.code == cause}
        follows = [
            one
            for one in self._found
            if one.code == consequence and any(related.at in causes for related in one.related)
        ]
        for one in follows:
            del self._found[one]

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far is an error."""
        return any(one.severity is Severity.ERROR for one in self._found)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Yield the findings sorted by place."""
        return iter(sorted(self._found, key=lambda one: one.sort_key))

    def __len__(self) -> int:
        return len(self._found)
