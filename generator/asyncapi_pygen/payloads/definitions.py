"""The plan as the engine is given it: definitions under names of ours, and the way back.

The engine tells the type of a schema, and takes its time. Properties are much alike, so it is asked
once for all that say the same: what they are called and what is said of them in words is not for
it, and a class that a property refers to is given to it as any class.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.lowered import (
    CHECK,
    FORMAT_MARK,
    INNER,
    OPEN_MARK,
    REST,
    SENT,
    TUPLE,
    branches,
    has_part,
    redirected,
)
from asyncapi_pygen.payloads.natives import NATIVE_MARK
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Entry, Lowered, MemberValue, Plan

_CUSTOM: Final = "customTypePath"
"""The engine's own keyword for a type that it is to import: we never do, and read its name."""

_INTEGER: Final = "Integer"
"""The definition of the keys of an object that are integers."""


FIELDS: Final = "FieldsE"
"""The definition whose properties are all that is asked of the classes' properties."""

_ANY_CLASS: Final[Lowered] = {
    "type": "object",
    "properties": {"f0": {"type": "string"}},
    "required": ["f0"],
}
"""What a class is to those that refer to it: its properties are typed elsewhere."""

_MARKS: Final = frozenset({CHECK, INNER, OPEN_MARK, REST, SENT, TUPLE, NATIVE_MARK, FORMAT_MARK})
"""What the engine is not told as it is."""


