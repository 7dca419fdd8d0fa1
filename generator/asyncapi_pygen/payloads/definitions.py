"""The plan as the engine is given it: definitions under names of ours, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.lowered import OPEN_MARK, branches
from asyncapi_pygen.payloads.lowering import FORMAT_MARK
from asyncapi_pygen.payloads.natives import NATIVE_MARK
from asyncapi_pygen.payloads.plan import ClassPlan, Entry, Lowered, MemberValue, Plan

_Marks: TypeAlias = "dict[tuple[str, str] | MarkedEnum, str]"
"""A name for each pair of a base type and a format, or of a type of Python's and nothing, and for
each enum that says itself if it is open."""

_INTEGER: Final = "Integer"
"""The definition of the keys of an object that are integers."""


@dataclass(frozen=True, slots=True)
class MarkedEnum:
    """The values of an enum, and whether others may come as well."""

    values: tuple[MemberValue, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the engine is asked, with what each of its names stands for.

    ``places`` maps ``M0E`` to a place, ``formats`` maps ``Format0`` to a base type and a format, or
    to a type of Python's and nothing, ``enums`` maps ``Format1`` to values that say themselves if
    others may come; the attribute ``f3`` is the fourth property of its class.
    """

    bodies: dict[str, Json]
    places: Mapping[str, str]
    formats: Mapping[str, tuple[str, str]]
    enums: Mapping[str, MarkedEnum]


def define(plan: Plan) -> Definitions:
    """Write the plan's entries as definitions, in the plan's order."""
    # The engine calls what it invents after ours, a number or a word behind: ours end in a letter.
    places = {f"M{number}E": place for number, place in enumerate(plan.entries)}
    names = {place: name for name, place in places.items()}
    marks: _Marks = {}
    bodies = {names[place]: _body(entry, names, marks) for place, entry in plan.entries.items()}
    if any(map(_has_integer_keys, plan.entries.values())):
        bodies[_INTEGER] = {"type": "integer"}
    stands_for = {mark: meaning for meaning, mark in marks.items()}
    return Definitions(
        bodies,
        places,
        {mark: one for mark, one in stands_for.items() if isinstance(one, tuple)},
        {mark: one for mark, one in stands_for.items() if isinstance(one, MarkedEnum)},
    )


def _has_integer_keys(entry: Entry) -> bool:
    properties = entry.properties if isinstance(entry, ClassPlan) else ()
    return any("propertyNames" in one.schema for one in properties)


def _body(entry: Entry, names: Mapping[str, str], marks: _Marks) -> Json:
    if not isinstance(entry, ClassPlan):
        return _rewritten(entry.schema, names, marks)
    properties: dict[str, Json] = {}
    required: list[Json] = []
    for number, one in enumerate(entry.properties):
        properties[f"f{number}"] = _rewritten(one.schema, names, marks)
        required.append(f"f{number}")
    # Every property is given as required: what absence means is ours to say.
    return {"type": "object", "properties": properties, "required": required}


def _rewritten(schema: Lowered, names: Mapping[str, str], marks: _Marks) -> Json:
    """Point references at our names, and stand a mark in for each advisory format."""
    if schema == {"type": "object"}:
        # The engine makes no root model of an object that says nothing of its members.
        return {"type": "object", "additionalProperties": {}}
    if "$ref" in schema:
        return {"$ref": f"#/definitions/{names[str(schema['$ref'])]}"}
    if OPEN_MARK in schema:
        return {"customTypePath": f"formats.{_mark(marks, _marked(schema))}"}
    result: dict[str, Json] = {}
    for keyword, value in schema.items():
        match keyword, value:
            case "anyOf", _:
                result[keyword] = [_rewritten(one, names, marks) for one in branches(schema)]
            case (("items" | "additionalProperties"), dict()):
                result[keyword] = _rewritten(value, names, marks)
            case "propertyNames", _:
                # The engine knows keys that are integers by a reference alone.
                result[keyword] = {"$ref": f"#/definitions/{_INTEGER}"}
            case _, _ if keyword == NATIVE_MARK:
                result["customTypePath"] = f"formats.{_mark(marks, (str(value), ''))}"
            case _, _ if keyword == FORMAT_MARK:
                pair = (str(schema["type"]), str(value))
                result["customTypePath"] = f"formats.{_mark(marks, pair)}"
            case _:
                result[keyword] = value
    return result


def _marked(schema: Lowered) -> MarkedEnum:
    values = schema["enum"]
    scalars = values if isinstance(values, list) else []
    return MarkedEnum(
        tuple(one for one in scalars if not isinstance(one, list | dict)),
        schema[OPEN_MARK] is True,
    )


def _mark(marks: _Marks, meaning: tuple[str, str] | MarkedEnum) -> str:
    return marks.setdefault(meaning, f"Format{len(marks)}")
