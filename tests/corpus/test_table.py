"""The report's table adds up: what a document holds is generated, or a diagnostic says why not."""

from collections import Counter
from dataclasses import dataclass

import pytest

from asyncapi_pygen.pipeline import generate
from asyncapi_pygen.summary import Counts
from support.corpus import Row, over_all_cores, rows
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


def tabled(row: Row) -> Table:
    """Generate a document's package, bearing with errors where that is possible."""
    config = row.config(lenient=row.verdict != "valid")
    result = generate(row.file, row.file.name, config)
    codes = frozenset(one.code for one in result.diagnostics)
    found = result.summary
    if found is None:
        return Table(row.path, {}, codes)
    counts = {
        "operations": found.operations,
        "messages": found.messages,
        "schemas": found.schemas,
    }
    return Table(row.path, counts, codes)


@pytest.fixture(scope="module")
def tables() -> list[Table]:
    return over_all_cores(tabled, [row for row in rows() if row.verdict != "hang"])


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
