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
from asyncapi_pygen.pipeline import Enter, nowhere

PATIENCE: Final = 1.0
"""For so many seconds nobody wonders."""

_BEAT: Final = 0.25
"""After so many seconds the line is written again."""

_WIDTH: Final = 50
"""So many columns are written over: no terminal needs to know another way."""

_ERASE: Final = f"\r{' ' * _WIDTH}\r"


@contextmanager
def progress(options: PackageOptions) -> Generator[Enter]:
    """Give what the run is to call with each stage that it enters."""
    is_wanted = options.format is Format.TEXT and not options.quiet
    if not (is_wanted and shows_lines(sys.stderr, os.environ)):
        yield nowhere
        return
    with showing(sys.stderr) as enter:
        yield enter


def shows_lines(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether a line can be written over on the stream."""
    return stream.isatty() and environment.get("TERM") != "dumb"


@contextmanager
def showing(stream: TextIO, patience: float = PATIENCE) -> Generator[Enter]:
    """Show the stages on a stream, from so many seconds on."""
    line = _Line(stream, patience)
    writer = threading.Thread(target=line.write, daemon=True)
    writer.start()
    try:
        yield line.enter
    finally:
        line.over.set()
        writer.join()


class _Line:
    """The line: the stage, and for how long the run goes on."""

    def __init__(self, stream: TextIO, patience: float) -> None:
        self.over = threading.Event()
        self._stream = stream
        self._patience = patience
        self._stage = ""
        self._began = time.monotonic()

    def enter(self, stage: str) -> None:
        self._stage = stage

    def write(self) -> None:
        """Write the line again and again until the run is over."""
        if self.over.wait(self._patience):
            return
        while True:
            seconds = int(time.monotonic() - self._began)
            said = f"{self._stage} ({seconds} s)"
            self._put(f"\r{said:<{_WIDTH}}")
            if self.over.wait(_BEAT):
                break
        self._put(_ERASE)

    def _put(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
