"""Each folder CODE/CASE holds a broken document and the report that it gives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from asyncapi_pygen.cli.report import render
from asyncapi_pygen.codes import CODES
from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostic
from asyncapi_pygen.pipeline import generate

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/asyncapi.*"))
TESTS = HERE.parent
# What concerns the disk, or a mistake of ours, has no document that shows it, but a test.
SHOWN_BY_A_TEST = {
    "output-foreign": "behaviour/test_bad_input.py::test_an_output_folder_that_is_not_ours",
    "output-edited": (
        "behaviour/test_cli_generate.py::test_a_file_edited_by_hand_is_refused_with_a_diff"
    ),
    "output-unwritable": "behaviour/test_bad_input.py::test_an_output_below_a_file",
    "manifest-invalid": "behaviour/test_cli_generate.py::test_a_damaged_manifest_is_refused",
    "internal": "behaviour/test_bad_input.py::test_a_mistake_of_ours_that_we_notice_is_a_diagnostic",
}
# Small enough that a document beyond them can be read by people.
LIMITS = Limits(file_bytes=4_000, depth=20, nodes=500, integer_digits=40, reference_chain=4)


def report(document: Path, overlays: list[Path]) -> tuple[list[Diagnostic], dict[str, str]]:
    """Return the findings of a document, and the texts of the files that they speak of."""
    config = Config(package="package", overlays=tuple(overlays), limits=LIMITS)
    result = generate(document, document.name, config)
    return list(result.diagnostics), dict(result.texts)


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_report_of_a_broken_document(
    folder: Path, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (document,) = Path().glob("asyncapi.*")
    diagnostics, texts = report(document, sorted(Path().glob("overlay.*")))
    assert folder.parent.name in {one.code for one in diagnostics}
    golden(folder / "expected.txt", render(diagnostics, texts, colour=False))


def test_each_code_has_a_document_or_a_test() -> None:
    shown = {folder.parent.name for folder in CASES}
    assert shown | SHOWN_BY_A_TEST.keys() == CODES.keys()
    assert not shown & SHOWN_BY_A_TEST.keys()


@pytest.mark.parametrize(("code", "test"), SHOWN_BY_A_TEST.items())
def test_the_test_that_shows_a_code_is_there(code: str, test: str) -> None:
    file, _, name = test.partition("::")
    text = (TESTS / file).read_text(encoding="utf-8")
    assert f"\ndef {name}(" in text
    assert code in text


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_messages_and_hints_have_one_style(folder: Path) -> None:
    """They follow a code or ``hint:``, so they begin in lower case and end without a stop."""
    (document,) = folder.glob("asyncapi.*")
    diagnostics, _ = report(document, sorted(folder.glob("overlay.*")))
    texts = [text for one in diagnostics for text in (one.message, one.hint) if text]
    assert [text for text in texts if text.split()[0].istitle() or text.endswith(".")] == []
