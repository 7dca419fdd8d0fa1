"""One request to an ASGI application, without a server."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


@dataclass
class Answer:
    """What an ASGI application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def send(
    app: Application,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    headers: dict[str, str] | None = None,
    chunk: int = 1 << 16,
) -> Answer:
    """Send one request, in chunks, to an ASGI application, in a loop of its own."""
    return asyncio.run(exchange(app, method, path, body, headers=headers, chunk=chunk))


async def exchange(
    app: Application,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    headers: dict[str, str] | None = None,
    chunk: int = 1 << 16,
) -> Answer:
    """Send one request, in chunks, to an ASGI application."""
    answer = Answer()
    chunks = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
    scope: Message = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.replace("%2F", "/").replace("%20", " "),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(k.encode(), v.encode()) for k, v in (headers or {}).items()],
    }

    async def receive() -> Message:
        part = chunks.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(chunks)}

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, take)
    return answer


async def start_and_stop(app: Application) -> None:
    """Tell an ASGI application that it starts, and that it ends, and wait for both."""
    told = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    heard: list[str] = []

    async def receive() -> Message:
        return told.pop(0)

    async def take(message: Message) -> None:
        heard.append(message["type"])

    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, take)
    assert heard == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
