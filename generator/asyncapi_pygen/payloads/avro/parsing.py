"""Avro schemas to types, with every rule of Avro 1.12 that a schema can break.

A name stands for the type that was defined under it before, in the order of the text; a ``$ref`` is
read as if its target stood there, the second time as the name of what it defines.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TypeGuard

from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.payloads.avro.defaults import misfit
from asyncapi_pygen.payloads.avro.logical import read_logical
from asyncapi_pygen.payloads.avro.types import (
    PRIMITIVES,
    About,
    Array,
    Definition,
    Enum,
    Field,
    Fixed,
    Map,
    Named,
    Parsed,
    Plain,
    Record,
    Type,
    Union,
)
from asyncapi_pygen.payloads.bodies import pin
from asyncapi_pygen.payloads.findings import Finding
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.source.pointers import join_pointer
from asyncapi_pygen.source.suggestions import nearest

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMPLEX: Final = ("array", "enum", "error", "fixed", "map", "record")
_DEEPEST: Final = 64
"""How many types may lie in one another."""

_INVALID: Final = Named("")
"""Stands for what could not be read, so that nothing else is said of it."""

_LARGEST_FIXED: Final = 2**31 - 1

_MEANT: Final[Mapping[str, str]] = {
    "bool": "boolean",
    "datetime": "long` with `logicalType: timestamp-millis",
    "date-time": "long` with `logicalType: timestamp-millis",
    "integer": "long",
    "number": "double",
    "object": "record",
    "str": "string",
    "timestamp": "long` with `logicalType: timestamp-millis",
}
"""What the type names of other languages are in Avro."""


Report: TypeAlias = Callable[[Finding], None]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the parser stands: the place, the namespace around it, and how deep it is."""

    place: str
    namespace: str = ""
    depth: int = 0

    def step(self, *tokens: str | int) -> "_Spot":
        place = self.place + join_pointer(map(str, tokens))
        return replace(self, place=place, depth=self.depth + 1)


def parse(schemas: Mapping[str, Schema], id_: str, report: Report | None = None) -> Parsed:
    """Parse the schema ``id_`` of ``schemas``; what is invalid is reported and means nothing."""
    parser = _Parser(schemas, report or _unheard)
    root = parser.type_(schemas[id_].body, _Spot(id_))
    return Parsed(root, parser.definitions)


def check_avro(schemas: Mapping[str, Schema], id_: str) -> list[Finding]:
    """Return what is wrong with the schema ``id_``, or has no effect in it."""
    found: list[Finding] = []
    parse(schemas, id_, found.append)
    return found


def _unheard(_: Finding) -> None:
    pass


