"""The collector: what a finding weighs, and in which order findings come."""

import pytest

from asyncapi_pygen.diagnostics import Diagnostics, Levels, Location, Severity, pieces

AT = Location("a.yaml", 3, 1)


def weight(
    code: str, *, usual: Severity | None = None, levels: Levels | None = None, lenient: bool = False
) -> Severity | None:
    """Return what a finding weighs, ``None`` if it is not kept."""
    diagnostics = Diagnostics(levels=levels or {}, lenient=lenient)
    diagnostics.report(code, "a message", AT, severity=usual)
    found = [one.severity for one in diagnostics]
    assert len(diagnostics) == len(found)
    assert diagnostics.has_errors == (Severity.ERROR in found)
    return found[0] if found else None


def test_a_finding_weighs_what_the_table_says_or_what_is_said_with_it() -> None:
    assert weight("unknown-field") is Severity.ERROR
    assert weight("yaml-merge") is Severity.WARNING
    assert weight("unknown-field", usual=Severity.NOTE) is Severity.NOTE


@pytest.mark.parametrize("level", Severity)
@pytest.mark.parametrize("usual", [None, Severity.WARNING])
def test_what_the_run_was_told_of_a_code_goes_before_either(
    level: Severity, usual: Severity | None
) -> None:
    assert weight("unknown-field", usual=usual, levels={"unknown-field": level}) is level
    told = {"unknown-field": level}
    assert weight("unknown-field", usual=usual, levels=told, lenient=True) is level


def test_a_finding_that_is_turned_off_is_not_kept() -> None:
    assert weight("unknown-field", levels={"unknown-field": None}) is None


def test_a_lenient_run_lowers_errors_that_can_be_borne_and_nothing_else() -> None:
    assert weight("unknown-field", lenient=True) is Severity.WARNING
    assert weight("unknown-field", usual=Severity.NOTE, lenient=True) is Severity.NOTE
    assert weight("ref-dangling", lenient=True) is Severity.ERROR
    assert weight("yaml-merge", lenient=True) is Severity.WARNING


def test_findings_of_another_run_are_taken_as_they_are() -> None:
    strict = Diagnostics()
    strict.report("unknown-field", "a message", AT)
    lenient = Diagnostics(lenient=True)
    lenient.extend(strict)
    assert [one.severity for one in lenient] == [Severity.ERROR]


def test_findings_are_sorted_by_place_and_kept_once() -> None:
    diagnostics = Diagnostics()
    for line in (3, 1, 3, 2):
        diagnostics.report("unknown-field", "a message", Location("a.yaml", line))
    assert [one.at.line for one in diagnostics] == [1, 2, 3]


def test_a_code_that_there_is_not_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        Diagnostics().report("unknown", "a message", AT)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("", []),
        ("all is ours", [("all is ours", False)]),
        ("`a` is not `b`", [("a", True), (" is not ", False), ("b", True)]),
        ("a `b", [("a `b", False)]),
        ("`a`b` is there", [("`a`b` is there", False)]),
        ("`` is empty", [(" is empty", False)]),
    ],
)
def test_backquotes_mark_what_is_of_a_document(
    message: str, expected: list[tuple[str, bool]]
) -> None:
    assert list(pieces(message)) == expected
