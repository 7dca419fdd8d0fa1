"""References to files: inside of the document's folder by where a path leads, whatever it says."""

import os
from pathlib import Path
from typing import Any

import pytest


def follow(folder: Any, reference: str) -> Any:
    folder.write({"specs/api.yaml": f"start: {{$ref: '{reference}'}}"})
    return folder.bundle().root.get("start")


@pytest.fixture(autouse=True)
def secret(folder: Any) -> Path:
    """Write a file that no reference may reach, beside the document's folder."""
    folder.write({"secret.yaml": "secret: 1", "specs/sub/x.yaml": "x: 1"})
    return folder.path / "secret.yaml"


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.yaml",
        "sub/../../secret.yaml",
        "./sub/./../../secret.yaml",
        "%2e%2e/secret.yaml",
        "%2E%2E%2Fsecret.yaml",
        "sub/..%2f../secret.yaml",
        "..",
        "/etc/hostname",
        "%2Fetc/hostname",
        "//etc/hostname%2F..",
        "%2F%2Fetc/hostname",
        "/proc/self/environ",
        "file:///etc/hostname",
        "file:/etc/hostname",
        "FILE://localhost/etc/hostname",
        "file://server/share/x.yaml",
        "file:////server/share/x.yaml",
        "C:/windows/win.ini",
        "c:windows",
        r"\\server\share",
        r"%5C%5Cserver\share",
    ],
)
def test_what_is_outside_is_not_read(folder: Any, reference: str) -> None:
    assert follow(folder, reference) is None
    (code,) = folder.codes
    assert code == ("ref-remote" if reference.startswith("//") else "ref-outside")
    assert list(folder.bundle().texts) == ["specs/api.yaml"]


def test_a_link_is_judged_by_where_it_leads(folder: Any, secret: Path) -> None:
    folder.write({"specs/inside.yaml": "x: 1"})
    (folder.path / "specs/out.yaml").symlink_to("../secret.yaml")
    (folder.path / "specs/in.yaml").symlink_to("inside.yaml")
    (folder.path / "specs/up").symlink_to("..", target_is_directory=True)

    assert follow(folder, "out.yaml") is None
    assert follow(folder, "up/secret.yaml") is None
    assert folder.codes == ["ref-outside", "ref-outside"]
    assert follow(folder, "in.yaml").document.name == "specs/inside.yaml"


def test_a_document_that_is_a_link_is_in_the_folder_that_it_leads_to(folder: Any) -> None:
    folder.write({"real/api.yaml": "start: {$ref: x.yaml}", "real/x.yaml": "x: 1"})
    (folder.path / "specs/linked.yaml").symlink_to("../real/api.yaml")

    assert folder.bundle(root="specs/linked.yaml").root.get("start").value == {"x": 1}


def test_all_spellings_of_a_path_are_one_document(folder: Any) -> None:
    (folder.path / "specs/link.yaml").symlink_to("sub/x.yaml")
    uri = (folder.path / "specs/sub/x.yaml").as_uri()
    spellings = ["sub/x.yaml", "./sub/../sub/x.yaml", "sub/%78.yaml", "link.yaml", uri]
    spellings += [uri.replace("file://", "file://localhost"), str(folder.path / "specs/sub/x.yaml")]
    folder.write({"specs/api.yaml": "".join(f"- {{$ref: '{one}#/x'}}\n" for one in spellings)})
    bundle = folder.bundle()
    ends = {node.follow() for node in bundle.root.elements()}

    assert [end.id for end in ends] == ["sub/x.yaml#/x"]
    assert list(bundle.texts) == ["specs/api.yaml", "specs/sub/x.yaml"]
    assert folder.codes == []


def test_a_file_uri_is_percent_decoded(folder: Any) -> None:
    folder.write({"specs/a b#.yaml": "x: 1"})

    assert follow(folder, (folder.path / "specs/a b#.yaml").as_uri()).value == {"x": 1}


@pytest.mark.parametrize("reference", ["file:x.yaml", "file:///x.yaml?y", "file:"])
def test_a_file_uri_has_an_absolute_path(folder: Any, reference: str) -> None:
    assert follow(folder, reference) is None
    assert folder.codes == ["ref-syntax"]


def test_upper_and_lower_case_are_told_apart_as_the_file_system_does(folder: Any) -> None:
    other = folder.path / "specs/sub/X.yaml"
    if other.exists():
        pytest.skip("this file system takes both for one")
    assert follow(folder, "sub/X.yaml") is None
    assert (folder.only.code, folder.only.hint) == ("file-missing", "did you mean `sub/x.yaml`?")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(folder: Any) -> None:
    os.mkfifo(folder.path / "specs/pipe.yaml")

    assert follow(folder, "pipe.yaml") is None
    assert folder.codes == ["file-unreadable"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs device files")
def test_a_device_is_not_read(folder: Any) -> None:
    (folder.path / "specs/zero.yaml").symlink_to("/dev/zero")
    folder.write({"specs/api.yaml": "start: {$ref: zero.yaml}"})
    bundle = folder.load(ref_roots=("/dev",))

    assert bundle.root.get("start") is None
    assert folder.codes == ["file-unreadable"]


def test_a_folder_is_not_a_file(folder: Any) -> None:
    assert follow(folder, "sub") is None
    assert folder.codes == ["file-unreadable"]
