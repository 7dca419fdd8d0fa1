"""What is wrapped around a body: content codings, and the charset of its text."""

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

ICE = b'{"event": "ice", "callId": "c"}'
UTF_8 = "hallå".encode()
LATIN_1 = "hallå".encode("latin-1")


def zipped(content: bytes) -> bytes:
    """Compress without the time in it, which would be in the names of the tests."""
    return gzip.compress(content, mtime=0)


def raw_deflate(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


@pytest.fixture
def ask(voice: Any, app: Any) -> Callable[..., Any]:
    """Give a function that posts a body with some headers."""

    def ask(path: str, body: bytes, fields: dict[str, str], **settings: Any) -> Any:
        runtime = voice.runtime
        dispatch = voice.operations.dispatcher(app, runtime.Settings(**settings))
        encoded = [(name.encode(), value.encode()) for name, value in fields.items()]

        async def run() -> Any:
            return await dispatch(runtime.Request("POST", path, fields=encoded, body=body))

        return asyncio.run(run())

    return ask


def coded(name: str) -> dict[str, str]:
    return {"content-encoding": name}


def typed(content_type: str) -> dict[str, str]:
    return {"content-type": content_type}


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", zipped(ICE)),
        ("GZip", zipped(ICE)),
        ("x-gzip", zipped(ICE)),
        ("deflate", zlib.compress(ICE)),
        ("deflate", raw_deflate(ICE)),
        ("identity", ICE),
        ("", ICE),
        ("gzip", zipped(ICE[:9]) + zipped(ICE[9:])),
        ("deflate, gzip", zipped(zlib.compress(ICE))),
    ],
)
@pytest.mark.parametrize("one_url", [None, "/voice/ice"])
def test_a_content_coding_is_undone(
    app: Any, ask: Any, coding: str, body: bytes, one_url: str | None
) -> None:
    assert ask("/voice/ice", body, coded(coding), one_url=one_url).status == 200
    assert app.received[0][1].call_id == "c"


@pytest.mark.parametrize("name", ["content-encoding", "Content-Encoding", "CONTENT-ENCODING"])
def test_names_of_headers_are_in_any_case(app: Any, ask: Any, name: str) -> None:
    ask("/bytes", zipped(b"1234"), {name: "gzip"})
    assert app.received == [("bytes", b"1234")]


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", zipped(ICE)[:-1]),
        ("gzip", zipped(ICE) + b"garbage"),
        ("gzip", ICE),
        ("gzip", zipped(b"") * 257),
        ("deflate", zlib.compress(ICE)[:-1]),
        ("deflate", zlib.compress(ICE) + b"x"),
        ("deflate", ICE),
        ("deflate, gzip", zipped(ICE)),
    ],
)
def test_a_body_that_is_not_what_its_coding_says_is_refused(
    app: Any, ask: Any, coding: str, body: bytes
) -> None:
    response = ask("/bytes", body, coded(coding))
    assert (response.status, app.received) == (400, [])
    assert json.loads(response.body)["detail"] == "The body is not what its content encoding says."


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br", "gzip, gzip, gzip, gzip"])
def test_an_unknown_coding_is_told_the_known_ones(ask: Any, coding: str) -> None:
    response = ask("/bytes", b"x", coded(coding))
    assert response.status == 415
    assert ("accept-encoding", "gzip, deflate, identity") in response.headers


def test_the_bound_holds_for_what_a_body_becomes(app: Any, ask: Any) -> None:
    body = zipped(b"x" * 1000)
    assert ask("/bytes", body, coded("gzip"), max_body=999).status == 413
    assert ask("/bytes", body, coded("gzip"), max_body=1000).status == 200
    assert [len(received) for _, received in app.received] == [1000]


