"""The descriptors that a package reads and writes data with (google/protobuf/descriptor.proto).

They are in Protobuf's JSON form and hold what data depends on: neither comments nor options, and of
several messages those that the payload reaches.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from asyncapi_pygen.ir.protobuf import Label, ProtoEnum, ProtoField, ProtoMessage, Syntax
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.protobuf.known import FILE_OF
from asyncapi_pygen.payloads.protobuf.types import (
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

_PACKABLE: Final = frozenset({"string", "bytes"})
"""The scalar types that are never packed."""


def reached(linked: Linked, start: str) -> Mapping[str, None]:
    """Return the full names that a type leads to, itself first, in the order of the fields."""
    found: dict[str, None] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        definition = linked.definitions[name]
        if isinstance(definition, Message):
            names = [one.type.name for one in definition.fields if isinstance(one.type, Named)]
            waiting += reversed(names)
    return found


def written(linked: Linked) -> Json:
    """Return the descriptors of the files that the payload reaches, each after its imports."""
    names = reached(linked, linked.root).keys()
    used = {linked.definitions[name].file for name in names}
    numbers = {id_: number for number, id_ in enumerate(one for one in linked.files if one in used)}
    return [_File(linked, id_, numbers, names).descriptor() for id_ in numbers]


def file_name(number: int) -> str:
    """Name a file, whose own name may be any."""
    return f"{number}.proto"


class _File:
    """Writes one file: the ``names`` that are reached, and what is around them."""

    def __init__(
        self, linked: Linked, id_: str, numbers: Mapping[str, int], names: AbstractSet[str]
    ) -> None:
        self._linked = linked
        self._id = id_
        self._numbers = numbers
        self._names = names
        self._file = linked.files[id_]
        self._scopes = {scope for name in names for scope in _scopes(name)}

    def descriptor(self) -> Json:
        package = self._file.package
        descriptor: dict[str, Json] = {"name": file_name(self._numbers[self._id])}
        if package:
            descriptor["package"] = package
        if self._file.syntax is Syntax.PROTO3:
            descriptor["syntax"] = self._file.syntax.value
        dependencies = sorted(self._dependencies())
        return {
            **descriptor,
            **_unless_empty("dependency", [*dependencies]),
            **_unless_empty("messageType", self._messages(package, self._file.messages)),
            **_unless_empty("enumType", self._enums(package, self._file.enums)),
        }

    def _dependencies(self) -> set[str]:
        return {
            dependency
            for name in self._names
            if (message := self._linked.definitions[name]).file == self._id
            and isinstance(message, Message)
            for field in message.fields
            if (dependency := self._home(field.type)) is not None
        }

    def _home(self, type_: Type) -> str | None:
        """Return the other file that a type is defined in, if any."""
        if isinstance(type_, Known):
            return FILE_OF[type_.name]
        if isinstance(type_, Scalar):
            return None
        file = self._linked.definitions[type_.name].file
        return None if file == self._id else file_name(self._numbers[file])

    def _messages(self, scope: str, messages: Sequence[ProtoMessage]) -> list[Json]:
        return [
            self._message(name, message)
            for message in messages
            if (name := _joined(scope, message.name)) in self._scopes
        ]

    def _enums(self, scope: str, enums: Sequence[ProtoEnum]) -> list[Json]:
        return [_enum(enum) for enum in enums if _joined(scope, enum.name) in self._names]

    def _message(self, name: str, declared: ProtoMessage) -> Json:
        message = self._linked.definitions[name] if name in self._names else None
        fields = message.fields if isinstance(message, Message) else ()
        oneofs = _oneofs(declared, fields, self._file.syntax)
        entries = _entry_names(declared, fields)
        nested = [
            *self._messages(name, declared.messages),
            *(self._entry(entry, fields[number]) for number, entry in entries.items()),
        ]
        return {
            "name": declared.name,
            **_unless_empty("field", [*self._fields(name, fields, oneofs, entries)]),
            **_unless_empty("nestedType", nested),
            **_unless_empty("enumType", self._enums(name, declared.enums)),
            **_unless_empty("oneofDecl", [{"name": one} for one in _distinct(oneofs)]),
        }

    def _fields(
        self,
        scope: str,
        fields: Sequence[Field],
        oneofs: Mapping[str, str],
        entries: Mapping[int, str],
    ) -> Iterator[Json]:
        json_names = _json_names(fields)
        for number, field in enumerate(fields):
            declared = field.declared
            written: dict[str, Json] = {
                "name": declared.name,
                "number": declared.number,
                **_label(field),
            }
            if number in entries:
                written |= _message_type(f"{scope}.{entries[number]}")
            else:
                written |= self._typed(field.type)
            if declared.group:
                written["type"] = "TYPE_GROUP"
            if json_names[declared.name] != _camel(declared.name):
                written["jsonName"] = json_names[declared.name]
            if declared.name in oneofs:
                written["oneofIndex"] = _distinct(oneofs).index(oneofs[declared.name])
                if not declared.oneof:
                    written["proto3Optional"] = True
            if field.repeated and self._is_packable(field.type):
                written["options"] = {"packed": self._is_packed(declared)}
            yield written

    def _is_packable(self, type_: Type) -> bool:
        match type_:
            case Scalar(name=name):
                return name not in _PACKABLE
            case Named(name=name):
                return isinstance(self._linked.definitions[name], Enum)
            case Known(name=name):
                return name == "google.protobuf.NullValue"

    def _is_packed(self, declared: ProtoField) -> bool:
        usual = self._file.syntax is Syntax.PROTO3
        return usual if declared.packed is None else declared.packed

    def _entry(self, name: str, field: Field) -> Json:
        """Write the message that a map's entries are."""
        return {
            "name": name,
            "field": [
                {"name": "key", "number": 1, **self._typed(Scalar(field.key))},
                {"name": "value", "number": 2, **self._typed(field.type)},
            ],
            "options": {"mapEntry": True},
        }

    def _typed(self, type_: Type) -> dict[str, Json]:
        if isinstance(type_, Scalar):
            return {"type": f"TYPE_{type_.name.upper()}"}
        is_enum = type_ == Known("google.protobuf.NullValue") or (
            isinstance(type_, Named) and isinstance(self._linked.definitions[type_.name], Enum)
        )
        return {**_message_type(type_.name), **({"type": "TYPE_ENUM"} if is_enum else {})}


