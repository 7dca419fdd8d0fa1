"""The loop of servers that have none: one, for as long as the process lives."""

import asyncio
import os
import signal
import threading
from contextvars import ContextVar
from typing import Any

import pytest

WHO: ContextVar[str] = ContextVar("who")


@pytest.fixture
def background(voice: Any) -> Any:
    """Give the module."""
    return voice.background


async def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_every_call_from_whichever_thread_runs_in_one_loop(background: Any) -> None:
    found = [background.run(_loop())]
    threads = [
        threading.Thread(target=lambda: found.append(background.run(_loop()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 9
    assert len({id(loop) for loop in found}) == 1


def test_what_was_opened_by_one_call_is_of_use_to_the_next(background: Any) -> None:
    async def opened() -> asyncio.Queue[int]:
        queue: asyncio.Queue[int] = asyncio.Queue()
        waiting = asyncio.create_task(queue.get())
        await asyncio.sleep(0)
        return queue if not waiting.done() else asyncio.Queue()

    queue = background.run(opened())
    background.run(queue.put(1))
    background.run(queue.put(2))
    assert background.run(queue.get()) == 2


def test_context_variables_of_the_caller_are_seen_and_not_changed(background: Any) -> None:
    async def called() -> str:
        name = WHO.get()
        WHO.set("handler")
        return name

    token = WHO.set("caller")
    try:
        assert background.run(called()) == "caller"
        assert WHO.get() == "caller"
    finally:
        WHO.reset(token)


def test_an_exception_reaches_the_caller(background: Any) -> None:
    async def failing() -> None:
        raise KeyError("k")

    with pytest.raises(KeyError, match="k"):
        background.run(failing())


def test_a_cancelled_answer_is_a_failure_and_no_cancellation_of_the_caller(
    voice: Any, background: Any
) -> None:
    async def cancelled() -> Any:
        raise asyncio.CancelledError

    assert (
        background.answer(cancelled())
        == voice.runtime.ProblemError(500, "Internal Server Error").response
    )


def test_a_caller_who_is_interrupted_leaves_nothing_running(
    background: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    class Interrupted:
        def __init__(self, future: Any) -> None:
            self._future = future

        def result(self) -> None:
            assert begun.wait(10)
            raise KeyboardInterrupt

        def cancel(self) -> None:
            self._future.cancel()

    submit = background.submit
    monkeypatch.setattr(background, "submit", lambda coroutine: Interrupted(submit(coroutine)))
    with pytest.raises(KeyboardInterrupt):
        background.run(endless())
    assert ended.wait(10)


def test_the_loop_does_not_wait_for_itself(background: Any) -> None:
    async def nested() -> None:
        background.run(_loop())

    with pytest.raises(RuntimeError, match="cannot wait for itself"):
        background.run(nested())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes fork on POSIX alone")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_process_that_was_forked_off_has_a_loop_of_its_own(
    background: Any,
) -> None:
    background.run(_loop())
    reading, writing = os.pipe()
    background._BACKGROUND._lock.acquire()  # as if another thread were starting the loop
    child = os.fork()
    if child == 0:
        signal.alarm(20)  # if it waits for a lock or a loop that its parent has
        answered = background.run(asyncio.sleep(0, b"answered"))
        os.write(writing, answered)
        os._exit(0)
    background._BACKGROUND._lock.release()
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        assert answer.read() == b"answered"
    assert os.waitpid(child, 0)[1] == 0


def test_the_loop_does_not_keep_the_process_alive(voice: Any) -> None:
    (thread,) = [t for t in threading.enumerate() if t.name == f"{voice.name}.background"]
    assert thread.daemon
