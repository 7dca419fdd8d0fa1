"""Handlers that still run when their events are answered, and the wait for them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from ._policy import LateError

T = TypeVar("T")


async def within(limit: asyncio.Timeout, work: Awaitable[T], late: str) -> T:
    """Wait for work; raises ``LateError`` with these words if the limit comes first."""
    try:
        async with limit:
            return await work
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise LateError(late) from error


class Deadline:
    """When a handler has to be done: at no time, until the application ends.

    Args:
        patience: How many seconds the end of the application waits for it; ``None`` if
            for as long as it takes.

    """

    def __init__(self, patience: float | None) -> None:
        self._patience = patience
        self._limit: asyncio.Timeout | None = None

    async def keep(self, work: Awaitable[T]) -> T:
        """Wait for work; raises ``LateError`` if the end did not wait for it."""
        self._limit = asyncio.timeout(None)
        try:
            return await within(self._limit, work, "the application has ended")
        finally:
            self._limit = None

    def set(self) -> None:
        """Let time run from now on, unless it does already."""
        if self._limit is None or self._patience is None:
            return
        if self._limit.when() is None:
            now = asyncio.get_running_loop().time()
            self._limit.reschedule(now + self._patience)


_RUNNING: dict[asyncio.Task[Any], Deadline] = {}
"""What runs, in whichever loop: the loops themselves would forget it."""


def start(work: Coroutine[Any, Any, Any], deadline: Deadline) -> None:
    """Run what nobody waits for, but the end."""
    task = asyncio.get_running_loop().create_task(work)
    _RUNNING[task] = deadline
    task.add_done_callback(_RUNNING.pop)


async def settle() -> None:
    """Wait for the handlers in this loop whose events were answered before."""
    while running := _here():
        await asyncio.wait(running)


async def finish() -> None:
    """Wait for them no longer than the settings say; what is late is cancelled."""
    while running := _here():
        await asyncio.sleep(0)  # what was but started begins
        for deadline in running.values():
            deadline.set()
        await asyncio.wait(running)


def _here() -> dict[asyncio.Task[Any], Deadline]:
    loop = asyncio.get_running_loop()
    every = [*_RUNNING.items()]  # at once, since other threads have loops as well
    return {task: deadline for task, deadline in every if task.get_loop() is loop}


@asynccontextmanager
async def settled(_app: object = None) -> AsyncGenerator[None, None]:
    """Wait at the end for the handlers of events that were answered before.

    It is a lifespan, as frameworks call it, or a part of one: what handlers need is to
    be opened around it. Handlers that take longer than ``Settings(settle=...)`` says
    are cancelled, which is a failure as any other.
    """
    yield
    await finish()
