"""Copies of this process, which have all that it has and go their own way.

A copy and this process talk by pipes. Only Linux makes copies well.
"""

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NoReturn, TypeAlias

if sys.platform == "linux":
    import fcntl

Hear: TypeAlias = Callable[[], Any]
"""Waits for what is said next; raises ``EOFError`` where nobody is left to say anything."""

Say: TypeAlias = Callable[[object], None]

Task: TypeAlias = Callable[[Hear, Say], None]
"""What a copy does before it ends."""

_AT_ONCE: Final = 1 << 20
"""How many bytes a pipe holds: packages are large, and who waits for room waits long."""

_LOOKS: Final = 5
_MOMENT: Final = 0.001
"""How often, and after how many seconds, is looked again for threads."""


class NoAnswerError(Exception):
    """A copy has ended without a word, or with half of one."""


class Copy:
    """A copy at its task."""

    def __init__(self, id_: int, says: int, hears: int) -> None:
        self._id = id_
        self._told = os.fdopen(says, "wb")
        self._heard = os.fdopen(hears, "rb")

    def say(self, question: object) -> None:
        """Say something to the copy; it may have ended, and will then give no answer."""
        with suppress(BrokenPipeError):
            pickle.dump(question, self._told, pickle.HIGHEST_PROTOCOL)
            self._told.flush()

    def hear(self) -> Any:  # noqa: ANN401 - whatever it says
        """Wait for what the copy says next.

        Raises:
            NoAnswerError: nothing comes any more.
        """
        try:
            return pickle.load(self._heard)  # noqa: S301 - of a copy of this very process
        except (EOFError, pickle.UnpicklingError) as error:
            raise NoAnswerError from error

    def end(self) -> None:
        """End the copy, whatever it is at."""
        os.kill(self._id, signal.SIGKILL)
        os.waitpid(self._id, 0)
        self._heard.close()
        with suppress(BrokenPipeError):
            self._told.close()


def copied(task: Task, modesty: int = 0) -> Copy | None:
    """Have a copy of this process do a task, where that works and something is gained by it.

    That is on Linux, with more than one processor, and without threads that may hold a lock.
    ``modesty`` is how far the copy stands back where there is other work.
    """
    if not _can_copy():
        return None
    # Each pipe is read at its first end, and written at its second.
    questions, answers = _pipe(), _pipe()
    try:
        id_ = os.fork()
    except OSError:
        for end in (*questions, *answers):
            os.close(end)
        return None
    if not id_:
        os.close(questions[1])
        os.close(answers[0])
        _do(task, questions[0], answers[1], modesty)
    os.close(questions[0])
    os.close(answers[1])
    return Copy(id_, questions[1], answers[0])


def _pipe() -> tuple[int, int]:
    """Return where a pipe is read, and where it is written."""
    ends = os.pipe()
    if sys.platform == "linux":
        with suppress(OSError):  # not everybody may have so much
            fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, _AT_ONCE)
    return ends


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


def _do(task: Task, hears: int, says: int, modesty: int) -> NoReturn:
    """Do the task in the copy, which ends with it: it has nothing else to clean up."""
    try:
        os.nice(modesty)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with os.fdopen(hears, "rb") as heard, os.fdopen(says, "wb") as told:

            def say(answer: object) -> None:
                told.write(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))  # all of it, or nothing
                told.flush()

            task(lambda: pickle.load(heard), say)  # noqa: S301 - of the process that was copied
    finally:
        os._exit(0)
