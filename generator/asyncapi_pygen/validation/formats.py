"""The ``format`` keyword as the official parser asserts it.

That parser asks ``ajv-formats`` 2, which differs from the RFCs here and there: a time needs no
offset, an e-mail address needs a domain of two labels, and internationalised forms are not looked
at. A document must not be refused for what that parser lets through, hence its reading is taken
where the JSON Schema library has another one. Formats that are not named here assert nothing.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, TypeAlias

from asyncapi_pygen.validation.ecma_regex import regex_fault

Format: TypeAlias = Callable[[str], bool]

BUILT_IN: Final = frozenset({"ipv6", "json-pointer", "relative-json-pointer"})
"""The formats that the JSON Schema library reads as ``ajv-formats`` does."""

NUMBERS: Final[Mapping[str, tuple[int, int] | None]] = {
    "int32": (-(2**31), 2**31 - 1),
    # JavaScript rounds integers that are larger than 2^53, so that any passes.
    "int64": None,
}
"""The formats of numbers: they ask for an integer, of this range if there is one."""

_DATE: Final = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME: Final = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(\.[0-9]+)?"
    r"(z|[+-][0-9]{2}(:?[0-9]{2})?)?"
)
_LONGEST_JUDGED: Final = 2_000
_DATE_LENGTH: Final = len("2026-01-31")

# RFC 3986, appendix A, as far as it limits which characters stand where.
_ESCAPED: Final = "%[0-9a-f]{2}"
_PATH: Final = rf"(?:[a-z0-9._~!$&'()*+,;=:@/-]|{_ESCAPED})"
_SCHEME: Final = "[a-z][a-z0-9+.-]*:"
_BRACKETS: Final = (
    rf"//?(?:(?:[a-z0-9._~!$&'()*+,;=:-]|{_ESCAPED})*@)?"
    r"\[(?:(?P<ipv6>[0-9a-f:.]+)|v[0-9a-f]+\.[a-z0-9._~!$&'()*+,;=:-]+)\](?::[0-9]*)?"
)
_VARIABLE: Final = rf"(?:[a-z0-9_]|{_ESCAPED})+(?::[1-9][0-9]{{0,3}}|\*)?"
_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ATOM: Final = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
_WORD: Final = "[a-z0-9\u00a1-\uffff]+"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first asked for: a document uses few of all these formats."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _matches(pattern: str) -> Format:
    return lambda text: _compiled(pattern).fullmatch(text) is not None


def _short(pattern: str) -> Format:
    """Return the check of a pattern that takes time by the square of the text's length."""
    matches = _matches(pattern)
    return lambda text: len(text) > _LONGEST_JUDGED or matches(text)


def _uri(scheme: str, path: str) -> Format:
    tail = rf"(?:\?(?:{path}|\?)*)?(?:#(?:{path}|\?)*)?"
    some = "+" if scheme == _SCHEME else "*"
    pattern = rf"{scheme}(?:{path}{some}|{_BRACKETS}(?:/{path}*)?){tail}"

    def is_uri(text: str) -> bool:
        match = _compiled(pattern).fullmatch(text)
        return match is not None and (match["ipv6"] is None or _is_ipv6(match["ipv6"]))

    return is_uri


def _is_ipv6(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address

    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _is_time(text: str) -> bool:
    match = _compiled(_TIME).fullmatch(text)
    if match is None:
        return False
    clock = tuple(int(match[unit]) for unit in ("hour", "minute", "second"))
    hour, minute, second = clock
    return (hour < 24 and minute < 60 and second < 60) or clock == (23, 59, 60)  # noqa: PLR2004


def _is_date(text: str) -> bool:
    from calendar import monthrange

    match = re.fullmatch(_DATE, text)
    if match is None:
        return False
    year, month, day = (int(match[unit]) for unit in ("year", "month", "day"))
    # The calendar repeats every 400 years, and Python's has no year 0.
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000 + year % 400, month)[1]  # noqa: PLR2004


def _is_date_time(text: str) -> bool:
    date, separator = text[:_DATE_LENGTH], text[_DATE_LENGTH : _DATE_LENGTH + 1]
    return (
        (separator in {"t", "T"} or separator.isspace())
        and _is_date(date)
        and _is_time(text[_DATE_LENGTH + 1 :])
    )


_DURATION: Final = re.compile(
    "P(?!$)(?:(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
    "(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?|[0-9]+W)"
)


def _is_duration(text: str) -> bool:
    return _DURATION.fullmatch(text) is not None


_HOSTNAME: Final = _matches(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_LONGEST_HOSTNAME: Final = 253


def _is_hostname(text: str) -> bool:
    return len(text.removesuffix(".")) <= _LONGEST_HOSTNAME and _HOSTNAME(text)


_BASE64: Final = _matches("(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?")


def _is_base64(text: str) -> bool:
    return any(map(_BASE64, re.split("[\n\r\u2028\u2029]", text)))


def _is_regex(text: str) -> bool:
    return not re.search(r"[^\\]\\Z", text) and not regex_fault(text)


def _anything(_: str) -> bool:
    return True


TEXTS: Final[Mapping[str, Format]] = {
    "byte": _is_base64,
    "date": _is_date,
    "date-time": _is_date_time,
    "duration": _is_duration,
    "email": _short(
        rf"{_ATOM}(?:\.{_ATOM})*"
        "@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
    ),
    "hostname": _is_hostname,
    "ipv4": _matches(rf"(?:{_OCTET}\.){{3}}{_OCTET}"),
    "json-pointer-uri-fragment": _matches(
        rf"#(?:/(?:[a-z0-9_.!$&'()*+,;:=@-]|{_ESCAPED}|~[01])*)*"
    ),
    "regex": _is_regex,
    "time": _is_time,
    "uri": _uri(_SCHEME, _PATH),
    "uri-reference": _uri(f"(?:{_SCHEME})?", _PATH.replace("[a-z", '["a-z', 1)),
    "uri-template": _matches(
        rf"(?:[^\x00-\x20\"'<>%\\^`{{|}}]|{_ESCAPED}"
        rf"|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*"
    ),
    "url": _short(
        r"(?:https?|ftp)://(?:\S+(?::\S*)?@)?"
        r"(?:(?!(?:10|127)(?:\.[0-9]{1,3}){3})(?!(?:169\.254|192\.168)(?:\.[0-9]{1,3}){2})"
        r"(?!172\.(?:1[6-9]|2[0-9]|3[01])(?:\.[0-9]{1,3}){2})"
        r"(?:22[0-3]|2[01][0-9]|1[0-9]{2}|[1-9][0-9]?)"
        r"(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){2}"
        r"\.(?:25[0-4]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]?)"
        rf"|(?:{_WORD}-)*{_WORD}(?:\.(?:{_WORD}-)*{_WORD})*\.[a-z\u00a1-\uffff]{{2,}})"
        r"(?::[0-9]{2,5})?(?:/\S*)?"
    ),
    "uuid": _matches("(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"),
    # Asserted by the library alone.
    "idn-email": _anything,
    "idn-hostname": _anything,
    "iri": _anything,
    "iri-reference": _anything,
}
"""The formats of text that are read otherwise than the library does."""

ASSERTED: Final = BUILT_IN | TEXTS.keys()
"""The formats of text that assert something."""

IN_DOCUMENTS: Final[Mapping[str, Format]] = {**TEXTS, "regex": _anything}
"""The formats of the document's own fields. A pattern that is no regular expression is for a rule
to report: the official parser lets it through."""
