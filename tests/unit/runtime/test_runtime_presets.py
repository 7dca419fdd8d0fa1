"""Presets: published signatures hold, whatever was changed of them does not."""

import asyncio
import json
import logging
from base64 import b64encode
from hmac import digest
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.signatures import (
    SIGNED_HEADERS,
    VALID,
    VECTORS,
    by_id,
    flips,
    holds,
    named,
    refusal,
    request_of,
    verifier,
)

CHANGED = [one for one in VECTORS if not one["valid"]]
# What is signed of an Adyen item is a part of the body: it has tests of its own.
WHOLE = [one for one in VALID if one["preset"] != "adyen_items"]
SIGNED_PATH = ("sinch_application", "twilio")


@pytest.mark.parametrize("vector", VALID, ids=by_id)
def test_a_published_signature_holds(voice: Any, vector: dict[str, Any]) -> None:
    assert refusal(voice, verifier(voice, vector), request_of(voice, vector)) == ""


@pytest.mark.parametrize("vector", CHANGED, ids=by_id)
def test_a_signature_of_something_else_does_not_hold(voice: Any, vector: dict[str, Any]) -> None:
    reason = refusal(voice, verifier(voice, vector), request_of(voice, vector))
    assert reason.startswith("the signature differs")


def test_each_preset_has_a_vector(voice: Any) -> None:
    assert {one["preset"] for one in VALID} == {*voice.presets.__all__}


@pytest.mark.parametrize("vector", WHOLE, ids=by_id)
def test_no_bit_of_the_body_may_change(voice: Any, vector: dict[str, Any]) -> None:
    verify = verifier(voice, vector)
    request = request_of(voice, vector)
    taken = []
    for body in flips(request.body):
        request.body = body
        if holds(voice, verify, request):
            taken.append(body)
    # In a form, `%2B` and `%2b` are one character: what is signed is what it means.
    form = vector["id"] == "twilio-form"
    assert {one.lower() for one in taken} == ({vector["body"].encode().lower()} if form else set())


@pytest.mark.parametrize("vector", WHOLE, ids=by_id)
def test_no_bit_of_a_signed_header_may_change(voice: Any, vector: dict[str, Any]) -> None:
    verify = verifier(voice, vector)
    for name in SIGNED_HEADERS[vector["preset"]]:
        value, unsigned = vector["headers"][name], ""
        if vector["preset"] == "stripe":
            value, _, unsigned = value.partition(",v0=")
        for changed in flips(value.encode()):
            header = changed + (f",v0={unsigned}".encode() if unsigned else b"")
            request = request_of(voice, vector, headers={name: header})
            other_case = changed.lower() == value.encode().lower()
            scheme = other_case and changed.endswith(value.partition(" ")[2].encode())
            expected = name == "authorization" and scheme
            assert holds(voice, verify, request) is expected, changed


@pytest.mark.parametrize(
    "vector", [one for one in WHOLE if one["preset"] in SIGNED_PATH], ids=by_id
)
def test_no_bit_of_a_signed_path_may_change(voice: Any, vector: dict[str, Any]) -> None:
    verify = verifier(voice, vector)
    for path in flips(vector["path"].encode()):
        request = request_of(voice, vector, path=path.decode("latin-1"))
        assert not holds(voice, verify, request), path


def test_the_query_is_signed_where_the_url_is(voice: Any) -> None:
    for id_ in ("twilio-form", "twilio-json"):
        vector = named(id_)
        for query in flips(vector["query"].encode()):
            request = request_of(voice, vector, query=query.decode("latin-1"))
            assert not holds(voice, verifier(voice, vector), request), query


@pytest.mark.parametrize("vector", VALID, ids=by_id)
def test_another_secret_does_not_hold(voice: Any, vector: dict[str, Any]) -> None:
    other = "00" * 32
    assert not holds(voice, verifier(voice, vector, secrets=other), request_of(voice, vector))


