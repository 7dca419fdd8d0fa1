"""What each framework does beside answering: its other routes, prefixes, loops, broken requests."""

import asyncio
import gzip
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import flask
import litestar
import pytest
from aiohttp import web
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from fastapi import FastAPI
from litestar import Litestar
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from support import asgi, sockets, wsgi
from support.django_sites import AsgiSite, WsgiSite

ICE = b'{"event": "ice"}'
ACE = b'{"event": "ace"}'
PROBLEM = "application/problem+json"


@pytest.fixture
def seen() -> list[tuple[str, str]]:
    """Give the paths that the verifier saw, and what was above them."""
    return []


@pytest.fixture
def settings(voice: Any, seen: list[tuple[str, str]]) -> Any:
    def verify(request: Any) -> None:
        seen.append((request.path, request.root))

    return voice.runtime.Settings(max_body=1000, verify=verify)


def _answering(app: Any, answer: Callable[[], Any]) -> None:
    """Let the handler of an answered call return what a function or a coroutine does."""

    async def receive(_event: Any) -> Any:
        given = answer()
        return await given if asyncio.iscoroutine(given) else given

    app.receive_answered_call_event = receive


# Flask


@pytest.fixture
def site(voice: Any, app: Any, settings: Any) -> flask.Flask:
    """Make a Flask application with the blueprint, and a page of its own."""
    made = flask.Flask("site", static_folder=None)
    made.add_url_rule("/hooks/health", view_func=lambda: "well", endpoint="health")
    blueprint = voice.flask_blueprint.create_blueprint(app, settings)
    made.register_blueprint(blueprint, url_prefix="/hooks")
    return made


def test_routes_of_a_flask_application_are_its_own(site: flask.Flask) -> None:
    assert wsgi.send(site, "GET", "/hooks/health").body == b"well"
    assert wsgi.send(site, "POST", "/hooks/voice/ice", ICE).status == 200
    assert wsgi.send(site, "GET", "/elsewhere").headers["content-type"].startswith("text/html")


def test_a_blueprint_may_be_within_another_and_have_another_name(
    voice: Any, app: Any, settings: Any, seen: list[Any]
) -> None:
    made = flask.Flask("site", static_folder=None)
    outer = flask.Blueprint("outer", __name__)
    own = voice.flask_blueprint.create_blueprint(app, settings, name="calls")
    asked: list[str | None] = []
    own.before_request(lambda: asked.append(flask.request.endpoint))
    outer.register_blueprint(own, url_prefix="/b")
    made.register_blueprint(outer, url_prefix="/<tenant>")
    assert wsgi.send(made, "POST", "/a/b/voice/ice", ICE).status == 200
    assert seen == [("/a/b/voice/ice", "/a/b")]
    assert asked == ["outer.calls.answer"]


def test_a_handler_under_flask_sees_its_request_and_lives_in_one_loop(
    app: Any, site: flask.Flask
) -> None:
    loops = []

    def answer() -> str:
        loops.append(asyncio.get_running_loop())
        return flask.request.headers["X-Who"]

    _answering(app, answer)
    fields = [("X-Who", "me")]
    for _ in range(2):
        assert wsgi.send(site, "POST", "/hooks/voice/ace", ACE, headers=fields).json == "me"
    assert loops[0] is loops[1]


def test_a_body_that_flask_has_read_is_handled(app: Any, site: flask.Flask) -> None:
    read: list[bytes] = []
    site.before_request(lambda: read.append(flask.request.get_data()))
    assert wsgi.send(site, "POST", "/hooks/voice/ice", ICE).status == 200
    assert read == [ICE]


def test_the_bound_of_the_settings_counts_under_flask(site: flask.Flask) -> None:
    site.config["MAX_CONTENT_LENGTH"] = 1
    assert wsgi.send(site, "POST", "/hooks/voice/ice", ICE).status == 200


# WSGI


