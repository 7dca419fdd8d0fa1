"""What the commands do: run the pipeline, look at the disk, write or compare, print."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncapi_pygen import __version__
from asyncapi_pygen.cli.exits import DONE, DRIFT, exit_code
from asyncapi_pygen.cli.handwritten import add_stubs, read_handwritten, report_handwritten
from asyncapi_pygen.cli.options import Options, Origin, PackageOptions
from asyncapi_pygen.cli.planned import planned
from asyncapi_pygen.cli.printing import Findings, Show, print_diffs, print_findings
from asyncapi_pygen.cli.store import store
from asyncapi_pygen.cli.telling import tell
from asyncapi_pygen.configuring.setting import Setting, Value
from asyncapi_pygen.configuring.settings import SETTINGS, Format
from asyncapi_pygen.diagnostics import Diagnostics, Location, Severity
from asyncapi_pygen.emit.plan import Action, Change, Plan
from asyncapi_pygen.emit.write import write
from asyncapi_pygen.pipeline import Result, validate

if TYPE_CHECKING:
    from asyncapi_pygen.cli.since import Since


def run_validate(options: Options, show: Show = print_findings) -> int:
    """Validate the document and print the findings."""
    result = validate(options.spec, options.name, options.config)
    show(options, Findings(diagnostics=result.diagnostics, texts=result.texts))
    code = exit_code(result.diagnostics)
    if code == DONE and options.format is Format.TEXT:
        weighed = options.lenient or options.levels
        verdict = "has no fault that stops a run" if weighed else "is valid"
        click.echo(f"{options.name} {verdict}")
    return code


def run_generate(options: PackageOptions, show: Show = print_findings) -> int:
    """Generate the package and write what differs."""
    code, _ = generate_once(options, show)
    return code


def generate_once(options: PackageOptions, show: Show = print_findings) -> tuple[int, Result]:
    """Do what ``generate`` does, and return its exit code and what the pipeline gave."""
    result, plan, diagnostics = planned(options, force=options.force)
    if plan is None or plan.refused or not _carried_out(options, result, plan, diagnostics):
        show(options, _findings(result, diagnostics, quiet=options.quiet))
        if plan is not None and plan.refused:
            print_diffs(options, (change for change in plan.changes if change.edited))
        return exit_code(tuple(diagnostics)), result
    texts, appended = _with_handwritten(options, result, plan, diagnostics)
    since = _since_committed(options, plan)
    found = _findings(replace(result, texts=texts), diagnostics, quiet=options.quiet)
    show(options, replace(found, changes=since.report if since is not None else None))
    tell(options, plan, result, appended, since)
    return exit_code(tuple(diagnostics)), result


def _since_committed(options: PackageOptions, plan: Plan) -> "Since | None":
    """Return what changed in the document, where the run changes something and it is shown."""
    is_shown = options.format in (Format.TEXT, Format.JSON) and not options.quiet
    if plan.is_clean or not is_shown:
        return None
    from asyncapi_pygen.cli.since import since_committed

    return since_committed(options, plan)


def _carried_out(
    options: PackageOptions, result: Result, plan: Plan, diagnostics: Diagnostics
) -> bool:
    """Write what differs, but for a dry run, and say whether that was done."""
    return options.dry_run or (
        store(result.to_store, diagnostics)
        and write(plan, generator=__version__, stages=result.stages, diagnostics=diagnostics)
    )


def _with_handwritten(
    options: PackageOptions, result: Result, plan: Plan, diagnostics: Diagnostics
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Report what the user's class lacks, or append it; return the texts and what was appended."""
    package = options.config.package
    found = read_handwritten(result, plan, package, diagnostics)
    if found is None:
        return result.texts, ()
    appended: tuple[str, ...] = ()
    if options.add_stubs:
        destination = None if options.dry_run else plan.destination
        appended = add_stubs(found, destination, package, diagnostics)
        found = found.without(appended)
    report_handwritten(found, diagnostics)
    return {**result.texts, found.path.as_posix(): found.users.text}, appended


def run_check(options: PackageOptions, show: Show = print_findings) -> int:
    """Generate the package in memory and print how the disk differs."""
    result, plan, diagnostics = planned(options, force=False)
    code = exit_code(tuple(diagnostics))
    if plan is None or code not in (DONE, DRIFT):
        show(options, _findings(result, diagnostics))
        return code
    if options.format is not Format.TEXT:
        _report_drift(options, plan, diagnostics)
    if plan.is_clean:  # else `generate` tells it, when the package is what the document gives
        texts, _ = _with_handwritten(options, result, plan, diagnostics)
        result = replace(result, texts=texts)
    show(options, _findings(result, diagnostics))
    if plan.is_clean:
        if options.format is Format.TEXT:
            click.echo(f"{options.output.as_posix()} is what {options.name} gives")
        return code
    print_diffs(options, plan.changes)
    click.echo(_advice(options, plan), err=True)
    return DRIFT


def _findings(result: Result, diagnostics: Diagnostics, *, quiet: bool = False) -> Findings:
    shown = (one for one in diagnostics if not (quiet and one.severity is Severity.NOTE))
    return Findings(diagnostics=tuple(shown), texts=result.texts, summary=result.summary)


def _report_drift(options: PackageOptions, plan: Plan, diagnostics: Diagnostics) -> None:
    """Report each file that is not what the run gives; the text format shows the diff instead."""
    for change in plan.changes:
        if change.action is Action.KEEP or change.edited:
            continue
        name = plan.destination.locate(change.path).as_posix()
        message = f"`{name}` is not what `{options.name}` gives"
        if change.before is None:
            message = f"`{name}` is missing"
        elif change.after is None:
            message = f"`{name}` is no longer generated"
        at = Location(name, _first_difference(change))
        diagnostics.report("output-stale", message, at, hint=f"run `{_repair(options)}`")


def _first_difference(change: Change) -> int:
    """Return the number of the first line that differs, 1 where there is no such file."""
    if change.before is None or change.after is None:
        return 1
    pairs = zip_longest(change.before.split("\n"), change.after.split("\n"))
    return next(number for number, (old, new) in enumerate(pairs, start=1) if old != new)


def _advice(options: PackageOptions, plan: Plan) -> str:
    if plan.refused:
        return f"to give the edits up, run: {_repair(options)} --force"
    return f"to repair it, run: {_repair(options)}"


def _repair(options: PackageOptions) -> str:
    """Return the command that would write what is missing: for the same document and options."""
    origin = options.origin or Origin(words=(options.name,))
    words = ["asyncapi-pygen", "generate", *origin.words]
    for setting in SETTINGS:
        name = setting.field_name
        value: Value = getattr(options, name) if setting.shapes else None
        if setting.shapes and value != origin.known.get(name, setting.usual):
            words += _spoken(setting, value)
    return shlex.join(words)


def _spoken(setting: Setting, value: Value) -> Iterator[str]:
    """Yield the words of the command line that say a value."""
    if isinstance(value, bool):
        yield setting.flag if value else setting.negation
        return
    for one in value if isinstance(value, tuple) else (value,):
        yield setting.flag
        yield one.as_posix() if isinstance(one, Path) else str(one)
