"""The public JSON Schema Test Suite through generated packages, in each way to make them.

Where a package does not agree stands in ``differences.tsv`` with a reason; an entry that is not
needed any more fails the test that reads it. ``docs/conformance.md`` has the figures.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from asyncapi_pygen.config import Formats, ModelSettings
from support.conformance import Mode, differences, table
from support.packages import ROOT
from support.suite import DRAFTS, Judged, Verdict, groups, judge

pytestmark = pytest.mark.suite

_SETTINGS = {
    Mode.LETTER: ModelSettings(assume_types=False),
    Mode.ASSUMED: ModelSettings(assume_types=True),
    Mode.STRICT: ModelSettings(assume_types=False, strict_schemas=True),
}
_CASES = {"draft7": 927, "draft2019-09": 1259, "draft2020-12": 1299}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[Mode, list[Judged]]:
    """Return all required cases of each draft as each mode judges them."""
    asked = [(mode, draft) for mode in _SETTINGS for draft in DRAFTS]
    folders = [tmp_path_factory.mktemp(f"{mode}-{draft}") for mode, draft in asked]
    found: dict[Mode, list[Judged]] = {mode: [] for mode in _SETTINGS}
    with ProcessPoolExecutor() as pool:
        for (mode, _), cases in zip(asked, pool.map(_judged, asked, folders), strict=True):
            found[mode] += cases
    return found


def _judged(asked: tuple[Mode, str], folder: Path) -> list[Judged]:
    mode, draft = asked
    return [*judge(groups(draft), _SETTINGS[mode], folder / "cases")]


def listed(mode: Mode, faults: dict[str, str]) -> None:
    """Fail on what disagrees with the list of differences: those not listed, entries not needed."""
    known = differences(mode)
    wrong = [f"{key}: {fault}" for key, fault in faults.items() if key not in known]
    wrong += [f"{key}: listed as a difference, and is none" for key in known.keys() - faults]
    if wrong:
        pytest.fail("\n".join(sorted(wrong)), pytrace=False)


def test_all_required_cases_are_judged(judged: dict[Mode, list[Judged]]) -> None:
    for cases in judged.values():
        found = {draft: [one for one in cases if one.group.draft == draft] for draft in DRAFTS}
        assert {draft: len(cases) for draft, cases in found.items()} == _CASES


@pytest.mark.parametrize("mode", Mode)
def test_there_is_a_model_for_every_group_and_none_crashes(
    judged: dict[Mode, list[Judged]], mode: Mode
) -> None:
    bad = {Verdict.NO_MODEL, Verdict.CRASHED}
    assert [f"{one.key}: {one.why}" for one in judged[mode] if one.verdict in bad] == []


def test_with_strict_schemas_a_package_agrees(judged: dict[Mode, list[Judged]]) -> None:
    listed(Mode.STRICT, {one.key: one.fault for one in judged[Mode.STRICT] if one.fault})


def test_read_by_the_letter_nothing_valid_is_refused(judged: dict[Mode, list[Judged]]) -> None:
    faults = {one.key: one.fault for one in judged[Mode.LETTER] if one.refused}
    listed(Mode.LETTER, faults)


def test_with_assumed_types_only_what_is_of_another_type_is_refused(
    judged: dict[Mode, list[Judged]],
) -> None:
    listed(Mode.ASSUMED, {one.key: one.fault for one in judged[Mode.ASSUMED] if one.refused})


def test_the_figures_in_the_documentation_are_these(
    judged: dict[Mode, list[Judged]], golden: Callable[[Path, str], None]
) -> None:
    golden(ROOT / "docs" / "conformance.md", table(judged))


@pytest.mark.parametrize("draft", DRAFTS)
def test_formats_are_annotations(draft: str, tmp_path: Path) -> None:
    for mode, settings in _SETTINGS.items():
        cases = list(judge(groups(draft, "optional/format"), settings, tmp_path / mode))
        assert len(cases) > 300
        assert [one.key for one in cases if one.refused] == []


@pytest.mark.parametrize("draft", DRAFTS)
def test_formats_are_asserted_by_choice(draft: str, tmp_path: Path) -> None:
    settings = replace(_SETTINGS[Mode.STRICT], formats=Formats.STRICT)
    cases = list(judge(groups(draft, "optional/format"), settings, tmp_path / draft))
    assert [f"{one.key}: {one.fault}" for one in cases if one.fault] == []
