"""Documents from text, held against the rules alone: their structure is not looked at."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.validation.meaning.check import check_meaning
from asyncapi_pygen.validation.versions import find_version


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., list[Diagnostic]]:
    """Return a function that gives the findings about (indented) YAML, other files beside it."""

    def check(text: str, **files: str) -> list[Diagnostic]:
        for name, other in files.items():
            (tmp_path / f"{name}.yaml").write_text(dedent(other).lstrip("\n"), encoding="utf-8")
        path = tmp_path / "asyncapi.yaml"
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        diagnostics = Diagnostics()
        bundle = load_bundle(
            path, path.name, Config(package="package"), Files(Limits(), diagnostics)
        )
        assert bundle is not None, list(diagnostics)
        version = find_version(bundle.document, diagnostics)
        assert version is not None
        check_meaning(bundle.root, version, diagnostics)
        return list(diagnostics)

    return check


@pytest.fixture
def said(judged: Callable[..., list[Diagnostic]]) -> Callable[..., list[str]]:
    """Return a function that gives each finding as ``severity code line``."""

    def check(text: str, **files: str) -> list[str]:
        return [f"{one.severity} {one.code} {one.at.line}" for one in judged(text, **files)]

    return check
