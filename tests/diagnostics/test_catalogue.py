"""Each folder CODE/CASE holds a broken document and the report that it gives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from asyncapi_pygen.cli.report import render
from asyncapi_pygen.codes import CODES
from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.validation.structure import check_structure
from asyncapi_pygen.validation.versions import find_version

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/asyncapi.*"))
# Small enough that a document beyond them can be read by people.
LIMITS = Limits(file_bytes=4_000, depth=20, nodes=500, integer_digits=40, reference_chain=4)


def validate(document: Path, overlays: list[Path]) -> tuple[list[Diagnostic], dict[str, str]]:
    """Return the findings of a document, and the texts of the files that they speak of."""
    diagnostics = Diagnostics()
    bundle = load_bundle(document, document.name, overlays, LIMITS, (), diagnostics)
    if bundle is None:
        files = [document, *overlays]
        return list(diagnostics), {
            file.name: file.read_text(encoding="utf-8", errors="replace") for file in files
        }
    version = None
    if not diagnostics.has_errors:
        version = find_version(bundle.document, diagnostics)
    if version is not None:
        check_structure(bundle.document, version, diagnostics)
        bundle.check_references()
    return list(diagnostics), dict(bundle.texts)


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_report_of_a_broken_document(
    folder: Path, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (document,) = Path().glob("asyncapi.*")
    diagnostics, texts = validate(document, sorted(Path().glob("overlay.*")))
    assert folder.parent.name in {one.code for one in diagnostics}
    golden(folder / "expected.txt", render(diagnostics, texts, colour=False))


def test_each_folder_is_named_after_a_code() -> None:
    assert {folder.parent.name for folder in CASES} <= CODES.keys()
