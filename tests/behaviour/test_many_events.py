"""Many events over a real server, some of them broken: none is lost, and none is handled twice."""

import asyncio
import gc
import json
import logging
import threading
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from support.packages import Recorder, Written

EVENTS = 10_000
CONNECTIONS = 20
MOST_GROWTH = 64 * 1024
BROKEN = {0: b'{"event": "ice"', 1: b"[]", 2: b'{"event": "brand new"}'}
"""What arrives as every hundredth event, in turn: unreadable, no object, unknown."""


class Counting(Recorder):
    """Counts events by id, and keeps nothing else of them."""

    def __init__(self, package: Written) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self._reply = package.models.IceSvaml(action=package.models.Hangup())

    async def receive_incoming_call_event(self, event: Any) -> Any:
        self.counts[event.call_id] += 1
        await asyncio.sleep(0)
        if int(event.call_id) % 100 == 50:
            raise RuntimeError
        return self._reply


@pytest.fixture
def handlers(overlaid: Written) -> Counting:
    return Counting(overlaid)


@pytest.fixture(autouse=True)
def _unheard() -> Iterator[None]:
    """Make no records: whoever keeps them for this test would be the memory that grows."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def server(overlaid: Written, handlers: Counting) -> Iterator[uvicorn.Server]:
    """Serve the handlers on one URL, in a thread."""
    settings = overlaid.runtime.Settings(one_url="/")
    application = overlaid.asgi.application(handlers, settings)
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield server
    server.should_exit = True
    thread.join()


async def post(streams: Any, body: bytes) -> int:
    reader, writer = streams
    head = f"POST / HTTP/1.1\r\nhost: test\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    status = int(answer.split()[1])
    _, has_body, rest = answer.partition("content-length: ")
    if has_body:
        await reader.readexactly(int(rest.split()[0]))
    return status


def body_of(number: int) -> bytes:
    if number % 100 == 99:
        return BROKEN[number // 100 % len(BROKEN)]
    return json.dumps({"event": "ice", "callid": str(number), "cli": "+46"}).encode()


async def deliver(server: uvicorn.Server, numbers: range) -> Counter[int]:
    """Post events over a few connections, and count the statuses."""
    port = server.servers[0].sockets[0].getsockname()[1]
    statuses: Counter[int] = Counter()
    waiting = iter(numbers)

    async def work() -> None:
        streams = await asyncio.open_connection("127.0.0.1", port)
        for number in waiting:
            statuses[await post(streams, body_of(number))] += 1
        streams[1].close()

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
    while server.server_state.connections:
        await asyncio.sleep(0.01)
    return statuses


def memory() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.slow
def test_of_many_events_none_is_lost_none_is_handled_twice_and_memory_stays(
    server: uvicorn.Server, handlers: Counting
) -> None:
    # Pydantic keeps the short texts that it read last, some thousands of them.
    asyncio.run(deliver(server, range(EVENTS)))
    handlers.counts.clear()
    tracemalloc.start()
    before = memory()
    statuses = asyncio.run(deliver(server, range(EVENTS)))
    good = (str(number) for number in range(EVENTS) if number % 100 != 99)
    assert handlers.counts == dict.fromkeys(good, 1)
    assert statuses == {200: EVENTS * 98 // 100, 500: EVENTS // 100, 400: 34, 204: 66}
    handlers.counts = Counter()
    grown = memory() - before
    tracemalloc.stop()
    assert grown < MOST_GROWTH
