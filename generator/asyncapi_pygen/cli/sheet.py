"""What is printed of several targets: one after the other, or all as one object."""

from pathlib import Path

import click

from asyncapi_pygen.cli.machine import Outcome
from asyncapi_pygen.cli.printing import ONE_OBJECT, Findings, Printed, print_findings


def heading(name: str, spec: Path) -> str:
    """Return the line above what is told of a target, or of a document without a name."""
    return f"== {name} ({spec.as_posix()})" if name else f"== {spec.as_posix()}"


class Sheet:
    """The findings of several targets; ``shown`` is how they are printed, unless a target says.

    Where people read them, each has a heading on standard error; of a ``quiet`` run those alone
    have one of which there is something to tell.
    """

    def __init__(self, shown: Printed, *, quiet: bool) -> None:
        self._shown = shown
        self._quiet = quiet
        self._kept: list[Findings] = []
        self._outcomes: list[Outcome] = []
        self._kept_before = 0
        self._name = self._head = ""

    def begin(self, name: str, spec: Path) -> None:
        """Begin a target; without a name it is called after its document."""
        self._name = name or spec.as_posix()
        self._head = heading(name, spec)
        self._kept_before = len(self._kept)
        if not self._quiet:
            self._print_head()

    def show(self, options: Printed, findings: Findings) -> None:
        """Print the findings of a target, or keep them."""
        if options.format in ONE_OBJECT:
            self._shown = options
            self._kept.append(findings)
            return
        if findings.diagnostics:
            self._print_head()
        print_findings(options, findings)

    def _print_head(self) -> None:
        if self._head and self._shown.format not in ONE_OBJECT:
            click.echo(self._head, err=True)
        self._head = ""

    def end(self, code: int) -> None:
        """End a target that would have given this exit code."""
        found = self._kept[self._kept_before :]
        last = found[-1] if found else Findings(diagnostics=(), texts={})
        self._outcomes.append(Outcome(self._name, code, last.summary, last.changes))

    def close(self) -> int:
        """Print what was kept, and return the highest exit code."""
        if self._shown.format in ONE_OBJECT:
            print_findings(self._shown, self._all())
        return max(one.code for one in self._outcomes)

    def _all(self) -> Findings:
        """Return the findings of all targets, one that several have told once."""
        found = {one for findings in self._kept for one in findings.diagnostics}
        return Findings(
            diagnostics=tuple(sorted(found, key=lambda one: one.sort_key)),
            texts={name: text for one in self._kept for name, text in one.texts.items()},
            targets=tuple(self._outcomes),
        )
