"""The partial documents that test one rule of the official parser, or of Spectral, each.

They lack what has nothing to do with the rule, so that our rules are asked directly. Where we
differ on purpose stands in ``differences.tsv``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Severity
from asyncapi_pygen.source.bundle import Bundle, load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.validation.meaning.check import check_meaning
from asyncapi_pygen.validation.versions import find_version
from support.corpus import Row, agrees_with_the_list, judge, rows, table
from support.tally import tally

pytestmark = pytest.mark.corpus

CODES: Final[Mapping[str, frozenset[str]]] = {
    "channel-no-query-nor-fragment": frozenset({"channel-query"}),
    "channel-parameters": frozenset({"parameter-undeclared", "parameter-unused"}),
    "channel-servers": frozenset({"channel-server"}),
    "message-messageId-uniqueness": frozenset({"message-id-duplicate"}),
    "operation-messages-from-referred-channel": frozenset({"operation-message"}),
    "operation-security": frozenset({"security-unknown", "security-scope"}),
    "required-channel-servers-unambiguity": frozenset({"channel-server"}),
    "required-operation-channel-unambiguity": frozenset({"operation-channel"}),
    "server-no-empty-variable": frozenset({"server-address"}),
    "server-security": frozenset({"security-unknown", "security-scope"}),
    "server-variables": frozenset({"variable-undeclared", "variable-unused"}),
    "tags-uniqueness": frozenset({"tag-duplicate"}),
}
"""Our codes by the name of the rule, what stands before it (``asyncapi2-``, ...) taken off."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A document, the rule that it tests, and what the rule's own tests expect of it."""

    row: Row
    rule: str
    expected: list[dict[str, Any]]

    @property
    def codes(self) -> frozenset[str]:
        return CODES[bare(self.rule)]

    @property
    def is_official(self) -> bool:
        """Whether it is the official parser that has the rule: Spectral asks for more."""
        return self.row.path.startswith("asyncapi+parser-js/")

    @property
    def is_refused(self) -> bool:
        """Whether the rule finds an error."""
        return any(one["severity"].endswith("Error") for one in self.expected)


def bare(rule: str) -> str:
    for prefix in ("asyncapi-3-", "asyncapi2-", "asyncapi3-", "asyncapi-"):
        if rule.startswith(prefix):
            return rule.removeprefix(prefix)
    return rule


def cases() -> list[Case]:
    by_path = {row.path: row for row in rows()}
    return [
        Case(row=by_path[one["path"]], rule=one["rule"], expected=json.loads(one["expected"]))
        for one in table("rules.tsv")
        if bare(one["rule"]) in CODES
    ]


def found(case: Case) -> tuple[Bundle, list[Diagnostic]]:
    """Return what our rules say of the document under the codes of the rule."""
    diagnostics = Diagnostics()
    config = case.row.config()
    bundle = load_bundle(
        case.row.file, case.row.file.name, config, Files(config.limits, diagnostics)
    )
    assert bundle is not None, list(diagnostics)
    version = find_version(bundle.document, diagnostics)
    assert version is not None, list(diagnostics)
    check_meaning(bundle.root, version, diagnostics)
    return bundle, [one for one in diagnostics if one.code in case.codes]


def test_our_rules_agree_with_the_official_ones() -> None:
    """We find something where a rule does, an error where the official parser refuses for it."""
    faults: dict[str, str] = {}
    cells: list[tuple[str, str]] = []
    for case in cases():
        fault = _fault(case, found(case)[1])
        silence = "clean" if not case.expected else "found"
        cells.append((case.rule, f"other than {silence}" if fault else silence))
        if fault:
            faults[case.row.path] = fault
    tally("documents of one rule each", cells)
    agrees_with_the_list("rules", faults)


def _fault(case: Case, ours: list[Diagnostic]) -> str:
    if not case.expected:
        return f"clean, but we say {ours[0].message}" if ours else ""
    if not ours:
        return f"{case.expected[0]['message']} of which we say nothing"
    is_error = any(one.severity is Severity.ERROR for one in ours)
    if case.is_official and case.is_refused is not is_error:
        return f"{ours[0].code} is {'an error' if is_error else 'no error'}"
    return ""


def test_what_the_official_parser_refuses_for_a_rule_is_refused() -> None:
    wanted = [case for case in cases() if case.is_official and case.is_refused]
    assert [case.row.path for case in wanted if not judge(case.row).errors] == []


def test_our_findings_stand_where_the_rules_own_do() -> None:
    """On the line of the place that the rule names, or of its parent."""
    cells: list[tuple[str, str]] = []
    faults: dict[str, str] = {}
    for case in cases():
        bundle, ours = found(case)
        lines = {one.at.line for one in ours}
        for expected in case.expected:
            is_there = not lines.isdisjoint(_lines(bundle, expected.get("path", [])))
            cells.append((case.rule, "agrees" if is_there else "elsewhere"))
            if not is_there:
                faults[case.row.path] = f"{expected['path']} is none of the lines {sorted(lines)}"
    tally("where the findings of one rule are", cells)
    agrees_with_the_list("rule lines", faults)


def _lines(bundle: Bundle, path: list[str]) -> set[int]:
    pointer = tuple(map(str, path))
    places = [pointer, pointer[:-1]]
    return {bundle.document.location(one, key=key).line for one in places for key in (False, True)}
