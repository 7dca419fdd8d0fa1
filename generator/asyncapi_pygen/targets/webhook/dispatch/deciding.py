"""By what the events of each operation are known: as declared, else as inferred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, TypeAlias

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.payloads.discriminators.decision import Means as UnionMeans
from asyncapi_pygen.payloads.discriminators.decision import discrimination
from asyncapi_pygen.payloads.discriminators.fixed import Tag, same
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.targets.webhook.content import FORMS, Kind, content_of
from asyncapi_pygen.targets.webhook.dispatch.declared import Arrival, Declared, read_declared
from asyncapi_pygen.targets.webhook.dispatch.extension import NAME, Rules
from asyncapi_pygen.targets.webhook.dispatch.inference import Units, separate
from asyncapi_pygen.targets.webhook.dispatch.marks import Form, forms
from asyncapi_pygen.targets.webhook.dispatch.told import Batch, Means, Place, Told, joined
from asyncapi_pygen.targets.webhook.handled import Handled, Row

_Claim: TypeAlias = tuple[Told | None, Place, tuple[bool, Tag]]

_SEVERAL: Final = 2
"""From this many payloads on, an operation takes a union."""

_HINT: Final = (
    "give each payload a property with a `const` of its own, or say with "
    f"`{NAME}` which property, which header or which key tells them apart"
)


def told_apart(
    api: Api, found: Sequence[Handled], models: Models, rules: Rules, diagnostics: Diagnostics
) -> list[Handled]:
    """Find how events are known: among all of them if possible, else among those of one address."""
    return _Decision(api, models, rules, diagnostics).made(found)


def shared_place(handled: Sequence[Handled]) -> Place | None:
    """Return what lets events of several addresses share the URL ``/``, if anything does.

    What an address with parameters says is not in the events, so that nothing replaces it.
    """
    routed = [one for one in handled if one.route is not None]
    paths = {one.route.path for one in routed if one.route is not None}
    places = {one.told.place for one in routed if one.told is not None}
    if not (len(places) == 1 and _are_apart(routed)) or any(one.parameters for one in routed):
        return None
    return places.pop() if len(paths) > 1 and "/" not in paths else None


def _are_apart(routed: Sequence[Handled]) -> bool:
    """Return whether events of all operations could be told if they arrived at one address."""
    if len({one.batch for one in routed}) > 1:
        return False
    steps = (step for one in routed if one.told is not None for step in one.told.steps)
    in_body = any(step.place.means is not Means.HEADER for step in steps)
    if in_body and len({_is_form(one) for one in routed}) > 1:
        return False
    claims = [claim for one in routed if one.told is not None for claim in _claims(one.told)]
    return all(one.told is not None for one in routed) and len({*claims}) == len(claims)


def _is_form(one: Handled) -> bool:
    return one.event.kind in FORMS


def _readable(group: Sequence[Handled], units: Units) -> Units:
    """Return what tells of operations whose bodies are read alike, of others headers alone."""
    own = {one.operation.id: units[one.operation.id] for one in group}
    if len({_is_form(one) for one in group}) <= 1:
        return own
    return {id_: tuple(form.in_headers() for form in forms) for id_, forms in own.items()}


def _claims(told: Told) -> list[_Claim]:
    return [(told.given, told.place, same(value)) for value in told.values]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What a decision is made from."""

    api: Api
    models: Models
    rules: Rules
    diagnostics: Diagnostics

    def made(self, found: Sequence[Handled]) -> list[Handled]:
        routed = [replace(one, batch=self._batch(one)) for one in found if one.route is not None]
        groups = _by_address(routed)
        arrivals = [self._arrival(one, len(group)) for group in groups for one in group]
        declared = read_declared(arrivals, self.rules, self.diagnostics)
        units = {one.operation.id: _all_forms(one) for one in arrivals}
        common = _readable(routed, units)
        everywhere = None if declared or not routed else separate(common, by_keys=False)
        told = dict(everywhere or {})
        for group in groups:
            if everywhere is None and len(group) > 1:
                told |= self._at_one_address(group, declared, _readable(group, units))
            self._report_batches(group)
            self._report_mixed(group, told, declared)
        done = {
            one.operation.id: self._split(one, told, declared, alone=len(routed) == 1)
            for one in routed
        }
        if everywhere is None and len(routed) > 1 and not _are_apart([*done.values()]):
            self.diagnostics.report(
                "single-url",
                "nothing tells all events apart: they cannot share one URL",
                routed[0].operation.at,
            )
        return [done.get(one.operation.id, one) for one in found]

    def _arrival(self, one: Handled, sharing: int) -> Arrival:
        found = tuple(self._forms(one, message) for message in one.messages)
        return Arrival(one.operation, found, sharing, one.event.kind in FORMS)

    def _forms(self, one: Handled, message: Message) -> tuple[Form, ...]:
        return forms(self.api, self.models.plan, message, one.event.kind)

    def _batch(self, one: Handled) -> Batch | None:
        batch = self.rules.operations[one.operation.id].batch
        if batch is not None and one.event.kind is not Kind.JSON:
            self.diagnostics.report(
                "dispatch-invalid",
                f"the events of `{one.operation.id}` are not JSON, and only JSON holds several",
                one.operation.at,
            )
        return batch

    def _report_batches(self, group: Sequence[Handled]) -> None:
        """Report operations of one address whose requests cannot be of one form."""
        first, *others = group
        for one in others:
            if one.batch != first.batch:
                self.diagnostics.report(
                    "dispatch-invalid",
                    f"`{one.operation.id}` and `{first.operation.id}` arrive at one address, and "
                    "not in the same batches",
                    one.operation.at,
                    hint=f"give the channel `{NAME}: {{each: ...}}`, and not one operation",
                )

    def _report_mixed(
        self,
        group: Sequence[Handled],
        told: Mapping[str, Told],
        declared: Mapping[str, Declared],
    ) -> None:
        """Report what would have to be read as a form and as something else."""
        first, *others = group
        in_body = [
            one
            for one in group
            for known in _known(one.operation.id, told, declared)
            if any(step.place.means is not Means.HEADER for step in known.steps)
        ]
        mixed = [one for one in others if _is_form(one) != _is_form(first)]
        if mixed and in_body:
            self.diagnostics.report(
                "dispatch-invalid",
                f"`{mixed[0].operation.id}` and `{first.operation.id}` arrive at one address, and "
                "one of them alone is a form: no place in the body tells them apart",
                mixed[0].operation.at,
                hint=f"give each an address of its own, or say `{NAME}: {{in: header, name: ...}}`",
            )

    def _at_one_address(
        self, group: Sequence[Handled], declared: Mapping[str, Declared], units: Units
    ) -> Mapping[str, Told]:
        """Tell the operations of one address apart, or report two that nothing tells apart."""
        ids = [one.operation.id for one in group]
        silent = [id_ for id_ in ids if id_ not in declared]
        # One that is left is told from the others, whatever is said of them.
        among = silent if len(silent) > 1 else ids
        told: Mapping[str, Told] = {}
        if silent:
            inferred = separate({id_: units[id_] for id_ in among}, by_keys=True)
            if inferred is None:
                self._report_ambiguous([one for one in group if one.operation.id in among], units)
                return {}
            told = {id_: inferred[id_] for id_ in silent}
        self._report_twice(group, told, declared)
        return told

    def _report_twice(
        self,
        group: Sequence[Handled],
        told: Mapping[str, Told],
        declared: Mapping[str, Declared],
    ) -> None:
        """Report what tells of two operations at one address."""
        first: dict[_Claim, Handled] = {}
        for one in group:
            for known in _known(one.operation.id, told, declared):
                taken = next((c for c in _claims(known) if c in first), None)
                if taken is not None and first[taken] is not one:
                    _, place, (_, value) = taken
                    self._report_alike(
                        first[taken], one, f"both are known by {place} being `{value}`"
                    )
                first |= {claim: one for claim in _claims(known) if claim not in first}

    def _report_ambiguous(self, group: Sequence[Handled], units: Units) -> None:
        """Report the first two operations of one address that nothing tells apart."""
        pairs = [pair for pair in combinations(group, 2) if not self._is_clear(pair, units)]
        first, second = pairs[0] if pairs else group[:2]
        self._report_alike(first, second, "nothing tells them apart")

    def _is_clear(self, pair: Sequence[Handled], units: Units) -> bool:
        both = {one.operation.id: units[one.operation.id] for one in pair}
        return separate(both, by_keys=True) is not None

    def _report_alike(self, first: Handled, second: Handled, why: str) -> None:
        self.diagnostics.report(
            "message-ambiguous",
            f"`{_called(second)}` of `{second.operation.id}` and `{_called(first)}` of "
            f"`{first.operation.id}` arrive at one address, and {why}",
            second.operation.at,
            hint=_HINT,
        )

    def _split(
        self,
        one: Handled,
        told: Mapping[str, Told],
        declared: Mapping[str, Declared],
        *,
        alone: bool,
    ) -> Handled:
        """Give each payload a row of its own where it is not the body that tells its type.

        ``alone`` says that the operation need not be told from others.
        """
        id_ = one.operation.id
        payloads = _payloads(one)
        if id_ in declared:
            whole = declared[id_].whole
            apart = self._declared_apart(one, payloads, declared[id_])
        else:
            whole = told.get(id_)
            apart = self._inferred_apart(one, payloads, whole, alone=alone)
        if not apart:
            return replace(one, told=whole)
        rows = [self._row(payloads[payload], known) for payload, known in apart.items()]
        return replace(one, told=joined([*apart.values()]), split=tuple(rows))

    def _row(self, messages: Sequence[Message], told: Told) -> Row:
        return Row(content_of(self.api, self.models, messages), told, messages[0].key)

    def _declared_apart(
        self, one: Handled, payloads: Mapping[str, Sequence[Message]], said: Declared
    ) -> Mapping[str, Told]:
        """Return what is said of each payload, if that tells more than the types do."""
        if len(payloads) < _SEVERAL or not said.messages:
            return {}
        of = dict(zip((each.id for each in one.messages), said.messages, strict=True))
        found: dict[str, Told] = {}
        for payload, messages in payloads.items():
            known = joined([of[each.id] for each in messages])
            if known is None:
                return {}
            found[payload] = known
        in_body = any(known.place.means is not Means.HEADER for known in found.values())
        redundant = in_body and self._tell_by_value(payloads)
        return {} if redundant or not _are_different([*found.values()]) else found

    def _inferred_apart(
        self,
        one: Handled,
        payloads: Mapping[str, Sequence[Message]],
        whole: Told | None,
        *,
        alone: bool,
    ) -> Mapping[str, Told]:
        """Return what tells the payloads apart, if their types do not."""
        if len(payloads) < _SEVERAL or self._tell_by_value(payloads):
            return {}
        units = {
            payload: tuple(form for each in messages for form in self._forms(one, each))
            for payload, messages in payloads.items()
        }
        found = separate(units, by_keys=False) or {}
        elsewhere = whole is not None and any(
            known.place != whole.place for known in found.values()
        )
        return {} if elsewhere and not alone else found

    def _tell_by_value(self, payloads: Mapping[str, Sequence[Message]]) -> bool:
        """Return whether the union of the payloads' types tells them apart by a value."""
        union = discrimination(self.models.plan, [*payloads])
        return union is not None and union.means is UnionMeans.VALUE