@pytest.mark.parametrize("path", ["/voice/ice", "/all"])
def test_the_bound_of_an_operation_holds_for_it_too(
    voice: Any, app: Any, ask: Any, path: str
) -> None:
    body = gzip.compress(ICE + b" " * 2000)
    sizes = {"receiveIncomingCallEvent": 2000, "receiveAnsweredCallEvent": 3000}
    for size, status in [(len(ICE) + 2000, 200), (len(ICE) + 1999, 413), (len(body) - 1, 413)]:
        sizes["receiveIncomingCallEvent"] = size
        policies = {name: voice.runtime.Policy(max_body=most) for name, most in sizes.items()}
        got = ask(path, body, coded("gzip"), one_url="/all", max_body=10, policies=policies)
        assert got.status == status
    assert [name for name, _ in app.received] == ["ice"]


def test_what_was_sent_is_bounded_even_if_it_becomes_smaller(
    voice: Any, app: Any, ask: Any
) -> None:
    body = gzip.compress(ICE, compresslevel=0)
    assert len(body) > len(ICE)
    policies = {"receiveIncomingCallEvent": voice.runtime.Policy(max_body=len(ICE))}
    for path in ("/voice/ice", "/all"):
        got = ask(path, body, coded("gzip"), one_url="/all", policies=policies)
        assert got.status == 413
    assert app.received == []


def test_a_bomb_takes_no_memory(ask: Any) -> None:
    bomb = zipped(zipped(b"\0" * (1 << 26)))
    assert len(bomb) < 1000
    ask("/bytes", bomb, coded("gzip, gzip"), max_body=1 << 16)  # what is imported once
    tracemalloc.start()
    response = ask("/bytes", bomb, coded("gzip, gzip"), max_body=1 << 16)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert response.status == 413
    assert peak < 1 << 19


def test_verification_sees_what_was_sent(voice: Any, app: Any, ask: Any) -> None:
    seen: list[bytes] = []
    body = zipped(ICE)
    ask("/voice/ice", body, coded("gzip"), verify=lambda request: seen.append(request.body))
    assert seen == [body]
    assert app.received[0][0] == "ice"


def test_nothing_is_unpacked_before_verification(voice: Any, ask: Any) -> None:
    def refuse(_request: Any) -> None:
        raise voice.runtime.ProblemError(401, "Unauthorized")

    assert ask("/bytes", b"no gzip", coded("gzip"), verify=refuse).status == 401


def test_a_handler_may_ask_for_both_bodies(voice: Any, ask: Any) -> None:
    requests: list[Any] = []
    body = zipped(b'{"event": "new"}')
    ask("/all", body, coded("gzip"), one_url="/all", on_unknown=requests.append)
    assert [(one.sent, one.body) for one in requests] == [(body, b'{"event": "new"}')]


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("iso-8859-1", LATIN_1),
        ("ISO-8859-1", LATIN_1),
        ('"latin1"', LATIN_1),
        ("windows-1252", "hallå".encode("cp1252")),
        ("utf-8", UTF_8),
        ("UTF8", UTF_8),
        ("utf-8", b"\xef\xbb\xbf" + UTF_8),
        ("utf-16", "hallå".encode("utf-16")),
        ("utf-16be", "\ufeffhallå".encode("utf-16-be")),
    ],
)
def test_text_is_read_in_the_charset_that_the_request_names(
    app: Any, ask: Any, charset: str, body: bytes
) -> None:
    for content_type in (f"text/plain; charset={charset}", f"x/y;a=b ;Charset = {charset}"):
        assert ask("/text", body, typed(content_type)).status == 200
    assert app.received == [("text", "hallå")] * 2


@pytest.mark.parametrize("content_type", ["text/plain", "", "text/plain; charset=", "x; a=b"])
def test_text_without_a_charset_is_utf_8(app: Any, ask: Any, content_type: str) -> None:
    assert ask("/text", b"\xef\xbb\xbf" + UTF_8, typed(content_type)).status == 200
    assert app.received == [("text", "hallå")]


