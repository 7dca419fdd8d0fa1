"""A value beside its schema: what each has that the other does not know of.

Compared are types, fixed values, properties, items, bounds, patterns and formats; ``allOf`` as one
schema, and of ``oneOf`` and ``anyOf`` the branch that fits best. ``not``, ``if`` and what else
speaks of a value as a whole is not compared.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from asyncapi_pygen.drift.found import EACH, Claim, Difference, Found, Spot, What
from asyncapi_pygen.ir.dialects import Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import (
    discriminator,
    listed,
    mapped,
    properties,
    required,
    types,
    without,
)
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.payloads.schemas.families import Families
from asyncapi_pygen.payloads.validators import compiled

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_BOUNDS: Final = (
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
)
"""Keywords that one look at a value answers, whatever stands beside them."""

_UNIONS: Final = ("oneOf", "anyOf")

_WRONG_TAG: Final = 100
_WRONG: Final = 10
_UNKNOWN: Final = 1
"""What differences weigh where one of several schemas has to be chosen."""


_Place: TypeAlias = tuple[Body, Spot]
"""A schema and where it stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the schemas that all speak of a value, without its ``$ref`` and ``allOf``."""

    body: Mapping[str, Body]
    spot: Spot


@dataclass(slots=True)
class Comparison:
    """Compares values with the schemas of a document."""

    schemas: Mapping[str, Schema]
    _validators: "dict[tuple[str, tuple[str, ...]], Validator | None]" = field(init=False)
    _families: Families = field(init=False)

    def __post_init__(self) -> None:
        self._validators = {}
        self._families = Families(self.schemas.__getitem__)

    def of(self, id_: str, value: Json) -> Found:
        """Compare a value with the schema that has this id."""
        return self._value([(SchemaRef(id_), Spot((), id_))], value)

    def parts(self, id_: str) -> list[Part]:
        """Return all schemas that speak of the values of the one with this id."""
        return self._parts([(SchemaRef(id_), Spot((), id_))], set())

    def inside(self, body: Body, spot: Spot) -> list[Part]:
        """Return all schemas that speak of the values of a schema that is inside of one."""
        return self._parts([(body, spot)], set())

    def _value(self, bodies: Sequence[_Place], value: Json) -> Found:
        seen: set[str] = set()
        return self._compared(self._parts(bodies, seen), value, seen)

    def _parts(self, bodies: Sequence[_Place], seen: set[str]) -> list[Part]:
        """Follow ``$ref`` and ``allOf``, but none of ``seen``, to which is added what is met."""
        found: list[Part] = []
        waiting = [*reversed(bodies)]
        while waiting:
            body, spot = waiting.pop()
            if isinstance(body, SchemaRef):
                if body.id not in seen:
                    seen.add(body.id)
                    waiting.append((self.schemas[body.id].body, Spot(spot.place, body.id)))
                continue
            own = {key: one for key, one in mapped(body).items() if key != "allOf"}
            found.append(Part(own, spot))
            inner = [
                (one, spot.below("allOf", str(number)))
                for number, one in enumerate(listed(mapped(body).get("allOf")))
            ]
            waiting += reversed(inner)
        return found

    def _compared(self, parts: Sequence[Part], value: Json, seen: AbstractSet[str]) -> Found:
        """Compare a value with the parts; ``seen`` are the schemas that led to them."""
        for number, part in enumerate(parts):
            keyword = next((one for one in _UNIONS if listed(part.body.get(one))), None)
            if keyword is not None:
                rest = Part(without(part.body, (keyword,)), part.spot)
                others = [*parts[:number], rest, *parts[number + 1 :]]
                branches = self._branches(part, keyword, value)
                # What leads back to itself says nothing new of the value.
                new = [one for one in branches if not _leads_to(one, seen)]
                found = (self._with(others, branch, value, seen) for branch in new)
                best = min(found, key=lambda one: one.rank, default=None)
                return self._compared(others, value, seen) if best is None else best
        return self._plainly(parts, value)

    def _with(
        self, others: Sequence[Part], branch: _Place, value: Json, seen: AbstractSet[str]
    ) -> Found:
        known = {*seen}
        return self._compared([*others, *self._parts([branch], known)], value, known)

    def _branches(self, part: Part, keyword: str, value: Json) -> list[_Place]:
        """Return the branches of a union; one alone if the value names it by the discriminator."""
        found = [
            (one, part.spot.below(keyword, str(number)))
            for number, one in enumerate(listed(part.body[keyword]))
        ]
        name, mapping = discriminator(part.body)
        tag = value.get(name) if isinstance(value, dict) else None
        named = [
            branch
            for branch in found
            if isinstance(branch[0], SchemaRef)
            and tag in self._families.tags(branch[0].id, name, mapping)
        ]
        return named if name and len(named) == 1 else found

    def _plainly(self, parts: Sequence[Part], value: Json) -> Found:
        """Compare a value with schemas that are no unions."""
        found = Found()
        fits = [self._fits_type(part, value, found) for part in parts]
        found.is_other = not all(fits)
        if not found.is_other:
            for part in parts:
                _compare_values(part, value, found)
                self._compare_bounds(part, value, found)
            if isinstance(value, dict):
                self._compare_object(parts, value, found)
            elif isinstance(value, list):
                self._compare_array(parts, value, found)
        return found

    def _fits_type(self, part: Part, value: Json, found: Found) -> bool:
        allowed, own = types(part.body), type_of(value)
        if not allowed or own in allowed or (own == "integer" and "number" in allowed):
            return True
        if own == "number" and "integer" in allowed and float(str(value)).is_integer():
            return True
        if (
            own == "null"
            and part.body.get("nullable") is True
            and is_nullable(self.schemas, part.spot)
        ):
            return True
        found.differ(Difference(What.TYPE, part.spot, own, value), _WRONG)
        return False

    def _compare_bounds(self, part: Part, value: Json, found: Found) -> None:
        place = part.spot.schema, part.spot.tokens
        if place not in self._validators:
            bounds = {key: plain(part.body[key]) for key in _BOUNDS if key in part.body}
            self._validators[place] = compiled(bounds, formats=True) if bounds else None
        validator = self._validators[place]
        for error in validator.iter_errors(value) if validator is not None else ():
            keyword = str(error.schema_path[-1])
            found.differ(Difference(What.KEYWORD, part.spot, keyword, value), _UNKNOWN)

    def _compare_object(
        self, parts: Sequence[Part], value: Mapping[str, Json], found: Found
    ) -> None:
        for part in parts:
            claims = [Claim(part.spot, name) for name in properties(part.body)]
            found.declared |= dict.fromkeys(claims)
            found.met |= {claim for claim in claims if claim.name in value}
            for name in required(part.body):
                if name not in value:
                    found.differ(Difference(What.ABSENT, part.spot, name), _WRONG)
        for name, one in value.items():
            bodies = _bodies_of(parts, name)
            if bodies:
                found.add(self._value(bodies, one))
            else:
                _note_unknown(parts, name, one, found)

    def _compare_array(self, parts: Sequence[Part], value: Sequence[Json], found: Found) -> None:
        for number, item in enumerate(value):
            bodies = [body for part in parts for body in _item(part, number)]
            if bodies:
                found.add(self._value(bodies, item))


def is_nullable(schemas: Mapping[str, Schema], spot: Spot) -> bool:
    """Return whether the dialect of a schema says by ``nullable`` that null is a value."""
    return dialect_read_as(schemas[spot.schema].format) is Dialect.OPENAPI_3_0


def type_of(value: Json) -> str:
    """Return JSON Schema's name for the type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def as_text(value: Json) -> str:
    """Return a value as compact JSON, which tells ``1`` from ``true`` and ``"1"``."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def fixed_values(body: Mapping[str, Body]) -> list[str]:
    """Return the only values that a schema allows, as JSON; nothing if it does not list them."""
    values = [body["const"]] if "const" in body else listed(body.get("enum"))
    return [as_text(plain(value)) for value in values]


def _leads_to(place: _Place, seen: AbstractSet[str]) -> bool:
    return isinstance(place[0], SchemaRef) and place[0].id in seen


def _compare_values(part: Part, value: Json, found: Found) -> None:
    allowed = fixed_values(part.body)
    text = as_text(value)
    if len(allowed) > 1:
        claims = [Claim(part.spot, one, is_value=True) for one in allowed]
        found.declared |= dict.fromkeys(claims)
        found.met |= {claim for claim in claims if claim.name == text}
    if allowed and text not in allowed:
        misfit = _WRONG_TAG if len(allowed) == 1 else _WRONG
        found.differ(Difference(What.VALUE, part.spot, text, value), misfit)


def _bodies_of(parts: Sequence[Part], name: str) -> list[_Place]:
    """Return the schemas of a property: those of its name and pattern, else of all others."""
    named = [body for part in parts for body in _named(part, name)]
    return named or [
        (part.body["additionalProperties"], part.spot.below("additionalProperties", place=EACH))
        for part in parts
        if isinstance(part.body.get("additionalProperties"), Mapping | SchemaRef)
    ]


def _named(part: Part, name: str) -> Iterator[_Place]:
    if name in properties(part.body):
        yield properties(part.body)[name], part.spot.below("properties", name, place=name)
    for pattern, body in mapped(part.body.get("patternProperties")).items():
        if _matches(pattern, name):
            yield body, part.spot.below("patternProperties", pattern, place=EACH)


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:  # a pattern of ECMA-262 that Python does not read
        return False


def _note_unknown(parts: Sequence[Part], name: str, value: Json, found: Found) -> None:
    """Note a field of an object that the document describes; of any other, all are welcome."""
    describing = next((part for part in parts if properties(part.body)), None)
    if describing is not None:
        found.differ(Difference(What.FIELD, describing.spot, name, value), _UNKNOWN)


def _item(part: Part, number: int) -> Iterator[_Place]:
    """Yield the schema of an item: by its position, else that of all others."""
    for keyword in ("prefixItems", "items"):
        listed_first = listed(part.body.get(keyword))
        if number < len(listed_first):
            yield listed_first[number], part.spot.below(keyword, str(number), place=str(number))
            return
        if listed_first:
            break
    others = "items" if not listed(part.body.get("items")) else "additionalItems"
    if isinstance(part.body.get(others), Mapping | SchemaRef):
        yield part.body[others], part.spot.below(others, place=EACH)
