"""The report's table adds up: what a document holds is generated, or a diagnostic says why not."""

from collections import Counter
from dataclasses import dataclass

import pytest

from asyncapi_pygen.summary import Counts
from support.corpus import Outcome
from support.tally import tally

pytestmark = pytest.mark.corpus


@dataclass(frozen=True)
class Table:
    """The rows of one document's table, and the codes of its diagnostics."""

    path: str
    rows: dict[str, Counts]
    codes: frozenset[str]

    @property
    def faults(self) -> list[str]:
        """What does not hold."""
        return [
            f"{self.path}: {name}: {counts}"
            for name, counts in self.rows.items()
            if counts.in_document != counts.generated + sum(counts.omitted.values())
            or not counts.omitted.keys() <= self.codes
        ]


def tabled(outcome: Outcome) -> Table:
    """Return the table of a document's package, which had errors borne with where it has any."""
    assert not outcome.failure, outcome.failure
    codes = frozenset(one.code for one in outcome.diagnostics)
    found = outcome.summary
    if found is None:
        return Table(outcome.row.path, {}, codes)
    counts = {
        "operations": found.operations,
        "messages": found.messages,
        "schemas": found.schemas,
    }
    return Table(outcome.row.path, counts, codes)


@pytest.fixture(scope="module")
def tables(made: list[Outcome], borne: list[Outcome]) -> list[Table]:
    return [tabled(one) for one in (*made, *borne) if one.row.verdict != "hang"]


def test_every_row_adds_up_and_says_why(tables: list[Table]) -> None:
    told: Counter[tuple[str, str]] = Counter()
    for table in tables:
        for name, counts in table.rows.items():
            told[name, "in document"] += counts.in_document
            told[name, "generated"] += counts.generated
            told[name, "left out"] += sum(counts.omitted.values())
    tally("what became of the documents' parts", told.elements())
    assert [fault for table in tables for fault in table.faults] == []


def test_the_documents_have_much_to_count(tables: list[Table]) -> None:
    assert sum(bool(table.rows) for table in tables) > 1_000
