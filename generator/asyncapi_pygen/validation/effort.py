"""How much work it is to hold a value against a schema, known before somebody does it.

A JSON Schema library walks every branch of a union each time it comes by. Schemas that refer to
one another twice make it walk 2 to the power of their number, so that a few lines keep it busy for
ever. Counted with memory of what was counted before, the steps take time by the size of both alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from asyncapi_pygen.ir.values import Json

MOST_STEPS: Final = 200_000
"""What takes more steps than these is not begun."""

_MOST_KNOWN: Final = 200_000
"""Of how many parts of values is remembered what was counted."""

_DEEPEST: Final = 300
_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLES: Final = ("not", "if", "then", "else")
_BY_NAME: Final = ("properties", "dependencies", "dependentSchemas")
_PREFIX: Final = "#/definitions/"

_Keywords: TypeAlias = Mapping[str, Json]
_Judgements: TypeAlias = Iterator[tuple[Json, Json]]


class Effort:
    """Counts steps in schemas that refer to ``definitions``, by name, and to nothing else."""

    def __init__(self, definitions: Mapping[str, Json]) -> None:
        self._definitions = definitions
        self._known: dict[tuple[int, int], tuple[int, Json]] = {}

    def is_bearable(self, name: str, value: Json) -> bool:
        """Tell whether to judge ``value`` by a definition takes less than ``MOST_STEPS``."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        return self._steps(self._definitions[name], value, 0) < MOST_STEPS

    def _steps(self, schema: Json, value: Json, depth: int) -> int:
        if not isinstance(schema, dict):
            return 1
        mark = (id(schema), id(value))
        if mark in self._known:
            return self._known[mark][0]
        if depth > _DEEPEST:
            return MOST_STEPS
        # Until it is known: a schema that contains itself at one and the same value has no end.
        # Known by identity, which means something as long as the value lives: it is held.
        self._known[mark] = (MOST_STEPS, value)
        steps = 1
        for inner, part in self._parts(schema, value):
            steps += self._steps(inner, part, depth + 1)
            if steps >= MOST_STEPS:
                return MOST_STEPS
        self._known[mark] = (steps, value)
        return steps

    def _parts(self, schema: _Keywords, value: Json) -> _Judgements:
        """Yield what judges the value or a part of it, each with what it judges."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield self._definitions.get(reference.removeprefix(_PREFIX), True), value
        for keyword in _LISTS:
            for branch in _listed(schema.get(keyword)):
                yield branch, value
        for keyword in _SINGLES:
            yield schema.get(keyword, True), value
        if isinstance(value, dict):
            yield from _of_object(schema, value)
        elif isinstance(value, list):
            yield from _of_array(schema, value)


def _of_object(schema: _Keywords, value: dict[str, Json]) -> _Judgements:
    for keyword in _BY_NAME:
        named = _named(schema.get(keyword))
        for name in named.keys() & value.keys():
            yield named[name], value[name] if keyword == "properties" else value
    # Whether a pattern matches is not looked at: at worst they all do.
    every = [*_named(schema.get("patternProperties")).values(), schema.get("additionalProperties")]
    for inner in every:
        yield from _each(inner, value.values())


def _of_array(schema: _Keywords, value: list[Json]) -> _Judgements:
    items = schema.get("items")
    for tuple_ in (items, schema.get("prefixItems")):
        yield from zip(_listed(tuple_), value, strict=False)
    for inner in (items, schema.get("additionalItems"), schema.get("contains")):
        yield from _each(inner, value)


def _each(schema: Json, values: Iterable[Json]) -> _Judgements:
    if isinstance(schema, dict):
        yield from ((schema, value) for value in values)


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _named(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
