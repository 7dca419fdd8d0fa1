"""Documents from text, as the loader gives them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Protocol

import pytest

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.structure import check_structure
from asyncapi_pygen.validation.versions import find_version


class RootOf(Protocol):
    """Reads a document, with other files beside it, into the given collector."""

    def __call__(
        self, text: str, files: Mapping[str, str] = ..., diagnostics: Diagnostics | None = ...
    ) -> Node:
        """Return the root of the document."""
        ...


class Findings(Protocol):
    """Gives the findings about the version and the structure of a document and its files."""

    def __call__(self, text: str, files: Mapping[str, str] = ...) -> list[Diagnostic]:
        """Return them in the order of a report."""
        ...


@pytest.fixture
def root_of(tmp_path: Path) -> RootOf:
    """Return a function that reads a document from (indented) YAML."""

    def read(
        text: str, files: Mapping[str, str] | None = None, diagnostics: Diagnostics | None = None
    ) -> Node:
        for name, other in {"asyncapi.yaml": text, **(files or {})}.items():
            (tmp_path / name).write_text(dedent(other).lstrip("\n"), encoding="utf-8")
        collector = Diagnostics() if diagnostics is None else diagnostics
        path = tmp_path / "asyncapi.yaml"
        bundle = load_bundle(path, path.name, Config(package="package"), Files(Limits(), collector))
        assert bundle is not None, list(collector)
        return bundle.root

    return read


@pytest.fixture
def document_of(root_of: RootOf) -> Callable[[str], Document]:
    """Return a function that reads a document from (indented) YAML."""
    return lambda text: root_of(text).document


@pytest.fixture
def findings(root_of: RootOf) -> Findings:
    """Return a function that gives the findings about a document's version and structure."""

    def check(text: str, files: Mapping[str, str] | None = None) -> list[Diagnostic]:
        diagnostics = Diagnostics()
        root = root_of(text, files or {}, diagnostics)
        version = find_version(root.document, diagnostics)
        if version is not None:
            check_structure(root, version, diagnostics)
        return list(diagnostics)

    return check
