"""TOML with places: each key and value stands where the file says it, however it is written."""

import re
import tomllib
from pathlib import Path

import pytest

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.source import toml_text
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.toml_text import TABLE, has_table


def read(folder: Path, text: str) -> tuple[Document | None, list[Diagnostic]]:
    path = folder / "pyproject.toml"
    path.write_bytes(text.encode())
    diagnostics = Diagnostics()
    document = Files(Limits(), diagnostics).settings(path, path.name)
    return document, list(diagnostics)


def places(document: Document) -> dict[str, str]:
    """Return, for each key below our table, what stands where it and where its value is said to."""
    lines = document.text.split("\n")
    found: dict[str, str] = {}

    def walk(value: object, pointer: tuple[str, ...]) -> None:
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in members:
            path = (*pointer, str(key))
            told = []
            for is_key in (True, False):
                at = document.location(path, key=is_key)
                told.append(lines[at.line - 1][at.column - 1 :][:6])
            found[".".join(path[2:])] = " | ".join(told)
            if isinstance(inner, dict | list):
                walk(inner, path)

    walk(document.root["tool"]["asyncapi-pygen"], TABLE)
    return found


HOSTILE = '''\
# [tool.asyncapi-pygen] and spec = "none" in a comment
title = """
[tool.asyncapi-pygen]
spec = "in a text"
""" # "
other = \'\'\'
[tool.asyncapi-pygen.targets.none]\'\'\'
date = 1979-05-27T07:32:00Z
"asyncapi-pygen" = {spec = "elsewhere", list = ["]", '[', """}""", [1, {a = 2}]]}
[tool.other]
asyncapi-pygen.spec = "another's"
[ tool . "asyncapi-pygen" ] # "
  spec = 'caf\xe9 # "' # spec = 1
"lenient"=true
\'limits\'.depth = 0x1_0
limits . "no\\u0064es"   =   2 # \U0001f4a9
levels = {a = "]", "b.c" = \'}\', d.e = [ # [
  1, # ]
  [{f = 2}, "\\"", \'\'\'
]\'\'\'],
]}
[tool.unrelated]
[[tool.asyncapi-pygen.actions]]
target = "$.\xe9"
[tool.asyncapi-pygen.actions.update]
x.y = 1
[[tool.asyncapi-pygen.actions]]
"target" = """\\
  $.b"""
[[tool.asyncapi-pygen.actions.inner]]
a = 1
[[tool.asyncapi-pygen.actions.inner]]
b.c = 2
[tool.asyncapi-pygen.actions.inner.deep]
d = +3
'''


def test_hostile_text_moves_no_place(tmp_path: Path) -> None:
    document, found = read(tmp_path, HOSTILE)
    assert document is not None, found
    assert document.root == {
        "tool": {"asyncapi-pygen": tomllib.loads(HOSTILE)["tool"]["asyncapi-pygen"]}
    }
    assert places(document) == {
        "spec": "spec = | 'caf\xe9 ",
        "lenient": '"lenie | true',
        "limits": "'limit | 0x1_0",
        "limits.depth": "depth  | 0x1_0",
        "limits.nodes": '"no\\u0 | 2 # \U0001f4a9',
        "levels": 'levels | {a = "',
        "levels.a": 'a = "] | "]", "',
        "levels.b.c": "\"b.c\"  | '}', d",
        "levels.d": "d.e =  | [ # [",
        "levels.d.e": "e = [  | [ # [",
        "levels.d.e.0": "1, # ] | 1, # ]",
        "levels.d.e.1": "[{f =  | [{f = ",
        "levels.d.e.1.0": "{f = 2 | {f = 2",
        "levels.d.e.1.0.f": 'f = 2} | 2}, "\\',
        "levels.d.e.1.1": '"\\"",  | "\\"", ',
        "levels.d.e.1.2": "''' | '''",
        "actions": "action | action",
        "actions.0": "action | action",
        "actions.0.target": 'target | "$.\xe9"',
        "actions.0.update": "update | update",
        "actions.0.update.x": "x.y =  | 1",
        "actions.0.update.x.y": "y = 1 | 1",
        "actions.1": "action | action",
        "actions.1.target": '"targe | """\\',
        "actions.1.inner": "inner] | inner]",
        "actions.1.inner.0": "inner] | inner]",
        "actions.1.inner.0.a": "a = 1 | 1",
        "actions.1.inner.1": "inner] | inner]",
        "actions.1.inner.1.b": "b.c =  | 2",
        "actions.1.inner.1.b.c": "c = 2 | 2",
        "actions.1.inner.1.deep": "deep] | deep]",
        "actions.1.inner.1.deep.d": "d = +3 | +3",
    }


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_and_a_byte_order_mark_move_no_place(tmp_path: Path, end: str) -> None:
    text = "\ufeff" + '[tool.asyncapi-pygen]\nx = """\n\n"""\nspec = "a"\n'.replace("\n", end)
    document, _ = read(tmp_path, text)
    assert document is not None
    at = document.location((*TABLE, "spec"), key=True)
    assert (at.line, at.column) == (5, 1)


