"""Credentials: basic, bearer and keys; verifiers made of others."""

import asyncio
import json
import logging
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

BASIC = 'Basic realm="webhooks", charset="UTF-8"'


def refusal(voice: Any, verify: Any, query: str = "", **headers: str | bytes) -> str:
    """Return why a request with these headers is refused, or nothing if it is taken."""
    fields = [
        (name.replace("_", "-").encode(), text if isinstance(text, bytes) else text.encode())
        for name, text in headers.items()
    ]
    request = voice.runtime.Request("POST", "/", query, fields)
    try:
        asyncio.run(voice._verdicts.settle(verify, request))
    except voice.verify.UnverifiedError as error:
        return str(error.reason)
    return ""


def basic(credentials: str) -> str:
    return f"Basic {b64encode(credentials.encode()).decode()}"


@pytest.mark.parametrize(
    "secrets",
    [
        "sender:päss:word",
        ["other:1", "sender:päss:word"],
        {"sender": "päss:word"},
        {"other": "1", "sender": ["old", "päss:word"]},
        pytest.param(lambda: {"sender": "päss:word"}, id="asked for"),
    ],
    ids=repr,
)
def test_a_user_and_password_are_verified(voice: Any, secrets: Any) -> None:
    verify = voice.verify.Basic(secrets=secrets)
    right = basic("sender:päss:word")
    assert refusal(voice, verify, authorization=right) == ""
    assert refusal(voice, verify, authorization=right.replace("Basic", "bASIC  ")) == ""
    for wrong in ("sender:päss:wor", "sender:päss:word ", "sende:päss:word", "sender", ":", ""):
        reason = refusal(voice, verify, authorization=basic(wrong))
        assert reason == "the user and password is another"


NONE_GIVEN = pytest.param(lambda: "", id="none given")


@pytest.mark.parametrize("secrets", ["", "no-colon", [], {}, {"sender": ""}, NONE_GIVEN], ids=repr)
def test_without_a_password_nobody_is_let_in(voice: Any, secrets: Any) -> None:
    verify = voice.verify.Basic(secrets=secrets)
    for credentials in ("", ":", "sender:", "no-colon"):
        assert "no secret is configured" in refusal(voice, verify, authorization=basic(credentials))


@pytest.mark.parametrize(
    ("authorization", "why"),
    [
        (None, "is missing"),
        ("", "not of the scheme basic"),
        ("Bearer abc", "not of the scheme basic"),
        ("Basic", "is another"),
        ("Basic !!!", "not base64"),
        ("Basic A", "not base64"),
        (b"Basic \xff\xfe", "not base64"),
    ],
)
def test_what_is_no_basic_authorization_is_refused(
    voice: Any, authorization: Any, why: str
) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    assert why in refusal(voice, voice.verify.Basic(secrets="a:b"), **headers)


@pytest.mark.parametrize("realm", ['a"b', "a\\b", "a\nb", "å"])
def test_a_realm_is_what_a_header_can_quote(voice: Any, realm: str) -> None:
    with pytest.raises(ValueError, match="realm"):
        voice.verify.Basic(secrets="a:b", realm=realm)


def test_a_token_is_verified(voice: Any) -> None:
    verify = voice.verify.Bearer(secrets=["one", "two"])
    assert refusal(voice, verify, authorization="Bearer two") == ""
    assert refusal(voice, verify, authorization="bearer one") == ""
    for wrong in ("three", "tw", "two2", "Two", "", "one two"):
        assert "is another" in refusal(voice, verify, authorization=f"Bearer {wrong}")
    assert "not of the scheme" in refusal(voice, verify, authorization=basic("a:two"))
    assert "is missing" in refusal(voice, verify)
    nothing = voice.verify.Bearer(secrets="")
    assert "no secret is configured" in refusal(voice, nothing, authorization="Bearer ")


def test_a_key_in_a_header_is_verified(voice: Any) -> None:
    verify = voice.verify.ApiKey(name="X-Key", secrets="s/e=cret å")
    assert refusal(voice, verify, x_key="s/e=cret å") == ""
    assert "the key X-Key is another" in refusal(voice, verify, x_key="s/e=cret")
    assert "missing" in refusal(voice, verify, key="s/e=cret å", query="X-Key=s/e=cret å")


def test_a_key_in_the_query_is_verified(voice: Any) -> None:
    verify = voice.verify.ApiKey(name="key[]", place="query", secrets="a+b c&å")
    for query in ("key%5B%5D=a%2Bb+c%26%C3%A5", "x=1&key[]=a%2Bb%20c%26%c3%a5&&y"):
        assert refusal(voice, verify, query) == ""
    assert "is another" in refusal(voice, verify, "key[]=a+b")
    assert "missing" in refusal(voice, verify, "Key[]=a%2Bb+c%26%C3%A5")
    twice = "key[]=a%2Bb+c%26%C3%A5&key[]=other"
    assert "several times" in refusal(voice, verify, twice)


