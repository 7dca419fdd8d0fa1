"""Real documents that nobody here wrote: every tenth of those that the official parser accepts."""

import csv
import importlib
from pathlib import Path

import pytest

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.pipeline import Result, generate
from support.packages import importable, write
from support.shared import shared

pytestmark = pytest.mark.slow

ON_PURPOSE = {
    "file-missing": "a file that the document refers to was not collected with it",
    "message-ambiguous": "nothing tells apart what arrives at one address",
    "missing-field": "an inlined channel where the text wants a reference",
    "ref-outside": "references stay in the document's folder unless another is allowed",
    "wrong-type": "a reference where the text has none",
}
"""Why we refuse what the official parser accepts; each is one clear diagnostic."""


def documents() -> list[Path]:
    folder = shared("corpus")
    with (folder / "index.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["verdict"] == "valid"]
    return [folder / "docs" / row["path"] for row in rows[::10]]


def test_every_package_is_made_and_imports(tmp_path: Path) -> None:
    made, refused = 0, 0
    for number, document in enumerate(documents()):
        package = f"corpus_{number}"
        result = generate(document, document.name, Config(package=package))
        if errors := codes(result):
            assert errors <= ON_PURPOSE.keys(), (document, result.diagnostics)
            refused += 1
            continue
        write(result, tmp_path)
        with importable(tmp_path, package):
            importlib.import_module(f"{package}_app")
            served = (tmp_path / package / "router.py").is_file()
            app = importlib.import_module(f"{package}_app").App()
            if served:
                importlib.import_module(f"{package}.router").create_router(app)
        made += 1
    assert made > 30 * refused, (made, refused)


def codes(result: Result) -> set[str]:
    return {one.code for one in result.diagnostics if one.severity is Severity.ERROR}
