"""The formats of JSON Schema and OpenAPI, asserted: what a text or a number has to be.

Read to the letter of the standards that JSON Schema names. A format that is not here
asserts nothing.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TypeAlias

from ._ecma import is_regular_expression
from ._hostnames import is_hostname, is_idn_hostname

Matcher: TypeAlias = Callable[[str], bool]
Number: TypeAlias = int | float | Decimal

_DAYS = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
_DAY = 24 * 60  # in minutes
_MONTHS = 12
_LEAP_SECOND = "60"

_SECONDS = "[0-9]+S"
_MINUTES = f"[0-9]+M(?:{_SECONDS})?"
_TIMES = f"T(?:[0-9]+H(?:{_MINUTES})?|{_MINUTES}|{_SECONDS})"
_DATES = "(?:[0-9]+D|[0-9]+M(?:[0-9]+D)?|[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?)"

# RFC 3986, appendix A. The classes end in a hyphen, and take further characters before.
_ESCAPED = "%[0-9A-Fa-f]{2}"
_UNRESERVED = "A-Za-z0-9._~{other}-"
_DELIMITERS = "!$&'()*+,;="
_URI = (
    "(?:{scheme}:)?(?://{authority}(?:/{path}*)*|/(?:{path}+(?:/{path}*)*)?"
    "|{start}(?:/{path}*)*|)(?:\\?(?:{query}|[/?])*)?(?:#(?:{path}|[/?])*)?"
)
_FUTURE = r"[Vv][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+"
_UCS = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd"
    "\U00020000-\U0002fffd\U00030000-\U0003fffd\U00040000-\U0004fffd"
    "\U00050000-\U0005fffd\U00060000-\U0006fffd\U00070000-\U0007fffd"
    "\U00080000-\U0008fffd\U00090000-\U0009fffd\U000a0000-\U000afffd"
    "\U000b0000-\U000bfffd\U000c0000-\U000cfffd\U000d0000-\U000dfffd"
    "\U000e1000-\U000efffd"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"

_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{other}-]+"
_QUOTED = r'"(?:[ !#-\[\]-~{other}]|\\[ -~])*"'
_LOCAL = f"(?:{_ATOM}(?:\\.{_ATOM})*|{_QUOTED})"
_LABEL = "[A-Za-z0-9{other}](?:[A-Za-z0-9{other}-]*[A-Za-z0-9{other}])?"
_ADDRESS = f"(?P<local>{_LOCAL})@(?:{_LABEL}(?:\\.{_LABEL})*|\\[(?P<literal>.*)\\])"
_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 255

_POINTER = "(?:/(?:[^~/]|~[01])*)*"
_VARIABLE = f"(?:[A-Za-z0-9_]|{_ESCAPED})+"
_EXPRESSION = "{{[+#./;?&=,!@|]?{one}(?:,{one})*}}".format(
    one=rf"{_VARIABLE}(?:\.{_VARIABLE})*(?::[1-9][0-9]{{0,3}}|\*)?"
)
_LITERAL = '[^\\x00-\\x20"%<>\\\\^`{|}\\x7f-\\x9f\ud800-\udfff]'


def _matching(pattern: str) -> Matcher:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Tell whether the text is a ``full-date`` of RFC 3339."""
    match = _DAYS.fullmatch(text)
    if match is None:
        return False
    year, month, day = map(int, match.groups())
    # The calendar repeats every 400 years, and Python's has no year 0.
    return 1 <= month <= _MONTHS and 1 <= day <= monthrange(2000 + year % 400, month)[1]


