"""Diagnostics as programs read them: as JSON, and as GitHub annotations. SARIF is a room beside."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.cli.report import visible
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.cli.table import summary_as_json
from asyncapi_pygen.diagnostics import Diagnostic, Location, Severity

if TYPE_CHECKING:
    from asyncapi_pygen.diff.report import Report
    from asyncapi_pygen.summary import Summary

JSON_VERSION: Final = 2
DIFF_VERSION: Final = 1
GITHUB_LEVELS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several targets: the exit code that it alone would have given."""

    target: str
    code: int
    summary: "Summary | None" = None
    changes: "Report | None" = None


def render_json(
    diagnostics: Iterable[Diagnostic],
    sources: Sources,
    summary: "Summary | None" = None,
    targets: Sequence[Outcome] = (),
    changes: "Report | None" = None,
) -> str:
    """Return the diagnostics as one JSON object; ``version`` changes when its shape does.

    ``end`` is the place behind the key or the scalar that a finding is about, null where it is not
    known. ``related`` are the places that led there, in order. ``summary`` counts what became of
    the document's parts, and is null where no package was made. ``changes`` are those of the
    document since the package was committed, and only there where some are known. ``targets``,
    which is there for several targets alone, has for each its name, exit code, counts and changes.
    """
    shape: dict[str, object] = {
        "version": JSON_VERSION,
        "diagnostics": [diagnostic_as_json(one, sources) for one in diagnostics],
        **_became(summary, changes),
    }
    if targets:
        shape["targets"] = [
            {"name": one.target, "code": one.code, **_became(one.summary, one.changes)}
            for one in targets
        ]
    return json.dumps(shape, indent=2)


def _became(summary: "Summary | None", changes: "Report | None") -> dict[str, object]:
    told: dict[str, object] = {"summary": summary_as_json(summary)}
    return told if changes is None else {**told, "changes": _report_as_json(changes)}


def _report_as_json(report: "Report") -> dict[str, object]:
    # What is compared is loaded only where something was.
    from asyncapi_pygen.cli.diff_json import report_as_json

    return report_as_json(report)


def render_changes(report: "Report", diagnostics: Iterable[Diagnostic], sources: Sources) -> str:
    """Return the changes as one JSON object; ``version`` changes when its shape does."""
    shape: dict[str, object] = {
        "version": DIFF_VERSION,
        **_report_as_json(report),
        "diagnostics": [diagnostic_as_json(one, sources) for one in diagnostics],
    }
    return json.dumps(shape, indent=2)


def diagnostic_as_json(diagnostic: Diagnostic, sources: Sources) -> dict[str, object]:
    """Return a finding as an object."""
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        **_place_as_json(diagnostic.at, sources),
        "hint": diagnostic.hint or None,
        "related": [
            {"message": one.message, **_place_as_json(one.at, sources)}
            for one in diagnostic.related
        ],
    }


def _place_as_json(at: Location, sources: Sources) -> dict[str, object]:
    end = sources.end(at)
    return {
        "file": at.file,
        "line": at.line,
        "column": at.column,
        "end": None if end is None else {"line": at.line, "column": end},
        "pointer": at.pointer,
    }


def render_github(diagnostics: Iterable[Diagnostic], sources: Sources) -> str:
    """Return the diagnostics as GitHub workflow commands, which become annotations.

    GitHub shows ten annotations of each level a step, hence the most severe come first.
    """
    ranks = list(Severity)
    ordered = sorted(diagnostics, key=lambda one: ranks.index(one.severity))
    return "".join(_as_command(one, sources) + "\n" for one in ordered)


def _as_command(diagnostic: Diagnostic, sources: Sources) -> str:
    at = diagnostic.at
    end = sources.end(at)
    extent = {} if end is None else {"endLine": at.line, "endColumn": end}
    properties = {"file": at.file, "line": at.line, "col": at.column, **extent}
    listed = ",".join(
        f"{name}={_escaped_property(str(value))}"
        for name, value in {**properties, "title": diagnostic.code}.items()
    )
    text = "\n".join(visible(said) for said in (diagnostic.message, diagnostic.hint) if said)
    return f"::{GITHUB_LEVELS[diagnostic.severity]} {listed}::{_escaped_command(text)}"


def _escaped_command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped_command(text).replace(":", "%3A").replace(",", "%2C")
