"""What tells events apart, where the document does not say: inferred from what they show.

The shallowest property whose values differ wins, then a header, then deeper properties. What no one
place tells apart may be told in steps: one property tells groups, and another those of one group.
Last come properties that are there in one event alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from asyncapi_pygen.payloads.discriminators.fixed import (
    Keys,
    Path,
    Tag,
    sharing,
    together,
)
from asyncapi_pygen.targets.webhook.dispatch.marks import Form
from asyncapi_pygen.targets.webhook.dispatch.told import Means, Place, Told

Units: TypeAlias = Mapping[str, Sequence[Form]]
"""What is to be told apart, each by a key of its own: all forms that its events may have."""


def separate(units: Units, *, by_keys: bool) -> Mapping[str, Told] | None:
    """Find what tells every unit from all others, ``None`` if nothing does.

    A unit that is alone is known by constants of its own properties only: a new value of an enum is
    still for it. Properties that are there in one unit alone count with ``by_keys``.
    """
    if not all(units.values()):
        return None
    if len(units) == 1:
        return _alone(units)
    found = [_values(place, units) for place in _places(units)]
    clear = (_told(place, values) for place, values in found if len(sharing(values)) == len(units))
    told = next(clear, None) or _in_steps(units, by_keys=by_keys)
    if told is not None or not by_keys:
        return told
    keys = (keyed(units, path) for path in _objects(units))
    return next((one for one in keys if one is not None), None)


def keyed(units: Units, within: Path = ()) -> Mapping[str, Told] | None:
    """Find properties that one unit alone has, best one that it requires.

    They are those of the body, or of the object that the names ``within`` lead to. Where several
    forms of a unit have none in common, each gives one of its own.
    """
    if not all(within in form.keys for forms in units.values() for form in forms):
        return None
    there = {unit: [form.keys[within] for form in forms] for unit, forms in units.items()}
    holders: dict[str, set[str]] = {}
    for unit, forms in there.items():
        for name in (name for keys in forms for name in keys.declared):
            holders.setdefault(name, set()).add(unit)
    found: dict[str, Told] = {}
    for unit, forms in there.items():
        own = [_own_keys(keys, holders) for keys in forms]
        if not all(own):
            return None
        names = dict.fromkeys(name for names in own for name in names)
        found[unit] = Told(Place(Means.KEY, within), tuple(names))
    return found


def _objects(units: Units) -> Iterator[Path]:
    """Yield where every form of every unit has an object, the body itself first."""
    first, *others = [form.keys for forms in units.values() for form in forms]
    yield from sorted((path for path in first if all(path in each for each in others)), key=len)


def _own_keys(keys: Keys, holders: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return the first property that a form requires and no other unit has, or all it may have."""
    required = [name for name in keys.required if len(holders[name]) == 1]
    return tuple(required[:1] or sorted(n for n in keys.declared if len(holders[n]) == 1))


def _alone(units: Units) -> Mapping[str, Told] | None:
    ((unit, forms),) = units.items()
    for place in _places(units):
        if place.rank == 1 and all(len(form.marks[place]) == 1 for form in forms):
            return {unit: Told(place, together(form.marks[place][0] for form in forms))}
    return None


def _places(units: Units) -> Iterator[Place]:
    """Yield the places at which every form of every unit has values of its own, in order."""
    first, *others = [form.marks for forms in units.values() for form in forms]
    yield from (place for place in first if all(place in marks for marks in others))


def _values(place: Place, units: Units) -> tuple[Place, Mapping[str, tuple[Tag, ...]]]:
    return place, {
        unit: together(value for form in forms for value in form.marks[place])
        for unit, forms in units.items()
    }


def _told(place: Place, values: Mapping[str, tuple[Tag, ...]]) -> Mapping[str, Told]:
    return {unit: Told(place, own) for unit, own in values.items()}


def _in_steps(units: Units, *, by_keys: bool) -> Mapping[str, Told] | None:
    """Find a place that tells groups, and for each group what tells its units."""
    for place, values in (_values(place, units) for place in _places(units)):
        groups = sharing(values)
        if len(groups) > 1:
            firsts = {
                group: Told(place, together(value for unit in group for value in values[unit]))
                for group in groups
                if len(group) > 1
            }
            told = _within(firsts, units, by_keys=by_keys)
            if told is not None:
                alone = {one: values[one] for (one, *others) in groups if not others}
                return {unit: {**told, **_told(place, alone)}[unit] for unit in units}
    return None


def _within(
    firsts: Mapping[tuple[str, ...], Told], units: Units, *, by_keys: bool
) -> Mapping[str, Told] | None:
    """Tell the units of each group by places that are looked at after what tells the group."""
    found: dict[str, Told] = {}
    for group, first in firsts.items():
        told = separate({unit: units[unit] for unit in group}, by_keys=by_keys)
        if told is None or any(one.place.rank <= first.place.rank for one in told.values()):
            return None
        found |= {unit: one.after(first) for unit, one in told.items()}
    return found