@pytest.fixture(params=["flask", "django"])
def served(request: pytest.FixtureRequest, voice: Any, app: Any, settings: Any) -> wsgi.Application:
    """Serve the package below /hooks by each framework that WSGI has."""
    if request.param == "flask":
        made = flask.Flask("site", static_folder=None)
        blueprint = voice.flask_blueprint.create_blueprint(app, settings)
        made.register_blueprint(blueprint, url_prefix="/hooks")
        return made
    return WsgiSite([path("hooks/", include(voice.django_urls.create_urls(app, settings)))])


def test_a_body_above_the_bound_is_not_read_whole(app: Any, served: wsgi.Application) -> None:
    body = wsgi.Input(b"x" * 100_000)
    got = wsgi.call(served, wsgi.environment("POST", "/hooks/voice/ice", body))
    assert (got.status, got.headers["content-type"]) == (413, PROBLEM)
    assert body.taken <= 1001
    assert app.received == []


def test_a_body_that_breaks_off_is_not_handled(app: Any, served: wsgi.Application) -> None:
    environ = wsgi.environment("POST", "/hooks/voice/ice", wsgi.Input(ICE))
    environ["CONTENT_LENGTH"] = str(len(ICE) + 1)
    assert wsgi.call(served, environ).status == 400
    assert app.received == []


def test_a_connection_that_breaks_is_not_handled(app: Any, served: wsgi.Application) -> None:
    class Broken(wsgi.Input):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    assert (
        wsgi.call(served, wsgi.environment("POST", "/hooks/voice/ice", Broken(ICE))).status == 400
    )
    assert app.received == []


@pytest.mark.parametrize("length", ["", "many", "-1"])
def test_a_body_of_no_known_length_is_empty(
    app: Any, served: wsgi.Application, length: str
) -> None:
    environ = wsgi.environment("POST", "/hooks/voice/ice", wsgi.Input(ICE))
    environ["CONTENT_LENGTH"] = length
    assert wsgi.call(served, environ).status == 400
    assert app.received == []


@pytest.mark.parametrize("name", ["REQUEST_URI", "RAW_URI", None])
def test_a_path_is_as_it_was_sent_where_the_server_tells(
    served: wsgi.Application, seen: list[Any], name: str | None
) -> None:
    environ = wsgi.environment("POST", "/hooks/%76oice/ice", wsgi.Input(ICE))
    sent = environ.pop("REQUEST_URI")
    if name is not None:
        environ[name] = sent
    assert wsgi.call(served, environ).status == 200
    assert seen == [("/hooks/voice/ice" if name is None else sent, "/hooks")]


def test_a_prefix_of_the_server_is_above_the_package_too(
    served: wsgi.Application, seen: list[Any]
) -> None:
    mounted = DispatcherMiddleware(lambda *_: [], {"/api v1": served})
    assert wsgi.send(mounted, "POST", "/api%20v1/hooks/voice/ice", ICE).status == 200
    assert seen == [("/api%20v1/hooks/voice/ice", "/api%20v1/hooks")]


def test_a_prefix_that_a_proxy_took_away_is_put_back(
    served: wsgi.Application, seen: list[Any]
) -> None:
    fixed = ProxyFix(served, x_prefix=1)
    fields = [("X-Forwarded-Prefix", "/api")]
    assert wsgi.send(fixed, "POST", "/hooks/voi%63e/ice", ICE, headers=fields).status == 200
    assert seen == [("/api/hooks/voi%63e/ice", "/api/hooks")]


def test_a_cancellation_in_a_handler_is_a_failure_of_the_handler(
    app: Any, served: wsgi.Application
) -> None:
    app.replies["ace"] = asyncio.CancelledError()
    got = wsgi.send(served, "POST", "/hooks/voice/ace", ACE)
    assert (got.status, got.headers["content-type"]) == (500, PROBLEM)


# Django


