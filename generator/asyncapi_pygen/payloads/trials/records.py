"""Values of records of Avro and of messages of Protobuf, in the JSON encodings of the two.

Each value makes other choices: another branch of a union, another symbol, another member.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.combine import distinct
from asyncapi_pygen.payloads.plan import AvroPayload, ProtobufPayload

_CHOICES: Final = 12
"""How many values are made at most."""

_DEEPEST: Final = 4
_NESTED: Final = 1

_AVRO: Final[Mapping[str, Json]] = {
    "null": None,
    "boolean": True,
    "int": 7,
    "long": 2**53 + 1,
    "float": 0.5,
    "double": 0.1,
    "string": "text",
    "bytes": "\u0001\u00ff",
}
_LOGICAL: Final[Mapping[str, Json]] = {
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "decimal": "\u0001",
    "timestamp-millis": 1_700_000_000_125,
    "timestamp-micros": 1_700_000_000_000_125,
    "local-timestamp-millis": 1_700_000_000_125,
    "local-timestamp-micros": 1_700_000_000_000_125,
    "time-millis": 1_000,
    "time-micros": 1_000_000,
    "date": 20_000,
}

_PROTOBUF: Final[Mapping[str, Json]] = {
    "TYPE_BOOL": True,
    "TYPE_BYTES": "AQ==",
    "TYPE_DOUBLE": 0.1,
    "TYPE_FLOAT": 0.5,
    "TYPE_INT32": 7,
    "TYPE_SINT32": -7,
    "TYPE_SFIXED32": -7,
    "TYPE_UINT32": 7,
    "TYPE_FIXED32": 7,
    "TYPE_INT64": "9007199254740993",
    "TYPE_SINT64": "-9007199254740993",
    "TYPE_SFIXED64": "-9007199254740993",
    "TYPE_UINT64": "9007199254740993",
    "TYPE_FIXED64": "9007199254740993",
    "TYPE_STRING": "text",
}


def avro_values(payload: AvroPayload) -> list[Json]:
    """Return some values of an Avro schema, in Avro's JSON encoding."""
    named = dict(_named(payload.schema))
    return distinct(_avro(payload.schema, named, choice, 0) for choice in range(_CHOICES))


def protobuf_values(payload: ProtobufPayload) -> list[Json]:
    """Return some values of a message, in Protobuf's JSON encoding."""
    types = dict(_declared(payload.files))
    made = (_message(payload.message, types, choice, 0) for choice in range(_CHOICES))
    return distinct(made)


def _named(schema: Json) -> Iterator[tuple[str, Json]]:
    match schema:
        case {"name": str(name), "type": "record", "fields": list(fields)}:
            yield name, schema
            for field in fields:
                yield from _named(_of(field, "type"))
        case {"name": str(name)}:
            yield name, schema
        case {"type": "array", "items": inner} | {"type": "map", "values": inner}:
            yield from _named(inner)
        case {"type": inner}:
            yield from _named(inner)
        case list():
            for one in schema:
                yield from _named(one)
        case _:
            return


def _avro(schema: Json, named: Mapping[str, Json], choice: int, depth: int) -> Json:
    match schema:
        case str(name) if name in named:
            return _avro(named[name], named, choice, depth + 1)
        case str(name):
            return _AVRO.get(name)
        case list(branches):
            return _branch(branches, named, choice, depth)
        case {"logicalType": str(logical), "type": str(base)} if base != "fixed":
            return _LOGICAL.get(logical, _AVRO.get(base))
        case {"type": "enum", "symbols": list(symbols)}:
            return symbols[choice % len(symbols)]
        case {"type": "fixed", "size": int(size)}:
            return "\u0001" * size
        case _:
            return _avro_inside(schema, named, choice, depth)


def _avro_inside(schema: Json, named: Mapping[str, Json], choice: int, depth: int) -> Json:
    """Return a value that holds others."""
    match schema:
        case {"type": "record", "fields": list(fields)}:
            return {
                str(_of(one, "name")): _avro(_of(one, "type"), named, choice, depth + 1)
                for one in fields
            }
        case {"type": "array", "items": items}:
            return [] if depth > _DEEPEST else [_avro(items, named, choice, depth + 1)]
        case {"type": "map", "values": values}:
            return {} if depth > _DEEPEST else {"key": _avro(values, named, choice, depth + 1)}
        case {"type": inner}:
            return _avro(inner, named, choice, depth)
        case _:
            return None


def _branch(branches: list[Json], named: Mapping[str, Json], choice: int, depth: int) -> Json:
    """Return a value of a branch; whatever is not null says of which."""
    deep = depth > _DEEPEST and "null" in branches
    chosen = "null" if deep else branches[choice % len(branches)]
    if chosen == "null":
        return None
    kind = _of(chosen, "name") or _of(chosen, "type") or chosen
    return {str(kind): _avro(chosen, named, choice, depth)}


def _of(value: Json, key: str) -> Json:
    return value.get(key) if isinstance(value, dict) else None


def _declared(files: Json) -> Iterator[tuple[str, Json]]:
    """Yield messages and enums by their full names, as fields refer to them."""
    for file in files if isinstance(files, list) else []:
        package = _of(file, "package")
        yield from _inside(file, f".{package}" if package else "")


def _inside(holder: Json, scope: str) -> Iterator[tuple[str, Json]]:
    for key in ("messageType", "nestedType", "enumType"):
        found = _of(holder, key)
        for one in found if isinstance(found, list) else []:
            name = f"{scope}.{_of(one, 'name')}"
            yield name, one
            yield from _inside(one, name)


def _message(name: str, types: Mapping[str, Json], choice: int, depth: int) -> Json:
    fields = _of(types.get(f".{name.lstrip('.')}"), "field")
    listed = fields if isinstance(fields, list) else []
    made: dict[str, Json] = {}
    for field in _chosen(listed, choice):
        value = _field(field, types, choice, depth)
        if value is not None:
            made[str(_of(field, "jsonName") or _camel(str(_of(field, "name"))))] = value
    return made


def _chosen(fields: list[Json], choice: int) -> Iterator[Json]:
    """Yield the fields, and of those of which one alone may be set, one."""
    groups: dict[Json, list[Json]] = {}
    for field in fields:
        if _of(field, "oneofIndex") is None or _of(field, "proto3Optional"):
            yield field
        else:
            groups.setdefault(_of(field, "oneofIndex"), []).append(field)
    yield from (group[choice % len(group)] for group in groups.values())


def _field(field: Json, types: Mapping[str, Json], choice: int, depth: int) -> Json:
    kind, name = str(_of(field, "type")), str(_of(field, "typeName"))
    value: Json = _PROTOBUF.get(kind)
    if kind == "TYPE_ENUM":
        listed = _of(types.get(name), "value")
        # The first one is what is not set, and need not be written.
        numbers: dict[Json, Json] = {}
        for one in listed if isinstance(listed, list) else []:
            numbers.setdefault(_of(one, "number"), _of(one, "name"))
        others = [*numbers.values()][1:]
        value = others[choice % len(others)] if others else None
    elif kind == "TYPE_MESSAGE" and name in types and depth < _NESTED:
        options = _of(types[name], "options")
        if _of(options, "mapEntry"):
            return None
        value = _message(name, types, choice, depth + 1)
    repeated = _of(field, "label") == "LABEL_REPEATED"
    return [value] if repeated and value is not None else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(one[:1].upper() + one[1:] for one in others)
