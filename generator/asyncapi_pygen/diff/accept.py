"""Changes that somebody has looked at and accepts: a list of codes, places and reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.codes.changes import CHANGES
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.diff.change import Change
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.folders import real_path
from asyncapi_pygen.source.suggestions import nearest

_FIELDS: Final = frozenset({"code", "pointer", "reason"})
_HINT: Final = "an entry is `{code: diff-…, pointer: /…, reason: …}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An entry: the change that has this code and this JSON pointer, in either document."""

    code: str
    pointer: str
    reason: str
    at: Location

    def matches(self, change: Change) -> bool:
        """Whether it speaks of a change."""
        return change.code == self.code and self.pointer in change.pointers


def read_accepted(path: Path, files: Files) -> list[Accepted] | None:
    """Read a file; ``None`` if it has faults, which are reported."""
    document = files.document(real_path(path), path.as_posix(), path.as_posix())
    if document is None:
        return None
    if not isinstance(document.root, list):
        message = "this is no list of accepted changes"
        files.diagnostics.report("accept-invalid", message, document.location(()), hint=_HINT)
        return None
    places = [document.location((str(number),)) for number in range(len(document.root))]
    found = [
        _entry(entry, at, files.diagnostics)
        for entry, at in zip(document.root, places, strict=True)
    ]
    entries = [one for one in found if one is not None]
    return entries if len(entries) == len(found) else None


def _entry(entry: Json, at: Location, diagnostics: Diagnostics) -> Accepted | None:
    said = entry if isinstance(entry, dict) else {}
    texts = {key: value for key, value in said.items() if isinstance(value, str)}
    if texts.keys() != _FIELDS or texts.keys() != said.keys() or not texts["reason"].strip():
        message = "this entry has other fields than a code, a pointer and a reason, or no reason"
        diagnostics.report("accept-invalid", message, at, hint=_HINT)
        return None
    if texts["code"] not in CHANGES:
        is_known = texts["code"] in CODES
        message = f"`{texts['code']}` is no code of a change"
        hint = "" if is_known else nearest(texts["code"], CHANGES)
        diagnostics.report("accept-invalid", message, at, hint=hint or "`explain` lists the codes")
        return None
    return Accepted(**texts, at=at)


def accept(
    changes: Iterable[Change], entries: Iterable[Accepted], diagnostics: Diagnostics
) -> list[Change]:
    """Return the changes, the accepted ones marked, and report entries of which there is none."""
    found = [*changes]
    for entry in entries:
        matched = [index for index, one in enumerate(found) if entry.matches(one)]
        for index in matched:
            found[index] = replace(found[index], accepted=entry.reason)
        if not matched:
            message = f"there is no change `{entry.code}` at `{entry.pointer}`"
            hint = "take the entry away, or correct it"
            diagnostics.report("accept-unused", message, entry.at, hint=hint)
    return found
