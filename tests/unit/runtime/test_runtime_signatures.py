"""Signatures: what is signed, by which secret, when, and how it is told what did not fit."""

import asyncio
from collections.abc import Callable
from hmac import digest
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.signatures import (
    holds,
    named,
    refusal,
    request_of,
    verifier,
)


def test_a_secret_is_looked_up_by_the_key_id(voice: Any) -> None:
    vector = named("A1")
    key = "669E367E-6BBA-48AB-AF15-266871C28135"
    other = {"another": vector["secret"], key: ["00", "11"]}
    assert not holds(voice, verifier(voice, vector, secrets=other), request_of(voice, vector))
    both = {"another": "00", key: ["00", vector["secret"]]}
    assert holds(voice, verifier(voice, vector, secrets=both), request_of(voice, vector))
    nobody = verifier(voice, vector, secrets={"another": vector["secret"]})
    assert "none for the key id" in refusal(voice, nobody, request_of(voice, vector))


def test_secrets_that_are_exchanged_in_place_count_at_once(voice: Any) -> None:
    vector = named("github")
    given = [vector["secret"]]
    verify = verifier(voice, vector, secrets=given)
    request = request_of(voice, vector)
    assert holds(voice, verify, request)
    given[:] = ["another"]
    assert not holds(voice, verify, request)


