"""Nodes: how later stages read a document."""

from typing import Any

import pytest

TEXT = """\
info: {title: Orders, description: 3, deprecated: true, count: 2, tags: [a, 1, b], none: null}
channels:
  one: {$ref: '#/channels/two'}
  two: {address: x}
list: [{$ref: '#/info'}, 2]
"""


@pytest.fixture
def root(folder: Any):
    folder.write({"specs/api.yaml": TEXT})
    return folder.bundle().root


def test_a_child_is_as_written_and_get_follows(root: Any) -> None:
    channels = root.get("channels")

    assert channels.child("one").is_reference
    assert channels.get("one") == channels.child("two")
    assert channels.get("none") is None
    assert root.child("list").child(1).value == 2
    assert root.get("list").get(0) == root.child("info")


def test_items_and_elements_are_as_written(root: Any) -> None:
    assert [(key, node.is_reference) for key, node in root.get("channels").items()] == [
        ("one", True),
        ("two", False),
    ]
    assert [node.pointer for node in root.get("list").elements()] == [("list", "0"), ("list", "1")]
    assert list(root.get("list").items()) == []
    assert list(root.elements()) == []


def test_readers_take_fields_of_their_type_alone(root: Any) -> None:
    info = root.get("info")

    assert (info.text("title"), info.text("description"), info.text("x", "-")) == (
        "Orders",
        "",
        "-",
    )
    assert (info.boolean("deprecated"), info.boolean("title"), info.boolean("x", default=True)) == (
        True,
        False,
        True,
    )
    assert (info.integer("count"), info.integer("deprecated")) == (2, None)
    assert (info.strings("tags"), info.strings("title")) == (("a", "b"), ())
    assert (info.has("none"), info.has("x")) == (True, False)


def test_a_node_knows_its_key_and_places(root: Any) -> None:
    title = root.get("info").child("title")

    assert (title.key, root.key) == ("title", "")
    assert (title.at.column, title.key_at.column) == (15, 8)
    assert title.id == "api.yaml#/info/title"


def test_nodes_are_equal_by_place_and_not_by_value(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: {x: 1}\nb: {x: 1}\n"})
    root = folder.bundle().root

    assert root.child("a") == root.child("a")
    assert root.child("a") != root.child("b")
    assert len({root.child("a"), root.get("a"), root.child("b")}) == 2
