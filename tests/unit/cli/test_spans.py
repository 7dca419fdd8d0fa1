"""How far a key or a scalar reaches, from its line alone."""

import pytest

from asyncapi_pygen.cli.spans import Sources, end_column
from asyncapi_pygen.diagnostics import Location


def underlined(line: str, column: int, pointer: str = "/a/0") -> str | None:
    end = end_column(line, Location("a.yaml", 1, column, pointer))
    return None if end is None else line[column - 1 : end - 1]


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        pytest.param("title: Orders", 8, "Orders", id="plain"),
        pytest.param("title: Orders and more  ", 8, "Orders and more", id="blanks"),
        pytest.param("title: Orders#1 # one", 8, "Orders#1", id="comment"),
        pytest.param("url: http://host:80/path", 6, "http://host:80/path", id="colons"),
        pytest.param("address: a/{b}/c, or d", 10, "a/{b}/c, or d", id="block, with brackets"),
        pytest.param("- 5", 3, "5", id="item"),
        pytest.param("a: -5", 4, "-5", id="negative"),
        pytest.param("a: *anchor # x", 4, "*anchor", id="alias"),
        pytest.param("a: 'it''s' # x", 4, "'it''s'", id="single quotes"),
        pytest.param(r'a: "x\"y" # z', 4, r'"x\"y"', id="double quotes"),
        pytest.param("a: {b: c, d: e}", 8, "c", id="flow object"),
        pytest.param("a: [b c, d]", 5, "b c", id="flow array"),
        pytest.param("a: {b: 'x, y', c: d e}", 19, "d e", id="flow, behind quotes"),
        pytest.param("a: {b: it's, c: don't}", 17, "don't", id="flow, apostrophes"),
        pytest.param("  b: c,", 6, "c", id="flow over lines, comma at the end"),
        pytest.param("  b: c, # x", 6, "c", id="flow over lines, comma before a comment"),
        pytest.param("  b: c, d: e", 6, "c", id="flow over lines, comma before a key"),
        pytest.param("  b: c }", 6, "c", id="flow over lines, bracket"),
        pytest.param('{"a":"b","c":1}', 6, '"b"', id="JSON text"),
        pytest.param('{"a":"b","c":1}', 14, "1", id="JSON number"),
    ],
)
def test_a_scalar_is_underlined_to_its_end(line: str, column: int, text: str) -> None:
    assert underlined(line, column) == text


@pytest.mark.parametrize(
    ("line", "column", "pointer", "text"),
    [
        pytest.param("title: x", 1, "/info/title", "title", id="plain"),
        pytest.param("/a/{b}~c :", 1, "/channels/~1a~1{b}~0c", "/a/{b}~c", id="escaped pointer"),
        pytest.param("'it''s': x", 1, "/it's", "'it''s'", id="single quotes"),
        pytest.param(r'{"\u00e9":1}', 2, "/é", r'"\u00e9"', id="double quotes"),
        pytest.param(r'"\x65": 1', 1, "/x65", None, id="an escape that JSON does not know"),
        pytest.param("- title: x", 3, "/tags/0/title", "title", id="in an item"),
    ],
)
def test_a_key_is_underlined_to_its_end(
    line: str, column: int, pointer: str, text: str | None
) -> None:
    assert underlined(line, column, pointer) == text


@pytest.mark.parametrize(
    ("line", "column", "pointer"),
    [
        pytest.param("  title: x", 3, "/info", id="the first key of an object"),
        pytest.param("info: {title: x}", 7, "/info", id="flow object"),
        pytest.param("tags: [a]", 7, "/tags", id="flow array"),
        pytest.param("- a", 1, "/tags", id="array"),
        pytest.param("-", 1, "/tags", id="array, empty item"),
        pytest.param("a: |", 4, "/a", id="literal block scalar"),
        pytest.param("a: >-", 4, "/a", id="folded block scalar"),
        pytest.param("a: &b c", 4, "/a", id="anchor"),
        pytest.param("a: !!str c", 4, "/a", id="tag"),
        pytest.param("a: 'begins", 4, "/a", id="text over several lines"),
        pytest.param("a:", 3, "/a", id="nothing"),
        pytest.param("a:", 9, "/a", id="behind the end"),
        pytest.param("", 1, "/a", id="empty line"),
        pytest.param("title: x", 1, "", id="the whole file"),
        pytest.param("a: " + "b" * 2_000, 4, "/a", id="very long"),
    ],
)
def test_of_anything_else_no_end_is_known(line: str, column: int, pointer: str) -> None:
    assert underlined(line, column, pointer) is None


def test_lines_are_those_of_the_texts() -> None:
    sources = Sources({"a.yaml": "a: 1\nbcd: 2\n"})
    assert sources.line(Location("a.yaml", 2)) == "bcd: 2"
    assert sources.end(Location("a.yaml", 2, 1, "/bcd")) == 4
    assert sources.line(Location("a.yaml", 9)) == ""
    assert sources.line(Location("b.yaml", 1)) == ""
