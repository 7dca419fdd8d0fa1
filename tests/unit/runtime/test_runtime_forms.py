"""Forms: which JSON their fields become, and what JSON becomes as a form."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from asyncapi_pygen.targets.webhook.forms import Fields, arrives

Read = Callable[..., Any]


@pytest.fixture
def read(voice: Any) -> Read:
    """Give a function that reads a form as JSON, with what its fields may be."""

    def read(
        form: bytes,
        fields: Mapping[str, tuple[str, ...]] | None = None,
        *,
        content_type: str = "",
        others: tuple[str, ...] = (),
    ) -> Any:
        body = voice._form.FormBody(voice.runtime.Codec(dict[str, Any]), fields or {}, others)
        sent = [(b"content-type", content_type.encode())]
        return body.decode(body.read(voice.runtime.Request("POST", "/", fields=sent, body=form)))

    return read


def test_a_form_and_what_is_none_are_not_told_apart_by_their_bodies(voice: Any, app: Any) -> None:
    runtime = voice.runtime
    (row, *_) = voice.operations.OPERATIONS
    form = replace(row, body=runtime.FormBody(row.body.codec), tag=runtime.Tag("event", ("a",)))
    with pytest.raises(ValueError, match="some of these are forms and some are not: receiveInc"):
        runtime.Dispatcher(app, [row, form])
    by_header = [
        replace(one, tag=runtime.Header("e", (str(number),)))
        for number, one in enumerate((row, form))
    ]
    dispatch = runtime.Dispatcher(app, by_header)
    for number, body in enumerate((b'{"event": "ice"}', b"event=ice")):
        fields = [(b"e", b"%d" % number)]
        request = runtime.Request("POST", "/voice/ice", body=body, fields=fields)
        assert asyncio.run(dispatch(request)).status == 200
    assert [name for name, _ in app.received] == ["ice", "ice"]


def test_a_field_is_a_text_and_a_repeated_one_a_list(read: Read) -> None:
    assert read(b"a=1&b=x+y%26z&c=&d&a=2&%C3%A5=%F0%9F%98%80") == {
        "a": ["1", "2"],
        "b": "x y&z",
        "c": "",
        "d": "",
        "å": "😀",
    }
    assert read(b"") == {}


@pytest.mark.parametrize(
    ("text", "types", "value"),
    [
        ("7", ("integer",), 7),
        ("-0", ("integer",), 0),
        ("007", ("integer",), 7),
        ("12345678901234567890", ("integer",), 12345678901234567890),
        ("7.5", ("integer",), "7.5"),
        ("seven", ("integer",), "seven"),
        ("\u0667", ("integer",), "\u0667"),
        ("", ("integer",), ""),
        (" 7", ("integer",), " 7"),
        ("9" * 5000, ("integer",), "9" * 5000),
        ("7.50", ("number",), 7.5),
        ("-1e3", ("number",), -1000.0),
        ("NaN", ("number",), "NaN"),
        ("Infinity", ("number",), "Infinity"),
        ("true", ("boolean",), True),
        ("False", ("boolean",), False),
        ("1", ("boolean",), True),
        ("0", ("boolean",), False),
        ("1", ("boolean", "integer"), 1),
        ("yes", ("boolean",), "yes"),
        ("", ("integer", "null"), None),
        ("null", ("integer", "null"), "null"),
        ("x", ("array",), ["x"]),
        ("7", ("array", "integer"), [7]),
        ('{"a": [1, null]}', ("json",), {"a": [1, None]}),
        ("null", ("json",), None),
        ('{"a": 1', ("json",), '{"a": 1'),
        ('{"a": NaN}', ("json",), '{"a": NaN}'),
        ("1, 2", ("json",), "1, 2"),
        ('"], "x": ["', ("array", "json"), ['"], "x": ["']),
    ],
)
def test_a_text_is_what_the_schema_says_if_it_can_be(
    read: Read, text: str, types: tuple[str, ...], value: object
) -> None:
    form = "a=" + "".join(f"%{byte:02X}" for byte in text.encode())
    assert repr(read(form.encode(), {"a": types})) == repr({"a": value})
    assert repr(read(form.encode(), others=types)) == repr({"a": value})


def test_each_item_is_read_by_itself(read: Read) -> None:
    fields = {"a": ("array", "integer"), "b": ("integer",)}
    assert read(b"a=1&a=x&b=1&b=2", fields) == {"a": [1, "x"], "b": [1, 2]}


def test_digits_are_not_lost_on_the_way_to_the_codec(voice: Any) -> None:
    body = voice._form.FormBody(None, {"a": ("number",), "b": ("json",)})
    request = voice.runtime.Request("POST", "/", body=b"a=0.10000000000000000001&b=[1.10]")
    assert body.read(request) == b'{"a":0.10000000000000000001,"b":[1.10]}'


@pytest.mark.parametrize(
    ("form", "charset"),
    [
        (b"a=%E5&b=\xe5", "iso-8859-1"),
        (b"a=%93%FA&b=\x93\xfa", "shift_jis"),
        (b"a=%C3%A5&b=\xc3\xa5", "utf-8"),
        (b"\xef\xbb\xbfa=%C3%A5&b=\xc3\xa5", ""),
    ],
)
def test_escapes_are_bytes_in_the_charset_of_the_request(
    read: Read, form: bytes, charset: str
) -> None:
    told = f"application/x-www-form-urlencoded; charset={charset}"
    value = "日" if charset == "shift_jis" else "å"
    assert read(form, content_type=told) == {"a": value, "b": value}


@pytest.mark.parametrize("form", [b"a=\xff", b"a=%FF", b"%ff=a"])
def test_what_is_not_in_its_charset_is_refused(voice: Any, read: Read, form: bytes) -> None:
    with pytest.raises(voice.runtime.ProblemError) as refused:
        read(form)
    assert refused.value.response.status == 400


def test_the_number_of_fields_is_bounded(voice: Any, read: Read) -> None:
    assert len(read(b"&".join(b"a%d=1" % number for number in range(1000)))) == 1000
    with pytest.raises(voice.runtime.ProblemError) as refused:
        read(b"&" * 1000)
    assert refused.value.response.status == 413


def test_fields_of_which_nothing_is_said_are_lists_of_texts(voice: Any) -> None:
    body = voice.runtime.FieldsBody()
    request = voice.runtime.Request("POST", "/", body=b"a=1&b=&a=2")
    assert body.decode(body.read(request)) == {"a": ["1", "2"], "b": [""]}


def test_a_reply_is_written_as_a_form(voice: Any) -> None:
    reply = voice.runtime.FormReply(voice.runtime.Codec(dict[str, Any]))
    value = {
        "text": "å & b",
        "flag": True,
        "none": None,
        "count": 7,
        "rate": 1.5,
        "tags": ["a", "b"],
        "empty": [],
        "deep": {"a": [1]},
    }
    response = reply.encode(value, 201)
    assert (response.status, response.body) == (
        201,
        b"text=%C3%A5+%26+b&flag=true&none=&count=7&rate=1.5&tags=a&tags=b&deep=%7B%22a%22%3A%5B1%5D%7D",
    )
    assert response.headers == (("content-type", "application/x-www-form-urlencoded"),)


def test_a_form_is_made_of_an_object_alone(voice: Any) -> None:
    with pytest.raises(TypeError):
        voice.runtime.FormReply(voice.runtime.Codec(list[str])).encode(["a"], 200)


def test_fields_are_written_as_they_are(voice: Any) -> None:
    response = voice.runtime.FieldsReply().encode({"a": ["1", ""], "b": []}, 200)
    assert response.body == b"a=1&a="


def test_a_field_that_does_not_fit_is_told_by_its_pointer(voice: Any) -> None:
    body = voice.runtime.FormBody(voice.runtime.Codec(voice.models.Person), {"age": ("integer",)})
    request = voice.runtime.Request("POST", "/", body=b"name=a&name=b&age=SECRET")
    with pytest.raises(voice.runtime.UnfitError) as unfit:
        body.decode(body.read(request))
    told = [(one.pointer, one.detail) for one in unfit.value.misfits]
    assert [pointer for pointer, _ in told] == ["/name", "/age"]
    assert "SECRET" not in json.dumps(told)


FIELDS = Fields({"text": (), "list": ("array", "integer"), "one": ("boolean", "json", "null")})
ARRIVING: list[tuple[str, Any, bool]] = [
    ("text", "text", True),
    ("text", "1", True),
    ("text", 1, False),
    ("text", None, False),
    ("text", ["a"], False),
    ("text", ["a", "b"], True),
    ("undeclared", "text", True),
    ("list", [1], True),
    ("list", [1, 2], True),
    ("list", [1, "text"], True),
    ("list", [1, "2"], False),
    ("list", [], False),
    ("list", 1, False),
    ("list", [1.5], False),
    ("one", True, True),
    ("one", 1, False),
    ("one", None, True),
    ("one", {"a": [1]}, True),
    ("one", "text", True),
    ("one", "true", False),
    ("one", "[]", False),
    ("one", "", False),
]


@pytest.mark.parametrize(("name", "value", "expected"), ARRIVING)
def test_the_generator_knows_what_arrives(
    name: str, value: Any, voice: Any, read: Read, *, expected: bool
) -> None:
    found = read(voice._trials.as_form({name: value}), FIELDS.named)
    assert (json.dumps(found) == json.dumps({name: value})) is expected
    assert arrives(FIELDS, name, value) is expected
