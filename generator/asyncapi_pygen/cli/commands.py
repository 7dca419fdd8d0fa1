"""What the commands do: run the pipeline, look at the disk, write or compare, print."""

import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

import click

from asyncapi_pygen import __version__
from asyncapi_pygen.cli.options import Format, Options, PackageOptions
from asyncapi_pygen.cli.report import render, render_github, render_json, wants_colour
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Severity
from asyncapi_pygen.emit.compare import compare
from asyncapi_pygen.emit.disk import find
from asyncapi_pygen.emit.manifest import Manifest, read_manifest
from asyncapi_pygen.emit.plan import Action, Change, Destination, Plan, diff_text, summary
from asyncapi_pygen.emit.write import write
from asyncapi_pygen.pipeline import Result, generate, validate

DONE: Final = 0
DRIFT: Final = 1
BAD_INPUT: Final = 2
OUR_FAULT: Final = 3


def run_validate(options: Options) -> int:
    """Validate the document and print the findings."""
    result = validate(options.spec, options.name, options.config)
    _print(options, result.diagnostics, result.texts)
    code = _exit_code(result.diagnostics)
    if code == DONE and options.format == Format.TEXT:
        click.echo(f"{options.name} is valid")
    return code


def run_generate(options: PackageOptions) -> int:
    """Generate the package and write what differs."""
    result, plan, diagnostics = _planned(options, force=options.force)
    written = (
        plan is not None
        and not plan.refused
        and write(plan, generator=__version__, stages=result.stages, diagnostics=diagnostics)
    )
    _print(options, diagnostics, result.texts)
    if plan is not None and plan.refused:
        _print_diffs(options, (change for change in plan.changes if change.edited))
    if written and plan is not None and options.format == Format.TEXT:
        click.echo(_written(plan))
    return _exit_code(tuple(diagnostics))


def run_check(options: PackageOptions) -> int:
    """Generate the package in memory and print how the disk differs."""
    result, plan, diagnostics = _planned(options, force=False)
    _print(options, diagnostics, result.texts)
    code = _exit_code(tuple(diagnostics))
    if plan is None or code not in (DONE, DRIFT):
        return code
    if plan.is_clean:
        if options.format == Format.TEXT:
            click.echo(f"{options.output.as_posix()} is what {options.name} gives")
        return code
    _print_diffs(options, plan.changes)
    click.echo(_advice(options, plan), err=True)
    return DRIFT


def _planned(options: PackageOptions, *, force: bool) -> tuple[Result, Plan | None, Diagnostics]:
    """Run the pipeline and hold its files against the disk; no plan where there are no files."""
    folder = options.folder
    destination = Destination(root=folder.parent, package=PurePosixPath(folder.name))
    diagnostics = Diagnostics()
    manifest = read_manifest(destination.manifest, force=force, diagnostics=diagnostics)
    known = None if options.fresh else _known(manifest, destination)
    result = generate(options.spec, options.name, options.config, known)
    diagnostics.extend(result.diagnostics)
    if not result.files:
        return result, None, diagnostics
    plan = compare(result.files, manifest, destination, force=force, diagnostics=diagnostics)
    return result, plan, diagnostics


def _known(manifest: Manifest | None, destination: Destination) -> Mapping[str, str]:
    """Return what a stage gave in an earlier run, if it is still on the disk as it was written."""
    stage = manifest.stages.get("models") if manifest is not None else None
    if manifest is None or stage is None:
        return {}
    path = PurePosixPath("models.py")
    try:
        found = find(destination.folder / path)
    except OSError:
        return {}
    if found is None or manifest.files.get(path) != (found.digest,):
        return {}
    return {stage: found.text}


def _exit_code(diagnostics: Iterable[Diagnostic]) -> int:
    codes = {one.code for one in diagnostics if one.severity is Severity.ERROR}
    if not codes:
        return DONE
    if "internal" in codes:
        return OUR_FAULT
    return DRIFT if codes == {"output-edited"} else BAD_INPUT


def _print(options: Options, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
    found = tuple(diagnostics)
    match Format(options.format):
        case Format.JSON:
            click.echo(render_json(found))
        case Format.GITHUB:
            click.echo(render_github(found), nl=False)
        case Format.TEXT if found:
            colour = wants_colour(sys.stderr, os.environ)
            click.echo(render(found, texts, colour=colour).rstrip("\n"), err=True, color=colour)
        case Format.TEXT:
            pass


def _print_diffs(options: Options, changes: Iterable[Change]) -> None:
    # With JSON, standard output is that one object.
    elsewhere = options.format == Format.JSON
    for change in changes:
        click.echo(diff_text(change), nl=False, err=elsewhere)


def _written(plan: Plan) -> str:
    counts = summary(plan)
    words = {
        Action.CREATE: "created",
        Action.REWRITE: "rewritten",
        Action.REMOVE: "removed",
        Action.KEEP: "unchanged",
        Action.WRITE_ONCE: "yours now",
    }
    parts = [f"{counts[action]} {word}" for action, word in words.items() if counts[action]]
    lines = [f"{plan.destination.folder.as_posix()}: {', '.join(parts)}"]
    lines += [
        f"yours to edit, never touched again: {plan.destination.locate(change.path).as_posix()}"
        for change in plan.changes
        if change.action is Action.WRITE_ONCE
    ]
    return "\n".join(lines)


def _advice(options: PackageOptions, plan: Plan) -> str:
    if plan.refused:
        return f"to give the edits up, run: {_repair(options)} --force"
    return f"to repair it, run: {_repair(options)}"


def _repair(options: PackageOptions) -> str:
    words = ["asyncapi-pygen", "generate", options.name]
    for overlay in options.overlays:
        words += ["--overlay", overlay.as_posix()]
    for root in options.ref_roots:
        words += ["--allow-ref-root", root.as_posix()]
    words += ["--output", options.output.as_posix()]
    if options.adapter != "fastapi":
        words += ["--adapter", options.adapter]
    return shlex.join(words)
