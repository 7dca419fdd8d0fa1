"""Generate a package into a folder, and import it under the name that it has there."""

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from asyncapi_pygen.config import Adapter, Config
from asyncapi_pygen.pipeline import Result, generate

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
VOICE = SPECS / "sinch-voice-callbacks.yaml"
VOICE_OVERLAY = SPECS / "sinch-voice-callbacks.overlay.yaml"


def run(
    document: Path, package: str, overlays: Sequence[Path] = (), adapter: Adapter = Adapter.FASTAPI
) -> Result:
    """Return what the document gives, with diagnostics that call it by its bare name."""
    config = Config(package=package, overlays=tuple(overlays), adapter=adapter)
    return generate(document, document.name, config)


def write(result: Result, folder: Path) -> None:
    """Write the files of a run below ``folder``; a run without files fails the test."""
    assert result.files, [f"{one.code}: {one.message}" for one in result.diagnostics]
    for file in result.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8", newline="\n")


@contextmanager
def importable(folder: Path, package: str) -> Iterator[ModuleType]:
    """Import ``package`` from ``folder``, and forget it and what it imported of itself afterwards."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))
        for name in [*sys.modules]:
            if name.split(".")[0] in (package, f"{package}_app"):
                del sys.modules[name]
