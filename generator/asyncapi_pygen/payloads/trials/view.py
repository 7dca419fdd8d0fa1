"""What the models take, as JSON Schema: the plan with its marks given their meaning."""

import math
from collections import deque
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Final

from asyncapi_pygen.config import Formats
from asyncapi_pygen.ir.dialects import META_SCHEMAS, Dialect
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.lowered import (
    CHECK,
    FORMAT_MARK,
    INNER,
    NULL,
    OPEN_MARK,
    REST,
    SENT,
    TUPLE,
    branches,
)
from asyncapi_pygen.payloads.natives import NATIVE_MARK
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Entry, Lowered, Plan
from asyncapi_pygen.payloads.validators import Judge, Judges

_SAID: Final = frozenset({CHECK, FORMAT_MARK, INNER, NATIVE_MARK, OPEN_MARK, REST, SENT, TUPLE})

_DIALECT: Final[Mapping[str, Json]] = {"$schema": META_SCHEMAS[Dialect.DRAFT_2020_12]}

_RANGES: Final[Mapping[str, dict[str, Json]]] = {
    f"int{bits}": {"minimum": -(2 ** (bits - 1)), "maximum": 2 ** (bits - 1) - 1, "multipleOf": 1}
    for bits in (32, 64)
}
"""What formats of numbers assert, which validators of JSON Schema pass over."""


