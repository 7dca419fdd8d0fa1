"""From the document's messages to the plan: which schemas are needed, in which direction."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.payloads import defaults
from asyncapi_pygen.payloads.avro.lowering import AvroLowering
from asyncapi_pygen.payloads.discriminators.decision import discrimination
from asyncapi_pygen.payloads.languages import (
    MAKERS,
    Maker,
    PayloadLowering,
    has_models,
)
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.ordering import (
    aliases_after_their_parts,
    reachable,
    without_alias_cycles,
)
from asyncapi_pygen.payloads.plan import ClassPlan, ConstantsPlan, Entry, Plan
from asyncapi_pygen.payloads.protobuf.lowering import ProtobufLowering
from asyncapi_pygen.payloads.schemas.lowering import SchemaLowering
from asyncapi_pygen.source.pointers import join_pointer

_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Roots:
    """The messages whose payloads become models, by direction."""

    received: tuple[Message, ...]
    sent: tuple[Message, ...]


def make_plan(api: Api, roots: Roots, making: Making) -> Plan:
    """Lower the payloads of ``roots`` and all that they refer to; report what types cannot say."""
    received, sent = _payloads(api, roots.received), _payloads(api, roots.sent)
    lowerings: dict[Maker, PayloadLowering] = {}
    for id_, key in (*received, *sent):
        maker = MAKERS[api.schemas[id_].format.language]
        if maker not in lowerings:
            lowerings[maker] = maker(api.schemas, making)
        lowerings[maker].add_root(id_, key)
    entries: dict[str, Entry] = {}
    for lowering in lowerings.values():
        lowering.run()
        open_ = without_alias_cycles(lowering.entries, making.diagnostics)
        entries |= _with_fitting_defaults(open_, lowering)
    order = reachable(entries, [id_ for id_, _ in (*received, *sent)])
    coming = reachable(entries, [id_ for id_, _ in received])
    made = lowerings.values()
    schemas = [one for one in made if isinstance(one, SchemaLowering)]
    declared = _joined(one.declared for one in schemas)
    plan = Plan(
        entries={place: entries[place] for place in aliases_after_their_parts(entries, order)},
        sent=frozenset(order.keys() - coming.keys()),
        avro=_joined(one.payloads for one in made if isinstance(one, AvroLowering)),
        protobuf=_joined(one.payloads for one in made if isinstance(one, ProtobufLowering)),
        merged=frozenset(id_ for one in schemas for id_ in one.merged),
        settings=making.settings,
        constants=_joined(_constants(one, order, making) for one in schemas),
        declared={places: told for places, told in declared.items() if places <= order.keys()},
    )
    _report_untold(plan, making)
    return plan


def _joined(maps: Iterable[Mapping[_K, _V]]) -> dict[_K, _V]:
    """Return what several maps without common keys hold."""
    return {key: value for one in maps for key, value in one.items()}


def _report_untold(plan: Plan, making: Making) -> None:
    """Say which discriminators of the document tell nothing."""
    for places, told in plan.declared.items():
        found = discrimination(plan, sorted(places))
        if found is None or found.path != (told.property,):
            making.diagnostics.report(
                "schema-weakened",
                "the discriminator is not used: its values do not tell each schema of the union",
                making.locate(told.place),
            )


def _constants(
    lowering: SchemaLowering, entries: Container[str], making: Making
) -> dict[str, ConstantsPlan]:
    """Return the named values of the enums that are part of ``entries``, by place."""
    found: dict[str, ConstantsPlan] = {}
    for place, values in sorted(lowering.named.items()):
        owner = place
        while owner not in entries and "/" in owner:
            owner = owner.rpartition("/")[0]
        if owner in entries:
            at = making.locate(place)
            found[place] = ConstantsPlan(
                owner=owner, hint=values.hint, members=values.members, at=at
            )
    return found


def _payloads(api: Api, messages: Iterable[Message]) -> list[tuple[str, str]]:
    """Return the schema and the key of each message that becomes a model."""
    return [
        (message.payload, message.key)
        for message in messages
        if message.payload is not None and has_models(api.schemas[message.payload])
    ]


def _with_fitting_defaults(
    entries: Mapping[str, Entry], lowering: PayloadLowering
) -> dict[str, Entry]:
    """Take away the defaults that a class cannot hold, and say so."""
    result = dict(entries)
    for place, entry in entries.items():
        if not isinstance(entry, ClassPlan) or entry.record:
            continue  # the defaults of a record are known to fit
        defaulted = [one for one in entry.properties if one.has_default]
        unfit = [one.wire for one in defaulted if not defaults.fits(entries, one)]
        if unfit:
            result[place] = defaults.without_default(entry, frozenset(unfit))
        for wire in unfit:
            lowering.report_default(wire, place + join_pointer(("properties", wire)))
    return result
