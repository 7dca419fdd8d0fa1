"""The schema that a package reads and writes with: self-contained, full names, nothing to spare."""

import json
from collections.abc import Mapping

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.avro.types import (
    About,
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
    Record,
    Type,
    Union,
)


def written(parsed: Parsed) -> Json:
    """Return the schema as JSON: each named type is defined where its name first stands.

    What changes no byte of the data is left out: documentation, aliases, defaults.
    """
    return _Writer(parsed.definitions).type_(parsed.root)


def content(parsed: Parsed, name: str) -> str:
    """Return all that a named type says and refers to: alike for alike types, wherever they are."""
    return json.dumps(_Writer(parsed.definitions, telling=True).type_(Named(name)))


class _Writer:
    """Writes types as JSON; a ``telling`` one also what Python says of them."""

    def __init__(self, definitions: Mapping[str, Definition], *, telling: bool = False) -> None:
        self._definitions = definitions
        self._telling = telling
        self._done: set[str] = set()
        self._around: list[str] = []

    def type_(self, type_: Type) -> Json:
        match type_:
            case Plain(logical=None):
                return type_.primitive.value
            case Plain():
                return {"type": type_.primitive.value, **_logical(type_.logical)}
            case Array():
                return {"type": "array", "items": self.type_(type_.items)}
            case Map():
                return {"type": "map", "values": self.type_(type_.values)}
            case Union():
                return [self.type_(branch) for branch in type_.branches]
            case Named():
                return self._named(type_.name)

    def _named(self, name: str) -> Json:
        definition = self._definitions[name]
        if name in self._done:
            return name
        self._done.add(name)
        match definition:
            case Enum():
                return {**self._head("enum", definition.about), "symbols": [*definition.symbols]}
            case Fixed():
                head = self._head("fixed", definition.about)
                return {**head, "size": definition.size, **_logical(definition.logical)}
            case Record():
                head = self._head("record", definition.about)
                self._around.append(name)
                fields: list[Json] = [self._field(field) for field in definition.fields]
                self._around.pop()
                return {**head, "fields": fields}

    def _head(self, kind: str, about: About) -> Mapping[str, Json]:
        """Return what all named types begin with; a name without a namespace inherits none."""
        inherits = "." not in about.name and any("." in name for name in self._around)
        namespace = {"namespace": ""} if inherits else {}
        return {"type": kind, "name": about.name, **namespace, **self._said(about)}

    def _field(self, field: Field) -> Json:
        default = {"default": field.default} if field.has_default and self._telling else {}
        return {
            "name": field.name,
            **self._said(field),
            "type": self.type_(field.type),
            **default,
        }

    def _said(self, about: About | Field) -> Mapping[str, Json]:
        return {"doc": about.doc, "x-python-name": about.pin} if self._telling else {}


def _logical(logical: Logical | None) -> dict[str, Json]:
    match logical:
        case None:
            return {}
        case Logical(name="decimal"):
            return {
                "logicalType": "decimal",
                "precision": logical.precision,
                "scale": logical.scale,
            }
        case _:
            return {"logicalType": logical.name}
