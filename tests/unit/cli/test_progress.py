"""The line of a terminal that says what a long run is at."""

import io
import json
import threading
from pathlib import Path

import pytest

from asyncapi_pygen.cli.progress import showing, shows_lines
from support.commands import command, on_a_terminal

STAGES = (
    "reading the document",
    "planning the package",
    "writing the models",
    "writing the package",
    "checking the package",
    "proving the package",
)


class Terminal(io.StringIO):
    """A stream on which somebody reads along, and which tells when the first stage was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        count = super().write(text)
        if STAGES[0] in text:
            self.written.set()
        return count


def seen(text: str) -> str:
    """Return what the line holds after all that was written over it."""
    line = ""
    for part in text.split("\r"):
        line = part + line[len(part) :]
    return line.rstrip()


def test_a_stage_is_shown_and_gone_when_the_run_is_over() -> None:
    terminal = Terminal()
    with showing(terminal, patience=0) as line:
        line.enter(STAGES[0])
        assert terminal.written.wait(timeout=10)
        assert seen(terminal.getvalue()).startswith(f"{STAGES[0]} (")
    assert seen(terminal.getvalue()) == ""


def test_of_a_short_run_nothing_is_shown() -> None:
    terminal = Terminal()
    with showing(terminal, patience=60) as line:
        line.enter(STAGES[0])
    assert terminal.getvalue() == ""


def test_the_line_is_gone_when_a_run_fails() -> None:
    terminal = Terminal()

    def fail() -> None:
        with showing(terminal, patience=0) as line:
            line.enter(STAGES[0])
            assert terminal.written.wait(timeout=10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert seen(terminal.getvalue()) == ""


def test_lines_are_for_terminals_that_can_write_over_them() -> None:
    assert shows_lines(Terminal(), {"TERM": "xterm"})
    assert not shows_lines(Terminal(), {"TERM": "dumb"})
    assert not shows_lines(io.StringIO(), {})


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Return a document of which another process makes a part."""
    payload = {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(20)}}
    channels = {
        f"/{n}": {"publish": {"operationId": f"on{n}", "message": {"payload": payload}}}
        for n in range(60)
    }
    path = tmp_path / "large.json"
    info = {"title": "Large", "version": "1"}
    path.write_text(json.dumps({"asyncapi": "2.6.0", "info": info, "channels": channels}), "utf-8")
    return path


_IMPATIENT = "from asyncapi_pygen.cli import progress; progress.PATIENCE = progress.BEAT = 0.001"
"""Shows each stage, however short."""


def test_it_is_shown_on_a_terminal_alone(large: Path) -> None:
    words = ("generate", str(large), "--output")
    written = on_a_terminal(*words, str(large.parent / "shop"), environment={}, before=_IMPATIENT)
    assert all(stage in written for stage in STAGES[:2])
    elsewhere = command(*words, large.parent / "other").err
    assert not any(stage in elsewhere for stage in STAGES)


def test_a_quiet_run_shows_nothing(large: Path) -> None:
    words = ("generate", str(large), "--output", str(large.parent / "shop"), "--quiet")
    assert on_a_terminal(*words, environment={}, before=_IMPATIENT) == ""
