"""What people read: excerpts with carets, notes of one line, counts, colours."""

import re

import pytest

from asyncapi_pygen.cli.report import count, render, render_concise, visible, wants_colour
from asyncapi_pygen.diagnostics import Location, Related, Severity
from support.findings import finding


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


def test_a_chain_of_references_is_shown_in_order_across_the_files_that_it_leads_through() -> None:
    texts = {
        "asyncapi.yaml": "message:\n  $ref: messages.yaml#/Order\n",
        "messages.yaml": "Order:\n  payload: {$ref: 'schemas.yaml#/Order'}\n",
        "schemas.yaml": "Order:\n  typ: object\n",
    }
    chain = (
        Related("by way of this one", Location("asyncapi.yaml", 2, 9, "/message/$ref")),
        Related("and of this one", Location("messages.yaml", 2, 19, "/Order/payload/$ref")),
    )
    found = finding(
        "no keyword `typ`", at=Location("schemas.yaml", 2, 3, "/Order/typ"), related=chain
    )
    assert render([found], texts, colour=False) == (
        "error[unknown-field]: no keyword `typ`\n"
        " --> schemas.yaml:2:3\n"
        "  |\n"
        "2 |   typ: object\n"
        "  |   ^^^\n"
        "  = note: by way of this one\n"
        " --> asyncapi.yaml:2:9\n"
        "  |\n"
        "2 |   $ref: messages.yaml#/Order\n"
        "  |         ^^^^^^^^^^^^^^^^^^^^\n"
        "  = note: and of this one\n"
        " --> messages.yaml:2:19\n"
        "  |\n"
        "2 |   payload: {$ref: 'schemas.yaml#/Order'}\n"
        "  |                   ^^^^^^^^^^^^^^^^^^^^^\n"
        "\n"
        "1 error\n"
    )


def test_only_so_many_are_shown_and_those_are_the_most_severe() -> None:
    severities = [Severity.NOTE, Severity.WARNING, Severity.ERROR, Severity.WARNING, Severity.ERROR]
    found = [finding(f"the {n}th", severity=one) for n, one in enumerate(severities)]
    report = render(found, {}, colour=False, most=3)
    assert re.findall(r"the \dth", report) == ["the 1th", "the 2th", "the 4th"]
    assert report.endswith(
        "\n\n2 errors, 2 warnings, 1 note; 2 of them not shown: `--max-findings 0` shows all\n"
    )
    assert "shown" not in render(found, {}, colour=False, most=5)
    assert "shown" not in render(found, {}, colour=False)


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


def test_the_carets_underline_the_whole_key_and_the_whole_scalar() -> None:
    def carets(line: str, column: int, pointer: str) -> str:
        at = Location("a.yaml", 1, column, pointer)
        return render([finding(at=at)], {"a.yaml": line}, colour=False).splitlines()[4]

    assert carets("adress: orders", 1, "/adress") == "  | ^^^^^^"
    assert carets("address: orders # all", 10, "/address") == "  |          ^^^^^^"
    assert carets("\t'注文': 1", 2, "/注文") == "  |     ^^^^^^"


def test_carets_end_where_a_line_is_cut() -> None:
    at = Location("a.yaml", 1, 4, "/a")
    report = render([finding(at=at)], {"a.yaml": "a: " + "b" * 500}, colour=False).splitlines()
    assert report[3] == "1 | a: " + "b" * 157 + "…"
    assert report[4] == "  |    " + "^" * 157


def test_a_line_of_megabytes_is_cut_before_it_is_measured() -> None:
    line = '{"a":1,' * 500_000
    shown, caret = excerpt(line, 2_000_002)
    assert len(shown) <= 162
    assert shown[caret.index("^")] == line[2_000_001]


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


def test_a_concise_report_is_one_line_a_finding() -> None:
    warning = finding(
        "two\nlines", severity=Severity.WARNING, at=Location("b\x1b.yaml", 4, 5), hint="x"
    )
    assert render_concise([finding(hint="did you mean `address`?"), warning]) == (
        "asyncapi.yaml:2:3: error[unknown-field] this channel has no field `adress`\n"
        "b\\u{1b}.yaml:4:5: warning[unknown-field] two\\u{a}lines\n"
    )
    assert render_concise([]) == ""
