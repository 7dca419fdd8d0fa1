"""Trials of one payload: changes of a valid value, and what has to come of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import zip_longest
from typing import Final, Literal, TypeAlias

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.plan import ClassPlan, Lowered, Plan, Property
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.payloads.trials.changing import Pointer, Puts, Trial, fields, value_at
from asyncapi_pygen.payloads.trials.values import Values
from asyncapi_pygen.payloads.trials.view import class_at, unfolded
from asyncapi_pygen.payloads.validators import Judge
from asyncapi_pygen.source.pointers import join_pointer


class _Unsaid(Enum):
    UNSAID = "unsaid"


_UNSAID: Final = _Unsaid.UNSAID
"""What a property is given to which nothing is done."""

_Changes: TypeAlias = Mapping[str, "Json | Literal[_Unsaid.UNSAID]"]


@dataclass(frozen=True, slots=True)
class Trials:
    """What has to come of changes: the value is ``taken`` as it is, or it is ``noticed``.

    ``untried`` are the places at which no valid object of a class could be made to change.
    """

    taken: list[Trial] = field(default_factory=list[Trial])
    noticed: list[Trial] = field(default_factory=list[Trial])
    untried: list[Pointer] = field(default_factory=list[Pointer])

    def written(self) -> dict[str, Json]:
        """Return the trials as JSON, their places as JSON pointers."""
        told: dict[str, Json] = {
            "taken": [one.written() for one in self.taken],
            "noticed": [one.written() for one in self.noticed],
        }
        return {**told, "untried_at": [*map(join_pointer, self.untried)]} if self.untried else told


@dataclass(frozen=True, slots=True)
class _Around:
    """What a value is in: ``alone`` tells that what does not fit may be told of that.

    ``in_union`` tells that its values may tell which member of a union it is.
    """

    alone: bool = False
    in_union: bool = False


@dataclass(frozen=True, slots=True)
class _Spot:
    """An object of a class in the value, and what has to be put there first."""

    place: str
    entry: ClassPlan
    at: Pointer
    puts: Puts
    around: _Around


Use: TypeAlias = tuple[str, bool]
"""A class by its place, and whether it is one that is sent."""


class Tried:
    """Which classes were tried, and what was asked and added since ``begin``."""

    def __init__(self) -> None:
        self._all: set[Use] = set()
        self.asked: dict[Use, bool] = {}
        self.added: list[Use] = []

    def begin(self) -> None:
        """Forget what was asked and added, but not what was tried."""
        self.asked, self.added = {}, []

    def has(self, one: Use) -> bool:
        """Return whether a class was tried."""
        found = one in self._all
        self.asked.setdefault(one, found)
        return found

    def add(self, one: Use) -> None:
        """Remember that a class was tried."""
        self._all.add(one)
        self.added.append(one)


class Maker:
    """Makes the trials of payloads of one plan.

    ``exact`` says that nothing is set aside, ``keeps_unknown`` that what no class declares is
    written as it was read. ``tried`` are the classes that are not tried once more.
    """

    def __init__(
        self,
        plan: Plan,
        sampler: Sampler,
        tried: Tried | None = None,
        *,
        exact: bool,
        keeps_unknown: bool = True,
    ) -> None:
        self._plan = plan
        self._originals = sampler.originals
        self._values = Values(plan, sampler)
        self._exact = exact
        self._keeps_unknown = keeps_unknown
        self._tags: dict[str, set[str]] = {}
        for said in plan.declared.values():
            for place in said.values:
                self._tags.setdefault(place, set()).add(said.property)
        self._tried = Tried() if tried is None else tried

    def trials(
        self,
        payload: str,
        value: Json,
        kept: Sequence[Pointer] = (),
        beside: Sequence[str] = (),
        *,
        sent: bool = False,
    ) -> Trials:
        """Return the trials of a valid value; what is at the places ``kept`` is not changed.

        Every class is tried once, where it is met first. ``beside`` are other payloads that the
        value may as well be one of: what one of them takes is not noticed.
        """
        made = Trials()
        payloads = (payload, *beside)
        check = _Check(self._originals.validator(payload), self._judges(payloads), value)
        if not check.takes(Trial()):
            made.untried.append(())
            return made
        waiting = [*self._members({"$ref": payload}, (), (), _Around(), value)]
        while waiting:
            spot = waiting.pop(0)
            if self._tried.has((spot.place, sent)):
                self._notice_one(spot, kept, made)
                continue
            self._tried.add((spot.place, sent))
            others = self._others(spot, kept, told=len({*payloads}) > 1, sent=sent)
            self._take_all(spot, kept, made, check, others)
            self._notice_all(spot, kept, made, sent=sent)
            for one in self._inside(spot, check):
                if check.takes(Trial(one.puts)):
                    waiting.append(one)
                elif not self._tried.has((one.place, sent)):
                    made.untried.append(one.at)
        refused = [one for one in made.noticed if check.refuses(one)]
        return replace(made, noticed=refused)

    def may_be(self, payloads: Sequence[str], value: Json) -> bool:
        """Return whether the models of one of some payloads take a value."""
        judges = self._judges(payloads)
        return not judges or any(one.is_valid(value) for one in judges)

    def _judges(self, payloads: Sequence[str]) -> list[Judge]:
        """Return what tells what the models of some payloads take: none where one is not known."""
        several = dict.fromkeys(payloads)
        known = [one for one in map(self._values.view.judge, several) if one is not None]
        return known if len(known) == len(several) else []

    def _members(
        self,
        schema: Lowered,
        at: Pointer,
        puts: Puts,
        around: _Around,
        value: Json = None,
    ) -> Iterator[_Spot]:
        """Yield an object of each class that a value may be of; ``value`` is there already."""
        members = unfolded(self._plan, schema)
        several = len([one for one in members if one.get("type") != "null"]) > 1
        there = None if several else value
        here = _Around(around.alone or several, around.in_union or several)
        inside = replace(here, alone=True)
        for one in members:
            found = class_at(self._plan, one)
            if found is not None:
                is_there = isinstance(there, dict)
                put = puts if is_there else _put(puts, at, self._values.of_class(*found))
                yield _Spot(*found, at, put, here)
            items, values = one.get("items"), one.get("additionalProperties")
            if isinstance(items, dict):
                first = there[0] if isinstance(there, list) and there else None
                put = puts if first is not None else _put(puts, at, [])
                yield from self._members(items, (*at, "0"), put, inside, first)
            if isinstance(values, dict):
                key = next(iter(fields(there)), "key")
                put = puts if fields(there) else _put(puts, at, {})
                inner = fields(there).get(key)
                yield from self._members(values, (*at, key), put, inside, inner)

    def _inside(self, spot: _Spot, check: "_Check") -> Iterator[_Spot]:
        there = fields(check.at(spot))
        for one in spot.entry.properties:
            at, given = (*spot.at, one.wire), there.get(one.wire)
            yield from self._members(one.schema, at, spot.puts, spot.around, given)
        if spot.entry.extra is not None and self._keeps_unknown:
            at = (*spot.at, "further")
            around = replace(spot.around, alone=True)
            yield from self._members(spot.entry.extra, at, spot.puts, around)

    def _free(self, spot: _Spot, kept: Sequence[Pointer]) -> list[Property]:
        """Return the properties whose values tell nothing of what the object is."""
        tags = self._tags.get(spot.place, set())
        return [
            one
            for one in spot.entry.properties
            if (*spot.at, one.wire) not in kept and one.wire not in tags
        ]

    def _take_all(
        self,
        spot: _Spot,
        kept: Sequence[Pointer],
        made: Trials,
        check: "_Check",
        others: Mapping[str, Json],
    ) -> None:
        """Add what is taken: other values, as little as may be, and ``others`` by themselves."""
        there = fields(check.at(spot))
        fits = {
            one.wire: self._values.fits(one, spot.place, *self._given(there, one))
            for one in self._free(spot, kept)
        }
        for row in zip_longest(*fits.values(), fillvalue=_UNSAID):
            self._take(spot, dict(zip(fits, row, strict=True)), made, check)
        made.taken.extend(one for one in self._least(spot, kept, check) if check.takes(one))
        for wire, value in others.items():
            trial = self._trial(spot, {wire: value})
            if check.models_take(trial):
                made.taken.append(trial)

    def _others(
        self, spot: _Spot, kept: Sequence[Pointer], *, told: bool, sent: bool
    ) -> Mapping[str, Json]:
        """Return by property what the document does not list, and the models take all the same.

        ``told`` says that its payload is told from others, which its tags do.
        """
        if self._exact:
            return {}
        others: dict[str, Json] = {}
        if not (spot.around.in_union or told):
            unlisted = {
                one.wire: self._values.unlisted(one, spot.place) for one in self._free(spot, kept)
            }
            others = {wire: value for wire, value in unlisted.items() if value is not None}
        is_open = spot.place not in self._plan.sent and spot.entry.extra is None
        if is_open and (self._keeps_unknown or not sent):
            others["no such field"] = "text"
        return others

    @staticmethod
    def _given(there: Mapping[str, Json], one: Property) -> list[Json]:
        return [there[one.wire]] if one.wire in there else []

    def _notice_all(
        self, spot: _Spot, kept: Sequence[Pointer], made: Trials, *, sent: bool
    ) -> None:
        """Add what is noticed: wrong values, those of optional fields together, and gaps."""
        single = spot.around.alone or sent or self._exact
        together: dict[str, list[Json]] = {}
        for one in spot.entry.properties:
            if (*spot.at, one.wire) in kept:
                continue
            wrong = self._values.misfits(one, spot.place)
            if single or one.required or one.constant:
                made.noticed.extend(self._trial(spot, {one.wire: value}) for value in wrong)
            else:
                together[one.wire] = wrong
            written = one.has_default or (one.constant and spot.place in self._plan.sent)
            if one.required and not written:
                made.noticed.append(Trial(spot.puts, ((*spot.at, one.wire),)))
        for row in zip_longest(*together.values(), fillvalue=_UNSAID):
            changes = dict(zip(together, row, strict=True))
            made.noticed.append(self._trial(spot, changes))
        if sent and spot.entry.closed:
            made.noticed.append(self._trial(spot, {"no such field": 1}))

    def _notice_one(self, spot: _Spot, kept: Sequence[Pointer], made: Trials) -> None:
        """Add a single wrong value of a class that is tried elsewhere: that it is this class."""
        for one in spot.entry.properties:
            wrong = self._values.misfits(one, spot.place)
            if wrong and (*spot.at, one.wire) not in kept:
                made.noticed.append(self._trial(spot, {one.wire: wrong[0]}))
                return

    def _least(self, spot: _Spot, kept: Sequence[Pointer], check: "_Check") -> Iterator[Trial]:
        """Yield the object with nothing in it that may be absent."""
        there = fields(check.at(spot))
        optional = [one.wire for one in spot.entry.properties if not one.required]
        gone = [(*spot.at, wire) for wire in optional if wire in there]
        yield Trial(spot.puts, tuple(one for one in gone if one not in kept))

    def _trial(self, spot: _Spot, changes: _Changes) -> Trial:
        said = [((*spot.at, wire), one) for wire, one in changes.items() if one is not _UNSAID]
        return Trial((*spot.puts, *said))

    def _take(self, spot: _Spot, changes: _Changes, made: Trials, check: "_Check") -> None:
        """Try the changes together if that is valid, else each by itself."""
        trial = self._trial(spot, changes)
        if check.takes(trial):
            made.taken.append(trial)
            return
        for wire, value in changes.items():
            single = self._trial(spot, {wire: value})
            if value is not _UNSAID and check.takes(single):
                made.taken.append(single)


def _put(puts: Puts, at: Pointer, value: Json) -> Puts:
    return (*puts, (at, value))


class _Check:
    """Tells whether a changed value is valid: by the document, and by what the models take."""

    def __init__(self, original: Judge | None, models: Sequence[Judge], value: Json) -> None:
        self._original = original
        self._models = models
        self._value = value

    def at(self, spot: _Spot) -> Json:
        """Return what is at a place once what has to be there is put there."""
        return value_at(Trial(spot.puts).of(self._value), spot.at)

    def takes(self, trial: Trial) -> bool:
        """Return whether the document and the models take the value changed like this."""
        original = self._original
        changed = trial.of(self._value)
        return original is not None and original.is_valid(changed) and self._models_take(changed)

    def models_take(self, trial: Trial) -> bool:
        """Return whether the models take the value, whatever the document says."""
        return self._models_take(trial.of(self._value))

    def refuses(self, trial: Trial) -> bool:
        """Return whether the models do not take the value changed like this."""
        return bool(self._models) and not self.models_take(trial)

    def _models_take(self, changed: Json) -> bool:
        return any(one.is_valid(changed) for one in self._models)
