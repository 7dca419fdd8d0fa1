"""Generated Python is as ``ruff format`` would write it, and clean under many of ruff's rules.

The generator does not need ruff for that, and no generated file holds a ``noqa``.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from asyncapi_pygen.config import Adapter
from support.exceptions import EXTRA_IS_OVERRIDDEN
from support.packages import SPECS, VOICE, VOICE_OVERLAY, run, write
from support.shared import tool

RULES = (
    *("E4", "E7", "E9", "F"),  # the default ones
    *("I", "UP", "B", "N", "C4", "SIM", "PIE", "RUF", "RET", "W", "ANN"),
    *("ASYNC", "PERF", "FURB", "TRY"),
)
GOLDEN = Path(__file__).parents[1] / "golden"


def documents() -> Iterator[tuple[str, Path, tuple[Path, ...]]]:
    """Yield a name, the document and its overlays: all of ``specs/`` and of the golden cases."""
    yield "voice", VOICE, ()
    yield "voice-with-answers", VOICE, (VOICE_OVERLAY,)
    yield "voice-3.0", SPECS / "sinch-voice-callbacks-3.0.yaml", ()
    yield "orders", SPECS / "orders-webhooks" / "asyncapi.yaml", ()
    for document in sorted(GOLDEN.glob("*/asyncapi.yaml")):
        folder = document.parent
        yield folder.name, document, tuple(sorted(folder.glob("overlay*.yaml")))


DOCUMENTS = list(documents())


def ruff(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ruff on the folder ``cwd`` without anybody's configuration."""
    return subprocess.run(
        [*tool("ruff"), *words, "--isolated", "--no-cache", "--target-version", "py311", "."],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((document, overlays, name, adapters), id=f"{title}-{length}", marks=marks)
        for title, document, overlays in DOCUMENTS
        # A longer name moves line ends, and adapters add files.
        for length, name, adapters, marks in (
            ("short", "shop", tuple(Adapter), ()),
            ("long", "a_package_with_quite_a_long_name_for_events", (), pytest.mark.slow),
        )
    ],
)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what a document gives, and return the folder that holds the package's folder."""
    document, overlays, name, adapters = request.param
    made = tmp_path_factory.mktemp("made")
    write(run(document, name, overlays, adapters), made)
    assert {path.name for path in made.rglob("*.py")} >= {
        "models.py",
        "runtime.py",
        f"{name}_app.py",
    }
    return made


def test_generated_python_is_a_fixed_point_of_ruff_format(folder: Path) -> None:
    done = ruff("format", "--diff", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")


def test_generated_python_is_clean_under_ruff(folder: Path) -> None:
    done = ruff("check", "--output-format", "concise", "--select", ",".join(RULES), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_generated_python_needs_no_exceptions(folder: Path) -> None:
    texts = {
        path: path.read_text("utf-8").replace(EXTRA_IS_OVERRIDDEN, "")
        for path in folder.rglob("*.py")
    }
    exceptions = ("noqa", "type: ignore", "pyright:", "pylint:", "fmt:")
    assert [path for path, text in texts.items() if any(one in text for one in exceptions)] == []
