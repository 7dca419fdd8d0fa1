"""The handlers as a plain ASGI application, which any ASGI server runs."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import quote

from ._http import Fields
from ._paths import root_of
from .handlers import Handlers
from .operations import dispatcher
from .runtime import DEFAULTS, Request, Response, Settings, settled

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_NO_CONTENT = 204  # the one answer that may not state its length


def application(handlers: Handlers, settings: Settings = DEFAULTS) -> Application:
    """Make an ASGI application that answers with these handlers."""
    routes = dispatcher(handlers, settings).routes

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _not_http(scope, receive, send)
            return
        request = request_of(scope)
        body = await _body(receive, routes.bound(request))
        if body is None:
            return
        request.body = body
        response = await routes.answer(request, handlers)
        await send(_head(response))
        await send({"type": "http.response.body", "body": response.body})

    return app


def with_lifespan(application: Callable[..., Awaitable[None]]) -> Application:
    """Give an application that knows no lifespan, such as Django's, one.

    At its end the handlers of events that were answered before are waited for.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await application(scope, receive, send)

    return app


def request_of(scope: Mapping[str, Any]) -> Request:
    """Make a request, without its body, of an HTTP connection's scope."""
    raw_path: bytes | None = scope.get("raw_path")
    path = raw_path.decode("latin-1") if raw_path else quote(scope["path"])
    root: str = scope.get("root_path", "")
    return Request(
        scope["method"],
        path,
        scope["query_string"].decode("latin-1"),
        scope["headers"],
        root=root_of(path, root.rstrip("/")) if root else "",
    )


async def _body(receive: Receive, most: int) -> bytes | None:
    """Read the body, no further than the bound; ``None`` if the caller has left."""
    body = b""
    while len(body) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body


def _head(response: Response) -> Message:
    fields = [*_encoded(response.headers)]
    if response.status != _NO_CONTENT:
        fields.append((b"content-length", b"%d" % len(response.body)))
    return {
        "type": "http.response.start",
        "status": response.status,
        "headers": fields,
    }


@lru_cache
def _encoded(fields: Fields) -> tuple[tuple[bytes, bytes], ...]:
    return tuple(
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in fields
    )


async def _not_http(scope: Scope, receive: Receive, send: Send) -> None:
    """Start and stop when told to; refuse everything that is not HTTP."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1000})
    else:
        message = f"unknown ASGI scope: {scope['type']}"
        raise ValueError(message)


async def _live(receive: Receive, send: Send) -> None:
    """Start when told to; stop when handlers of answered events are done."""
    await receive()
    async with settled():
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
