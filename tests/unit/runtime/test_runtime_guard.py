"""Nothing is read before it is verified, and what the document secures is never left open."""

import asyncio
import dataclasses
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

ICE = b'{"event": "ice"}'
BEFORE = {"runtime", "_endpoints", "_http", "_guard", "_verdicts", "test_runtime_guard"}
"""The modules that see a request before it is verified: none reads a body."""

READERS = {"loads", "from_json", "validate_json", "validate_python", "decode", "decompress"}


def secured(rows: Any, *ids: str) -> Any:
    """Return the rows, some of them with a mark that the document asks who sends them."""
    return [dataclasses.replace(row, secured=row.id in ids) for row in rows]


def refuse(voice: Any) -> Any:
    return voice.verify.Refuse(reason="no")


def calls_until_verified(voice: Any, app: Any, request: Any) -> tuple[set[str], set[str]]:
    """Return the Python modules and the builtins called before a verifier is asked."""
    modules: set[str] = set()
    builtins: set[str] = set()
    active = True

    def verify(_: Any) -> None:
        nonlocal active
        active = False
        raise voice.verify.UnverifiedError("no")

    def profile(frame: FrameType, event: str, called: Any) -> None:
        if active and event == "call":
            modules.add(Path(frame.f_code.co_filename).stem)
        elif active and event == "c_call":
            builtins.add(called.__name__)

    settings = voice.runtime.Settings(verify=verify, one_url="/all")
    dispatch = voice.operations.dispatcher(app, settings)
    coroutine = dispatch(request)

    def start() -> None:
        # What others want to be called at a collection is no part of the request.
        gc.disable()
        sys.setprofile(profile)
        try:
            coroutine.send(None)
        finally:
            sys.setprofile(None)
            gc.enable()

    with pytest.raises(StopIteration):  # it never waits
        start()
    assert not active
    return modules, builtins


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/all", ICE),
        ("POST", "/voice/ice", ICE),
        ("PUT", "/users/a/rooms/b", b'{"name": "n"}'),
        ("POST", "/text", b"text"),
        ("POST", "/bytes", b"\xff"),
        ("GET", "/users/me/ping", b""),
    ],
)
def test_nothing_reads_the_body_before_it_is_verified(
    voice: Any, app: Any, method: str, path: str, body: bytes
) -> None:
    request = voice.runtime.Request(method, path, fields=[(b"a", b"b")], body=body)
    modules, builtins = calls_until_verified(voice, app, request)
    # Of the standard library, only what takes paths apart is called: `quote` and the like.
    assert modules - {"parse", "__init__", "enum", "_collections_abc"} <= BEFORE
    assert builtins & READERS == set()


