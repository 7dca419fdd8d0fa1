"""What is added to files of a project: at the end, once, and nothing else of them changes."""

import tomllib

import pytest
import yaml

from asyncapi_pygen.configuring import beginning
from asyncapi_pygen.configuring.beginning import (
    NewTarget,
    NotAddedError,
    attributes_line,
    hook_block,
    target_block,
    with_hook,
    with_lines,
    with_target,
)

VOICE = NewTarget(name="voice", spec="specs/voice.yaml", output="src/voice")
HOOK = hook_block("")

PROJECTS = {
    "none": "",
    "usual": '[project]\nname = "a"\n',
    "no line end": "[tool.a]\nb = 1",
    "comment at the end": "[tool.a]\nb = 1\n# [tool.asyncapi-pygen",
    "text at the end": 'a = """\n[tool.asyncapi-pygen]\n"""',
    "line ends of Windows": '[project]\r\nname = "a"\r\n',
    "byte order mark": '\ufeff[project]\nname = "a"\n',
    "no number": "x = nan\ny = [inf, -inf]\n",
    "array of tables": "[[tool.other]]\na = 1\n[[tool.other]]\n",
    "dotted": "tool.other.a = 1\n",
    "targets": "[tool.asyncapi-pygen.targets.other]\nspec = 'a'\noutput = 'b'\n",
    "ours above": "[tool.asyncapi-pygen]\nlenient = true\n[tool.b]\n",
    "ours dotted": "[tool]\nasyncapi-pygen.lenient = true\n",
}


@pytest.mark.parametrize("text", PROJECTS.values(), ids=PROJECTS)
def test_a_target_is_appended(text: str) -> None:
    try:
        after = with_target(text, VOICE)
    except NotAddedError:
        assert "asyncapi-pygen.lenient" in text
        return
    assert after.startswith(text)
    found = tomllib.loads(after.removeprefix("\ufeff"))["tool"]["asyncapi-pygen"]
    assert found["targets"]["voice"] == {"spec": "specs/voice.yaml", "output": "src/voice"}
    assert ("\r\n" in after) is ("\r\n" in text)
    assert after.count("\r\n") in (0, after.count("\n"))


REFUSING = {
    "no TOML": "[tool",
    "inline": "tool = {asyncapi-pygen = {lenient = true}}\n",
    "a table of its own": "[tool]\nasyncapi-pygen = {}\n",
    "the target": "[tool.asyncapi-pygen.targets.voice]\nspec = 'other'\n",
    "targets are no table": "[tool.asyncapi-pygen]\ntargets = 1\n",
    "the tool is no table": "tool = 1\n",
    "an array": "[[tool.asyncapi-pygen]]\n",
}


@pytest.mark.parametrize("text", REFUSING.values(), ids=REFUSING)
def test_what_would_say_something_else_is_refused(text: str) -> None:
    with pytest.raises(NotAddedError):
        with_target(text, VOICE)


@pytest.mark.parametrize(
    "path", ['a"b', "a\\b", "a\nb", "caf\xe9", "\x7f\x00\x1b", "#", "'''", "{}"]
)
def test_a_path_is_a_text_whatever_it_is(path: str) -> None:
    target = NewTarget(name="voice", spec=path, output=path)
    found = tomllib.loads(with_target("", target))["tool"]["asyncapi-pygen"]["targets"]
    assert found == {"voice": {"spec": path, "output": path}}


def test_a_name_that_would_be_another_table_is_refused() -> None:
    with pytest.raises(NotAddedError, match="what it says would not be what it says now"):
        with_target("", NewTarget(name="a.b", spec="a", output="b"))


def test_the_comments_say_what_could_be_set_and_are_valid_without_their_sign() -> None:
    block = target_block(VOICE, first=True)
    assert tomllib.loads(block)["tool"]["asyncapi-pygen"]["targets"]["voice"].keys() == {
        "spec",
        "output",
    }
    uncommented = "".join(
        line.removeprefix("# ") for line in block.splitlines(keepends=True) if " = " in line
    )
    assert tomllib.loads(uncommented).keys() >= {"overlays", "adapters", "backend", "role"}
    assert target_block(VOICE, first=False) == (
        '[tool.asyncapi-pygen.targets.voice]\nspec = "specs/voice.yaml"\noutput = "src/voice"\n'
    )


