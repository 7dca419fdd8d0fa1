"""One request over a connection to a server of aiohttp, which has no other door."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from support.asgi import Answer, Fields


def send(
    app: web.Application,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    headers: Fields = (),
    chunk: int | None = None,
) -> Answer:
    """Serve an application on 127.0.0.1, for one request."""
    return asyncio.run(_served(app, _written(method, path, body, headers, chunk)))


@asynccontextmanager
async def serving(app: web.Application, *, cancelling: bool = False) -> AsyncIterator[int]:
    """Serve an application on 127.0.0.1, and give the port."""
    runner = web.AppRunner(app, handler_cancellation=cancelling)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port: int = runner.addresses[0][1]
        yield port
    finally:
        await runner.cleanup()


async def ask(port: int, method: str, path: str, body: bytes = b"") -> Answer:
    """Send one request to what is served."""
    return await _exchanged(port, _written(method, path, body, (), None))


async def _served(app: web.Application, parts: Iterable[bytes]) -> Answer:
    async with serving(app) as port:
        return await _exchanged(port, parts)


async def _exchanged(port: int, parts: Iterable[bytes]) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    answer = _read(await reader.read())
    writer.close()
    await writer.wait_closed()
    return answer


def _written(
    method: str, path: str, body: bytes, headers: Fields, chunk: int | None
) -> list[bytes]:
    names = {name.lower() for name, _ in headers}
    fields = [("Connection", "close"), *headers]
    fields += [] if "host" in names else [("Host", "localhost")]
    parts = [body]
    if chunk is None:
        fields.append(("Content-Length", str(len(body))))
    else:
        fields.append(("Transfer-Encoding", "chunked"))
        pieces = [body[start : start + chunk] for start in range(0, len(body), chunk)]
        parts = [*(b"%x\r\n%b\r\n" % (len(one), one) for one in pieces), b"0\r\n\r\n"]
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    return ["\r\n".join([*lines, "", ""]).encode("latin-1"), *parts]


def _read(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs: list[Any] = [line.split(": ", 1) for line in lines]
    return Answer(int(first.split()[1]), [(name, value) for name, value in pairs], body)
