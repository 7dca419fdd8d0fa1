"""The events of AWS Lambda that the shared requests do not show: stages, domains, encodings."""

import asyncio
import base64
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from support.lambdas import EVENTS, answer_of

ICE = b'{"event": "ice"}'
ACE = b'{"event": "ace"}'
EXECUTE_API = "x1y2z3.execute-api.eu-north-1.amazonaws.com"
FUNCTION_URL = "abcdef.lambda-url.eu-north-1.on.aws"
CUSTOM = "hooks.example.com"

Event = dict[str, Any]


@pytest.fixture
def seen() -> list[tuple[str, str]]:
    """Give the paths that the verifier saw, and what was above them."""
    return []


@pytest.fixture
def function(voice: Any, app: Any, seen: list[Any]) -> Callable[..., Mapping[str, Any]]:
    """Give a function of AWS Lambda, with a prefix."""

    def call(event: Event, prefix: str = "") -> Mapping[str, Any]:
        def verify(request: Any) -> None:
            seen.append((request.path, request.root))

        settings = voice.runtime.Settings(verify=verify)
        handler = voice.lambda_handler.create_handler(app, settings, prefix=prefix)
        result: Mapping[str, Any] = handler(event, object())
        return result

    return call


def first(path: str, seen_path: str | None, stage: str, domain: str) -> Event:
    """Make an event of version 1.0: of a REST API, or of an HTTP API that was told so."""
    context = {"stage": stage, "domainName": domain}
    if seen_path is not None:
        context["path"] = seen_path
    return {**EVENTS["rest api"]("POST", path, ICE, []), "requestContext": context}


def second(path: str, stage: str, domain: str) -> Event:
    """Make an event of version 2.0: of an HTTP API, or of a function URL."""
    event = EVENTS["http api"]("POST", path, ICE, [])
    event["requestContext"] |= {"stage": stage, "domainName": domain}
    return event


@pytest.mark.parametrize(
    ("event", "prefix", "above"),
    [
        (first("/voice/ice", "/live/voice/ice", "live", EXECUTE_API), "", "/live"),
        (first("/live/voice/ice", "/live/voice/ice", "live", EXECUTE_API), "", "/live"),
        (first("/v1/voice/ice", "/v1/voice/ice", "live", CUSTOM), "/v1", "/v1"),
        (first("/v1/voice/ice", "/live/v1/voice/ice", "live", EXECUTE_API), "/v1", "/live/v1"),
        (first("/voice/ice", "/live/voice/ice", "live", EXECUTE_API), "/v1", "/live"),
        (first("/voice/ice", "/{proxy+}", "Prod", "localhost:3000"), "", ""),
        (first("/voice/ice", None, "Prod", CUSTOM), "", ""),
        (second("/voice/ice", "$default", EXECUTE_API), "", ""),
        (second("/live/voice/ice", "live", EXECUTE_API), "", "/live"),
        (second("/live/voice/ice", "live", CUSTOM), "", ""),
        (second("/live/voice/ice", "live", CUSTOM), "/v1", "/v1"),
        (second("/voice/ice", "$default", CUSTOM), "/v1", "/v1"),
        (second("/voice/ice", "$default", FUNCTION_URL), "", ""),
    ],
    ids=[
        "stage",
        "stage in both paths",
        "mapping of a domain",
        "prefix below a stage",
        "a domain's prefix where the stage was asked",
        "local",
        "no path in the context",
        "default stage",
        "named stage",
        "named stage behind a domain",
        "named stage behind a mapping",
        "mapping that is not in the event",
        "function url",
    ],
)
def test_the_path_is_what_the_caller_sees(
    function: Callable[..., Any], seen: list[Any], event: Event, prefix: str, above: str
) -> None:
    assert function(event, prefix)["statusCode"] == 200
    assert seen == [(f"{above}/voice/ice", above)]


