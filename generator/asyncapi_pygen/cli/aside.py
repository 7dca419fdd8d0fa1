"""Work of a run that another process does while the run goes on."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import TypeVar

from asyncapi_pygen.cli.copies import Copy, Hear, NoAnswerError, Say, copied
from asyncapi_pygen.cli.engine import engine_of_command, forsake
from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.cli.progress import Line, progress
from asyncapi_pygen.making import Caller, nowhere
from asyncapi_pygen.payloads.engine import Engine, run

_Made = TypeVar("_Made")
_Known = TypeVar("_Known")
_Otherwise = TypeVar("_Otherwise")


def nothing() -> None:
    """Do nothing."""


@contextmanager
def attended(options: PackageOptions, meanwhile: Callable[[], None] = nothing) -> Generator[Caller]:
    """Give what a run can ask of the command: its progress is shown, and work is done aside.

    ``meanwhile`` is done while this process waits for a package that a copy makes.
    """
    engine = engine_of_command()  # before the line has a thread
    with progress(options) as line, ExitStack() as workers:
        enter = nowhere if line is None else line.enter
        aside = Aside(line, workers, engine, meanwhile)
        yield Caller(enter=enter, aside=aside, ahead=aside.ahead, engine=engine)


class Aside:
    """Has work done by copies of this process, which have all that the work needs.

    Where no copy can be had, the work is done when its result is asked for. So it is if the copy
    fails, whose errors are thus told here. ``meanwhile`` is what this process can do before it
    waits for what was begun ahead.
    """

    def __init__(
        self,
        line: Line | None,
        workers: ExitStack,
        engine: Engine = run,
        meanwhile: Callable[[], None] = nothing,
    ) -> None:
        self._line = line
        self._workers = workers
        self._engine = engine
        self._meanwhile = meanwhile

    def __call__(self, work: Callable[[], _Made], /) -> Callable[[], _Made]:
        """Begin ``work``, and return what waits for its result."""
        copy = self._copy(lambda _: work())
        if copy is None:
            return work
        return lambda: self._result(copy, work)

    def ahead(
        self, work: Callable[[Callable[[], _Known]], _Made], /
    ) -> Callable[[_Known], _Made | None]:
        """Begin ``work`` that may not be wanted, where a copy can be had, and return the same."""
        copy = self._copy(work)

        def result(known: _Known) -> _Made | None:
            if copy is None:
                return None
            self._meanwhile()
            copy.say(known)
            return self._result(copy, lambda: None)

        return result

    def _copy(self, work: Callable[[Hear], object]) -> Copy | None:
        """Have a copy of this process do some work."""

        def task(hear: Hear, say: Say) -> None:
            say(work(hear))

        with nullcontext() if self._line is None else self._line.stopped():
            copy = copied(task)
        if copy is not None:
            self._workers.callback(copy.end)
        return copy

    def _result(self, copy: Copy, otherwise: Callable[[], _Otherwise]) -> _Otherwise:
        """Return what a copy has made, or what is done here."""
        try:
            made: _Otherwise = copy.hear()
        except NoAnswerError:
            forsake(self._engine)  # it may have been answering that copy
            return otherwise()
        return made
