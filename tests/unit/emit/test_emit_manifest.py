"""The manifest's text, and what is read from one that is damaged."""

from pathlib import Path, PurePosixPath

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.emit.manifest import Manifest, digest, read_manifest, render_manifest

A, B, C = "a" * 64, "b" * 64, "c" * 64

TEXT = f"""\
{{
  "generator": "1.2.0",
  "files": {{
    "models.py": "{A}",
    "samples/ice.json": "{B} {C}"
  }},
  "yours": [
    "tests/test_voice.py",
    "voice_app.py"
  ],
  "stages": {{
    "models": "{C}"
  }}
}}
"""

CONFLICT = f"""\
{{
  "generator": "1.2.0",
  "files": {{
<<<<<<< ours
    "models.py": "{A}",
=======
    "models.py": "{B}",
>>>>>>> theirs
    "operations.py": "{C}"
  }},
  "yours": [
    "voice_app.py"
  ],
  "stages": {{}}
}}
"""


def read(path: Path, text: str, *, force: bool = False) -> tuple[Manifest | None, list[Diagnostic]]:
    path.write_text(text, encoding="utf-8", newline="")
    diagnostics = Diagnostics()
    return read_manifest(path, force=force, diagnostics=diagnostics), list(diagnostics)


def read_well(path: Path, text: str, *, force: bool = False) -> Manifest:
    manifest, found = read(path, text, force=force)
    assert found == []
    assert manifest is not None
    return manifest


def test_a_manifest_is_sorted_and_has_one_entry_a_line() -> None:
    manifest = Manifest(
        generator="1.2.0",
        files={PurePosixPath("samples/ice.json"): (B, C), PurePosixPath("models.py"): (A,)},
        yours=frozenset({PurePosixPath("voice_app.py"), PurePosixPath("tests/test_voice.py")}),
        stages={"models": C},
    )
    assert render_manifest(manifest) == TEXT


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    assert render_manifest(read_well(tmp_path / "manifest", TEXT)) == TEXT


def test_a_checkout_with_other_line_ends_reads_the_same(tmp_path: Path) -> None:
    converted = read_well(tmp_path / "manifest", TEXT.replace("\n", "\r\n"))
    assert converted == read_well(tmp_path / "manifest", TEXT)


def test_keys_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    text = TEXT.replace("{\n", '{\n  "future": [{}],\n', 1)
    assert read_well(tmp_path / "manifest", text).stages == {"models": C}


def test_without_a_file_there_is_no_manifest_and_no_finding(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    path = tmp_path / "voice" / "manifest"
    assert read_manifest(path, force=False, diagnostics=diagnostics) is None
    assert list(diagnostics) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expecting value"),
        ("[]", "not an object"),
        ('{"files": []}', "`files` is not an object"),
        ("{}", "`files` is not an object"),
        ('{"files": {"a": 1}}', "`files` holds something that is not a string"),
        ('{"files": {}, "yours": {}}', "`yours` is not a list"),
        ('{"files": {"../../x": "a"}}', "`../../x` is not safe"),
        ('{"files": {"/etc/passwd": "a"}}', "`/etc/passwd` is not safe"),
        ('{"files": {}, "yours": ["../x"]}', "`../x` is not safe"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_damaged_manifest_is_reported(tmp_path: Path, text: str, message: str) -> None:
    manifest, [found] = read(tmp_path / "manifest", text)
    assert manifest is None
    assert found.code == "manifest-invalid"
    assert message in found.message


def test_bytes_that_are_not_text_are_reported(tmp_path: Path) -> None:
    (tmp_path / "manifest").write_bytes(b"\xff\xfe")
    diagnostics = Diagnostics()
    read_manifest(tmp_path / "manifest", force=False, diagnostics=diagnostics)
    assert [one.code for one in diagnostics] == ["manifest-invalid"]


def test_a_folder_in_its_place_is_reported(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    assert read_manifest(tmp_path, force=True, diagnostics=diagnostics) is None
    assert [one.code for one in diagnostics] == ["manifest-invalid"]


def test_a_syntax_error_is_reported_at_its_line(tmp_path: Path) -> None:
    _, [found] = read(tmp_path / "manifest", TEXT.replace('"stages"', "stages"))
    assert found.at.line == 11


def test_a_merge_conflict_is_named_at_its_first_marker(tmp_path: Path) -> None:
    _, [found] = read(tmp_path / "manifest", CONFLICT)
    assert "merge conflict" in found.message
    assert found.at.line == 4


def test_force_reads_both_sides_of_a_merge_conflict(tmp_path: Path) -> None:
    manifest = read_well(tmp_path / "manifest", CONFLICT, force=True)
    assert manifest.files == {
        PurePosixPath("models.py"): (A, B),
        PurePosixPath("operations.py"): (C,),
    }
    assert manifest.yours == {PurePosixPath("voice_app.py")}


def test_force_takes_no_unsafe_path_from_a_damaged_manifest(tmp_path: Path) -> None:
    text = CONFLICT.replace("operations.py", "../../operations.py")
    manifest = read_well(tmp_path / "manifest", text, force=True)
    assert list(manifest.files) == [PurePosixPath("models.py")]


def test_force_finds_nothing_in_a_text_that_never_was_a_manifest(tmp_path: Path) -> None:
    assert read_well(tmp_path / "manifest", "hello", force=True).files == {}


def test_line_ends_do_not_count_in_a_digest() -> None:
    assert digest(b"a\r\nb\r\n") == digest("a\nb\n")
    assert digest("a\rb\n") != digest("a\nb\n")
