"""Real documents that are not valid, generated all the same where their faults can be borne."""

import pytest

from asyncapi_pygen.codes import CODES
from support.corpus import Outcome, differences
from support.tally import tally

pytestmark = pytest.mark.corpus

LEAST_GENERATED = 0.75
"""How many of the documents that are not valid have to become packages."""


def test_nothing_escapes_and_nothing_is_our_fault(borne: list[Outcome]) -> None:
    words = ((one.row.category, "refused" if one.first else "generated") for one in borne)
    tally("documents that are not valid, with --lenient", words)
    assert [f"{one.row.path}: {one.failure}" for one in borne if one.failure] == []
    assert [one.row.path for one in borne if any(e.code == "internal" for e in one.errors)] == []


def test_only_what_cannot_be_borne_is_refused(borne: list[Outcome]) -> None:
    bearable = {code for code, entry in CODES.items() if entry.bearable}
    assert {error.code for one in borne for error in one.errors}.isdisjoint(bearable)


def test_most_documents_become_packages_all_the_same(borne: list[Outcome]) -> None:
    generated = [one for one in borne if not one.first]
    assert len(generated) >= LEAST_GENERATED * len(borne)


def test_no_fault_is_kept_silent(borne: list[Outcome]) -> None:
    """What was borne is in the report, unless we find no fault where the official parser does."""
    silent = {one.row.path for one in borne if not one.diagnostics}
    assert silent <= differences("refuses").keys()
