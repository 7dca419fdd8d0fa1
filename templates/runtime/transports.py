"""Ways to bring requests to their receiver: over HTTP, or into an application here.

Anything that is called like them is one, such as a client of another library.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import SSLContext
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from ._http import Request, Response

__all__ = ["AsgiTransport", "HttpTransport"]

_MEBIBYTE = 1 << 20

Message: TypeAlias = MutableMapping[str, Any]
Application: TypeAlias = Callable[
    [
        Message,
        Callable[[], Awaitable[Message]],
        Callable[[Message], Awaitable[None]],
    ],
    Awaitable[None],
]


@dataclass(frozen=True, kw_only=True)
class HttpTransport:
    """Sends over HTTP/1.1 with what Python has, each request on its own connection.

    Requests wait in threads; redirects are not followed.

    Attributes:
        url: Where the server is. A path is put before those of the requests.
        timeout: How long each step of an exchange may take, in seconds.
        most: How many bytes a response may have.
        context: Settings of TLS, if not the usual ones.

    Raises:
        ValueError: The URL names no host of http or https.

    """

    url: str
    timeout: float = 10.0
    most: int = 10 * _MEBIBYTE
    context: SSLContext | None = None

    def __post_init__(self) -> None:
        """Refuse what is no address of a server."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            message = "give the URL of a server, such as https://example.com/hooks"
            raise ValueError(message)

    async def __call__(self, request: Request, /) -> Response:
        """Give what is answered; raises ``OSError`` if nothing is."""
        return await asyncio.to_thread(self._exchanged, request)

    def _exchanged(self, request: Request) -> Response:
        connection = self._connection()
        path = urlsplit(self.url).path.rstrip("/") + request.path
        target = f"{path}?{request.query}" if request.query else path
        fields = {name.decode(): value for name, value in request.fields}
        try:
            connection.request(request.method, target, request.body, fields)
            # What is not read to its end keeps its socket open until it is closed.
            with connection.getresponse() as answer:
                body = answer.read(self.most + 1)
        except HTTPException as error:
            message = f"the server answers with what is no HTTP: {error!r}"
            raise ConnectionError(message) from error
        finally:
            connection.close()
        if len(body) > self.most:
            message = f"the server answers with more than {self.most} bytes"
            raise ConnectionError(message)
        headers = tuple((name.lower(), value) for name, value in answer.getheaders())
        return Response(answer.status, body, headers)

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "http":
            return HTTPConnection(host, parts.port, timeout=self.timeout)
        return HTTPSConnection(
            host,
            parts.port,
            timeout=self.timeout,
            context=self.context,
        )


@dataclass(frozen=True)
class AsgiTransport:
    """Calls an ASGI application in this process, for tests above all.

    Attributes:
        app: The application.

    """

    app: Application

    async def __call__(self, request: Request, /) -> Response:
        """Give what is answered, or raise what the application does."""
        response = Response()
        unread = [request.body]

        async def receive() -> Message:
            if not unread:  # whoever waits for the end of the connection waits
                await asyncio.Event().wait()
            return {"type": "http.request", "body": unread.pop(), "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                response.status = message["status"]
                response.headers = tuple(
                    (name.decode("latin-1").lower(), value.decode("latin-1"))
                    for name, value in message.get("headers", ())
                )
            else:
                response.body += message.get("body", b"")

        await self.app(_scope(request), receive, send)
        return response


def _scope(request: Request) -> Message:
    length = (b"content-length", str(len(request.body)).encode())
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(request.path),
        "raw_path": request.path.encode("latin-1"),
        "root_path": "",
        "query_string": request.query.encode("latin-1"),
        "headers": [*request.fields, length],
    }
