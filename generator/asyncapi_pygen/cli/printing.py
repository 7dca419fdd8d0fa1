"""What is printed in which format, and on which stream.

Standard output is one object with ``json`` and ``sarif``, and has nothing but findings with
``concise``; so that a diff goes to standard error, or is left out.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from asyncapi_pygen.cli.machine import render_github, render_json
from asyncapi_pygen.cli.options import Format, Options
from asyncapi_pygen.cli.report import render, render_concise, wants_colour
from asyncapi_pygen.cli.sarif import render_sarif
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.diagnostics import Diagnostic
from asyncapi_pygen.emit.plan import Change, diff_text

if TYPE_CHECKING:
    from asyncapi_pygen.summary import Summary

_ONE_OBJECT: Final = frozenset({Format.JSON, Format.SARIF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a command has found: the diagnostics, the texts they are about, the run's counts."""

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    summary: "Summary | None" = None

    @property
    def completed(self) -> bool:
        """Whether the run was free of mistakes of ours."""
        return all(one.code != "internal" for one in self.diagnostics)


def print_findings(options: Options, findings: Findings) -> None:
    """Print the findings in the format that the options ask for."""
    found, sources = findings.diagnostics, Sources(findings.texts)
    match options.format:
        case Format.JSON:
            click.echo(render_json(found, sources, findings.summary))
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


def _print_text(options: Options, findings: Findings) -> None:
    colour = wants_colour(sys.stderr, os.environ)
    most = options.max_findings or None
    text = render(findings.diagnostics, findings.texts, colour=colour, most=most)
    click.echo(text.rstrip("\n"), err=True, color=colour)


def print_diffs(options: Options, changes: Iterable[Change]) -> None:
    """Print how files differ from what the run gives."""
    if options.format is Format.CONCISE:
        return
    for change in changes:
        click.echo(diff_text(change), nl=False, err=options.format in _ONE_OBJECT)
