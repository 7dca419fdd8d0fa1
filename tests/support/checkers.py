"""What strict checkers say of a folder of packages, each run once: a process costs seconds.

``tests/unit/test_support_alike.py`` proves that they find the same when they are asked of each module.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from support.alike import write_once
from support.shared import tool

Findings = Mapping[str, list[tuple[int, str]]]
"""By file, below the folder: the line and the message of each finding."""


def mypy(folder: Path) -> Findings:
    """Return what ``mypy --strict`` finds, asked once of modules that are alike."""
    return _asked_once(folder, mypy_of_each)


def pyright(folder: Path) -> Findings:
    """Return what pyright finds in its strict mode, asked once of modules that are alike."""
    return _asked_once(folder, pyright_of_each)


def _asked_once(folder: Path, ask: Callable[[Path], Findings]) -> Findings:
    with TemporaryDirectory() as scratch:
        once = Path(scratch).resolve()
        alike = write_once(folder, once)
        return {file: lines for kept, lines in ask(once).items() for file in alike[kept]}


def mypy_of_each(folder: Path) -> Findings:
    """Return what ``mypy --strict`` finds, asked of each module."""
    done = _run(folder, "mypy", "--strict", "--no-error-summary", "--hide-error-context", ".")
    assert not done.stderr, done.stderr
    found: dict[str, list[tuple[int, str]]] = {}
    for line in done.stdout.splitlines():
        match = re.fullmatch(r"(.+?):(\d+): error: (.+)", line)
        assert match is not None or ": error:" not in line, line
        if match is not None:
            file = Path(match[1]).as_posix()
            found.setdefault(file, []).append((int(match[2]), match[3]))
    return found


def pyright_of_each(folder: Path) -> Findings:
    """Return what pyright finds in its strict mode, asked of each module."""
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    done = _run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable)
    found: dict[str, list[tuple[int, str]]] = {}
    for one in json.loads(done.stdout)["generalDiagnostics"]:
        file = Path(one["file"]).relative_to(folder).as_posix()
        line = one["range"]["start"]["line"] + 1
        found.setdefault(file, []).append((line, one["message"]))
    return found


def assert_clean_under_ruff(folder: Path) -> None:
    """Hold the folder against ruff's own rules and its format."""
    for words in (["check"], ["format", "--diff"]):
        done = _run(folder, "ruff", *words, "--isolated", "--no-cache", ".")
        assert done.returncode == 0, done.stdout[:4000]


def _run(folder: Path, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*tool(name), *words], cwd=folder, capture_output=True, text=True, check=False
    )
