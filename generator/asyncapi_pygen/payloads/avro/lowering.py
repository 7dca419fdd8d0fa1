"""Avro types to entries of the plan: records are classes, enums and fixed types are aliases."""

from collections.abc import Mapping
from enum import Enum as PyEnum
from typing import Final

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.schema import Schema
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.avro.defaults import misfit
from asyncapi_pygen.payloads.avro.parsing import parse
from asyncapi_pygen.payloads.avro.types import (
    Array,
    Definition,
    Enum,
    Field,
    Fixed,
    Logical,
    Map,
    Named,
    Parsed,
    Plain,
    Primitive,
    Record,
    Type,
    Union,
)
from asyncapi_pygen.payloads.avro.written import content, written
from asyncapi_pygen.payloads.lowered import NULL, union_of, without_null
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.natives import Native, native
from asyncapi_pygen.payloads.plan import (
    AliasPlan,
    AvroPayload,
    ClassPlan,
    Entry,
    Lowered,
    Origin,
    Property,
)

_PRIMITIVES: Final[Mapping[Primitive, Lowered]] = {
    Primitive.NULL: NULL,
    Primitive.BOOLEAN: {"type": "boolean"},
    Primitive.INT: {"type": "integer"},
    Primitive.LONG: {"type": "integer"},
    Primitive.FLOAT: {"type": "number"},
    Primitive.DOUBLE: {"type": "number"},
    Primitive.BYTES: native(Native.BYTES),
    Primitive.STRING: {"type": "string"},
}

_LOGICAL: Final[Mapping[str, Native]] = {
    "date": Native.DATE,
    "decimal": Native.DECIMAL,
    "local-timestamp-micros": Native.DATETIME,
    "local-timestamp-millis": Native.DATETIME,
    "time-micros": Native.TIME,
    "time-millis": Native.TIME,
    "timestamp-micros": Native.DATETIME,
    "timestamp-millis": Native.DATETIME,
    "uuid": Native.UUID,
}


class _Unsaid(PyEnum):
    """The type of ``_UNSAID``: a default that Python code has no short form of."""

    UNSAID = "unsaid"


_UNSAID: Final = _Unsaid.UNSAID


class AvroLowering:
    """Lowers valid Avro payloads, and all the types that they define, into ``entries``.

    A type that several payloads define alike is one entry. ``payloads`` says of each root how its
    data is written.
    """

    def __init__(self, schemas: Mapping[str, Schema], making: Making) -> None:
        self.entries: dict[str, Entry] = {}
        self.payloads: dict[str, AvroPayload] = {}
        self._schemas = schemas
        self._locate = making.locate
        self._diagnostics = making.diagnostics
        self._roots: dict[str, str] = {}
        self._alike: dict[str, str] = {}

    def add_root(self, id_: str, hint: str) -> None:
        """Take in the schema of a message, called after ``hint`` if it has no name of its own."""
        self._roots[id_] = min(hint, self._roots.get(id_, hint))

    def run(self) -> None:
        """Lower all that was asked for."""
        for id_, hint in self._roots.items():
            parsed = parse(self._schemas, id_)
            self._lower(id_, hint, parsed)

    def report_default(self, name: str, place: str) -> None:
        """Say that a field's default is one that a class cannot hold."""
        self._diagnostics.report(
            "schema-weakened",
            f"the default of `{name}` is not set: Python code has to give the field",
            self._locate(place),
        )

    def _lower(self, id_: str, hint: str, parsed: Parsed) -> None:
        places = {
            name: self._alike.setdefault(content(parsed, name), definition.about.place)
            for name, definition in parsed.definitions.items()
        }
        entries = _Entries(parsed.definitions, places, self)
        for name, definition in parsed.definitions.items():
            place = definition.about.place
            if places[name] == place and place not in self.entries:
                self.entries[place] = entries.entry(definition, self._locate(place))
        if id_ not in self.entries:
            self.entries[id_] = self._alias(id_, hint, entries.lowered(parsed.root))
        self.payloads[id_] = AvroPayload(
            schema=written(parsed),
            records={
                name: places[name]
                for name, definition in parsed.definitions.items()
                if isinstance(definition, Record)
            },
        )

    def _alias(self, id_: str, hint: str, lowered: Lowered) -> AliasPlan:
        schema = self._schemas[id_]
        origin = Origin(
            place=id_,
            parent=None,
            hint=schema.key if schema.component else hint,
            scope="",
            pin="",
            at=self._locate(id_),
        )
        return AliasPlan(origin=origin, schema=lowered, description="")


