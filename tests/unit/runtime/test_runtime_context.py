"""Middlewares, what they see of an event, and events that come again."""

import asyncio
import dataclasses
import json
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def dispatcher(voice: Any, app: Any, *, rows: dict[str, Any] | None = None, **settings: Any) -> Any:
    """Make a dispatcher, its row of incoming calls changed."""
    operations = [
        dataclasses.replace(row, **(rows or {}))
        if row.handler.endswith("incoming_call_event")
        else row
        for row in voice.operations.OPERATIONS
    ]
    return voice.runtime.Dispatcher(app, operations, voice.runtime.Settings(**settings))


def asked(voice: Any, dispatch: Any, value: Any = None, **headers: str) -> Any:
    """Send one incoming call, and wait for all that it causes."""
    body = json.dumps({"event": "ice", **(value or {})}).encode()
    fields = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    request = voice.runtime.Request("POST", "/voice/ice", body=body, fields=fields)

    async def run() -> Any:
        answer = await dispatch(request)
        await dispatch.settle()
        return answer

    return asyncio.run(run())


def test_middlewares_stand_around_the_handler_the_first_outermost(voice: Any, app: Any) -> None:
    order: list[str] = []

    def named(name: str) -> Any:
        async def middleware(context: Any, call_next: Any) -> object:
            order.append(f"{name} in")
            reply = await call_next(context)
            order.append(f"{name} out")
            return reply

        return middleware

    dispatch = dispatcher(voice, app, middlewares=(named("a"), named("b")))
    assert asked(voice, dispatch).status == 200
    assert order == ["a in", "b in", "b out", "a out"]


def test_a_middleware_sees_request_message_operation_and_reply(voice: Any, app: Any) -> None:
    seen: list[Any] = []

    async def middleware(context: Any, call_next: Any) -> object:
        reply = await call_next(context)
        seen.append((context, reply))
        return reply

    asked(
        voice, dispatcher(voice, app, middlewares=(middleware,)), {"cli": "1"}, traceparent=PARENT
    )
    ((context, reply),) = seen
    assert context.request.body == b'{"event": "ice", "cli": "1"}'
    assert (type(context.message), context.message.cli) == (voice.models.IcePayload, "1")
    assert context.operation == "receiveIncomingCallEvent"
    assert (context.event_id, context.correlation_id) == (None, None)
    assert context.trace == {"traceparent": PARENT}
    assert reply is app.replies["ice"]


def test_a_middleware_may_change_the_message_and_the_reply_or_answer_itself(
    voice: Any, app: Any
) -> None:
    models = voice.models

    async def changing(context: Any, call_next: Any) -> object:
        message = context.message.model_copy(update={"cli": "changed"})
        await call_next(dataclasses.replace(context, message=message))
        return models.Svaml(action=models.ConnectPstn(number="1"))

    answer = asked(voice, dispatcher(voice, app, middlewares=(changing,)), {"cli": "1"})
    assert json.loads(answer.body)["action"]["name"] == "connectPstn"
    assert app.received[0][1].cli == "changed"

    async def alone(_context: Any, _call_next: Any) -> object:
        raise voice.runtime.ProblemError(429, "Too Many Requests")

    app.received.clear()
    assert asked(voice, dispatcher(voice, app, middlewares=(alone,))).status == 429
    assert app.received == []


def test_what_a_middleware_answers_has_to_be_of_the_declared_type(voice: Any, app: Any) -> None:
    async def wrong(_context: Any, _call_next: Any) -> object:
        return {"action": "none"}

    assert asked(voice, dispatcher(voice, app, middlewares=(wrong,))).status == 500


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (("InHeader", "X-Id"), "h"),
        (("InHeader", "x-other"), None),
        (("InBody", ("callId",)), "c"),
        (("InBody", ("to", "type")), "did"),
        (("InBody", ("version",)), "1"),
        (("InBody", ("list", "1")), "b"),
        (("InBody", ("list", "2")), None),
        (("InBody", ("list", "x")), None),
        (("InBody", ("to",)), None),
        (("InBody", ("flag",)), None),
        (("InBody", ("callId", "x")), None),
    ],
    ids=str,
)
def test_ids_are_found_where_the_row_says(voice: Any, app: Any, place: Any, found: Any) -> None:
    seen: list[Any] = []

    async def middleware(context: Any, call_next: Any) -> object:
        seen.append((context.event_id, context.correlation_id))
        return await call_next(context)

    kind, where = place
    located = getattr(voice.runtime, kind)(where)
    rows = {"event_id": located, "correlation_id": located}
    value = {
        "callId": "c",
        "to": {"type": "did"},
        "version": 1,
        "list": ["a", "b"],
        "flag": True,
    }
    asked(voice, dispatcher(voice, app, rows=rows, middlewares=(middleware,)), value, x_id="h")
    assert seen == [(found, found)]


def test_nothing_is_located_in_what_is_no_json(voice: Any) -> None:
    request = voice.runtime.Request("POST", "/", body=b"a=1")
    assert voice.runtime.InBody(("a",)).find(request, b"a=1") is None