def test_the_documents_charset_counts_where_the_request_names_none(voice: Any) -> None:
    body = voice.runtime.TextBody("text/plain; charset=iso-8859-1")
    request = voice.runtime.Request("POST", "/", body=LATIN_1)
    assert body.decode(body.read(request)) == "hallå"
    request = voice.runtime.Request(
        "POST", "/", fields=[(b"content-type", b"text/plain; charset=utf-8")], body=UTF_8
    )
    assert body.decode(body.read(request)) == "hallå"


@pytest.mark.parametrize("path", ["/voice/ice", "/all"])
@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "utf-16", "utf-16le", "utf-32be", "shift_jis", "gb18030", "utf-8"]
)
def test_json_is_read_in_the_charset_that_the_request_names(
    app: Any, ask: Any, path: str, charset: str
) -> None:
    name = "日本" if charset in ("shift_jis", "gb18030") else "Ã¤"
    for text in (f'{{"event": "ice", "cli": "{name}"}}', '{"event": "ice", "cli": "x"}'):
        body = text.encode(charset)
        fields = typed(f"application/json; charset={charset}")
        assert ask(path, body, fields, one_url="/all").status == 200
    assert [event.cli for _, event in app.received] == [name, "x"]


def test_json_may_begin_with_a_byte_order_mark(app: Any, ask: Any) -> None:
    assert ask("/voice/ice", b"\xef\xbb\xbf" + ICE, {}).status == 200
    assert app.received[0][1].call_id == "c"


@pytest.mark.parametrize(
    "charset",
    [
        *("klingon", "zlib_codec", "rot13", "idna", "punycode", "unicode_escape", "hex", "utf-7"),
        *("raw_unicode_escape", "undefined", "mbcs", "base64", "../os", "cp037"),
    ],
)
def test_a_charset_that_is_no_known_one_of_text_is_refused(
    app: Any, ask: Any, charset: str
) -> None:
    response = ask("/text", LATIN_1, typed(f"text/plain; charset={charset}"))
    assert (response.status, app.received) == (415, [])
    assert charset not in response.body.decode()


@pytest.mark.parametrize(
    ("path", "charset", "body"),
    [
        ("/text", "utf-8", LATIN_1),
        ("/text", "utf-16", b"\x00"),
        ("/text", "us-ascii", UTF_8),
        ("/voice/ice", "shift_jis", b'{"event": "\x81"}'),
    ],
)
def test_bytes_that_are_not_in_their_charset_are_refused(
    app: Any, ask: Any, path: str, charset: str, body: bytes
) -> None:
    response = ask(path, body, typed(f"text/plain; charset={charset}"))
    assert (response.status, app.received) == (400, [])
    assert json.loads(response.body)["detail"] == "The body is not text in its charset."


def test_bytes_have_no_charset(app: Any, ask: Any) -> None:
    assert ask("/bytes", LATIN_1, typed("image/png; charset=klingon")).status == 200
    assert app.received == [("bytes", LATIN_1)]


def test_names_that_callers_make_up_are_not_remembered_for_ever(voice: Any) -> None:
    for number in range(200):
        assert voice._encodings.codec_named(f"made-up-{number}") is None
    assert voice._encodings.codec_named.cache_info().currsize == 64


def test_a_reply_is_text_in_the_charset_of_its_content_type(voice: Any) -> None:
    assert (
        voice.runtime.TextReply("text/plain; charset=iso-8859-1").encode("å", 200).body == b"\xe5"
    )
    assert voice.runtime.TextReply("text/xml").encode("å", 200).body == "å".encode()
    with pytest.raises(UnicodeEncodeError):
        voice.runtime.TextReply("text/plain; charset=ascii").encode("å", 200)


@pytest.mark.parametrize("content_type", ["text/html", "application/x-www-form-urlencoded", "é"])
def test_a_body_is_what_the_document_says_whatever_the_request_says(
    app: Any, ask: Any, content_type: str
) -> None:
    assert ask("/voice/ice", ICE, typed(content_type)).status == 200
    assert app.received[0][0] == "ice"
