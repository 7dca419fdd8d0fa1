"""The document against the official JSON Schema of its version.

The verdict is the one of ``jsonschema-rs`` on the schemas of ``schemas/``; the words are ours.
"""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.validation.explain import Context, Explanation, explain
from asyncapi_pygen.validation.faults import read_faults
from asyncapi_pygen.validation.versions import Version

if TYPE_CHECKING:
    from jsonschema_rs import Validator

SCHEMAS: Final = Path(__file__).parent / "schemas"
# A document with more faults than these is of another kind, or is repaired in steps.
MOST_REPORTED: Final = 50
MOST_READ: Final = 2_000


def check_structure(document: Document, version: Version, diagnostics: Diagnostics) -> None:
    """Report where the document, its references unresolved, departs from the specification.

    At most ``MOST_REPORTED`` faults are reported; a note tells when there are more.
    """
    try:
        errors = _validator(version).iter_errors(document.root)
        faults = read_faults(errors, document.root, MOST_READ)
    except UnicodeEncodeError:
        diagnostics.report(
            "wrong-value",
            "a key of the document is half of a surrogate pair, which is no text",
            document.location(()),
            hint=r"write the character itself, or both halves as `\ud83d\ude00`",
        )
        return
    if faults:
        context = Context(document.root, version, json.loads(_schema_text(version)))
        _report(document, explain(faults, context), diagnostics)


def _report(document: Document, explanations: list[Explanation], diagnostics: Diagnostics) -> None:
    placed = [
        (document.location([str(token) for token in one.at], key=one.on_key), one)
        for one in explanations
    ]
    placed.sort(key=lambda pair: (pair[0], pair[1].code, pair[1].message))
    for at, one in placed[:MOST_REPORTED]:
        diagnostics.report(one.code, one.message, at, hint=one.hint)
    left = placed[MOST_REPORTED:]
    if left:
        diagnostics.report(
            "faults-omitted",
            f"at least {len(left)} further faults are not shown",
            left[0][0],
            hint="repair those above first",
        )


@cache
def _validator(version: Version) -> "Validator":
    # Imported here since only this function needs it, and a run that fails earlier does not.
    from jsonschema_rs import validator_for

    # The mask keeps the document's text, of any length, out of the library's messages.
    return validator_for(_schema_text(version), mask="the value")


def _schema_text(version: Version) -> str:
    return (SCHEMAS / f"{version}.json").read_text(encoding="utf-8")
