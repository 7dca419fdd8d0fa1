"""Plain text to JSON values by the core schema of YAML 1.2 (section 10.3), as far as JSON goes."""

import math
import re
from typing import Final, TypeAlias

Scalar: TypeAlias = "str | int | float | bool | None"

_WORDS: Final[dict[str, Scalar]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_FIRST: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

# Python refuses to convert more digits than 4300 unless it is told otherwise.
_MOST_DIGITS: Final = 4000

_STR: Final = "tag:yaml.org,2002:str"
OLD_SCALAR_TAGS: Final = frozenset({"tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp"})
"""Tags of YAML 1.1 alone, for scalars that JSON has as text."""
_TYPE_OF_TAG: Final[dict[str, type]] = {
    "tag:yaml.org,2002:null": type(None),
    "tag:yaml.org,2002:bool": bool,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
}


class NoJsonFormError(ValueError):
    """A number that JSON cannot hold, or that is longer than the limit; the text says which."""


class TagError(ValueError):
    """A tag that is not in the core schema, or that does not fit its text; the text says which."""


def plain_value(text: str, max_digits: int) -> Scalar:
    """Return the value of a plain scalar: ``yes``, ``12:30`` and ``2020-01-01`` are strings.

    ``0755`` is the integer 755, and only ``0o755`` is octal.

    Raises:
        NoJsonFormError: infinity, not-a-number, or more than ``max_digits`` digits.
    """
    if text[:1] in _FIRST:
        return _number(text, max_digits)
    return _WORDS.get(text, text)


def tagged_value(tag: str, text: str, max_digits: int) -> Scalar:
    """Return the value of a scalar with an explicit tag.

    Raises:
        NoJsonFormError: as for ``plain_value``.
        TagError: the tag is unknown, or the text is not of its type.
    """
    if tag == _STR or tag in OLD_SCALAR_TAGS:
        return text
    wanted = _TYPE_OF_TAG.get(tag)
    if wanted is None:
        message = f"the tag `{short_tag(tag)}` is not supported"
        raise TagError(message)
    value = plain_value(text, max_digits)
    if wanted is float and type(value) is int:
        return finite_float(text, max_digits)
    if type(value) is not wanted:
        message = f"`{text}` does not fit the tag `{short_tag(tag)}`"
        raise TagError(message)
    return value


def short_tag(tag: str) -> str:
    """Return a tag as an author writes it: ``!!str`` for ``tag:yaml.org,2002:str``."""
    return tag.replace("tag:yaml.org,2002:", "!!", 1)


def decimal_integer(text: str, max_digits: int) -> int:
    """Read decimal digits, with or without a sign.

    Raises:
        NoJsonFormError: there are more than ``max_digits``.
    """
    return _integer(text, 10, max_digits)


def finite_float(text: str, max_digits: int) -> float:
    """Read a decimal fraction.

    Raises:
        NoJsonFormError: it is too large for a double, or has more than ``max_digits`` characters.
    """
    _check_length(text, max_digits)
    value = float(text)
    if not math.isfinite(value):
        message = f"`{text}` is too large for a number"
        raise NoJsonFormError(message)
    return value


def _number(text: str, max_digits: int) -> Scalar:
    if _INTEGER.fullmatch(text):
        return _integer(text, 10, max_digits)
    if _FLOAT.fullmatch(text):
        return finite_float(text, max_digits)
    if _OCTAL.fullmatch(text):
        return _integer(text, 8, max_digits)
    if _HEXADECIMAL.fullmatch(text):
        return _integer(text, 16, max_digits)
    if _NOT_FINITE.fullmatch(text):
        message = f"`{text}` has no JSON form"
        raise NoJsonFormError(message)
    return text


def _integer(text: str, base: int, max_digits: int) -> int:
    _check_length(text, max_digits)
    return int(text, base)


def _check_length(text: str, max_digits: int) -> None:
    most = min(max_digits, _MOST_DIGITS)
    if len(text) > most:
        message = f"a number of {len(text)} characters is longer than {most} (`integer-digits`)"
        raise NoJsonFormError(message)
