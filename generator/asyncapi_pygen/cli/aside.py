"""Work of a run that another process does while the run goes on."""

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Final, Generic, NoReturn, TypeVar

from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.cli.progress import Line, progress
from asyncapi_pygen.making import Caller

_LOOKS: Final = 5
_MOMENT: Final = 0.001
"""How often, and after how many seconds, is looked again for threads."""

_Made = TypeVar("_Made")


@contextmanager
def attended(options: PackageOptions) -> Generator[Caller]:
    """Give what a run can ask of the command: its progress is shown, and work is done aside."""
    with progress(options) as line, ExitStack() as workers:
        aside = Aside(line, workers)
        yield Caller(aside=aside) if line is None else Caller(enter=line.enter, aside=aside)


class Aside:
    """Has work done by copies of this process, which have all that the work needs.

    Only Linux makes such copies well: elsewhere, and with a single processor, the work is done when
    its result is asked for. So it is if the other process fails, whose errors are thus told here.
    """

    def __init__(self, line: Line | None, workers: ExitStack) -> None:
        self._line = line
        self._workers = workers

    def __call__(self, work: Callable[[], _Made], /) -> Callable[[], _Made]:
        """Begin ``work``, and return what waits for its result."""
        with nullcontext() if self._line is None else self._line.stopped():
            worker = _begin(work) if _can_copy() else None
        if worker is None:
            return work
        self._workers.callback(worker.end)
        return worker.result


def _can_copy() -> bool:
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and _is_single_threaded()


def _is_single_threaded() -> bool:
    """Return whether this process has one thread, those of libraries counted.

    A copy has no thread but the one that made it: whatever another holds would stay held. A thread
    that has ended takes a moment to be gone.
    """
    for _ in range(_LOOKS):
        try:
            threads = os.listdir("/proc/self/task")  # noqa: PTH208 - no paths are wanted
        except OSError:
            return False
        if len(threads) == 1:
            return True
        time.sleep(_MOMENT)
    return False


def _begin(work: Callable[[], _Made]) -> "_Worker[_Made] | None":
    """Begin a piece of work in a copy of this process, if the system lets us."""
    reading, writing = os.pipe()
    try:
        id_ = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if not id_:
        os.close(reading)
        _do(work, writing)
    os.close(writing)
    return _Worker(work, id_, reading)


class _Worker(Generic[_Made]):
    """A process that does one piece of work and writes its result to a pipe."""

    def __init__(self, work: Callable[[], _Made], id_: int, pipe: int) -> None:
        self._work = work
        self._id = id_
        self._pipe = pipe
        self._status: int | None = None

    def result(self) -> _Made:
        """Wait for the result; where none comes, do the work here."""
        with os.fdopen(self._pipe, "rb", closefd=False) as stream:
            told = stream.read()
        _, self._status = os.waitpid(self._id, 0)
        if self._status:
            return self._work()
        made: _Made = pickle.loads(told)  # noqa: S301 - what a copy of this process has written
        return made

    def end(self) -> None:
        """End the process if nobody has waited for it."""
        os.close(self._pipe)
        if self._status is None:
            os.kill(self._id, signal.SIGKILL)
            os.waitpid(self._id, 0)


def _do(work: Callable[[], object], pipe: int) -> NoReturn:
    """Do the work in the copy, which ends with it: it has nothing else to say or to clean up."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        told = pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(pipe, "wb") as stream:
            stream.write(told)
        status = 0
    finally:
        os._exit(status)
