"""Requests that hold several events: each has its turn, and one answer is given for all."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest


def events(voice: Any, body: bytes, within: Any = (), item: Any = ()) -> list[bytes | None] | None:
    found: list[bytes | None] | None = voice._batch.Batch(within, item).events(body)
    return found


def test_events_are_cut_out_as_they_are_written(voice: Any) -> None:
    body = b' [ {"a": 1.10, "b":"\\u00e9\xc3\xa9"} ,1e999, 100000000000000000000000, "]",\n[ ] ,null]\n'
    assert events(voice, body) == [
        b'{"a": 1.10, "b":"\\u00e9\xc3\xa9"}',
        b"1e999",
        b"100000000000000000000000",
        b'"]"',
        b"[ ]",
        b"null",
    ]


def test_events_may_lie_in_objects(voice: Any) -> None:
    body = b'{"x": [1], "a/b": {"c": {"y": 0}, "d" : [ {"e": {"f": {"g": 1}}}, {"e": 1}, 2, {}]}}'
    found = events(voice, body, ("a/b", "d"), ("e", "f"))
    assert found == [b'{"g": 1}', None, None, None]


def test_of_a_repeated_name_the_last_counts(voice: Any) -> None:
    assert events(voice, b'{"a": [1], "a": [2, 3]}', ("a",)) == [b"2", b"3"]


def test_an_empty_array_has_no_events(voice: Any) -> None:
    assert events(voice, b"[ ]") == []
    assert events(voice, b'{"a":[]}', ("a",), ("b",)) == []


@pytest.mark.parametrize("body", [b"{}", b"null", b'{"a": {}}', b'{"a": "[]"}', b"[]", b"5"])
def test_without_an_array_there_is_no_batch(voice: Any, body: bytes) -> None:
    assert events(voice, body, ("a",)) is None


@pytest.mark.parametrize("body", [b"", b"[", b"[1,]", b"\xff", b"[NaN]", b"[1] 2"])
def test_what_is_not_json_is_no_batch(voice: Any, body: bytes) -> None:
    with pytest.raises(voice.runtime.UnfitError):
        events(voice, body)


def test_numbers_of_any_length_are_cut_out(voice: Any) -> None:
    digits = b"9" * 5000
    assert events(voice, b"[0." + digits + b"]") == [b"0." + digits]


@pytest.mark.parametrize(("within", "item"), [((), ()), (("a", "b"), ()), (("a",), ('"', "ü"))])
def test_a_body_can_be_written_for_events(voice: Any, within: Any, item: Any) -> None:
    batch = voice._batch.Batch(within, item)
    given = [b'{"n": 1.10}', b"{}"]
    assert batch.events(batch.body(*given)) == given


# A batch is answered.

Ask = Callable[..., Any]


@pytest.fixture
def ask(voice: Any) -> Ask:
    """Give a function that sends events to two operations, and answers as it is told.

    ``answers`` are by the event's name; an exception is raised.
    """

    def ask(*names: object, answers: Any = None, body: bytes | None = None, **settings: Any) -> Any:
        runtime = voice.runtime
        seen: list[str] = []

        async def call(_handlers: Any, event: Any, _request: Any) -> Any:
            seen.append(event.name)
            answer = (answers or {}).get(event.name)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        def row(name: str) -> Any:
            return runtime.Operation(
                id=name,
                handler=name,
                method="POST",
                path="/events",
                tag=runtime.Tag("name", (f"{name}*",)),
                batch=runtime.Batch(within=("events",)),
                body=runtime.JsonBody(runtime.Codec(voice.models.Person)),
                reply=runtime.AnyReply(),
                call=call,
            )

        given = body or json.dumps({"events": [{"name": one} for one in names]}).encode()
        request = runtime.Request("POST", "/events", body=given)
        rows = [row("a"), row("b")]
        dispatch = runtime.Dispatcher(None, rows, runtime.Settings(**settings))

        async def run() -> Any:
            return await dispatch(request)

        return asyncio.run(run()), seen

    return ask


def test_each_event_is_handled_in_order(ask: Ask) -> None:
    response, seen = ask("b1", "a1", "b2", "a2")
    assert (response.status, seen) == (204, ["b1", "a1", "b2", "a2"])


def test_an_empty_batch_is_acknowledged(ask: Ask) -> None:
    response, seen = ask()
    assert (response.status, seen) == (204, [])


def test_the_answer_is_that_of_the_events_if_it_is_one(ask: Ask) -> None:
    response, _ = ask("a", "b", answers={"a": "[accepted]", "b": "[accepted]"})
    assert (response.status, response.body) == (200, b'"[accepted]"')
    response, _ = ask("a", "b", answers={"a": "[accepted]", "b": "other"})
    assert (response.status, response.body) == (204, b"")


def test_a_handler_that_raises_keeps_no_other_from_its_turn(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    response, seen = ask("a1", "b1", "a2", answers={"a1": RuntimeError("SECRET")})
    assert (response.status, seen) == (500, ["a1", "b1", "a2"])
    assert b"SECRET" not in response.body
    assert caplog.messages == ["a: failed"]


def test_of_several_failures_the_one_with_the_highest_status_is_answered(
    voice: Any, ask: Ask
) -> None:
    conflict = voice.runtime.ProblemError(409, "Conflict")
    response, seen = ask("a1", "a2", "b", answers={"a1": conflict, "b": KeyError("x")})
    assert (response.status, seen) == (500, ["a1", "a2", "b"])
    assert ask("a1", "a2", "b", answers={"a1": conflict})[0].status == 409


def test_an_event_that_does_not_fit_is_refused_after_the_others(voice: Any, ask: Ask) -> None:
    body = b'{"events": [{"name": "a", "friends": [{}]}, {"name": "b"}]}'
    policy = voice.runtime.Policy(unfit=422)
    response, seen = ask(body=body, set_aside=False, policy=policy)
    assert (response.status, seen) == (422, ["b"])
    response, seen = ask(body=body)
    assert (response.status, seen) == (204, ["a", "b"])


def test_unknown_events_are_counted_and_let_the_others_pass(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    response, seen = ask("a", "x", "b", "y", answers={"a": 1, "b": 1})
    assert (response.status, seen) == (204, ["a", "b"])
    assert caplog.messages == ["of 4 events, no operation knows 2"]


def test_unknown_events_may_be_answered(voice: Any, ask: Ask) -> None:
    bodies = []

    def unknown(request: Any) -> Any:
        bodies.append(request.body)
        return voice.runtime.Response(503)

    response, seen = ask("x", "a", on_unknown=unknown)
    assert (response.status, seen, bodies) == (503, ["a"], [b'{"name": "x"}'])


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"name": "a"}', b'{"events": {"name": "a"}}'])
def test_a_request_without_the_array_is_an_event_that_nobody_knows(
    ask: Ask, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    response, seen = ask(body=body)
    assert (response.status, seen) == (204, [])
    assert caplog.messages == ["no operation knows what is no batch"]


def test_a_batch_that_is_not_json_is_refused(ask: Ask) -> None:
    response, seen = ask(body=b'{"events": [{"name": "a"}')
    assert (response.status, seen) == (400, [])


def test_a_handler_sees_the_whole_request(voice: Any) -> None:
    runtime = voice.runtime
    seen: list[tuple[bytes, bytes, str]] = []

    async def call(_handlers: Any, _event: Any, request: Any) -> None:
        whole = runtime.current_request()
        seen.append((whole.body, request.body, request.headers["x-sign"]))

    row = runtime.Operation(
        id="a",
        handler="a",
        method="POST",
        path="/events",
        batch=runtime.Batch(),
        body=runtime.JsonBody(runtime.Codec(voice.models.Person)),
        reply=runtime.AnyReply(),
        call=call,
    )
    body = b'[{"name": "a"}]'
    request = runtime.Request("POST", "/events", body=body, fields=[(b"x-sign", b"s")])

    async def run() -> Any:
        return await runtime.Dispatcher(None, [row])(request)

    assert asyncio.run(run()).status == 204
    assert seen == [(body, b'{"name": "a"}', "s")]


def test_a_cancellation_ends_a_batch(ask: Ask) -> None:
    with pytest.raises(asyncio.CancelledError):
        ask("a", "b", answers={"a": asyncio.CancelledError()})


def test_operations_of_one_address_take_the_same_batches(voice: Any) -> None:
    runtime = voice.runtime

    async def call(_handlers: Any, _event: Any, _request: Any) -> None:
        return None

    def row(name: str, batch: Any) -> Any:
        return runtime.Operation(
            id=name,
            handler=name,
            method="POST",
            path="/events",
            tag=runtime.Tag("name", (name,)),
            batch=batch,
            body=runtime.NoBody(),
            reply=runtime.EmptyReply(),
            call=call,
        )

    rows = [row("a", runtime.Batch()), row("b", None)]
    with pytest.raises(ValueError, match="not all of these take the same batches: a, b"):
        runtime.Dispatcher(None, rows)
