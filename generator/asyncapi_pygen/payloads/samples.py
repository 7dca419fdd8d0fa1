"""One valid value of a schema: the document's own example, else one made from the keywords.

The made ones are the same on every run: no clock, no randomness.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.ir.api import Message
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
from asyncapi_pygen.payloads.original import Originals, definitions_of, plain
from asyncapi_pygen.payloads.schemas.families import Families
from asyncapi_pygen.validation.effort import Effort

if TYPE_CHECKING:
    from jsonschema_rs import Validator

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

_DEEPEST: Final = 50
"""A value that needs more levels than this is one that never ends."""


def sample(message: Message, originals: Originals, *, formats: bool = False) -> tuple[Json, bool]:
    """Return a valid payload of ``message`` and whether there is one.

    Without a schema any JSON is valid. The payload is valid whether or not formats are asserted,
    and one that is of its formats is preferred; with ``formats``, they are asserted.
    """
    if message.payload is None:
        given = [example.payload for example in message.examples if example.has_payload]
        return (given[0] if given else {}), True
    if not originals.schemas[message.payload].format.language.is_json_schema:
        return None, False
    payload = message.payload
    asserting = originals.asserting(payload)
    if formats:
        found = [*islice(_valid(message, payload, originals, (asserting,)), 1)]
        return (found[0], True) if found else (None, False)
    fallback: list[Json] = []
    for value in _valid(message, payload, originals, originals.reading(payload)):
        if asserting is not None and asserting.is_valid(value):
            return value, True
        fallback.append(value)
    return (fallback[0], True) if fallback else (None, False)


def _valid(
    message: Message, payload: str, originals: Originals, checks: Sequence["Validator | None"]
) -> Iterator[Json]:
    """Yield values that all checks find valid, the document's own first."""
    effort = Effort(definitions_of(originals.self_contained(payload)))
    name = originals.name(payload)
    given = [one.payload for one in message.examples if one.has_payload]
    made = (_Sampler(originals.schemas, size).value(SchemaRef(payload)) for size in (_SIZE, 0))
    for value in chain(given, made):
        if effort.is_bearable(name, value) and all(one and one.is_valid(value) for one in checks):
            yield value


def smallest(id_: str, originals: Originals) -> Json:
    """Return a value with what the schema ``id_`` requires; whether it is valid nobody looked."""
    return _Sampler(originals.schemas, 0).value(SchemaRef(id_))


class _Sampler:
    """Makes one value, with optional parts until it holds ``size`` values."""

    def __init__(self, schemas: Mapping[str, Schema], size: int) -> None:
        self._schemas = schemas
        self._families = Families(self._schema)
        self._left = size
        self._open: list[str] = []
        self._depth = 0

    def value(self, body: Body) -> Json:
        """Return a value that ``body`` should accept; the caller validates it."""
        self._left -= 1
        if self._depth >= _DEEPEST or self._left < -_MOST:
            return None
        self._depth += 1
        made = self._referred(body) if isinstance(body, SchemaRef) else self._inline(mapped(body))
        self._depth -= 1
        return made

    def _referred(self, reference: SchemaRef) -> Json:
        family = self._families.of(reference.id)
        id_, tags = next(one for one in family.tags.items() if one[1]) if family else ("", ())
        self._open.append(reference.id)
        made = self.value(self._body(id_ or reference.id))
        self._open.pop()
        return made if family is None else _tagged(made, family.property, tags)

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
        if "allOf" in body:
            body = combine.flatten(body, self._body).body
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

    def _body(self, id_: str) -> Body:
        return self._schema(id_).body

    def _schema(self, id_: str) -> Schema:
        schema = self._schemas[id_]
        # What is taken out of AsyncAPI's own dialect plays no part in a sample.
        return schema if schema.format == DEFAULT_FORMAT else normalised(schema)

    def _is_wanted(self, body: Body) -> bool:
        return self._left > 0 and not self._is_open(body)

    def _is_open(self, body: Body) -> bool:
        """Return whether a schema lies within itself here."""
        return isinstance(body, SchemaRef) and body.id in self._open


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
