"""Events that come again: answered as before, and not handled twice."""

import asyncio
from collections import OrderedDict

from ._http import Response


class RecentDeliveries:
    """Remembers the latest events of this process, in memory.

    An event that comes again while it is being handled waits for the same answer; if
    that fails, the next of them is handled. For several processes, or to remember for
    longer than one lives, have a store of your own with these two methods.
    """

    def __init__(self, most: int = 10_000) -> None:
        """Remember so many events that were answered."""
        self._most = most
        self._answered: OrderedDict[tuple[str, str], Response] = OrderedDict()
        self._claimed: dict[tuple[str, str], asyncio.Event] = {}

    async def begin(self, operation: str, event: str, /) -> Response | None:
        """Return what the event was answered with, or claim it and return ``None``."""
        key = operation, event
        while (claim := self._claimed.get(key)) is not None:
            await claim.wait()
        known = self._answered.get(key)
        if known is None:
            self._claimed[key] = asyncio.Event()
        return known

    async def end(
        self,
        operation: str,
        event: str,
        response: Response | None,
        /,
    ) -> None:
        """Take in how a claimed event was answered, ``None`` if it may come again."""
        key = operation, event
        if response is not None:
            self._answered[key] = response
            if len(self._answered) > self._most:
                self._answered.popitem(last=False)
        self._claimed.pop(key).set()
