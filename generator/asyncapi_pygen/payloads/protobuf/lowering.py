"""Linked files to entries of the plan: messages are classes, enums are aliases."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from asyncapi_pygen.ir.protobuf import ProtoEnum, ProtoField, ProtoMessage
from asyncapi_pygen.ir.schema import Schema
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.lowered import union_of
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.plan import (
    AliasPlan,
    ClassPlan,
    Entry,
    Lowered,
    Origin,
    Property,
    ProtobufPayload,
)
from asyncapi_pygen.payloads.protobuf.known import KNOWN, SCALARS
from asyncapi_pygen.payloads.protobuf.linking import link
from asyncapi_pygen.payloads.protobuf.types import (
    Definition,
    Enum,
    Field,
    Known,
    Linked,
    Message,
    Named,
    Presence,
    Scalar,
    Type,
)
from asyncapi_pygen.payloads.protobuf.written import reached, written
from asyncapi_pygen.source.pointers import join_pointer

_BASE: Final = "ProtobufMessage"

_ZEROS: Final[Mapping[str, Json]] = {"boolean": False, "integer": 0, "number": 0.0, "string": ""}
"""What a field is that is not on the wire, by the type that it is lowered to."""


class ProtobufLowering:
    """Lowers Protobuf payloads, and all the types that they reach, into ``entries``.

    ``payloads`` says of each root how its data is written.
    """

    def __init__(self, schemas: Mapping[str, Schema], _making: Making) -> None:
        self.entries: dict[str, Entry] = {}
        self.payloads: dict[str, ProtobufPayload] = {}
        self._schemas = schemas
        self._roots: dict[str, str] = {}

    def add_root(self, id_: str, hint: str) -> None:
        """Take in the schema of a message; its class is called as the Protobuf message is.

        ``hint`` helps to tell types from those of other payloads that are called alike.
        """
        self._roots[id_] = min(hint, self._roots.get(id_, hint))

    def run(self) -> None:
        """Lower all that was asked for."""
        found = {id_: link(self._schemas, id_) for id_ in self._roots}
        payloads = {id_: linked for id_, linked in found.items() if linked is not None}
        places = _Places(payloads)
        for id_, linked in payloads.items():
            self._lower(id_, linked, places.of(linked))

    def report_default(self, name: str, place: str) -> None:
        """Say nothing: the defaults of messages are known to fit."""

    def _lower(self, id_: str, linked: Linked, places: Mapping[str, str]) -> None:
        entries = _Entries(linked, places, {id_: self._roots[id_]})
        for name, place in places.items():
            if place not in self.entries:
                self.entries[place] = entries.entry(name)
        if places[linked.root] != id_:
            self.entries[id_] = self._same(id_, self.entries[places[linked.root]])
        self.payloads[id_] = ProtobufPayload(
            message=linked.root,
            files=written(linked),
            classes={
                name: place
                for name, place in places.items()
                if isinstance(linked.definitions[name], Message)
            },
        )

    def _same(self, id_: str, entry: Entry) -> AliasPlan:
        """Return another name for an entry: that of the message in the document."""
        origin = replace(entry.origin, place=id_, hint=self._roots[id_])
        return AliasPlan(origin=origin, schema={"$ref": entry.origin.place}, description="")


class _Places:
    """Gives each definition its place; those that say the same, with all they reach, share one."""

    def __init__(self, payloads: Mapping[str, Linked]) -> None:
        self._are_several = len(payloads) > 1
        self._roots = {(id_, linked.root): id_ for id_, linked in payloads.items()}
        self._numbers: dict[Definition, int] = {}
        self._alike: dict[tuple[str, frozenset[int]], str] = {}

    def of(self, linked: Linked) -> Mapping[str, str]:
        """Return the places of what a payload reaches, by full name."""
        return {name: self._place(name, linked) for name in reached(linked, linked.root)}

    def _place(self, name: str, linked: Linked) -> str:
        definition = linked.definitions[name]
        own = self._roots.get((definition.file, name))
        own = own or definition.file + join_pointer(name.split("."))
        # What one payload has under a name is one definition.
        others = reached(linked, name) if self._are_several else ()
        said = frozenset(
            self._numbers.setdefault(linked.definitions[other], len(self._numbers))
            for other in others
        )
        return self._alike.setdefault((name, said), own)


class _Entries:
    """Makes the entries of one payload; ``places`` has that of each of its types.

    ``scopes`` says what types of a file are told apart by, unless it is the file's package.
    """

    def __init__(
        self, linked: Linked, places: Mapping[str, str], scopes: Mapping[str, str]
    ) -> None:
        self._linked = linked
        self._places = places
        self._scopes = scopes

    def entry(self, name: str) -> Entry:
        """Return the class of a message, the alias of an enum."""
        definition = self._linked.definitions[name]
        match definition:
            case Message():
                return ClassPlan(
                    origin=self._origin(definition),
                    properties=tuple(self._property(one) for one in definition.fields),
                    closed=True,
                    record=True,
                    base=_BASE,
                    description=_message_doc(definition.declared),
                )
            case Enum():
                named: Lowered = {"enum": [*self._enum(name)]}
                number = () if definition.closed else (SCALARS["int32"],)
                return AliasPlan(
                    origin=self._origin(definition),
                    schema=union_of([named, *number]),
                    closed=True,
                    description=_enum_doc(definition.declared),
                )

    def _origin(self, definition: Definition) -> Origin:
        package = self._linked.files[definition.file].package
        return Origin(
            place=self._places[definition.name],
            parent=None,
            hint=definition.name.removeprefix(f"{package}.").replace(".", " "),
            scope=self._scopes.get(definition.file, package),
            pin="",
            at=definition.declared.at,
        )

    def _property(self, field: Field) -> Property:
        declared = field.declared
        value = self._type(field.type)
        always = field.presence is Presence.ALWAYS
        default = None if always else self._default(field, value)
        return Property(
            wire=declared.name,
            schema=_many(field, value),
            required=always,
            nullable=not always and default is None,
            constant=False,
            has_default=default is not None,
            default=default,
            pin="",
            description=_field_doc(declared),
        )

    def _type(self, type_: Type) -> Lowered:
        match type_:
            case Scalar():
                return SCALARS[type_.name]
            case Known():
                return KNOWN[type_.name]
            case Named():
                return {"$ref": self._places[type_.name]}

    def _default(self, field: Field, value: Lowered) -> "Json | bytes":
        """Return what stands for the field where it is not on the wire; ``None`` for nothing."""
        if field.key:
            return {}
        if field.repeated:
            return []
        if field.presence is Presence.EXPLICIT:
            return field.declared.default
        if isinstance(field.type, Named):
            return self._enum(field.type.name)[0]
        return _ZEROS.get(str(value.get("type")), b"")

    def _enum(self, name: str) -> list[str]:
        definition = self._linked.definitions[name]
        values = definition.declared.values if isinstance(definition, Enum) else ()
        return [one.name for one in values]


def _many(field: Field, value: Lowered) -> Lowered:
    """Return the schema of a list or a map of values, where the field is one."""
    if field.repeated:
        return {"type": "array", "items": value}
    if not field.key:
        return value
    keys: Lowered = {"propertyNames": SCALARS[field.key]} if _is_integer(field.key) else {}
    return {"type": "object", "additionalProperties": value, **keys}


def _is_integer(scalar: str) -> bool:
    return SCALARS[scalar] == SCALARS["int32"]


def _message_doc(message: ProtoMessage) -> str:
    """Return what is said of a message, and which of its fields exclude one another."""
    paragraphs = [message.doc]
    for oneof in message.oneofs:
        names = [f"`{one.name}`" for one in message.fields if one.oneof == oneof]
        if len(names) > 1:
            paragraphs.append(f"At most one of {', '.join(names)} is set.")
    return "\n\n".join(filter(None, paragraphs))


def _enum_doc(enum: ProtoEnum) -> str:
    values = [f"* `{one.name}`: {' '.join(one.doc.split())}" for one in enum.values if one.doc]
    return "\n\n".join(filter(None, (enum.doc, "\n".join(values))))


def _field_doc(declared: ProtoField) -> str:
    return "\n\n".join(filter(None, (declared.doc, "Deprecated." * declared.deprecated)))
