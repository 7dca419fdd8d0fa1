"""The partial documents that test the official rules about schemas, examples and defaults.

They lack what has nothing to do with the rule, so that structure and rules are asked one by one.
Where we differ on purpose stands in ``differences.tsv``.
"""

import json
from collections.abc import Mapping
from typing import Final

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Severity
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.validation.meaning.check import check_meaning
from asyncapi_pygen.validation.structure import check_structure
from asyncapi_pygen.validation.versions import find_version
from support.corpus import Row, agrees_with_the_list, rows, table
from support.tally import tally

pytestmark = pytest.mark.corpus

_STRUCTURE: Final = frozenset({"missing-field", "unknown-field", "wrong-type", "wrong-value"})
CODES: Final[Mapping[str, frozenset[str]]] = {
    "asyncapi-message-examples": frozenset({"example-mismatch"}),
    "asyncapi-schema": _STRUCTURE,
    "asyncapi2-message-examples": frozenset({"example-mismatch"}),
    "asyncapi2-schema-default": frozenset({"default-mismatch"}),
    "asyncapi2-schema-examples": frozenset({"example-mismatch"}),
    "asyncapi2-schemas": _STRUCTURE,
}
"""Our codes by the rule."""


def test_our_errors_are_those_of_the_rules() -> None:
    """We refuse what a rule refuses, first at the place that it names or at its parent."""
    faults: dict[str, str] = {}
    cells: list[tuple[str, str]] = []
    by_path = {row.path: row for row in rows()}
    for one in table("rules.tsv"):
        if one["rule"] not in CODES:
            continue
        errors = [
            found for found in _errors(by_path[one["path"]]) if found.code in CODES[one["rule"]]
        ]
        expected = [
            wanted for wanted in json.loads(one["expected"]) if "Error" in wanted["severity"]
        ]
        pointers = ["/".join(["", *map(_escaped, wanted.get("path", []))]) for wanted in expected]
        fault = _fault(errors, pointers)
        cells.append((one["rule"], fault.split(":")[0] or ("refused" if expected else "accepted")))
        if fault:
            faults[one["path"]] = fault
    tally("documents of one rule about schemas each", cells)
    agrees_with_the_list("schema rules", faults)


def _escaped(token: str) -> str:
    return str(token).replace("~", "~0").replace("/", "~1")


def _fault(errors: list[Diagnostic], pointers: list[str]) -> str:
    if bool(errors) is not bool(pointers):
        return f"other: {len(errors)} errors, and {len(pointers)} expected"
    if errors and all(
        errors[0].at.pointer not in {one, one.rpartition("/")[0]} for one in pointers
    ):
        return f"elsewhere: {errors[0].at.pointer}, and expected {pointers}"
    return ""


def _errors(row: Row) -> list[Diagnostic]:
    """Return all errors, those about the structure and those about the meaning."""
    diagnostics = Diagnostics()
    files = Files(row.config().limits, diagnostics)
    bundle = load_bundle(row.file, row.file.name, row.config(), files)
    assert bundle is not None, list(diagnostics)
    version = find_version(bundle.document, diagnostics)
    assert version is not None, list(diagnostics)
    check_structure(bundle.root, version, diagnostics)
    check_meaning(bundle.root, version, diagnostics)
    return [one for one in diagnostics if one.severity is Severity.ERROR]
