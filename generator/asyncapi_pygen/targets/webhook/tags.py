"""What tells events apart: a property with fixed values, inferred from the payloads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from asyncapi_pygen.payloads.lowered import branches
from asyncapi_pygen.payloads.plan import ClassPlan, Lowered, Plan

_Fixed: TypeAlias = Mapping[str, tuple[str, ...]]
"""The values of a payload's properties that have fixed strings, by wire name."""


@dataclass(frozen=True, slots=True)
class Told:
    """By what an operation's events are known: the property's wire name and its values here."""

    property: str
    values: tuple[str, ...]


def tell_apart(plan: Plan, payloads: Mapping[str, Sequence[str]]) -> Mapping[str, Told] | None:
    """Find a property whose values tell which operation an event is for.

    ``payloads`` holds per operation the ids of its messages' schemas. The property is an enum or a
    constant of strings in every payload, and no value belongs to two operations. An operation that
    is alone is known by constants only: a new value of an enum is still for it. ``None`` if there
    is no such property.
    """
    fixed = _fixed_values(plan, constants=len(payloads) == 1)
    values = {
        operation: [fixed.get(schema, {}) for schema in schemas]
        for operation, schemas in payloads.items()
    }
    every = [one for found in values.values() for one in found]
    if not every or not all(values.values()):
        return None
    for name in every[0]:
        told = _told_by(name, values)
        if told is not None:
            return told
    return None


def _told_by(name: str, values: Mapping[str, Sequence[_Fixed]]) -> Mapping[str, Told] | None:
    taken: set[str] = set()
    told: dict[str, Told] = {}
    for operation, payloads in values.items():
        if not all(name in payload for payload in payloads):
            return None
        own = dict.fromkeys(value for payload in payloads for value in payload[name])
        if taken & set(own):
            return None
        taken |= set(own)
        told[operation] = Told(name, tuple(own))
    return told


def _fixed_values(plan: Plan, *, constants: bool) -> Mapping[str, _Fixed]:
    """Return the fixed values of each entry; of a union, of properties that all members have.

    With ``constants`` only what a class has one value of counts.
    """
    found: dict[str, _Fixed] = {}
    # In the plan's order an alias follows its parts.
    for place, entry in plan.entries.items():
        if isinstance(entry, ClassPlan):
            values = {one.wire: _strings(one.schema) for one in entry.properties}
            found[place] = {
                name: strings
                for name, strings in values.items()
                if len(strings) == 1 or (strings and not constants)
            }
        else:
            found[place] = _common([found.get(member, {}) for member in _members(entry.schema)])
    return found


def _common(members: Sequence[_Fixed]) -> _Fixed:
    first, *others = members
    return {
        name: _together(member[name] for member in members)
        for name in first
        if all(name in other for other in others)
    }


def _strings(schema: Lowered) -> tuple[str, ...]:
    value = schema.get("const")
    if isinstance(value, str):
        return (value,)
    listed = schema.get("enum")
    if not isinstance(listed, list):
        return ()
    strings = tuple(one for one in listed if isinstance(one, str))
    return strings if len(strings) == len(listed) else ()


def _members(schema: Lowered) -> list[str]:
    """Return the places of a union's members, or of the one entry that an alias stands for.

    What is no reference is a place without an entry.
    """
    return [str(branch.get("$ref", "")) for branch in branches(schema)]


def _together(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for part in parts for value in part))
