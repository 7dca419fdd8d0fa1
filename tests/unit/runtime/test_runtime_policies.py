"""What is answered, logged and called for each surprise, in each mode, through each server."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from support import sockets
from support.asgi import exchange, start_and_stop
from support.servers import SERVERS

ICE = b'{"event": "ice"}'
DICE = b'{"event": "dice"}'
NEW = b'{"event": "new"}'


async def too_long() -> None:
    """Take longer than any budget."""
    await asyncio.sleep(60)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A request with what its handler does, and all that has to come of it."""

    mode: str
    failure: str
    path: str
    body: bytes
    status: int
    log: str
    title: str = ""
    calls: int = 0
    reply: Any = None
    policy: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        chosen = [f"{key}={value}" for key, value in {**self.policy, **self.settings}.items()]
        return " ".join([self.mode, self.failure, self.path, *chosen])


def cells(mode: str) -> list[Cell]:
    """Give what comes before any handler, which is the same in all modes."""
    ice, dice = "receiveIncomingCallEvent", "receiveDisconnectedCallEvent"
    unnamed = "the body of an event cannot be read"
    unread = {"mode": mode, "failure": "unreadable", "body": b"{"}
    unfit = {"mode": mode, "failure": "unfit", "body": b"[]"}
    unknown = {"mode": mode, "failure": "unknown", "path": "/all", "body": NEW}
    refused = {"mode": mode, "failure": "refused", "path": "/voice/ice", "body": b"{"}
    told = {"log": "a request was refused: Unauthorized"}
    lost = {"log": "no operation knows an event"}
    bad, no_fit = "Bad Request", "Unprocessable Content"
    return [
        Cell(**unread, path="/voice/ice", status=400, title=bad, log=f"{ice}: cannot be read"),
        Cell(**unread, path="/voice/dice", status=400, title=bad, log=f"{dice}: cannot be read"),
        Cell(**unread, path="/all", status=400, title=bad, log=unnamed),
        Cell(**unread, path="/all", status=202, log=unnamed, policy={"unreadable": 202}),
        Cell(
            **unread,
            path="/voice/dice",
            status=202,
            log=f"{dice}: cannot be read",
            policy={"unreadable": 202},
        ),
        Cell(**unfit, path="/voice/dice", status=204, log=f"{dice}: does not fit at ['']"),
        Cell(
            **unfit,
            path="/voice/dice",
            status=422,
            title=no_fit,
            log=f"{dice}: does not fit at ['']",
            policy={"unfit": 422},
        ),
        Cell(**unknown, **lost, status=204),
        Cell(**unknown, **lost, status=404, title="Not Found", settings={"unknown": 404}),
        Cell(**refused, **told, status=401, title="Unauthorized"),
        Cell(**refused, **told, status=403, title="Forbidden", settings={"refused": 403}),
        Cell(**refused, **told, status=200, settings={"refused": 200}),
    ]


def replying() -> list[Cell]:
    """Give what a handler's own failures come to where its reply is the answer."""
    ice = {"mode": "reply", "path": "/voice/ice", "body": ICE, "calls": 1}
    name, unfit = "receiveIncomingCallEvent", "Unprocessable Content"
    broken, unwritten = RuntimeError("SECRET"), NotImplementedError()
    down = "Service Unavailable"
    gone = "Internal Server Error"
    late = {"failure": "late", "reply": too_long, "log": f"{name}: late"}
    raised = {"failure": "raised", "reply": broken, "log": f"{name}: failed"}
    return [
        Cell(
            mode="reply",
            failure="unfit",
            path="/voice/ice",
            body=b"[]",
            status=422,
            title=unfit,
            log=f"{name}: does not fit at ['']",
        ),
        Cell(**ice, **raised, status=500, title=gone),
        Cell(**ice, **raised, status=503, title=down, policy={"failed": 503}),
        Cell(**ice, **raised, status=200, policy={"failed": 200}),
        Cell(
            **ice,
            failure="unwritten",
            reply=unwritten,
            status=501,
            title="Not Implemented",
            log=f"{name}: not implemented",
        ),
        Cell(**ice, failure="wrong", reply="text", status=500, title=gone, log=f"{name}: failed"),
        Cell(**ice, **late, status=503, title=down, policy={"budget": 0.01}),
        Cell(
            **ice,
            **late,
            status=504,
            title="Gateway Timeout",
            policy={"budget": 0.01, "late": 504},
        ),
    ]


