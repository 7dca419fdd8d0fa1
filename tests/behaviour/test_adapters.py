"""Generated packages in every framework, with models of every back end, and over real servers."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from asyncapi_pygen.config import Adapter, ModelBackend, ModelSettings
from support import checkers
from support.packages import ROOT, VOICE, VOICE_OVERLAY, Recorder, Written, importable, run, write
from support.servers import SERVERS

ICE = b'{"event": "ice", "callId": "1", "cli": "+15550123"}'

# What users write, as the packages' READMEs show it.
MOUNTS = '''\
"""Mounts the package in every framework."""

import flask
from aiohttp import web
from django.core.asgi import get_asgi_application
from django.urls import URLPattern, URLResolver, include, path
from fastapi import FastAPI
from litestar import Litestar
from starlette.applications import Starlette
from starlette.routing import Mount

from {package}_app import App
from {package} import (
    aiohttp_routes,
    background,
    django_urls,
    flask_blueprint,
    lambda_handler,
    litestar_mount,
    router,
    starlette_routes,
)
from {package}.asgi import application, with_lifespan
from {package}.runtime import Settings, settled

SETTINGS = Settings(one_url="/", max_body=1000)

plain = application(App(), SETTINGS)

api = FastAPI()
api.include_router(router.create_router(App(), SETTINGS), prefix="/hooks")

site = Starlette(
    routes=[Mount("/hooks", routes=starlette_routes.create_routes(App(), SETTINGS))],
    lifespan=settled,
)

mount = litestar_mount.create_mount(App(), SETTINGS, path="/hooks")
star = Litestar([mount], lifespan=[settled])

flask_app = flask.Flask(__name__)
flask_app.register_blueprint(
    flask_blueprint.create_blueprint(App(), SETTINGS), url_prefix="/hooks"
)

aiohttp_app = web.Application()
aiohttp_app.add_routes(aiohttp_routes.create_routes(App(), SETTINGS, prefix="/hooks"))
aiohttp_app.cleanup_ctx.append(aiohttp_routes.settled)

urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/", include(django_urls.create_urls(App(), SETTINGS)))
]

django_app = with_lifespan(get_asgi_application())

handle_event = lambda_handler.create_handler(App(), SETTINGS, prefix="/hooks")


async def one() -> int:
    return 1


number: int = background.run(one())
'''

# Each is run with a port, and serves a package called `voice` below /hooks.
SCRIPTS = {
    "starlette": """
from starlette.applications import Starlette
from starlette.routing import Mount
from voice.starlette_routes import create_routes
import uvicorn
site = Starlette(routes=[Mount("/hooks", routes=create_routes(App(), SETTINGS))])
uvicorn.run(site, port=PORT, log_level="warning")
""",
    "fastapi": """
from fastapi import FastAPI
from voice.router import create_router
import uvicorn
api = FastAPI()
api.include_router(create_router(App(), SETTINGS), prefix="/hooks")
uvicorn.run(api, port=PORT, log_level="warning")
""",
    "litestar": """
from litestar import Litestar
from voice.litestar_mount import create_mount
import uvicorn
site = Litestar([create_mount(App(), SETTINGS, path="/hooks")])
uvicorn.run(site, port=PORT, log_level="warning")
""",
    "flask": """
from flask import Flask
from voice.flask_blueprint import create_blueprint
site = Flask("site")
site.register_blueprint(create_blueprint(App(), SETTINGS), url_prefix="/hooks")
site.run(port=PORT)
""",
    "flask by wsgiref": """
from wsgiref.simple_server import make_server
from flask import Flask
from voice.flask_blueprint import create_blueprint
site = Flask("site")
site.register_blueprint(create_blueprint(App(), SETTINGS), url_prefix="/hooks")
make_server("127.0.0.1", PORT, site).serve_forever()
""",
    "aiohttp": """
from aiohttp import web
from voice.aiohttp_routes import create_routes
site = web.Application()
site.add_routes(create_routes(App(), SETTINGS, prefix="/hooks"))
web.run_app(site, host="127.0.0.1", port=PORT, print=None)
""",
    "django": """
from wsgiref.simple_server import make_server
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DEBUG=True, SECRET_KEY="-")
import django
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from voice.django_urls import create_urls
urlpatterns = [path("hooks/", include(create_urls(App(), SETTINGS)))]
make_server("127.0.0.1", PORT, get_wsgi_application()).serve_forever()
""",
    "django under asgi": """
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DEBUG=True, SECRET_KEY="-")
from django.core.asgi import get_asgi_application
from django.urls import include, path
from voice.django_urls import create_urls
import uvicorn
urlpatterns = [path("hooks/", include(create_urls(App(), SETTINGS)))]
uvicorn.run(get_asgi_application(), port=PORT, log_level="warning", lifespan="off")
""",
}
HEAD = """
import sys
from voice import models
from voice.runtime import ProblemError, Settings
from voice_app import App as Stub

class App(Stub):
    async def receive_incoming_call_event(self, event, /):
        return models.IceSvaml(action=models.Hangup())

def verify(request):
    if request.path != "/hooks/voice/%69ce" or request.root != "/hooks":
        raise ProblemError(401, "Unauthorized")

