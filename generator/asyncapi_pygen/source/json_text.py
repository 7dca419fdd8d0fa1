"""Strict JSON (RFC 8259) with positions.

The standard library's parser says nothing about places, and keeps the last of two equal keys. This
one reads the same values; the test suite holds them against the library's.
"""

import json
import re
from typing import Final

from asyncapi_pygen.source.builder import Builder, Fault, RefusedError
from asyncapi_pygen.source.scalars import (
    NoJsonFormError,
    Scalar,
    decimal_integer,
    finite_float,
)

_TOKEN: Final = re.compile(
    r"""[ \t\n\r]*(?:
        (?P<mark>[{}\[\],:])
      | (?P<string>"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")
      | (?P<float>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+))
      | (?P<integer>-?(?:0|[1-9][0-9]*))
      | (?P<word>true|false|null)
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WORDS: Final[dict[str, Scalar]] = {"true": True, "false": False, "null": None}

# What may come next, each kind of token by one sign: an opening bracket by itself, a string by `"`,
# a number or a word by `0`, the end by `$`.
_VALUE: Final = '{["0'
_SIGN_OF_KIND: Final = {"string": '"', "float": "0", "integer": "0", "word": "0", "end": "$"}
_SAID: Final = {
    _VALUE: "a value",
    _VALUE + "]": "a value or `]`",
    '"}': "a key in double quotes or `}`",
    '"': "a key in double quotes",
    ":": "`:`",
    ",]": "`,` or `]`",
    ",}": "`,` or `}`",
    "$": "the end of the file",
}


def read_json(text: str, builder: Builder) -> None:
    """Read one JSON text into ``builder``.

    Raises:
        RefusedError: the text is not JSON, or is over a limit.
    """
    _Reading(text, builder).read()


class _Reading:
    """One text on its way from tokens to values."""

    def __init__(self, text: str, builder: Builder) -> None:
        self._text = text
        self._builder = builder

    def read(self) -> None:
        expected, position = _VALUE, 0
        while expected:
            match = _TOKEN.match(self._text, position)
            if match is None or match.lastgroup is None:
                raise RefusedError(self._fault(position, expected))
            kind = match.lastgroup
            sign = _SIGN_OF_KIND.get(kind) or match[kind]
            if sign not in expected:
                raise RefusedError(self._fault(position, expected))
            expected = self._take(kind, match[kind], match.start(kind))
            position = match.end()

    def _take(self, kind: str, token: str, offset: int) -> str:
        """Hand one token to the builder and return what may follow it."""
        builder = self._builder
        if kind == "mark":
            return self._take_mark(token, offset)
        if kind == "end":
            return ""
        is_key = builder.wants_key
        builder.add(self._scalar(kind, token, offset), offset, token)
        return ":" if is_key else self._after_value()

    def _take_mark(self, mark: str, offset: int) -> str:
        builder = self._builder
        if mark == "{":
            builder.open({}, offset)
            return '"}'
        if mark == "[":
            builder.open([], offset)
            return _VALUE + "]"
        if mark == ":":
            return _VALUE
        if mark == ",":
            return '"' if builder.container is dict else _VALUE
        builder.close()
        return self._after_value()

    def _after_value(self) -> str:
        container = self._builder.container
        if container is None:
            return "$"
        return ",}" if container is dict else ",]"

    def _scalar(self, kind: str, token: str, offset: int) -> Scalar:
        if kind == "string":
            return self._string(token, offset) if "\\" in token else token[1:-1]
        if kind == "word":
            return _WORDS[token]
        digits = self._builder.limits.integer_digits
        try:
            if kind == "integer":
                return decimal_integer(token, digits)
            return finite_float(token, digits)
        except NoJsonFormError as error:
            self._builder.fault("yaml-number", str(error), offset, hint="quote it to make it text")
            return None

    def _string(self, token: str, offset: int) -> str:
        try:
            value: str = json.loads(token)
        except ValueError:
            raise RefusedError(_json_fault("a string holds an unknown escape", offset)) from None
        if not value.isascii() and _SURROGATE.search(value):
            raise RefusedError(_json_fault("an escape `\\u` is half of a character", offset))
        return value

    def _fault(self, position: int, expected: str) -> Fault:
        space = _SPACE.match(self._text, position)
        offset = space.end() if space else position
        found = _excerpt(self._text, offset)
        return _json_fault(f"expected {_SAID[expected]}, found {found}", offset)


def _json_fault(meaning: str, offset: int) -> Fault:
    hint = "a file that is YAML is named .yaml"
    message = f"the text is not JSON: {meaning}"
    return Fault(code="json-syntax", message=message, offset=offset, hint=hint)


def _excerpt(text: str, offset: int) -> str:
    match = re.compile(r"\w{1,20}|.", re.DOTALL).match(text, offset)
    if match is None:
        return "the end of the file"
    word = match[0]
    return f"`{word}`" if word.isprintable() else f"U+{ord(word[0]):04X}"
