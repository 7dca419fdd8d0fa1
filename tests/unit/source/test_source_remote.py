"""Remote references: what is allowed, what is locked, and what is read of a lock."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Limits
from asyncapi_pygen.source.lock import digest_of
from asyncapi_pygen.source.urls import BadUrlError
from support.web import Answer, Web, web_server

DIGEST = digest_of(b'{"x": 1}')
OTHER = digest_of(b'{"x": 2}')


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server() as found:
        found.serve("/a.json", '{"x": 1}')
        yield found


@pytest.fixture(autouse=True)
def document(folder: Any, web: Web) -> None:
    """Write a document that refers to a remote file, and allow that."""
    folder.write({"specs/api.yaml": f"start: {{$ref: '{web.url}a.json'}}\n"})
    folder.settings["allow_remote"] = (web.url,)


def store(bundle: Any) -> None:
    for file in bundle.to_store:
        file.path.parent.mkdir(exist_ok=True)
        file.path.write_bytes(file.content)


def lock(folder: Any) -> Path:
    return folder.path / "specs/asyncapi-pygen.lock"


def write_lock(folder: Any, web: Web, digest: str = DIGEST) -> None:
    entries = {f"{web.url}a.json": {"sha256": digest}}
    lock(folder).write_text(json.dumps({"version": 1, "files": entries}), "utf-8")


def write_copy(folder: Any, text: str, digest: str = DIGEST) -> Path:
    folder.write({f"specs/asyncapi-pygen.refs/{digest}.json": text})
    return folder.path / f"specs/asyncapi-pygen.refs/{digest}.json"


def test_a_remote_file_is_called_by_its_url(folder: Any, web: Web) -> None:
    bundle = folder.bundle()
    node = bundle.root.get("start").child("x")

    assert node.value == 1
    assert node.id == f"{web.url}a.json#/x"
    assert (node.at.file, node.at.column) == (f"{web.url}a.json", 7)
    assert bundle.locate(node.id) == node.at
    assert bundle.texts[f"{web.url}a.json"] == '{"x": 1}'


def test_nothing_is_fetched_that_is_not_allowed(folder: Any, web: Web) -> None:
    folder.settings["allow_remote"] = (f"{web.url}b/",)
    (found,) = folder.check()

    assert (found.code, found.at.pointer) == ("ref-remote", "/start/$ref")
    assert found.message == f"`{web.url}a.json` would need the network"
    assert found.hint == f"allow it with `--allow-remote {web.url}`, or download the file"
    assert web.asked == []


def test_without_encryption_nothing_can_be_allowed(folder: Any) -> None:
    folder.write({"specs/api.yaml": "start: {$ref: 'http://example.com/a.json'}"})

    (found,) = folder.check()
    assert found.hint == "download the file and refer to the copy; only https is fetched"


def test_a_bad_prefix_is_a_bad_call(folder: Any) -> None:
    folder.settings["allow_remote"] = ("http://example.com/",)
    with pytest.raises(BadUrlError):
        folder.load()


def test_what_was_fetched_is_to_be_stored_with_its_digest(folder: Any, web: Web) -> None:
    bundle = folder.bundle()
    bundle.check_references()
    copy, entries = bundle.to_store

    assert copy.path == folder.path / f"specs/asyncapi-pygen.refs/{DIGEST}.json"
    assert copy.content == b'{"x": 1}'
    assert entries.path == lock(folder)
    assert json.loads(entries.content) == {
        "version": 1,
        "files": {f"{web.url}a.json": {"sha256": DIGEST}},
    }


def test_what_is_locked_needs_neither_the_network_nor_to_be_allowed(folder: Any, web: Web) -> None:
    bundle = folder.bundle()
    bundle.check_references()
    store(bundle)
    web.serve("/a.json", '{"x": 2}')
    folder.settings.clear()
    again = folder.bundle()

    assert again.root.get("start").value == {"x": 1}
    assert list(again.to_store) == []
    assert web.asked == ["/a.json"]


def test_a_document_without_remote_references_has_nothing_to_store(folder: Any, web: Web) -> None:
    write_lock(folder, web)
    folder.write({"specs/api.yaml": "a: 1"})

    assert list(folder.bundle().to_store) == []


def test_the_entries_of_other_documents_stay_in_the_lock(folder: Any, web: Web) -> None:
    other = {"https://example.com/b.json": {"sha256": OTHER}}
    lock(folder).write_text(json.dumps({"version": 1, "files": other}), "utf-8")
    bundle = folder.bundle()
    bundle.check_references()
    *_, entries = bundle.to_store

    assert json.loads(entries.content)["files"] == {
        f"{web.url}a.json": {"sha256": DIGEST},
        **other,
    }


def test_the_lock_may_be_another_file(folder: Any, web: Web) -> None:
    folder.settings["lock"] = folder.path / "locks/remote.json"
    bundle = folder.bundle()
    bundle.check_references()
    copy, entries = bundle.to_store

    assert entries.path == folder.path / "locks/remote.json"
    assert copy.path.parent == folder.path / "locks/remote.refs"


def test_a_copy_that_is_gone_is_fetched_again(folder: Any, web: Web) -> None:
    write_lock(folder, web)
    bundle = folder.bundle()

    assert bundle.root.get("start").value == {"x": 1}
    assert [file.path.name for file in bundle.to_store] == [
        f"{DIGEST}.json",
        "asyncapi-pygen.lock",
    ]


def test_a_copy_that_is_gone_is_not_fetched_if_that_is_not_allowed(folder: Any, web: Web) -> None:
    write_lock(folder, web)
    folder.settings.clear()
    (found,) = folder.check()

    assert found.code == "ref-remote"
    assert found.message.endswith("would need the network: it is locked, but its copy is gone")


def test_a_file_that_is_not_what_was_locked_is_refused(folder: Any, web: Web) -> None:
    write_lock(folder, web, OTHER)
    (found,) = folder.check()

    assert (found.code, found.at.pointer) == ("ref-changed", "/start/$ref")
    assert found.message == (
        f"what `{web.url}a.json` sends is not what was locked: its digest is {DIGEST}, not {OTHER}"
    )
    assert "`generate --update-lock`" in found.hint


def test_a_copy_that_was_changed_is_refused(folder: Any, web: Web) -> None:
    write_lock(folder, web)
    write_copy(folder, '{"x": 2}')
    (found,) = folder.check()

    assert found.code == "ref-changed"
    assert found.message.startswith(f"the copy of `{web.url}a.json` is not what was locked")
    assert web.asked == []


def test_a_copy_that_is_a_folder_cannot_be_read(folder: Any, web: Web) -> None:
    write_lock(folder, web)
    (folder.path / f"specs/asyncapi-pygen.refs/{DIGEST}.json").mkdir(parents=True)
    (found,) = folder.check()

    assert found.code == "file-unreadable"
    assert found.message == f"the copy of `{web.url}a.json` cannot be read: it is a folder"


def test_an_update_fetches_anew(folder: Any, web: Web) -> None:
    write_lock(folder, web, OTHER)
    write_copy(folder, '{"x": 2}', OTHER)
    folder.settings["update_lock"] = True
    bundle = folder.bundle()

    assert bundle.root.get("start").value == {"x": 1}
    *_, entries = bundle.to_store
    assert json.loads(entries.content)["files"] == {f"{web.url}a.json": {"sha256": DIGEST}}


def test_an_update_leaves_what_is_not_allowed_as_it_is(folder: Any, web: Web) -> None:
    write_lock(folder, web)
    write_copy(folder, '{"x": 1}')
    folder.settings.update(update_lock=True, allow_remote=())

    assert folder.bundle().root.get("start").value == {"x": 1}
    assert web.asked == []


def test_a_relative_reference_in_a_remote_file_is_relative_to_its_url(
    folder: Any, web: Web
) -> None:
    web.serve("/sub/b.json", '{"$ref": "../c.yaml#/y"}')
    web.serve("/c.yaml", "y: {z: {$ref: '#/q'}}\nq: 2\n")
    folder.write({"specs/api.yaml": f"start: {{$ref: '{web.url}sub/b.json'}}\n"})
    node = folder.bundle().root.get("start")

    assert node.id == f"{web.url}c.yaml#/y"
    assert node.get("z").value == 2


def test_a_relative_reference_behind_a_redirect_is_relative_to_where_that_led(
    folder: Any, web: Web
) -> None:
    web.redirect("/old/a.json", "/new/a.json")
    web.serve("/new/a.json", '{"x": {"$ref": "b.json"}}')
    web.serve("/new/b.json", "2")
    folder.write({"specs/api.yaml": f"start: {{$ref: '{web.url}old/a.json#/x'}}\n"})
    bundle = folder.bundle()
    assert bundle.root.get("start").value == 2
    store(bundle)
    web.answers.clear()
    again = folder.bundle()

    assert again.root.get("start").value == 2
    assert json.loads(lock(folder).read_bytes())["files"][f"{web.url}old/a.json"] == {
        "sha256": digest_of(b'{"x": {"$ref": "b.json"}}'),
        "location": f"{web.url}new/a.json",
    }


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("file:///etc/hostname", "ref-outside"),
        ("https://example.com/", "ref-remote"),
        ("//example.com/", "ref-remote"),
        ("urn:example:a", "ref-syntax"),
        ("C:/x.json", "ref-syntax"),
        ("http://user@127.0.0.1/", "ref-syntax"),
    ],
)
def test_a_remote_file_leads_no_further_than_is_allowed(
    folder: Any, web: Web, reference: str, code: str
) -> None:
    web.serve("/a.json", json.dumps({"x": {"$ref": reference}}))
    (found,) = folder.check()

    assert (found.code, found.at.file) == (code, f"{web.url}a.json")
    assert [one.at.file for one in found.related] == ["specs/api.yaml"]


def test_a_path_in_a_remote_file_is_not_one_of_this_computer(folder: Any, web: Web) -> None:
    web.serve("/a.json", '{"x": {"$ref": "/etc/hostname"}}')
    (found,) = folder.check()

    assert found.message == "`/etc/hostname` cannot be fetched: the server answers 404 Not Found"


def test_two_spellings_of_a_url_are_one_document(folder: Any, web: Web) -> None:
    folder.write(
        {
            "specs/api.yaml": f"a: {{$ref: '{web.url}a.json#/x'}}\n"
            f"b: {{$ref: '{web.url.replace('http', 'HTTP')}./b/../a.json#/x'}}\n"
        }
    )
    root = folder.bundle().root

    assert root.get("a") == root.get("b")
    assert web.asked == ["/a.json"]


def test_a_file_that_cannot_be_fetched_is_asked_for_once(folder: Any, web: Web) -> None:
    web.answers.clear()
    folder.write(
        {"specs/api.yaml": "".join(f"- {{$ref: '{web.url}a.json#/{n}'}}\n" for n in range(3))}
    )

    assert [found.code for found in folder.check()] == ["ref-unreachable"] * 3
    assert web.asked == ["/a.json"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(b'{"x": '), "json-syntax"),
        (Answer(b"\xff"), "file-unreadable"),
    ],
)
def test_a_fault_in_a_remote_file_is_reported_once_with_the_way_to_it(
    folder: Any, web: Web, answer: Answer, code: str
) -> None:
    web.answers["/a.json"] = answer
    folder.write(
        {"specs/api.yaml": f"a: {{$ref: '{web.url}a.json'}}\nb: {{$ref: '{web.url}a.json#/x'}}\n"}
    )
    (found,) = folder.check()

    assert (found.code, found.at.file) == (code, f"{web.url}a.json")
    assert [one.at.pointer for one in found.related] == ["/a/$ref"]


def test_remote_files_count_as_files(folder: Any, web: Web) -> None:
    folder.limits = Limits(files=1)
    (found,) = folder.check()

    assert found.code == "limit-files"


def test_a_remote_file_in_another_language_is_its_text(folder: Any, web: Web) -> None:
    web.serve("/a.proto?v=1", "// one\nmessage A {}\n")
    folder.write({"specs/api.yaml": f"start: {{$ref: '{web.url}a.proto?v=1'}}\n"})

    assert folder.bundle().root.get("start").value == "// one\nmessage A {}\n"


def test_references_may_go_round_in_remote_schemas(folder: Any, web: Web) -> None:
    web.serve("/a.json", '{"properties": {"b": {"$ref": "b.json"}}}')
    web.serve("/b.json", '{"properties": {"a": {"$ref": "a.json"}}}')
    folder.write({"specs/api.yaml": f"components: {{schemas: {{a: {{$ref: '{web.url}a.json'}}}}}}"})

    assert folder.check() == []


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("[]", ""),
        ("{}", ""),
        ('{"version": 2, "files": {}}', ""),
        ('{"version": 1, "files": []}', ""),
        ('{"version": 1, "files": {"https://e.example/": 1}}', "/files/https:~1~1e.example~1"),
        ('{"version": 1, "files": {"https://e.example/": {}}}', "/files/https:~1~1e.example~1"),
        ('{"version": 1, "files": {"a": {"sha256": "DIGEST"}}}', "/files/a"),
        (
            '{"version": 1, "files": {"https://E.example/": {"sha256": "DIGEST"}}}',
            "/files/https:~1~1E.example~1",
        ),
        (
            '{"version": 1, "files": {"https://e.example/": {"sha256": "DIGEST", "location": "a"}}}',
            "/files/https:~1~1e.example~1",
        ),
        (
            '{"version": 1, "files": {"https://e.example/": {"sha256": "../../secret"}}}',
            "/files/https:~1~1e.example~1",
        ),
    ],
)
def test_a_lock_that_cannot_be_read_is_an_error(folder: Any, text: str, pointer: str) -> None:
    lock(folder).write_text(text.replace("DIGEST", DIGEST), "utf-8")
    (found,) = folder.check()

    assert (found.code, found.at.file) == ("lock-invalid", "specs/asyncapi-pygen.lock")
    assert found.at.pointer == pointer


def test_a_lock_with_a_fault_locks_nothing(folder: Any) -> None:
    lock(folder).write_text("{", "utf-8")

    assert [found.code for found in folder.check()] == ["yaml-syntax"]


def test_a_lock_that_is_a_link_is_not_read(folder: Any) -> None:
    folder.write({"secret.txt": "secret"})
    lock(folder).symlink_to("../secret.txt")
    (found,) = folder.check()

    assert (found.code, found.message) == (
        "lock-invalid",
        "`specs/asyncapi-pygen.lock` is a link",
    )