PORT = int(sys.argv[1])
SETTINGS = Settings(max_body=1000, verify=verify)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """Write the package of the founding document, with every adapter."""
    folder = tmp_path_factory.mktemp("made")
    result = run(VOICE, "voice", [VOICE_OVERLAY], tuple(Adapter))
    write(result, folder)
    with importable(folder, "voice"):
        yield Written(folder, "voice", result)


@pytest.mark.parametrize("server", SERVERS)
def test_a_generated_package_is_served(server: str, made: Written) -> None:
    reply = made.models.IceSvaml(action=made.models.Hangup())
    app = Recorder({"receive_incoming_call_event": reply})
    ask = SERVERS[server](made, app, made.runtime.Settings(one_url="/"), "/hooks")
    got = ask("POST", "/hooks/voice/ice", ICE)
    assert (got.status, got.json) == (200, {"action": {"name": "hangup"}})
    assert ask("POST", "/hooks/", ICE).status == 200
    assert [name for name, *_ in app.received] == ["receive_incoming_call_event"] * 2


def test_the_documentation_lists_the_adapters_their_files_and_what_is_required(
    made: Written,
) -> None:
    text = (ROOT / "docs" / "adapters.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| `(\w+\.py)` \| `(.+)` \|(.*)\|$", text, re.MULTILINE)
    assert [name for name, *_ in rows] == [one.value for one in Adapter if one is not Adapter.ASGI]
    required = (ROOT / "pyproject.toml").read_text("utf-8")
    for name, file, use, floor in rows:
        (creates,) = re.findall(r"(create_\w+)\(App\(\)", use)
        assert callable(getattr(made.module(file.removesuffix(".py")), creates))
        version = floor.split()[-1:]
        assert name == "aws-lambda" or f'"{name}>={version[0]}"' in required


# All back ends, and the type checkers.


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a package for each back end, with every adapter, and what mounts it."""
    folder = tmp_path_factory.mktemp("project")
    for backend in ModelBackend:
        models = ModelSettings(backend=backend)
        name = f"by_{backend.value}"
        write(run(VOICE, name, [VOICE_OVERLAY], tuple(Adapter), models), folder)
        (folder / f"mounts_{name}.py").write_text(MOUNTS.format(package=name), "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("backend", ModelBackend)
def test_every_back_end_is_served_by_every_adapter(backend: ModelBackend, project: Path) -> None:
    name = f"by_{backend.value}"
    app = Recorder()
    with ExitStack() as stack:
        stack.enter_context(importable(project, name))
        package = Written(project, name, run(VOICE, name, [VOICE_OVERLAY]))
        for make in SERVERS.values():
            ask = make(package, app, package.runtime.Settings(one_url="/"))
            assert ask("POST", "/voice/dice", b'{"event": "dice"}').status == 200
            assert ask("POST", "/voice/dice", b'{"event": 5}').status == 204
            assert ask("POST", "/", b"{").status == 400
    assert len(app.received) == len(SERVERS)


@pytest.mark.slow
@pytest.mark.parametrize("checker", [checkers.mypy, checkers.pyright], ids=["mypy", "pyright"])
def test_a_type_checker_accepts_every_adapter_and_what_mounts_it(
    checker: Callable[[Path], checkers.Findings], project: Path
) -> None:
    assert checker(project) == {}


# Real servers.


@pytest.fixture(params=SCRIPTS)
def port(request: pytest.FixtureRequest, made: Written, tmp_path: Path) -> Iterator[int]:
    """Serve the package in a process of its own, and give the port."""
    ignored = shutil.ignore_patterns("__pycache__")
    folder = shutil.copytree(made.folder, tmp_path / "served", ignore=ignored)
    (folder / "serve.py").write_text(HEAD + SCRIPTS[request.param], "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "serve.py", str(number)], cwd=folder)
    try:
        _wait_until_open(server, number)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_open(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server has stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server does not listen")


def _ask(port: int, method: str, path: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


@pytest.mark.slow
def test_a_package_is_served_over_a_connection(port: int, request: pytest.FixtureRequest) -> None:
    status, fields, body = _ask(port, "POST", "/hooks/voice/%69ce", ICE)
    if "wsgiref" in request.node.callspec.id or request.node.callspec.id == "django":
        # The server of the standard library does not keep what was sent.
        assert status == 401
    else:
        assert (status, body) == (200, b'{"action":{"name":"hangup"}}')
        assert fields["content-type"] == "application/json"
    status, fields, body = _ask(port, "POST", "/hooks/voice/ice", ICE)
    assert (status, json.loads(body)) == (401, {"title": "Unauthorized", "status": 401})
    status, fields, _ = _ask(port, "GET", "/hooks/voice/ice", b"")
    assert (status, fields["allow"]) == (405, "POST")
    status, fields, _ = _ask(port, "HEAD", "/hooks/voice/ice", b"")
    assert (status, fields["allow"]) == (405, "POST")
    assert _ask(port, "POST", "/hooks/voice/ice", b"x" * 1001)[0] == 413
    assert _ask(port, "POST", "/hooks/nowhere", ICE)[0] == 404
