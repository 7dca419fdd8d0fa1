"""An event loop in a thread of its own, for servers that have none.

It lives as long as the process, so that what a handler keeps open (a client, a pool of
connections) belongs to one loop, whichever thread a request arrives in.
"""

import asyncio
import atexit
import concurrent.futures
import importlib
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from ._http import ProblemError, Response
from ._running import finish

T = TypeVar("T")


class _Background:
    """The loop of this process; a process that was forked off starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0

    def running(self) -> asyncio.AbstractEventLoop | None:
        """Return the loop that this process has started, if it has."""
        return self._loop if self._process == os.getpid() else None

    def loop(self) -> asyncio.AbstractEventLoop:
        loop = self.running()
        if loop is None:
            with self._lock:
                loop = self.running() or self._started()
        return loop

    def _started(self) -> asyncio.AbstractEventLoop:
        self._loop = loop = asyncio.new_event_loop()
        self._process = os.getpid()
        threading.Thread(target=loop.run_forever, name=__name__, daemon=True).start()
        return loop

    def unlock(self) -> None:
        """Forget who held the lock: in a process that was forked off, nobody does."""
        self._lock = threading.Lock()


_BACKGROUND = _Background()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_BACKGROUND.unlock)


def submit(coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
    """Start a coroutine in the loop, with the context variables of the caller."""
    return asyncio.run_coroutine_threadsafe(coroutine, _BACKGROUND.loop())


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in the loop, and wait for what it returns.

    That is how handlers are run; whatever they share with the rest of an application,
    such as a pool of connections, is opened and closed by it too.

    Raises:
        RuntimeError: It is called in the loop, which would wait for itself.

    """
    if threading.current_thread().name == __name__:
        coroutine.close()
        message = "the loop cannot wait for itself"
        raise RuntimeError(message)
    future = submit(coroutine)
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


def answer(coroutine: Coroutine[Any, Any, Response]) -> Response:
    """Wait for a response; one that was cancelled is a failure to whoever asked."""
    try:
        return run(coroutine)
    except concurrent.futures.CancelledError:
        return ProblemError(500, "Internal Server Error").response


def settle() -> None:
    """Wait for the handlers of events that were answered before.

    The end of the process does so by itself, where Python comes to know of it. Handlers
    that take longer than ``Settings(settle=...)`` says are cancelled.
    """
    if _BACKGROUND.running() is not None:
        run(finish())


# Before ``atexit``, where Python can: by then the threads that handlers may need are
# gone. They end after this, since their module is imported before.
importlib.import_module("concurrent.futures.thread")
getattr(threading, "_register_atexit", atexit.register)(settle)
