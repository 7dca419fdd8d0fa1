"""Runtime expressions: that they can be read, and lead to something in the message."""

from collections.abc import Iterator
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.expressions import MessagePart, RuntimeExpression, parse_expression
from asyncapi_pygen.ir.formats import parse_format
from asyncapi_pygen.ir.schema import Language
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning.messages import unwrapped
from asyncapi_pygen.validation.meaning.objects import (
    Kind,
    find,
    layers,
    members,
    messages_of,
    operations_of,
)
from asyncapi_pygen.validation.meaning.reach import may_reach
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import shortened

_LOCATED: Final = (Kind.CORRELATION_ID, Kind.PARAMETER, Kind.REPLY_ADDRESS)
_FIELDS: Final = {MessagePart.HEADER: "headers", MessagePart.PAYLOAD: "payload"}
_OUR_LANGUAGES: Final = frozenset({Language.ASYNCAPI, Language.JSON_SCHEMA})


def check_expressions(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report locations that are no runtime expressions."""
    for _, node in find(root, version, *_LOCATED):
        location = node.child("location")
        if location is not None and isinstance(location.value, str) and _read(node) is None:
            diagnostics.report(
                "expression-syntax",
                f"`{shortened(location.value)}` is not a runtime expression",
                location.at,
                hint="write `$message.header#/…` or `$message.payload#/…`",
            )


def check_correlation_ids(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report correlation ids that stand where the schemas of their message have nothing."""
    for _, message in find(root, version, Kind.MESSAGE):
        # Of several layers with a correlation id, 2.x takes the last trait's, 3.x the message's.
        own, *traits = layers(message)
        order = [*reversed(traits), own] if version.is_v2 else [own, *reversed(traits)]
        layer = next((one for one in order if one.has("correlationId")), None)
        place = None if layer is None else layer.child("correlationId")
        correlation = None if place is None else place.follow()
        if place is not None and correlation is not None:
            _check_target(correlation, [message], place.key_at, diagnostics)


def check_parameter_locations(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report parameters that stand where no message of their channel has anything."""
    for channel in members(root, "channels"):
        messages = list(_messages_on(channel, version))
        for parameter in members(channel, "parameters"):
            location = parameter.child("location")
            if location is not None:
                _check_target(parameter, messages, location.at, diagnostics)


def check_reply_locations(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report reply addresses that stand where no message of the operation has anything."""
    for _, operation in find(root, version, Kind.OPERATION):
        reply = operation.get("reply")
        address = None if reply is None else reply.get("address")
        location = None if address is None else address.child("location")
        if address is not None and location is not None:
            channel = operation.get("channel")
            listed = operation if operation.has("messages") else channel
            messages = [] if listed is None else list(members(listed, "messages"))
            _check_target(address, messages, location.at, diagnostics)


def _messages_on(channel: Node, version: Version) -> Iterator[Node]:
    if not version.is_v2:
        yield from members(channel, "messages")
    else:
        for operation in operations_of(channel):
            yield from messages_of(operation)


def _check_target(node: Node, messages: list[Node], at: Location, diagnostics: Diagnostics) -> None:
    """Report the location of ``node`` if none of the messages can have a value there."""
    expression = _read(node)
    if expression is None or not messages:
        return
    if not any(_may_have(message, expression) for message in messages):
        part = _FIELDS[expression.source]
        whose = "the message's" if len(messages) == 1 else "any message's"
        diagnostics.report(
            "expression-dangling",
            f"`{shortened(node.text('location'))}` leads to nothing in {whose} {part}",
            at,
            hint=f"describe it in the schema of the {part}, or correct the expression",
        )


def _read(node: Node) -> RuntimeExpression | None:
    try:
        return parse_expression(node.text("location"))
    except ValueError:
        return None


def _may_have(message: Node, expression: RuntimeExpression) -> bool:
    """Tell whether the message may have a value there, as far as its schemas say."""
    field = _FIELDS[expression.source]
    schemas: list[Node] = []
    for layer in layers(message):
        schema = layer.get(field)
        if schema is None:
            continue
        # The language of a payload stands beside it in 2.x, and around it in 3.x.
        beside = field == "payload" and layer.has("schemaFormat")
        format_ = parse_format((layer if beside else schema).text("schemaFormat"))
        if format_.language not in _OUR_LANGUAGES:
            return True
        schemas += [one for one in (unwrapped(schema),) if one is not None]
    return may_reach(schemas, expression.pointer)
