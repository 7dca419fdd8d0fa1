"""Where the characters of a text stand that is a value of a document."""

from typing import Any

import pytest

from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.texts import characters

TEXT = "one\n  two\n\nthree"


def node(folder: Any, document: str, *pointer: str) -> Node:
    folder.write({"specs/api.yaml": document})
    found: Node | None = folder.bundle().root
    for token in pointer:
        assert found is not None
        found = found.child(token)
    assert found is not None
    return found.follow() or found


def places(at: Node) -> list[tuple[str, int, int]]:
    """Return the file, line and column of each word."""
    locate = characters(at)
    assert locate is not None
    assert isinstance(at.value, str)
    found = [locate(at.value.index(word)) for word in ("one", "two", "three")]
    return [(one.file, one.line, one.column) for one in found]


@pytest.mark.parametrize(
    "header", ["|", "|-", "|+", "|2", "|  # a comment", "&anchor |", "!!str |"]
)
def test_a_literal_block_has_a_line_for_each_of_its_lines(folder: Any, header: str) -> None:
    at = node(folder, f"a:\n  b: {header}\n    one\n      two\n\n    three\n\n  c: 1\n", "a", "b")
    if header == "|2":
        assert characters(at) is not None
        return
    assert [(line, column) for _, line, column in places(at)] == [(3, 5), (4, 7), (6, 5)]


def test_a_block_may_end_with_its_file(folder: Any) -> None:
    at = node(folder, "a: |\n  one\n    two\n\n  three", "a")
    assert places(at) == [
        ("specs/api.yaml", 2, 3),
        ("specs/api.yaml", 3, 5),
        ("specs/api.yaml", 5, 3),
    ]


def test_a_file_of_its_own_is_its_own_place(folder: Any) -> None:
    folder.write({"specs/x.proto": TEXT})
    at = node(folder, "a: {$ref: x.proto}\n", "a")
    assert places(at) == [("specs/x.proto", 1, 1), ("specs/x.proto", 2, 3), ("specs/x.proto", 4, 1)]


@pytest.mark.parametrize(
    "written",
    [
        "a: >\n  one\n\n  two\n\n  three\n",
        'a: "one two three"\n',
        'a: "one\\ntwo\\nthree"\n',
        "a: one two three\n",
        "a: ''\n",
        "a: |\n\n\n",
        "a: |\n  one two three",
    ],
)
def test_a_text_that_is_not_in_its_file_as_it_is_has_no_places(folder: Any, written: str) -> None:
    at = node(folder, written, "a")
    is_block = written.startswith("a: |\n  ")
    assert (characters(at) is not None) is is_block


def test_what_is_no_text_has_no_places(folder: Any) -> None:
    assert characters(node(folder, "a: 1\n", "a")) is None