def acknowledging() -> list[Cell]:
    """Give the same where the answer was sent before."""
    dice = {"mode": "ack", "path": "/voice/dice", "body": DICE, "calls": 1, "status": 200}
    name = "receiveDisconnectedCallEvent"
    broken, unwritten = RuntimeError("SECRET"), NotImplementedError()
    return [
        Cell(**dice, failure="raised", reply=broken, log=f"{name}: failed"),
        Cell(**dice, failure="unwritten", reply=unwritten, log=f"{name}: not implemented"),
        Cell(**dice, failure="late", reply=too_long, log=f"{name}: late", policy={"budget": 0.01}),
    ]


CELLS = [*cells("reply"), *replying(), *cells("ack"), *acknowledging()]

Ask = Callable[..., Awaitable[tuple[int, str | None, bytes]]]


def by_dispatcher(voice: Any, app: Any, settings: Any) -> Ask:
    dispatch = voice.operations.dispatcher(app, settings)

    async def ask(path: str, body: bytes) -> tuple[int, str | None, bytes]:
        answer = await dispatch(voice.runtime.Request("POST", path, body=body))
        await dispatch.settle()
        return answer.status, dict(answer.headers).get("content-type"), answer.body

    return ask


def over(name: str) -> Any:
    """Serve through an ASGI application, which is ended after each request."""

    def mounted(voice: Any, app: Any, settings: Any) -> Ask:
        application = SERVERS[name](voice, app, settings).args[0]

        async def ask(path: str, body: bytes) -> tuple[int, str | None, bytes]:
            answer = await exchange(application, "POST", path, body)
            await start_and_stop(application)
            return read(answer)

        return ask

    return mounted


def by(name: str) -> Any:
    """Serve through an adapter that is asked from outside of a loop."""

    def mounted(voice: Any, app: Any, settings: Any) -> Ask:
        asked = SERVERS[name](voice, app, settings, "")

        async def ask(path: str, body: bytes) -> tuple[int, str | None, bytes]:
            answer = await asyncio.to_thread(asked, "POST", path, body)
            await asyncio.to_thread(voice.background.settle)
            return read(answer)

        return ask

    return mounted


def read(answer: Any) -> tuple[int, str | None, bytes]:
    # Servers say what an empty body is, though nothing is in it.
    return answer.status, answer.headers.get("content-type") if answer.body else None, answer.body


BY_ASGI = ["asgi", "fastapi", "starlette", "litestar", "django under asgi"]
ONCE = {"dispatcher": by_dispatcher, **{name: over(name) for name in BY_ASGI}}
OTHERS = {name: by(name) for name in SERVERS if name not in ONCE and "," not in name}
LAMBDA = {"lambda": by("lambda, http api")}
CASES = [
    pytest.param(server, cell, id=f"{cell}-{name}")
    for name, server in {**ONCE, **OTHERS, **LAMBDA}.items()
    for cell in CELLS
]


def settings_for(voice: Any, cell: Cell, **more: Any) -> Any:
    runtime = voice.runtime
    policy = runtime.Policy(**cell.policy)
    early = runtime.Policy(**cell.policy, mode=runtime.Mode.ACK)
    chosen = {"one_url": "/all"} if cell.path == "/all" else {}
    if cell.failure == "refused":

        def verify(_request: Any) -> None:
            raise runtime.ProblemError(401, "Unauthorized")

        chosen["verify"] = verify
    if cell.mode == "ack":
        chosen["policies"] = {"receiveDisconnectedCallEvent": early}
    return runtime.Settings(policy=policy, **chosen, **cell.settings, **more)