class _Parser:
    def __init__(self, schemas: Mapping[str, Schema], report: Report) -> None:
        self.definitions: dict[str, Definition] = {}
        self._schemas = schemas
        self._report = report
        self._places: dict[str, str] = {}
        """The full names so far, with the places where their definitions begin."""
        self._names: dict[str, str] = {}
        """The other way round."""
        self._entered: list[str] = []
        """The targets of references that are being read."""

    def type_(self, body: Body, spot: _Spot) -> Type:
        """Read a schema wherever one may stand."""
        if spot.depth > _DEEPEST:
            return self._invalid("types are nested too deeply", spot)
        match body:
            case SchemaRef():
                return self._referred(body.id, spot)
            case str():
                return self._named(body, spot)
            case Mapping():
                return self._object(body, spot)
            case Sequence():
                return self._union(body, spot)
            case _:
                return self._invalid("a schema is a name, an object, or a list of schemas", spot)

    def _invalid(self, message: str, spot: _Spot, hint: str = "") -> Type:
        self._report(Finding("avro-invalid", message, spot.place, hint))
        return _INVALID

    def _ignored(self, message: str, spot: _Spot, severity: Severity | None = None) -> None:
        self._report(Finding("avro-ignored", message, spot.place, severity=severity))

    def _referred(self, id_: str, spot: _Spot) -> Type:
        if id_ in self._names:
            return Named(self._names[id_])
        if id_ in self._entered:
            return self._invalid("a reference leads back to itself with no named type", spot)
        self._entered.append(id_)
        found = self.type_(self._schemas[id_].body, replace(spot, place=id_))
        self._entered.pop()
        return found

    def _resolved(self, body: Body, spot: _Spot) -> tuple[Body, _Spot]:
        """Follow a reference where something else than a type stands, such as a field."""
        if isinstance(body, SchemaRef):
            return self._schemas[body.id].body, replace(spot, place=body.id)
        return body, spot

    def _named(self, name: str, spot: _Spot) -> Type:
        if name in PRIMITIVES:
            return Plain(PRIMITIVES[name])
        near = name if "." in name else _joined(spot.namespace, name)
        for full in (near, name):
            if full in self._places:
                return Named(full)
        if name in _MEANT:
            hint = f"in Avro it is called `{_MEANT[name]}`"
        else:
            hint = nearest(name, [*PRIMITIVES, *_COMPLEX, *self._places])
        hint = hint or "a named type is defined before it is used, or stands in a file: `$ref` it"
        return self._invalid(f"the type `{name}` is not known here", spot, hint)

    def _object(self, body: Mapping[str, Body], spot: _Spot) -> Type:
        kind = body.get("type")
        match kind:
            case None:
                return self._invalid("an object that describes a type has a `type`", spot)
            case "record" | "error" | "enum" | "fixed":
                return self._definition(body, spot)
            case "array":
                return Array(self._inner("items", body, spot))
            case "map":
                return Map(self._inner("values", body, spot))
            case str() if kind in PRIMITIVES:
                logical, why = read_logical(body, kind)
                if why:
                    self._ignored(f"{why}: it is read as `{kind}`", spot)
                return Plain(PRIMITIVES[kind], logical)
            case _:
                self._misplaced(body, spot)
                return self.type_(kind, spot.step("type"))

    def _inner(self, key: str, body: Mapping[str, Body], spot: _Spot) -> Type:
        if key not in body:
            return self._invalid(f"`{key}` is missing: what the {body['type']} holds", spot)
        return self.type_(body[key], spot.step(key))

    def _misplaced(self, body: Mapping[str, Body], spot: _Spot) -> None:
        if "logicalType" in body:
            self._ignored(
                "`logicalType` has no effect here: it stands beside the `type` that it is laid "
                "over, as in `type: {type: long, logicalType: timestamp-millis}`",
                spot,
            )

    def _union(self, body: Sequence[Body], spot: _Spot) -> Type:
        branches = [self.type_(one, spot.step(number)) for number, one in enumerate(body)]
        if not branches:
            return self._invalid("a union has at least one type", spot)
        seen: set[str] = set()
        for number, branch in enumerate(branches):
            label = label_of(branch)
            if isinstance(branch, Union):
                self._invalid("a union may not hold another union", spot.step(number))
            elif label in seen and branch is not _INVALID:
                self._invalid(f"the union holds `{label}` twice", spot.step(number))
            seen.add(label)
        return Union(tuple(branches))

    def _definition(self, body: Mapping[str, Body], spot: _Spot) -> Type:
        full = self._full_name(body, spot)
        if full is None:
            return _INVALID
        if full in self._places:
            if self._places[full] == spot.place:
                return Named(full)  # a reference leads here for the second time
            hint = "define it once and refer to it by its name"
            return self._invalid(f"the type `{full}` is defined twice", spot, hint)
        self._places[full], self._names[spot.place] = spot.place, full
        if body.get("aliases"):
            self._ignored(
                f"the aliases of `{full}` have no effect: data is read with this very schema",
                spot,
                Severity.NOTE,
            )
        about = About(full, spot.place, _doc(body), pin(body))
        inside = replace(spot, namespace=full.rpartition(".")[0])
        match body["type"]:
            case "enum":
                self.definitions[full] = self._enum(about, body, inside)
            case "fixed":
                self.definitions[full] = self._fixed(about, body, inside)
            case _:
                self._record(about, body, inside)
        return Named(full)

    def _full_name(self, body: Mapping[str, Body], spot: _Spot) -> str | None:
        """Return the full name of a definition, or report that it has none that is valid."""
        name, namespace = body.get("name"), body.get("namespace")
        if not isinstance(name, str):
            self._invalid(f"`name` is missing: what the {body['type']} is called", spot)
            return None
        if "." not in name:
            name = _joined(namespace if isinstance(namespace, str) else spot.namespace, name)
        if not all(_NAME.fullmatch(part) for part in name.split(".")):
            self._invalid_name(name, spot.step("name"))
            return None
        if name in PRIMITIVES or name in _COMPLEX:
            self._invalid(f"`{name}` is the name of one of Avro's own types", spot.step("name"))
            return None
        return name

    def _invalid_name(self, name: str, spot: _Spot) -> None:
        self._invalid(
            f"the name `{name}` is not one that Avro allows",
            spot,
            "names are letters, digits and underscores",
        )

    def _record(self, about: About, body: Mapping[str, Body], spot: _Spot) -> None:
        # The name stands for the record within itself.
        self.definitions[about.name] = Record(about, ())
        listed, within = self._resolved(body.get("fields"), spot.step("fields"))
        if not _is_list(listed):
            self._invalid(f"`fields` is missing: a list of the fields of `{about.name}`", spot)
            return
        fields: dict[str, Field] = {}
        for number, one in enumerate(listed):
            field = self._field(*self._resolved(one, within.step(number)))
            if field is not None and field.name in fields:
                self._invalid(f"the field `{field.name}` stands twice", within.step(number))
            elif field is not None:
                fields[field.name] = field
        self.definitions[about.name] = Record(about, tuple(fields.values()))

    def _field(self, body: Body, spot: _Spot) -> Field | None:
        if not isinstance(body, Mapping):
            self._invalid("a field is an object with a `name` and a `type`", spot)
            return None
        name = body.get("name")
        if not isinstance(name, str):
            self._invalid("`name` is missing: what the field is called", spot)
            return None
        if _NAME.fullmatch(name) is None:
            self._invalid_name(name, spot.step("name"))
        if "type" not in body:
            self._invalid(f"`type` is missing: what the field `{name}` holds", spot)
            return None
        self._misplaced(body, spot)
        type_ = self._field_type(body, spot)
        if "default" in body:
            why = misfit(type_, plain(body["default"]), self.definitions)
            if why:
                self._invalid(f"the default of `{name}` {why}", spot.step("default"))
        return Field(
            name=name,
            place=spot.place,
            type=type_,
            doc=_doc(body),
            pin=pin(body),
            has_default="default" in body,
            default=plain(body.get("default")),
        )

    def _field_type(self, body: Mapping[str, Body], spot: _Spot) -> Type:
        """Read the type of a field, and help whoever wrote the type's own attributes beside it."""
        if body["type"] in _COMPLEX:
            return self._invalid(
                f"the type of a field is written in an object of its own: `type: {{type: "
                f"{body['type']}, …}}`",
                spot.step("type"),
            )
        return self.type_(body["type"], spot.step("type"))

    def _enum(self, about: About, body: Mapping[str, Body], spot: _Spot) -> Enum:
        listed, within = self._resolved(body.get("symbols"), spot.step("symbols"))
        symbols: dict[str, None] = {}
        if not _is_list(listed) or not listed:
            self._invalid(f"`symbols` is missing: a list of the values of `{about.name}`", spot)
            listed = ()
        for number, one in enumerate(listed):
            at = within.step(number)
            if not isinstance(one, str):
                self._invalid("a symbol is text", at)
            elif _NAME.fullmatch(one) is None:
                self._invalid_name(one, at)
            elif one in symbols:
                self._invalid(f"the symbol `{one}` stands twice", at)
            else:
                symbols[one] = None
        if symbols and "default" in body and body["default"] not in symbols:
            self._invalid(f"the default of `{about.name}` is no symbol of it", spot.step("default"))
        return Enum(about, tuple(symbols))

    def _fixed(self, about: About, body: Mapping[str, Body], spot: _Spot) -> Fixed:
        size = body.get("size")
        if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= _LARGEST_FIXED:
            self._invalid(f"`size` is how many bytes `{about.name}` has", spot)
            size = 0
        logical, why = read_logical(body, "fixed", size)
        if why:
            self._ignored(f"{why}: it is read as bytes", spot)
        return Fixed(about, size, logical)


def label_of(type_: Type) -> str:
    """Return what Avro's JSON encoding calls a type in a union."""
    match type_:
        case Plain():
            return type_.primitive.value
        case Named():
            return type_.name
        case Array():
            return "array"
        case Map():
            return "map"
        case Union():
            return "union"


def _joined(namespace: str, name: str) -> str:
    return f"{namespace}.{name}" if namespace else name


def _doc(body: Mapping[str, Body]) -> str:
    doc = body.get("doc")
    return doc.strip() if isinstance(doc, str) else ""


def _is_list(body: Body) -> TypeGuard[Sequence[Body]]:
    return isinstance(body, Sequence) and not isinstance(body, str)