@dataclass(frozen=True, slots=True)
class MarkedEnum:
    """The values of an enum, and whether others may come as well."""

    values: tuple[MemberValue, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A definition of the engine's, and what a check says beside it; ``sent``: of what we send."""

    inner: str
    check: Lowered
    sent: bool


@dataclass(frozen=True, slots=True)
class TuplePart:
    """The definitions of a tuple's first items, and that of all others, if there may be any."""

    first: tuple[str, ...]
    rest: str | None


Part: TypeAlias = CheckedPart | TuplePart
"""What the engine has no type for, made of what it has types for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The property of ``FieldsE`` that has the type of a property, and whom it means by a class.

    ``classes`` maps ``R0E``, any class to the engine, to the name of the one that it stands for.
    """

    field: str
    classes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the engine is asked, with what each of its names stands for.

    ``fields`` has what is asked for the properties of each class by its place, in order.
    ``places`` maps ``M0E`` to a place, ``formats`` maps ``Format0`` to a base type and a format, or
    to a type of Python's and nothing, ``enums`` maps ``Format1`` to values that say themselves if
    others may come, ``parts`` maps ``Part0`` to what it is made of. ``extras`` has the definition
    of the properties that are not declared, by the place of their class.
    """

    bodies: Mapping[str, Json]
    fields: Mapping[str, tuple[Asked, ...]]
    places: Mapping[str, str]
    formats: Mapping[str, tuple[str, str]]
    enums: Mapping[str, MarkedEnum]
    parts: Mapping[str, Part]
    extras: Mapping[str, str]


def define(plan: Plan) -> Definitions:
    """Write the plan's entries as definitions, in the plan's order."""
    return _Writing(plan).definitions()


class _Writing:
    """Writes definitions, and remembers what it called what."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        # The engine calls what it invents after ours, a number or a word behind: ours end in a
        # letter.
        self._places = {f"M{number}E": place for number, place in enumerate(plan.entries)}
        self._names = {place: name for name, place in self._places.items()}
        self._marks: dict[tuple[str, str] | MarkedEnum, str] = {}
        self._parts: dict[str, Part] = {}
        self._bodies: dict[str, Json] = {}
        self._asked: dict[str, str] = {}
        self._fields: dict[str, Json] = {}

    def definitions(self) -> Definitions:
        entries = self._plan.entries
        classes = {place: one for place, one in entries.items() if isinstance(one, ClassPlan)}
        for place, entry in entries.items():
            if not isinstance(entry, ClassPlan):
                self._bodies[self._names[place]] = self._rewritten(entry.schema)
        fields = {
            place: tuple(self._ask(one.schema) for one in entry.properties)
            for place, entry in classes.items()
        }
        extras = {
            place: self._define(entry.extra)
            for place, entry in classes.items()
            if entry.extra is not None
        }
        if self._fields:
            # Every one is given as required: what absence means is ours to say.
            required: list[Json] = [*self._fields]
            told: Json = {"type": "object", "properties": self._fields, "required": required}
            self._bodies[FIELDS] = told
        if any(map(_has_integer_keys, entries.values())):
            self._bodies[_INTEGER] = {"type": "integer"}
        marks = {mark: meaning for meaning, mark in self._marks.items()}
        return Definitions(
            bodies=self._bodies,
            fields=fields,
            places=self._places,
            formats={mark: one for mark, one in marks.items() if isinstance(one, tuple)},
            enums={mark: one for mark, one in marks.items() if isinstance(one, MarkedEnum)},
            parts=self._parts,
            extras=extras,
        )

    def _ask(self, schema: Lowered) -> Asked:
        """Ask for the type of a property, unless that of one that says the same is asked for."""
        stands: dict[str, str] = {}

        def stand_in(place: str) -> str:
            if not isinstance(self._plan.entries[place], ClassPlan):
                return place
            return stands.setdefault(place, f"R{len(stands)}E")

        # What a part is made of has a definition of its own, which knows no stand-in.
        if not has_part(schema):
            schema = redirected(schema, stand_in)
        said = json.dumps(schema)
        if said not in self._asked:
            for name in stands.values():
                self._names[name] = name
            self._asked[said] = f"f{len(self._asked)}"
            self._fields[self._asked[said]] = self._rewritten(schema)
        return Asked(
            self._asked[said], {name: self._names[place] for place, name in stands.items()}
        )

    def _target(self, place: str) -> str:
        """Return the name of what a reference leads to; that a class is one has to be said."""
        name = self._names[place]
        if isinstance(self._plan.entries.get(place), AliasPlan):
            return name
        self._bodies.setdefault(name, _ANY_CLASS)
        return name

    def _define(self, schema: Lowered) -> str:
        """Give a part of a schema a definition of its own, and return its name."""
        name = f"P{len(self._bodies)}E"
        self._bodies[name] = None  # its own parts come after it
        self._bodies[name] = self._rewritten(schema)
        return name

    def _rewritten(self, schema: Lowered) -> Json:
        """Point references at our names, and stand a mark in for what the engine cannot type."""
        if schema == {"type": "object"}:
            # The engine makes no root model of an object that says nothing of its members.
            return {"type": "object", "additionalProperties": {}}
        if "$ref" in schema:
            return {"$ref": f"#/definitions/{self._target(str(schema['$ref']))}"}
        custom = self._custom(schema)
        result: dict[str, Json] = {} if custom is None else {_CUSTOM: f"formats.{custom}"}
        for keyword, value in schema.items():
            match keyword, value:
                case "anyOf", _:
                    result[keyword] = [self._rewritten(one) for one in branches(schema)]
                case (("items" | "additionalProperties"), dict()):
                    result[keyword] = self._rewritten(value)
                case "propertyNames", _:
                    # The engine knows keys that are integers by a reference alone.
                    result[keyword] = {"$ref": f"#/definitions/{_INTEGER}"}
                case _ if keyword not in _MARKS:
                    result[keyword] = value
                case _:
                    pass
        return result

    def _custom(self, schema: Lowered) -> str | None:
        """Return what stands for a schema, or for its type, that the engine has no word for."""
        if CHECK in schema or TUPLE in schema:
            return self._part(schema)
        if OPEN_MARK in schema:
            return self._mark(_marked(schema))
        if NATIVE_MARK in schema:
            return self._mark((str(schema[NATIVE_MARK]), ""))
        if FORMAT_MARK in schema:
            return self._mark((str(schema["type"]), str(schema[FORMAT_MARK])))
        return None

    def _mark(self, meaning: tuple[str, str] | MarkedEnum) -> str:
        return self._marks.setdefault(meaning, f"Format{len(self._marks)}")

    def _part(self, schema: Lowered) -> str:
        name = f"Part{len(self._parts)}"
        self._parts[name] = TuplePart((), None)  # its own parts come after it
        self._parts[name] = self._checked(schema) if CHECK in schema else self._tuple(schema)
        return name

    def _checked(self, schema: Lowered) -> CheckedPart:
        inner, check = schema[INNER], schema[CHECK]
        return CheckedPart(self._define(_schema(inner)), _schema(check), SENT in schema)

    def _tuple(self, schema: Lowered) -> TuplePart:
        first, rest = schema[TUPLE], schema.get(REST)
        parts = first if isinstance(first, list) else []
        return TuplePart(
            tuple(self._define(_schema(one)) for one in parts),
            None if rest is None else self._define(_schema(rest)),
        )


def _marked(schema: Lowered) -> MarkedEnum:
    values = schema["enum"]
    scalars = values if isinstance(values, list) else []
    return MarkedEnum(
        tuple(one for one in scalars if not isinstance(one, list | dict)),
        schema[OPEN_MARK] is True,
    )


def _schema(value: Json) -> Lowered:
    return value if isinstance(value, dict) else {}


def _has_integer_keys(entry: Entry) -> bool:
    properties = entry.properties if isinstance(entry, ClassPlan) else ()
    return any("propertyNames" in one.schema for one in properties)
