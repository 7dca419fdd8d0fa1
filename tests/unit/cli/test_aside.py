"""Work that a copy of the process does while the run goes on."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from asyncapi_pygen.cli import engine
from asyncapi_pygen.cli.aside import Aside
from asyncapi_pygen.cli.progress import showing
from support.commands import GENERATOR, command, contents

pytestmark = [
    pytest.mark.usefixtures("copying"),
    # Later versions warn of the threads of the tests.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


def done(work: Callable[[], object]) -> object:
    with ExitStack() as workers:
        return Aside(None, workers)(work)()


def test_another_process_does_the_work() -> None:
    assert done(os.getpid) != os.getpid()


def test_a_result_of_any_size_arrives() -> None:
    assert done(lambda: "x" * 5_000_000) == "x" * 5_000_000


def test_the_run_goes_on_meanwhile(tmp_path: Path) -> None:
    begun, go_on = tmp_path / "begun", tmp_path / "go on"

    def work() -> str:
        begun.touch()
        wait_for(go_on)
        return "done"

    with ExitStack() as workers:
        result = Aside(None, workers)(work)
        wait_for(begun)
        go_on.touch()
        assert result() == "done"


def wait_for(path: Path) -> None:
    for _ in range(1000):
        if path.exists():
            return
        time.sleep(0.01)
    raise AssertionError(path)


def test_what_fails_there_fails_here() -> None:
    def fail() -> None:
        raise ValueError(os.getpid())

    with pytest.raises(ValueError, match=str(os.getpid())):
        done(fail)


def test_what_ends_there_is_done_here() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert done(work) == here


def test_what_cannot_be_sent_is_given_here() -> None:
    made = done(lambda: (threading.Lock(), os.getpid()))
    assert isinstance(made, tuple)
    assert made[1] == os.getpid()


def test_a_process_that_nobody_waits_for_is_ended(tmp_path: Path) -> None:
    told = tmp_path / "told"

    def work() -> None:
        told.write_text(str(os.getpid()), "utf-8")
        time.sleep(60)

    with ExitStack() as workers:
        Aside(None, workers)(work)
        wait_for(told)
        while not told.read_text("utf-8"):
            time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text("utf-8")), 0)


def test_beside_other_threads_nothing_is_done_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    assert done(os.getpid) == os.getpid()
    over.set()
    other.join()


THREADS = """
import threading
from asyncapi_pygen.cli.copies import _is_single_threaded as is_alone
over = threading.Event()
other = threading.Thread(target=over.wait)
print(is_alone())
other.start()
print(is_alone())
over.set()
other.join()
print(is_alone())
"""


def test_a_process_of_one_thread_is_told_from_others() -> None:
    environment = {**os.environ, "PYTHONPATH": str(GENERATOR)}
    said = subprocess.check_output([sys.executable, "-c", THREADS], env=environment, text=True)
    assert said.split() == ["True", "False", "True"]


def test_with_one_processor_nothing_is_done_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert done(os.getpid) == os.getpid()


def test_where_no_process_can_be_had_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert done(os.getpid) == os.getpid()


def test_the_line_of_a_terminal_has_no_thread_when_the_process_is_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual, meanwhile = len(threading.enumerate()), []

    def refuse() -> int:
        meanwhile.append(len(threading.enumerate()))
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    with showing(io.StringIO(), patience=60) as line, ExitStack() as workers:
        Aside(line, workers)(os.getpid)
        assert len(threading.enumerate()) == usual + 1
    assert meanwhile == [usual]


@pytest.mark.parametrize(
    ("words", "copies"),
    [((), 2), (("--only", "operation:on7"), 1), (("--models-only",), 1)],
    ids=["models and contract", "a part", "models"],
)
def test_a_package_is_the_same_whoever_makes_its_parts(
    words: tuple[str, ...],
    copies: int,
    tmp_path: Path,
    begun: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a part the models are known only when all is planned, and are written in turn."""
    payload = {"type": "object", "properties": {"at": {"type": "string", "format": "date"}}}
    channels = {
        f"/{n}": {"publish": {"operationId": f"on{n}", "message": {"payload": payload}}}
        for n in range(60)
    }
    channels["/odd"] = {
        "publish": {"message": {"payload": {"type": "string", "pattern": "^q{7}$"}}}
    }
    info = {"title": "Large", "version": "1"}
    path = tmp_path / "large.json"
    path.write_text(json.dumps({"asyncapi": "2.6.0", "info": info, "channels": channels}), "utf-8")
    monkeypatch.setattr(engine, "is_loaded", lambda: True)
    printed = command("generate", path, "--output", tmp_path / "several" / "shop", *words)
    assert (printed.code, len(begun)) == (0, copies)
    assert ("sample-missing" in printed.err) == ("--models-only" not in words)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    alone = command("generate", path, "--output", tmp_path / "alone" / "shop", *words)
    assert len(begun) == copies
    assert alone.err == printed.err
    assert contents(tmp_path / "alone") == contents(tmp_path / "several")