NONE_GIVEN = pytest.param(lambda: "", id="none given")


@pytest.mark.parametrize("vector", VALID, ids=by_id)
@pytest.mark.parametrize("secrets", ["", [], ["", ""], {}, NONE_GIVEN, list], ids=repr)
def test_without_a_secret_nothing_holds(voice: Any, vector: dict[str, Any], secrets: Any) -> None:
    verify = verifier(voice, vector, secrets=secrets)
    assert "no secret is configured" in refusal(voice, verify, request_of(voice, vector))


@pytest.mark.parametrize("vector", VALID, ids=by_id)
def test_while_a_secret_is_replaced_both_are_good(voice: Any, vector: dict[str, Any]) -> None:
    secret, other = vector["secret"], "00" * 32
    for secrets in ([other, secret], (secret, other), lambda: [secret, other]):
        verify = verifier(voice, vector, secrets=secrets)
        assert holds(voice, verify, request_of(voice, vector))


def test_the_algorithm_is_not_what_the_request_says(voice: Any) -> None:
    vector = named("W1")
    made = digest(vector["secret"].encode(), b"{}.n.1634579353", "sha1")
    headers = {
        "x-sinch-webhook-signature": b64encode(made).decode(),
        "x-sinch-webhook-signature-nonce": "n",
        "x-sinch-webhook-signature-algorithm": "HmacSHA1",
    }
    request = request_of(voice, vector, headers=headers, body=b"{}")
    assert not holds(voice, verifier(voice, vector), request)


@pytest.mark.parametrize("port", ["", ":443"])
def test_twilio_may_sign_the_port_or_not(voice: Any, port: str) -> None:
    vector = named("twilio-form")
    public = f"https://mycompany.com{port}"
    assert holds(voice, verifier(voice, vector, public=public), request_of(voice, vector))
    other = verifier(voice, vector, public="https://mycompany.com:8443")
    assert not holds(voice, other, request_of(voice, vector))


def test_the_whole_url_may_be_made_of_the_request(voice: Any) -> None:
    vector = named("twilio-json")

    def public(request: Any) -> str:
        return f"https://mycompany.com/myapp.php?{request.query}"

    request = request_of(voice, vector, path="/inside")
    assert holds(voice, verifier(voice, vector, public=public), request)
    broken = verifier(voice, vector, public=lambda _: "https://[half")
    assert not holds(voice, broken, request)


def test_a_body_that_the_url_has_no_digest_of_is_refused(voice: Any) -> None:
    vector = named("twilio-form")
    signature = b64encode(digest(b"12345", b"https://mycompany.com/?a=1", "sha1")).decode()
    headers = {"x-twilio-signature": signature, "content-type": "application/json"}
    request = request_of(voice, vector, path="/", query="a=1", headers=headers)
    assert "bodySHA256" in refusal(voice, verifier(voice, vector), request)
    request.body = b""
    assert refusal(voice, verifier(voice, vector), request) == ""


def test_a_digest_that_is_there_twice_is_refused(voice: Any) -> None:
    vector = named("twilio-json")
    query = f"{vector['query']}&bodySHA256=0"
    assert "bodySHA256" in refusal(
        voice, verifier(voice, vector), request_of(voice, vector, query=query)
    )


