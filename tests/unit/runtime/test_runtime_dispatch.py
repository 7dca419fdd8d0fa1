"""The dispatcher: one request in, one response out, whatever happens."""

import asyncio
import dataclasses
import json
import logging
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from support.shared import shared

ICE = b'{"event": "ice", "callId": "c"}'


@pytest.fixture
def ask(voice: Any, app: Any) -> Callable[..., Any]:
    """Give a function that sends one request to a dispatcher of its own."""

    def ask(method: str, path: str, body: bytes = b"", **settings: Any) -> Any:
        runtime = voice.runtime
        dispatch = voice.operations.dispatcher(app, runtime.Settings(**settings))
        request = runtime.Request(method, path, body=body, fields=[(b"X-Sign", b"yes")])

        async def run() -> Any:
            return await dispatch(request)

        return asyncio.run(run())

    return ask


def _problem(response: Any) -> Any:
    assert response.headers[0] == ("content-type", "application/problem+json")
    problem = json.loads(response.body)
    assert problem["status"] == response.status
    return problem


def test_a_typed_reply_is_written_with_the_names_of_the_wire(
    voice: Any, app: Any, ask: Any
) -> None:
    action = voice.models.ConnectPstn(number="+46", max_duration=5)
    app.replies["ice"] = voice.models.Svaml(action=action)
    response = ask("POST", "/voice/ice", ICE)
    assert response.status == 200
    assert response.headers == (("content-type", "application/json"),)
    assert json.loads(response.body) == {
        "action": {"name": "connectPstn", "number": "+46", "maxDuration": 5}
    }
    assert [(name, event.call_id) for name, event in app.received] == [("ice", "c")]


@pytest.mark.parametrize(
    "reply", [None, {"action": {"name": "dance"}}, "text", 5, [], {"action": {}}], ids=repr
)
def test_a_reply_of_another_type_than_declared_is_not_sent(app: Any, ask: Any, reply: Any) -> None:
    app.replies["ice"] = reply
    assert _problem(ask("POST", "/voice/ice", ICE)) == {
        "title": "Internal Server Error",
        "status": 500,
    }


def test_a_reply_that_the_document_does_not_declare_may_be_anything(
    voice: Any, app: Any, ask: Any
) -> None:
    body = b'{"event": "ace"}'
    assert (ask("POST", "/voice/ace", body).status, app.received[0][0]) == (204, "ace")
    app.replies["ace"] = {"a": [voice.models.ConnectPstn(number="1", max_duration=2)]}
    response = ask("POST", "/voice/ace", body)
    assert (response.status, json.loads(response.body)) == (
        200,
        {"a": [{"name": "connectPstn", "number": "1", "maxDuration": 2}]},
    )
    app.replies["ace"] = voice.models.Hangup()
    assert ask("POST", "/voice/ace", body).body == b'{"name":"hangup"}'
    app.replies["ace"] = voice.runtime.Response(202, b"later", (("retry-after", "5"),))
    assert ask("POST", "/voice/ace", body) is app.replies["ace"]


def test_a_declared_empty_reply_is_its_status_alone(voice: Any, ask: Any) -> None:
    assert ask("POST", "/voice/dice", b'{"event": "dice"}') == voice.runtime.Response(200)


def test_parameters_of_the_path_are_decoded_one_segment_at_a_time(app: Any, ask: Any) -> None:
    response = ask("PUT", "/users/a%2Fb/rooms/r%C3%A4%20um", b'{"name": "n"}')
    assert response.status == 201
    assert app.received[0][1][1:] == ("a/b", "rä um")


@pytest.mark.parametrize("path", ["/users/a/rooms", "/users/a/rooms/", "/users/a/b/rooms/c", "/"])
def test_a_template_matches_whole_paths_only(ask: Any, path: str) -> None:
    assert _problem(ask("PUT", path, b'{"name": "n"}'))["status"] == 404


def test_a_path_may_be_escaped_more_than_it_needs(ask: Any) -> None:
    assert ask("POST", "/%76oice/%69ce", ICE).status == 200
    assert ask("POST", "/voice%2Fice", ICE).status == 404


