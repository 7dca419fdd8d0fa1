"""Trials of one payload: changes of a valid value, and what has to come of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, TypeAlias

from asyncapi_pygen.ir.schema import Schema
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.original import compiled, validator
from asyncapi_pygen.payloads.plan import ClassPlan, Lowered, Plan, Property
from asyncapi_pygen.payloads.trials.values import Values
from asyncapi_pygen.payloads.trials.view import class_at, unfolded
from asyncapi_pygen.source.pointers import join_pointer

if TYPE_CHECKING:
    from jsonschema_rs import Validator

Pointer: TypeAlias = tuple[str, ...]
_Puts: TypeAlias = tuple[tuple[Pointer, Json], ...]

_UNSAID: Final = object()


@dataclass(frozen=True, slots=True)
class Trial:
    """Changes of a value: what is put at some places, in order, and what is then taken away."""

    puts: _Puts = ()
    drops: tuple[Pointer, ...] = ()

    def written(self) -> dict[str, Json]:
        """Return the trial as JSON, its places as JSON pointers."""
        puts: dict[str, Json] = {join_pointer(at): value for at, value in self.puts}
        said: dict[str, Json] = {"with": puts} if puts else {}
        return {**said, "without": [*map(join_pointer, self.drops)]} if self.drops else said


@dataclass(frozen=True, slots=True)
class Trials:
    """What has to come of changes: the value is ``taken`` as it is, or it is ``noticed``."""

    taken: list[Trial] = field(default_factory=list[Trial])
    noticed: list[Trial] = field(default_factory=list[Trial])

    def written(self) -> dict[str, Json]:
        """Return the trials as JSON."""
        return {
            "taken": [one.written() for one in self.taken],
            "noticed": [one.written() for one in self.noticed],
        }


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
    puts: _Puts
    around: _Around


class Maker:
    """Makes the trials of payloads of one plan; ``exact`` where nothing is set aside."""

    def __init__(self, plan: Plan, schemas: Mapping[str, Schema], *, exact: bool) -> None:
        self._plan = plan
        self._schemas = schemas
        self._values = Values(plan)
        self._exact = exact
        self._seen: set[tuple[str, bool]] = set()

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
        union: Lowered = {"anyOf": [{"$ref": one} for one in dict.fromkeys((payload, *beside))]}
        check = _Check(
            validator(self._schemas, payload), self._values.view.whole(union, payload), value
        )
        if not check.takes(()):
            return made
        waiting = [*self._members({"$ref": payload}, (), (), _Around(), value)]
        while waiting:
            spot = waiting.pop(0)
            if (spot.place, sent) in self._seen:
                self._notice_one(spot, kept, made)
                continue
            self._seen.add((spot.place, sent))
            self._take_all(spot, kept, made, check, told=len({payload, *beside}) > 1)
            self._notice_all(spot, kept, made, sent=sent)
            waiting += [one for one in self._inside(spot, check) if check.takes(one.puts)]
        return Trials(made.taken, [one for one in made.noticed if check.refuses(one)])

    def may_be(self, payloads: Sequence[str], value: Json) -> bool:
        """Return whether the models of one of some payloads take a value."""
        union: Lowered = {"anyOf": [{"$ref": one} for one in payloads]}
        view = compiled(self._values.view.whole(union, payloads[0]), formats=True)
        return view is None or view.is_valid(value)

    def _members(
        self,
        schema: Lowered,
        at: Pointer,
        puts: _Puts,
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
                key = next(iter(_fields(there)), "key")
                put = puts if _fields(there) else _put(puts, at, {})
                inner = _fields(there).get(key)
                yield from self._members(values, (*at, key), put, inside, inner)

    def _inside(self, spot: _Spot, check: "_Check") -> Iterator[_Spot]:
        there = _fields(check.at(spot))
        for one in spot.entry.properties:
            at, given = (*spot.at, one.wire), there.get(one.wire)
            yield from self._members(one.schema, at, spot.puts, spot.around, given)
        if spot.entry.extra is not None:
            at = (*spot.at, "further")
            around = replace(spot.around, alone=True)
            yield from self._members(spot.entry.extra, at, spot.puts, around)

    def _take_all(
        self, spot: _Spot, kept: Sequence[Pointer], made: Trials, check: "_Check", *, told: bool
    ) -> None:
        """Add what is taken: other values, as little as may be, and what is not listed.

        ``told`` says that its payload is told from others, which its tags do.
        """
        tags = {said.property for said in self._plan.declared.values() if spot.place in said.values}
        free = [
            one
            for one in spot.entry.properties
            if (*spot.at, one.wire) not in kept and one.wire not in tags
        ]
        there = _fields(check.at(spot))
        fits = {
            one.wire: self._values.fits(one, spot.place, *self._given(there, one)) for one in free
        }
        for row in zip_longest(*fits.values(), fillvalue=_UNSAID):
            self._take(spot, dict(zip(fits, row, strict=True)), made, check)
        made.taken.extend(one for one in self._least(spot, kept, check) if check.takes_trial(one))
        if self._exact:
            return
        others: dict[str, Json] = {}
        if not (spot.around.in_union or told):
            unlisted = {one.wire: self._values.unlisted(one, spot.place) for one in free}
            others = {wire: value for wire, value in unlisted.items() if value is not None}
        if spot.place not in self._plan.sent and spot.entry.extra is None:
            others["no such field"] = "text"
        for changes in ({wire: value} for wire, value in others.items()):
            trial = self._trial(spot, changes)
            if check.models_take(trial.puts):
                made.taken.append(trial)

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
        there = _fields(check.at(spot))
        optional = [one.wire for one in spot.entry.properties if not one.required]
        gone = [(*spot.at, wire) for wire in optional if wire in there]
        yield Trial(spot.puts, tuple(one for one in gone if one not in kept))

    def _trial(self, spot: _Spot, changes: Mapping[str, object]) -> Trial:
        puts = [
            ((*spot.at, wire), value) for wire, value in changes.items() if value is not _UNSAID
        ]
        return Trial((*spot.puts, *puts))  # type: ignore[arg-type]

    def _take(
        self, spot: _Spot, changes: Mapping[str, object], made: Trials, check: "_Check"
    ) -> None:
        """Try the changes together if that is valid, else each by itself."""
        trial = self._trial(spot, changes)
        if check.takes(trial.puts):
            made.taken.append(trial)
            return
        for wire, value in changes.items():
            single = self._trial(spot, {wire: value})
            if value is not _UNSAID and check.takes(single.puts):
                made.taken.append(single)


def _put(puts: _Puts, at: Pointer, value: Json) -> _Puts:
    return (*puts, (at, value))


class _Check:
    """Tells whether a changed value is valid: by the document, and by what the models take."""

    def __init__(self, original: "Validator | None", view: dict[str, Json], value: Json) -> None:
        self._checks = [original, compiled(view, formats=True)]
        self._value = value

    def at(self, spot: _Spot) -> Json:
        """Return what is at a place once what has to be there is put there."""
        found = with_puts(self._value, spot.puts)
        for step in spot.at:
            if isinstance(found, list):
                found = found[int(step)] if int(step) < len(found) else None
            else:
                found = _fields(found).get(step)
        return found

    def takes_trial(self, trial: Trial) -> bool:
        """Return whether the document and the models take the value changed like this."""
        changed = without(with_puts(self._value, trial.puts), trial.drops)
        return all(one is not None and one.is_valid(changed) for one in self._checks)

    def models_take(self, puts: Sequence[tuple[Pointer, Json]]) -> bool:
        """Return whether the models take the value, whatever the document says."""
        view = self._checks[1]
        return view is not None and view.is_valid(with_puts(self._value, puts))

    def refuses(self, trial: Trial) -> bool:
        """Return whether the models do not take the value changed like this."""
        changed = without(with_puts(self._value, trial.puts), trial.drops)
        view = self._checks[1]
        return view is not None and not view.is_valid(changed)

    def takes(self, puts: Sequence[tuple[Pointer, Json]]) -> bool:
        """Return whether the document and the models take the value with these put in it."""
        return self.takes_trial(Trial(tuple(puts)))


def with_puts(value: Json, puts: Sequence[tuple[Pointer, Json]]) -> Json:
    """Return a value with others put in some places; what is not on the way is shared."""
    for at, put in puts:
        value = _with(value, at, put)
    return value


def without(value: Json, drops: Sequence[Pointer]) -> Json:
    """Return a value without the properties at some places."""
    for *outer, name in drops:
        inner = value
        for step in outer:
            inner = inner[int(step)] if isinstance(inner, list) else _fields(inner).get(step)
        kept = {key: one for key, one in _fields(inner).items() if key != name}
        value = with_puts(value, [(tuple(outer), kept)])
    return value


def _fields(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _with(value: Json, at: Pointer, put: Json) -> Json:
    if not at:
        return put
    first, rest = at[0], at[1:]
    if isinstance(value, list):
        items = [*value]
        place = int(first) if first.isdigit() else len(items)
        old = items[place] if place < len(items) else None
        items[place : place + 1] = [_with(old, rest, put)]
        return items
    fields = value if isinstance(value, dict) else {}
    return {**fields, first: _with(fields.get(first), rest, put)}
