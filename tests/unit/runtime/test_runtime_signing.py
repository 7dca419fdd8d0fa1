"""Signing: what is signed is taken, and published signatures are made again."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.signatures import SIGNED_HEADERS, VALID, by_id, named, refusal, request_of, verifier

IDS = ("x-sinch-webhook-signature-nonce", "webhook-id")
KEPT = (*IDS, "content-type")
# A clock tells no time of seven digits, and another scheme's signature is only Stripe's to make.
MADE_AGAIN = [one for one in VALID if one["id"] not in ("A3", "A4", "stripe")]

Make: TypeAlias = Callable[[Any], Any]

SCHEMES: dict[str, Make] = {
    "sinch_application": lambda voice: voice.presets.sinch_application({"app": "c2VjcmV0"}),
    "sinch_webhook": lambda voice: voice.presets.sinch_webhook("secret"),
    "sinch_numbers": lambda voice: voice.presets.sinch_numbers("secret"),
    "github": lambda voice: voice.presets.github("secret"),
    "stripe": lambda voice: voice.presets.stripe("whsec_secret"),
    "slack": lambda voice: voice.presets.slack("secret"),
    "standard_webhooks": lambda voice: voice.presets.standard_webhooks("whsec_c2VjcmV0"),
    "shopify": lambda voice: voice.presets.shopify("secret"),
    "adyen": lambda voice: voice.presets.adyen("00ff"),
    "twilio": lambda voice: voice.presets.twilio("secret", public="https://example.com/up"),
    "basic": lambda voice: voice.verify.Basic(secrets="user:pass:word é"),
    "basic by user": lambda voice: voice.verify.Basic(secrets={"nobody": "", "user": "word"}),
    "bearer": lambda voice: voice.verify.Bearer(secrets="token"),
    "key in a header": lambda voice: voice.verify.ApiKey(name="X-Key", secrets="ké y"),
    "key in the query": lambda voice: voice.verify.ApiKey(
        name="k&y", place="query", secrets="a&b=c d+é"
    ),
    "key in a cookie": lambda voice: voice.verify.ApiKey(
        name="key", place="cookie", secrets="a=b é"
    ),
    "the whole request": lambda voice: voice.verify.Signature(
        header="signature",
        secrets={"one": "secret"},
        value="key={key} signed={signature}",
        separator=", ",
        signed="{method} {url} {path} {query} {header:date} {id} {body:sha512:base64}",
        hash="sha512",
        encoding="base64",
        timestamp="header:date",
        timestamp_form="iso",
        window=60,
        id="item:id",
        seen=lambda _: False,
        public="https://example.com/up",
    ),
    "a key and a signature over it": lambda voice: voice.verify.all_of(
        voice.verify.Signature(header="s", secrets="secret", signed="{query}{header:cookie?}"),
        voice.verify.ApiKey(name="k", place="query", secrets="key"),
        voice.verify.ApiKey(name="k", place="cookie", secrets="key"),
    ),
    "one of two": lambda voice: voice.verify.any_of(
        voice.verify.Bearer(secrets=""), voice.verify.Basic(secrets="user:word")
    ),
    "anybody": lambda voice: voice.verify.unverified,
}
ESCAPED = st.text("abcXYZ019-._~/%", max_size=20)
QUERIES = st.text("ab=&+%2F;", max_size=20)
VALUES = st.binary(max_size=12).map(
    lambda raw: raw.replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b"").strip()
)
FIELDS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"content-type", b"cookie", b"authorization", b"signature", b"stripe-signature"]
        ),
        st.one_of(VALUES, st.just(b"application/x-www-form-urlencoded"), st.just(b"a=1; b=2")),
    ),
    max_size=4,
)

PARTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["POST", "PUT", "DELETE"]),
        "path": ESCAPED.map(lambda path: f"/{path}"),
        "query": QUERIES,
        "fields": FIELDS,
        "body": st.binary(max_size=40),
    }
)


def test_each_preset_signs(voice: Any) -> None:
    assert {*voice.presets.__all__} - {"adyen_items"} <= {*SCHEMES}


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=30)
@given(parts=PARTS)
def test_what_is_signed_is_taken(voice: Any, scheme: str, parts: dict[str, Any]) -> None:
    verify = SCHEMES[scheme](voice)
    request = voice.runtime.Request(**parts)
    signed = voice.verify.signed(verify, request)
    assert refusal(voice, verify, signed) == ""
    assert request == voice.runtime.Request(**parts)
    assert signed.body == request.body
    again = voice.verify.signed(verify, signed)
    assert refusal(voice, verify, again) == ""
    assert len(again.fields) == len(signed.fields)
    assert len(again.query) == len(signed.query)


@settings(max_examples=30)
@given(
    events=st.lists(
        st.fixed_dictionaries(
            {
                "pspReference": st.text(max_size=5),
                "originalReference": st.none() | st.text(max_size=5),
                "merchantAccountCode": st.text(max_size=5),
                "merchantReference": st.text(max_size=5),
                "amount": st.fixed_dictionaries({"value": st.integers(), "currency": st.text()}),
                "eventCode": st.text(max_size=5),
                "success": st.sampled_from(["true", "false", True]),
                "kept": st.floats(allow_nan=False, allow_infinity=False),
            },
            optional={"additionalData": st.dictionaries(st.text(max_size=5), st.text())},
        ),
        min_size=1,
        max_size=3,
    )
)
def test_items_of_a_body_are_signed_in_it(voice: Any, events: list[dict[str, Any]]) -> None:
    verify = voice.presets.adyen_items("00ff")
    items = [{"NotificationRequestItem": one} for one in events]
    body = json.dumps({"live": "false", "notificationItems": items}).encode()
    signed = verify.sign(voice.runtime.Request("POST", "/", body=body))
    assert refusal(voice, verify, signed) == ""
    told = json.loads(signed.body)
    assert told["live"] == "false"
    for item in told["notificationItems"]:
        assert item["NotificationRequestItem"]["additionalData"].pop("hmacSignature")
    for one in events:
        one.setdefault("additionalData", {}).pop("hmacSignature", None)
    assert [one["NotificationRequestItem"] for one in told["notificationItems"]] == events


def _clock(vector: dict[str, Any]) -> Callable[[], float]:
    text = vector["headers"].get("x-timestamp")
    sent = vector.get("sent", 0) if text is None else datetime.fromisoformat(text).timestamp()
    return lambda: float(sent)


@pytest.mark.parametrize("vector", MADE_AGAIN, ids=by_id)
def test_a_published_signature_is_made_again(voice: Any, vector: dict[str, Any]) -> None:
    timed = {"clock": _clock(vector)} if "sent" in vector else {}
    verify = verifier(voice, vector, **timed)
    names = SIGNED_HEADERS.get(vector["preset"], ())
    without: dict[str, None] = {name: None for name in names if name not in KEPT}
    signed = verify.sign(request_of(voice, vector, headers=without))
    assert dict(signed.headers).items() >= vector["headers"].items()
    assert signed.query == vector.get("query", "")
    told = signed.body.decode()
    if vector["preset"] == "adyen_items":
        assert json.loads(told) == json.loads(vector["body"])
    else:
        assert told == vector["body"]


def test_the_signature_of_stripe_is_made_again(voice: Any) -> None:
    vector = named("stripe")
    signed = verifier(voice, vector).sign(request_of(voice, vector, headers={}))
    header, _, _ = vector["headers"]["stripe-signature"].partition(",v0=")
    assert signed.headers["stripe-signature"] == header


def test_an_id_is_new_where_there_is_none(voice: Any) -> None:
    verify = voice.presets.standard_webhooks("c2VjcmV0")
    request = voice.runtime.Request("POST", "/")
    first, second = verify.sign(request), verify.sign(request)
    assert first.headers["webhook-id"] != second.headers["webhook-id"]
    assert verify.sign(first).headers["webhook-id"] == first.headers["webhook-id"]


def test_the_first_secret_signs(voice: Any) -> None:
    request = voice.runtime.Request("POST", "/")
    signed = voice.presets.github(["", "new", "old"]).sign(request)
    assert refusal(voice, voice.presets.github("new"), signed) == ""
    assert refusal(voice, voice.presets.github("old"), signed)
    by_key = {"none": "", "mine": ["b25l", "dHdv"], "other": "c2l4"}
    signed = voice.presets.sinch_application(by_key).sign(request)
    assert signed.headers["authorization"].startswith("application mine:")
    assert refusal(voice, voice.presets.sinch_application("b25l"), signed) == ""


def _api_key(voice: Any, **parts: Any) -> Any:
    return voice.verify.ApiKey(name="k", **parts)


UNSIGNABLE: dict[str, tuple[Make, str]] = {
    "no secret": (lambda voice: voice.presets.github(""), "no secret is configured"),
    "a variable that is not set": (
        lambda voice: voice.presets.github(voice.verify.environment("NOT_SET", "NEVER_SET")),
        "set NOT_SET or NEVER_SET",
    ),
    "a prefix alone": (
        lambda voice: voice.presets.standard_webhooks(lambda: "whsec_"),
        "no secret is configured",
    ),
    "no twilio secret": (
        lambda voice: voice.presets.twilio([], public="https://a"),
        "no secret is configured",
    ),
    "no adyen secret": (lambda voice: voice.presets.adyen_items([]), "no secret is configured"),
    "no items": (lambda voice: voice.presets.adyen_items("00"), "no items that can be signed"),
    "no user": (lambda voice: voice.verify.Basic(secrets={}), "no secret is configured"),
    "no colon": (lambda voice: voice.verify.Basic(secrets="user"), "no user and password"),
    "no token": (lambda voice: voice.verify.Bearer(secrets=""), "no secret is configured"),
    "no key": (lambda voice: _api_key(voice, secrets=[]), "no secret is configured"),
    "no key id": (
        lambda voice: voice.presets.sinch_application("c2VjcmV0"),
        "the secrets are not given by key id",
    ),
    "a key id with a blank": (
        lambda voice: voice.presets.sinch_application({"a b": "c2VjcmV0"}),
        "the key id cannot stand in the header",
    ),
    "a key id that would be two items": (
        lambda voice: voice.verify.Signature(
            header="s", value="{key}={signature}", separator=";", secrets={"a;b": "c"}
        ),
        "the key id cannot stand in the header",
    ),
    "a header that is signed": (
        lambda voice: voice.verify.Signature(header="s", secrets="x", signed="{header:x-missing}"),
        "the header x-missing is missing",
    ),
    "a line break": (lambda voice: _api_key(voice, secrets="a\r\nb"), "cannot stand in a header"),
    "a blank at the end": (lambda voice: _api_key(voice, secrets="a "), "cannot stand in a header"),
    "a semicolon": (
        lambda voice: _api_key(voice, place="cookie", secrets="a;b"),
        "cannot stand in a cookie",
    ),
    "nothing that verifies": (
        lambda voice: voice.verify.Refuse(reason="nothing verifies `X509`"),
        "nothing verifies `X509`",
    ),
    "a function": (lambda _: lambda _: None, "does not say how requests are signed"),
    "all of them": (
        lambda voice: voice.verify.all_of(
            voice.verify.Bearer(secrets="a"), voice.presets.github("")
        ),
        "no secret is configured",
    ),
    "none of them": (
        lambda voice: voice.verify.any_of(
            voice.verify.Bearer(secrets=""), voice.verify.Refuse(reason="nobody")
        ),
        "no secret is configured; nobody",
    ),
}


@pytest.mark.parametrize("case", UNSIGNABLE)
def test_what_cannot_be_signed_is_told(
    voice: Any, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    make, message = UNSIGNABLE[case]
    with pytest.raises(ValueError, match=message) as raised:
        voice.verify.signed(make(voice), voice.runtime.Request("POST", "/", body=b"{}"))
    assert "c2VjcmV0" not in str(raised.value)


def test_an_item_needs_a_separator(voice: Any) -> None:
    with pytest.raises(ValueError, match="no separator is given"):
        voice.verify.Signature(header="s", secrets="x", timestamp="item:t")


def test_a_key_stands_in_the_query_once(voice: Any) -> None:
    request = voice.runtime.Request("POST", "/", "a=1&k=old&%6b=older")
    signed = _api_key(voice, place="query", secrets="new").sign(request)
    assert parse_qsl(signed.query) == [("a", "1"), ("k", "new")]


def test_other_cookies_are_kept(voice: Any) -> None:
    request = voice.runtime.Request("POST", "/", fields=[(b"cookie", b"a=1; k=old; b=2")])
    signed = _api_key(voice, place="cookie", secrets="new").sign(request)
    assert signed.headers["cookie"] == "a=1; b=2; k=new"
