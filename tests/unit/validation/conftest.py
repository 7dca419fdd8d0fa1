"""Documents from text, as the loader gives them."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.validation.structure import check_structure
from asyncapi_pygen.validation.versions import find_version


@pytest.fixture
def document_of(tmp_path: Path) -> Callable[[str], Document]:
    """Return a function that reads a document from (indented) YAML."""

    def read(text: str) -> Document:
        path = tmp_path / "asyncapi.yaml"
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        diagnostics = Diagnostics()
        bundle = load_bundle(
            path, path.name, Config(package="package"), Files(Limits(), diagnostics)
        )
        assert bundle is not None, list(diagnostics)
        return bundle.document

    return read


@pytest.fixture
def findings(document_of: Callable[[str], Document]) -> Callable[[str], list[Diagnostic]]:
    """Return a function that gives the findings about a document's version and structure."""

    def check(text: str) -> list[Diagnostic]:
        document = document_of(text)
        diagnostics = Diagnostics()
        version = find_version(document, diagnostics)
        if version is not None:
            check_structure(document, version, diagnostics)
        return list(diagnostics)

    return check