def test_only_our_table_is_read(tmp_path: Path) -> None:
    document, found = read(tmp_path, "[project]\nwhen = 2026-01-01\n[tool.a]\nb = inf\n")
    assert document is not None
    assert (document.root, found) == ({"tool": {}}, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[tool.asyncapi-pygen]\nspec = 'a\n", 2),
        ("a = 1\na = 2\nb = 3\n", 2),
        ("[tool.asyncapi-pygen]\nspec", 2),
        ("[a]\n[b]\n[a]\n", 3),
    ],
)
def test_what_is_no_toml_is_told_where_it_stops(tmp_path: Path, text: str, line: int) -> None:
    document, (found,) = read(tmp_path, text)
    assert document is None
    assert (found.code, found.at.line) == ("config-syntax", line)
    assert " (at " not in found.message
    assert re.fullmatch(r"the text is not TOML: [a-z].+", found.message)


@pytest.mark.parametrize("value", ["1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "inf", "nan"])
def test_what_json_has_no_form_for_is_told_at_its_place(tmp_path: Path, value: str) -> None:
    document, (found,) = read(tmp_path, f"[tool.asyncapi-pygen]\nx = [1,\n {value}]\n")
    assert document is None
    assert (found.code, found.at.line, found.at.column) == ("config-value", 3, 2)
    assert found.at.pointer == "/tool/asyncapi-pygen/x/1"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("9" * 5_000, "config-syntax"),
        (f"0x{'f' * 5_000}", "config-value"),
        ("9" * 402, "config-value"),
    ],
)
def test_a_number_of_very_many_digits_is_refused(tmp_path: Path, number: str, code: str) -> None:
    text = f"[tool.asyncapi-pygen]\nx = {number}\n"
    document, (found,) = read(tmp_path, text)
    assert document is None
    assert found.code == code
    assert has_table(text)
    assert read(tmp_path, f"[tool.asyncapi-pygen]\nx = {'9' * 400}\n")[0] is not None


def test_values_that_are_nested_beyond_the_stack_are_refused(tmp_path: Path) -> None:
    document, (found,) = read(tmp_path, f"asyncapi-pygen = {'[' * 9_999}{']' * 9_999}\n")
    assert document is None
    assert (found.code, found.message) == (
        "config-syntax",
        "the text is not read: values are nested too deeply",
    )


def test_a_key_of_very_many_parts_is_read(tmp_path: Path) -> None:
    key = ".".join("abcdefgh"[index % 8] for index in range(150))
    document, found = read(tmp_path, f"[tool.asyncapi-pygen]\n{key} = 1\n")
    assert document is not None, found
    assert document.location((*TABLE, *key.split("."))).line == 2


@pytest.mark.parametrize("seen", range(0, 60, 3))
def test_a_grammar_that_sees_less_makes_places_vague_and_no_value_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: int
) -> None:
    text = "[tool.asyncapi-pygen]\na.b = [1, {c = 'd'}]\n\"e\" = 1\n[[f]]\n"
    parsed = toml_text._parsed
    monkeypatch.setattr(toml_text, "_parsed", lambda source: parsed(source[:seen]))
    document, found = read(tmp_path, text)
    assert document is not None, found
    assert document.root == {"tool": {"asyncapi-pygen": {"a": {"b": [1, {"c": "d"}]}, "e": 1}}}
    assert document.location((*TABLE, "a", "b", "1", "c")).line in {1, 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool.asyncapi-pygen]", True),
        ("tool.'asyncapi-pygen'.spec = 'a'", True),
        ("[[tool.asyncapi-pygen]]", True),
        ("[tool.asyncapi-pygen", True),
        ("[tool.other\n", False),
        ("[project]\ndependencies = ['asyncapi-pygen']", False),
        ("tool = 'asyncapi-pygen'", False),
        ("# asyncapi-pygen", False),
        ("x = '''\n[tool.asyncapi-pygen]\n'''", False),
        ("", False),
    ],
)
def test_whether_a_text_is_ours(text: str, *, expected: bool) -> None:
    assert has_table(text) is expected
