"""What the tests of this room share: documents written into a folder and read from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.builder import Builder, RefusedError
from asyncapi_pygen.source.bundle import Bundle, load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.json_text import read_json
from asyncapi_pygen.source.places import Places
from asyncapi_pygen.source.yaml_text import read_yaml

ROOT = "specs/api.yaml"
DEFAULTS = Limits()


@dataclass
class Folder:
    """A folder of source files, given as text by relative path; the root document is ``ROOT``."""

    path: Path
    limits: Limits = field(default_factory=Limits)
    diagnostics: Diagnostics = field(default_factory=Diagnostics)
    settings: dict[str, Any] = field(default_factory=dict)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                file.write_bytes(content)
            else:
                file.write_text(dedent(content), encoding="utf-8")

    def load(
        self, *overlays: str, root: str = ROOT, ref_roots: tuple[str, ...] = ()
    ) -> Bundle | None:
        """Read the root document; what is found goes to ``diagnostics``."""
        config = Config(
            package="package",
            overlays=tuple(self.path / overlay for overlay in overlays),
            ref_roots=tuple(self.path / ref_root for ref_root in ref_roots),
            limits=self.limits,
            **self.settings,
        )
        files = Files(self.limits, self.diagnostics)
        return load_bundle(self.path / root, root, config, files)

    def bundle(self, *overlays: str, root: str = ROOT) -> Bundle:
        """Read a root document that has no faults."""
        bundle = self.load(*overlays, root=root)
        assert bundle is not None, list(self.diagnostics)
        return bundle

    def check(self, *overlays: str, ref_roots: tuple[str, ...] = ()) -> list[Diagnostic]:
        """Read the root document, follow all references, and return all that was found."""
        bundle = self.load(*overlays, ref_roots=ref_roots)
        if bundle is not None:
            bundle.check_references()
        return list(self.diagnostics)

    @property
    def codes(self) -> list[str]:
        return [found.code for found in self.diagnostics]

    @property
    def only(self) -> Diagnostic:
        (found,) = self.diagnostics
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@dataclass
class Parsed:
    """One text read alone: its value, and code, offset and message of each fault."""

    value: Json
    faults: list[tuple[str, int, str]]

    @property
    def codes(self) -> list[str]:
        return [code for code, _, _ in self.faults]


Parse = Callable[..., Parsed]


def _parse(read: Callable[[str, Builder], None], text: str, limits: Limits) -> Parsed:
    builder = Builder(Places(), 0, limits)
    faults = builder.faults
    try:
        read(text, builder)
    except RefusedError as refused:
        faults = [*faults, refused.fault]
    return Parsed(builder.root, [(one.code, one.offset, one.message) for one in faults])


@pytest.fixture(params=["libyaml", "pure"])
def parse_yaml(request: pytest.FixtureRequest) -> Parse:
    """Read YAML with each of PyYAML's two parsers."""

    def parse(text: str, limits: Limits = DEFAULTS) -> Parsed:
        pure = request.param == "pure"
        return _parse(lambda given, builder: read_yaml(given, builder, pure=pure), text, limits)

    return parse


@pytest.fixture
def parse_json() -> Parse:
    def parse(text: str, limits: Limits = DEFAULTS) -> Parsed:
        return _parse(read_json, text, limits)

    return parse