@pytest.fixture(params=["wsgi", "asgi"])
def ask(request: pytest.FixtureRequest, voice: Any, app: Any, settings: Any) -> Callable[..., Any]:
    """Give a function that sends a request to a site of Django."""

    def health(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("well")

    def reading(view: Any) -> Any:
        async def read(request: HttpRequest, **more: Any) -> HttpResponse:
            assert request.body == ACE
            answer: HttpResponse = await view(request, **more)
            return answer

        read.csrf_exempt = True
        return read

    patterns = voice.django_urls.create_urls(app, settings)
    read = voice.django_urls.create_urls(app, settings)
    read[0].callback = reading(read[0].callback)
    urls = [
        path("health", health),
        path("read/<str:tenant>/", include(read)),
        path("", include(patterns)),
    ]
    if request.param == "wsgi":
        return partial(wsgi.send, WsgiSite(urls))
    return partial(asgi.send, AsgiSite(urls))


def test_pages_of_a_django_site_are_its_own(ask: Callable[..., Any]) -> None:
    assert ask("GET", "/health").body == b"well"
    assert ask("POST", "/voice/ice", ICE).status == 200


def test_a_body_that_django_has_read_is_handled(
    app: Any, ask: Callable[..., Any], seen: list[Any]
) -> None:
    assert ask("POST", "/read/a%20b/voice/ace", ACE).status == 204
    assert [name for name, _ in app.received] == ["ace"]
    assert seen == [("/read/a%20b/voice/ace", "/read/a%20b")]


def test_a_handler_under_django_may_call_what_is_not_asynchronous(
    app: Any, ask: Callable[..., Any]
) -> None:
    _answering(app, sync_to_async(lambda: "from a thread", thread_sensitive=True))
    assert ask("POST", "/voice/ace", ACE).json == "from a thread"


def test_handlers_under_wsgi_live_in_one_loop_and_under_asgi_in_the_servers(
    voice: Any, app: Any
) -> None:
    loops = []
    _answering(app, lambda: loops.append(asyncio.get_running_loop()))
    urls = voice.django_urls.create_urls(app)
    for _ in range(2):
        wsgi.send(WsgiSite(urls), "POST", "/voice/ace", ACE)
    assert loops[0] is loops[1]
    assert voice.background.submit(asyncio.sleep(0, 1)).result() == 1
    asgi.send(AsgiSite(urls), "POST", "/voice/ace", ACE)
    assert loops[2] is not loops[0]


def test_django_under_asgi_reads_to_the_end_and_the_package_to_the_bound(
    voice: Any, app: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    read = HttpRequest.read

    def counted(request: HttpRequest, size: int) -> bytes:
        part: bytes = read(request, size)
        taken.append(len(part))
        return part

    monkeypatch.setattr(HttpRequest, "read", counted)
    site = AsgiSite(voice.django_urls.create_urls(app, settings))
    assert asgi.send(site, "POST", "/voice/ice", b"x" * 100_000, chunk=1000).status == 413
    assert sum(taken) == 1001


# aiohttp


def test_routes_of_an_aiohttp_application_are_its_own(voice: Any, app: Any, settings: Any) -> None:
    async def health(_request: web.Request) -> web.Response:
        return web.Response(text="well")

    made = web.Application()
    made.router.add_get("/health", health)
    made.add_routes(voice.aiohttp_routes.create_routes(app, settings))
    assert sockets.send(made, "GET", "/health").body == b"well"


def test_the_prefix_of_a_sub_application_is_above_the_package(
    voice: Any, app: Any, settings: Any, seen: list[Any]
) -> None:
    inner = web.Application()
    inner.add_routes(voice.aiohttp_routes.create_routes(app, settings, prefix="/{tenant}"))
    made = web.Application()
    made.add_subapp("/hooks", inner)
    assert sockets.send(made, "POST", "/hooks/a%20b/voice/ice", ICE).status == 200
    assert seen == [("/hooks/a%20b/voice/ice", "/hooks/a%20b")]


@pytest.mark.parametrize("cancelled", [False, True], ids=["told", "cancelled"])
@pytest.mark.parametrize(
    "head",
    ["Content-Length: 100\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n10\r\n"],
    ids=["length", "chunk"],
)
def test_a_caller_who_leaves_aiohttp_is_not_handled(
    voice: Any, app: Any, settings: Any, head: str, *, cancelled: bool
) -> None:
    done = asyncio.Event()
    statuses: list[int] = []

    @web.middleware
    async def watch(request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await handler(request)
            statuses.append(response.status)
            return response
        finally:
            done.set()

    async def leave() -> None:
        made = web.Application(middlewares=[watch])
        made.add_routes(voice.aiohttp_routes.create_routes(app, settings))
        async with sockets.serving(made, cancelling=cancelled) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            request = f"POST /voice/ice HTTP/1.1\r\nHost: h\r\n{head}" + '{"event"'
            writer.write(request.encode())
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            await asyncio.wait_for(done.wait(), 10)

    asyncio.run(leave())
    assert (statuses, app.received) == ([] if cancelled else [400], [])


def test_aiohttp_undoes_an_encoding_and_names_bytes_without_a_type(
    voice: Any, app: Any, settings: Any
) -> None:
    made = web.Application()
    made.add_routes(voice.aiohttp_routes.create_routes(app, settings))
    fields = [("Content-Encoding", "gzip")]
    assert (
        sockets.send(made, "POST", "/voice/ice", gzip.compress(ICE), headers=fields).status == 200
    )
    app.replies["ace"] = voice.runtime.Response(200, b"x")
    made = web.Application()
    made.add_routes(voice.aiohttp_routes.create_routes(app, settings))
    got = sockets.send(made, "POST", "/voice/ace", ACE)
    assert got.headers["content-type"] == "application/octet-stream"


# Litestar and Starlette


def test_routes_of_a_litestar_application_are_its_own(
    voice: Any, app: Any, settings: Any, seen: list[Any]
) -> None:
    @litestar.get("/health")
    async def health() -> str:
        return "well"

    own = voice.litestar_mount.create_mount(app, settings, path="/hooks")
    router = litestar.Router("/api", route_handlers=[own, health])
    made = Litestar([router], logging_config=None, openapi_config=None)
    assert asgi.send(made, "GET", "/api/health").body == b"well"
    assert asgi.send(made, "POST", "/api/hooks/voice/ice", ICE).status == 200
    assert seen == [("/api/hooks/voice/ice", "/api/hooks")]
    assert asgi.send(made, "POST", "/api/hooks", ICE).headers["content-type"] == PROBLEM
    assert asgi.send(made, "GET", "/elsewhere").status == 404


def test_routes_of_a_starlette_application_are_its_own(
    voice: Any, app: Any, settings: Any, seen: list[Any]
) -> None:
    async def health(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("well")

    async def chat(socket: Any) -> None:
        await socket.accept()
        await socket.close(4000)

    own = voice.starlette_routes.create_routes(app, settings)
    made = Starlette(
        routes=[
            Mount("/hooks", routes=[*own, Route("/health", health, name="health")]),
            *own,
            Route("/voice/{name}", health),
            WebSocketRoute("/voice/ice", chat),
        ]
    )
    assert asgi.send(made, "GET", "/hooks/health").body == b"well"
    assert asgi.send(made, "GET", "/voice/other").body == b"well"
    assert asgi.send(made, "POST", "/hooks/voice/ice", ICE).status == 200
    assert asgi.send(made, "POST", "/voice/ice", ICE).status == 200
    assert seen == [("/hooks/voice/ice", "/hooks"), ("/voice/ice", "")]
    assert made.url_path_for("health") == "/hooks/health"


# FastAPI


@pytest.mark.parametrize("path", ["/users/a%2Fb/rooms/c", "/users/a%2fb/rooms/%63"])
def test_fastapi_sees_an_escaped_slash_as_a_part_of_a_segment(
    voice: Any, app: Any, settings: Any, path: str
) -> None:
    api = FastAPI()
    api.include_router(voice.router.create_router(app, settings), prefix="/{tenant}")
    got = asgi.send(api, "PUT", f"/t%2F1{path}", b'{"name": "n"}')
    assert json.loads(got.body) == {"user": "a/b", "room": "c"}
