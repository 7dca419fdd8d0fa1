"""The decision: by which property the members of a union are told apart, if by any.

It never changes which values are valid. A member is left out where it could not accept the value;
where several could, all of them are tried. What a document *declares* counts as part of its schema:
there a value's member is the one that its tag names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from asyncapi_pygen.payloads.discriminators.fixed import (
    Fixed,
    Path,
    Shape,
    Tag,
    fixed,
    keys,
    same,
    shape,
    sharing,
    together,
)
from asyncapi_pygen.payloads.plan import Declared, Plan

_DEEPEST: Final = 3
"""How many objects a tag may lie in, counting the union's own."""


class Means(Enum):
    """What tells members apart."""

    VALUE = auto()
    """The value of a property."""
    KEY = auto()
    """Which of several properties is there: a case's values are their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Some members of a union, and when a value may be of them.

    It may be where the tag is one of ``values``; with ``absent``, where there is no tag; with
    ``others``, where the tag is one that no case names. Of several ``places``, ``inner`` tells
    which; without it, all are tried. Where several cases have a value, all are tried, in order.
    """

    places: tuple[str, ...]
    values: tuple[Tag, ...]
    absent: bool = False
    others: bool = False
    inner: "Discrimination | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrimination:
    """How the members of a union are told apart; ``path`` is empty where keys do it."""

    means: Means
    path: Path
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the members say of one property: its values, and whether it may be absent.

    A member that does not fix its values, a *loose* one, has no values here.
    """

    path: Path
    values: Mapping[str, tuple[Tag, ...]]
    absent: Mapping[str, bool]
    loose: tuple[str, ...]


def discrimination(plan: Plan, places: Sequence[str]) -> Discrimination | None:
    """Decide how the entries at ``places`` are told apart; ``None`` if each has to be tried."""
    if len(places) < 2:  # noqa: PLR2004 - one has nothing to be told from
        return None
    if any(shape(plan, place) is not Shape.OBJECT for place in places):
        return None
    declared = plan.declared.get(frozenset(places))
    found = _as_declared(plan, places, declared) if declared is not None else None
    return found or _inferred(plan, places)


def _as_declared(plan: Plan, places: Sequence[str], told: Declared) -> Discrimination | None:
    """Decide by the property that the document names, if each value names one member."""
    path = (told.property,)
    said = {place: fixed(plan, place, 1).get(path) for place in places}
    values = {place: _declared_values(told.values.get(place, ()), said[place]) for place in places}
    loose = tuple(place for place in places if not values[place])
    every = [same(value) for found in values.values() for value in found]
    if len(loose) > 1 or len(set(every)) < len(every) or len(every) == 0:
        return None
    cases = [
        Case(
            places=(place,),
            values=values[place],
            absent=not (_requires(plan, place, path) or _is_sure(said[place])),
            others=not values[place],
        )
        for place in places
    ]
    return Discrimination(means=Means.VALUE, path=path, cases=tuple(cases))


def _declared_values(named: Sequence[str], said: Fixed | None) -> tuple[Tag, ...]:
    """Return the values that name a member; what its schema fixes counts more than its name."""
    if said is None:
        return tuple(named)
    return tuple(name for name in named if name in said.values) or said.values


def _is_sure(said: Fixed | None) -> bool:
    return said is not None and said.required


def _inferred(plan: Plan, places: Sequence[str]) -> Discrimination | None:
    for depth in range(1, _DEEPEST + 1):
        by_values = [_by_values(said) for said in _said(plan, places, depth)]
        found = [one for one in by_values if one is not None]
        if found:
            return _with_inner(plan, max(found, key=_worth))
    return _by_keys(plan, places)


def _with_inner(plan: Plan, found: Discrimination) -> Discrimination:
    """Tell apart in turn what shares the values of one case."""
    cases = (replace(case, inner=discrimination(plan, case.places)) for case in found.cases)
    return replace(found, cases=tuple(cases))


def _worth(found: Discrimination) -> tuple[int, int, int]:
    """Weigh a decision: best without a loose member, with many cases, and always a tag."""
    loose = sum(case.others for case in found.cases)
    return -loose, len(found.cases), -sum(case.absent for case in found.cases)


def _said(plan: Plan, places: Sequence[str], depth: int) -> Iterator[_Said]:
    """Yield what the members say of each property that some of them fix."""
    members = {place: fixed(plan, place, depth) for place in places}
    paths = dict.fromkeys(path for member in members.values() for path in member)
    for path in paths:
        sure = {place: member[path] for place, member in members.items() if path in member}
        loose = tuple(place for place in places if place not in sure)
        yield _Said(
            path=path,
            values={place: one.values for place, one in sure.items()},
            absent={
                place: not (sure[place].required if place in sure else _requires(plan, place, path))
                for place in places
            },
            loose=loose,
        )


def _requires(plan: Plan, place: str, path: Path) -> bool:
    return len(path) == 1 and path[0] in keys(plan, place).required


def _by_values(said: _Said) -> Discrimination | None:
    """Decide by a property of which at most one member does not fix the values."""
    groups = sharing(said.values)
    if len(groups) + len(said.loose) < 2 or not _may_be_loose(said):  # noqa: PLR2004 - see above
        return None
    cases = [
        Case(
            places=group,
            values=together(value for place in group for value in said.values[place]),
            absent=any(said.absent[place] for place in group),
        )
        for group in groups
    ]
    every = together(value for case in cases for value in case.values)
    cases += [
        Case(places=(place,), values=every, absent=said.absent[place], others=True)
        for place in said.loose
    ]
    return Discrimination(means=Means.VALUE, path=said.path, cases=tuple(cases))


def _may_be_loose(said: _Said) -> bool:
    """Return whether the other members' values are theirs so clearly that one may be loose."""
    clear = all(len(v) == 1 and not said.absent[place] for place, v in said.values.items())
    return not said.loose or (len(said.loose) == 1 and clear)


def _by_keys(plan: Plan, places: Sequence[str]) -> Discrimination | None:
    """Decide by properties that one member requires and no other knows."""
    found = {place: keys(plan, place) for place in places}
    holders: dict[str, int] = {}
    for one in found.values():
        for name in one.declared:
            holders[name] = holders.get(name, 0) + 1
    own = {
        place: next((name for name in one.required if holders[name] == 1), None)
        for place, one in found.items()
    }
    loose = [place for place, name in own.items() if name is None]
    if len(loose) > 1:
        return None
    cases = [
        Case(places=(place,), values=(name,)) for place, name in own.items() if name is not None
    ]
    every = tuple(value for case in cases for value in case.values)
    cases += [Case(places=(place,), values=every, absent=True) for place in loose]
    return Discrimination(means=Means.KEY, path=(), cases=tuple(cases))