def test_a_path_of_the_package_that_is_called_like_the_stage_is_its_own(
    function: Callable[..., Any],
) -> None:
    event = first("/voice/ice", "/voice/ice", "voice", CUSTOM)
    assert function(event)["statusCode"] == 200


def test_a_path_that_aws_has_decoded_is_spelt_as_a_path(
    function: Callable[..., Any], seen: list[Any]
) -> None:
    event = EVENTS["http api"]("PUT", "/users/a b/rooms/rä%20um", b'{"name": "n"}', [])
    assert answer_of(function(event)).json == {"user": "a b", "room": "rä um"}
    assert seen == [("/users/a%20b/rooms/r%C3%A4%20um", "")]


@pytest.mark.parametrize("name", EVENTS)
def test_a_body_in_base64_is_read_and_one_that_is_no_text_is_written(
    voice: Any, app: Any, function: Callable[..., Any], name: str
) -> None:
    app.replies["ace"] = voice.runtime.Response(200, b"\xff")
    event = EVENTS[name]("POST", "/voice/ace", b"", [])
    event |= {"body": base64.b64encode(ACE).decode(), "isBase64Encoded": True}
    result = function(event)
    assert (result["body"], result["isBase64Encoded"]) == ("/w==", True)
    assert answer_of(result).body == b"\xff"


def test_cookies_of_an_http_api_are_one_header_field(voice: Any, app: Any) -> None:
    def verify(request: Any) -> None:
        assert request.headers["cookie"] == "a=b; c=d"

    settings = voice.runtime.Settings(verify=verify)
    function = voice.lambda_handler.create_handler(app, settings)
    event = EVENTS["http api"]("POST", "/voice/ice", ICE, [("cookie", "a=b; c=d")])
    assert event["cookies"] == ["a=b", "c=d"]
    assert function(event, None)["statusCode"] == 200


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("rest api", {"multiValueHeaders"}),
        ("http api", {"headers", "cookies"}),
        ("load balancer", {"headers", "statusDescription"}),
        ("load balancer with repeats", {"multiValueHeaders", "statusDescription"}),
    ],
)
def test_an_answer_has_the_form_of_its_event(
    function: Callable[..., Any], name: str, keys: set[str]
) -> None:
    result = function(EVENTS[name]("POST", "/voice/ice", ICE, []))
    assert set(result) == {"statusCode", "body", "isBase64Encoded"} | keys
    assert result.get("statusDescription", "200 OK") == "200 OK"


def test_a_status_without_a_name_is_answered_to_a_load_balancer(
    voice: Any, app: Any, function: Callable[..., Any]
) -> None:
    app.replies["ace"] = voice.runtime.Response(299)
    result = function(EVENTS["load balancer"]("POST", "/voice/ace", ACE, []))
    assert (result["statusCode"], result["statusDescription"]) == (299, "299")


@pytest.mark.parametrize("event", [{}, {"Records": []}, {"requestContext": None}])
def test_an_event_that_is_no_request_is_a_mistake(
    function: Callable[..., Any], event: Event
) -> None:
    with pytest.raises(TypeError, match="not the event of an HTTP request"):
        function(event)


def test_events_are_handled_in_one_loop(app: Any, function: Callable[..., Any]) -> None:
    loops = []

    async def receive(_event: Any) -> None:
        loops.append(asyncio.get_running_loop())

    app.receive_answered_call_event = receive
    for name in EVENTS:
        function(EVENTS[name]("POST", "/voice/ace", ACE, []))
    assert len(loops) == 4
    assert len({id(loop) for loop in loops}) == 1


def test_a_cancellation_in_a_handler_is_a_failure_of_the_handler(
    app: Any, function: Callable[..., Any]
) -> None:
    app.replies["ace"] = asyncio.CancelledError()
    event = EVENTS["rest api"]("POST", "/voice/ace", ACE, [])
    assert answer_of(function(event)).json == {"title": "Internal Server Error", "status": 500}
