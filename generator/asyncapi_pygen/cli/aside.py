"""Work of a run that another process does while the run goes on."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import TypeVar

from asyncapi_pygen.cli.copies import Copy, Hear, NoAnswerError, Say, copied
from asyncapi_pygen.cli.engine import engine_of_command
from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.cli.progress import Line, progress
from asyncapi_pygen.making import Caller, nowhere

_Made = TypeVar("_Made")


@contextmanager
def attended(options: PackageOptions) -> Generator[Caller]:
    """Give what a run can ask of the command: its progress is shown, and work is done aside."""
    engine = engine_of_command()  # before the line has a thread
    with progress(options) as line, ExitStack() as workers:
        enter = nowhere if line is None else line.enter
        yield Caller(enter=enter, aside=Aside(line, workers), engine=engine)


class Aside:
    """Has work done by copies of this process, which have all that the work needs.

    Where no copy can be had, the work is done when its result is asked for. So it is if the copy
    fails, whose errors are thus told here.
    """

    def __init__(self, line: Line | None, workers: ExitStack) -> None:
        self._line = line
        self._workers = workers

    def __call__(self, work: Callable[[], _Made], /) -> Callable[[], _Made]:
        """Begin ``work``, and return what waits for its result."""

        def task(_: Hear, say: Say) -> None:
            say(work())

        with nullcontext() if self._line is None else self._line.stopped():
            copy = copied(task)
        if copy is None:
            return work
        self._workers.callback(copy.end)
        return lambda: _result(copy, work)


def _result(copy: Copy, work: Callable[[], _Made]) -> _Made:
    """Return what a copy has made, or do the work here."""
    try:
        made: _Made = copy.hear()
    except NoAnswerError:
        return work()
    return made
