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
