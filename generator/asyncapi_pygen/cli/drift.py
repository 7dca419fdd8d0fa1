"""``drift``: tells how samples differ from a document, and proposes an overlay."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from asyncapi_pygen.cli.asking import check_names
from asyncapi_pygen.cli.exits import DONE, DRIFT, exit_code
from asyncapi_pygen.cli.options import DriftOptions
from asyncapi_pygen.cli.printing import Findings, print_findings
from asyncapi_pygen.cli.report import visible
from asyncapi_pygen.configuring.settings import Format
from asyncapi_pygen.diagnostics import Diagnostic, Severity
from asyncapi_pygen.drift.comparing import type_of
from asyncapi_pygen.drift.findings import perhaps, place_of, place_of_claim
from asyncapi_pygen.drift.found import What
from asyncapi_pygen.drift.report import MessageDrift, Report, Row
from asyncapi_pygen.pipeline import measure_drift
from asyncapi_pygen.source.pointers import join_pointer

_CODES: Final = frozenset(what.value for what in What)

_WORDS: Final = {
    What.FIELD: "unknown field",
    What.VALUE: "unknown value",
    What.TYPE: "wrong type",
    What.ABSENT: "missing",
    What.KEYWORD: "out of bounds",
}


def run_drift(options: DriftOptions) -> int:
    """Compare the samples, print a table, write the overlay; exit 1 if anything differs."""
    found = measure_drift(
        options.spec, options.name, options.config, options.samples, options.messages
    )
    if found.report is not None:
        check_names(options.messages, found.names, "no message and no operation")
    told = options.format is Format.TEXT and found.report is not None
    shown = tuple(one for one in found.diagnostics if not (told and one.code in _CODES))
    print_findings(options, Findings(diagnostics=shown, texts=found.texts))
    code = exit_code(one for one in found.diagnostics if one.code not in _CODES)
    if found.report is None:
        return code
    if told:
        click.echo("\n".join(map(visible, _table(found.report).split("\n"))))
    if options.propose is not None:
        _write(options.propose, found.overlay)
    return code if code != DONE else _verdict(found.diagnostics)


def _verdict(diagnostics: Iterable[Diagnostic]) -> int:
    heavy = any(one.code in _CODES and one.severity is not Severity.NOTE for one in diagnostics)
    return DRIFT if heavy else DONE


def _write(path: Path, overlay: str) -> None:
    """Write a new file, or to standard output; nothing that exists is overwritten."""
    if path == Path("-"):
        sys.stdout.write(overlay)
        return
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(overlay)
    except OSError as error:
        message = f"`{path.as_posix()}` cannot be written: {error.strerror}"
        raise click.BadParameter(message, param_hint="--propose") from error


def _table(report: Report) -> str:
    parts = [_section(drift) for drift in report.messages.values()]
    parts += [
        f"no message: {one.samples} with {join_pointer(one.path)} = {one.value}"
        if one.path
        else f"no message: {one.samples} samples"
        for one in report.unknown.values()
    ]
    return "\n\n".join(parts) or "there are no samples"


def _section(drift: MessageDrift) -> str:
    head = f"{drift.message.key}: {drift.samples} sample{'s' if drift.samples != 1 else ''}"
    cells = [_cells(row, drift) for row in drift.ordered] + _unseen(drift)
    if not cells:
        return f"{head}, nothing differs"
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join([head, *(f"  {line}" for line in lines)])


def _cells(row: Row, drift: MessageDrift) -> tuple[str, str, str, str]:
    difference = row.difference
    detail = "" if difference.what is What.ABSENT else difference.name
    if difference.what is What.FIELD:
        near = perhaps(row, drift)
        detail = ", ".join(dict.fromkeys(map(type_of, row.values)))
        detail += f"; perhaps {near}" if near else ""
    count = f"{row.samples} of {drift.samples}"
    return _WORDS[difference.what], place_of(difference), count, detail


def _unseen(drift: MessageDrift) -> list[tuple[str, str, str, str]]:
    values: dict[str, list[str]] = {}
    for claim in drift.unseen:
        values.setdefault(place_of_claim(claim), []).extend([claim.name] if claim.is_value else [])
    return [("never seen", place, "", ", ".join(names)) for place, names in values.items()]