def _adyen(**changes: Any) -> bytes:
    notification = json.loads(named("adyen-items")["body"])
    item = notification["notificationItems"][0]["NotificationRequestItem"]
    item.update(changes)
    return json.dumps(notification).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"pspReference": "7914073381342285"},
        {"originalReference": "1"},
        {"merchantAccountCode": "Other"},
        {"merchantReference": "Other"},
        {"amount": {"value": 1131, "currency": "EUR"}},
        {"amount": {"value": 1130, "currency": "USD"}},
        {"eventCode": "CAPTURE"},
        {"success": "false"},
        {"additionalData": {"hmacSignature": ""}},
    ],
    ids=repr,
)
def test_no_signed_field_of_an_item_may_change(voice: Any, changes: dict[str, Any]) -> None:
    vector = named("adyen-items")
    request = request_of(voice, vector, body=_adyen(**changes))
    assert "a signature differs" in refusal(voice, verifier(voice, vector), request)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b'{"notificationItems": []}',
        b'{"notificationItems": {"a": 1}}',
        b'{"notificationItems": [1]}',
        b'{"notificationItems": [{"NotificationRequestItem": {"amount": 1}}]}',
        b"[" * 100_000,
        _adyen(pspReference=1),
        _adyen(pspReference="\ud800"),
        _adyen(additionalData=None),
        _adyen(additionalData={"hmacSignature": 5}),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_without_signed_items_is_refused(voice: Any, body: bytes) -> None:
    vector = named("adyen-items")
    reason = refusal(voice, verifier(voice, vector), request_of(voice, vector, body=body))
    assert "items" in reason


def test_one_forged_item_makes_the_whole_notification_forged(voice: Any) -> None:
    vector = named("adyen-items")
    notification = json.loads(vector["body"])
    forged = json.loads(_adyen(merchantReference="Other"))["notificationItems"]
    for items in ([*notification["notificationItems"], *forged], [*forged, *forged]):
        body = json.dumps({"notificationItems": items}).encode()
        assert not holds(voice, verifier(voice, vector), request_of(voice, vector, body=body))


@pytest.mark.parametrize("vector", VALID, ids=by_id)
def test_a_missing_header_is_named(voice: Any, vector: dict[str, Any]) -> None:
    names = (name for name in SIGNED_HEADERS.get(vector["preset"], ()) if name != "content-type")
    for name in names:
        request = request_of(voice, vector, headers={name: None})
        assert f"{name} is missing" in refusal(voice, verifier(voice, vector), request)


def test_twilio_needs_the_beginning_of_a_url(voice: Any) -> None:
    with pytest.raises(ValueError, match="beginning of a URL"):
        voice.presets.twilio("token", public="/twilio")


def test_a_key_of_adyen_is_hex(voice: Any) -> None:
    with pytest.raises(ValueError, match="not in hex"):
        voice.presets.adyen_items("no hex")


@pytest.mark.parametrize("vector", VALID, ids=by_id)
def test_nothing_shows_a_secret(
    voice: Any, vector: dict[str, Any], caplog: pytest.LogCaptureFixture, app: Any
) -> None:
    verify = verifier(voice, vector)
    settings = voice.runtime.Settings(verify=verify, one_url="/all")
    headers = {"content-type": "text/plain"}
    with caplog.at_level(logging.DEBUG):
        dispatch = voice.operations.dispatcher(app, settings)
        request = request_of(voice, vector, path="/all", body=b"private", headers=headers)
        response = asyncio.run(dispatch(request))
    assert json.loads(response.body) == {"title": "Unauthorized", "status": 401}
    assert "a request was refused" in caplog.text
    signature = vector["headers"].get(SIGNED_HEADERS.get(vector["preset"], ("-",))[0], "-----")
    shown = repr(verify) + repr(settings) + caplog.text + repr(response)
    for text in (vector["secret"], "private", signature):
        assert text not in shown


@given(name=st.sampled_from([one["id"] for one in VALID]), value=st.binary(), data=st.data())
def test_garbage_in_any_header_is_401(
    voice: Any, name: str, value: bytes, data: st.DataObject
) -> None:
    vector = named(name)
    headers = [*SIGNED_HEADERS.get(vector["preset"], ()), "content-type", "cookie"]
    header = data.draw(st.sampled_from(headers))
    request = request_of(voice, vector, headers={header: value}, body=b"{}", path="/")
    # The body is another, so that nothing holds whatever the header says.
    with pytest.raises(voice.verify.UnverifiedError):
        verifier(voice, vector)(request)
