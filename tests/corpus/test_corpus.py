"""Real documents that nobody here wrote, held against the verdicts of the official parser.

Where we differ on purpose stands in ``differences.tsv`` with a reason each; an entry that is not
needed any more fails the test that reads it.
"""

import subprocess
from pathlib import Path

import pytest

from asyncapi_pygen.diagnostics import Severity
from support import checkers
from support.corpus import (
    Outcome,
    agrees_with_the_list,
    judge,
    over_all_cores,
    place,
    rows,
)
from support.shared import tool
from support.tally import tally

pytestmark = pytest.mark.corpus

AGREEMENT = 0.95
"""How many of the first errors have to stand where the official parser's stands."""


@pytest.fixture(scope="module")
def judged() -> list[Outcome]:
    """Validate what it does not accept."""
    return over_all_cores(judge, [row for row in rows() if row.verdict != "valid"])


def test_every_valid_document_becomes_a_package_that_imports_and_keeps_its_contract(
    made: list[Outcome],
) -> None:
    words = ((one.row.category, "refused" if one.first else "generated") for one in made)
    tally("documents that the official parser accepts", words)
    faults = {one.row.path: one.first for one in made if one.first}
    agrees_with_the_list("accepts", faults)


@pytest.mark.usefixtures("made")
def test_mypy_has_nothing_to_say_of_what_was_generated(packages: Path) -> None:
    assert checkers.mypy(packages) == {}


@pytest.mark.usefixtures("made")
def test_ruff_has_nothing_to_say_of_what_was_generated(packages: Path) -> None:
    command = [*tool("ruff"), "check", "--isolated", "."]
    run = subprocess.run(command, cwd=packages, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


def test_every_invalid_document_is_refused(judged: list[Outcome]) -> None:
    words = ((one.row.category, "refused" if one.first else "accepted") for one in judged)
    tally("documents that the official parser does not accept", words)
    assert [one.failure for one in judged if one.failure] == []
    faults = {one.row.path: one.row.first for one in judged if not one.first}
    agrees_with_the_list("refuses", faults)


def test_the_first_error_is_where_the_official_one_is(judged: list[Outcome]) -> None:
    """On its line or its parent's, or inside of the object of which no branch of a union fits."""
    places = {one.row.path: place(one) for one in judged if one.errors}
    told = [one for one in judged if places.get(one.row.path)]
    tally(
        "where the first error is, from the official parser's",
        [(one.row.category, str(places[one.row.path])) for one in told],
    )
    elsewhere = {
        one.row.path: f"{one.first} | {one.row.first[:160]}"
        for one in told
        if places[one.row.path] == "elsewhere"
    }
    agreement = 1 - len(elsewhere) / len(told)
    assert agreement >= AGREEMENT, "\n".join(f"{path}: {how}" for path, how in elsewhere.items())


def test_the_tck_is_judged_by_its_names(made: list[Outcome], judged: list[Outcome]) -> None:
    """The TCK names what is wrong ``invalid-…``: to be reported; all else is to be accepted."""
    graded = [one for one in (*made, *judged) if one.row.category == "tck"]
    faults: dict[str, str] = {}
    cells: list[tuple[str, str]] = []
    for one in graded:
        named = "invalid" if "invalid" in one.row.file.name else "valid"
        found = "refused" if one.errors else "warned of" if _warned(one) else "accepted"
        cells.append((f"named {named}", found))
        if named == "invalid" and found == "accepted":
            faults[one.row.path] = "nothing is said of it"
        if named == "valid" and found == "refused":
            faults[one.row.path] = one.first
    tally("the TCK by its files' names", cells)
    agrees_with_the_list("tck", faults)


def _warned(one: Outcome) -> bool:
    ours = {"nothing-received", "protocol-unsupported", "content-type", "schema-format"}
    return any(
        found.severity is Severity.WARNING and found.code not in ours for found in one.diagnostics
    )
