"""What people and machines read: excerpts, JSON, GitHub annotations."""

import json
import re

import pytest

from asyncapi_pygen.cli.report import (
    count,
    render,
    render_github,
    render_json,
    visible,
    wants_colour,
)
from asyncapi_pygen.diagnostics import Diagnostic, Location, Related, Severity


def finding(
    message: str = "this channel has no field `adress`",
    *,
    at: Location | None = None,
    severity: Severity = Severity.ERROR,
    hint: str = "",
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    return Diagnostic(
        code="unknown-field",
        severity=severity,
        message=message,
        at=at or Location("asyncapi.yaml", 2, 3),
        hint=hint,
        related=related,
    )


def excerpt(line: str, column: int) -> tuple[str, str]:
    """Return the source line and the caret line of a report about a file of one line."""
    report = render(
        [finding(at=Location("a.yaml", 1, column))], {"a.yaml": line}, colour=False
    ).splitlines()
    return report[3].removeprefix("1 | "), report[4].removeprefix("  | ")


def test_a_report_shows_what_where_and_what_to_do() -> None:
    texts = {"asyncapi.yaml": "orders:\n  adress: a\n"}
    assert render([finding(hint="did you mean `address`?")], texts, colour=False) == (
        "error[unknown-field]: this channel has no field `adress`\n"
        " --> asyncapi.yaml:2:3\n"
        "  |\n"
        "2 |   adress: a\n"
        "  |   ^\n"
        "  = hint: did you mean `address`?\n"
        "\n"
        "1 error\n"
    )


def test_related_places_are_shown_with_their_lines() -> None:
    first = Related("it first stands here", Location("asyncapi.yaml", 1, 1))
    at = Location("asyncapi.yaml", 10, 1)
    texts = {"asyncapi.yaml": "orders: 1\n" + "\n" * 8 + "orders: 2\n"}
    assert render([finding(at=at, related=(first,))], texts, colour=False).splitlines()[1:9] == [
        "  --> asyncapi.yaml:10:1",
        "   |",
        "10 | orders: 2",
        "   | ^",
        "   = note: it first stands here",
        "  --> asyncapi.yaml:1:1",
        "   |",
        " 1 | orders: 1",
    ]


def test_findings_are_apart_by_a_blank_line_and_counted() -> None:
    warning = finding(severity=Severity.WARNING, at=Location("b.yaml"))
    report = render([finding(), finding("another"), warning], {}, colour=False)
    assert report.split("\n\n")[-1] == "2 errors, 1 warning\n"
    assert len(report.split("\n\n")) == 4


def test_nothing_is_reported_of_nothing() -> None:
    assert render([], {}, colour=False) == ""


@pytest.mark.parametrize("text", ["", "one line", "one line\n\n"])
def test_a_place_without_a_line_has_no_excerpt(text: str) -> None:
    report = render([finding()], {"asyncapi.yaml": text}, colour=False)
    assert report == (
        "error[unknown-field]: this channel has no field `adress`\n"
        " --> asyncapi.yaml:2:3\n"
        "\n"
        "1 error\n"
    )


def test_counts_name_only_what_there_is() -> None:
    assert count([finding(severity=Severity.NOTE)]) == "1 note"
    assert count([]) == ""


def test_tabs_are_expanded_and_the_caret_follows() -> None:
    assert excerpt("\ta:\tb", 5) == ("    a:  b", "        ^")


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert excerpt("注文: x", 5) == ("注文: x", "      ^")
    assert excerpt("e\u0301: x", 5) == ("e\u0301: x", "   ^")


def test_the_caret_may_stand_behind_the_end_of_a_line() -> None:
    assert excerpt("a:", 3) == ("a:", "  ^")
    assert excerpt("a:", 99) == ("a:", "  ^")


def test_what_a_terminal_obeys_is_shown_as_escapes() -> None:
    line = "a: \x1b[31m\u202ered\u2066\x07\x9b"
    shown, caret = excerpt(line, 4)
    assert shown == r"a: \u{1b}[31m\u{202e}red\u{2066}\u{7}\u{9b}"
    assert caret == "   ^"
    report = render([finding(line, hint=line, at=Location(line))], {line: line}, colour=False)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", report)


def test_a_line_feed_in_a_message_makes_no_line() -> None:
    report = render([finding("one\ntwo\u2028three\ud83d")], {}, colour=False)
    assert report.splitlines()[0].endswith(r"one\u{a}two\u{2028}three\u{d83d}")


def test_letters_of_all_scripts_stay() -> None:
    assert visible("Grüße, 注文, Заказ, טקסט") == "Grüße, 注文, Заказ, טקסט"


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "a" * 500 + "X" + "b" * 500
    shown, caret = excerpt(line, 501)
    assert len(shown) <= 162
    assert shown[0] == shown[-1] == "…"
    assert shown[caret.index("^")] == "X"


def test_a_long_line_is_not_cut_at_an_end_that_is_near() -> None:
    line = "X" + "a" * 500
    shown, caret = excerpt(line, 1)
    assert (shown[0], shown[-1], caret) == ("X", "…", "^")
    shown, caret = excerpt(line[::-1], 501)
    assert (shown[0], shown[-1], shown[caret.index("^")]) == ("…", "X", "X")


def test_colour_changes_nothing_but_the_colour() -> None:
    texts = {"asyncapi.yaml": "orders:\n  adress: a\n"}
    found = [finding(hint="did you mean `address`?")]
    coloured = render(found, texts, colour=True)
    assert coloured.startswith("\x1b[1;31merror[unknown-field]\x1b[0m")
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(found, texts, colour=False)


class Stream:
    """A stream that is a terminal or is not."""

    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "environment", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_unless_the_environment_says_otherwise(
    *, terminal: bool, environment: dict[str, str], colour: bool
) -> None:
    assert wants_colour(Stream(terminal=terminal), environment) is colour


def test_json_holds_each_finding() -> None:
    at = Location("asyncapi.yaml", 2, 3, "/channels/a")
    first = Related("it first stands here", Location("b.yaml", 4, 5, "/a"))
    found = finding(at=at, hint="did you mean `address`?", related=(first,))
    assert json.loads(render_json([found])) == {
        "version": 1,
        "diagnostics": [
            {
                "code": "unknown-field",
                "severity": "error",
                "message": "this channel has no field `adress`",
                "file": "asyncapi.yaml",
                "line": 2,
                "column": 3,
                "pointer": "/channels/a",
                "hint": "did you mean `address`?",
                "related": [
                    {
                        "message": "it first stands here",
                        "file": "b.yaml",
                        "line": 4,
                        "column": 5,
                        "pointer": "/a",
                    }
                ],
            }
        ],
    }


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(render_json([])) == {"version": 1, "diagnostics": []}


def test_github_commands_are_escaped() -> None:
    at = Location("a,b:c%.yaml", 2, 3)
    found = finding("50% of\r\n::error::x", at=at, hint="a hint")
    assert render_github([found]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=2,col=3,title=unknown-field::"
        "50%25 of%0D%0A::error::x%0Aa hint\n"
    )


def test_github_gets_the_most_severe_first() -> None:
    found = [finding(severity=one) for one in (Severity.NOTE, Severity.WARNING, Severity.ERROR)]
    levels = [line.split()[0] for line in render_github(found).splitlines()]
    assert levels == ["::error", "::warning", "::notice"]
