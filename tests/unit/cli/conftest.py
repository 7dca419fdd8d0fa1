"""What the tests of copies of the process share."""

import os
import sys

import pytest

from asyncapi_pygen.cli import copies


@pytest.fixture
def copying(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two processors, and no thread but this one: those of the tests do nothing here."""
    if sys.platform != "linux":
        pytest.skip("elsewhere no process is copied")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(copies, "_is_single_threaded", lambda: True)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the id of each copy of this process."""
    ids: list[int] = []
    fork = os.fork

    def noted() -> int:
        ids.append(fork())
        return ids[-1]

    monkeypatch.setattr(os, "fork", noted)
    return ids
