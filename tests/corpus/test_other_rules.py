"""The documents of rules that neither the semantic rules nor those about schemas answer to.

Of the structure the verdict counts. Rules of style have no counterpart here: each of them stands in
``differences.tsv`` with the reason.
"""

import json
from typing import Final

import pytest

from corpus.test_rules import CODES as MEANING
from corpus.test_rules import bare
from corpus.test_schema_rules import CODES as SCHEMAS
from support.corpus import agrees_with_the_list, judge, rows, table
from support.tally import tally

pytestmark = pytest.mark.corpus

STRUCTURE: Final = frozenset(
    {"asyncapi-document-resolved", "asyncapi-document-unresolved", "asyncapi-is-asyncapi"}
)


def test_what_the_structure_rules_refuse_is_refused() -> None:
    by_path = {row.path: row for row in rows()}
    cells: list[tuple[str, str]] = []
    faults: dict[str, str] = {}
    for one in table("rules.tsv"):
        if one["rule"] not in STRUCTURE:
            continue
        # Fragments of documents: what is expected is what the whole parser says of them.
        row = by_path[one["path"]]
        errors = judge(row).errors
        agrees = bool(errors) is (bool(json.loads(one["expected"])) or row.verdict != "valid")
        cells.append((one["rule"], ("refused" if errors else "accepted") if agrees else "other"))
        if not agrees:
            faults[one["path"]] = errors[0].message if errors else "nothing is said of it"
    tally("documents of one rule about the structure each", cells)
    agrees_with_the_list("structure rules", faults)


def test_each_rule_has_a_counterpart_or_a_reason_for_having_none() -> None:
    answered = STRUCTURE | SCHEMAS.keys()
    left = {
        one["rule"]: "no rule of ours answers to it"
        for one in table("rules.tsv")
        if one["rule"] not in answered and bare(one["rule"]) not in MEANING
    }
    agrees_with_the_list("rules without a counterpart", left)