@pytest.mark.parametrize(("server", "cell"), CASES)
def test_each_surprise_has_its_answer_its_record_and_its_calls(
    voice: Any, app: Any, caplog: pytest.LogCaptureFixture, server: Any, cell: Cell
) -> None:
    app.replies["dice" if cell.mode == "ack" else "ice"] = cell.reply

    async def run() -> tuple[int, str | None, bytes]:
        ask = server(voice, app, settings_for(voice, cell))
        return await asyncio.wait_for(ask(cell.path, cell.body), 20)

    status, content_type, body = asyncio.run(run())
    records = [(one.name, one.getMessage()) for one in caplog.records if one.name == voice.name]
    assert (status, records) == (cell.status, [(voice.name, cell.log)])
    assert len(app.received) == cell.calls
    if not cell.title:
        assert (content_type, body) == (None, b"")
    else:
        assert content_type == "application/problem+json"
        problem = json.loads(body)
        assert (problem["title"], problem["status"]) == (cell.title, cell.status)
    assert b"SECRET" not in body


def ask_once(voice: Any, app: Any, path: str, body: bytes, **settings: Any) -> Any:
    async def run() -> Any:
        dispatch = voice.operations.dispatcher(app, voice.runtime.Settings(**settings))
        fields = settings.get("fields", ())
        answer = await dispatch(voice.runtime.Request("POST", path, body=body, fields=fields))
        await dispatch.settle()
        return answer

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("body", "reply", "more"),
    [
        (b"[]", None, {}),
        (ICE, RuntimeError(), {}),
        (ICE, "text", {}),
        (ICE, too_long, {"budget": 0.01}),
    ],
    ids=["unfit", "raised", "wrong", "late"],
)
def test_a_fallback_is_answered_in_place_of_a_problem(
    voice: Any, app: Any, body: bytes, reply: Any, more: Any
) -> None:
    app.replies["ice"] = reply
    fallback = voice.models.Svaml(action=voice.models.Hangup())
    policy = voice.runtime.Policy(fallback=fallback, **more)
    policies = {"receiveIncomingCallEvent": policy}
    answer = ask_once(voice, app, "/voice/ice", body, policies=policies)
    assert (answer.status, json.loads(answer.body)) == (200, {"action": {"name": "hangup"}})


