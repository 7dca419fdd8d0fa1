"""Which sets of files are refused before anything is looked at."""

from pathlib import PurePosixPath

import pytest

from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner, check_files, why_unsafe
from asyncapi_pygen.errors import InternalError


def text_file(path: str, text: str = "") -> GeneratedFile:
    return GeneratedFile(PurePosixPath(path), text, Owner.OWNED, Kind.TEXT)


@pytest.mark.parametrize(
    "path",
    [
        "voice/models.py",
        "voice/.hidden",
        "tests/test_voice.py",
        "voice/samples/größe.json",
        "voice/console.py",
        "voice/com10.json",
    ],
)
def test_an_ordinary_path_is_safe(path: str) -> None:
    assert why_unsafe(path) is None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "voice//models.py",
        "voice/",
        "../voice.py",
        "voice/../../x",
        "voice/./x",
        "C:/x",
        "voice/a:b",
        "voice\\models.py",
        "voice/a?.json",
        "voice/a\nb",
        "voice/a\u202eb",
        "voice/con",
        "voice/Con.json",
        "voice/nul.tar.gz",
        "voice/COM1.json",
        "voice/lpt9 .txt",
        "voice/a.",
        "voice/a ",
        "voice/ a",
        "voice /a",
        "voice/" + "x" * 241,
        "voice/" + "ä" * 121,
    ],
)
def test_an_unsafe_path_is_refused(path: str) -> None:
    assert why_unsafe(path) is not None


def test_an_unsafe_path_of_a_file_is_our_own_mistake() -> None:
    with pytest.raises(InternalError, match=r"'voice/con\.json' is not safe"):
        check_files([text_file("voice/con.json")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("voice/samples/Ice.json", "voice/samples/ice.json"),
        ("voice/samples/straße.json", "voice/samples/STRASSE.json"),
        ("voice/samples/\u00e9.json", "voice/samples/e\u0301.json"),
        ("voice/models.py", "voice/models.py"),
    ],
)
def test_two_paths_that_may_be_one_file_are_refused(one: str, other: str) -> None:
    with pytest.raises(InternalError, match="may be one file"):
        check_files([text_file(one), text_file(other)])


def test_a_file_where_another_needs_a_folder_is_refused() -> None:
    with pytest.raises(InternalError, match="needs a folder"):
        check_files([text_file("voice/samples/ice.json"), text_file("voice/Samples")])


@pytest.mark.parametrize("text", ["a\r\n", "a\rb\n", "a\0\n", "no line end", "\ud800\n"])
def test_a_text_that_would_not_come_back_the_same_is_refused(text: str) -> None:
    with pytest.raises(InternalError):
        check_files([text_file("voice/models.py", text)])


def test_an_empty_file_is_allowed() -> None:
    check_files([text_file("voice/py.typed"), text_file("voice/models.py", "x = 1\n")])
