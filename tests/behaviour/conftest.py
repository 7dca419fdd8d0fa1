"""The packages that are talked to, each generated once."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from support.commands import ORDERS as ORDERS_TEXT
from support.many import write_document
from support.packages import (
    ORDERS,
    VOICE,
    VOICE_OVERLAY,
    Written,
    importable,
    run,
    settings_beside,
    write,
)

GOLDEN = Path(__file__).parents[1] / "golden"
DOCUMENTS: dict[str, tuple[Path, Sequence[Path]]] = {
    "founding": (VOICE, []),
    "overlaid": (VOICE, [VOICE_OVERLAY]),
    "orders": (ORDERS, []),
    # Small documents, each about one thing.
    **{
        path.parent.name.replace("-", "_"): (path, sorted(path.parent.glob("overlay*.yaml")))
        for path in sorted(GOLDEN.glob("*/asyncapi.yaml"))
    },
}


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Written]]:
    """Write all packages into one folder, each with its stub and its test."""
    folder = tmp_path_factory.mktemp("packages")
    written: dict[str, Written] = {}
    many = tmp_path_factory.mktemp("many") / "many.json"
    write_document(many)
    with ExitStack() as stack:
        for name, (document, overlays) in {**DOCUMENTS, "many": (many, [])}.items():
            result = run(document, name, overlays, models=settings_beside(document))
            write(result, folder)
            stack.enter_context(importable(folder, name))
            written[name] = Written(folder, name, result)
        yield written


@pytest.fixture
def orders_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the document of the command line's tests, and work in its folder."""
    monkeypatch.chdir(tmp_path)
    path = Path("orders.yaml")
    path.write_text(ORDERS_TEXT, "utf-8")
    return path


@pytest.fixture
def founding(packages: dict[str, Written]) -> Written:
    """The founding document as its author wrote it."""
    return packages["founding"]


@pytest.fixture
def overlaid(packages: dict[str, Written]) -> Written:
    """The founding document as the platform behaves, with typed replies."""
    return packages["overlaid"]


@pytest.fixture
def orders(packages: dict[str, Written]) -> Written:
    """Several operations at one address, parameters, a declared status."""
    return packages["orders"]
