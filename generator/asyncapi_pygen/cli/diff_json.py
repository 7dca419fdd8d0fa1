"""Changes as programs read them."""

import json
from collections.abc import Sequence
from typing import Final

from asyncapi_pygen.cli.machine import diagnostic_as_json
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.diagnostics import Diagnostic, Location
from asyncapi_pygen.diff.change import Change, Verdict
from asyncapi_pygen.diff.report import Report

DIFF_VERSION: Final = 1


def changes_as_json(report: Report, diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """Return the changes as one JSON object; ``version`` changes when its shape does.

    ``verdict`` is that of the side that counts, ``handler`` and ``sender`` those of who receives
    and of who sends. ``old`` and ``new`` are places, null where there is none.
    """
    shape = {
        "version": DIFF_VERSION,
        "old": report.old,
        "new": report.new,
        "role": None if report.role is None else report.role.value,
        "breaking": report.is_breaking,
        "counts": {
            **{verdict.value: len(report.told(verdict)) for verdict in Verdict},
            "accepted": len(report.accepted),
        },
        "changes": [_as_json(one, report) for one in report.changes],
        "diagnostics": [diagnostic_as_json(one, sources) for one in diagnostics],
    }
    return json.dumps(shape, indent=2)


def _as_json(change: Change, report: Report) -> dict[str, object]:
    return {
        "code": change.code,
        "verdict": change.verdict(report.role).value,
        "handler": change.handler.value,
        "sender": change.sender.value,
        "reason": change.reason,
        "old": _place(change.old),
        "new": _place(change.new),
        "uses": [
            {
                "operation": use.operation,
                "message": use.message or None,
                "action": use.action.value,
                "reply": use.reply,
            }
            for use in change.uses
        ],
        "accepted": change.accepted,
    }


def _place(at: Location | None) -> dict[str, object] | None:
    if at is None:
        return None
    return {"file": at.file, "line": at.line, "column": at.column, "pointer": at.pointer}
