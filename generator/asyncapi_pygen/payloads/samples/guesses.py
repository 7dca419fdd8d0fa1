"""Values made from the keywords of schemas: guesses, which nobody has validated yet.

They are the same on every run: no clock, no randomness.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.ir.schema import DEFAULT_FORMAT, Body, Schema, SchemaRef
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads import combine
from asyncapi_pygen.payloads.bodies import (
    discriminator,
    format_of,
    is_annotation,
    listed,
    mapped,
    properties,
    required,
    types,
)
from asyncapi_pygen.payloads.dialects import normalised
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.payloads.schemas.families import Families

FORMATS: Final[Mapping[str, str]] = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:30:00Z",
    "duration": "PT1H30M",
    "email": "someone@example.com",
    "hostname": "example.com",
    "idn-email": "someone@example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "json-pointer": "/example",
    "time": "12:30:00Z",
    "uri": "https://example.com/",
    "uri-reference": "/example",
    "url": "https://example.com/",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
}
"""A text of each format."""

_LONGEST: Final = 10_000
"""Texts that must be longer than this are not made."""

_SIZE: Final = 200
"""From this many values on, optional parts are left out; so they are within their own schema."""

_MOST: Final = 5_000
"""A sample whose required parts are more than these is given up: nobody would read it."""

_WITHIN: Final = 4
"""A schema that has to lie in itself more often than this always has to."""

_DEEPEST: Final = 50
"""A value that needs more levels than this is one that never ends."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What was made of a named schema with all its optional parts, or with none of them.

    ``size`` is how many values it holds and ``height`` how many levels. It is the same wherever
    none of the schemas ``within`` is being made around it, and neither size nor depth run out.
    """

    value: Json
    size: int
    height: int
    within: frozenset[str]


class _EndlessError(Exception):
    """A value that needs itself as a part of it."""


class Guesses:
    """Makes values of the schemas of a document; what is the same in several is made once."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self.families = Families(self.schema)
        self.parts: dict[tuple[str, bool], _Part] = {}
        self._known: dict[tuple[str, int], Json] = {}

    def whole(self, id_: str) -> Json:
        """Return a value of a schema with its optional parts, while there are not too many."""
        return self._made(id_, _SIZE)

    def smallest(self, id_: str) -> Json:
        """Return a value with what a schema requires."""
        return self._made(id_, 0)

    def _made(self, id_: str, size: int) -> Json:
        key = (id_, size)
        if key not in self._known:
            try:
                self._known[key] = _Making(self, size).value(SchemaRef(id_))
            except _EndlessError:
                self._known[key] = None
        return self._known[key]

    def schema(self, id_: str) -> Schema:
        """Return a schema as it is read here."""
        schema = self._schemas[id_]
        # What is taken out of AsyncAPI's own dialect plays no part in a sample.
        return schema if schema.format == DEFAULT_FORMAT else normalised(schema)

    def body(self, id_: str) -> Body:
        """Return what a schema says, as it is read here."""
        return self.schema(id_).body