def recent(voice: Any, most: int = 10) -> dict[str, Any]:
    return {
        "deliveries": voice.deliveries.RecentDeliveries(most),
        "rows": {"event_id": voice.runtime.InHeader("x-id")},
    }


def test_an_event_that_comes_again_is_answered_as_before_and_not_handled(
    voice: Any, app: Any
) -> None:
    dispatch = dispatcher(voice, app, **recent(voice))
    first = asked(voice, dispatch, x_id="1")
    app.replies["ice"] = RuntimeError()
    assert asked(voice, dispatch, x_id="1") == first
    assert len(app.received) == 1
    assert asked(voice, dispatch, x_id="2").status == 500


def test_an_event_whose_handler_failed_is_handled_when_it_comes_again(voice: Any, app: Any) -> None:
    dispatch = dispatcher(voice, app, **recent(voice))
    good, app.replies["ice"] = app.replies["ice"], RuntimeError()
    assert asked(voice, dispatch, x_id="1").status == 500
    app.replies["ice"] = good
    assert asked(voice, dispatch, x_id="1").status == 200
    assert len(app.received) == 2


def test_events_without_an_id_are_all_handled(
    voice: Any, app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    dispatch = dispatcher(voice, app, **recent(voice))
    assert {asked(voice, dispatch).status for _ in range(2)} == {200}
    assert len(app.received) == 2
    assert "no id tells an event from others" in caplog.text


def test_where_the_document_names_no_id_the_settings_may(voice: Any, app: Any) -> None:
    settings = {
        "deliveries": voice.deliveries.RecentDeliveries(),
        "event_id": lambda request: request.headers.get("delivery"),
    }
    dispatch = dispatcher(voice, app, **settings)
    for _ in range(2):
        asked(voice, dispatch, delivery="1")
    assert len(app.received) == 1


def test_the_oldest_answers_are_forgotten(voice: Any, app: Any) -> None:
    dispatch = dispatcher(voice, app, **recent(voice, 1))
    for id_ in ("1", "2", "2", "1"):
        asked(voice, dispatch, x_id=id_)
    assert len(app.received) == 3


def test_an_event_that_comes_while_it_is_handled_waits_for_the_answer(voice: Any, app: Any) -> None:
    svaml = app.replies["ice"]

    async def slow() -> Any:
        await asyncio.sleep(0.02)
        return svaml

    app.replies["ice"] = slow
    dispatch = dispatcher(voice, app, **recent(voice))
    body, fields = b'{"event": "ice"}', [(b"x-id", b"1")]

    async def run() -> Any:
        requests = [
            voice.runtime.Request("POST", "/voice/ice", body=body, fields=fields) for _ in range(3)
        ]
        return await asyncio.gather(*map(dispatch, requests))

    answers = asyncio.run(run())
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len(app.received) == 1


def test_a_caller_who_leaves_gives_the_event_back(voice: Any, app: Any) -> None:
    async def never() -> None:
        await asyncio.sleep(60)

    good, app.replies["ice"] = app.replies["ice"], never
    dispatch = dispatcher(voice, app, **recent(voice))
    body, fields = b'{"event": "ice"}', [(b"x-id", b"1")]

    async def run() -> Any:
        request = voice.runtime.Request("POST", "/voice/ice", body=body, fields=fields)
        first = asyncio.create_task(dispatch(request))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        app.replies["ice"] = good
        return await dispatch(request)

    assert asyncio.run(run()).status == 200


def spans(voice: Any, app: Any, **headers: str) -> list[Any]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traced = voice.telemetry.traced(provider.get_tracer("test"))
    rows = {"event_id": voice.runtime.InHeader("x-id")}
    asked(voice, dispatcher(voice, app, rows=rows, middlewares=(traced,)), **headers)
    return list(exporter.get_finished_spans())


def test_a_handler_is_a_span_of_the_callers_trace(voice: Any, app: Any) -> None:
    (span,) = spans(voice, app, traceparent=PARENT, x_id="1")
    assert (span.name, span.kind) == ("process receiveIncomingCallEvent", SpanKind.CONSUMER)
    assert f"{span.context.trace_id:032x}" == PARENT[3:35]
    assert f"{span.parent.span_id:016x}" == PARENT[36:52]
    assert dict(span.attributes) == {
        "messaging.operation.type": "process",
        "messaging.operation.name": "receiveIncomingCallEvent",
        "messaging.message.id": "1",
    }
    assert span.status.status_code is StatusCode.UNSET


def test_a_handler_that_raises_is_a_span_with_the_kind_of_error_alone(voice: Any, app: Any) -> None:
    app.replies["ice"] = ZeroDivisionError("SECRET")
    (span,) = spans(voice, app)
    assert span.status.status_code is StatusCode.ERROR
    assert span.attributes["error.type"] == "ZeroDivisionError"
    assert (span.parent, list(span.events)) == (None, [])
    assert "SECRET" not in span.to_json()