def test_a_method_that_a_path_does_not_have_is_told_which_ones_it_has(ask: Any) -> None:
    response = ask("GET", "/voice/ice")
    assert _problem(response) == {"title": "Method Not Allowed", "status": 405}
    assert response.headers[1] == ("allow", "POST")
    assert ask("DELETE", "/users/a/rooms/b").headers[1] == ("allow", "PUT")
    assert ask("HEAD", "/users/me/ping").status == 405


def test_bodies_need_not_be_json(app: Any, ask: Any) -> None:
    response = ask("POST", "/text", "hallå".encode())
    assert (response.status, response.body.decode()) == (200, "hallå")
    assert response.headers == (("content-type", "text/plain; charset=utf-8"),)
    assert _problem(ask("POST", "/text", b"\xff"))["status"] == 400
    assert ask("POST", "/bytes", b"\xff\x00").body == b"2"
    assert ask("GET", "/users/me/ping", b"ignored").status == 200
    assert app.received[-1] == ("ping", None)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"nonsense", b'"\\ud800"'], ids=repr)
def test_what_is_not_json_is_unreadable(app: Any, ask: Any, body: bytes) -> None:
    for response in (
        ask("POST", "/voice/ice", body),
        ask("POST", "/all", body, one_url="/all"),
    ):
        assert _problem(response)["detail"] == "The body is not JSON."
        assert response.status == 400
    assert app.received == []


def test_an_event_that_does_not_fit_is_told_where_and_not_shown_what(voice: Any, ask: Any) -> None:
    body = b'{"name": ["SECRET"], "friends": [{}]}'
    response = ask("PUT", "/users/a/rooms/b", body, policy=voice.runtime.Policy(unfit=422))
    assert response.status == 422
    assert b"SECRET" not in response.body
    pointers = [error["pointer"] for error in _problem(response)["errors"]]
    assert pointers == ["/name", "/friends/0/name"]
    assert all(error["detail"] for error in _problem(response)["errors"])


@pytest.mark.parametrize("body", [b"[]", b"null", b"5", b'{"event": "ace"}'], ids=repr)
def test_an_event_of_another_kind_than_its_path_is_refused(ask: Any, body: bytes) -> None:
    assert ask("POST", "/voice/ice", body).status == 422


def test_what_is_set_aside_is_logged_by_pointer(
    voice: Any, app: Any, ask: Any, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"event": "ice", "to": "SECRET", "userRate": {"amount": "SECRET"}}'
    assert ask("POST", "/voice/ice", body).status == 200
    assert app.received[0][1].to is None
    (record,) = caplog.records
    assert (record.name, record.levelno) == (voice.name, logging.WARNING)
    expected = "receiveIncomingCallEvent: set aside ['/userRate/amount', '/to']"
    assert record.getMessage() == expected


def test_nothing_is_set_aside_where_that_is_switched_off(app: Any, ask: Any) -> None:
    response = ask("POST", "/voice/ice", b'{"event": "ice", "to": "x"}', set_aside=False)
    assert [error["pointer"] for error in _problem(response)["errors"]] == ["/to"]
    assert app.received == []


def test_a_body_above_the_bound_is_refused_before_anything_else(app: Any, ask: Any) -> None:
    def verify(_request: Any) -> None:
        raise AssertionError

    assert ask("POST", "/voice/ice", ICE, max_body=len(ICE) - 1, verify=verify).status == 413
    assert ask("POST", "/voice/ice", ICE, max_body=len(ICE)).status == 200
    assert len(app.received) == 1


@pytest.mark.parametrize(("path", "verified"), [("/voice/ice", 0), ("/all", 1)])
def test_the_bound_of_an_operation_is_kept_as_soon_as_it_is_known(
    voice: Any, app: Any, ask: Any, path: str, verified: int
) -> None:
    """At an address of its own that is before verification, else as soon as events are told."""
    seen: list[Any] = []
    name = "receiveIncomingCallEvent"
    for most, status in [(len(ICE) - 1, 413), (len(ICE), 200)]:
        seen.clear()
        policies = {name: voice.runtime.Policy(max_body=most)}
        got = ask("POST", path, ICE, policies=policies, verify=seen.append, one_url="/all")
        assert (got.status, len(seen)) == (status, verified if status == 413 else 1)
    policy = voice.runtime.Policy(max_body=len(ICE) - 1)
    assert ask("POST", "/voice/ice", ICE, policy=policy).status == 413
    assert len(app.received) == 1