class _Entries:
    """Makes the entries of one schema; ``places`` has that of each of its named types."""

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        places: Mapping[str, str],
        lowering: AvroLowering,
    ) -> None:
        self._definitions = definitions
        self._places = places
        self._lowering = lowering

    def entry(self, definition: Definition, at: Location) -> Entry:
        """Return the class of a record, the alias of anything else."""
        about = definition.about
        namespace, _, name = about.name.rpartition(".")
        origin = Origin(
            place=about.place, parent=None, hint=name, scope=namespace, pin=about.pin, at=at
        )
        match definition:
            case Record():
                return ClassPlan(
                    origin=origin,
                    properties=tuple(self._property(field) for field in definition.fields),
                    closed=True,
                    record=True,
                    description=about.doc,
                )
            case Enum():
                schema: Lowered = {"enum": [*definition.symbols]}
                return AliasPlan(origin=origin, schema=schema, description=about.doc)
            case Fixed():
                schema = _typed(definition.logical, native(Native.BYTES))
                return AliasPlan(origin=origin, schema=schema, description=about.doc)

    def lowered(self, type_: Type) -> Lowered:
        """Return the lowered schema of a type wherever it stands."""
        match type_:
            case Plain():
                return _typed(type_.logical, _PRIMITIVES[type_.primitive])
            case Array():
                return {"type": "array", "items": self.lowered(type_.items)}
            case Map():
                return {"type": "object", "additionalProperties": self.lowered(type_.values)}
            case Union():
                return union_of(self.lowered(branch) for branch in type_.branches)
            case Named():
                return {"$ref": self._places[type_.name]}

    def _property(self, field: Field) -> Property:
        lowered = self.lowered(field.type)
        inner, nullable = without_null(lowered)
        default = self._python(field.type, field.default) if field.has_default else _UNSAID
        said = not isinstance(default, _Unsaid)
        if field.has_default and not said:
            self._lowering.report_default(field.name, field.place)
        return Property(
            wire=field.name,
            schema=inner if said else lowered,
            required=not said,
            nullable=nullable and said,
            constant=False,
            has_default=said and default is not None,
            default=None if isinstance(default, _Unsaid) else default,
            pin=field.pin,
            description=field.doc,
        )

    def _python(self, type_: Type, default: Json) -> "Json | bytes | _Unsaid":
        """Return a default as Python says it; that of a union is of the first type that it fits."""
        match type_, default:
            case Plain(logical=None), _:
                return _literal(type_.primitive, default)
            case (Array(), []) | (Map(), {}):
                return [] if isinstance(type_, Array) else {}
            case Union(), _:
                found = (self._python(branch, default) for branch in type_.branches)
                return next((one for one in found if one is not _UNSAID), _UNSAID)
            case Named(), str():
                return self._of_named(self._definitions[type_.name], default)
            case _:
                return _UNSAID

    def _of_named(self, definition: Definition, default: str) -> "str | bytes | _Unsaid":
        match definition:
            case Enum() if default in definition.symbols:
                return default
            case Fixed(logical=None) if len(default) == definition.size:
                return default.encode("latin-1")
            case _:
                return _UNSAID


def _literal(primitive: Primitive, value: Json) -> "Json | bytes | _Unsaid":
    fits = not misfit(Plain(primitive), value, {})
    if fits and primitive is Primitive.BYTES and isinstance(value, str):
        return value.encode("latin-1")
    return value if fits else _UNSAID


def _typed(logical: Logical | None, below: Lowered) -> Lowered:
    """Return the type that a logical type has in Python, or without one that of the type below."""
    return below if logical is None else native(_LOGICAL[logical.name])
