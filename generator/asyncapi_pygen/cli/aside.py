"""Work of a run that another process does while the run goes on."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Final, TypeVar

from asyncapi_pygen.cli.copies import Copy, Hear, NoAnswerError, Say, copied
from asyncapi_pygen.cli.engine import engine_of_command, forsake
from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.cli.progress import Line, progress
from asyncapi_pygen.making import Caller, nowhere
from asyncapi_pygen.payloads.engine import Engine, run

_Made = TypeVar("_Made")
_Given = TypeVar("_Given")


_MODESTY: Final = 10
"""How far a copy stands back that is to let others go first."""


@contextmanager
def attended(options: PackageOptions) -> Generator[Caller]:
    """Give what a run can ask of the command: its progress is shown, and work is done aside."""
    engine = engine_of_command()  # before the line has a thread
    with progress(options) as line, ExitStack() as workers:
        enter = nowhere if line is None else line.enter
        aside = Aside(line, workers, engine)
        yield Caller(enter=enter, aside=aside, ahead=aside.ahead, engine=engine)


class Aside:
    """Has work done by copies of this process, which have all that the work needs.

    Where no copy can be had, the work is done when its result is asked for. So it is if the copy
    fails, whose errors are thus told here.
    """

    def __init__(self, line: Line | None, workers: ExitStack, engine: Engine = run) -> None:
        self._line = line
        self._workers = workers
        self._engine = engine

    def __call__(
        self, work: Callable[[], _Made], /, *, modest: bool = False
    ) -> Callable[[], _Made]:
        """Begin ``work``, and return what waits for its result."""
        copy = self._copy(work, modest=modest)
        if copy is None:
            return work
        return lambda: self._result(copy, work)

    def ahead(self, work: Callable[[], _Made], /) -> Callable[[], _Made | None]:
        """Begin ``work`` that may not be wanted, where a copy can be had, and return the same."""
        copy = self._copy(work)
        return lambda: None if copy is None else self._result(copy, lambda: None)

    def _copy(self, work: Callable[[], object], *, modest: bool = False) -> Copy | None:
        """Have a copy of this process do some work."""

        def task(_: Hear, say: Say) -> None:
            say(work())

        with nullcontext() if self._line is None else self._line.stopped():
            copy = copied(task, _MODESTY if modest else 0)
        if copy is not None:
            self._workers.callback(copy.end)
        return copy

    def _result(self, copy: Copy, otherwise: Callable[[], _Given]) -> _Given:
        """Return what a copy has made, or what is done here."""
        try:
            made: _Given = copy.hear()
        except NoAnswerError:
            forsake(self._engine)  # it may have been answering that copy
            return otherwise()
        return made