def test_a_key_in_a_cookie_is_verified(voice: Any) -> None:
    verify = voice.verify.ApiKey(name="key", place="cookie", secrets=["old", "new=="])
    assert refusal(voice, verify, cookie="a=b; key=new==; c") == ""
    assert "is another" in refusal(voice, verify, cookie="key=new")
    assert "missing" in refusal(voice, verify, cookie="akey=new==; key2=new==")
    assert "several times" in refusal(voice, verify, cookie="key=old; key=old")
    assert "missing" in refusal(voice, verify)


def test_a_key_is_in_a_place_that_a_request_has(voice: Any) -> None:
    with pytest.raises(ValueError, match="header, query, cookie"):
        voice.verify.ApiKey(name="key", place="body", secrets="k")


@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_an_empty_key_is_no_key(voice: Any, place: str) -> None:
    verify = voice.verify.ApiKey(name="k", place=place, secrets=["", ""])
    assert "no secret is configured" in refusal(voice, verify, "k=", k="", cookie="k=")


@given(header=st.binary(), query=st.text(), place=st.sampled_from(["header", "query", "cookie"]))
def test_garbage_is_401(voice: Any, header: bytes, query: str, place: str) -> None:
    verify = voice.verify
    secrets = "\x00never sent\x00"
    for one in (
        verify.ApiKey(name="k", place=place, secrets=secrets),
        verify.Basic(secrets=f"u:{secrets}"),
        verify.Bearer(secrets=secrets),
    ):
        for start in (b"", b"Basic ", b"Bearer ", b"k="):
            headers = {"k": header, "cookie": start + header, "authorization": start + header}
            assert refusal(voice, one, f"k={query}", **headers) != ""


def test_no_credential_shows_its_secret(voice: Any) -> None:
    for one in (voice.verify.Basic, voice.verify.Bearer):
        assert "hidden" not in repr(one(secrets="user:hidden"))
    assert "hidden" not in repr(voice.verify.ApiKey(name="k", secrets=["hidden"]))


def test_one_of_several_is_enough(voice: Any) -> None:
    verify = voice.verify
    either = verify.any_of(
        verify.Basic(secrets="a:b"),
        verify.Bearer(secrets="token"),
        verify.ApiKey(name="x-key", secrets="k"),
    )
    assert refusal(voice, either, authorization=basic("a:b")) == ""
    assert refusal(voice, either, authorization="Bearer token") == ""
    assert refusal(voice, either, x_key="k") == ""
    assert refusal(voice, either, authorization="Bearer other") == (
        "the header authorization is not of the scheme basic; the bearer token is another; "
        "the key x-key in the header is missing"
    )


def test_all_of_several_have_to_hold(voice: Any) -> None:
    verify = voice.verify

    async def late(request: Any) -> None:
        await asyncio.sleep(0)
        if "x-late" not in request.headers:
            raise verify.UnverifiedError("too early")

    both = verify.all_of(verify.ApiKey(name="x-key", secrets="k"), late, verify.unverified)
    assert refusal(voice, both, x_key="k", x_late="") == ""
    assert refusal(voice, both, x_key="k") == "too early"
    assert refusal(voice, both, x_late="") == "the key x-key in the header is missing"


def test_another_refusal_is_one_among_several(voice: Any) -> None:
    def forbidden(_: Any) -> None:
        raise voice.runtime.ProblemError(403, "Forbidden")

    verify = voice.verify.any_of(forbidden, voice.verify.Refuse(reason="nobody decided"))
    assert refusal(voice, verify) == "Forbidden; nobody decided"
    assert refusal(voice, voice.verify.any_of(forbidden, voice.verify.unverified)) == ""


def test_of_no_verifiers_none_is_made(voice: Any) -> None:
    for make in (voice.verify.any_of, voice.verify.all_of):
        with pytest.raises(ValueError, match="no verifier is given"):
            make()


def test_a_client_is_told_which_schemes_there_are(
    voice: Any, app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    verify = voice.verify
    bearer, user = verify.Bearer(secrets="hidden"), verify.Basic(secrets="a:hidden")
    key = verify.ApiKey(name="x-key", secrets="hidden")
    told = {
        bearer: "Bearer",
        user: BASIC,
        key: None,
        verify.any_of(user, bearer, key, bearer): f"{BASIC}, Bearer",
    }
    for one, challenge in told.items():
        dispatch = voice.operations.dispatcher(app, voice.runtime.Settings(verify=one))
        with caplog.at_level(logging.WARNING):
            response = asyncio.run(dispatch(voice.runtime.Request("POST", "/voice/ice")))
        assert response.status == 401
        assert dict(response.headers).get("www-authenticate") == challenge
        assert json.loads(response.body) == {"title": "Unauthorized", "status": 401}
    assert "hidden" not in caplog.text
    assert {record.name for record in caplog.records} == {voice.name}
    assert app.received == []
