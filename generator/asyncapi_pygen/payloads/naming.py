"""Names for the plan's classes, aliases and attributes."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.naming import reserved
from asyncapi_pygen.naming.table import Clash, Wish, assign
from asyncapi_pygen.naming.words import constant, pascal, snake
from asyncapi_pygen.payloads.backends.backend import Backend
from asyncapi_pygen.payloads.plan import ClassPlan, ConstantsPlan, Entry, Origin, Plan, Property

_LISTED: Final = 10
"""How many names a message lists, and how many schemas of one name get a note each."""


@dataclass(frozen=True, slots=True)
class ModelNames:
    """The class or alias name of each place, and per class the attribute of each wire name.

    ``constants`` has the class of the named values of each enum by its place, and ``members`` their
    names in order.
    """

    entries: Mapping[str, str]
    attributes: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def of(self, plan: Plan) -> "ModelNames":
        """Return the names of what is in ``plan``, which may be less than what was named."""
        return ModelNames(
            {place: self.entries[place] for place in plan.entries},
            {place: self.attributes[place] for place in plan.entries if place in self.attributes},
            {place: self.constants[place] for place in plan.constants},
            {place: self.members[place] for place in plan.constants},
        )


def name_models(plan: Plan, diagnostics: Diagnostics, backend: Backend) -> ModelNames:
    """Name everything in the plan; clashes are noted at the place that wanted the name."""
    taken = reserved.CLASSES | backend.provided.keys()
    names: dict[str, str] = {}
    for generation in _generations(plan.entries):
        wishes = [_wish(plan.entries[place].origin, names) for place in generation]
        assignment = assign(wishes, taken, names)
        names |= assignment.names
        places = {place: entry.origin.at for place, entry in plan.entries.items()}
        _report(assignment.clashes, places, diagnostics)
    classes = frozenset(names.values())
    attributes = {
        place: _attributes(entry, classes, backend.fields, diagnostics)
        for place, entry in plan.entries.items()
        if isinstance(entry, ClassPlan)
    }
    constants = _constants(plan, names, diagnostics)
    members = {place: _members(one) for place, one in plan.constants.items()}
    return ModelNames(names, attributes, constants, members)


def _constants(plan: Plan, names: Mapping[str, str], diagnostics: Diagnostics) -> Mapping[str, str]:
    """Name the classes of named values when all others have their names: they rename nothing."""
    wishes: list[Wish] = []
    for place, one in plan.constants.items():
        stem = f"{names[one.owner]}{pascal(one.hint, empty='') if one.hint else ''}"
        wishes.append(Wish(f"{place}#", (f"{stem}Values", f"{stem}Constants")))
    assignment = assign(wishes, reserved.CLASSES, names)
    places = {place: one.origin.at for place, one in plan.entries.items()}
    places |= {f"{place}#": one.at for place, one in plan.constants.items()}
    _report(assignment.clashes, places, diagnostics)
    return {place.removesuffix("#"): name for place, name in assignment.names.items()}


def _members(constants: ConstantsPlan) -> tuple[str, ...]:
    """Name the values of an enum as the document does, in capitals."""
    wishes = [
        Wish(str(number), (name, f"{name}_"), exact=member.name == name)
        for number, member in enumerate(constants.members)
        for name in [constant(member.name)]
    ]
    names = assign(wishes).names
    return tuple(names[wish.key] for wish in wishes)


def codec_names(plan: Plan, names: ModelNames) -> Mapping[str, str]:
    """Name a constant for each payload that is no JSON: as its class is called, in capitals."""
    places = (*plan.avro, *plan.protobuf)
    wishes = [Wish(place, (snake(names.entries[place]).upper(),)) for place in places]
    return assign(wishes).names


def _generations(entries: Mapping[str, Entry]) -> Iterable[list[str]]:
    """Yield the entries that have no parent, then their children, and so on."""
    children: dict[str | None, list[str]] = {}
    for place, entry in entries.items():
        children.setdefault(entry.origin.parent, []).append(place)
    generation = children.get(None, [])
    while generation:
        yield generation
        generation = [child for place in generation for child in children.get(place, [])]


def _wish(origin: Origin, names: Mapping[str, str]) -> Wish:
    own = pascal(origin.hint, empty="Model")
    if origin.pin:
        pinned = pascal(origin.pin, empty="Model")
        return Wish(origin.place, (pinned, f"{pinned}Model"), pinned=True)
    if origin.parent is not None:
        nested = f"{names[origin.parent]}{pascal(origin.hint, empty='Value')}"
        return Wish(origin.place, (nested, f"{nested}Object"))
    scoped = f"{pascal(origin.scope, empty='Other')}{own}"
    return Wish(origin.place, (own, f"{own}Payload", scoped), exact=own == origin.hint)


def _report(
    clashes: tuple[Clash, ...], places: Mapping[str, Location], diagnostics: Diagnostics
) -> None:
    for clash in clashes:
        given = ", ".join(f"`{name}`" for _, name in clash.given[:_LISTED])
        many = len(clash.given) > _LISTED
        given += ", …" if many else ""
        # Of many, one note speaks for all.
        for place, name in clash.given[:1] if many else clash.given:
            diagnostics.report(
                "name-clash",
                f"this schema is called `{name}`: {len(clash.given)} of them would be "
                f"`{clash.wanted}` and became {given}",
                places[place],
            )


def _attributes(
    entry: ClassPlan,
    classes: AbstractSet[str],
    taken: AbstractSet[str],
    diagnostics: Diagnostics,
) -> Mapping[str, str]:
    wishes = [_attribute(one) for one in entry.properties]
    # A script without capitals lets a field be called as its own type is.
    types = {name for wish in wishes for name in wish.candidates if name in classes}
    assignment = assign(wishes, reserved.FIELDS | types | taken)
    for clash in assignment.clashes:
        wires = ", ".join(f"`{wire}` as `{name}`" for wire, name in clash.given)
        diagnostics.report(
            "name-clash",
            f"several properties would be `{clash.wanted}`: {wires}",
            entry.origin.at,
        )
    return assignment.names


def _attribute(one: Property) -> Wish:
    name = snake(one.pin or one.wire, empty="field")
    if name.startswith(reserved.FIELD_PREFIXES):
        name = f"field_{name}"
    candidates = (name, f"{name}_")
    # A keyword's trailing underscore is no other spelling.
    exact = one.wire in (name, name.removesuffix("_"))
    return Wish(one.wire, candidates, exact=exact, pinned=bool(one.pin))
