"""How long a run may take."""

import time
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Seconds that only grow; where they begin does not matter."""


class OutOfTimeError(Exception):
    """A run took longer than it may; the text says how long that is."""


class Deadline:
    """The moment, ``seconds`` from now, after which a run is given up.

    Every stage that may take long on a bad document asks ``check`` now and then; whoever follows a
    reference has asked.
    """

    __slots__ = ("_clock", "_end", "_seconds")

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._seconds = seconds
        self._end = clock() + seconds

    def check(self) -> None:
        """Go on, if there is time left.

        Raises:
            OutOfTimeError: there is none.
        """
        if self._clock() >= self._end:
            raise OutOfTimeError(f"the document takes longer than {self._seconds:g} seconds")
