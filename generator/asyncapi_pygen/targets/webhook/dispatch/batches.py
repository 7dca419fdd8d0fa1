"""The events of a batch: what a message is where its payload describes a request with several.

A payload that describes the way which ``each`` goes is that of a request, and its events are what
the way leads to. Any other payload is that of one event.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import listed, mapped, properties
from asyncapi_pygen.source.pointers import join_pointer
from asyncapi_pygen.targets.webhook.dispatch.extension import Rules
from asyncapi_pygen.targets.webhook.dispatch.told import Batch


@dataclass(frozen=True, slots=True)
class _Spot:
    """A schema within the schema ``id``, at the pointer's tokens, if it is not that itself."""

    id: str
    tokens: tuple[str, ...]
    body: Body


class _NoWayError(ValueError):
    """A payload describes the way to the events in part."""


def with_events(
    api: Api, rules: Rules, locate: Callable[[str], Location], diagnostics: Diagnostics
) -> Api:
    """Return the document with events for messages where requests hold several of them."""
    batches: dict[str, set[Batch | None]] = {}
    for operation, rule in rules.operations.items():
        for id_ in api.operations[operation].messages:
            batches.setdefault(id_, set()).add(rule.batch)
    for id_, found in batches.items():
        if found == {None}:
            continue
        message = api.messages[id_]
        batch, *others = found
        if others or batch is None:
            diagnostics.report(
                "dispatch-invalid",
                f"not all operations of `{message.key}` take the same batches",
                message.at,
                hint="give each operation a message of its own, or all of them the same `each`",
            )
        else:
            api = _with_event(api, message, batch, locate, diagnostics)
    return api


def _with_event(
    api: Api,
    message: Message,
    batch: Batch,
    locate: Callable[[str], Location],
    diagnostics: Diagnostics,
) -> Api:
    if message.payload is None or not api.schemas[message.payload].format.language.is_json_schema:
        return api
    try:
        spot = _event(api.schemas, message.payload, batch)
    except _NoWayError:
        way = join_pointer((*batch.within, "*", *batch.item))
        why = f"the payload of `{message.key}` describes the beginning of `{way}`, and not the end"
        diagnostics.report("dispatch-invalid", why, message.at)
        return api
    if spot is None:
        return api
    schemas = api.schemas
    if spot.tokens:
        id_ = spot.id + join_pointer(spot.tokens)
        whole = schemas[spot.id]
        schema = Schema(
            id=id_,
            key=spot.tokens[-1],
            component=False,
            format=whole.format,
            body=spot.body,
            at=locate(id_),
        )
        schemas = {**schemas, id_: schema}
        spot = replace(spot, id=id_)
    examples = tuple(
        replace(example, payload=event)
        for example in message.examples
        if example.has_payload
        for event in _events(example.payload, batch)
    )
    events = replace(message, payload=spot.id, examples=examples)
    return replace(api, schemas=schemas, messages={**api.messages, message.id: events})


def _event(schemas: Mapping[str, Schema], payload: str, batch: Batch) -> _Spot | None:
    """Return what the way leads to, ``None`` if the payload does not describe its first step."""
    # From an array into its items leads `None`; any other step is the name of a property.
    steps = (*batch.within, None, *batch.item)
    spot: _Spot | None = _Spot(payload, (), schemas[payload].body)
    for number, step in enumerate(steps):
        spot = _inside(schemas, spot, step, frozenset()) if spot is not None else None
        if spot is None and number == 0:
            return None
    if spot is None:
        raise _NoWayError
    return _followed(schemas, spot)


def _inside(
    schemas: Mapping[str, Schema], spot: _Spot, step: str | None, above: frozenset[str]
) -> _Spot | None:
    """Take one step, ``above`` being the schemas that are parts of one another on the way."""
    spot = _followed(schemas, spot)
    if not spot.tokens and spot.id in above:
        return None
    body = mapped(spot.body)
    if step is None and isinstance(body.get("items"), Mapping | SchemaRef):
        return _Spot(spot.id, (*spot.tokens, "items"), body["items"])
    if step is not None and step in properties(body):
        return _Spot(spot.id, (*spot.tokens, "properties", step), properties(body)[step])
    for number, part in enumerate(listed(body.get("allOf"))):
        inner = _Spot(spot.id, (*spot.tokens, "allOf", str(number)), part)
        found = _inside(schemas, inner, step, above | {spot.id})
        if found is not None:
            return found
    return None


def _followed(schemas: Mapping[str, Schema], spot: _Spot) -> _Spot:
    seen: set[str] = set()
    while isinstance(spot.body, SchemaRef) and spot.body.id not in seen:
        seen.add(spot.body.id)
        spot = _Spot(spot.body.id, (), schemas[spot.body.id].body)
    return spot


def _events(payload: Json, batch: Batch) -> Iterator[Json]:
    """Yield the events in an example of a request."""
    items = _lead(payload, batch.within)
    for item in items if isinstance(items, list) else ():
        event = _lead(item, batch.item)
        if event is not None:
            yield event


def _lead(value: Json, names: Sequence[str]) -> Json:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
