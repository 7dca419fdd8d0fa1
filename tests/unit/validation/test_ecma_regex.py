"""The syntax of regular expressions: the verdicts are those of a JavaScript engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.validation.ecma_regex import regex_fault, regex_surprise


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^a|b$",
        "a*?b+?c??d{1}?e{2,}f{2,3}",
        "a{010,10}",
        "(a)(?:b)(?=c)*(?!d)(?<=e)(?<!f)",
        r"(?<year>\d{4})-\k<year>",
        r"\k<a>\k",
        "(?i:a)(?-i:b)(?im-s:c)",
        "(?<$a1>b)",
        "(?<é>b)",
        "]}{a{,5}a{x",
        r"[\w-.][][^]a][-a][a-][\]]",
        r"[\x41-\u0043\cA-\cB\0-\101\7-9\d-z\b-\v]",
        r"\Z\A\h\-\/\1\c\x\u",
        r"\B\b",
    ],
)
def test_what_is_a_regular_expression(pattern: str) -> None:
    assert regex_fault(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("(", "a group is not closed"),
        ("a)", "a `)` closes no group"),
        ("[a", "the `[` of `[a` is not closed"),
        ("[a-", "the `[` of `[a-` is not closed"),
        ("[\\", r"a `\` stands at the end"),
        ("\\", r"a `\` stands at the end"),
        ("*", "there is nothing that `*` could repeat"),
        ("a**", "there is nothing that `*` could repeat"),
        ("^*", "there is nothing that `*` could repeat"),
        (r"\b+", "there is nothing that `+` could repeat"),
        ("(?<=a)*", "there is nothing that `*` could repeat"),
        ("{1}", "there is nothing that `{1}` could repeat"),
        ("a{2,1}", "the numbers of `{2,1}` are out of order"),
        ("a{10,9}", "the numbers of `{10,9}` are out of order"),
        ("[z-a]", "the ends of a range of characters are out of order"),
        (r"[\x42-\101]", "the ends of a range of characters are out of order"),
        ("(?i)a", "`(?i)` begins no group"),
        ("(?P<a>b)", "`(?P<` begins no group"),
        ("(?<1>b)", "`(?<1` begins no group"),
        ("(?<a>b)\\k<c>", r"a `\k` refers to no group"),
        ("(?<a>b)\\k", r"a `\k` refers to no group"),
    ],
)
def test_what_is_none(pattern: str, fault: str) -> None:
    assert regex_fault(pattern) == fault


@given(st.text("ab(?<=!:>)[]{}*+,0129-|^$\\kxudwZ.", max_size=12))
def test_any_text_is_judged(pattern: str) -> None:
    assert isinstance(regex_fault(pattern), str)


@pytest.mark.parametrize(
    "pattern",
    [r"^a\z", r"\Aa", r"\\\Z", "[[:alpha:]]", "/^a$/", "/^a/i", "/a$/"],
)
def test_surprises(pattern: str) -> None:
    assert regex_surprise(pattern) is not None


@pytest.mark.parametrize("pattern", [r"\\Z", "/a/b/", "[:a]", "^/.*$", "A"])
def test_what_is_no_surprise(pattern: str) -> None:
    assert regex_surprise(pattern) is None
