"""One request to an ASGI application, without a server."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
Fields = Sequence[tuple[str, str]]


@dataclass
class Answer:
    """What an application sent; of a repeated field, ``headers`` has the last."""

    status: int = 0
    fields: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.fields}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def send(
    app: Application,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    headers: Mapping[str, str] | Fields | None = None,
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
    headers: Mapping[str, str] | Fields | None = None,
    chunk: int = 1 << 16,
) -> Answer:
    """Send one request, in chunks, to an ASGI application."""
    answer = Answer()
    chunks = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
    fields = headers.items() if isinstance(headers, Mapping) else headers or ()
    raw_path, _, query = path.partition("?")
    scope: Message = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in fields],
    }

    async def receive() -> Message:
        if not chunks:  # the caller waits for its answer
            await asyncio.Event().wait()
        part = chunks.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(chunks)}

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.fields = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in message["headers"]
            ]
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
