"""What is printed of several targets: one after the other, or all as one object."""

from pathlib import Path

import click

from asyncapi_pygen.cli.machine import Outcome
from asyncapi_pygen.cli.printing import ONE_OBJECT, Findings, Printed, print_findings


class Sheet:
    """The findings of several targets; ``shown`` is how they are printed, unless a target says."""

    def __init__(self, shown: Printed) -> None:
        self._shown = shown
        self._kept: list[Findings] = []
        self._outcomes: list[Outcome] = []
        self._name = ""

    def begin(self, name: str, spec: Path) -> None:
        """Begin a target, with a heading on standard error where people read that."""
        self._name = name or spec.as_posix()
        self._kept_before = len(self._kept)
        if self._shown.format not in ONE_OBJECT:
            document = f" ({spec.as_posix()})" if name else ""
            click.echo(f"== {self._name}{document}", err=True)

    def show(self, options: Printed, findings: Findings) -> None:
        """Print the findings of a target, or keep them."""
        if options.format in ONE_OBJECT:
            self._shown = options
            self._kept.append(findings)
        else:
            print_findings(options, findings)

    def end(self, code: int) -> None:
        """End a target that would have given this exit code."""
        found = self._kept[self._kept_before :]
        summary = found[-1].summary if found else None
        self._outcomes.append(Outcome(target=self._name, code=code, summary=summary))

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
