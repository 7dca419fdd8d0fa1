"""Schemas to a plan: plain draft-07 per property, objects hoisted to entries of their own.

Lowering only ever widens: whatever the schema accepts, the lowered form accepts. (One exception is
asked for: with ``assume_types``, a schema with ``properties`` and no ``type`` is taken for an
object.) What types cannot say becomes a check, and what a check cannot say either is reported once
per place (``schema-weakened``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from asyncapi_pygen.config import Formats
from asyncapi_pygen.ir.dialects import is_foreign
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.payloads import bodies, combine
from asyncapi_pygen.payloads.bodies import told, without
from asyncapi_pygen.payloads.combine import Merged, Together, exact_key
from asyncapi_pygen.payloads.dialects import normalised, remarks
from asyncapi_pygen.payloads.keywords import (
    ALL_TYPES,
    CHECKED_ALWAYS,
    DYNAMIC,
    TYPED_KEYWORDS,
    UNEVALUATED,
    UNIONS,
)
from asyncapi_pygen.payloads.lowered import NEVER, or_null, union_of
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.plan import AliasPlan, Declared, Entry, Lowered
from asyncapi_pygen.payloads.schemas.arrays import array
from asyncapi_pygen.payloads.schemas.families import Families
from asyncapi_pygen.payloads.schemas.losses import Losses
from asyncapi_pygen.payloads.schemas.objects import Objects
from asyncapi_pygen.payloads.schemas.prose import described
from asyncapi_pygen.payloads.schemas.scalars import NamedValues, Scalars
from asyncapi_pygen.payloads.schemas.spots import Spot
from asyncapi_pygen.payloads.schemas.unenforced import noted
from asyncapi_pygen.payloads.schemas.unions import Unions, base_of
from asyncapi_pygen.source.pointers import join_pointer

_DEEPEST: Final = 16
"""How many lists, maps and unions an annotation may hold inside one another."""


_RARE: Final = (
    DYNAMIC
    | UNEVALUATED
    | {*UNIONS, *CHECKED_ALWAYS, "allOf", "discriminator", "exclusiveMaximum", "exclusiveMinimum"}
)
"""The keywords without which a schema is what it is as a whole."""


def _scope(id_: str) -> str:
    """Return what tells a schema from another of its name: its channel, else its file."""
    file, _, pointer = id_.partition("#")
    match pointer.split("/"):
        case ["", "channels", channel, *_]:
            return channel.replace("~1", "/").replace("~0", "~")
        case _:
            return file.rpartition("/")[2].partition(".")[0]


class SchemaLowering:
    """Lowers the schemas that it is asked for, and all that they refer to, into ``entries``.

    References and inline objects wait in line, so that neither long chains nor deep nesting need
    the interpreter's stack.
    """

    def __init__(self, schemas: Mapping[str, Schema], making: Making) -> None:
        self.entries: dict[str, Entry] = {}
        self._schemas = schemas
        self._making = making
        self._hints: dict[str, str] = {}
        self._asked: dict[str, None] = {}
        self._named: list[str] = []
        self._parts: set[str] = set()
        self._normal: dict[str, Schema] = {}
        self._together: dict[str, Lowered] = {}
        self._losses = Losses(self._schema, making)
        self._families = Families(self._schema)
        self._scalars = Scalars(self._losses, making)
        self._objects = Objects(self.entries, self._type, self._losses, making)
        self._unions = Unions(schemas, self._type, self._families, tagged=self._assumes_types)

    @property
    def merged(self) -> frozenset[str]:
        """The ids of the schemas that are part of others: by an ``allOf``, or of a check."""
        return frozenset(self._parts | self._losses.taken)

    @property
    def named(self) -> Mapping[str, NamedValues]:
        """The values that have names, by the place of their enum."""
        return self._scalars.named

    @property
    def declared(self) -> Mapping[frozenset[str], Declared]:
        """What the document says of how to tell the members of its unions apart."""
        return self._unions.declared

    @property
    def _assumes_types(self) -> bool:
        return self._making.settings.assume_types

    def add_root(self, id_: str, hint: str) -> None:
        """Take in the schema of a message, called after ``hint`` if it has no name of its own."""
        self._hints[id_] = min(hint, self._hints.get(id_, hint))
        self._ask(id_)

    def run(self) -> None:
        """Lower all that was asked for."""
        while self._objects.fill_next() or self._name_next():
            pass
        if self._losses.unenforced:
            self.entries = noted(self.entries, self._losses.unenforced)

    def report_default(self, name: str, place: str) -> None:
        """Say that a property's default is one that a class cannot hold."""
        self._losses.default(name, place)

    def _ask(self, id_: str) -> None:
        if id_ not in self._asked:
            self._asked[id_] = None
            self._named.append(id_)

    def _name_next(self) -> bool:
        """Name a schema that waits; tell whether there was one."""
        if self._named:
            self._name(self._schema(self._named.pop()))
            return True
        return False

    def _name(self, schema: Schema) -> None:
        """Make an entry of ``schema``: a class of an object with properties, else an alias."""
        hint = self._hints.get(schema.id, schema.key)
        spot = Spot(schema.id, None, schema.key if schema.component else hint, _scope(schema.id))
        self.entries.pop(schema.id, None)  # an inline object that somebody also refers to
        family = self._families.of(schema.id) if self._assumes_types else None
        alias = AliasPlan(
            origin=spot.origin(schema.body, self._making.locate),
            schema={},
            description=described(schema.body, schema.key),
        )
        if family is None:
            lowered = self._type(schema.body, spot)
        else:
            self.entries[schema.id] = alias  # holds the place while the class of its own is made
            lowered = self._unions.members(schema, family, base_of(schema), spot)
            del self.entries[schema.id]
        if schema.id not in self.entries:
            self.entries[schema.id] = replace(alias, schema=lowered)

    def _type(self, body: Body, spot: Spot) -> Lowered:
        """Lower one schema; an object with properties becomes an entry and a reference to it."""
        if isinstance(body, SchemaRef):
            self._ask(body.id)
            return {"$ref": body.id}
        if body is False:
            return NEVER
        if not isinstance(body, Mapping):
            return {}
        if not isinstance(body, Together):
            return self._inline(body, spot)
        # Schemas that lead to one another are merged again and again: what they say together is
        # the same wherever that is, and a class of its own each time would have no end.
        key = exact_key(body)
        if key not in self._together:
            self._together[key] = self._inline(body, spot)
        return self._together[key]

    def _inline(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        if not self._assumes_types and is_foreign(body.get("$schema")):
            self._losses.foreign(spot)
            return {}
        if spot.depth > _DEEPEST:
            self._losses.too_deep(spot)
            return {}
        if body.get("nullable") is True:
            return or_null(self._type(without(body, {"nullable"}), spot))
        sole = bodies.sole_reference(body)
        if sole is not None and not self._families.inherits(spot.place, sole.id):
            return self._type(sole, spot)
        spot = spot.afresh()
        lowered = self._asserted(self._whole(body, spot), spot)
        return self._losses.beside(lowered, spot, self.entries)

    def _whole(self, body: Mapping[str, Body], spot: Spot) -> Mapping[str, Body]:
        """Return the schema with its ``allOf`` merged in, without what no type says."""
        if _RARE.isdisjoint(body):
            return body
        if not any(keyword in body for keyword in UNIONS) and self._families.untold(body):
            self._losses.weakened("discriminator", spot)
        body = self._evaluated(bodies.modern(body), spot)
        for keyword in DYNAMIC & body.keys():
            self._losses.weakened(keyword, spot)
        spot.lost.append(told(body, CHECKED_ALWAYS))
        return without(body, CHECKED_ALWAYS)

    def _evaluated(self, body: Mapping[str, Body], spot: Spot) -> Mapping[str, Body]:
        """Return the schema with its ``allOf`` merged in, and nothing of what it leaves open."""
        own = without(body, UNEVALUATED)
        parts = combine.flatten(own, self._part) if "allOf" in body else Merged(own, ())
        spot.lost.extend(parts.rest)
        said = told(body, UNEVALUATED)
        if not said and not parts.unevaluated:
            return parts.body
        closed = bodies.closed_by_evaluation({**parts.body, **said})
        if UNEVALUATED.isdisjoint(closed) and not parts.unevaluated:
            return closed
        # What arrives keeps the properties that nobody knows.
        closes = all(value is False for value in (*said.values(), *parts.unevaluated))
        (spot.closing if closes and "unevaluatedItems" not in body else spot.lost).append(body)
        return parts.body

    def _part(self, id_: str) -> Body:
        """Return the body of a schema that an ``allOf`` refers to; remember that it is taken."""
        self._parts.add(id_)
        return self._schema(id_).body

    def _schema(self, id_: str) -> Schema:
        """Return a schema in AsyncAPI's dialect; say once what gets lost on the way there."""
        if id_ not in self._normal:
            schema = self._schemas[id_]
            for remark in remarks(schema):
                at = self._making.locate(id_ + join_pointer(remark.place))
                self._making.diagnostics.report(remark.code, remark.message, at)
            self._normal[id_] = normalised(schema)
        return self._normal[id_]

    def _asserted(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        self._scalars.name_values(body, spot)
        for keyword, read in (("const", self._scalars.const), ("enum", self._scalars.enum)):
            if keyword in body:
                lowered = read(body, spot)
                rest = without(body, {keyword})
                return self._asserted(rest, spot) if lowered is None else lowered
        for keyword in UNIONS:
            if bodies.listed(body.get(keyword)):
                return self._unions.union(keyword, body, spot, self._asserted)
        return self._typed(body, spot)

    def _typed(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        types = self._types(body)
        if not types:
            strict = self._making.settings.formats is Formats.STRICT
            spot.lost.append(told(body, (*TYPED_KEYWORDS, *(["format"] if strict else []))))
        if len(types) > 1 and spot.place in self._schemas:
            return union_of([self._one_of_several(name, body, spot) for name in types])
        return union_of([self._single(name, body, spot) for name in types])

    def _one_of_several(self, type_: str, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower one type of a named schema: the name is the union's, and the class has another."""
        if type_ != "object":
            return self._single(type_, body, spot)
        own = spot.step("type", hint="object")
        return self._losses.beside(self._single(type_, body, own), own, self.entries)

    def _types(self, body: Mapping[str, Body]) -> Sequence[str]:
        """Return the types that a schema allows, empty if it says nothing about any."""
        if self._assumes_types or "type" in body:
            return bodies.types(body)
        return ALL_TYPES if any(keyword in body for keyword in TYPED_KEYWORDS) else ()

    def _single(self, type_: str, body: Mapping[str, Body], spot: Spot) -> Lowered:
        match type_:
            case "object":
                return self._objects.object(body, spot)
            case "array":
                bounds = self._scalars.constraints(type_, body, spot)
                return array(body, bounds, spot, self._type)
            case _:
                return self._scalars.scalar(type_, body, spot)
