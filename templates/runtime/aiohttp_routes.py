"""The handlers as routes of aiohttp's server."""

from collections.abc import AsyncIterator, Iterator

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from multidict import CIMultiDict

from . import runtime
from ._http import gathered
from ._paths import root_of
from .handlers import Handlers
from .operations import dispatcher
from .runtime import DEFAULTS, Request, Response, Settings

_UNDONE = {b"br", b"deflate", b"gzip", b"zstd"}


def create_routes(
    handlers: Handlers,
    settings: Settings = DEFAULTS,
    *,
    prefix: str = "",
) -> list[web.RouteDef]:
    """Make routes that answer with these handlers.

    Args:
        handlers: The handlers.
        settings: What can be chosen.
        prefix: What stands above, such as ``/hooks``, beside that of a sub-application;
            they answer whatever lies below.

    """
    dispatch = dispatcher(handlers, settings)

    async def answer(received: web.Request) -> web.Response:
        request = _request(received)
        chunks, most = received.content.iter_any(), dispatch.routes.bound(request)
        try:
            request.body = await gathered(chunks, most)
        except (OSError, BadHttpMessage, web.RequestPayloadError):
            return web.Response(status=400)  # nobody is there to read it
        return _response(await dispatch(request))

    return [web.route("*", f"{prefix}/{{rest:(?s:.*)}}", answer)]


async def settled(_app: web.Application) -> AsyncIterator[None]:
    """Wait at the end for the handlers of events that were answered before.

    It is a cleanup context: ``app.cleanup_ctx.append(settled)``, after those of what
    handlers need, since the last one ends first.
    """
    async with runtime.settled():
        yield


def _request(received: web.Request) -> Request:
    path, _, query = received.raw_path.partition("?")
    prefix = received.path.removesuffix(received.match_info["rest"]).rstrip("/")
    return Request(
        received.method,
        path,
        query,
        tuple(_fields(received)),
        root=root_of(path, prefix),
    )


def _fields(received: web.Request) -> Iterator[tuple[bytes, bytes]]:
    """Yield the header fields, but for the codings that the server has undone."""
    for name, value in received.raw_headers:
        known = value.strip().lower() in _UNDONE
        if not (known and name.lower() == b"content-encoding"):
            yield name, value


def _response(response: Response) -> web.Response:
    return web.Response(
        status=response.status,
        body=response.body,
        headers=CIMultiDict(response.headers),
    )
