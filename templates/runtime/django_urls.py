"""The handlers as URL patterns of Django."""

from collections.abc import Iterator
from itertools import chain

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from . import asgi, background
from ._paths import root_of
from ._wsgi import request_of
from .handlers import Handlers
from .operations import dispatcher
from .runtime import DEFAULTS, Dispatcher, Request, Response, Settings

_NO_CONTENT = 204  # the one answer that may not state its length


def create_urls(
    handlers: Handlers,
    settings: Settings = DEFAULTS,
) -> list[URLPattern]:
    """Make URL patterns, to be included, that answer with these handlers.

    They answer whatever lies under the prefix that they are included at. Under ASGI,
    handlers run in the server's loop; under WSGI in that of ``background``.
    """
    dispatch = dispatcher(handlers, settings)

    @csrf_exempt
    async def answer(
        request: HttpRequest,
        rest: str,
        **_above: object,
    ) -> HttpResponse:
        return _Answer(await _answer(dispatch, request, f"/{rest}"))

    return [re_path(r"^(?P<rest>[\s\S]*)\Z", answer)]


class _Answer(HttpResponse):
    """A response that can repeat a header field, as those of Django cannot."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.body, status=response.status)
        del self.headers["content-type"]
        self.headers["content-length"] = str(len(response.body))
        self._repeated: list[tuple[str, str]] = []
        for name, value in response.headers:
            if name in self.headers:
                self._repeated.append((name, value))
            else:
                self.headers[name] = value

    def items(self) -> Iterator[tuple[str, str]]:
        """Give all that is sent."""
        for name, value in chain(super().items(), self._repeated):
            if self.status_code != _NO_CONTENT or name.lower() != "content-length":
                yield name, value


async def _answer(
    dispatch: Dispatcher[Handlers],
    received: HttpRequest,
    own: str,
) -> Response:
    request = _request(received, own)
    body = _body(received, dispatch.routes.bound(request))
    if body is None:
        return Response(400)  # nobody is there to read it
    request.body = body
    if isinstance(received, ASGIRequest):
        return await dispatch(request)
    return background.answer(dispatch(request))


def _request(received: HttpRequest, own: str) -> Request:
    if not isinstance(received, ASGIRequest):
        return request_of(received.META, received.path, own)
    request = asgi.request_of(received.scope)
    prefix = received.path.removesuffix(own).rstrip("/")
    request.root = root_of(request.path, prefix)
    return request


def _body(received: HttpRequest, most: int) -> bytes | None:
    """Read the body, no further than the bound; ``None`` if the caller has left."""
    body = b""
    while len(body) <= most:
        try:
            chunk = received.read(most + 1 - len(body))
        except UnreadablePostError:
            return None
        if not chunk:
            break
        body += chunk
    announced: str = received.META.get("CONTENT_LENGTH") or ""
    missing = announced.isdecimal() and len(body) < min(int(announced), most)
    return None if missing else body
