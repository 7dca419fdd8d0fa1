"""Checks put where they belong: on the members of a union that they are about."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Final

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.keywords import CHECKED, CONSTRAINTS
from asyncapi_pygen.payloads.lowered import CHECK, INNER, NULL, SENT, branches, union_of
from asyncapi_pygen.payloads.plan import Lowered
from asyncapi_pygen.payloads.validators import compiled_check

_OBJECT: Final = frozenset({*CHECKED["object"], "additionalProperties", "properties", "required"})
_ARRAY: Final = frozenset({*CHECKED["array"], *CONSTRAINTS["array"], "items", "prefixItems"})
_NUMBER: Final = frozenset(CONSTRAINTS["number"])

_ABOUT: Final[Mapping[str, frozenset[str]]] = {
    "array": _ARRAY,
    "integer": _NUMBER,
    "number": _NUMBER,
    "object": _OBJECT,
    "string": frozenset(CONSTRAINTS["string"]),
}
"""The keywords that say something about values of one type alone."""

_SPECIFIC: Final = _OBJECT | _ARRAY | _NUMBER | _ABOUT["string"]


_TOGETHER: Final = (
    frozenset({"contains", "maxContains", "minContains"}),
    frozenset({"else", "if", "then"}),
    frozenset({"items", "prefixItems", "unevaluatedItems"}),
    frozenset({"additionalProperties", "patternProperties", "properties", "unevaluatedProperties"}),
)
"""Keywords that read one another where they stand in one schema."""

_READERS: Final = frozenset(
    {
        "additionalProperties",
        "else",
        "items",
        "maxContains",
        "minContains",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Those of them that mean something else beside others."""


def joined(checks: Iterable[Json]) -> Lowered:
    """Return one schema that says all of them."""
    merged: Lowered = {}
    others: list[Json] = []
    for check in checks:
        if check == {}:
            continue
        if isinstance(check, dict) and _are_one(merged, check):
            merged |= check
        elif isinstance(check, dict):
            others.append(check)
        elif check is False:
            return {"not": {}}
    return merged if not others else {"allOf": [merged, *others]}


def _are_one(first: Lowered, second: Lowered) -> bool:
    """Return whether two schemas can be one, without a keyword reading one that it did not."""
    shared = first.keys() & second.keys()
    return all(first[key] == second[key] for key in shared) and all(
        _adds_nothing(first.keys() & group, second.keys() & group) for group in _TOGETHER
    )


def _adds_nothing(first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    """Return whether the keywords of one schema say no more beside those of the other."""
    return any(
        less <= more and _READERS.isdisjoint(less)
        for less, more in ((first, second), (second, first))
    )


def relevant(check: Lowered, type_: str) -> Lowered:
    """Return the part of a check that is about values of a type."""
    known = _ABOUT.get(type_, frozenset())
    return {key: value for key, value in check.items() if key not in _SPECIFIC or key in known}


def checked(schema: Lowered, check: Lowered, *, sent: bool = False) -> Lowered:
    """Return the schema with a check: on each member that it is about, or on the whole union.

    With ``sent``, the check is one of what is sent alone.
    A member that is ``null`` stays as it is or goes: what the check says of it is known now.
    """
    if not check:
        return schema
    members = [one for one in branches(schema) if one != NULL]
    null = [NULL] if NULL in branches(schema) and _accepts_null(check) else []
    types = [one["type"] for one in members if isinstance(one.get("type"), str)]
    specific = len(members) == 1 or _SPECIFIC.issuperset(check)
    if len(types) == len(members) and specific:
        told = [relevant(check, str(type_)) for type_ in types]
        return union_of([*map(partial(_checked, sent=sent), members, told), *null])
    return union_of([_checked(union_of(members), check, sent=sent), *null])


def _checked(schema: Lowered, check: Lowered, *, sent: bool) -> Lowered:
    if not check:
        return schema
    if CHECK in schema and (SENT in schema) is sent:
        return {**schema, CHECK: joined([schema[CHECK], check])}
    return {CHECK: check, INNER: schema, **({SENT: True} if sent else {})}


def _accepts_null(check: Lowered) -> bool:
    telling = relevant(check, "null")
    validator = compiled_check(telling) if telling else None
    return validator is None or validator.is_valid(None)
