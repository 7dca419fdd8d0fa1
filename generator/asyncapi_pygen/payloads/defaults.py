"""Which defaults a class can hold: scalars that are valid against their own schema."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.lowered import INNER, branches
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Entry, Lowered, Property


def fits(entries: Mapping[str, Entry], one: Property) -> bool:
    """Return whether the default of ``one`` is a value of its type, and valid."""
    default = one.default
    return not isinstance(default, bytes) and any(
        _accepts(leaf, default) for leaf in _leaves(entries, one.schema)
    )


def without_default(entry: ClassPlan, wires: frozenset[str]) -> ClassPlan:
    """Return the class with the defaults of these properties taken away."""
    properties = (
        replace(one, has_default=False, default=None) if one.wire in wires else one
        for one in entry.properties
    )
    return replace(entry, properties=tuple(properties))


def _leaves(entries: Mapping[str, Entry], schema: Lowered) -> Iterator[Lowered]:
    """Yield the members of a union that are no references, aliases looked through."""
    waiting = [schema]
    seen: set[str] = set()
    while waiting:
        for branch in branches(waiting.pop()):
            place, inner = branch.get("$ref"), branch.get(INNER)
            if isinstance(inner, dict):
                waiting.append(inner)
            elif not isinstance(place, str):
                yield branch
            elif place not in seen:
                seen.add(place)
                target = entries[place]
                waiting += [target.schema] if isinstance(target, AliasPlan) else []


def _accepts(schema: Lowered, value: Json) -> bool:
    if "format" in schema or not _has_type(schema, value):
        return False
    from jsonschema_rs import Draft7Validator

    return Draft7Validator(schema).is_valid(value)


def _has_type(schema: Lowered, value: Json) -> bool:
    """Return whether ``value`` is of the Python type that the schema becomes."""
    match schema.get("type"), value:
        case ("boolean", bool()) | ("string", str()):
            return True
        case (("integer" | "number"), int()) if not isinstance(value, bool):
            return True
        case "number", float():
            return True
        case None, _:
            return "enum" in schema and isinstance(value, str | int)
        case _:
            return False