class View:
    """Says what the models of a plan take; references are to ``#/definitions/PLACE``."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._places = [*plan.entries]
        self._numbers = {place: str(number) for number, place in enumerate(self._places)}
        self._entries: dict[str, tuple[Json, list[str]]] = {}
        self._met: list[str] = []

    def judge(self, place: str) -> Judge | None:
        """Return what tells whether the models take a value of an entry, if anything can."""
        whole = partial(self.whole, {"$ref": place}, place)
        return self._judges.of(self._numbers[place], whole)

    @cached_property
    def _judges(self) -> Judges:
        entries = {number: self._entry(number)[0] for number in self._numbers.values()}
        return Judges(entries, _DIALECT, formats=True)

    def whole(
        self, schema: Lowered, place: str, *, constant: bool = False, deepest: float = math.inf
    ) -> dict[str, Json]:
        """Return a schema of the entry at ``place`` with the definitions that it leads to.

        Classes that lie in more than ``deepest`` others take any object.
        """
        self._met = []
        told = self.of(schema, place, constant=constant)
        needed: dict[str, Json] = {}
        waiting = deque((number, 0) for number in self._met)
        while waiting:
            number, outer = waiting.popleft()
            if number in needed:
                continue
            if self._is_class(number) and outer >= deepest:
                needed[number] = {"type": "object"}
                continue
            needed[number], met = self._entry(number)
            if self._is_class(number):
                waiting.extend((one, outer + 1) for one in met)
            else:  # what an alias leads to lies no deeper: it comes before what does
                waiting.extendleft((one, outer) for one in met)
        return {**_DIALECT, "allOf": [told], "definitions": needed}

    def _is_class(self, number: str) -> bool:
        entry = self._plan.entries[self._places[int(number)]]
        return isinstance(entry, ClassPlan) and not entry.record

    def of(self, schema: Lowered, place: str, *, constant: bool = False) -> Json:
        """Return what values a lowered schema of the entry at ``place`` takes."""
        if CHECK in schema:
            inner = schema[INNER]
            told = self.of(inner, place) if isinstance(inner, dict) else {}
            applies = SENT not in schema or place in self._plan.sent
            return {"allOf": [told, self._check(schema[CHECK])]} if applies else told
        if "$ref" in schema:
            number = self._numbers[str(schema["$ref"])]
            self._met.append(number)
            return {"$ref": f"#/definitions/{number}"}
        if "anyOf" in schema:
            return {"anyOf": [self.of(one, place) for one in branches(schema)]}
        if TUPLE in schema:
            return self._tuple(schema, place)
        if "enum" in schema or "const" in schema:
            return self._fixed(schema, place, constant=constant)
        said = {key: one for key, one in schema.items() if key not in _SAID}
        for keyword in ("items", "additionalProperties"):
            inner = said.get(keyword)
            if isinstance(inner, dict):
                said[keyword] = self.of(inner, place)
        if not self._plan.settings.assume_types:
            said.pop("format", None)  # by the letter, other texts are valid as well
        if self._plan.settings.formats is Formats.STRICT and FORMAT_MARK in schema:
            said["format"] = schema[FORMAT_MARK]
            said |= _RANGES.get(str(schema[FORMAT_MARK]), {})
        return said

    def _entry(self, number: str) -> tuple[Json, list[str]]:
        """Return what an entry takes, and the numbers of those that it refers to."""
        if number not in self._entries:
            self._met = []
            place = self._places[int(number)]
            told = self._described(self._plan.entries[place], place)
            self._entries[number] = (told, self._met)
        return self._entries[number]

    def _described(self, entry: Entry, place: str) -> Json:
        if isinstance(entry, AliasPlan):
            return self.of(entry.schema, place, constant="const" in entry.schema)
        if entry.record:
            return {}
        properties: dict[str, Json] = {}
        for one in entry.properties:
            own = self.of(one.schema, place, constant=one.constant)
            properties[one.wire] = {"anyOf": [own, NULL]} if one.nullable else own
        said: dict[str, Json] = {
            "type": "object",
            "properties": properties,
            "required": [one.wire for one in entry.properties if one.required],
        }
        sent = place in self._plan.sent
        if entry.extra is not None:
            said["additionalProperties"] = self.of(entry.extra, place)
        elif entry.closed and sent:
            said["additionalProperties"] = False
        checks = [entry.checks, entry.closing if sent else {}]
        return {"allOf": [said, *(self._check(one) for one in checks if one)]}

    def _check(self, check: Json) -> Json:
        """Return what a check asserts: formats only where all of them are asserted."""
        if self._plan.settings.formats is Formats.STRICT:
            return check
        return _without_formats(check)

    def _tuple(self, schema: Lowered, place: str) -> Json:
        first = schema[TUPLE]
        items = (
            [self.of(one, place) for one in first if isinstance(one, dict)]
            if isinstance(first, list)
            else []
        )
        said: dict[str, Json] = {"type": "array", "minItems": len(items)}
        if items:
            said["prefixItems"] = items
        rest = schema.get(REST)
        said["items"] = self.of(rest, place) if isinstance(rest, dict) else False
        return said

    def _fixed(self, schema: Lowered, place: str, *, constant: bool) -> Json:
        """Return the values, and where they are open whatever is of the type of some of them."""
        listed = schema.get("enum")
        values = listed if isinstance(listed, list) else [schema.get("const")]
        is_open = schema.get(OPEN_MARK, not constant and not self._is_closed(place))
        kinds = {type(value) for value in values}
        if is_open and str in kinds:
            return {"anyOf": [{"type": "string"}, {"enum": values}]}
        if is_open and kinds == {int}:
            return {"type": "integer"}
        return {"enum": values}

    def _is_closed(self, place: str) -> bool:
        entry = self._plan.entries.get(place)
        return (isinstance(entry, AliasPlan) and entry.closed) or place in self._plan.sent


def _without_formats(check: Json) -> Json:
    if isinstance(check, list):
        return [*map(_without_formats, check)]
    if not isinstance(check, dict):
        return check
    return {
        key: _without_formats(one)
        for key, one in check.items()
        if key != "format" or not isinstance(one, str)
    }


def class_at(plan: Plan, schema: Lowered) -> tuple[str, ClassPlan] | None:
    """Return the class that a lowered schema refers to, by whatever aliases."""
    seen: set[str] = set()
    while isinstance(place := schema.get("$ref"), str) and place not in seen:
        seen.add(place)
        entry = plan.entries[place]
        if isinstance(entry, ClassPlan):
            return None if entry.record else (place, entry)
        schema = entry.schema
    return None


def unfolded(plan: Plan, schema: Lowered) -> list[Lowered]:
    """Return the members of a union, aliases followed, or the schema alone."""
    found: list[Lowered] = []
    waiting = [schema]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop(0)
        place = one.get("$ref")
        inner = one.get(INNER)
        if isinstance(inner, dict):
            waiting.insert(0, inner)
        elif isinstance(place, str) and isinstance(alias := plan.entries[place], AliasPlan):
            if place not in seen:
                seen.add(place)
                waiting.insert(0, alias.schema)
        elif "anyOf" in one:
            waiting = [*branches(one), *waiting]
        else:
            found.append(one)
    return found
