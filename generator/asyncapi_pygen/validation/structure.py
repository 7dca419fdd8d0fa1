"""The document, with all that its references lead to, against the official JSON Schema.

The verdict is the one of ``jsonschema-rs`` on the schemas of ``schemas/``; the words are ours. What
a reference leads to is checked where it stands, in any file, as the object that the place of the
reference wants: nothing is copied into place, and each object is looked at once a kind.
"""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.faults import LEADS_TO
from asyncapi_pygen.validation.formats import IN_DOCUMENTS
from asyncapi_pygen.validation.targets import Inspection, Rules
from asyncapi_pygen.validation.versions import Version

if TYPE_CHECKING:
    from jsonschema_rs import Validator

SCHEMAS: Final = Path(__file__).parent / "schemas"
# A document with more faults than these is of another kind, or is repaired in steps.
MOST_REPORTED: Final = 50


def check_structure(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report where the document, in all its files, departs from the specification.

    At most ``MOST_REPORTED`` faults are reported; a note tells when there are more.
    """
    schema = _schema(version)
    rules = Rules(version=version, schema=schema, validator=_validator(version))
    findings = Inspection(rules, root).findings()
    findings.sort(key=lambda one: (one.is_advice, one.at, one.code, one.message))
    for one in findings[:MOST_REPORTED]:
        diagnostics.report(
            one.code, one.message, one.at, hint=one.hint, related=one.related, severity=one.severity
        )
    left = findings[MOST_REPORTED:]
    if left:
        diagnostics.report(
            "faults-omitted",
            f"at least {len(left)} further faults are not shown",
            left[0].at,
            hint="repair those above first",
        )


@cache
def _schema(version: Version) -> dict[str, Any]:
    text = (SCHEMAS / f"{version}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator(version: Version) -> "Validator":
    # Imported here since only this function needs it, and a run that fails earlier does not.
    from jsonschema_rs import validator_for

    schema = _schema(version)
    references = {f"{LEADS_TO}{kind}": _is_never for kind in schema["properties"]}
    # The mask keeps the document's text, of any length, out of the library's messages.
    return validator_for(schema, formats={**IN_DOCUMENTS, **references}, mask="the value")


def _is_never(_: str) -> bool:
    """Refuse the text of each reference, so that the library tells where references are."""
    return False