def is_time(text: str) -> bool:
    """Tell whether the text is a ``full-time``; leap seconds end a day in UTC."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return False
    hour, minute, second, sign, hours, minutes = match.groups()
    if second != _LEAP_SECOND:
        return True
    offset = int(f"{sign}1") * (int(hours) * 60 + int(minutes)) if sign else 0
    return (int(hour) * 60 + int(minute) - offset) % _DAY == _DAY - 1


def is_date_time(text: str) -> bool:
    """Tell whether the text is a ``date-time`` of RFC 3339."""
    date, separator, time = text[:10], text[10:11], text[11:]
    return separator in {"T", "t"} and is_date(date) and is_time(time)


def is_ipv4(text: str) -> bool:
    """Tell whether the text is four decimal numbers without leading zeros."""
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return text.isascii()


def is_ipv6(text: str) -> bool:
    """Tell whether the text is an address of RFC 4291, without a zone."""
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return text.isascii() and "%" not in text


def _uri(*, scheme: str, other: str = "", private: str = "") -> Matcher:
    """Return a check of identifiers in which the ``other`` characters may stand."""
    letters = _UNRESERVED.format(other=other)
    first = f"(?:[{_DELIMITERS}@{letters}]|{_ESCAPED})"
    named = f"(?:[{_DELIMITERS}{letters}]|{_ESCAPED})"
    path = f"(?:[{_DELIMITERS}:@{letters}]|{_ESCAPED})"
    compiled = re.compile(
        _URI.format(
            scheme=scheme,
            authority=rf"(?:(?:{named}|:)*@)?"
            rf"(?:\[(?:(?P<ipv6>[0-9A-Fa-f:.]+)|{_FUTURE})\]|{named}*)(?::[0-9]*)?",
            path=path,
            query=f"(?:[{private}{_DELIMITERS}:@{letters}]|{_ESCAPED})",
            start=f"(?(scheme){path}+|{first}+)",
        )
    )

    def is_identifier(text: str) -> bool:
        match = compiled.fullmatch(text)
        return match is not None and (match["ipv6"] is None or is_ipv6(match["ipv6"]))

    return is_identifier


_SCHEME = "(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)"


def _absolute(reference: Matcher) -> Matcher:
    has_scheme = re.compile(f"{_SCHEME}:").match
    return lambda text: has_scheme(text) is not None and reference(text)


def _email(other: str) -> Matcher:
    compiled = re.compile(_ADDRESS.format(other=other))

    def is_address(text: str) -> bool:
        match = compiled.fullmatch(text)
        if match is None:
            return False
        local, _, domain = text.rpartition("@")
        short = len(local.encode("utf-8", "surrogatepass")) <= _LONGEST_LOCAL
        literal = match["literal"]
        return short and len(domain) <= _LONGEST_DOMAIN and _is_literal(literal)

    return is_address


def _is_literal(literal: str | None) -> bool:
    """Tell whether what stands in brackets behind the ``@`` is an address."""
    if literal is None:
        return True
    if literal[:5].upper() == "IPV6:":
        return is_ipv6(literal[5:])
    return is_ipv4(literal)


_uri_reference = _uri(scheme=_SCHEME)
_iri_reference = _uri(scheme=_SCHEME, other=_UCS, private=_PRIVATE)

TEXTS: Mapping[str, Matcher] = {
    "base64url": _matching("(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3}=*)?"),
    "byte": _matching("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
    "char": _matching("."),
    "date": is_date,
    "date-time": is_date_time,
    "duration": _matching(f"P(?:{_DATES}(?:{_TIMES})?|{_TIMES}|[0-9]+W)"),
    "email": _email(""),
    "hostname": is_hostname,
    "idn-email": _email("\x80-\U0010ffff"),
    "idn-hostname": is_idn_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "iri": _absolute(_iri_reference),
    "iri-reference": _iri_reference,
    "json-pointer": _matching(_POINTER),
    "regex": is_regular_expression,
    "relative-json-pointer": _matching(f"(?:0|[1-9][0-9]*)(?:#|{_POINTER})"),
    "time": is_time,
    "uri": _absolute(_uri_reference),
    "uri-reference": _uri_reference,
    "uri-template": _matching(f"(?:{_LITERAL}|{_ESCAPED}|{_EXPRESSION})*"),
    "uuid": _matching("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
}
"""The formats of texts, by name."""


def _integer(least: int, most: int) -> Callable[[Number], bool]:
    return lambda value: least <= value <= most and value == int(value)


def _up_to(most: float) -> Callable[[Number], bool]:
    return lambda value: -most <= value <= most


NUMBERS: Mapping[str, Callable[[Number], bool]] = {
    **{
        f"int{size}": _integer(-(2 ** (size - 1)), 2 ** (size - 1) - 1)
        for size in (8, 16, 32, 64)
    },
    **{f"uint{size}": _integer(0, 2**size - 1) for size in (8, 16, 32, 64)},
    "double": _up_to(float.fromhex("0x1.fffffffffffffp+1023")),
    "double-int": _integer(-(2**53) + 1, 2**53 - 1),
    "float": _up_to(float.fromhex("0x1.fffffep+127")),
}
"""The formats of numbers, by name: those that OpenAPI registers."""


def has_format(name: str, value: object) -> bool:
    """Tell whether a value is of a format; values of other types are of any."""
    if isinstance(value, str):
        return name not in TEXTS or TEXTS[name](value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return name not in NUMBERS or NUMBERS[name](value)
    return True


FORMATS: Mapping[str, Callable[[object], bool]] = {
    name: partial(has_format, name) for name in (*TEXTS, *NUMBERS)
}
"""All formats, as checks of any value."""