def _are_different(told: Sequence[Told]) -> bool:
    claims = [claim for one in told for claim in _claims(one)]
    return len({*claims}) == len(claims)


def _all_forms(arrival: Arrival) -> tuple[Form, ...]:
    return tuple(form for forms in arrival.forms for form in forms)


def _known(id_: str, told: Mapping[str, Told], declared: Mapping[str, Declared]) -> Sequence[Told]:
    """Return by what the events of an operation are known, each message by itself if need be."""
    if id_ in declared:
        whole = declared[id_].whole
        return (whole,) if whole is not None else declared[id_].messages
    return (told[id_],) if id_ in told else ()


def _payloads(one: Handled) -> Mapping[str, Sequence[Message]]:
    """Return the messages of JSON by their payloads; nothing if one of them has none."""
    found: dict[str, list[Message]] = {}
    for message in one.messages:
        if one.event.kind is not Kind.JSON or message.payload is None:
            return {}
        found.setdefault(message.payload, []).append(message)
    return found


def _called(handled: Handled) -> str:
    return handled.messages[0].key if handled.messages else "no message"


def _by_address(routed: Sequence[Handled]) -> list[list[Handled]]:
    groups: dict[tuple[str, str], list[Handled]] = {}
    for one in routed:
        if one.route is not None:
            groups.setdefault((one.route.method, one.route.path), []).append(one)
    return list(groups.values())
