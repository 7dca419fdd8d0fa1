"""Levels of codes: what is read, what is refused."""

import pytest

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.configuring.levels import is_final, parse_levels
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.diagnostics import Severity


def test_levels_by_code_of_which_the_last_counts() -> None:
    texts = ("unknown-field=warning", "name-clash=off", "unknown-field=note", "yaml-merge=error")
    assert parse_levels(texts) == {
        "unknown-field": Severity.NOTE,
        "name-clash": None,
        "yaml-merge": Severity.ERROR,
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("unknown-fild=off", "there is no code `unknown-fild`; did you mean `unknown-field`?"),
        ("x=off", "there is no code `x`; `asyncapi-pygen explain` lists the codes"),
        ("=off", "there is no code ``; `asyncapi-pygen explain` lists the codes"),
        ("unknown-field", "`unknown-field` is not of the form CODE=LEVEL"),
        (
            "unknown-field=fatal",
            "`fatal` is none of the levels `error`, `warning`, `note`, `off`",
        ),
        (
            "ref-dangling=warning",
            "`ref-dangling` always stops the run: it can be neither lowered nor turned off",
        ),
        (
            "internal=off",
            "`internal` always stops the run: it can be neither lowered nor turned off",
        ),
    ],
)
def test_what_is_no_level_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadValueError) as refused:
        parse_levels([text])
    assert str(refused.value) == reason


def test_an_error_that_stays_one_may_be_called_so() -> None:
    assert parse_levels(["ref-dangling=error"]) == {"ref-dangling": Severity.ERROR}


def test_only_errors_are_marked_as_bearable() -> None:
    assert {entry.severity for entry in CODES.values() if entry.bearable} == {"error"}


@pytest.mark.parametrize(
    "code",
    ["yaml-syntax", "ref-dangling", "ref-remote", "ref-outside", "message-ambiguous", "internal"],
)
def test_what_cannot_be_understood_or_would_make_wrong_code_is_never_borne(code: str) -> None:
    assert is_final(code)
