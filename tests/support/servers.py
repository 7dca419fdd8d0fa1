"""A generated package in each framework: all take the same requests."""

from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web
from django.urls import include, path
from fastapi import FastAPI
from flask import Flask
from litestar import Litestar
from starlette.applications import Starlette
from starlette.routing import Mount

from support import asgi, lambdas, sockets, wsgi
from support.asgi import Answer, Fields
from support.django_sites import AsgiSite, WsgiSite

Ask = Callable[..., Answer]
"""``ask(method, path, body, headers=, chunk=)``; bodies go in pieces where that is possible."""

Make = Callable[..., Ask]
"""``make(package, handlers, settings, prefix)``: the package is mounted under the prefix."""


def _asgi(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    app = package.asgi.application(handlers, settings)
    if prefix:
        app = Starlette(routes=[Mount(prefix, app=app)])
    return partial(asgi.send, app)


def _fastapi(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    api = FastAPI()
    api.include_router(package.router.create_router(handlers, settings), prefix=prefix)
    return partial(asgi.send, api)


def _fastapi_provided(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    async def provide() -> Any:
        return handlers

    return _fastapi(package, provide, settings, prefix)


def _fastapi_yielded(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    async def provide() -> AsyncIterator[Any]:
        yield handlers

    return _fastapi(package, provide, settings, prefix)


def _starlette(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    routes = package.starlette_routes.create_routes(handlers, settings)
    own = [Mount(prefix, routes=routes)] if prefix else routes
    return partial(asgi.send, Starlette(routes=own, lifespan=package.runtime.settled))


def _litestar(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    mount = package.litestar_mount.create_mount(handlers, settings, path=prefix or "/")
    lifespan = [package.runtime.settled]
    site = Litestar([mount], lifespan=lifespan, logging_config=None, openapi_config=None)
    return partial(asgi.send, site)


def _aiohttp(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    def ask(*request: Any, **more: Any) -> Answer:
        app = web.Application()
        routes = package.aiohttp_routes.create_routes(handlers, settings, prefix=prefix)
        app.add_routes(routes)
        app.cleanup_ctx.append(package.aiohttp_routes.settled)
        return sockets.send(app, *request, **more)

    return ask


def _in_one_piece(send: Callable[..., Answer]) -> Ask:
    """Leave out how a body is cut, where it is read from a stream or stands in an event."""

    def ask(method: str, target: str, body: bytes = b"", **more: Any) -> Answer:
        more.pop("chunk", None)
        return send(method, target, body, **more)

    return ask


def _flask(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    app = Flask("site", static_folder=None)
    blueprint = package.flask_blueprint.create_blueprint(handlers, settings)
    app.register_blueprint(blueprint, url_prefix=prefix or None)
    return _in_one_piece(partial(wsgi.send, app))


def _patterns(package: Any, handlers: Any, settings: Any, prefix: str) -> list[Any]:
    own = package.django_urls.create_urls(handlers, settings)
    return [path(f"{prefix}/"[1:], include(own))]


def _django(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    site = WsgiSite(_patterns(package, handlers, settings, prefix))
    return _in_one_piece(partial(wsgi.send, site))


def _django_asgi(package: Any, handlers: Any, settings: Any, prefix: str = "") -> Ask:
    site = AsgiSite(_patterns(package, handlers, settings, prefix))
    return partial(asgi.send, package.asgi.with_lifespan(site))


def _lambda(
    event_of: Callable[[str, str, bytes, Fields], lambdas.Event],
    package: Any,
    handlers: Any,
    settings: Any,
    prefix: str = "",
) -> Ask:
    function = package.lambda_handler.create_handler(handlers, settings, prefix=prefix)

    def send(method: str, target: str, body: bytes = b"", headers: Fields = ()) -> Answer:
        result = function(event_of(method, target, body, headers), None)
        return lambdas.answer_of(result)

    return _in_one_piece(send)


SERVERS: Mapping[str, Make] = {
    "asgi": _asgi,
    "fastapi": _fastapi,
    "fastapi, provided": _fastapi_provided,
    "fastapi, yielded": _fastapi_yielded,
    "starlette": _starlette,
    "litestar": _litestar,
    "flask": _flask,
    "aiohttp": _aiohttp,
    "django": _django,
    "django under asgi": _django_asgi,
    **{f"lambda, {name}": partial(_lambda, event_of) for name, event_of in lambdas.EVENTS.items()},
}
SHARING = {"fastapi", "fastapi, provided", "fastapi, yielded", "starlette"}
"""Where the package has but its own paths, and others are the application's."""
