"""Changes as programs read them."""

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.diff.change import Change, Verdict
from asyncapi_pygen.diff.report import Report


def report_as_json(report: Report) -> dict[str, object]:
    """Return the changes as an object.

    ``verdict`` is that of the side that counts, ``handler`` and ``sender`` those of who receives
    and of who sends. ``old`` and ``new`` are places, null where there is none.
    """
    return {
        "old": report.old,
        "new": report.new,
        "role": None if report.role is None else report.role.value,
        "breaking": report.is_breaking,
        "counts": {
            **{verdict.value: len(report.told(verdict)) for verdict in Verdict},
            "accepted": len(report.accepted),
        },
        "changes": [_as_json(one, report) for one in report.changes],
    }


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