def test_an_answer_that_is_a_handlers_may_come_early_with_a_fallback(
    voice: Any, app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app.replies["ice"] = "text"
    runtime, models = voice.runtime, voice.models
    fallback = models.Svaml(action=models.Hangup())
    policy = runtime.Policy(fallback=fallback, mode=runtime.Mode.ACK)
    policies = {"receiveIncomingCallEvent": policy}
    answer = ask_once(voice, app, "/voice/ice", ICE, policies=policies)
    assert (answer.status, json.loads(answer.body)) == (200, {"action": {"name": "hangup"}})
    assert [one.getMessage() for one in caplog.records] == ["receiveIncomingCallEvent: failed"]


def test_what_cannot_be_meant_is_refused_at_the_start(voice: Any, app: Any) -> None:
    runtime = voice.runtime
    ice = "receiveIncomingCallEvent"
    for policies, said in [
        ({"receiveIce": runtime.Policy()}, "there are policies for no operation: receiveIce"),
        ({ice: runtime.Policy(fallback="text")}, f"the fallback of {ice} is no answer of it"),
        (
            {ice: runtime.Policy(mode=runtime.Mode.ACK)},
            f"{ice} needs a fallback to be answered before it is handled",
        ),
    ]:
        with pytest.raises(ValueError, match=said):
            voice.operations.dispatcher(app, runtime.Settings(policies=policies))


def test_an_event_that_was_answered_before_is_handled_while_the_next_arrives(
    voice: Any, app: Any
) -> None:
    """The answer does not wait, and ``settle`` does."""
    runtime = voice.runtime
    done = []

    async def slow() -> None:
        await asyncio.sleep(0)
        done.append(True)

    app.replies["dice"] = slow

    async def run() -> None:
        policy = {"receiveDisconnectedCallEvent": runtime.Policy(mode=runtime.Mode.ACK)}
        dispatch = voice.operations.dispatcher(app, runtime.Settings(policies=policy))
        answer = await dispatch(runtime.Request("POST", "/voice/dice", body=DICE))
        assert (answer.status, done) == (200, [])
        await dispatch.settle()
        assert done == [True]

    asyncio.run(run())


@pytest.mark.parametrize("is_async", [True, False])
def test_hooks_see_what_went_wrong_and_may_answer(voice: Any, app: Any, *, is_async: bool) -> None:
    runtime = voice.runtime
    seen: list[Any] = []

    def answered(failure: Any) -> Any:
        seen.append((failure.request.path, failure.operation, type(failure.error).__name__))
        return runtime.Response(418)

    async def answered_later(failure: Any) -> Any:
        return answered(failure)

    hook = answered_later if is_async else answered
    app.replies["ice"] = RuntimeError()
    ice = "receiveIncomingCallEvent"
    hooks = {"on_invalid": hook, "on_error": hook, "one_url": "/all"}
    bodies = [("/voice/ice", b"{"), ("/all", b"{"), ("/voice/ice", b"[]"), ("/voice/ice", ICE)]
    assert {ask_once(voice, app, path, body, **hooks).status for path, body in bodies} == {418}
    assert seen == [
        ("/voice/ice", ice, "UnfitError"),
        ("/all", "", "UnfitError"),
        ("/voice/ice", ice, "UnfitError"),
        ("/voice/ice", ice, "RuntimeError"),
    ]


def test_a_hook_that_raises_is_logged_and_changes_nothing(
    voice: Any, app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def hook(_failure: Any) -> None:
        raise KeyError

    assert ask_once(voice, app, "/voice/dice", b"[]", on_invalid=hook).status == 204
    assert caplog.records[-1].getMessage() == "a hook failed"


def test_a_wrong_answer_is_one_error_for_tests_to_see(voice: Any, app: Any) -> None:
    runtime = voice.runtime
    app.replies["ice"] = "text"
    with pytest.raises(runtime.ReplyError, match="receiveIncomingCallEvent may not answer that"):
        ask_once(voice, app, "/voice/ice", ICE, propagate=True)
    app.replies["ice"] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        ask_once(voice, app, "/voice/ice", ICE, propagate=True)


def test_a_time_out_of_the_handlers_own_is_not_its_budget(voice: Any, app: Any) -> None:
    app.replies["ice"] = TimeoutError()
    policy = voice.runtime.Policy(budget=60)
    assert ask_once(voice, app, "/voice/ice", ICE, policy=policy).status == 500


def test_a_handler_that_refuses_is_answered_as_it_says_whatever_the_policy(
    voice: Any, app: Any
) -> None:
    runtime = voice.runtime
    app.replies["ice"] = runtime.ProblemError(409, "Conflict")
    fallback = voice.models.Svaml(action=voice.models.Hangup())
    policies = {"receiveIncomingCallEvent": runtime.Policy(fallback=fallback, failed=200)}
    assert ask_once(voice, app, "/voice/ice", ICE, policies=policies).status == 409


# Events that were answered before, where the application ends.


class Slow:
    """A handler that is not done until it is let, and what it was when it was seen."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.ended = 0

    async def __call__(self, _event: Any) -> None:
        self.begun.set()
        await self.may_end.wait()
        self.ended += 1


def acknowledged(voice: Any, app: Any, slow: Slow, **chosen: Any) -> Any:
    """Let a slow handler have the events of an operation, which are answered at once."""
    runtime = voice.runtime
    app.receive_disconnected_call_event = slow
    policy = runtime.Policy(mode=runtime.Mode.ACK)
    return runtime.Settings(policies={"receiveDisconnectedCallEvent": policy}, **chosen)


@pytest.mark.parametrize("name", BY_ASGI)
def test_the_end_of_an_application_waits_for_what_was_answered_before(
    voice: Any, app: Any, name: str
) -> None:
    async def run() -> None:
        slow = Slow()
        application = SERVERS[name](voice, app, acknowledged(voice, app, slow)).args[0]
        answer = await exchange(application, "POST", "/voice/dice", DICE)
        assert (answer.status, slow.ended) == (200, 0)
        await slow.begun.wait()
        end = asyncio.create_task(start_and_stop(application))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not end.done()
        slow.may_end.set()
        await end
        assert slow.ended == 1

    asyncio.run(run())


def test_the_end_of_an_aiohttp_application_waits_too(voice: Any, app: Any) -> None:
    ended: list[int] = []

    async def run() -> None:
        slow = Slow()

        async def pool(_app: web.Application) -> AsyncIterator[None]:
            yield
            ended.append(slow.ended)  # what was opened before is closed after

        async def end(_app: web.Application) -> None:
            slow.may_end.set()

        application = web.Application()
        application.add_routes(
            voice.aiohttp_routes.create_routes(app, acknowledged(voice, app, slow))
        )
        application.cleanup_ctx.extend([pool, voice.aiohttp_routes.settled])
        application.on_shutdown.append(end)
        async with sockets.serving(application) as port:
            answer = await sockets.ask(port, "POST", "/voice/dice", DICE)
            assert (answer.status, slow.ended) == (200, 0)

    asyncio.run(run())
    assert ended == [1]


@pytest.mark.parametrize("name", ["flask", "django"])
def test_a_loop_in_the_background_is_settled_when_asked(voice: Any, app: Any, name: str) -> None:
    slow = Slow()
    ask = SERVERS[name](voice, app, acknowledged(voice, app, slow))
    assert (ask("POST", "/voice/dice", DICE).status, slow.ended) == (200, 0)

    async def let() -> None:
        await slow.begun.wait()
        slow.may_end.set()

    voice.background.submit(let())
    voice.background.settle()
    assert slow.ended == 1


ENDING = """
import asyncio, sys, threading

sys.path[:0] = sys.argv[3:]
name, server = sys.argv[1:3]
from support.servers import SERVERS
from unit.runtime.conftest import App, Package

voice = Package(name)
app = App(voice.models)
may_end = []

async def slow(_event):
    while not may_end:
        await asyncio.sleep(0)
    print(await asyncio.to_thread(str, "handled"))

app.receive_disconnected_call_event = slow
policy = voice.runtime.Policy(mode=voice.runtime.Mode.ACK)
settings = voice.runtime.Settings(policies={"receiveDisconnectedCallEvent": policy})
ask = SERVERS[server](voice, app, settings)
# What is told last is asked first: the handler ends no sooner than the process.
threading._register_atexit(may_end.append, True)
print(ask("POST", "/voice/dice", b'{"event": "dice"}').status)
"""


@pytest.mark.parametrize("name", ["flask", "django"])
def test_a_process_ends_when_its_handlers_have(voice: Any, name: str) -> None:
    """They may even use threads, which at the end Python has no more for anybody else."""
    folder, tests = Path(voice.models.__file__).parents[1], Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", ENDING, voice.name, name, str(folder), str(tests)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("200\nhandled\n", "")


def test_the_end_does_not_wait_longer_than_the_settings_say(
    voice: Any, app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[Any] = []

    async def run() -> None:
        slow = Slow()
        settings = acknowledged(voice, app, slow, settle=0.01, on_error=failures.append)
        application = voice.asgi.application(app, settings)
        await exchange(application, "POST", "/voice/dice", DICE)
        await start_and_stop(application)
        assert slow.ended == 0

    asyncio.run(run())
    assert [one.getMessage() for one in caplog.records] == ["receiveDisconnectedCallEvent: late"]
    assert [str(one.error) for one in failures] == ["the application has ended"]


def test_nobody_but_the_end_hurries_a_handler(voice: Any, app: Any) -> None:
    """An AWS Lambda function waits after each event, and so may whoever calls ``settle``."""

    async def run() -> None:
        slow = Slow()
        settings = acknowledged(voice, app, slow, settle=0)
        dispatch = voice.operations.dispatcher(app, settings)
        await dispatch(voice.runtime.Request("POST", "/voice/dice", body=DICE))
        waiting = asyncio.create_task(dispatch.settle())
        for _ in range(20):
            await asyncio.sleep(0)
        slow.may_end.set()
        await waiting
        assert slow.ended == 1

    asyncio.run(run())


def test_the_end_of_one_loop_does_not_wait_for_another(voice: Any, app: Any) -> None:
    slow = Slow()
    ask = SERVERS["flask"](voice, app, acknowledged(voice, app, slow))
    assert ask("POST", "/voice/dice", DICE).status == 200
    asyncio.run(start_and_stop(voice.asgi.application(app)))
    assert slow.ended == 0
    voice.background._BACKGROUND.loop().call_soon_threadsafe(slow.may_end.set)
    voice.background.settle()
    assert slow.ended == 1
