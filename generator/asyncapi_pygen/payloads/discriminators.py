"""What tells the members of a union apart: a constant of each, each another one."""

from collections.abc import Mapping, Sequence

from asyncapi_pygen.payloads.naming import ModelNames
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Plan


def discriminator(plan: Plan, names: ModelNames, places: Sequence[str]) -> str | None:
    """Return the attribute by which pydantic can tell the entries apart, if there is one.

    That is a property which has one value in every class, each another one, and is called alike in
    all of them.
    """
    constants = [_constants(plan, names, place) for place in places]
    for wire, (attribute, _) in constants[0].items():
        found = [one.get(wire, ("", "")) for one in constants]
        values = {value for _, value in found}
        if len(values) == len(found) and all(name == attribute for name, _ in found):
            return attribute
    return None


def _constants(plan: Plan, names: ModelNames, place: str) -> Mapping[str, tuple[str, str]]:
    """Return the attribute and the value of each property that always tells the class."""
    of_class = _class_of(plan, place)
    entry = plan.entries[of_class] if of_class is not None else None
    if of_class is None or not isinstance(entry, ClassPlan):
        return {}
    attributes = names.attributes[of_class]
    certain = of_class in plan.sent
    return {
        one.wire: (attributes[one.wire], str(one.schema["const"]))
        for one in entry.properties
        if one.constant and isinstance(one.schema["const"], str) and (one.required or certain)
    }


def _class_of(plan: Plan, place: str) -> str | None:
    """Return the place of the class that an entry is, aliases of classes looked through."""
    current: str | None = place
    while current is not None:
        entry = plan.entries[current]
        if not isinstance(entry, AliasPlan):
            return current
        target = entry.schema.get("$ref")
        current = target if isinstance(target, str) else None
    return None
