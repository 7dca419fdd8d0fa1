"""Which JSON values are defaults of which type (Avro 1.12, Complex Types, Records)."""

from collections.abc import Mapping
from typing import Final, TypeGuard

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.avro.types import (
    Array,
    Definition,
    Enum,
    Fixed,
    Map,
    Named,
    Plain,
    Primitive,
    Record,
    Type,
    Union,
)

_BITS: Final = {Primitive.INT: 31, Primitive.LONG: 63}


def misfit(type_: Type, value: Json, definitions: Mapping[str, Definition]) -> str:
    """Say why ``value`` is no default of ``type_``, in words that follow "the default"; or nothing.

    That of a union is a value of any of its types, as in 1.12; before, it was the first.
    """
    match type_:
        case Plain():
            return "" if _is_plain(type_.primitive, value) else _no(type_.primitive.value)
        case Named():
            return _no_named(definitions.get(type_.name), value, definitions)
        case Array():
            fits = isinstance(value, list) and all(
                not misfit(type_.items, item, definitions) for item in value
            )
            return "" if fits else _no("array")
        case Map():
            fits = isinstance(value, dict) and all(
                not misfit(type_.values, item, definitions) for item in value.values()
            )
            return "" if fits else _no("map")
        case Union():
            fits = any(not misfit(branch, value, definitions) for branch in type_.branches)
            return "" if fits else "is a value of no type of the union"


def _no(name: str) -> str:
    return f"is no value of the type `{name}`"


def _is_plain(primitive: Primitive, value: Json) -> bool:
    match primitive:
        case Primitive.NULL:
            return value is None
        case Primitive.BOOLEAN:
            return isinstance(value, bool)
        case Primitive.STRING:
            return isinstance(value, str)
        case Primitive.BYTES:
            return _is_bytes(value)
        case Primitive.INT | Primitive.LONG:
            limit = 1 << _BITS[primitive]
            if isinstance(value, bool) or not isinstance(value, int):
                return False
            return -limit <= value < limit
        case Primitive.FLOAT | Primitive.DOUBLE:
            return isinstance(value, int | float) and not isinstance(value, bool)


def _is_bytes(value: Json) -> TypeGuard[str]:
    """Return whether it is text whose characters stand for bytes."""
    return isinstance(value, str) and all(character <= "\xff" for character in value)


def _no_named(
    definition: Definition | None, value: Json, definitions: Mapping[str, Definition]
) -> str:
    match definition:
        case Enum():
            return (
                "" if value in definition.symbols else f"is no symbol of `{definition.about.name}`"
            )
        case Fixed():
            fits = _is_bytes(value) and len(value) == definition.size
            return (
                "" if fits else f"is not {definition.size} bytes, as `{definition.about.name}` is"
            )
        case Record():
            return _no_record(definition, value, definitions)
        case None:
            return ""  # what is wrong is the type


def _no_record(record: Record, value: Json, definitions: Mapping[str, Definition]) -> str:
    if not isinstance(value, dict):
        return _no(record.about.name)
    for field in record.fields:
        if field.name in value:
            why = misfit(field.type, value[field.name], definitions)
            if why:
                return f"has a `{field.name}` that {why}"
        elif not field.has_default:
            return f"lacks the field `{field.name}` of `{record.about.name}`"
    return ""