def test_secrets_are_read_from_the_environment_at_each_request(
    voice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = named("github")
    monkeypatch.delenv("SHOP_SECRET", raising=False)
    secrets = voice.verify.environment("SHOP_SECRET", "SHOP_SECRET_BEFORE")
    verify = verifier(voice, vector, secrets=secrets)
    assert not holds(voice, verify, request_of(voice, vector))
    monkeypatch.setenv("SHOP_SECRET_BEFORE", vector["secret"])
    assert holds(voice, verify, request_of(voice, vector))


def test_the_scheme_may_be_in_any_case(voice: Any) -> None:
    vector = named("A1")
    for scheme in ("Application", "APPLICATION"):
        header = vector["headers"]["authorization"].replace("application", scheme)
        request = request_of(voice, vector, headers={"authorization": header})
        assert holds(voice, verifier(voice, vector), request)


@pytest.mark.parametrize(
    "body",
    [
        b' {\n\t"b" : 1.0 ,\r\n"a":1 }\n',
        '{"namn": "Åsa \u2028 \U0001f600"}'.encode(),
        b'{"escaped": "\\u00e5", "twice": 1, "twice": 1.0}',
        b"\xff\xfe\x00 no text at all",
        b"",
    ],
    ids=repr,
)
def test_the_body_is_taken_as_it_came(voice: Any, body: bytes) -> None:
    verify = voice.presets.github("secret")
    signature = digest(b"secret", body, "sha256").hex()
    fields = [(b"x-hub-signature-256", f"sha256={signature}".encode())]
    assert holds(voice, verify, voice.runtime.Request("POST", "/", fields=fields, body=body))


@pytest.mark.parametrize("id_", ["A1", "A3", "W1", "stripe", "slack", "standard-webhooks"])
def test_a_signature_holds_within_its_window_alone(voice: Any, id_: str) -> None:
    vector = named(id_)
    sent = vector["sent"]
    request = request_of(voice, vector)
    for off in (-299, 0, 299):
        assert holds(voice, verifier(voice, vector, clock=lambda off=off: sent + off), request)
    for off in (-302, 302):
        late = verifier(voice, vector, clock=lambda off=off: sent + off)
        assert "more than 300 s off" in refusal(voice, late, request)
    timeless = verifier(voice, vector, window=None, clock=lambda: sent + 10**9)
    assert holds(voice, timeless, request)


def test_a_timestamp_that_is_none_is_signed_all_the_same(voice: Any) -> None:
    # Seen in a vendor's own test: the header's value repeats its name.
    headers = {
        "authorization": "application app-key:wC8XcoLQ22cxrOsUqqbWk+LHJ82wtqR/IgeIp9NG8LY=",
        "x-timestamp": "x-timestamp:2024-01-19T09:19:28.9372196Z",
    }
    vector = named("A4")
    request = request_of(voice, vector, headers=headers)
    assert holds(voice, verifier(voice, vector, window=None), request)
    assert "no time of the form iso" in refusal(voice, verifier(voice, vector), request)


@pytest.mark.parametrize(
    ("form", "text", "taken"),
    [
        ("unix", "1000", True),
        ("unix", "1e3", False),
        ("unix", "1000 ", False),
        ("unix", "-1000", False),
        ("unix", "9" * 400, False),
        ("unix", "", False),
        ("iso", "1970-01-01T00:16:40Z", True),
        ("iso", "1970-01-01T00:16:40.123456789Z", True),
        ("iso", "1970-01-01T00:16:40.1234567890Z", False),
        ("iso", "1970-01-01T00:16:40+00:00", False),
        ("iso", "1970-13-01T00:16:40Z", False),
        ("iso", "1969-12-31T24:16:40Z", False),
        ("iso", "1000", False),
    ],
)
def test_a_timestamp_has_one_form(voice: Any, form: str, text: str, *, taken: bool) -> None:
    verify = voice.verify.Signature(
        header="s",
        signed="{timestamp}",
        timestamp="header:t",
        timestamp_form=form,
        window=5,
        clock=lambda: 1000.0,
        secrets="k",
    )
    written = text.encode("latin-1", "replace")
    signature = digest(b"k", written, "sha256").hex().encode()
    request = voice.runtime.Request("POST", "/", fields=[(b"s", signature), (b"t", written)])
    assert holds(voice, verify, request) is taken


def test_an_id_that_came_before_is_refused(voice: Any) -> None:
    vector = named("standard-webhooks")
    asked: list[str] = []

    def seen(name: str) -> bool:
        asked.append(name)
        return len(asked) > 1

    verify = verifier(voice, vector, seen=seen)
    assert refusal(voice, verify, request_of(voice, vector)) == ""
    assert "came before" in refusal(voice, verify, request_of(voice, vector))
    assert asked == ["msg_p5jXN8AQM9LWM0D4loKWxJek"] * 2


def test_an_id_may_be_looked_up_elsewhere(voice: Any) -> None:
    vector = named("W1")

    async def seen(name: str) -> bool:
        await asyncio.sleep(0)
        return name == "01FJA8B4A7BM43YGWSG9GBV067"

    verify = verifier(voice, vector, seen=seen)
    assert "came before" in refusal(voice, verify, request_of(voice, vector))


def test_nobody_is_asked_about_the_id_of_a_forged_or_late_request(voice: Any) -> None:
    vector = named("standard-webhooks")

    def seen(name: str) -> bool:
        raise AssertionError(name)

    forged = request_of(voice, vector, body=b"{}")
    assert refusal(voice, verifier(voice, vector, seen=seen), forged)
    late = verifier(voice, vector, seen=seen, clock=lambda: 0)
    assert refusal(voice, late, request_of(voice, vector))


def test_an_id_that_nobody_asks_about_may_be_missing(voice: Any) -> None:
    vector = named("github")
    assert holds(voice, verifier(voice, vector), request_of(voice, vector))
    asking = verifier(voice, vector, seen=lambda _: False)
    assert "x-github-delivery is missing" in refusal(voice, asking, request_of(voice, vector))


@pytest.mark.parametrize(
    "public",
    [
        "/sinch",
        "/sinch/",
        "https://callbacks.example.com/sinch",
        lambda request: f"/sinch{request.path}?{request.query}",
        lambda request: f"https://callbacks.example.com/sinch{request.path}",
    ],
)
def test_a_proxy_may_have_taken_a_part_of_the_path_off(voice: Any, public: Any) -> None:
    vector = named("A1")
    request = request_of(voice, vector, path="/callback/ace", query="tenant=1")
    assert holds(voice, verifier(voice, vector, public=public), request)
    assert not holds(voice, verifier(voice, vector), request)


def test_several_signatures_are_tried(voice: Any) -> None:
    stripe, standard = named("stripe"), named("standard-webhooks")
    header = stripe["headers"]["stripe-signature"].replace(",v1=", f",v1={'0' * 64}, v1=")
    request = request_of(voice, stripe, headers={"stripe-signature": header})
    assert holds(voice, verifier(voice, stripe), request)
    header = f"v1a,AAAA v1,AAAA {standard['headers']['webhook-signature']} v1,BBBB"
    request = request_of(voice, standard, headers={"webhook-signature": header})
    assert holds(voice, verifier(voice, standard), request)


def test_a_time_that_is_there_twice_is_refused(voice: Any) -> None:
    vector = named("stripe")
    header = f"t=1,{vector['headers']['stripe-signature']}"
    request = request_of(voice, vector, headers={"stripe-signature": header})
    assert "item:t is missing, or there several times" in refusal(
        voice, verifier(voice, vector), request
    )


def test_a_signature_may_be_in_the_other_alphabet_or_in_capitals(voice: Any) -> None:
    shopify, github = named("shopify"), named("github")
    name = "x-shopify-hmac-sha256"
    signature = shopify["headers"][name].translate(str.maketrans("+/", "-_")).rstrip("=")
    request = request_of(voice, shopify, headers={name: signature})
    assert holds(voice, verifier(voice, shopify), request)
    name = "x-hub-signature-256"
    signature = github["headers"][name].removeprefix("sha256=").upper()
    request = request_of(voice, github, headers={name: f"sha256={signature}"})
    assert holds(voice, verifier(voice, github), request)


@pytest.mark.parametrize(
    ("signed", "written"),
    [
        ("{method} {path}?{query}", b"PUT /a%20b?x=1"),
        ("{url}", b"https://x.example/a%20b?x=1"),
        ("{{{body}}}", b"{\xff}"),
        ("{header:X-Name}", b"\xe5"),
        ("{header:x-none?}.", b"."),
        ("{body:sha256:hex}", b"a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89"),
        ("{body:md5:base64}", b"AFlP1PQrpD/BygQnoFdilQ=="),
        ("å", "å".encode()),
    ],
)
def test_a_signed_text_is_made_of_named_parts(voice: Any, signed: str, written: bytes) -> None:
    verify = voice.verify.Signature(
        header="s", signed=signed, secrets="k", public="https://x.example"
    )
    signature = digest(b"k", written, "sha256").hex().encode()
    fields = [(b"s", signature), (b"x-name", b"\xe5")]
    request = voice.runtime.Request("PUT", "/a%20b", "x=1", fields, b"\xff")
    assert refusal(voice, verify, request) == ""


def test_the_digest_of_an_empty_body_may_be_nothing(voice: Any) -> None:
    written = {"{body:md5:base64?}": b"", "{body:md5:base64}": b"1B2M2Y8AsgTpgAmY7PhCfg=="}
    for signed, text in written.items():
        verify = voice.verify.Signature(header="s", signed=signed, secrets="k")
        fields = [(b"s", digest(b"k", text, "sha256").hex().encode())]
        assert holds(voice, verify, voice.runtime.Request("GET", "/", fields=fields))


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"signed": "{nobody}"}, "has no part {nobody}"),
        ({"signed": "{}"}, "has no part {}"),
        ({"signed": "{body"}, "a lone brace"),
        ({"signed": "body}"}, "a lone brace"),
        ({"signed": "{header:}"}, "has no part"),
        ({"signed": "{header:a b}"}, "has no part"),
        ({"signed": "{body:crc32:hex}"}, "has no part"),
        ({"signed": "{body:md5:text}"}, "has no part"),
        ({"signed": "{timestamp}"}, "nothing says where"),
        ({"signed": "{id}"}, "nothing says where"),
        ({"signed": "{url}"}, "`public` does not say"),
        ({"signed": "{url}", "public": "/path"}, "`public` does not say"),
        ({"timestamp": "x-timestamp"}, "timestamp is `header:NAME`"),
        ({"id": "item:"}, "id is `header:NAME`"),
        ({"window": 5}, "a time that is not signed"),
        ({"window": 5, "timestamp": "header:t"}, "a time that is not signed"),
        pytest.param({"seen": lambda _: False}, "nothing says where", id="no id to see"),
        ({"value": "sha256="}, "value has {signature} once"),
        ({"value": "{signature}{signature}"}, "value has {signature} once"),
        ({"value": "{secret}:{signature}"}, "value has {signature} once"),
        ({"value": "{key}{signature}"}, "nothing between"),
        ({"value": "{signature}}"}, "a lone brace"),
        ({"hash": "md5"}, "hash is one of"),
        ({"encoding": "base32"}, "encoding is one of"),
        ({"key_form": "pem"}, "key_form is one of"),
        ({"timestamp_form": "http"}, "timestamp_form is one of"),
        ({"key_form": "hex", "secrets": "Zz-secret"}, "a secret is not in hex"),
        ({"key_form": "base64", "secrets": ["ok==", "!!secret"]}, "a secret is not in base64"),
    ],
    ids=repr,
)
def test_parts_that_do_not_fit_together_are_refused_at_once(
    voice: Any, parts: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        voice.verify.Signature(**{"header": "s", "secrets": "k", **parts})
    assert why in str(caught.value)
    assert "secret" not in str(caught.value).replace("a secret", "").replace("{secret}", "")
    assert caught.value.__cause__ is None


def test_a_window_needs_a_time_that_is_signed_in_any_way(voice: Any) -> None:
    for signed in ("{timestamp}", "{header:X-Timestamp}"):
        voice.verify.Signature(
            header="s", secrets="k", signed=signed, timestamp="header:x-timestamp", window=1
        )


def test_a_secret_that_turns_out_unreadable_refuses(voice: Any) -> None:
    for id_ in ("A1", "adyen-header", "adyen-items"):
        vector = named(id_)
        verify = verifier(voice, vector, secrets=lambda: "no-key!")
        reason = refusal(voice, verify, request_of(voice, vector))
        assert reason.startswith("a secret is not in ")


def test_the_log_says_what_was_compared(voice: Any) -> None:
    request = request_of(voice, named("A1"), path="/x\n" * 300, body=b"12345")
    assert refusal(voice, verifier(voice, named("A1")), request) == (
        "the signature differs: 'POST' "
        + repr(("/x\n" * 300)[:200])
        + ", content type 'application/json', 5 bytes"
    )


@given(value=st.text(alphabet="tv10=,; :sha256-AZ+/\t\xe5\x00"))
def test_lists_and_prefixes_of_any_shape_are_401(voice: Any, value: str) -> None:
    for id_ in ("stripe", "standard-webhooks", "github", "A1"):
        vector = named(id_)
        name = {
            "stripe": "stripe-signature",
            "standard-webhooks": "webhook-signature",
            "github": "x-hub-signature-256",
            "A1": "authorization",
        }[id_]
        request = request_of(voice, vector, headers={name: value})
        with pytest.raises(voice.verify.UnverifiedError):
            verifier(voice, vector)(request)


def test_all_comparisons_are_made(voice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bool] = []
    compare: Callable[[bytes, bytes], bool] = voice._signatures.hmac.compare_digest

    def counting(one: bytes, other: bytes) -> bool:
        compared.append(compare(one, other))
        return compared[-1]

    monkeypatch.setattr("hmac.compare_digest", counting)
    vector = named("stripe")
    verify = verifier(voice, vector, secrets=[vector["secret"], "second", "third"])
    header = f"{vector['headers']['stripe-signature']},v1={'0' * 64}"
    assert holds(voice, verify, request_of(voice, vector, headers={"stripe-signature": header}))
    assert compared == [True, False, False, False, False, False]
