import ast
import io
import textwrap
import tokenize
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering.code import (
    Code,
    comment,
    docstring,
    identifier,
    literal,
    markdown,
    markdown_comment,
    mermaid,
)

Test = Callable[[str], None]

HOSTILE = [
    '"""',
    "'''",
    '"',
    "\\",
    'ends with "',
    "ends with \\",
    '"begins',
    "a\rb",
    "a\r\nb",
    "a\u2028b",
    "a\x0cb",
    "nul\x00",
    "\ufeffmark",
    "{{ x }}",
    "\\N{DASH}",
    "tab\there",
    "\ud800",
]


def hostile(test: Test) -> Test:
    for text in HOSTILE:
        test = example(text)(test)
    return test


@hostile
@given(st.text())
def test_a_literal_is_the_text_again(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text


@hostile
@given(st.text())
def test_a_literal_is_one_printable_line(text: str) -> None:
    assert not set(map(unicodedata.category, literal(text))) & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_an_emoji_that_only_newer_pythons_know_is_written_as_it_is() -> None:
    assert literal("\N{PILE OF POO}\U0001fae8") == '"\N{PILE OF POO}\U0001fae8"'


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none())
def test_a_literal_is_the_value_again(value: float | None) -> None:
    found = ast.literal_eval(literal(value))
    assert found == value
    assert type(found) is type(value)


@given(st.binary())
@example(b"\"'\\\n\xe9")
def test_bytes_are_a_literal_in_one_printable_line(value: bytes) -> None:
    written = literal(value)
    assert ast.literal_eval(written) == value
    assert written.isascii()
    assert written.isprintable()


def test_empty_bytes_are_quoted_as_formatters_quote() -> None:
    assert literal(b"") == 'b""'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_without_a_literal_is_refused(value: float) -> None:
    with pytest.raises(InternalError):
        literal(value)


@pytest.mark.parametrize(
    ("text", "written"),
    [("plain", '"plain"'), ("it's", '"it\'s"'), ('say "x"', "'say \"x\"'"), ("é", '"é"')],
)
def test_a_literal_is_quoted_as_formatters_quote(text: str, written: str) -> None:
    assert literal(text) == written


def squeezed(text: str) -> str:
    return "".join(text.split())


@hostile
@given(st.text().filter(str.strip))
def test_a_docstring_is_one_docstring_with_the_same_words(text: str) -> None:
    source = f"class C:\n    {docstring(text, indent=4)}\n    x = 1\n"
    (definition,) = ast.parse(source.encode("utf-8", "surrogatepass")).body
    assert isinstance(definition, ast.ClassDef)
    assert [type(line) for line in definition.body] == [ast.Expr, ast.Assign]
    assert squeezed(ast.get_docstring(definition) or "") == squeezed(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One line.", ['"""One line."""']),
        ("First.\n\n\nSecond.", ['"""First.', "", "Second.", '"""']),
        ("  Margin.\n      deeper\n    less", ['"""Margin.', "  deeper", "less", '"""']),
        ("Title\n\n- an item that is as long as it is, and stays on its line however long", None),
        ('Says "no"', ['"""Says "no\\""""']),
    ],
)
def test_a_docstring_keeps_its_shape(text: str, lines: list[str] | None) -> None:
    found = docstring(text)
    assert found.split("\n") == lines if lines is not None else text.split("\n")[2] in found


def test_a_long_paragraph_is_wrapped_at_the_line_length() -> None:
    found = docstring("word " * 40, indent=4)
    assert max(len(line) for line in textwrap.indent(found, "    ").split("\n")) <= 88


def test_an_empty_docstring_is_our_own_mistake() -> None:
    with pytest.raises(InternalError):
        docstring(" \n ")


@hostile
@given(st.text())
def test_a_comment_is_one_comment(text: str) -> None:
    source = f"class C:\n    {comment(text)}\n    x = 1\n"
    (definition,) = ast.parse(source.encode("utf-8", "surrogatepass")).body
    assert isinstance(definition, ast.ClassDef)
    assert [type(line) for line in definition.body] == [ast.Assign]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    assert [token.string for token in tokens if token.type == tokenize.COMMENT] == [comment(text)]


@pytest.mark.parametrize("name", ["", "a b", "1a", "class", "\N{LATIN SMALL LIGATURE FI}le", "a;b"])
def test_what_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(InternalError):
        identifier(name)


def test_an_identifier_is_code_as_it_stands() -> None:
    assert isinstance(identifier("call_id"), Code)
    assert identifier("type") == "type"


@given(st.text())
def test_markdown_is_one_line_whose_mark_up_is_escaped(text: str) -> None:
    found = markdown(text)
    assert "\n" not in found
    assert "|" not in found.replace("\\|", "")
    assert "<" not in found.replace("\\<", "")


@given(st.text())
def test_a_markdown_comment_ends_where_it_should(text: str) -> None:
    found = markdown_comment(text)
    assert found.endswith(" -->")
    assert "-->" not in found[:-3]
    assert "\n" not in found


@given(st.text())
def test_a_mermaid_label_has_its_quotes_at_its_ends_alone(text: str) -> None:
    assert mermaid(text).count('"') == 2
    assert "\n" not in mermaid(text)