def test_verification_sees_what_was_sent_before_it_is_read(voice: Any, app: Any, ask: Any) -> None:
    seen = []

    async def verify(request: Any) -> None:
        seen.append((request.method, request.path, request.body, request.headers["x-sign"]))
        raise voice.runtime.ProblemError(
            401, "Unauthorized", headers=(("www-authenticate", "Basic"),)
        )

    response = ask("POST", "/voice/ice", b"not json", verify=verify)
    assert seen == [("POST", "/voice/ice", b"not json", "yes")]
    assert _problem(response) == {"title": "Unauthorized", "status": 401}
    assert response.headers[1] == ("www-authenticate", "Basic")
    assert app.received == []


def test_verification_need_not_be_asynchronous(ask: Any) -> None:
    assert ask("POST", "/voice/ice", ICE, verify=lambda _: None).status == 200


def test_a_verification_that_breaks_lets_nothing_pass(app: Any, ask: Any) -> None:
    def verify(_request: Any) -> None:
        raise KeyError

    assert ask("POST", "/voice/ice", ICE, verify=verify).status == 500
    assert app.received == []


def test_a_handler_that_raises_is_logged_and_leaks_nothing(
    voice: Any, app: Any, ask: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app.replies["ice"] = RuntimeError("SECRET")
    response = ask("POST", "/voice/ice", ICE)
    assert _problem(response) == {"title": "Internal Server Error", "status": 500}
    (record,) = caplog.records
    assert (record.name, record.levelno) == (voice.name, logging.ERROR)
    assert record.getMessage() == "receiveIncomingCallEvent: failed"
    assert record.exc_info


def test_a_handler_that_is_not_written_yet_says_so(
    app: Any, ask: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app.replies["ice"] = NotImplementedError()
    assert _problem(ask("POST", "/voice/ice", ICE)) == {"title": "Not Implemented", "status": 501}
    assert caplog.records[0].getMessage() == "receiveIncomingCallEvent: not implemented"


def test_a_validation_error_of_a_handler_is_its_own_fault(voice: Any, app: Any, ask: Any) -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        voice.models.Person.model_validate({})
    app.replies["ice"] = caught.value
    assert ask("POST", "/voice/ice", ICE).status == 500


def test_a_handler_may_refuse_with_a_problem(voice: Any, app: Any, ask: Any) -> None:
    app.replies["ice"] = voice.runtime.ProblemError(409, "Conflict", detail="Call it again.")
    assert _problem(ask("POST", "/voice/ice", ICE)) == {
        "title": "Conflict",
        "status": 409,
        "detail": "Call it again.",
    }


def test_a_cancellation_passes(app: Any, ask: Any) -> None:
    app.replies["ice"] = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        ask("POST", "/voice/ice", ICE)


@pytest.mark.parametrize("event", ["ice", "ace", "dice", "pie", "notify"])
def test_one_url_takes_every_event(app: Any, ask: Any, event: str) -> None:
    body = json.dumps({"callId": "c", "event": event}).encode()
    assert ask("POST", "/all", body, one_url="/all").status in {200, 204}
    assert [(name, read.event) for name, read in app.received] == [(event, event)]
    assert ask("GET", "/all", one_url="/all").headers[1] == ("allow", "POST")
    assert ask("POST", "/voice/" + event, body, one_url="/all").status in {200, 204}


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b'{"event": "new"}', b'{"event": 5}', b'{"event": ["ice"]}']
)
def test_an_event_that_no_operation_knows_is_acknowledged(
    app: Any, ask: Any, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    assert ask("POST", "/all", body, one_url="/all").status == 204
    assert app.received == []
    assert len(caplog.records) == 1


def test_what_an_unknown_event_is_answered_can_be_chosen(voice: Any, ask: Any) -> None:
    seen = []

    async def later(request: Any) -> Any:
        seen.append(request.body)
        return voice.runtime.Response(202)

    def nothing(request: Any) -> None:
        seen.append(request.body)

    settings = {"one_url": "/all"}
    assert ask("POST", "/all", b"{}", **settings, on_unknown=later).status == 202
    assert ask("POST", "/all", b"[]", **settings, on_unknown=nothing).status == 204
    assert seen == [b"{}", b"[]"]


def test_an_event_that_is_known_and_does_not_fit_is_not_an_unknown_one(
    voice: Any, app: Any
) -> None:
    runtime, models = voice.runtime, voice.models
    kinds = [
        _row(voice, "person", models.Person, runtime.Tag("name", ("person",))),
        _row(voice, "ice", models.IcePayload, runtime.Tag("name", ("ice",))),
    ]
    dispatch = runtime.Dispatcher(app, kinds)

    async def run() -> Any:
        body = b'{"name": "person", "settings": {}, "age": "x", "born": []}'
        return await dispatch(runtime.Request("POST", "/shared", body=body))

    assert asyncio.run(run()).status == 204


def _row(voice: Any, name: str, model: Any, tag: Any = None) -> Any:
    async def answer(_handlers: Any, _event: Any, _request: Any) -> None:
        return None

    return voice.runtime.Operation(
        id=name,
        handler=name,
        tag=tag,
        method="POST",
        path="/shared",
        body=voice.runtime.JsonBody(voice.runtime.Codec(model)),
        reply=voice.runtime.AnyReply(),
        call=answer,
    )


def test_operations_of_one_address_need_a_tag_that_knows_them(voice: Any, app: Any) -> None:
    runtime = voice.runtime
    known = runtime.Tag("event", ("x",))
    for first, second in ((None, None), (known, None), (known, known)):
        rows = [
            _row(voice, "a", voice.models.Person, first),
            _row(voice, "b", voice.models.IcePayload, second),
        ]
        with pytest.raises(ValueError, match="no tag tells these operations apart: a, b"):
            runtime.Dispatcher(app, rows)


def test_a_handler_may_ask_for_the_request_that_it_answers(voice: Any, app: Any) -> None:
    runtime = voice.runtime
    seen: list[str] = []

    async def answer(_handlers: Any, _event: Any, _request: Any) -> None:
        seen.append(runtime.current_request().headers["X-Trace"])

    row = dataclasses.replace(_row(voice, "a", voice.models.Person), call=answer)
    request = runtime.Request("POST", "/shared", fields=[(b"x-trace", b"1")], body=b'{"name": ""}')

    async def run() -> Any:
        return await runtime.Dispatcher(app, [row])(request)

    assert asyncio.run(run()).status == 204
    assert seen == ["1"]


def test_one_operation_needs_no_tag_to_be_at_one_url(voice: Any, app: Any) -> None:
    runtime = voice.runtime
    dispatch = runtime.Dispatcher(
        app, [_row(voice, "a", voice.models.Person)], runtime.Settings(one_url="/all")
    )

    async def run() -> Any:
        return await dispatch(runtime.Request("POST", "/all", body=b'{"name": "n"}'))

    assert asyncio.run(run()).status == 204


@pytest.mark.parametrize(
    ("one_url", "missing"),
    [("/all", "item, user"), ("/all/{user}", "item"), ("/{item}/{user}", "")],
)
def test_one_url_has_the_parameters_of_what_it_takes(
    voice: Any, app: Any, one_url: str, missing: str
) -> None:
    row = dataclasses.replace(_row(voice, "a", voice.models.Person), path="/of/{user}/{item}")
    chosen = voice.runtime.Settings(one_url=one_url)
    refused = pytest.raises(ValueError, match=f"a needs what the one URL does not have: {missing}$")
    with refused if missing else nullcontext():
        voice.runtime.Dispatcher(app, [row], chosen)


def test_headers_are_found_in_any_case_and_repeated_ones_joined(voice: Any) -> None:
    fields = [(b"X-One", b"1"), (b"x-two", b"a"), (b"X-TWO", b"a"), (b"x-Two", b"c")]
    headers = voice.runtime.Request("GET", "/", fields=fields).headers
    assert (headers["x-one"], headers["X-Two"], headers.get("none")) == ("1", "a, a, c", None)
    assert sorted(headers) == ["x-one", "x-two"]


def test_every_published_event_reaches_its_handler_and_is_written_as_it_came(
    voice: Any, app: Any, ask: Any
) -> None:
    files = sorted(shared("sinch/payloads").glob("*.json"))
    assert len(files) == 16
    for file in files:
        app.received.clear()
        body = file.read_bytes()
        assert ask("POST", "/all", body, one_url="/all").status in {200, 204}, file.name
        ((name, event),) = app.received
        assert name == file.name.partition("_")[0]
        assert json.loads(event.model_dump_json()) == json.loads(body)
