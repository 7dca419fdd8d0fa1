"""The generated test of a package run on changes of it, each in a process of its own.

``python -m support.mutant_runs [MOST [NAME...]]``, in ``tests/``, prints all that it finds over the
golden documents.
"""

import gc
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest

from asyncapi_pygen.config import ModelBackend
from support.package_mutants import Mutant, chosen, mutants
from support.packages import role_beside, run, settings_beside, write

Case: TypeAlias = tuple[Path, Path, list[Path]]
"""The folder of a golden case, its document, and its overlays."""

_PATIENCE = 60
"""Seconds after which a test counts as one that fails."""


@dataclass(frozen=True)
class Found:
    """The mutants of one document: those that its test noticed, and those that it did not."""

    name: str
    killed: tuple[Mutant, ...]
    survived: tuple[Mutant, ...]


def over(cases: Iterable[Case], most: int) -> Iterator[Found]:
    """Try at most so many mutants of each kind of each package, on all cores."""
    # A process of its own is small, and cheap to copy; that of the tests is not.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        yield from pool.map(_tried, [(one, most) for one in cases])


def share(found: Iterable[Found]) -> tuple[int, int]:
    """Return how many mutants were noticed, and how many there were."""
    every = list(found)
    killed = sum(len(one.killed) for one in every)
    return killed, killed + sum(len(one.survived) for one in every)


def table(found: Iterable[Found]) -> str:
    """Return the share by kind, and what survived."""
    every = list(found)
    killed = Counter(mutant.kind for one in every for mutant in one.killed)
    survived = Counter(mutant.kind for one in every for mutant in one.survived)
    rows = [
        f"{kind:<24} {killed[kind]:>4} of {killed[kind] + survived[kind]}"
        for kind in sorted({*killed, *survived})
    ]
    alive = [f"{one.name}: {mutant}" for one in every for mutant in one.survived]
    return "\n".join([*rows, *alive])


def _tried(task: tuple[Case, int]) -> Found:
    (folder, document, overlays), most = task
    name, beside = f"{folder.name}:{document.name}", folder / "asyncapi.yaml"
    models, role = settings_beside(beside), role_beside(beside)
    result = run(document, "package", overlays, models=models, role=role)
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        write(result, root)
        (root / "pytest.ini").write_text("[pytest]\n", "utf-8")
        if not (root / "tests").is_dir() or models.backend is not ModelBackend.PYDANTIC:
            return Found(name, (), ())
        assert _passes(root), f"the test of {name} fails as it is"
        gc.freeze()  # no child looks through all that there is
        # Where the document's own schemas are kept, no model that takes more can be noticed.
        made = mutants(root / "package", models=not models.strict_schemas)
        tried = {one: not _passes(root, one) for one in chosen(made, most)}
    killed = tuple(one for one, noticed in tried.items() if noticed)
    return Found(name, killed, tuple(one for one in tried if one not in killed))


def _passes(root: Path, mutant: Mutant | None = None) -> bool:
    """Run the test in a child of this process, which has imported what it needs already."""
    path = root / "package" / mutant.file if mutant is not None else None
    if mutant is not None and path is not None:
        path.write_text(mutant.changed.replace("{package}", "package"), "utf-8")
    child = os.fork()
    if child == 0:
        _run(root)
    passed = _waited(child) == 0
    if mutant is not None and path is not None:
        path.write_text(mutant.text, "utf-8")
    return passed


def _run(root: Path) -> None:
    code = 1
    with suppress(BaseException):
        sys.dont_write_bytecode = True
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        os.chdir(root)
        sys.path.insert(0, str(root))
        words = ["-q", "-x", "-p", "no:cacheprovider", "tests"]
        code = int(pytest.main(words))
    os._exit(code)


def _waited(child: int) -> int:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def _main() -> None:
    from golden.test_golden import CASES

    most, names = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, sys.argv[2:]
    cases = [one for one in CASES if not names or any(name in one[0].name for name in names)]
    found = []
    for one in over(cases, most):
        found.append(one)
        killed, every = share([one])
        print(f"{one.name}: {killed} of {every}", *one.survived, sep="\n  ", flush=True)
    print(table(found))
    killed, every = share(found)
    print(f"{killed} of {every}: {100 * killed / max(every, 1):.1f} %")


if __name__ == "__main__":
    _main()
