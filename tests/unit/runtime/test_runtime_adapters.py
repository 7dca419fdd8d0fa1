"""The ASGI application and the FastAPI router answer alike, and as their servers expect."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import Depends, FastAPI, Header
from starlette.applications import Starlette
from starlette.routing import Mount

ICE = b'{"event": "ice"}'
BIG = b'{"event": "ice", "cli": "' + b"1" * 2000 + b'"}'
PROBLEM = "application/problem+json"


def _verify(voice: Any) -> Callable[[Any], None]:
    def verify(request: Any) -> None:
        if request.headers.get("x-sign") == "no":
            raise voice.runtime.ProblemError(401, "Unauthorized")

    return verify


def _settings(voice: Any) -> Any:
    return voice.runtime.Settings(one_url="/all", max_body=1000, verify=_verify(voice))


def _asgi(voice: Any, app: Any) -> Any:
    return voice.asgi.application(app, _settings(voice))


def _mounted(voice: Any, app: Any) -> Any:
    return Starlette(routes=[Mount("/", app=_asgi(voice, app))])


def _fastapi(voice: Any, app: Any) -> Any:
    api = FastAPI()
    api.include_router(voice.router.create_router(app, _settings(voice)))
    return api


def _fastapi_provided(voice: Any, app: Any) -> Any:
    async def provide() -> Any:
        return app

    return _fastapi(voice, provide)


def _fastapi_yielded(voice: Any, app: Any) -> Any:
    async def provide() -> AsyncIterator[Any]:
        yield app

    return _fastapi(voice, provide)


SERVERS = [_asgi, _mounted, _fastapi, _fastapi_provided, _fastapi_yielded]

BEHAVIOUR = [
    ("POST", "/voice/ice", ICE, 200, "application/json", {"action": {"name": "hangup"}}),
    ("POST", "/voice/ace", b'{"event": "ace"}', 204, None, None),
    ("POST", "/voice/dice", b'{"event": "dice"}', 200, None, None),
    ("POST", "/voice/dice", b'{"event": "dice", "to": {"type": 1}}', 200, None, None),
    ("POST", "/all", ICE, 200, "application/json", {"action": {"name": "hangup"}}),
    ("POST", "/all", b'{"event": "new"}', 204, None, None),
    ("POST", "/all", b"{", 400, PROBLEM, None),
    (
        "PUT",
        "/users/a%20b/rooms/c",
        b'{"name": "n"}',
        201,
        "application/json",
        {"user": "a b", "room": "c"},
    ),
    ("POST", "/text", b"hello", 200, "text/plain; charset=utf-8", None),
    ("POST", "/bytes", b"\xff", 200, "application/json", 1),
    ("GET", "/users/me/ping", b"", 200, None, None),
    ("POST", "/voice/ice", b"", 400, PROBLEM, None),
    ("POST", "/voice/ice", b"\xff", 400, PROBLEM, None),
    ("POST", "/voice/ice", b"[]", 422, PROBLEM, None),
    ("POST", "/voice/ice", b'{"event": "ace"}', 422, PROBLEM, None),
    ("POST", "/voice/ice", BIG, 413, PROBLEM, None),
    ("GET", "/voice/ice", b"", 405, PROBLEM, {"title": "Method Not Allowed", "status": 405}),
    ("HEAD", "/all", b"", 405, PROBLEM, {"title": "Method Not Allowed", "status": 405}),
    ("OPTIONS", "/users/a/rooms/b", b"", 405, PROBLEM, None),
]


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("case", BEHAVIOUR, ids=lambda case: f"{case[0]} {case[1]} {case[3]}")
def test_every_server_answers_alike(
    voice: Any, app: Any, send: Any, server: Any, case: tuple[Any, ...]
) -> None:
    method, path, body, status, content, answer = case
    got = send(server(voice, app), method, path, body)
    assert (got.status, got.headers.get("content-type")) == (status, content)
    assert got.headers.get("content-length") == (None if status == 204 else str(len(got.body)))
    if answer is not None:
        assert got.json == answer
    if status == 405:
        assert got.headers["allow"] in {"POST", "PUT"}


@pytest.mark.parametrize("server", SERVERS)
def test_no_server_needs_a_content_type_or_looks_at_the_body_before_verification(
    voice: Any, app: Any, send: Any, server: Any
) -> None:
    sent = server(voice, app)
    assert send(sent, "POST", "/voice/ice", ICE, headers={"content-type": "x/y"}).status == 200
    assert send(sent, "POST", "/voice/ice", b"{", headers={"X-Sign": "no"}).status == 401
    assert len(app.received) == 1


@pytest.mark.parametrize("server", SERVERS)
def test_a_body_may_come_in_pieces(voice: Any, app: Any, send: Any, server: Any) -> None:
    assert send(server(voice, app), "POST", "/voice/ice", ICE, chunk=3).status == 200
    assert app.received[0][1].event == "ice"


@pytest.mark.parametrize("server", SERVERS)
def test_no_more_of_a_body_is_read_than_the_bound(voice: Any, app: Any, server: Any) -> None:
    read = []

    async def receive() -> Any:
        read.append(100)
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    sent: list[Any] = []

    async def take(message: Any) -> None:
        sent.append(message)

    asyncio.run(server(voice, app)(_scope("/voice/ice"), receive, take))
    assert sent[0]["status"] == 413
    assert sum(read) == 1100


def _scope(path: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "query_string": b"a=1",
        "headers": [],
        "scheme": "http",
        **more,
    }


@pytest.mark.parametrize("server", SERVERS)
def test_a_caller_who_leaves_is_not_handled(voice: Any, app: Any, server: Any) -> None:
    messages = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return messages.pop(0)

    async def take(_message: Any) -> None:
        pass

    asyncio.run(server(voice, app)(_scope("/voice/ice"), receive, take))
    assert app.received == []


@pytest.mark.parametrize("make", [_asgi, _fastapi])
def test_a_prefix_is_no_part_of_a_route_and_stays_a_part_of_the_path(
    voice: Any, app: Any, send: Any, make: Any
) -> None:
    seen = []

    def verify(request: Any) -> None:
        seen.append((request.path, request.root, dict(request.headers)["host"]))

    settings = voice.runtime.Settings(verify=verify)
    if make is _asgi:
        mounted = voice.asgi.application(app, settings)
        outer: Any = Starlette(routes=[Mount("/hooks/v1", app=mounted)])
    else:
        outer = FastAPI()
        outer.include_router(voice.router.create_router(app, settings), prefix="/hooks/v1")
    got = send(outer, "POST", "/hooks/v1/voice/ice", ICE, headers={"host": "h"})
    assert (got.status, seen) == (200, [("/hooks/v1/voice/ice", "/hooks/v1", "h")])


def test_an_unknown_path_is_a_problem(voice: Any, app: Any, send: Any) -> None:
    got = send(_asgi(voice, app), "POST", "/voice", ICE)
    assert (got.status, got.json) == (404, {"title": "Not Found", "status": 404})


def test_a_server_that_keeps_no_raw_path_is_served(voice: Any, app: Any) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b'{"name": "n"}'}

    async def take(message: Any) -> None:
        sent.append(message)

    scope = _scope("/users/a b/rooms/ö", method="PUT")
    asyncio.run(_asgi(voice, app)(scope, receive, take))
    assert json.loads(sent[1]["body"]) == {"user": "a b", "room": "ö"}


def test_headers_of_a_response_are_sent(voice: Any, app: Any, send: Any) -> None:
    app.replies["ace"] = voice.runtime.Response(202, b"x", (("Retry-After", "5"),))
    for server in SERVERS:
        got = send(server(voice, app), "POST", "/voice/ace", b'{"event": "ace"}')
        assert (got.status, got.headers["retry-after"], got.body) == (202, "5", b"x")


def test_the_application_starts_and_stops(voice: Any, app: Any) -> None:
    events = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return events.pop(0)

    async def take(message: Any) -> None:
        sent.append(message)

    asyncio.run(_asgi(voice, app)({"type": "lifespan"}, receive, take))
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_a_websocket_is_turned_away(voice: Any, app: Any) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def take(message: Any) -> None:
        sent.append(message)

    asyncio.run(_asgi(voice, app)({"type": "websocket", "path": "/voice/ice"}, receive, take))
    assert sent == [{"type": "websocket.close", "code": 1000}]
    with pytest.raises(ValueError, match="unknown ASGI scope"):
        asyncio.run(_asgi(voice, app)({"type": "mail"}, receive, take))


def test_a_dependency_may_depend_on_anything(voice: Any, app: Any, send: Any) -> None:
    async def tenant(x_tenant: str = Header()) -> str:
        return x_tenant

    async def provide(name: str = Depends(tenant)) -> Any:
        app.replies["ace"] = {"tenant": name}
        return app

    got = send(
        _fastapi(voice, provide),
        "POST",
        "/voice/ace",
        b'{"event": "ace"}',
        headers={"x-tenant": "acme"},
    )
    assert got.json == {"tenant": "acme"}


def test_the_router_documents_bodies_parameters_and_replies(voice: Any, app: Any) -> None:
    paths = _fastapi(voice, app).openapi()["paths"]
    assert set(paths) >= {"/voice/ice", "/all", "/users/{userId}/rooms/{room}"}
    ice = paths["/voice/ice"]["post"]
    assert (ice["summary"], ice["operationId"]) == (
        "Receive an Incoming Call Event",
        "receiveIncomingCallEvent",
    )
    body = ice["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["to"]["properties"]["endpoint"]["type"] == "string"
    reply = ice["responses"]["200"]["content"]["application/json"]["schema"]
    assert len(reply["properties"]["action"]["oneOf"]) == 2
    person = paths["/users/{userId}/rooms/{room}"]["put"]
    assert [each["name"] for each in person["parameters"]] == ["userId", "room"]
    every = paths["/all"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert len(every["oneOf"]) == 5
    assert "$ref" not in json.dumps(paths)
    assert "422" not in ice["responses"]
    assert "requestBody" not in paths["/users/me/ping"]["get"]
