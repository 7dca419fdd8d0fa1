"""The command line as its users meet it: in this process, or as a process of its own."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from asyncapi_pygen.cli import main

GENERATOR = Path(__file__).parents[2] / "generator"

_COLOURS = {"NO_COLOR", "FORCE_COLOR", "TERM"}

ORDERS = """\
asyncapi: 2.6.0
info: {title: Orders, version: 1.0.0}
channels:
  /orders:
    publish:
      operationId: receiveOrder
      message:
        payload:
          type: object
          properties:
            kind: {const: order}
            id: {type: string}
            note: {type: string}
  /refunds:
    publish:
      operationId: receiveRefund
      message:
        payload:
          type: object
          properties:
            kind: {const: refund}
            amount: {type: number}
"""
"""Two operations, so that one can go; there is nothing to report about them."""

REFUNDS_AT = ORDERS.index("  /refunds:")
ORDERS_ALONE = ORDERS[:REFUNDS_AT]


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def command(*words: str | Path) -> Outcome:
    """Run ``asyncapi-pygen`` with these words, in this process."""
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="asyncapi-pygen")
    return Outcome(result.exit_code, result.stdout, result.stderr)


def process(
    *words: str | Path,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    python: tuple[str, ...] = (),
) -> Outcome:
    """Run ``python -m asyncapi_pygen`` in a process of its own; ``python`` are its own options."""
    done = subprocess.run(
        [sys.executable, *python, "-m", "asyncapi_pygen", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(GENERATOR), **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def on_a_terminal(*words: str, environment: Mapping[str, str], before: str = "") -> str:
    """Run the command line with a terminal as its standard error; return what was written there.

    ``before`` is code that its process runs first.
    """
    import pty

    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in _COLOURS}
    process = subprocess.Popen(
        [sys.executable, "-c", f"{before}\nfrom asyncapi_pygen.__main__ import run\nrun()", *words],
        env={**plain, "PYTHONPATH": str(GENERATOR), "TERM": "xterm", **environment},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    limit = threading.Timer(60, process.kill)
    limit.start()
    written = b""
    # Linux tells the end of a terminal by an error, and others by nothing more to read.
    with suppress(OSError):
        while read := os.read(ours, 65_536):
            written += read
    os.close(ours)
    ended = process.wait()
    limit.cancel()
    assert ended >= 0, "it took too long"
    return written.decode()


def tree(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    """Return all that lies below ``folder``: when it was changed, and the bytes of files."""
    return {
        path.relative_to(folder).as_posix(): (
            path.lstat().st_mtime_ns,
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(folder.rglob("*"))
        if path.name != "__pycache__" and path.parent.name != "__pycache__"
    }


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below ``folder``."""
    return {name: text for name, (_, text) in tree(folder).items() if text is not None}
