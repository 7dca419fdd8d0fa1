"""What tests need from outside the repository: skipped where it is absent, but never in CI."""

import os
import shutil
import sys
from pathlib import Path

import pytest

_SHARED = Path(__file__).parents[3] / "shared"


def shared(path: str) -> Path:
    """Return a folder or file of ``shared/``, which stands beside the repository."""
    found = _SHARED / path
    if not found.exists():
        absent(f"shared/{path} is not beside the repository")
    return found


def tool(name: str) -> list[str]:
    """Return how to run a checker that is installed beside this interpreter."""
    if shutil.which(name, path=str(Path(sys.executable).parent)) is None:
        absent(f"{name} is not installed")
    return [sys.executable, "-m", name]


def absent(reason: str) -> None:
    """Skip the test; in CI, where everything has to be there, fail it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
