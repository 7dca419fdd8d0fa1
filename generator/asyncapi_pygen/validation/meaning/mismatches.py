"""Faults of a value, told in the words of whoever wrote it: which part of it is wrong, and why."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.pointers import ABSENT, member
from asyncapi_pygen.source.suggestions import nearest
from asyncapi_pygen.validation.faults import Fault
from asyncapi_pygen.validation.vocabulary import (
    FORMATS,
    LIMITS,
    TYPES,
    listing,
    quoted,
    shortened,
    shown,
)

_MOST_LISTED: Final = 8
_FORMATS: Final[Mapping[str, str]] = {
    **FORMATS,
    "byte": "base64",
    "date": "a date such as `2026-01-31`",
    "date-time": "a date and time such as `2026-01-31T12:30:00Z`",
    "duration": "a duration such as `PT1H30M`",
    "hostname": "a host name",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "json-pointer": "a JSON pointer such as `/a/b`",
    "json-pointer-uri-fragment": "a JSON pointer in a URI such as `#/a/b`",
    "relative-json-pointer": "a relative JSON pointer such as `1/a`",
    "time": "a time such as `12:30:00Z`",
    "url": "the URL of a public host such as `https://example.com/path`",
    "uuid": "a UUID",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A fault in words. ``field`` is the key that may not be there, if the fault is one."""

    message: str
    hint: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatched:
    """A value with a fault in it.

    ``whole`` are the words for the whole value, such as "the example", ``owner`` those before the
    name of a field of it, such as "the example's". ``properties`` are the fields that the schema
    names where the fault is.
    """

    fault: Fault
    value: Json
    whole: str
    owner: str
    properties: tuple[str, ...] = ()

    @property
    def here(self) -> Json:
        """The part of the value that is at fault."""
        found = self.value
        for token in self.fault.pointer:
            inner = member(found, str(token))
            found = None if inner is ABSENT else inner
        return found

    @property
    def label(self) -> str:
        """The words for that part."""
        tokens = self.fault.pointer
        name = next((one for one in reversed(tokens) if isinstance(one, str)), None)
        named = self.whole if name is None else f"{self.owner} `{shortened(name)}`"
        last = tokens[-1] if tokens else ""
        return f"item {last + 1} of {named}" if isinstance(last, int) else named

    def must(self, what: str, hint: str = "") -> Mismatch:
        """Say of the value, or of the key if that is at fault, what it must be or do."""
        if self.fault.name is not None:
            return Mismatch(
                message=f"the key `{shortened(self.fault.name)}` of {self.label} must {what}",
                field=self.fault.name,
            )
        return Mismatch(message=f"{self.label} must {what}, but is {shown(self.here)}", hint=hint)


def describe(mismatched: Mismatched) -> Mismatch:
    """Say what is wrong with a value."""
    return _DESCRIBERS.get(mismatched.fault.keyword, _rest)(mismatched)


def _type(case: Mismatched) -> Mismatch:
    names = case.fault.wanted
    return case.must(f"be {listing([TYPES.get(name, name) for name in names])}", _type_hint(case))


def _type_hint(case: Mismatched) -> str:
    names, value = case.fault.wanted, case.here
    if value is None:
        return "where `null` may stand, `type` is a list with `'null'` in it"
    if isinstance(value, str) and "string" not in names and _reads_as(value, names):
        return "leave out the quotes"
    if isinstance(value, bool | int | float) and "string" in names:
        return "put it in quotes"
    return ""


def _reads_as(text: str, names: tuple[Any, ...]) -> bool:
    """Whether a text would be a value of one of the types if it were written without quotes."""
    try:
        value = json.loads(text)
    except ValueError:
        return False
    if isinstance(value, bool):
        return "boolean" in names
    return isinstance(value, int | float) and not {"integer", "number"}.isdisjoint(names)


def _choice(case: Mismatched) -> Mismatch:
    words = [json.dumps(one, ensure_ascii=False) for one in case.fault.wanted]
    texts = [str(one) for one in case.fault.wanted if isinstance(one, str)]
    words = texts if len(texts) == len(words) else words
    if len(words) > _MOST_LISTED:
        what = f"be one of the {len(words)} values of `enum`"
    else:
        what = f"be {listing(quoted([shortened(word) for word in words]))}"
    here = case.here
    return case.must(what, nearest(here, texts) if isinstance(here, str) else "")


def _missing(case: Mismatched) -> Mismatch:
    names = listing(quoted([shortened(name) for name in case.fault.wanted]))
    return Mismatch(message=f"{case.label} lacks the field {names}")


def _unexpected(case: Mismatched) -> Mismatch:
    name = case.fault.wanted[0]
    present = case.here if isinstance(case.here, dict) else {}
    free = [one for one in case.properties if one not in present]
    return Mismatch(
        message=f"{case.label} may not have the field `{shortened(name)}`",
        hint=nearest(name, free),
        field=name,
    )


def _pattern(case: Mismatched) -> Mismatch:
    return case.must(f"match the pattern `{shortened(case.fault.wanted[0])}`")


def _format(case: Mismatched) -> Mismatch:
    name = case.fault.wanted[0]
    return case.must(f"be {_FORMATS.get(name, f'of the format `{name}`')}")


def _limit(case: Mismatched) -> Mismatch:
    return case.must(LIMITS[case.fault.keyword].format(case.fault.wanted[0]))


def _sentence(words: str) -> Callable[[Mismatched], Mismatch]:
    return lambda case: Mismatch(message=f"{case.label} {words}")


def _rest(case: Mismatched) -> Mismatch:
    """Pass on what the library says: the verdict is never kept silent."""
    return Mismatch(message=f"{case.label} does not fit: {shortened(case.fault.text, 160)}")


_DESCRIBERS: Final[Mapping[str, Callable[[Mismatched], Mismatch]]] = {
    "additionalItems": _sentence("has more items than its schema allows"),
    "additionalProperties": _unexpected,
    "const": _choice,
    "contains": _sentence("has no item that fits `contains`"),
    "enum": _choice,
    "falseSchema": _sentence("is excluded: nothing fits the schema `false`"),
    "forbidden": _unexpected,
    "format": _format,
    "not": _sentence("fits what the schema excludes with `not`"),
    "oneOf": _sentence("fits more than one of the schemas of `oneOf`"),
    "pattern": _pattern,
    "required": _missing,
    "type": _type,
    "uniqueItems": _sentence("has an item twice"),
    **dict.fromkeys(LIMITS, _limit),
}
