"""What is printed in which format, and on which stream.

Standard output is one object with ``json`` and ``sarif``, and has nothing but findings with
``concise``; so that a diff goes to standard error, or is left out.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import click

from asyncapi_pygen.cli.machine import Outcome, render_github, render_json
from asyncapi_pygen.cli.report import render, render_concise, wants_colour
from asyncapi_pygen.cli.sarif import render_sarif
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.configuring.settings import Format
from asyncapi_pygen.diagnostics import Diagnostic
from asyncapi_pygen.emit.plan import Change, diff_text

if TYPE_CHECKING:
    from asyncapi_pygen.diff.report import Report
    from asyncapi_pygen.summary import Summary

ONE_OBJECT: Final = frozenset({Format.JSON, Format.SARIF})
"""The formats that are one object, whatever there is to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a command has found: the diagnostics, the texts they are about, the run's counts.

    ``changes`` are those of the document since the package was committed. ``targets`` says what
    became of each, where the command was called for several.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    summary: "Summary | None" = None
    targets: tuple[Outcome, ...] = ()
    changes: "Report | None" = None

    @property
    def completed(self) -> bool:
        """Whether the run was free of mistakes of ours."""
        return all(one.code != "internal" for one in self.diagnostics)


class Printed(Protocol):
    """What is asked of options to print findings."""

    @property
    def format(self) -> Format:
        """How findings are printed."""
        ...

    @property
    def max_findings(self) -> int:
        """How many findings the text format shows, 0 for all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How findings are printed where there are no options of a command yet."""

    format: Format
    max_findings: int


Show = Callable[[Printed, Findings], None]
"""What prints findings, at once or later."""


def print_findings(options: Printed, findings: Findings) -> None:
    """Print the findings in the format that the options ask for."""
    found, sources = findings.diagnostics, Sources(findings.texts)
    match options.format:
        case Format.JSON:
            became = findings.summary, findings.targets, findings.changes
            click.echo(render_json(found, sources, *became))
        case Format.SARIF:
            click.echo(render_sarif(found, sources, completed=findings.completed))
        case Format.GITHUB:
            click.echo(render_github(found, sources), nl=False)
        case Format.CONCISE:
            click.echo(render_concise(found), nl=False)
        case Format.TEXT if found:
            _print_text(options, findings)
        case Format.TEXT:
            pass


def _print_text(options: Printed, findings: Findings) -> None:
    colour = wants_colour(sys.stderr, os.environ)
    most = options.max_findings or None
    text = render(findings.diagnostics, findings.texts, colour=colour, most=most)
    click.echo(text.rstrip("\n"), err=True, color=colour)


def print_diffs(options: Printed, changes: Iterable[Change]) -> None:
    """Print how files differ from what the run gives."""
    if options.format is Format.CONCISE:
        return
    for change in changes:
        click.echo(diff_text(change), nl=False, err=options.format in ONE_OBJECT)
