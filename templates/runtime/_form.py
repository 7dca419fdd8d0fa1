"""Forms (``application/x-www-form-urlencoded``): their fields as JSON, and back."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Literal, TypeAlias, TypeVar, cast
from urllib.parse import parse_qsl, urlencode

from ._codec import Codec, JsonValue, from_json, to_json
from ._encodings import codec_of, decoded, not_text
from ._http import Request, Response, too_large

M = TypeVar("M")
R = TypeVar("R")

FormType: TypeAlias = Literal["array", "boolean", "integer", "json", "null", "number"]
"""What a field may be beside text; with ``array``, the others are of its items."""

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 1000
_INTEGER: Final = re.compile(r"(-?)0*([0-9]{1,4000})")
_NUMBER: Final = re.compile(r"(-?)0*([0-9]{1,4000}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")
_TRUE: Final = ("true", "1")
_FALSE: Final = ("false", "0")


def _no_types() -> dict[str, tuple[FormType, ...]]:
    return {}


@dataclass(frozen=True)
class FormBody(Generic[M]):
    """A form, as a value of the codec's type.

    Attributes:
        codec: The type.
        fields: What fields are that are not one text. A text that is not of its type
            stays one, and does not fit; so does a list where a name is repeated.
        others: What all other fields are.
        content_type: That of the body.

    """

    codec: Codec[M]
    fields: Mapping[str, tuple[FormType, ...]] = field(default_factory=_no_types)
    others: tuple[FormType, ...] = ()
    content_type: str = _FORM

    def read(self, request: Request, /) -> bytes:
        """Write the fields as JSON; raises ``ProblemError`` if it is no form."""
        gathered = _gathered(request, self.content_type)
        return _as_json(
            {
                name: _value(self.fields.get(name, self.others), texts)
                for name, texts in gathered.items()
            },
        )

    def decode(self, content: bytes, /) -> M:
        """Read fields that fit as they are; raises ``UnfitError`` else."""
        return self.codec.decode(content)


@dataclass(frozen=True)
class FieldsBody:
    """A form of which the document says nothing: all texts of each name."""

    content_type: str = _FORM

    def read(self, request: Request, /) -> bytes:
        """Write the fields as JSON; raises ``ProblemError`` if it is no form."""
        return to_json(_gathered(request, self.content_type))

    def decode(self, content: bytes, /) -> dict[str, list[str]]:
        """Read the fields."""
        return cast("dict[str, list[str]]", from_json(content))


@dataclass(frozen=True)
class FormReply(Generic[R]):
    """A form, from a value of the codec's type.

    An array is a field for each of its items, an object is JSON, ``None`` is blank.
    """

    codec: Codec[R]
    content_type: str = _FORM

    def encode(self, reply: R, status: int, /) -> Response:
        """Write the reply; raises an exception if it is of another type."""
        value = from_json(self.codec.encode(reply))
        if not isinstance(value, dict):
            message = "a form is made of an object"
            raise TypeError(message)
        return _form(
            status,
            self.content_type,
            [
                (name, _text(item))
                for name, one in value.items()
                for item in _items(one)
            ],
        )


@dataclass(frozen=True)
class FieldsReply:
    """A form of which the document says nothing: all texts of each name."""

    content_type: str = _FORM

    def encode(self, reply: Mapping[str, Sequence[str]], status: int, /) -> Response:
        """Write the fields."""
        pairs = [(name, text) for name, texts in reply.items() for text in texts]
        return _form(status, self.content_type, pairs)


def as_json(request: Request, content_type: str, objects: Collection[str]) -> bytes:
    """Write a form as JSON whose fields are texts, for what tells it from others.

    Args:
        request: The request.
        content_type: That of the document.
        objects: Fields that hold JSON; what is none stays a text.

    Raises:
        ProblemError: It is no form.

    """
    return _as_json(
        {
            name: _value(("json",) if name in objects else (), texts)
            for name, texts in _gathered(request, content_type).items()
        },
    )


def _gathered(request: Request, content_type: str) -> dict[str, list[str]]:
    """Read a form: the texts of each name, in order, blank ones too."""
    codec = codec_of(request, content_type)
    text = decoded(request.body, codec)
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            encoding=codec,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeError as error:
        raise not_text() from error
    except ValueError as error:
        detail = "The form has too many fields."
        raise too_large(detail) from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _value(types: Sequence[FormType], texts: Sequence[str]) -> str:
    """Write a field as JSON: a list where it is one, or where it is repeated."""
    items = [_item(types, text) for text in texts]
    is_list = "array" in types or len(items) > 1
    return f"[{','.join(items)}]" if is_list else items[0]


def _item(types: Sequence[FormType], text: str) -> str:
    """Write a text as JSON, as the first of the types that it is, else as a text."""
    if types:
        if "null" in types and not text:
            return "null"
        for type_, pattern in (("integer", _INTEGER), ("number", _NUMBER)):
            found = pattern.fullmatch(text) if type_ in types else None
            if found is not None:
                return found[1] + found[2]
        if "boolean" in types and text.lower() in (*_TRUE, *_FALSE):
            return "true" if text.lower() in _TRUE else "false"
        if "json" in types and _is_json(text):
            return text
    return _quoted(text)


def _is_json(text: str) -> bool:
    try:
        from_json(text.encode())
    except ValueError:
        return False
    return True


def _as_json(members: Mapping[str, str]) -> bytes:
    """Write an object of members that are JSON already, so that no digit is lost."""
    written = ",".join(f"{_quoted(name)}:{value}" for name, value in members.items())
    return f"{{{written}}}".encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _items(value: JsonValue) -> Sequence[JsonValue]:
    return value if isinstance(value, list) else [value]


def _text(value: JsonValue) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else to_json(value).decode()


def _form(
    status: int,
    content_type: str,
    pairs: Sequence[tuple[str, str]],
) -> Response:
    body = urlencode(pairs).encode()
    return Response(status, body, (("content-type", content_type),))