def test_without_a_document_there_is_a_table_with_comments() -> None:
    assert tomllib.loads(with_target("", None)) == {"tool": {"asyncapi-pygen": {}}}


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("src/voice", "/src/voice/** linguist-generated"),
        ("a b/voice", '"/a b/voice/**" linguist-generated'),
        ("a[1]/voice", '"/a\\\\[1\\\\]/voice/**" linguist-generated'),
        ('a"b/voice', '"/a\\"b/voice/**" linguist-generated'),
    ],
)
def test_the_line_of_attributes(output: str, line: str) -> None:
    assert attributes_line(output) == line


def test_lines_that_are_there_are_not_added_again() -> None:
    lines = ["/a/** linguist-generated", "/b/** linguist-generated"]
    after = with_lines("*.txt text\n  /a/** linguist-generated", lines)
    assert after == ("*.txt text\n  /a/** linguist-generated\n/b/** linguist-generated\n")
    assert with_lines(after, lines) == after
    assert with_lines("", lines) == "".join(f"{line}\n" for line in lines)


HOOKS = {
    "usual": "repos:\n  - repo: https://a/b\n    rev: v1\n    hooks:\n      - id: x\n",
    "not indented": "repos:\n- repo: https://a/b\n  hooks:\n  - id: x\n",
    "no line end": "repos:\n  - repo: a\n    hooks:\n      - id: x",
    "more below": "repos:\n  - repo: a\n    hooks: [{id: x}]\n\n# about CI\nci:\n  skip: [x]\n",
    "comments": "# top\nrepos:\n  # first\n  - repo: a # its own\n    hooks:\n      - id: x\n      # end\n",
    "text at the end": "repos:\n  - repo: a\n    hooks:\n      - id: x\n        entry: |\n          a\n\n          b\nci: {}\n",
    "folded at the end": "repos:\n  - repo: a\n    hooks:\n      - id: x\n        entry: >-\n          a\n          b\n",
    "flow over lines": "repos:\n  - {repo: a, hooks: [\n      {id: x}\n    ]}\nci: {}\n",
    "quoted over lines": 'repos:\n  - repo: a\n    hooks:\n      - id: "x\n          y"\n',
    "anchors": "x: &x {id: x}\nrepos:\n  - repo: a\n    hooks:\n      - *x\n",
    "wide": "repos:\n        - repo: a\n          hooks:\n            - id: x\n",
    "dash alone": "repos:\n  -\n    repo: a\n    hooks:\n      - id: x\n",
    "line ends of Windows": "repos:\r\n  - repo: a\r\n    hooks:\r\n      - id: x\r\nci: {}\r\n",
    "a start": "---\nrepos:\n  - repo: a\n    hooks: []\n",
    "no value": "repos:\n  - repo: a\n    hooks:\n",
}


@pytest.mark.parametrize("text", HOOKS.values(), ids=HOOKS)
def test_a_hook_is_added_to_the_end_of_the_list(text: str) -> None:
    after = with_hook(text, HOOK)
    (added,) = yaml.safe_load(HOOK)
    before = yaml.safe_load(text)
    assert yaml.safe_load(after) == {**before, "repos": [*before["repos"], added]}
    # Nothing but whole lines came in, at one place.
    old, new = text.splitlines(), after.splitlines()
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    assert new[:start] + new[start + len(new) - len(old) :] == old
    assert after.count("\r\n") in (0, after.count("\n"))
    assert with_hook(after, HOOK) == after


def test_a_file_of_hooks_is_begun() -> None:
    assert yaml.safe_load(with_hook("", HOOK)) == {"repos": yaml.safe_load(HOOK)}


@pytest.mark.parametrize(
    "text",
    [
        "repos: []\n",
        "repos: [{repo: a}]\n",
        "repos:\n",
        "ci: {}\n",
        "- a\n",
        "text\n",
        "repos: {a: b}\n",
        "repos:\n  - a\n---\nb\n",
        "repos: [\n",
        "a: !!python/object:os.system {}\nrepos:\n  - repo: a\n",
    ],
)
def test_a_file_of_hooks_that_has_no_such_list_is_refused(text: str) -> None:
    with pytest.raises(NotAddedError):
        with_hook(text, HOOK)


def test_a_hook_at_a_wrong_place_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "_last_line", lambda _text, _node: 0)
    with pytest.raises(NotAddedError, match="what it says would not be what it says now"):
        with_hook(HOOKS["usual"], HOOK)


def test_any_hook_of_ours_is_enough() -> None:
    text = "repos:\n  - repo: a\n    hooks:\n      - id: asyncapi-pygen-generate\n"
    assert with_hook(text, HOOK) == text
