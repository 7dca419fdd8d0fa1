"""A schema as all that speaks of its values: references followed, ``allOf`` taken apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from asyncapi_pygen.ir.dialects import Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.payloads.bodies import listed, mapped, modern
from asyncapi_pygen.payloads.combine import exact_key


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a schema: what ``tokens`` lead to from the one with the id ``schema``."""

    schema: str
    tokens: tuple[str, ...] = ()

    def below(self, *tokens: str) -> "Spot":
        """Return the spot that further tokens lead to."""
        return Spot(self.schema, (*self.tokens, *tokens))


Place: TypeAlias = tuple[Spot, ...]
"""The schemas that are said of one value; together they are one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the schemas that speak of a value, without its ``allOf``."""

    body: Mapping[str, Body]
    spot: Spot


class Book:
    """The schemas of one document, and how one gets from a place in them to another."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas
        self._views: dict[Place, View] = {}

    def view(self, place: Place) -> "View":
        """Return all that is said at a place."""
        if place not in self._views:
            self._views[place] = self._seen(place)
        return self._views[place]

    def place(self, spots: Sequence[Spot]) -> Place:
        """Return the place that some spots are, references followed, each once."""
        return tuple(dict.fromkeys(map(self._followed, spots)))

    def key(self, spot: Spot) -> str:
        """Return what the document calls what is at a spot."""
        *before, last = spot.tokens or (self.schemas[spot.schema].key,)
        return f"{before[-1]}/{last}" if before and last.isdigit() else last

    def is_nullable(self, part: Part) -> bool:
        """Return whether ``nullable`` says that null is a value: OpenAPI 3.0 has that keyword."""
        format_ = self.schemas[part.spot.schema].format
        return part.body.get("nullable") is True and dialect_read_as(format_) is Dialect.OPENAPI_3_0

    def at(self, spot: Spot) -> Body:
        """Return what is written at a spot."""
        body: Body = self.schemas[spot.schema].body
        for token in spot.tokens:
            body = mapped(body)[token] if isinstance(body, Mapping) else listed(body)[int(token)]
        return body

    def _followed(self, spot: Spot) -> Spot:
        seen: set[Spot] = set()
        body = self.at(spot)
        while isinstance(body, SchemaRef) and spot not in seen:
            seen.add(spot)
            spot = Spot(body.id)
            body = self.at(spot)
        return spot

    def _seen(self, place: Place) -> "View":
        parts: list[Part] = []
        is_false = False
        met: set[Spot] = set()
        waiting = [*reversed(place)]
        while waiting:
            spot = self._followed(waiting.pop())
            if spot in met:
                continue
            met.add(spot)
            body = self.at(spot)
            is_false = is_false or body is False
            # What is no schema at all says nothing that is known, and may change all the same.
            said = body if isinstance(body, Mapping | bool) else {"": body}
            own = {key: one for key, one in mapped(said).items() if key != "allOf"}
            parts.append(Part(modern(own), spot))
            inner = range(len(listed(mapped(body).get("allOf"))))
            waiting += [spot.below("allOf", str(number)) for number in reversed(inner)]
        return View(self, place, tuple(parts), is_false)


@dataclass(frozen=True)
class View:
    """All that is said of the values at a place; ``is_false`` where none is allowed at all."""

    book: Book
    place: Place
    parts: tuple[Part, ...]
    is_false: bool

    @property
    def spot(self) -> Spot:
        """Where it stands."""
        return self.place[0]

    @cached_property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.book.key(self.spot)

    @cached_property
    def keywords(self) -> frozenset[str]:
        """All keywords that are there."""
        return frozenset(keyword for part in self.parts for keyword in part.body)

    def values(self, keyword: str) -> list[Body]:
        """Return what the parts say by a keyword."""
        return [part.body[keyword] for part in self.parts if keyword in part.body]

    def where(self, *keywords: str) -> Spot:
        """Return where the first of some keywords stands, and the schema if none of them does."""
        found = (
            part.spot.below(keyword)
            for keyword in keywords
            for part in self.parts
            if keyword in part.body
        )
        return next(found, self.spot)

    def members(self, keyword: str) -> dict[str, tuple[Spot, ...]]:
        """Return the entries of a map of schemas by name, each with all that is said of it."""
        found: dict[str, tuple[Spot, ...]] = {}
        for part in self.parts:
            for name in mapped(part.body.get(keyword)):
                found[name] = (*found.get(name, ()), part.spot.below(keyword, name))
        return found

    def single(self, keyword: str) -> tuple[Spot, ...]:
        """Return the spots of a keyword whose value is a schema."""
        return tuple(
            part.spot.below(keyword)
            for part in self.parts
            if isinstance(part.body.get(keyword), Mapping | SchemaRef | bool)
        )

    def lists(self, keyword: str) -> Iterator[tuple[Spot, ...]]:
        """Yield the spots of the schemas in each list that a keyword has."""
        for part in self.parts:
            count = len(listed(part.body.get(keyword)))
            if count:
                yield tuple(part.spot.below(keyword, str(number)) for number in range(count))


def text(body: Body) -> str:
    """Return a text that differs where two values do, but for the order of names.

    References differ by what they lead to only as far as that has a name.
    """
    return exact_key(_named(body))


def _named(body: Body) -> Body:
    if isinstance(body, SchemaRef):
        return {"$ref": body.id.rpartition("/")[2]}
    if isinstance(body, Mapping):
        return {key: _named(value) for key, value in body.items()}
    if isinstance(body, Sequence) and not isinstance(body, str):
        return [_named(one) for one in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body
