"""``diff``: tells what changed from one document to another, and whom that breaks."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from asyncapi_pygen.cli.diff_markdown import changes_as_markdown
from asyncapi_pygen.cli.diff_page import changes_as_page
from asyncapi_pygen.cli.diff_text import changes_as_text
from asyncapi_pygen.cli.exits import DONE, DRIFT, exit_code
from asyncapi_pygen.cli.machine import render_changes
from asyncapi_pygen.cli.options import DiffOptions
from asyncapi_pygen.cli.printing import Findings, print_findings
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.configuring.settings import Format
from asyncapi_pygen.diagnostics import Diagnostic, Location, Related, Severity
from asyncapi_pygen.diff.change import Change, Verdict
from asyncapi_pygen.diff.report import Report, where_used, whom
from asyncapi_pygen.diff.revisions import Revision, RevisionError, find_revision
from asyncapi_pygen.pipeline import Reading, compare


def run_diff(options: DiffOptions) -> int:
    """Compare two documents and print what changed; exit 1 if that breaks the side that counts."""
    old, new = _readings(options)
    found = compare(old, new, options.config, options.accept)
    if found.changes is None:
        shown = replace(options, format=_format(options))
        print_findings(shown, Findings(diagnostics=found.diagnostics, texts=found.texts))
        return exit_code(found.diagnostics)
    report = Report(old=old.name, new=new.name, role=options.role, changes=found.changes)
    _print(options, report, found.diagnostics, found.texts)
    return DRIFT if report.is_breaking else DONE


def _format(options: DiffOptions) -> Format:
    return Format(options.shape) if options.shape in {*Format} else Format.TEXT


def _print(
    options: DiffOptions,
    report: Report,
    diagnostics: tuple[Diagnostic, ...],
    texts: Mapping[str, str],
) -> None:
    """Print the changes; what else was found goes with them, or to standard error."""
    sources = Sources(texts)
    if options.shape == Format.JSON:
        click.echo(render_changes(report, diagnostics, sources))
        return
    format_ = _format(options)
    if format_ is not Format.TEXT:
        told = (*diagnostics, *(_as_finding(one, report) for one in report.changes))
        shown = replace(options, format=format_)
        print_findings(shown, Findings(diagnostics=told, texts=texts))
        return
    print_findings(options, Findings(diagnostics=diagnostics, texts=texts))
    match options.shape:
        case "markdown":
            click.echo(changes_as_markdown(report), nl=False)
        case "html":
            click.echo(changes_as_page(report, sources), nl=False)
        case _:
            click.echo(changes_as_text(report, most=options.max_findings or None), nl=False)


def _as_finding(change: Change, report: Report) -> Diagnostic:
    """Return a change as what editors and services read: an error if it breaks."""
    is_heavy = change.accepted is None and change.verdict(report.role) is Verdict.BREAKING
    used = where_used(change)
    message = f"{change.reason}: {whom(change)}{f', in {used}' if used else ''}"
    # What is gone is told in the new document, which is what services show.
    at = change.new if change.new is not None else Location(report.new)
    return Diagnostic(
        code=change.code,
        severity=Severity.ERROR if is_heavy else Severity.NOTE,
        message=message,
        at=at,
        hint="" if change.accepted is None else f"accepted: {change.accepted}",
        related=() if change.old is None else (Related("it was here", change.old),),
    )


def _readings(options: DiffOptions) -> tuple[Reading, Reading]:
    """Return the two documents that a call asks for.

    Raises:
        click.UsageError: it does not ask for two, or git does not have them.
    """
    if options.git is not None:
        if options.new is not None:
            message = "with `--git`, give one document: its revisions are compared"
            raise click.UsageError(message)
        return _revisions(options.spec, options.git)
    if options.new is None:
        message = "give two documents, OLD and NEW; or one, and its revisions by `--git OLD[..NEW]`"
        raise click.UsageError(message)
    return _reading(options.spec, "OLD"), _reading(options.new, "NEW")


def _revisions(spec: Path, said: str) -> tuple[Reading, Reading]:
    """Read ``OLD`` or ``OLD..NEW``; as git has it, ``OLD..`` means what is checked out."""
    old, dots, new = said.partition("..")
    if new.startswith("."):
        message = "give two revisions with two dots between them"
        raise click.BadParameter(message, param_hint="--git")
    first = _of_revision(old or "HEAD", spec)
    if not dots:
        return first, Reading(source=spec, name=spec.as_posix())
    return first, _of_revision(new or "HEAD", spec)


def _of_revision(name: str, spec: Path) -> Reading:
    folder = next(one for one in (spec.absolute().parent, *spec.absolute().parents) if one.is_dir())
    revision = _found(name, folder, "--git")
    return Reading.within(revision, spec)


def _reading(path: Path, argument: str) -> Reading:
    """Return what ``PATH`` or ``REVISION:PATH`` means; a file that is there goes first."""
    name, colon, inside = path.as_posix().partition(":")
    # One letter is a drive.
    if path.exists() or not colon or len(name) <= 1:
        return Reading(source=path, name=path.as_posix())
    revision = _found(name, Path.cwd(), argument)
    is_relative = inside.startswith(("./", "../"))
    return Reading.within(revision, (Path.cwd() if is_relative else revision.root) / inside)


def _found(name: str, folder: Path, hint: str) -> Revision:
    try:
        return find_revision(name, folder)
    except RevisionError as error:
        message = f"the revision `{name}` cannot be read: {error}"
        raise click.BadParameter(message, param_hint=hint) from None
