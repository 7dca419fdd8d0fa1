"""What the documentation shows of code is run, and what it says of answers is compared."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette

from asyncapi_pygen.config import Adapter
from support.asgi import Answer, exchange, start_and_stop
from support.packages import ROOT, VOICE, VOICE_OVERLAY, Recorder, Written, importable, run, write

ICE, NOTIFICATION = "receive_incoming_call_event", "receive_notification"


def blocks(name: str) -> list[str]:
    """Return the blocks of Python in a document, in order."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """Write the package by the name that the documentation gives it."""
    folder = tmp_path_factory.mktemp("docs")
    result = run(VOICE, "voice", [VOICE_OVERLAY], (Adapter.STARLETTE,))
    write(result, folder)
    with importable(folder, "voice"):
        yield Written(folder, "voice", result)


def read(name: str, number: int, **known: Any) -> dict[str, Any]:
    """Run a block where these names are known, and return all names."""
    names = dict(known)
    code = compile(blocks(name)[number], f"docs/{name}", "exec", dont_inherit=True)
    exec(code, names)
    return names


async def post(voice: Written, settings: Any, app: Any, path: str, body: bytes) -> Answer:
    application = voice.asgi.application(app, settings)
    answer = await exchange(application, "POST", path, body)
    await start_and_stop(application)
    return answer


def ask(voice: Written, settings: Any, app: Any, event: str, body: bytes = b"") -> Answer:
    sent = body or b'{"event": "%s"}' % event.encode()
    return asyncio.run(post(voice, settings, app, f"/voice/{event}", sent))


def test_every_block_about_surprises_and_adapters_is_run_here() -> None:
    assert [len(blocks(name)) for name in ("surprises.md", "adapters.md")] == [2, 1]


def test_the_policies_that_are_shown_do_what_is_said_of_them(voice: Written) -> None:
    settings = read("surprises.md", 0)["SETTINGS"]
    app = Recorder({"receive_disconnected_call_event": KeyError(), ICE: KeyError()})
    assert ask(voice, settings, app, "dice").status == 503
    # What has a fallback is answered with it, even if nothing is in the body.
    for body in (b"", b"[]"):
        answer = ask(voice, settings, app, "ice", body)
        assert (answer.status, answer.json) == (200, {"action": {"name": "hangup"}})
    assert settings.policies["receiveIncomingCallEvent"].budget == 4.0


def test_the_acknowledged_event_that_is_shown_is_handled_after_its_answer(voice: Written) -> None:
    settings = read("surprises.md", 0)["SETTINGS"]
    app = Recorder({NOTIFICATION: {"an": "answer"}})
    # What would be the handler's answer is not: it was not there yet.
    assert ask(voice, settings, app, "notify").body == b""
    assert [name for name, *_ in app.received] == [NOTIFICATION]


def test_the_middleware_that_is_shown_stands_around_the_handler(voice: Written) -> None:
    observed: list[tuple[str, float]] = []
    runtime = voice.runtime
    names = read(
        "surprises.md",
        1,
        CallNext=runtime.CallNext,
        Context=runtime.Context,
        Settings=runtime.Settings,
        observe=lambda *seen: observed.append(seen),
        time=time,
    )
    for reply in (None, KeyError()):
        ask(voice, names["SETTINGS"], Recorder({NOTIFICATION: reply}), "notify")
    assert [name for name, _ in observed] == ["receiveNotification"] * 2
    assert all(seconds >= 0 for _, seconds in observed)


def test_the_lifespan_that_is_shown_closes_what_handlers_need_after_them(voice: Written) -> None:
    runtime = voice.runtime
    seen: list[str] = []

    @asynccontextmanager
    async def open_pool() -> AsyncIterator[None]:
        seen.append("opened")
        yield
        seen.append("closed")

    names = read(
        "adapters.md",
        0,
        AsyncIterator=AsyncIterator,
        Starlette=Starlette,
        asynccontextmanager=asynccontextmanager,
        open_pool=open_pool,
        settled=runtime.settled,
    )

    class App(Recorder):
        async def receive_notification(self, _event: object) -> None:
            await asyncio.sleep(0)
            seen.append("handled")

    settings = runtime.Settings(
        policies={"receiveNotification": runtime.Policy(mode=runtime.Mode.ACK)}
    )

    async def serve() -> None:
        routes = voice.module("starlette_routes").create_routes(App(), settings)
        site = Starlette(routes=routes, lifespan=names["lifespan"])
        async with site.router.lifespan_context(site):
            await exchange(site, "POST", "/voice/notify", b'{"event": "notify"}')
            assert seen == ["opened"]

    asyncio.run(serve())
    assert seen == ["opened", "handled", "closed"]


# The table of surprises.

TABLE = dict(
    re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|",
        (ROOT / "docs" / "surprises.md").read_text("utf-8").partition("|---|")[2],
        re.MULTILINE,
    )
)


class Late(Recorder):
    """Answers an incoming call too late."""

    async def receive_incoming_call_event(self, _event: object) -> None:
        await asyncio.sleep(60)


def surprises(runtime: Any) -> dict[str, list[tuple[str, bytes, Any, dict[str, Any]]]]:
    """Return requests for each row of the table: path, body, handlers, settings."""

    def refuse(_request: Any) -> None:
        raise runtime.ProblemError(401, "Unauthorized")

    ice, sent = "/voice/ice", b'{"event": "ice"}'
    app, late = Recorder(), runtime.Policy(budget=0.01)
    return {
        "above the bound": [(ice, sent, app, {"max_body": 3})],
        "verification refuses": [(ice, sent, app, {"verify": refuse})],
        "the body is not what its type says": [(ice, b"{", app, {})],
        "the event does not fit": [(ice, b"[]", app, {}), ("/voice/notify", b"[]", app, {})],
        "no operation knows the event": [("/", b'{"event": "new"}', app, {"one_url": "/"})],
        "the handler raises, or answers what it may not": [
            (ice, sent, Recorder({ICE: KeyError()}), {}),
            (ice, sent, Recorder({ICE: "text"}), {}),
        ],
        "the handler takes too long": [(ice, sent, Late(), {"policy": late})],
        "the handler is not written": [(ice, sent, Recorder({ICE: NotImplementedError()}), {})],
    }


def test_the_table_has_a_row_for_each_surprise(voice: Written) -> None:
    assert [*TABLE] == [*surprises(voice.runtime)]


@pytest.mark.parametrize("row", TABLE)
def test_a_surprise_is_answered_as_the_table_says(
    row: str, voice: Written, caplog: pytest.LogCaptureFixture
) -> None:
    said = re.findall(r"\b[2-5]\d\d\b", TABLE[row])
    answered = []
    for path, body, app, settings in surprises(voice.runtime)[row]:
        answer = asyncio.run(post(voice, voice.runtime.Settings(**settings), app, path, body))
        answered.append(str(answer.status))
        assert answer.headers.get("content-type") in ("application/problem+json", None)
    assert list(dict.fromkeys(answered)) == said
    records = [one for one in caplog.records if one.name == "voice"]
    assert len(records) == (0 if row == "above the bound" else len(answered))
