"""Handshakes: what a sender asks of an address, answered by each server alike."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from support.asgi import Answer, send

SLACK = {"token": "t", "challenge": "3eZbrw1aB", "type": "url_verification"}
TEXT = "text/plain; charset=utf-8"


def _asgi(voice: Any, app: Any, settings: Any) -> Any:
    return voice.asgi.application(app, settings)


def _fastapi(voice: Any, app: Any, settings: Any) -> Any:
    api = FastAPI()
    api.include_router(voice.router.create_router(app, settings), prefix="/hooks")

    async def below(scope: Any, receive: Any, send: Any) -> None:
        if "path" in scope:
            path = "/hooks" + scope["path"]
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await api(scope, receive, send)

    return below


@pytest.fixture(params=[_asgi, _fastapi])
def ask(request: pytest.FixtureRequest, voice: Any, app: Any) -> Callable[..., Answer]:
    """Give a function that sends a request to a server that has some handshakes."""

    def ask(
        handshakes: tuple[Any, ...],
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: dict[str, str] | None = None,
        **settings: Any,
    ) -> Answer:
        chosen = voice.runtime.Settings(handshakes=handshakes, one_url="/all", **settings)
        server = request.param(voice, app, chosen)
        path, _, query = path.partition("?")

        async def asked(scope: Any, receive: Any, take: Any) -> None:
            await server({**scope, "query_string": query.encode()}, receive, take)

        return send(asked, method, path, body, headers=headers)

    return ask


def _refuse(voice: Any) -> Callable[[Any], None]:
    def refuse(_request: Any) -> None:
        raise voice.runtime.ProblemError(401, "Unauthorized")

    return refuse


@pytest.mark.parametrize("path", ["/voice/ice", "/all"])
def test_slacks_challenge_is_sent_back(
    voice: Any, app: Any, ask: Callable[..., Answer], path: str
) -> None:
    body = json.dumps(SLACK).encode()
    handshakes = voice.handshakes
    as_json = ask((handshakes.SlackChallenge(),), "POST", path, body)
    assert (as_json.status, as_json.json) == (200, {"challenge": "3eZbrw1aB"})
    assert as_json.headers["content-type"] == "application/json"
    as_text = ask((handshakes.SlackChallenge("text"),), "POST", path, body)
    assert (as_text.status, as_text.body) == (200, b"3eZbrw1aB")
    assert as_text.headers["content-type"] == TEXT
    assert app.received == []


def test_slacks_challenge_is_verified_first(voice: Any, ask: Callable[..., Answer]) -> None:
    body = json.dumps(SLACK).encode()
    answer = ask((voice.handshakes.SlackChallenge(),), "POST", "/all", body, verify=_refuse(voice))
    assert (answer.status, b"3eZbrw1aB" in answer.body) == (401, False)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"event": "ice"}', 200),
        (b'{"event": "ice", "cli": "url_verification"}', 200),
        (b'"url_verification"', 422),
        (b"url_verification", 400),
        (b'{"type": "url_verification"}', 400),
        (b'{"type": "url_verification", "challenge": 5}', 400),
        (b'{"type": "url_verification", "challenge": "%s"}' % (b"x" * 1025), 400),
    ],
)
def test_what_is_no_challenge_of_slack_goes_on(
    voice: Any, ask: Callable[..., Answer], body: bytes, status: int
) -> None:
    assert ask((voice.handshakes.SlackChallenge(),), "POST", "/voice/ice", body).status == status


@pytest.mark.parametrize("path", ["/voice/ice", "/all", "/users/a/rooms/b"])
def test_an_origin_of_cloud_events_is_permitted(
    voice: Any, ask: Callable[..., Answer], path: str
) -> None:
    handshake = voice.handshakes.CloudEventsOptions(("events.example.com",), rate=120)
    headers = {"WebHook-Request-Origin": "Events.Example.COM", "WebHook-Request-Rate": "500"}
    headers = {name.lower(): value for name, value in headers.items()}
    answer = ask((handshake,), "OPTIONS", path, headers=headers, verify=_refuse(voice))
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["webhook-allowed-origin"] == "events.example.com"
    assert answer.headers["webhook-allowed-rate"] == "120"
    assert answer.headers["allow"] == ("PUT" if "users" in path else "POST")


def test_every_origin_may_be_permitted(voice: Any, ask: Callable[..., Answer]) -> None:
    handshake = voice.handshakes.CloudEventsOptions(("*",))
    answer = ask((handshake,), "OPTIONS", "/all", headers={"webhook-request-origin": "a.example"})
    told = (answer.headers["webhook-allowed-origin"], answer.headers["webhook-allowed-rate"])
    assert told == ("*", "*")


@pytest.mark.parametrize(
    "headers", [{"webhook-request-origin": "evil.example"}, {"webhook-request-origin": ""}, {}]
)
def test_another_origin_gets_no_permission(
    voice: Any, ask: Callable[..., Answer], headers: dict[str, str]
) -> None:
    handshake = voice.handshakes.CloudEventsOptions(("events.example.com",))
    answer = ask((handshake,), "OPTIONS", "/voice/ice", headers=headers)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert not [name for name in answer.headers if name.startswith("webhook-")]


@pytest.mark.parametrize("path", ["/voice/ice", "/all"])
def test_a_challenge_whose_token_is_right_is_echoed_as_plain_text(
    voice: Any, ask: Callable[..., Answer], path: str
) -> None:
    query = "hub.mode=subscribe&hub.challenge=%3Cb%3E1158201444&hub.verify_token=s%C3%A9same"
    handshake = voice.handshakes.GetChallenge("sésame")
    answer = ask((handshake,), "GET", f"{path}?{query}", verify=_refuse(voice))
    assert (answer.status, answer.body) == (200, b"<b>1158201444")
    assert answer.headers["content-type"] == TEXT
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong", 403),
        ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", 403),
        ("hub.mode=subscribe&hub.challenge=1", 403),
        ("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=sesame", 403),
        ("hub.challenge=1&hub.verify_token=sesame", 403),
        ("hub.challenge=1&hub.mode=subscribe&hub.verify_token=no&hub.verify_token=sesame", 403),
        ("hub.mode=subscribe&hub.verify_token=sesame", 405),
        ("", 405),
        (f"hub.mode=subscribe&hub.challenge={'1' * 1025}&hub.verify_token=sesame", 400),
        ("hub.mode=%FF&hub.challenge=1&hub.verify_token=sesame", 400),
        ("&" * 100, 400),
    ],
)
def test_what_is_not_right_is_not_echoed(
    voice: Any, ask: Callable[..., Answer], query: str, status: int
) -> None:
    answer = ask((voice.handshakes.GetChallenge("sesame"),), "GET", f"/all?{query}")
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert b"sesame" not in answer.body


def test_web_sub_compares_the_topic(voice: Any, ask: Callable[..., Answer]) -> None:
    handshake = voice.handshakes.GetChallenge(
        "https://feed.example/", compared="hub.topic", modes=("subscribe", "unsubscribe")
    )
    query = "hub.mode=unsubscribe&hub.challenge=x&hub.topic=https%3A%2F%2Ffeed.example%2F"
    assert ask((handshake,), "GET", f"/all?{query}").body == b"x"
    query = query.replace("feed", "other")
    assert ask((handshake,), "GET", f"/all?{query}").status == 403


def test_a_challenge_without_a_secret_is_echoed_to_everybody(
    voice: Any, app: Any, ask: Callable[..., Answer]
) -> None:
    dropbox = voice.handshakes.EchoChallenge()
    graph = voice.handshakes.EchoChallenge("validationToken", method="POST")
    asked = ask((dropbox, graph), "GET", "/voice/ice?challenge=%3Ca%3E")
    assert (asked.body, asked.headers["content-type"]) == (b"<a>", TEXT)
    assert ask((dropbox, graph), "POST", "/all?validationToken=x+y").body == b"x y"
    assert ask((dropbox, graph), "POST", "/all?challenge=x", b'{"event": "ice"}').status == 200
    assert [name for name, _ in app.received] == ["ice"]


def test_a_token_is_answered_with_its_digest(voice: Any, ask: Callable[..., Answer]) -> None:
    handshake = voice.handshakes.CrcToken("consumer secret")
    answer = ask((handshake,), "GET", "/all?crc_token=challenge_string&nonce=n")
    digest = hmac.new(b"consumer secret", b"challenge_string", hashlib.sha256).digest()
    told = f"sha256={base64.b64encode(digest).decode()}"
    assert (answer.status, answer.json) == (200, {"response_token": told})
    assert ask((handshake,), "GET", "/all").status == 405
    assert ask((handshake,), "GET", f"/all?crc_token={'x' * 1025}").status == 400


@pytest.mark.parametrize("kind", ["GetChallenge", "CrcToken"])
def test_a_secret_is_there_and_not_shown(voice: Any, kind: str) -> None:
    make = getattr(voice.handshakes, kind)
    with pytest.raises(ValueError, match="secret"):
        make("")
    assert "sesame" not in repr(make("sesame"))


def test_a_handshake_may_be_ones_own(voice: Any, ask: Callable[..., Answer]) -> None:
    class Okta:
        async def answer(self, request: Any, /) -> Any:
            asked = request.headers.get("x-okta-verification-challenge")
            if asked is None:
                return None
            return voice.runtime.Response(200, json.dumps({"verification": asked}).encode())

    asked = ask((Okta(),), "GET", "/all", headers={"x-okta-verification-challenge": "c"})
    assert asked.json == {"verification": "c"}
    assert ask((Okta(),), "GET", "/all").status == 405


def test_a_handshake_that_fails_is_a_defect(
    voice: Any, ask: Callable[..., Answer], caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        async def answer(self, _request: Any, /) -> Any:
            raise RuntimeError("SECRET")

    with caplog.at_level(logging.ERROR):
        for method in ("GET", "POST"):
            answer = ask((Broken(),), method, "/all", b'{"event": "ice"}')
            assert (answer.status, b"SECRET" in answer.body) == (500, False)


def test_paths_that_nothing_serves_have_no_handshakes(voice: Any, app: Any) -> None:
    settings = voice.runtime.Settings(handshakes=(voice.handshakes.EchoChallenge(),))
    asked = send(voice.asgi.application(app, settings), "GET", "/elsewhere?challenge=1")
    assert asked.status == 404
