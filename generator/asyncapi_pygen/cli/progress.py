"""What a long run is at, on one line of a terminal that is gone when the run is over."""

import os
import sys
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final, TextIO

from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.configuring.settings import Format

PATIENCE: Final = 1.0
"""For so many seconds nobody wonders."""

BEAT: Final = 0.25
"""After so many seconds the line is written again."""

_WIDTH: Final = 50
"""So many columns are written over: no terminal needs to know another way."""

_ERASE: Final = f"\r{' ' * _WIDTH}\r"


@contextmanager
def progress(options: PackageOptions) -> Generator["Line | None"]:
    """Give the line that the run is to tell of each stage that it enters, if one is to be seen."""
    is_wanted = options.format is Format.TEXT and not options.quiet
    if not (is_wanted and shows_lines(sys.stderr, os.environ)):
        yield None
        return
    with showing(sys.stderr, PATIENCE) as line:
        yield line


def shows_lines(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether a line can be written over on the stream."""
    return stream.isatty() and environment.get("TERM") != "dumb"


@contextmanager
def showing(stream: TextIO, patience: float) -> Generator["Line"]:
    """Show the stages on a stream, from so many seconds on."""
    line = Line(stream, patience)
    line.start()
    try:
        yield line
    finally:
        line.stop()


class Line:
    """The line: the stage, and for how long the run goes on. A thread writes it."""

    def __init__(self, stream: TextIO, patience: float) -> None:
        self._stream = stream
        self._patience = patience
        self._stage = ""
        self._began = time.monotonic()
        self._over = threading.Event()
        self._writer = threading.Thread()

    def enter(self, stage: str) -> None:
        """Take in which stage a run enters."""
        self._stage = stage

    def start(self) -> None:
        """Have the line written."""
        self._over.clear()
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def stop(self) -> None:
        """Have the line taken away, and its thread end."""
        self._over.set()
        self._writer.join()

    @contextmanager
    def stopped(self) -> Generator[None]:
        """Stop the line, and start it again."""
        self.stop()
        yield
        self.start()

    def _write(self) -> None:
        """Write the line again and again until the run is over."""
        if self._over.wait(self._began + self._patience - time.monotonic()):
            return
        while True:
            seconds = int(time.monotonic() - self._began)
            said = f"{self._stage} ({seconds} s)"
            self._put(f"\r{said:<{_WIDTH}}")
            if self._over.wait(BEAT):
                break
        self._put(_ERASE)

    def _put(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
