"""Every adapter answers the same requests alike, and as its framework's servers expect."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import Depends, FastAPI, Header

from support.asgi import Answer, Fields
from support.servers import SERVERS, SHARING, Ask

ICE = b'{"event": "ice"}'
ACE = b'{"event": "ace"}'
NAMED = b'{"name": "n"}'
BIG = b'{"event": "ice", "cli": "' + b"1" * 2000 + b'"}'
JSON = "application/json"
PROBLEM = "application/problem+json"
TEXT = "text/plain; charset=utf-8"
HANGUP = {"action": {"name": "hangup"}}
WRONG_METHOD = {"title": "Method Not Allowed", "status": 405}


@dataclass(frozen=True)
class Case:
    """A request, and what comes of it: the answer, the handlers called, the records logged."""

    about: str
    method: str
    target: str
    body: bytes
    status: int
    content: str | None = None
    answer: object = None
    called: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()
    fields: Fields = ()
    reply: object = None
    allow: str | None = None


SET_ASIDE = "receiveDisconnectedCallEvent: set aside ['/to']"
UNREADABLE = "receiveIncomingCallEvent: cannot be read"
UNKNOWN = "no operation knows an event"
CASES = [
    Case("typed reply", "POST", "/voice/ice", ICE, 200, JSON, HANGUP, ("ice",)),
    Case("no reply", "POST", "/voice/ace", ACE, 204, called=("ace",)),
    Case("any reply", "POST", "/voice/ace", ACE, 200, JSON, [1], ("ace",), reply=[1]),
    Case("empty reply", "POST", "/voice/dice", b'{"event": "dice"}', 200, called=("dice",)),
    Case("text", "POST", "/text", "hallå".encode(), 200, TEXT, "hallå".encode(), ("text",)),
    Case("bytes", "POST", "/bytes", b"\xff\x00", 200, JSON, 2, ("bytes",)),
    Case("no body", "GET", "/users/me/ping", b"", 200, called=("ping",)),
    Case("one url", "POST", "/all", ICE, 200, JSON, HANGUP, ("ice",)),
    Case("unknown event", "POST", "/all", b'{"event": "new"}', 204, logged=(UNKNOWN,)),
    Case(
        "set aside",
        "POST",
        "/voice/dice",
        b'{"event": "dice", "to": {"type": 1}}',
        200,
        called=("dice",),
        logged=(SET_ASIDE,),
    ),
    Case(
        "parameters",
        "PUT",
        "/users/a%2Fb/rooms/r%C3%A4%20um",
        NAMED,
        201,
        JSON,
        {"user": "a/b", "room": "rä um"},
        ("person",),
    ),
    Case("escaped in vain", "POST", "/%76oice/%69ce", ICE, 200, JSON, HANGUP, ("ice",)),
    Case(
        "another type of content",
        "POST",
        "/voice/ice",
        ICE,
        200,
        JSON,
        HANGUP,
        ("ice",),
        fields=[("Content-Type", "application/x-www-form-urlencoded")],
    ),
    Case("query", "POST", "/voice/ice?a=%20b&a=c&d", ICE, 200, JSON, HANGUP, ("ice",)),
    Case("empty body", "POST", "/voice/ice", b"", 400, PROBLEM, logged=(UNREADABLE,)),
    Case("not utf-8", "POST", "/voice/ice", b"\xff", 400, PROBLEM, logged=(UNREADABLE,)),
    Case(
        "not json at one url",
        "POST",
        "/all",
        b"{",
        400,
        PROBLEM,
        logged=("the body of an event cannot be read",),
    ),
    Case(
        "text that is none",
        "POST",
        "/text",
        b"\xff",
        400,
        PROBLEM,
        logged=("echoText: cannot be read",),
    ),
    Case(
        "unfit",
        "POST",
        "/voice/ice",
        b"[]",
        422,
        PROBLEM,
        logged=("receiveIncomingCallEvent: does not fit at ['']",),
    ),
    Case(
        "another event",
        "POST",
        "/voice/ice",
        ACE,
        422,
        PROBLEM,
        logged=("receiveIncomingCallEvent: does not fit at ['/event']",),
    ),
    Case("too large", "POST", "/voice/ice", BIG, 413, PROBLEM),
    Case("wrong method", "GET", "/voice/ice", b"", 405, PROBLEM, WRONG_METHOD, allow="POST"),
    Case("wrong one", "DELETE", "/all", b"", 405, PROBLEM, WRONG_METHOD, allow="POST"),
    Case("head", "HEAD", "/all", b"", 405, PROBLEM, allow="POST"),
    Case("options", "OPTIONS", "/users/a/rooms/b", b"", 405, PROBLEM, allow="PUT"),
    Case(
        "refused unread",
        "POST",
        "/voice/ice",
        b"{",
        401,
        PROBLEM,
        {"title": "Unauthorized", "status": 401},
        logged=("a request was refused: Unauthorized",),
        fields=[("X-Sign", "no")],
    ),
    Case(
        "handler raises",
        "POST",
        "/voice/ice",
        ICE,
        500,
        PROBLEM,
        {"title": "Internal Server Error", "status": 500},
        ("ice",),
        ("receiveIncomingCallEvent: failed",),
        reply=RuntimeError("SECRET"),
    ),
    Case(
        "not implemented",
        "POST",
        "/voice/ice",
        ICE,
        501,
        PROBLEM,
        {"title": "Not Implemented", "status": 501},
        ("ice",),
        ("receiveIncomingCallEvent: not implemented",),
        reply=NotImplementedError(),
    ),
]
NOWHERE = ["/", "/voice", "//voice/ice", "/voice//ice", "/voice/ice/", "/voice%2Fice", "/text%0A"]


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    """Give the name of each server."""
    name: str = request.param
    return name


class Stage:
    """Servers that are made once, and serve the handlers of one test after the other."""

    def __init__(self, voice: Any) -> None:
        self.app: Any = None
        self.seen: list[Any] = []
        self._voice = voice
        self._mounted: dict[tuple[str, str], Ask] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.app, name)

    def mount(self, server: str, prefix: str) -> Ask:
        """Mount the package under a prefix."""
        if (server, prefix) not in self._mounted:
            settings = self._voice.runtime.Settings(
                one_url="/all", max_body=1000, verify=self._verify
            )
            self._mounted[server, prefix] = SERVERS[server](self._voice, self, settings, prefix)
        return self._mounted[server, prefix]

    def _verify(self, request: Any) -> None:
        self.seen.append(request)
        if request.headers.get("x-sign") == "no":
            raise self._voice.runtime.ProblemError(401, "Unauthorized")


@pytest.fixture(scope="module")
def stage(voice: Any) -> Stage:
    """Give the servers of this file."""
    return Stage(voice)


@pytest.fixture
def seen(stage: Stage) -> list[Any]:
    """Give what the verifier saw."""
    stage.seen.clear()
    return stage.seen


@pytest.fixture
def mount(stage: Stage, app: Any, server: str) -> Callable[..., Ask]:
    """Give a function that mounts the package under a prefix."""
    stage.app = app
    return lambda prefix="": stage.mount(server, prefix)


@pytest.fixture
def logged(voice: Any, caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    """Give a function that returns what the package has logged; servers may log as they like."""
    with caplog.at_level(logging.INFO, voice.name):
        yield lambda: [one.getMessage() for one in caplog.records if one.name == voice.name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_every_server_answers_alike(
    app: Any, mount: Callable[..., Ask], case: Case, logged: Callable[[], list[str]]
) -> None:
    if case.reply is not None:
        app.replies |= {"ice": case.reply, "ace": case.reply}
    got = mount()(case.method, case.target, case.body, headers=case.fields)
    assert (got.status, got.headers.get("content-type")) == (case.status, case.content)
    assert got.headers.get("allow") == case.allow
    assert [name for name, _ in app.received] == list(case.called)
    assert logged() == list(case.logged)
    _check_body(got, case)


def _check_body(got: Answer, case: Case) -> None:
    if case.method != "HEAD":
        length = None if case.status == 204 else str(len(got.body))
        assert got.headers.get("content-length") == length
    if isinstance(case.answer, bytes):
        assert got.body == case.answer
    elif case.answer is not None:
        assert got.json == case.answer
    elif case.content is None:
        assert got.body == b""


@pytest.mark.parametrize("path", NOWHERE)
def test_every_server_serves_its_own_paths_only(
    mount: Callable[..., Ask], server: str, path: str
) -> None:
    got = mount("/hooks")("POST", f"/hooks{path}", ICE)
    assert got.status == 404
    if server not in SHARING:
        assert got.json == {"title": "Not Found", "status": 404}


def test_a_prefix_is_no_part_of_a_route_and_stays_a_part_of_the_path(
    app: Any, mount: Callable[..., Ask], server: str, seen: list[Any]
) -> None:
    target = "/hooks/v1/users/a%2Fb/rooms/r%C3%A4%20um"
    got = mount("/hooks/v1")("PUT", target, NAMED)
    assert (got.status, got.json) == (201, {"user": "a/b", "room": "rä um"})
    above = "/live" if server == "lambda, rest api" else ""
    [request] = seen
    assert (request.path, request.root) == (above + target, f"{above}/hooks/v1")


def test_verification_sees_what_was_sent(
    mount: Callable[..., Ask], server: str, seen: list[Any]
) -> None:
    fields = [
        ("Host", "h"),
        ("X-Many", "1"),
        ("X-Many", "2"),
        ("X-Latin", "é"),
        ("Content-Type", "x/y; z=1"),
        ("Cookie", "a=b; c=d"),
    ]
    mount()("POST", "/voice/ice?a=%20b&c=%2F&d=", b' {"event": "ice"}\n', headers=fields)
    [request] = seen
    assert (request.method, request.body) == ("POST", b' {"event": "ice"}\n')
    assert request.query == "a=%20b&c=%2F&d="
    names = ("host", "x-latin", "content-type", "cookie")
    assert [request.headers[name] for name in names] == ["h", "é", "x/y; z=1", "a=b; c=d"]
    # A load balancer that was not told to repeat header fields leaves out all but the last.
    repeated = ["2"] if server == "lambda, load balancer" else ["1", "2"]
    assert request.headers["x-many"].replace(" ", "").split(",") == repeated


def test_header_fields_of_an_answer_are_sent_with_their_repeats(
    voice: Any, app: Any, mount: Callable[..., Ask], server: str
) -> None:
    fields = (
        ("Content-Type", "x/y"),
        ("Retry-After", "5"),
        ("Link", "<a>"),
        ("Link", "<b>"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT"),
    )
    app.replies["ace"] = voice.runtime.Response(202, b"\xffx", fields)
    got = mount()("POST", "/voice/ace", ACE)
    assert (got.status, got.body) == (202, b"\xffx")
    assert (got.headers["content-type"], got.headers["retry-after"]) == ("x/y", "5")
    sent = {
        name: [v for n, v in got.fields if n.lower() == name] for name in ("link", "set-cookie")
    }
    cookies = [value for name, value in fields if name == "Set-Cookie"]
    if server == "lambda, load balancer":  # which has one value for each name
        assert sent == {"link": ["<a>, <b>"], "set-cookie": [", ".join(cookies)]}
    else:
        assert ", ".join(sent["link"]) == "<a>, <b>"
        assert sent["set-cookie"] == cookies


@pytest.mark.parametrize("chunk", [1, 3])
def test_a_body_may_come_in_pieces(app: Any, mount: Callable[..., Ask], chunk: int) -> None:
    assert mount()("POST", "/voice/ice", ICE, chunk=chunk).status == 200
    assert app.received[0][1].event == "ice"


def test_a_body_that_does_not_say_its_length_is_bounded_too(
    app: Any, mount: Callable[..., Ask]
) -> None:
    assert mount()("POST", "/voice/ice", BIG, chunk=100).status == 413
    assert app.received == []


ICE_ID, ACE_ID = "receiveIncomingCallEvent", "receiveAnsweredCallEvent"
BOUNDS = {ICE_ID: 2000, ACE_ID: len(ACE)}
"""All other operations have a bound of 1000."""


def _bounded(voice: Any, **more: Any) -> Any:
    policies = {name: voice.runtime.Policy(max_body=most) for name, most in BOUNDS.items()}
    return voice.runtime.Settings(one_url="/all", max_body=1000, policies=policies, **more)


def _sized(event: str, size: int) -> bytes:
    return f'{{"event": "{event}"}}'.encode().ljust(size)


@pytest.mark.parametrize("chunk", [None, 100], ids=["length", "chunks"])
def test_an_operation_may_have_a_bound_of_its_own(
    voice: Any, app: Any, server: str, chunk: int | None
) -> None:
    ask = SERVERS[server](voice, app, _bounded(voice))
    for path, event, size, status in [
        ("/voice/ice", "ice", 2000, 200),
        ("/voice/ice", "ice", 2001, 413),
        ("/voice/ace", "ace", len(ACE), 204),
        ("/voice/ace", "ace", len(ACE) + 1, 413),
        ("/voice/dice", "dice", 1000, 200),
        ("/voice/dice", "dice", 1001, 413),
        # Which operation it is, is known when the largest of all bounds is kept.
        ("/all", "ice", 2000, 200),
        ("/all", "ice", 2001, 413),
        ("/all", "ace", len(ACE) + 1, 413),
        ("/all", "dice", 1001, 413),
        ("/all", "new", 2000, 204),
    ]:
        more = {} if chunk is None else {"chunk": chunk}
        got = ask("POST", path, _sized(event, size), **more)
        content = PROBLEM if status == 413 else got.headers.get("content-type")
        assert (got.status, got.headers.get("content-type")) == (status, content), (path, size)
    assert [name for name, _ in app.received] == ["ice", "ace", "dice", "ice"]


def test_a_handler_may_ask_for_the_request_that_it_answers(
    voice: Any, app: Any, mount: Callable[..., Ask]
) -> None:
    async def receive(_event: Any) -> Any:
        request = voice.runtime.current_request()
        return {"trace": request.headers["x-trace"], "query": request.query}

    app.receive_answered_call_event = receive
    got = mount()("POST", "/voice/ace?a=1", ACE, headers=[("X-Trace", "t")])
    assert got.json == {"trace": "t", "query": "a=1"}


# What ASGI's servers do beside.

ASGI_SERVERS = ["asgi", "fastapi", "fastapi, provided", "fastapi, yielded", "starlette", "litestar"]


def _application(voice: Any, app: Any, server: str = "asgi") -> Any:
    settings = voice.runtime.Settings(one_url="/all", max_body=1000)
    return SERVERS[server](voice, app, settings).args[0]


@pytest.mark.parametrize("server", ASGI_SERVERS)
def test_no_more_of_a_body_is_read_than_the_bound(voice: Any, app: Any, server: str) -> None:
    read = []

    async def receive() -> Any:
        read.append(100)
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    sent: list[Any] = []

    async def take(message: Any) -> None:
        sent.append(message)

    asyncio.run(_application(voice, app, server)(_scope("/voice/ice"), receive, take))
    assert sent[0]["status"] == 413
    assert sum(read) == 1100
    bounded = SERVERS[server](voice, app, _bounded(voice)).args[0]
    for path, most in [("/voice/ice", 2100), ("/voice/ace", 100), ("/all", 2100)]:
        read.clear()
        asyncio.run(bounded(_scope(path), receive, take))
        assert (sent[-2]["status"], sum(read)) == (413, most)


@pytest.mark.parametrize("server", [*ASGI_SERVERS, "django under asgi"])
def test_a_caller_who_leaves_is_not_handled(voice: Any, app: Any, server: str) -> None:
    messages = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return messages.pop(0)

    async def take(_message: Any) -> None:
        pass

    asyncio.run(_application(voice, app, server)(_scope("/voice/ice"), receive, take))
    assert app.received == []


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


@pytest.mark.parametrize("server", [*ASGI_SERVERS, "django under asgi"])
def test_a_server_that_keeps_no_raw_path_is_served(voice: Any, app: Any, server: str) -> None:
    sent: list[Any] = []

    messages = [{"type": "http.request", "body": NAMED}]

    async def receive() -> Any:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop()

    async def take(message: Any) -> None:
        sent.append(message)

    scope = _scope("/users/a b/rooms/ö", method="PUT")
    asyncio.run(_application(voice, app, server)(scope, receive, take))
    assert json.loads(sent[1]["body"]) == {"user": "a b", "room": "ö"}


def test_the_application_starts_and_stops(voice: Any, app: Any) -> None:
    events = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return events.pop(0)

    async def take(message: Any) -> None:
        sent.append(message)

    asyncio.run(_application(voice, app)({"type": "lifespan"}, receive, take))
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

    asyncio.run(
        _application(voice, app)({"type": "websocket", "path": "/voice/ice"}, receive, take)
    )
    assert sent == [{"type": "websocket.close", "code": 1000}]
    with pytest.raises(ValueError, match="unknown ASGI scope"):
        asyncio.run(_application(voice, app)({"type": "mail"}, receive, take))


def _api(voice: Any, app: Any) -> FastAPI:
    api = FastAPI()
    settings = voice.runtime.Settings(one_url="/all")
    api.include_router(voice.router.create_router(app, settings))
    return api


def test_a_dependency_may_depend_on_anything(voice: Any, app: Any, send: Any) -> None:
    async def tenant(x_tenant: str = Header()) -> str:
        return x_tenant

    async def provide(name: str = Depends(tenant)) -> Any:
        app.replies["ace"] = {"tenant": name}
        return app

    got = send(
        _api(voice, provide),
        "POST",
        "/voice/ace",
        b'{"event": "ace"}',
        headers={"x-tenant": "acme"},
    )
    assert got.json == {"tenant": "acme"}


def test_the_router_documents_bodies_parameters_and_replies(voice: Any, app: Any) -> None:
    paths = _api(voice, app).openapi()["paths"]
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