def test_the_tag_would_be_seen_if_it_were_read_too_early(
    voice: Any, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above fails where the body is read first: shown with a dispatcher that does so."""
    endpoints = voice.runtime.Endpoints
    find = endpoints.find

    def too_early(self: Any, request: Any) -> Any:
        endpoint = find(self, request)
        endpoint.choose(request)
        return endpoint

    monkeypatch.setattr(endpoints, "find", too_early)
    request = voice.runtime.Request("POST", "/all", body=ICE)
    modules, builtins = calls_until_verified(voice, app, request)
    assert not modules - {"parse", "__init__"} <= BEFORE or builtins & READERS


class Sealed(bytes):
    """A body that cannot be read as text, nor taken apart."""

    def decode(self, *_: Any, **__: Any) -> str:
        raise AssertionError("decoded")

    def split(self, *_: Any, **__: Any) -> list[bytes]:
        raise AssertionError("split")

    def __getitem__(self, _: Any) -> Any:
        raise AssertionError("taken apart")

    def __iter__(self) -> Any:
        raise AssertionError("taken apart")


def test_a_signature_is_made_of_the_bytes_without_reading_them(voice: Any) -> None:
    signature = voice.verify.Signature(
        header="s", signed="{body}{body:md5:hex}{body:sha256:base64}", secrets="k"
    )
    request = voice.runtime.Request("POST", "/", fields=[(b"s", b"00")], body=Sealed(b"{}"))
    with pytest.raises(voice.verify.UnverifiedError, match="the signature differs"):
        signature(request)


@pytest.mark.parametrize("body", [ICE, b"{", b"\xff", b'{"event": "unheard of"}', b""])
def test_whatever_the_body_is_a_forged_request_is_401(voice: Any, app: Any, body: bytes) -> None:
    settings = voice.runtime.Settings(verify=refuse(voice), one_url="/all")
    dispatch = voice.operations.dispatcher(app, settings)
    for path in ("/all", "/voice/ice", "/text", "/bytes"):
        request = voice.runtime.Request("POST", path, body=body)
        assert asyncio.run(dispatch(request)).status == 401
    assert app.received == []


def test_a_body_above_the_bound_is_not_even_verified(voice: Any, app: Any) -> None:
    settings = voice.runtime.Settings(verify=refuse(voice), max_body=3)
    dispatch = voice.operations.dispatcher(app, settings)
    request = voice.runtime.Request("POST", "/voice/ice", body=b"1234")
    assert asyncio.run(dispatch(request)).status == 413


def test_a_secured_operation_does_not_start_without_a_verifier(voice: Any, app: Any) -> None:
    rows = secured(voice.operations.OPERATIONS, "echoText")
    runtime = voice.runtime
    with pytest.raises(ValueError, match=r"echoText is secured: .*verify\.unverified"):
        runtime.Dispatcher(app, rows)
    with pytest.raises(ValueError, match="echoText is secured"):
        runtime.Routes(rows, runtime.Settings(verify={"ping": voice.verify.unverified}))
    for verify in (voice.verify.unverified, {"echoText": voice.verify.unverified}):
        dispatch = runtime.Dispatcher(app, rows, runtime.Settings(verify=verify))
        request = runtime.Request("POST", "/text", body=b"hello")
        assert asyncio.run(dispatch(request)).status == 200


@pytest.mark.parametrize("adapter", ["asgi", "router"])
def test_nor_does_an_application_around_it(
    voice: Any, app: Any, monkeypatch: pytest.MonkeyPatch, adapter: str
) -> None:
    rows = secured(voice.operations.OPERATIONS, "echoText")
    monkeypatch.setattr(voice.operations, "OPERATIONS", rows)
    monkeypatch.setattr(voice.router, "OPERATIONS", rows)
    make: Callable[..., Any] = {
        "asgi": voice.asgi.application,
        "router": voice.router.create_router,
    }[adapter]
    with pytest.raises(ValueError, match="echoText is secured"):
        make(app)
    assert make(app, voice.runtime.Settings(verify=voice.verify.unverified))


def test_each_operation_may_have_a_verifier_of_its_own(voice: Any, app: Any) -> None:
    settings = voice.runtime.Settings(verify={"echoText": refuse(voice)})
    dispatch = voice.operations.dispatcher(app, settings)
    request = voice.runtime.Request
    assert asyncio.run(dispatch(request("POST", "/text", body=b"a"))).status == 401
    assert asyncio.run(dispatch(request("POST", "/bytes", body=b"a"))).status == 200


def test_what_only_the_body_tells_apart_has_one_verifier(voice: Any, app: Any) -> None:
    verify = {"receiveIncomingCallEvent": refuse(voice)}
    settings = voice.runtime.Settings(verify=verify, one_url="/all")
    with pytest.raises(ValueError, match="receiveAnsweredCallEvent arrive at one address"):
        voice.operations.dispatcher(app, settings)
    alike = {row.id: refuse(voice) for row in voice.operations.OPERATIONS if row.tag is not None}
    settings = voice.runtime.Settings(verify=alike, one_url="/all")
    dispatch = voice.operations.dispatcher(app, settings)
    request = voice.runtime.Request("POST", "/all", body=ICE)
    assert asyncio.run(dispatch(request)).status == 401


def test_a_verifier_of_an_operation_that_is_not_there_is_a_mistake(voice: Any, app: Any) -> None:
    settings = voice.runtime.Settings(verify={"echo": refuse(voice)})
    with pytest.raises(ValueError, match="no operation 'echo'"):
        voice.operations.dispatcher(app, settings)


def test_a_verifier_that_fails_lets_nobody_in(voice: Any, app: Any) -> None:
    def broken(_: Any) -> None:
        raise KeyError("VOICE_SECRET")

    dispatch = voice.operations.dispatcher(app, voice.runtime.Settings(verify=broken))
    response = asyncio.run(dispatch(voice.runtime.Request("POST", "/voice/ice", body=ICE)))
    assert (response.status, app.received) == (500, [])
    assert b"VOICE_SECRET" not in response.body
