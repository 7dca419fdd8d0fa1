"""Each folder holds documents and, in ``expected/``, what every one of them gives.

A case is either a folder with an ``asyncapi.yaml`` (and an ``overlay.yaml``), or one with a
``documents.txt``: paths below ``specs/``, a line each, an overlay after a blank. ``settings.json``
says how the models of its document are made, whose package it is, and what of the document it has.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from asyncapi_pygen.config import ModelBackend
from asyncapi_pygen.emit.files import GeneratedFile, Kind
from asyncapi_pygen.emit.grammar import GRAMMAR
from asyncapi_pygen.payloads.backends.registry import BACKENDS, EXACT
from support.packages import SPECS, role_beside, run, selection_beside, settings_beside

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/expected"))


def cases() -> list[tuple[Path, Path, list[Path]]]:
    """Return the folder, the document and the overlays of each run."""
    found: list[tuple[Path, Path, list[Path]]] = []
    for folder in sorted(path for path in HERE.iterdir() if path.is_dir()):
        if (folder / "documents.txt").is_file():
            for line in (folder / "documents.txt").read_text().splitlines():
                document, *overlays = (SPECS / name for name in line.split())
                found.append((folder, document, overlays))
        elif (folder / "asyncapi.yaml").is_file():
            overlays = sorted(folder.glob("overlay*.yaml"))
            found.append((folder, folder / "asyncapi.yaml", overlays))
    return found


CASES = cases()


def from_the_document(file: GeneratedFile, backend: ModelBackend) -> bool:
    if backend is not ModelBackend.PYDANTIC:
        return file.path.name in {"README.md", "models.py", "operations.py"}
    return file.kind is not Kind.RUNTIME and file.path.name != "py.typed"


@pytest.mark.parametrize(
    ("folder", "document", "overlays"),
    CASES,
    ids=[f"{folder.name}:{document.name}" for folder, document, _ in CASES],
)
def test_the_document_gives_the_expected_package(
    folder: Path,
    document: Path,
    overlays: list[Path],
    tmp_path: Path,
    golden: Callable[[Path, str], None],
) -> None:
    # Generated files name the document: twins are given one name.
    source = tmp_path / "source"
    shutil.copytree(document.parent, source)
    renamed = (source / document.name).rename(source / "asyncapi.yaml")
    beside = folder / "asyncapi.yaml"
    settings = settings_beside(beside)
    result = run(
        renamed,
        "package",
        overlays,
        models=settings,
        role=role_beside(beside),
        selection=selection_beside(beside),
    )
    files = [file for file in result.files if from_the_document(file, settings.backend)]
    assert files, [f"{one.code}: {one.message}" for one in result.diagnostics]
    report = "".join(
        f"{one.severity}[{one.code}] {one.at.pointer}: {one.message}\n"
        for one in result.diagnostics
    )
    golden(folder / "expected" / "report.txt", report)
    for file in files:
        golden(folder / "expected" / file.path, file.text)
    written = {
        path.relative_to(folder / "expected")
        for path in (folder / "expected").rglob("*")
        if path.is_file()
    }
    assert {path.as_posix() for path in written} == {str(file.path) for file in files} | {
        "report.txt"
    }


def test_there_are_cases() -> None:
    assert len(CASES) > 3


def test_nothing_is_allowed_in_generated_code_that_no_document_here_needs() -> None:
    written = "\n".join(file.read_text("utf-8") for file in HERE.glob("*/expected/**/*.py"))
    words = set(re.findall(r"\w+", written))
    calls = {word for name in GRAMMAR.calls for word in name.split(".")}
    allowed = {*calls, *GRAMMAR.decorators, *GRAMMAR.dunders, *GRAMMAR.modules}
    allowed |= {name for names in GRAMMAR.imports.values() for name in names}
    allowed |= {word for one in (*BACKENDS.values(), EXACT) for word in one.provided}
    assert allowed <= words, allowed - words
