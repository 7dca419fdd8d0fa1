"""What documents say of an enum beside its values: names, descriptions, and if others may come.

JSON Schema has no words for these, and a dozen extensions do. Read are those of OpenAPI Generator
(``x-enum-varnames``, ``x-enum-descriptions``), NSwag (``x-enumNames``, ``x-enumDescriptions``),
AutoRest (``x-ms-enum``), Fern (``x-fern-enum``), Zalando (``x-extensible-enum``) and Speakeasy
(``x-speakeasy-unknown-values``), our own ``x-open``, and a ``oneOf`` of constants with titles.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final, TypeGuard

from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.payloads.bodies import listed, mapped
from asyncapi_pygen.payloads.plan import Member, MemberValue

_NAMES: Final = ("x-enum-varnames", "x-enumNames", "x-enum-names")
_DESCRIPTIONS: Final = ("x-enum-descriptions", "x-enumDescriptions")
_SAID: Final = frozenset({*_NAMES, *_DESCRIPTIONS, "x-fern-enum", "x-ms-enum"})
"""Where something is said of single values of a list."""

_UNKNOWN_VALUES: Final = {"allow": True, "disallow": False}


def openness(body: Mapping[str, Body]) -> bool | None:
    """Return whether values that the enum does not list may come; ``None`` where nothing says."""
    extensible = body.get("x-extensible-enum")
    unknown = body.get("x-speakeasy-unknown-values")
    answers = (
        body.get("x-open"),
        True if listed(extensible) else extensible,
        mapped(body.get("x-ms-enum")).get("modelAsString"),
        _UNKNOWN_VALUES.get(unknown) if isinstance(unknown, str) else None,
    )
    return next((answer for answer in answers if isinstance(answer, bool)), None)


SOURCES: Final = frozenset({"anyOf", "enum", "oneOf", "x-extensible-enum"})
"""The keywords that may have the values of an enum."""


def members(body: Mapping[str, Body]) -> tuple[Member, ...]:
    """Return the values of an enum that are no objects and no lists, each with what is said of it.

    The values are those of ``enum``, of a union of constants, or of a list in
    ``x-extensible-enum``, which names values of a type without fixing them.
    """
    if SOURCES.isdisjoint(body):
        return ()
    distinct: dict[tuple[bool, MemberValue], Member] = {}
    for one in (*_of_constants(body), *_of_values(body)):
        distinct.setdefault((isinstance(one.value, bool), one.value), one)
    return tuple(distinct.values())


def miscounted(body: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    """Yield the keywords whose lists are of another length than that of the values, and say so."""
    count = len(listed(body.get("enum")))
    for keyword in (*_NAMES, *_DESCRIPTIONS) if count else ():
        texts = len(listed(body.get(keyword)))
        if texts and texts != count:
            yield keyword, f"`{keyword}` has {texts} texts for {count} values"


def _of_values(body: Mapping[str, Body]) -> Iterator[Member]:
    values = listed(body.get("enum")) or listed(body.get("x-extensible-enum"))
    if _SAID.isdisjoint(body):
        yield from (Member(value) for value in values if _is_scalar(value))
        return
    # Values that no literal can hold have no member, and count in lists of names all the same.
    for number, value in enumerate(values):
        if _is_scalar(value):
            yield Member(
                value,
                name=_first(_word(body.get(keyword), number, value) for keyword in _NAMES)
                or _first(_text(entry.get("name")) for entry in _entries(body, value)),
                description=_first(_word(body.get(one), number, value) for one in _DESCRIPTIONS)
                or _first(_text(entry.get("description")) for entry in _entries(body, value)),
            )


def _of_constants(body: Mapping[str, Body]) -> Iterator[Member]:
    """Yield the values of a union of nothing but constants."""
    branches = [mapped(one) for one in listed(body.get("oneOf")) or listed(body.get("anyOf"))]
    if "enum" not in body and all("const" in branch for branch in branches):
        for branch in branches:
            value, title = branch["const"], _text(branch.get("title"))
            if _is_scalar(value):
                yield Member(value, name=title, description=_text(branch.get("description")))


def _entries(body: Mapping[str, Body], value: MemberValue) -> Iterator[Mapping[str, Body]]:
    """Yield what AutoRest's list of values and Fern's map of them say of one."""
    for entry in listed(mapped(body.get("x-ms-enum")).get("values")):
        given = mapped(entry).get("value")
        if _is_scalar(given) and _key(given) == _key(value):
            yield mapped(entry)
    yield mapped(mapped(body.get("x-fern-enum")).get(_key(value)))


def _is_scalar(value: Body) -> TypeGuard[MemberValue]:
    return value is None or isinstance(value, str | int | float)


def _word(words: Body, number: int, value: MemberValue) -> str:
    """Return what a list says of the value with this number, or a map of the value."""
    texts = listed(words)
    if texts:
        return _text(texts[number]) if number < len(texts) else ""
    return _text(mapped(words).get(_key(value)))


def _key(value: MemberValue) -> str:
    """Return a value as the key of a map, which is text in JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _text(value: Body) -> str:
    return value.strip() if isinstance(value, str) else ""


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")