def _label(field: Field) -> dict[str, Json]:
    """Return the label, unless it is the usual one."""
    if field.repeated or field.key:
        return {"label": "LABEL_REPEATED"}
    return {"label": "LABEL_REQUIRED"} if field.presence is Presence.ALWAYS else {}


def _oneofs(declared: ProtoMessage, fields: Sequence[Field], syntax: Syntax) -> Mapping[str, str]:
    """Map the fields of oneofs to the oneofs' names: ``optional`` in proto3 is one of its own.

    Those come last, as descriptors want it. A name that a field has in JSON is no oneof's there.
    """
    in_json = {*_json_names(fields).values()}
    taken = {*declared.oneofs, *(one.declared.name for one in fields), *in_json}
    names: dict[str, str] = {}
    for name in declared.oneofs:
        names[name] = _free(name, taken) if name in in_json else name
        taken.add(names[name])
    found = {one.declared.name: names[one.declared.oneof] for one in fields if one.declared.oneof}
    for one in fields:
        name = one.declared.name
        if syntax is Syntax.PROTO3 and one.declared.label is Label.OPTIONAL:
            found[name] = _free(f"_{name}", taken)
            taken.add(found[name])
    return found


def _distinct(oneofs: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(oneofs.values()))


def _entry_names(declared: ProtoMessage, fields: Sequence[Field]) -> Mapping[int, str]:
    """Name the message of each map's entries, by the place of the map among the fields."""
    taken = {one.name for one in declared.messages} | {one.name for one in declared.enums}
    found: dict[int, str] = {}
    for number, one in enumerate(fields):
        if one.key:
            camel = _camel(f"_{one.declared.name}")
            found[number] = _free(f"{camel}Entry", taken)
            taken.add(found[number])
    return found


def _json_names(fields: Sequence[Field]) -> Mapping[str, str]:
    """Return the name in JSON of each field; they have to differ."""
    found: dict[str, str] = {}
    for one in fields:
        wanted = one.declared.json_name or _camel(one.declared.name)
        taken = {*found.values()}
        found[one.declared.name] = _free(one.declared.name if wanted in taken else wanted, taken)
    return found


def _free(name: str, taken: AbstractSet[str]) -> str:
    while name in taken:
        name = f"{name}_"
    return name


def _enum(enum: ProtoEnum) -> Json:
    aliased: Mapping[str, Json] = {"options": {"allowAlias": True}} if enum.aliased else {}
    values: list[Json] = [{"name": one.name, "number": one.number} for one in enum.values]
    return {"name": enum.name, "value": values, **aliased}


def _message_type(name: str) -> dict[str, Json]:
    return {"type": "TYPE_MESSAGE", "typeName": f".{name}"}


def _camel(name: str) -> str:
    """Return the name that a field has in JSON: without underscores, which capitals stand for."""
    first, *others = name.split("_")
    return first + "".join(f"{part[:1].upper()}{part[1:]}" for part in others)


def _scopes(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _joined(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _unless_empty(key: str, items: list[Json]) -> dict[str, Json]:
    return {key: items} if items else {}
