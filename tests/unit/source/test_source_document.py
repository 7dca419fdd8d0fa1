"""Where the parts of a document stand."""

from typing import Any

from asyncapi_pygen.diagnostics import Location


def test_a_value_and_its_key_have_line_column_and_pointer(folder: Any) -> None:
    folder.write({"specs/api.yaml": "info:\n  title: Orders\n  tags:\n    - name: a\n"})
    document = folder.bundle().document

    assert document.location(("info", "title")) == Location("specs/api.yaml", 2, 10, "/info/title")
    assert document.location(("info", "title"), key=True) == Location(
        "specs/api.yaml", 2, 3, "/info/title"
    )
    assert document.location(("info", "tags", "0")) == Location(
        "specs/api.yaml", 4, 7, "/info/tags/0"
    )
    assert document.location(()) == Location("specs/api.yaml", 1, 1, "")


def test_json_has_the_same_places(folder: Any) -> None:
    folder.write({"specs/api.json": '{\n  "info": {"title": "Orders",\n  "tags": [1, 2]}}'})
    document = folder.bundle(root="specs/api.json").document

    assert document.location(("info", "title"), key=True).column == 12
    assert document.location(("info", "tags", "1")) == Location(
        "specs/api.json", 3, 15, "/info/tags/1"
    )


def test_columns_count_code_points(folder: Any) -> None:
    folder.write({"specs/api.yaml": '{"\N{GRINNING FACE}é": 1, b: 2}'})

    assert folder.bundle().document.location(("b",), key=True).column == 11


def test_a_byte_order_mark_is_no_part_of_the_text(folder: Any) -> None:
    folder.write({"specs/api.yaml": b"\xef\xbb\xbfinfo: 1\n"})
    document = folder.bundle().document

    assert document.text == "info: 1\n"
    assert document.location(("info",), key=True).column == 1


def test_all_line_ends_count_alike(folder: Any) -> None:
    folder.write({"specs/api.yaml": b"a: 1\r\nb: 2\rc: 3\nd: 4"})
    document = folder.bundle().document

    assert [document.location((key,)).line for key in "abcd"] == [1, 2, 3, 4]


def test_a_minified_document_has_wide_columns(folder: Any) -> None:
    folder.write({"specs/api.yaml": '{"a": "' + "x" * 100_000 + '", "b": 1}'})

    assert folder.bundle().document.location(("b",)).column == 100_016


def test_a_pointer_to_nothing_gives_the_nearest_parent(folder: Any) -> None:
    folder.write({"specs/api.yaml": "info:\n  tags: [a]\n"})
    document = folder.bundle().document

    assert document.location(("info", "tags", "7", "x")).pointer == "/info/tags"
    assert document.location(("info", "nope"), key=True) == document.location(("info",))


def test_fields_of_a_merge_key_stand_where_they_are_written(folder: Any) -> None:
    folder.write({"specs/api.yaml": "base: &b\n  x: 1\nuse:\n  <<: *b\n  y: 2\n"})
    document = folder.bundle().document

    assert document.location(("use", "x")).line == 2
    assert document.location(("use", "y")).line == 5
