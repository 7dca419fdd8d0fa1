"""What a member of a union says of its values: which properties are there, and with which values.

A member is a class or an alias. Of an alias of a union, what all its members say in common counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.lowered import INNER, OPEN_MARK, TUPLE
from asyncapi_pygen.payloads.lowered import branches as listed_branches
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Lowered, Plan, Property

Tag: TypeAlias = str | int
"""A value of a tag: a string, an integer or a boolean. In Python ``1 == True``: see ``same``."""

Path: TypeAlias = tuple[str, ...]
"""A property by its wire name, after the names of the objects that it lies in."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The only values that a property has; without ``required`` it may be absent as well."""

    values: tuple[Tag, ...]
    required: bool


class Shape(Enum):
    """What the values of an entry are."""

    OBJECT = auto()
    """Objects of a class or of one of several."""
    OTHER = auto()
    """No objects at all."""
    ANY = auto()
    """Objects that no class describes, or more than objects."""


_OTHERS = frozenset({"array", "boolean", "integer", "null", "number", "string"})


_LISTING = frozenset({"$ref", "anyOf", "const", "enum", INNER})
"""The keywords by which a lowered schema may list values."""


def branches(schema: Lowered) -> list[Lowered]:
    """Return the members of a union, or the schema alone; whatever a check says beside them."""
    found: list[Lowered] = []
    for branch in listed_branches(schema):
        inner = branch.get(INNER)
        found += branches(inner) if isinstance(inner, dict) else [branch]
    return found


def same(value: Tag) -> tuple[bool, Tag]:
    """Return what two values share only if they are the same JSON: ``1`` is not ``true``."""
    return isinstance(value, bool), value


def together(values: Iterable[Tag]) -> tuple[Tag, ...]:
    """Return the values, each once."""
    return tuple({same(value): value for value in values}.values())


def sharing(values: Mapping[str, Sequence[Tag]]) -> list[tuple[str, ...]]:
    """Group the members that values connect, in the order of the members."""
    leader = {place: place for place in values}

    def leading(place: str) -> str:
        while leader[place] != place:
            leader[place] = leader[leader[place]]  # halves the way for the next one who asks
            place = leader[place]
        return place

    first: dict[tuple[bool, Tag], str] = {}
    for place, found in values.items():
        for value in found:
            leader[leading(place)] = leading(first.setdefault(same(value), place))
    groups: dict[str, list[str]] = {}
    for place, found in values.items():
        if found:
            groups.setdefault(leading(place), []).append(place)
    return [*map(tuple, groups.values())]


def shape(plan: Plan, place: str) -> Shape:
    """Return what the values of the entry at ``place`` are."""
    entry = plan.entries[place]
    if isinstance(entry, ClassPlan):
        # What a union of records is like on the wire, their own encoding says.
        return Shape.ANY if entry.record else Shape.OBJECT
    return shape_of(plan, entry.schema)


def shape_of(plan: Plan, schema: Lowered) -> Shape:
    """Return what the values of a lowered schema are."""
    found = {_shape_of_branch(plan, branch) for branch in branches(schema)}
    return found.pop() if len(found) == 1 else Shape.ANY


def _shape_of_branch(plan: Plan, schema: Lowered) -> Shape:
    match schema:
        case {"$ref": str(place)}:
            return shape(plan, place)
        case {"type": str(name)} if name in _OTHERS:
            return Shape.OTHER
        case {"const": _} | {"enum": _}:
            return Shape.OTHER
        case _ if TUPLE in schema:
            return Shape.OTHER
        case _:
            return Shape.ANY


def fixed(plan: Plan, place: str, depth: int) -> Mapping[Path, Fixed]:
    """Return the properties that have fixed values in all objects of the entry at ``place``.

    ``depth`` is how long a path is; of one object in another, both have to be there.
    """
    entry = plan.entries[place]
    if isinstance(entry, ClassPlan):
        return _fixed_in_class(plan, place, entry, depth)
    members = [fixed(plan, member, depth) for member in members_of(entry)]
    first, *others = members or [{}]
    return {
        path: _either([one[path] for one in members])
        for path in first
        if all(path in other for other in others)
    }


