"""The documentation builds as pages, its tutorial works, and its reference is what the code says."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from asyncapi_pygen.codes import CODES
from support.commands import GENERATOR
from support.packages import ROOT, SPECS

DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(console|python|toml|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# file: (\S+)\n")

ABOUT = (
    "Each finding has a code. `asyncapi-pygen explain CODE` prints what stands here. Errors stop the run "
    "but for those that can be borne: `--lenient` and `--level` lower these "
    "([how](configuration.md#the-keys))."
)


@pytest.mark.slow
def test_the_pages_are_built_without_a_warning(tmp_path: Path) -> None:
    words = ["-W", "--keep-going", "-q", "-d", tmp_path / "trees", DOCS, tmp_path / "pages"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = {path.stem for path in (tmp_path / "pages").glob("*.html")}
    assert {path.stem for path in DOCS.glob("*.md")} <= pages


@pytest.mark.slow
def test_the_tutorial_works(tmp_path: Path) -> None:
    shutil.copytree(SPECS, tmp_path / "specs")
    port = _free_port()
    text = (DOCS / "tutorial.md").read_text("utf-8").replace("8000", str(port))
    steps = 0
    with _servers(tmp_path) as start:
        for kind, content in BLOCK.findall(text):
            file = FILE.match(content)
            if file is not None:
                (tmp_path / file[1]).write_text(content[file.end() :], "utf-8")
            elif kind == "console":
                for command, *shown in _commands(content):
                    steps += 1
                    if command.endswith(" &"):
                        start(command.removesuffix(" &"), port)
                        continue
                    said = _run(command, tmp_path)
                    for line in shown:
                        assert line in said, f"{command}\n{said}"
    assert steps > 8


def _commands(content: str) -> Iterator[list[str]]:
    """Yield each command with the lines that are shown of what it says."""
    for one in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
        yield one.splitlines()


def _environment() -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    path = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(GENERATOR), "COLUMNS": "200"}


def _run(command: str, folder: Path) -> str:
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


@contextmanager
def _servers(folder: Path) -> Iterator[Callable[[str, int], None]]:
    """Give what starts a server; all of them are stopped at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(command: str, port: int) -> None:
        words = [sys.executable, "-m", *command.split()]
        quiet = subprocess.DEVNULL
        started.append(
            subprocess.Popen(words, cwd=folder, env=_environment(), stdout=quiet, stderr=quiet)
        )
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    try:
        yield start
    finally:
        for one in started:
            one.terminate()
            one.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def test_the_reference_of_diagnostics_is_what_the_code_says(
    golden: Callable[[Path, str], None],
) -> None:
    golden(DOCS / "diagnostics.md", reference())


def reference() -> str:
    """Return the page of all codes, as ``explain`` tells them one by one."""
    parts = ["# What the codes mean", ABOUT]
    for code, entry in CODES.items():
        borne = ", can be borne" if entry.bearable else ""
        parts += [
            f"## `{code}`",
            f"*{entry.severity}{borne}*: {entry.title}.",
            entry.explanation,
        ]
    return "\n\n".join(parts) + "\n"
