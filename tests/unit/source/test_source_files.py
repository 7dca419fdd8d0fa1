"""Reading files: what is refused, and how it is said."""

import gc
from typing import Any

import pytest

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Location, Related


def test_a_missing_document_is_reported_by_the_name_the_user_typed(folder: Any) -> None:
    assert folder.load() is None
    assert folder.only.code == "file-missing"
    assert folder.only.at == Location("specs/api.yaml")


def test_a_folder_is_not_a_document(folder: Any) -> None:
    (folder.path / "specs/api.yaml").mkdir(parents=True)

    assert folder.load() is None
    assert folder.only.code == "file-unreadable"
    assert "it is a folder" in folder.only.message


def test_links_in_a_circle_cannot_be_read(folder: Any) -> None:
    folder.write({"specs/other.yaml": ""})
    (folder.path / "specs/api.yaml").symlink_to("api.yaml")

    assert folder.load() is None
    assert folder.codes == ["file-unreadable"]


def test_bytes_that_are_not_utf_8_are_reported_with_their_line(folder: Any) -> None:
    folder.write({"specs/api.yaml": b"a: 1\nb: caf\xe9\n"})

    assert folder.load() is None
    assert folder.only.code == "file-unreadable"
    assert folder.only.at.line == 2
    assert "UTF-8" in folder.only.hint


def test_a_file_over_the_limit_is_not_read(folder: Any) -> None:
    folder.limits = Limits(file_bytes=10)
    folder.write({"specs/api.yaml": "a: 1234567"})
    assert folder.load() is not None

    folder.write({"specs/api.yaml": "a: 12345678"})
    assert folder.load() is None
    assert folder.codes == ["limit-size"]


def test_all_files_together_have_a_limit(folder: Any) -> None:
    folder.limits = Limits(total_bytes=40)
    folder.write({"specs/api.yaml": "a: {$ref: b.yaml}\n", "specs/b.yaml": "x" * 22})
    assert folder.check() == []

    folder.write({"specs/b.yaml": "x" * 23})
    (found,) = folder.check()
    assert (found.code, found.at.file) == ("limit-size", "specs/b.yaml")
    assert found.message == "with `specs/b.yaml`, the files hold more than 40 bytes"
    assert found.hint == "raise `--limit total-bytes`"


def test_there_is_a_limit_to_the_number_of_files(folder: Any) -> None:
    folder.limits = Limits(files=2)
    folder.write(
        {
            "specs/api.yaml": "a: {$ref: b.yaml}\nc: {$ref: c.yaml}\n",
            "specs/b.yaml": "x: 1",
            "specs/c.yaml": "x: 1",
        }
    )
    (found,) = folder.check()

    assert (found.code, found.at.file) == ("limit-files", "specs/c.yaml")
    assert [one.at.pointer for one in found.related] == ["/c/$ref"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2,],}', {"a": [1, 2]}),
        ("{'a': b}", {"a": "b"}),
        ("a: b\n", {"a": "b"}),
    ],
)
def test_json_that_is_yaml_is_read_with_a_warning(folder: Any, text: str, value: object) -> None:
    folder.write({"specs/api.json": text})

    assert folder.bundle(root="specs/api.json").document.root == value
    assert (folder.only.code, folder.only.severity) == ("json-syntax", "warning")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{"a": "b" // one\n}', ["json-syntax"]),
        ('{"a": 1', ["json-syntax"]),
        ('{"a": 1, "a": 2,}', ["yaml-duplicate-key", "json-syntax"]),
        ('{"a": 1, "a": 2}', ["yaml-duplicate-key"]),
    ],
)
def test_json_that_is_not_yaml_either_is_an_error(folder: Any, text: str, codes: list[str]) -> None:
    folder.write({"specs/api.json": text})

    assert folder.load(root="specs/api.json") is None
    assert folder.codes == codes
    assert folder.diagnostics.has_errors


def test_json_in_a_file_that_is_named_yaml_is_read_as_json(folder: Any) -> None:
    folder.write({"specs/api.yaml": r'{"a": "\ud83d\ude00", "' + "k" * 2000 + '": "/\x7f"}'})

    assert folder.bundle().document.root == {"a": "\N{GRINNING FACE}", "k" * 2000: "/\x7f"}
    assert folder.codes == []


def test_what_is_beyond_a_limit_is_told_nothing_else(folder: Any) -> None:
    folder.limits = Limits(depth=2)
    folder.write({"specs/api.yaml": "a: .inf\nb: [[1]]\n"})

    assert folder.load() is None
    assert folder.codes == ["limit-depth"]


def test_a_duplicate_key_names_both_places(folder: Any) -> None:
    folder.write({"specs/api.yaml": "info:\n  title: A\n  title: B\n"})

    assert folder.load() is None
    assert folder.only.at == Location("specs/api.yaml", 3, 3, "/info/title")
    assert folder.only.related == (
        Related("it first stands here", Location("specs/api.yaml", 2, 3, "/info/title")),
    )


def test_a_status_as_a_key_comes_with_the_hint_to_quote_it(folder: Any) -> None:
    folder.write({"specs/api.yaml": "responses:\n  200: OK\n"})

    assert folder.load() is None
    assert folder.only.at == Location("specs/api.yaml", 2, 3, "/responses/200")
    assert folder.only.hint == "quote it: `'200'`"


def test_all_faults_of_a_file_are_reported_at_once(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: .inf\nb: *x\nb: !t 1\n1: 2\n"})

    assert folder.load() is None
    assert folder.codes == [
        "yaml-number",
        "yaml-alias",
        "yaml-duplicate-key",
        "yaml-tag",
        "yaml-key-not-string",
    ]


def test_a_warning_does_not_keep_a_file_from_being_read(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: &a {x: 1}\nb: {<<: *a}\n"})

    assert folder.bundle().document.root == {"a": {"x": 1}, "b": {"x": 1}}
    assert folder.codes == ["yaml-merge"]


def test_a_fault_in_another_file_says_which_reference_led_there(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "channels:\n  a:\n    $ref: other.yaml\n",
            "specs/other.yaml": "x: [1\n",
        }
    )
    (found,) = folder.check()

    assert (found.code, found.at.file) == ("yaml-syntax", "specs/other.yaml")
    assert found.related == (
        Related("reached from here", Location("specs/api.yaml", 3, 11, "/channels/a/$ref")),
    )


@pytest.mark.parametrize("name", ["event.proto", "event.raml"])
def test_a_file_in_another_language_is_its_text(folder: Any, name: str) -> None:
    text = "// a comment\nmessage Event {}\n"
    folder.write({"specs/api.yaml": f"schema: {{$ref: {name}}}\n", f"specs/{name}": text})
    schema = folder.bundle().root.get("schema")

    assert schema is not None
    assert schema.value == text


def test_the_garbage_collector_is_left_as_it_was(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: ["})

    folder.load()
    assert gc.isenabled()

    gc.disable()
    try:
        folder.load()
        assert not gc.isenabled()
    finally:
        gc.enable()