def _fixed_in_class(plan: Plan, place: str, entry: ClassPlan, depth: int) -> dict[Path, Fixed]:
    found: dict[Path, Fixed] = {}
    for one in entry.properties:
        if depth > 1:
            found |= _fixed_inside(plan, one, depth)
        elif not one.nullable:
            values = values_of(plan, one.schema)
            # A constant that we write ourselves is always there.
            certain = one.required or (one.constant and place in plan.sent)
            found |= {(one.wire,): Fixed(values, certain)} if values else {}
    return found


def _fixed_inside(plan: Plan, one: Property, depth: int) -> dict[Path, Fixed]:
    place = _object_in(plan, one)
    if place is None:
        return {}
    return {
        (one.wire, *path): Fixed(inner.values, inner.required and one.required)
        for path, inner in fixed(plan, place, depth - 1).items()
    }


def _object_in(plan: Plan, one: Property) -> str | None:
    """Return the entry of a property that is an object if it is there, ``None`` of any other."""
    place = one.schema.get("$ref")
    if not isinstance(place, str) or one.nullable or shape(plan, place) is not Shape.OBJECT:
        return None
    return place


def _either(parts: Sequence[Fixed]) -> Fixed:
    values = together(value for part in parts for value in part.values)
    return Fixed(values, all(part.required for part in parts))


def members_of(entry: AliasPlan) -> list[str]:
    """Return the places of a union's members, or of the one entry that an alias stands for."""
    return [str(branch["$ref"]) for branch in branches(entry.schema) if "$ref" in branch]


def values_of(plan: Plan, schema: Lowered) -> tuple[Tag, ...]:
    """Return the values that a schema allows, if it lists them; else nothing."""
    if _LISTING.isdisjoint(schema):
        return ()
    found = [_values_of_branch(plan, branch) for branch in branches(schema)]
    return together(value for values in found for value in values) if all(found) else ()


def _values_of_branch(plan: Plan, schema: Lowered) -> tuple[Tag, ...]:
    match schema:
        case {"$ref": str(place)}:
            entry = plan.entries[place]
            return values_of(plan, entry.schema) if isinstance(entry, AliasPlan) else ()
        case {"const": value}:
            return _tags([value])
        case {"enum": _} if schema.get(OPEN_MARK) is True:
            return ()
        case {"enum": [*values]}:
            return _tags(values)
        case _:
            return ()


def _tags(values: Sequence[Json]) -> tuple[Tag, ...]:
    tags = tuple(value for value in values if isinstance(value, str | int))
    return tags if len(tags) == len(values) else ()


@dataclass(frozen=True, slots=True)
class Keys:
    """The properties that a member's objects must have, and all that it knows of."""

    required: tuple[str, ...]
    declared: frozenset[str]


def keys(plan: Plan, place: str) -> Keys:
    """Return the properties of the entry at ``place``."""
    entry = plan.entries[place]
    if isinstance(entry, ClassPlan):
        required = tuple(one.wire for one in entry.properties if one.required)
        return Keys(required, frozenset(one.wire for one in entry.properties))
    members = [keys(plan, member) for member in members_of(entry)]
    first, *others = members
    return Keys(
        tuple(name for name in first.required if all(name in one.required for one in others)),
        frozenset(name for one in members for name in one.declared),
    )


def keys_inside(plan: Plan, place: str, depth: int) -> Mapping[Path, Keys]:
    """Return the properties of the class at ``place``, and of the objects that are in it.

    ``depth`` is how many objects there are one in another. What an object requires that may be
    absent itself, is not required.
    """
    found: dict[Path, Keys] = {(): keys(plan, place)}
    entry = plan.entries[place]
    if depth == 1 or not isinstance(entry, ClassPlan):
        return found
    for one in entry.properties:
        inner = _object_in(plan, one)
        if inner is not None:
            for path, own in keys_inside(plan, inner, depth - 1).items():
                required = own.required if one.required else ()
                found[one.wire, *path] = Keys(required, own.declared)
    return found