class _Making:
    """Makes one value, with optional parts until it holds ``size`` values."""

    def __init__(self, of: Guesses, size: int) -> None:
        self._guesses = of
        self._families = of.families
        self._parts = of.parts
        self._left = size
        self._open: list[str] = []
        self._depth = 0
        self._deepest = 0
        self._asked: set[str] = set()

    def value(self, body: Body) -> Json:
        """Return a value that ``body`` should accept; the caller validates it."""
        self._left -= 1
        self._deepest = max(self._deepest, self._depth)
        if self._depth >= _DEEPEST or self._left < -_MOST:
            return None
        self._depth += 1
        made = (
            self._referred(body.id) if isinstance(body, SchemaRef) else self._inline(mapped(body))
        )
        self._depth -= 1
        return made

    def _referred(self, id_: str) -> Json:
        """Make a value of a named schema, or take what was made of it before."""
        key = (id_, self._left <= 0)
        known = self._parts.get(key)
        if known is not None and self._is_same(known, self._left):
            self._left -= known.size
            self._deepest = max(self._deepest, self._depth + known.height)
            self._asked |= known.within
            return known.value
        left, deepest, asked = self._left, self._deepest, self._asked
        self._deepest, self._asked = self._depth, set()
        made = self._named(id_)
        height = self._deepest - self._depth
        part = _Part(made, left - self._left, height, frozenset(self._asked))
        if self._is_same(part, left):
            self._parts[key] = part
        self._deepest = max(self._deepest, deepest)
        self._asked |= asked
        return made

    def _is_same(self, part: _Part, left: int) -> bool:
        """Return whether a part, with so many values left for it, is here as it is anywhere."""
        after = left - part.size
        # With all its optional parts, or with none of them: nothing runs out on the way.
        is_enough = after > 0 or (left <= 0 and after >= -_MOST)
        is_flat = self._depth + part.height < _DEEPEST
        return is_enough and is_flat and part.within.isdisjoint(self._open)

    def _named(self, id_: str) -> Json:
        family = self._families.of(id_)
        heir, tags = next(one for one in family.tags.items() if one[1]) if family else ("", ())
        with self._within(id_):
            made = self.value(self._guesses.body(heir or id_))
        return made if family is None else _tagged(made, family.property, tags)

    @contextmanager
    def _within(self, name: str) -> Generator[None]:
        """Remember what is being made; a value that is endless is given up with all that it is in.

        Raises:
            _EndlessError: it is being made within itself, again and again.
        """
        if self._open.count(name) >= _WITHIN:
            raise _EndlessError
        self._asked.add(name)
        self._open.append(name)
        yield
        self._open.pop()

    def _alternative(self, body: Mapping[str, Body], keyword: str) -> Json:
        """Make a value of one branch of a union, with the tag that the document gives it."""
        branches = listed(body[keyword])
        beside = {k: v for k, v in body.items() if k != keyword and not is_annotation(k)}
        chosen = next((one for one in branches if not self._is_open(one)), branches[0])
        made = self.value({"allOf": [beside, chosen]} if beside else chosen)
        name, mapping = discriminator(body)
        if not name or not isinstance(chosen, SchemaRef):
            return made
        return _tagged(made, name, self._families.tags(chosen.id, name, mapping))

    def _inline(self, body: Mapping[str, Body]) -> Json:
        if isinstance(body, combine.Together):
            # Nothing refers to it by a name: it is known by what it says.
            with self._within(combine.exact_key(body)):
                return self._keywords(combine.flatten(body, self._guesses.body).body)
        if "allOf" in body:
            body = combine.flatten(body, self._guesses.body).body
        return self._keywords(body)

    def _keywords(self, body: Mapping[str, Body]) -> Json:
        for keyword in ("const", "default", "example"):
            if keyword in body:
                return plain(body[keyword])
        for keyword in ("examples", "enum"):
            values = listed(body.get(keyword))
            if values:
                return plain(values[0])
        for keyword in ("oneOf", "anyOf"):
            if listed(body.get(keyword)):
                return self._alternative(body, keyword)
        return self._typed(body)

    def _typed(self, body: Mapping[str, Body]) -> Json:
        match _first_type(body):
            case "object":
                return self._object(body)
            case "array":
                return self._array(body)
            case "string":
                return _string(body)
            case "integer":
                return int(_number(body, 1))
            case "number":
                return _number(body, 0.5)
            case "boolean":
                return True
            case _:
                return None

    def _object(self, body: Mapping[str, Body]) -> Json:
        needed = required(body)
        made: dict[str, Json] = {}
        for name, schema in properties(body).items():
            if name in needed or self._is_wanted(schema):
                made[name] = self.value(schema)
        for name in needed:
            made.setdefault(name, "text")
        return made

    def _array(self, body: Mapping[str, Body]) -> Json:
        items = body.get("items", {})
        first = listed(body.get("prefixItems")) or listed(items)
        if first:
            return [self.value(item) for item in first]
        least = body.get("minItems")
        count = least if isinstance(least, int) else 0
        if not count and self._is_wanted(items):
            count = 1
        return [self.value(items) for _ in range(min(count, _SIZE))]

    def _is_wanted(self, body: Body) -> bool:
        return self._left > 0 and not self._is_open(body)

    def _is_open(self, body: Body) -> bool:
        """Return whether a schema lies within itself here."""
        if not isinstance(body, SchemaRef):
            return False
        self._asked.add(body.id)
        return body.id in self._open


def _tagged(made: Json, name: str, tags: Sequence[str]) -> Json:
    if not isinstance(made, dict) or not tags or made.get(name) in tags:
        return made
    return {**made, name: tags[0]}


def _first_type(body: Mapping[str, Body]) -> str:
    names = [name for name in types(body) if name != "null"]
    return names[0] if names else ("null" if "null" in types(body) else "string")


def _string(body: Mapping[str, Body]) -> str:
    text = FORMATS.get(format_of(body), "text")
    least, most = body.get("minLength"), body.get("maxLength")
    if isinstance(least, int) and len(text) < least <= _LONGEST:
        text = (text * least)[:least]
    return text[:most] if isinstance(most, int) else text


def _number(body: Mapping[str, Body], usual: float) -> float:
    """Return a number within the bounds, and a multiple of what it should be one of."""
    step = _bound(body, "multipleOf") or usual
    low, high = _bound(body, "minimum"), _bound(body, "maximum")
    above, below = _bound(body, "exclusiveMinimum"), _bound(body, "exclusiveMaximum")
    start = above if above is not None else low
    end = below if below is not None else high
    if start is None:
        return usual if end is None or usual < end else end - step
    multiple = -(-start // step) * step
    return multiple + step if above is not None and multiple <= above else multiple


def _bound(body: Mapping[str, Body], keyword: str) -> float | None:
    value = body.get(keyword)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
