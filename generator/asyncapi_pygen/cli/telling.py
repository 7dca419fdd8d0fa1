"""What ``generate`` tells of the files: what was done, or what a dry run would have done."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.cli.table import render_table
from asyncapi_pygen.configuring.settings import Format
from asyncapi_pygen.emit.plan import Action, Plan, summary
from asyncapi_pygen.pipeline import Result

if TYPE_CHECKING:
    from asyncapi_pygen.cli.since import Since

_WORDS: Final[Mapping[Action, str]] = {
    Action.CREATE: "created",
    Action.REWRITE: "rewritten",
    Action.REMOVE: "removed",
    Action.KEEP: "unchanged",
    Action.WRITE_ONCE: "yours now",
}
_WOULD_BE: Final[Mapping[Action, str]] = {
    **{action: f"would be {word}" for action, word in _WORDS.items()},
    Action.KEEP: "unchanged",
    Action.WRITE_ONCE: "would be yours",
}


def tell(
    options: PackageOptions,
    plan: Plan,
    result: Result,
    appended: Sequence[str],
    since: "Since | None" = None,
) -> None:
    """Print what became of the files, and of the document's parts, and why.

    ``appended`` are the handlers that the user's class got, ``since`` what changed in the document.
    Standard output is left to the findings where they are for programs: each file goes to standard
    error then, and the rest is left out.
    """
    is_text = options.format is Format.TEXT
    if options.dry_run or options.verbose:
        for line in _files(options, plan, result):
            click.echo(line, err=not is_text)
    if is_text and not options.quiet:
        click.echo(_counts(options, plan))
    if is_text and (options.dry_run or not options.quiet):
        would_be = "would be " if options.dry_run else ""
        for name in appended:
            click.echo(f"{would_be}appended to your class: {name}")
    if is_text and not options.quiet and result.summary is not None:
        click.echo(render_table(result.summary))
    if is_text and since is not None:
        _tell_since(options, since)


def _tell_since(options: PackageOptions, since: "Since") -> None:
    """Print what changed in the document; that nothing did needs no word."""
    from asyncapi_pygen.cli.diff_text import changes_as_text

    if since.report is not None and since.report.changes:
        most = options.max_findings or None
        click.echo(f"\n{changes_as_text(since.report, most)}", nl=False)
    elif since.report is None and (options.verbose or not since.usual):
        click.echo(f"what changed in the document is not told: {since.why}")


def _files(options: PackageOptions, plan: Plan, result: Result) -> Iterator[str]:
    """Say of each file what becomes of it; a quiet run tells of what changes alone."""
    words = _WOULD_BE if options.dry_run else _WORDS
    for one in result.to_store:
        yield f"{'would be ' if options.dry_run else ''}stored: {one.path.as_posix()}"
    for change in plan.changes:
        if not (options.quiet and change.action is Action.KEEP):
            yield f"{words[change.action]}: {plan.destination.locate(change.path).as_posix()}"


def _counts(options: PackageOptions, plan: Plan) -> str:
    counts = summary(plan)
    words = _WOULD_BE if options.dry_run else _WORDS
    parts = [f"{counts[action]} {word}" for action, word in words.items() if counts[action]]
    lines = [f"{plan.destination.folder.as_posix()}: {', '.join(parts)}"]
    if options.dry_run:
        return "\n".join([*lines, "nothing was written"])
    lines += [
        f"yours to edit, never touched again: {plan.destination.locate(change.path).as_posix()}"
        for change in plan.changes
        if change.action is Action.WRITE_ONCE
    ]
    return "\n".join(lines)
