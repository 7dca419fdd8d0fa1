"""Values for one property: such as its schema takes, up to its bounds, and such as it refuses."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.combine import distinct
from asyncapi_pygen.payloads.lowered import CHECK, FORMAT_MARK, NULL, TUPLE
from asyncapi_pygen.payloads.nulls import admits_null, nullable_aliases
from asyncapi_pygen.payloads.plan import ClassPlan, Lowered, Plan, Property
from asyncapi_pygen.payloads.samples import FORMATS, Sampler
from asyncapi_pygen.payloads.trials.changing import fields
from asyncapi_pygen.payloads.trials.view import View, class_at, unfolded
from asyncapi_pygen.payloads.validators import compiled

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_OTHER_TYPES: Final[Sequence[Json]] = ("text", 7, None, 1.5, {"other": 1}, True, [])
"""One value of each type, those first that a wrong type is likely to take."""

_ODD_ARRAYS: Final[Sequence[Json]] = (["no such value"], ["text", "text"], [1, 1])

_UNLISTED: Final[Sequence[Json]] = ("another value", 4711)

_BIG: Final = 2**53 + 1
"""An integer that a float does not hold."""

_MOST_FITS: Final = 6
_MOST_LISTED: Final = 40
_MOST_BEYOND: Final = 6
_MOST_OF_TYPES: Final = 3
_DEEPEST: Final = 12
_NEAR: Final = 3
"""How far into other classes a value is looked at by itself; as part of its event, it is whole."""

_LONGEST: Final = 2_000
"""Texts that must be longer than this are not made."""

_TEXTS: Final = {**FORMATS, "date-time": "2026-01-31T12:30:00.125Z"}


class Values:
    """Makes values of lowered schemas; what it makes is a guess that ``fits`` checks."""

    def __init__(self, plan: Plan, sampler: Sampler) -> None:
        self.plan = plan
        self._sampler = sampler
        self.view = View(plan)
        self._samples: dict[str, Mapping[str, Json]] = {}
        self._nullable = nullable_aliases(plan)
        self._alike: dict[tuple[str, str], str] = {}
        self._validators: dict[str, Validator | None] = {}
        self._misfits: dict[str, list[Json]] = {}
        self._unlisted: dict[str, Json] = {}

    def fits(self, one: Property, place: str, *given: Json) -> list[Json]:
        """Return some values that the property of the class at ``place`` takes.

        ``given`` are values that it is known to take. All values of an enum are among them that
        takes no others.
        """
        check = self._validator(one, place)
        made = [*self._made(one.schema, 0), *given, *([None] if one.nullable else [])]
        fitting = [v for v in distinct(made) if check is not None and check.is_valid(v)]
        return fitting[: _MOST_FITS if self.unlisted(one, place) is not None else _MOST_LISTED]

    def unlisted(self, one: Property, place: str) -> Json:
        """Return a value that an enum does not list and takes all the same, ``None`` if none is."""
        key = self._key(one, place)
        if key not in self._unlisted:
            self._unlisted[key] = self._found_unlisted(one, place)
        return self._unlisted[key]

    def _found_unlisted(self, one: Property, place: str) -> Json:
        members = unfolded(self.plan, one.schema)
        lists = [each["items"] for each in members if isinstance(each.get("items"), dict)]
        told = [self._has_enum(each) for each in (*members, *lists) if isinstance(each, dict)]
        check = self._validator(one, place) if any(told) else None
        if check is None:
            return None
        made: list[Json] = [*_UNLISTED, *([value] for value in _UNLISTED)]
        return next((value for value in made if check.is_valid(value)), None)

    def _has_enum(self, schema: Lowered) -> bool:
        return any("enum" in each for each in unfolded(self.plan, schema))

    def misfits(self, one: Property, place: str) -> list[Json]:
        """Return some values that it refuses: of other types, beyond bounds, around them too."""
        key = self._key(one, place)
        if key not in self._misfits:
            self._misfits[key] = self._found_misfits(one, place)
        return self._misfits[key]

    def _found_misfits(self, one: Property, place: str) -> list[Json]:
        check = self._validator(one, place)
        if check is None:
            return []
        beyond = [value for value in self._beyond(one.schema, 0) if not check.is_valid(value)]
        # Where the type takes null and a check does not, null stands for what is not there.
        is_absence = not one.required and admits_null(one.schema, self._nullable)
        told = [value for value in _OTHER_TYPES if not (is_absence and value is None)]
        others = [value for value in told if not check.is_valid(value)]
        return distinct([*distinct(beyond)[:_MOST_BEYOND], *others[:_MOST_OF_TYPES]])

    def one(self, schema: Lowered, depth: int = 0) -> Json:
        """Return a value of a schema, as small as it may be."""
        return next(self._made(schema, depth), None)

    def of_class(self, place: str, entry: ClassPlan, depth: int = 0) -> dict[str, Json]:
        """Return an object of a class with what is required, all fixed values, and its tag."""
        made = {
            one.wire: self._fitting(one, place, depth + 1)
            for one in entry.properties
            if one.required or one.constant
        }
        fixed = {one.wire for one in entry.properties if one.constant or "enum" in one.schema}
        for told in self.plan.declared.values():
            values = told.values.get(place)
            # What the schema fixes counts more than what it is called.
            if values and told.property not in fixed and made.get(told.property) not in values:
                made[told.property] = values[0]
        return made

    def _fitting(self, one: Property, place: str, depth: int) -> Json:
        """Return a value that the property takes; if none can be found, the first that was made."""
        check = self._validator(one, place)
        if check is None or depth > _NEAR:
            return self.one(one.schema, depth)
        made = chain(islice(self._made(one.schema, depth), _MOST_FITS), self._sampled(one, place))
        first = next(made, None)
        return next(filter(check.is_valid, chain([first], made)), first)

    def _sampled(self, one: Property, place: str) -> Iterator[Json]:
        """Yield what a sample of the class has there, which may be what its author wrote."""
        if place not in self._samples:
            known = place in self._sampler.originals.schemas
            self._samples[place] = fields(self._sampler.smallest(place) if known else None)
        found = self._samples[place]
        if one.wire in found:
            yield found[one.wire]

    def _validator(self, one: Property, place: str) -> "Validator | None":
        key = self._key(one, place)
        if key not in self._validators:
            schema = self.view.whole(one.schema, place, constant=one.constant, deepest=_NEAR)
            if one.nullable:
                own: Json = {"allOf": schema.pop("allOf")}
                schema["anyOf"] = [own, NULL]
            self._validators[key] = compiled(schema, formats=True)
        return self._validators[key]

    def _key(self, one: Property, place: str) -> str:
        """Return what is the same for properties that take the same values, whosever they are."""
        own = (place, one.wire)
        if own not in self._alike:
            is_sent = place in self.plan.sent
            said = (is_sent, one.schema, one.required, one.constant, one.nullable)
            self._alike[own] = json.dumps(said)
        return self._alike[own]

    def _made(self, schema: Lowered, depth: int) -> Iterator[Json]:
        if depth > _DEEPEST:
            return
        for one in unfolded(self.plan, schema):
            yield from self._of_member(one, depth)

    def _of_member(self, one: Lowered, depth: int) -> Iterator[Json]:
        found = class_at(self.plan, one)
        if found is not None:
            yield self.of_class(*found, depth)
        elif "const" in one:
            yield one["const"]
        elif isinstance(listed := one.get("enum"), list):
            yield from listed[:_MOST_LISTED]
        elif isinstance(first := one.get(TUPLE), list):
            yield [self.one(item, depth + 1) for item in first if isinstance(item, dict)]
        else:
            yield from self._of_type(one, depth)

    def _of_type(self, one: Lowered, depth: int) -> Iterator[Json]:
        match one.get("type"):
            case "string":
                yield from _texts(one)
            case "integer":
                yield from _numbers(one, _BIG)
            case "number":
                yield from _numbers(one, 0.5)
            case "boolean":
                yield True
            case "null":
                yield None
            case "array":
                yield from self._arrays(one, depth)
            case "object":
                inner = one.get("additionalProperties")
                values = self._made(inner, depth + 1) if isinstance(inner, dict) else iter([1])
                yield {"key": next(values, 1)}
            case _:
                yield {"any": [1, None]}
                yield "text"

    def _too_many(self, schema: Lowered) -> Iterator[Json]:
        """Yield maps with a member too many, or too few."""
        most, least = _bound_of(schema, "maxProperties"), _bound_of(schema, "minProperties")
        member = next(iter(_members(self.one(schema))), 1)
        if most is not None:
            yield {f"key{number}": member for number in range(most + 1)}
        if least:
            yield {f"key{number}": member for number in range(least - 1)}

    def _arrays(self, one: Lowered, depth: int) -> Iterator[Json]:
        items = one.get("items")
        least, most = one.get("minItems"), one.get("maxItems")
        count = least if isinstance(least, int) else 1
        values: list[Json] = [1, "text"]
        if isinstance(items, dict):
            values = [*self._made(items, depth + 1)]
        for value in values[:3]:
            yield [value] * max(count, 1)
        if values and isinstance(most, int) and most < _LONGEST:
            yield values[:1] * most
        yield []

    def _beyond(self, schema: Lowered, depth: int) -> Iterator[Json]:
        """Yield values just beyond the bounds, and arrays and maps of what does not fit in them."""
        yield from self._too_many(schema)
        check = schema.get(CHECK)
        if isinstance(check, dict):
            yield from _out_of_bounds(check)
        for one in unfolded(self.plan, schema):
            yield from _out_of_bounds(one)
            if one.get("type") == "array":
                yield from _ODD_ARRAYS
            if depth > 1:
                continue
            items, values = one.get("items"), one.get("additionalProperties")
            if isinstance(items, dict):
                yield from ([value] for value in [*self._beyond(items, depth + 1), *_OTHER_TYPES])
            if isinstance(values, dict):
                inner = [*self._beyond(values, depth + 1), *_OTHER_TYPES]
                yield from ({"key": value} for value in inner)
            first = one.get(TUPLE)
            if isinstance(first, list):
                made = [self.one(item, 1) for item in first if isinstance(item, dict)]
                yield made[:-1]
                yield from ([*made[:-1], value] for value in _OTHER_TYPES)


def _bound_of(schema: Lowered, name: str) -> int | None:
    """Return a bound that a schema, or a check beside it, sets."""
    check = schema.get(CHECK)
    told = check if isinstance(check, dict) else schema
    bound = told.get(name)
    return bound if isinstance(bound, int) and bound < _LONGEST else None


def _texts(one: Lowered) -> Iterator[Json]:
    text = _TEXTS.get(str(one.get("format", one.get(FORMAT_MARK, ""))), "text")
    least, most = one.get("minLength"), one.get("maxLength")
    if isinstance(least, int) and least < _LONGEST:
        text = text if len(text) >= least else (text * least)[:least]
        yield text
        yield "a" * least
    else:
        yield text
    if isinstance(most, int) and most < _LONGEST:
        yield "a" * most
    if "pattern" in one:
        yield from ("A", "0", "12", "a1", "A1b2C3", "+15550100", "https://example.com/a")


def _numbers(one: Lowered, usual: float) -> Iterator[Json]:
    step = one.get("multipleOf")
    near = (
        _near(one, "minimum", 0),
        _near(one, "maximum", 0),
        _near(one, "exclusiveMinimum", 1),
        _near(one, "exclusiveMaximum", -1),
    )
    told = [value for value in near if value is not None]
    if not told:
        yield usual
        yield 5
    yield from told
    if isinstance(step, int | float):
        yield from (step, step * 7, 0)
    if told or step is not None:
        yield from (1, 2, 3, 10)


def _near(one: Lowered, name: str, direction: int) -> float | None:
    """Return the number beside a bound, if there is that bound."""
    bound = one.get(name)
    return bound + direction if isinstance(bound, int | float) else None


def _out_of_bounds(one: Lowered) -> Iterator[Json]:
    yield from _other_numbers(one)
    yield from _other_lengths(one)
    if "pattern" in one:
        yield from ("", "~ ~", "text", "0", "A")
    if "format" in one:
        yield from ("no such text", "2026-13-41")
    if "const" in one or "enum" in one:
        yield "no such value"


def _other_numbers(one: Lowered) -> Iterator[Json]:
    for name, direction in (("minimum", -1), ("maximum", 1)):
        if (near := _near(one, name, direction)) is not None:
            yield near
    for name in ("exclusiveMinimum", "exclusiveMaximum"):
        if (near := _near(one, name, 0)) is not None:
            yield near
    step = one.get("multipleOf")
    if isinstance(step, int | float):
        yield from (step * 1.5, step * 7 + (1 if isinstance(step, int) else step / 3))


def _other_lengths(one: Lowered) -> Iterator[Json]:
    least, most = one.get("minLength"), one.get("maxLength")
    if isinstance(least, int) and 0 < least < _LONGEST:
        yield "a" * (least - 1)
    if isinstance(most, int) and most < _LONGEST:
        yield "a" * (most + 1)
    fewest, largest = one.get("minItems"), one.get("maxItems")
    if isinstance(fewest, int) and 0 < fewest < _LONGEST:
        yield _repeated("text", fewest - 1)
        yield _repeated(1, fewest - 1)
    if isinstance(largest, int) and largest < _LONGEST:
        yield _repeated("text", largest + 1)
        yield _repeated(1, largest + 1)


def _repeated(value: Json, times: int) -> Json:
    return [value] * times


def _members(value: Json) -> Sequence[Json]:
    return [*value.values()] if isinstance(value, dict) else []
