"""Lowered schemas as values: unions, null, constants, and what they refer to."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.plan import Lowered

NULL: Final[Lowered] = {"type": "null"}

FORMAT_MARK: Final = "x-format"
"""Carries an advisory format through the plan: it becomes an annotation, not a type."""

OPEN_MARK: Final = "x-open"
"""Carries through the plan that an enum is open or closed, whoever sends it."""
CHECK: Final = "x-check"
"""Carries what no type says, as JSON Schema; a schema with it says what else holds in ``INNER``."""

INNER: Final = "x-schema"

SENT: Final = "x-sent"
"""Says of a check that it holds for what is sent alone."""

TUPLE: Final = "x-tuple"
"""Carries the schemas of the first items, of which none is missing; ``REST`` has all others'."""

REST: Final = "x-rest"

NEVER: Final[Lowered] = {CHECK: {"not": {}}, INNER: {}}
"""What no value fits."""


def branches(schema: Lowered) -> list[Lowered]:
    """Return the members of a union, or the schema alone."""
    inner = schema.get("anyOf")
    return [b for b in inner if isinstance(b, dict)] if isinstance(inner, list) else [schema]


def union_of(schemas: Iterable[Lowered]) -> Lowered:
    """Return the union; a branch that accepts anything makes it accept anything.

    Constants become one enum, which is how documents write enums whose values have titles.
    """
    flat = [branch for schema in schemas for branch in branches(schema)]
    if len(flat) == 1:
        return flat[0]
    merged = _constants_together([branch for branch in flat if branch != NEVER])
    distinct = list({_key(branch): branch for branch in merged}.values())
    if flat and not distinct:
        return NEVER
    if {} in distinct or not distinct:
        return {}
    return distinct[0] if len(distinct) == 1 else {"anyOf": [*distinct]}


def _constants_together(schemas: list[Lowered]) -> list[Lowered]:
    fixed = [schema for schema in schemas if "const" in schema or "enum" in schema]
    values = {_key(value): value for schema in fixed for value in _values(schema)}
    if not fixed or len(values) == 1:
        return schemas
    place = next(i for i, schema in enumerate(schemas) if schema is fixed[0])
    others = [schema for schema in schemas if "const" not in schema and "enum" not in schema]
    merged: Lowered = {"enum": [*values.values()]}
    told = [schema[OPEN_MARK] for schema in fixed if OPEN_MARK in schema]
    if told:
        # Of an open enum and a closed one, together any value may come.
        merged[OPEN_MARK] = any(told)
    return [*others[:place], merged, *others[place:]]


def _values(schema: Lowered) -> list[Json]:
    listed = schema.get("enum")
    return listed if isinstance(listed, list) else [schema["const"]]


def _key(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def or_null(schema: Lowered) -> Lowered:
    """Return the schema with ``null`` allowed beside it."""
    return union_of([schema, NULL])


def without_null(schema: Lowered) -> tuple[Lowered, bool]:
    """Take ``null`` out of a union, and tell whether it was there."""
    found = branches(schema)
    if len(found) == 1:
        return schema, False
    rest = [branch for branch in found if branch != NULL]
    return (union_of(rest), True) if 0 < len(rest) < len(found) else (schema, False)


def is_constant(schema: Lowered) -> bool:
    """Return whether the schema allows one value."""
    return "const" in schema


_INSIDE: Final = ("anyOf", "items", "additionalProperties", INNER, TUPLE, REST)
"""Where a lowered schema holds others."""


def references(schema: Json) -> Iterator[str]:
    """Yield the places that a lowered schema refers to, in order."""
    match schema:
        case {"$ref": str(place)}:
            yield place
        case dict():
            for keyword in _INSIDE:
                if keyword in schema:
                    yield from references(schema[keyword])
        case list():
            for branch in schema:
                yield from references(branch)
        case _:
            return


def redirected(schema: Lowered, target: Callable[[str], str]) -> Lowered:
    """Return the schema with each reference leading to what ``target`` says for its place."""
    if "$ref" in schema:
        return {"$ref": target(str(schema["$ref"]))}
    return _changed_inside(schema, lambda inner: redirected(inner, target))


def has_part(schema: Json) -> bool:
    """Return whether a check or a tuple is anywhere in a schema."""
    match schema:
        case dict():
            return (
                CHECK in schema
                or TUPLE in schema
                or any(has_part(schema.get(keyword)) for keyword in _INSIDE)
            )
        case list():
            return any(map(has_part, schema))
        case _:
            return False


def opened(schema: Lowered, places: frozenset[str]) -> Lowered:
    """Return the schema with every reference to one of ``places`` accepting anything."""
    if "$ref" in schema:
        return {} if schema["$ref"] in places else schema
    if "anyOf" in schema:
        return union_of(opened(branch, places) for branch in branches(schema))
    return _changed_inside(schema, lambda inner: opened(inner, places))


def _changed_inside(schema: Lowered, change: Callable[[Lowered], Lowered]) -> Lowered:
    """Return the schema with each of those that it holds changed."""

    def changed(keyword: str, inner: Json) -> Json:
        match inner:
            case dict() if keyword in _INSIDE:
                return change(inner)
            case list() if keyword in _INSIDE:
                return [change(one) for one in inner if isinstance(one, dict)]
            case _:
                return inner

    return {keyword: changed(keyword, inner) for keyword, inner in schema.items()}
