"""What is known of operations for which ``x-dispatch`` says where to look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Operation
from asyncapi_pygen.payloads.discriminators.fixed import Tag, together
from asyncapi_pygen.targets.webhook.dispatch.extension import NAME, Level, Rule, Rules
from asyncapi_pygen.targets.webhook.dispatch.inference import keyed
from asyncapi_pygen.targets.webhook.dispatch.marks import Form, spelled
from asyncapi_pygen.targets.webhook.dispatch.told import Means, Place, Told, joined


@dataclass(frozen=True, slots=True)
class Arrival:
    """An operation, the forms of each of its messages, and how many share its address.

    ``in_fields`` says that events are sent as the fields of a form.
    """

    operation: Operation
    forms: tuple[tuple[Form, ...], ...]
    sharing: int
    in_fields: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """By what the events of an operation are known, and by what those of each of its messages.

    ``whole`` is ``None`` where one of its messages is known at another place than others. There are
    no ``messages`` where nothing is said of them one by one. Both are missing where a fault is
    reported.
    """

    whole: Told | None
    messages: tuple[Told, ...] = ()


def read_declared(
    arrivals: Sequence[Arrival], rules: Rules, diagnostics: Diagnostics
) -> Mapping[str, Declared]:
    """Return what is declared, by operation; report what says not enough."""
    keys = _keys(arrivals, rules)
    found: dict[str, Declared] = {}
    for one in arrivals:
        id_ = one.operation.id
        rule, messages = rules.operations[id_], rules.messages[id_]
        declared = _declared(one, rule, messages, keys.get(id_))
        if declared is not None:
            found[id_] = declared
        elif _is_wanting(one, rule, messages, diagnostics):
            found[id_] = Declared(None)
    return found


def _keys(arrivals: Sequence[Arrival], rules: Rules) -> Mapping[str, Told]:
    """Return which keys tell, for the operations that are told by keys without saying which.

    All of them, if that is possible: they may share a URL.
    """
    silent = {one.operation.id: place for one in arrivals if (place := _silent(rules, one))}
    found: dict[str, Told] = {}
    for place in dict.fromkeys(silent.values()):
        own = [one for one in arrivals if silent.get(one.operation.id) == place]
        every = _keyed(own, place)
        for channel in dict.fromkeys(one.operation.channel for one in own) if not every else ():
            every |= _keyed([one for one in own if one.operation.channel == channel], place)
        found |= every
    return found


def _keyed(arrivals: Sequence[Arrival], place: Place) -> dict[str, Told]:
    """Return which keys tell these operations apart, nothing if they cannot be told."""
    units = {one.operation.id: _all_forms(one) for one in arrivals}
    return {**(keyed(units, place.path) or {})}


def _silent(rules: Rules, one: Arrival) -> Place | None:
    """Return where the keys are that tell an operation, if nothing is said but that."""
    rule, messages = rules.operations[one.operation.id], rules.messages[one.operation.id]
    places = {each.place for each in messages or (rule,)}
    place = places.pop() if len(places) == 1 else None
    is_keys = place is not None and place.means is Means.KEY
    return place if is_keys and not any(each.values for each in (rule, *messages)) else None


def _all_forms(one: Arrival) -> tuple[Form, ...]:
    return tuple(form for forms in one.forms for form in forms)


def _declared(
    one: Arrival, rule: Rule, messages: Sequence[Rule], keys: Told | None
) -> Declared | None:
    """Return what is said of an operation, ``None`` if something is missing of it."""
    own = [_of_message(one, said, forms) for said, forms in zip(messages, one.forms, strict=True)]
    known = tuple(told for told in own if told is not None)
    if known and len(known) == len(own):
        return Declared(joined(known), known)
    if rule.place is not None and rule.values:
        return Declared(_told(one, rule.place, rule.values))
    return Declared(keys) if keys is not None else None


def _of_message(one: Arrival, rule: Rule, forms: Sequence[Form]) -> Told | None:
    """Return by what a message is known: the values that are said, else those that it fixes."""
    place = rule.place
    if place is None:
        return None
    if rule.values:
        return _told(one, place, rule.values)
    if forms and all(place in form.marks for form in forms):
        return Told(place, together(value for form in forms for value in form.marks[place]))
    return None


def _told(one: Arrival, place: Place, values: Sequence[Tag]) -> Told:
    """Return what is said, with values as they are at the place: but for JSON's, texts."""
    is_json = place.means is Means.TAG and not one.in_fields
    return Told(place, tuple(values) if is_json else spelled(place, values))


def _is_wanting(
    one: Arrival, rule: Rule, messages: Sequence[Rule], diagnostics: Diagnostics
) -> bool:
    """Report what is missing, and return whether something is.

    What is said of the whole document need not be about each operation.
    """
    id_ = one.operation.id
    said = [each for each in (*messages, rule) if each.place is not None]
    if any(each.values for each in (*messages, rule)) and not said:
        diagnostics.report(
            "dispatch-invalid",
            f"`{NAME}` gives values for `{id_}`, and does not say where they are",
            one.operation.at,
            hint="say `in: body`, `in: header` or `in: keys` beside them, or above",
        )
        return True
    if said and (one.sharing > 1 or said[0].level is not Level.DOCUMENT):
        diagnostics.report(
            "dispatch-invalid",
            f"nothing says which value of {said[0].place} is for `{id_}`",
            one.operation.at,
            hint=f"give the operation, or each of its messages, `{NAME}: {{values: [...]}}`",
        )
        return True
    return False
