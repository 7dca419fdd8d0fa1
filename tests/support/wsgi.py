"""One request to a WSGI application, as a server would hand it over."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from support.asgi import Answer, Fields

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PLAIN = {"CONTENT_TYPE", "CONTENT_LENGTH"}


class Input(io.BytesIO):
    """A body that may break off, and that knows how much of it was read."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        part = super().read(size)
        self.taken += len(part)
        return part

    def readinto(self, buffer: Any, /) -> int:
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def environment(method: str, path: str, body: Input, headers: Fields = ()) -> dict[str, Any]:
    """Make an environment with the request's target as it was sent."""
    raw_path, _, query = path.partition("?")
    made: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body.getvalue())),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers:
        key = name.upper().replace("-", "_")
        key = key if key in _PLAIN else f"HTTP_{key}"
        made[key] = f"{made[key]}, {value}" if key in made and key not in _PLAIN else value
    return made


def call(app: Application, environ: dict[str, Any]) -> Answer:
    """Call the application, and collect what it answers."""
    answer = Answer()

    def start(status: str, fields: list[tuple[str, str]], _error: Any = None) -> None:
        answer.status = int(status.partition(" ")[0])
        answer.fields = fields

    parts = app(environ, start)
    answer.body = b"".join(parts)
    close = getattr(parts, "close", None)
    if close is not None:
        close()
    return answer


def send(
    app: Application, method: str, path: str, body: bytes = b"", *, headers: Fields = ()
) -> Answer:
    """Send one request to a WSGI application."""
    return call(app, environment(method, path, Input(body), headers))
