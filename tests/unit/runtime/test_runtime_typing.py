"""What type checkers and the linter say of the package as it stands in a user's project."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from support import checkers
from support.exceptions import EXTRA_IS_OVERRIDDEN
from support.shared import tool

# Frameworks that take mypy long to read; `tests/behaviour/test_adapters.py` has all of them.
LARGE = ["aiohttp_routes.py", "django_urls.py", "flask_blueprint.py", "litestar_mount.py"]

IGNORED = "COM812,D203,D213,ISC001,CPY"
"""Rules of style that exclude others."""


@pytest.fixture
def package(voice: Any, tmp_path: Path) -> Path:
    """Copy the package to where it can be changed."""
    source = Path(voice.models.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(source, tmp_path / "voice", ignore=ignored))


def _swapped_beside(package: Path) -> None:
    """Copy the package to one where the row of one operation calls the method of another."""
    file = Path(shutil.copytree(package, package.with_name("swapped"))) / "operations.py"
    text = file.read_text("utf-8")
    called = "handlers.receive_answered_call_event(event)"
    assert called in text
    swapped = text.replace(called, "handlers.receive_prompt_input_event(event)")
    file.write_text(swapped, "utf-8")


def _run(name: str, arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*tool(name), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_mypy_accepts_the_package_and_refuses_a_row_of_another_method(package: Path) -> None:
    for name in LARGE:
        (package / name).unlink()
    _swapped_beside(package)
    found = checkers.mypy(package.parent)
    assert found.keys() == {"swapped/operations.py"}
    assert 'expected "PiePayload"' in found["swapped/operations.py"][0][1]


@pytest.mark.slow
def test_pyright_accepts_the_package_and_refuses_a_row_of_another_method(package: Path) -> None:
    _swapped_beside(package)
    found = checkers.pyright(package.parent)
    assert found.keys() == {"swapped/operations.py"}
    ((_, message),) = found["swapped/operations.py"]
    assert "PiePayload" in message


@pytest.mark.parametrize(
    "command",
    [
        ["check", "--isolated", "--target-version=py311", "--select=ALL", f"--ignore={IGNORED}"],
        ["format", "--isolated", "--diff"],
    ],
    ids=["check", "format"],
)
def test_ruff_finds_nothing_to_say(package: Path, command: list[str]) -> None:
    found = _run("ruff", [*command, "--no-cache", "voice"], package.parent)
    assert (found.returncode, found.stdout) in [(0, ""), (0, "All checks passed!\n")]


def test_nothing_is_switched_off_for_a_tool(voice: Any) -> None:
    for file in Path(voice.models.__file__).parent.glob("*.py"):
        text = file.read_text("utf-8").replace(EXTRA_IS_OVERRIDDEN, "")
        assert not any(word in text for word in ("noqa", "type: ignore", "pyright:")), file
