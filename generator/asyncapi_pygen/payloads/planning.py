"""From the document's messages to the plan: which schemas are needed, in which direction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.payloads import defaults
from asyncapi_pygen.payloads.lowering import SchemaLowering
from asyncapi_pygen.payloads.ordering import (
    aliases_after_their_parts,
    reachable,
    without_alias_cycles,
)
from asyncapi_pygen.payloads.plan import ClassPlan, Entry, Plan
from asyncapi_pygen.source.pointers import join_pointer

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class Roots:
    """The messages whose payloads become models, by direction."""

    received: tuple[Message, ...]
    sent: tuple[Message, ...]


def make_plan(api: Api, roots: Roots, locate: Locate, diagnostics: Diagnostics) -> Plan:
    """Lower the payloads of ``roots`` and all that they refer to; report what types cannot say."""
    lowering = SchemaLowering(api.schemas, locate, diagnostics)
    received, sent = _payloads(api, roots.received), _payloads(api, roots.sent)
    for id_, key in (*received, *sent):
        lowering.add_root(id_, key)
    lowering.run()
    entries = without_alias_cycles(lowering.entries, diagnostics)
    entries = _with_fitting_defaults(entries, lowering)
    order = reachable(entries, [id_ for id_, _ in (*received, *sent)])
    coming = reachable(entries, [id_ for id_, _ in received])
    return Plan(
        entries={place: entries[place] for place in aliases_after_their_parts(entries, order)},
        sent=frozenset(order.keys() - coming.keys()),
    )


def _payloads(api: Api, messages: Iterable[Message]) -> list[tuple[str, str]]:
    """Return the schema and the key of each message that becomes a model."""
    return [
        (message.payload, message.key)
        for message in messages
        if message.payload is not None and not api.schemas[message.payload].format
    ]


def _with_fitting_defaults(
    entries: Mapping[str, Entry], lowering: SchemaLowering
) -> dict[str, Entry]:
    """Take away the defaults that a class cannot hold, and say so."""
    result = dict(entries)
    for place, entry in entries.items():
        if not isinstance(entry, ClassPlan):
            continue
        defaulted = [one for one in entry.properties if one.has_default]
        unfit = [one.wire for one in defaulted if not defaults.fits(entries, one)]
        if unfit:
            result[place] = defaults.without_default(entry, frozenset(unfit))
        for wire in unfit:
            lowering.report_default(wire, place + join_pointer(("properties", wire)))
    return result
