"""Where an event says which one it is, and to what it belongs: the ids that a row locates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api, Message, Operation
from asyncapi_pygen.ir.expressions import MessagePart, RuntimeExpression, parse_expression
from asyncapi_pygen.ir.values import Json

EVENT_ID: Final = "x-event-id"
"""The extension that locates what a sender repeats when it sends an event again."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Where the ids of an operation's events stand, each ``None`` if nothing says it."""

    event: RuntimeExpression | None = None
    correlation: RuntimeExpression | None = None


NO_IDS: Final = Ids()


def ids_of(
    api: Api, operation: Operation, messages: Sequence[Message], diagnostics: Diagnostics
) -> Ids:
    """Find the ids; report what says where one is and cannot be followed.

    The event's id is at ``x-event-id``, a runtime expression, of the operation, else of all its
    messages, else of its channel. The other is the correlation id that all messages have.
    """
    channel = api.channels[operation.channel]
    told = [
        _told(operation.extensions, operation.at, diagnostics),
        _common([_told(one.extensions, one.at, diagnostics) for one in messages]),
        _told(channel.extensions, channel.at, diagnostics),
    ]
    correlation = _common(
        [None if one.correlation_id is None else one.correlation_id.location for one in messages]
    )
    return Ids(
        event=next((one for one in told if one is not None), None),
        correlation=correlation if correlation is not None and _is_followed(correlation) else None,
    )


def _told(
    extensions: Mapping[str, Json], at: Location, diagnostics: Diagnostics
) -> RuntimeExpression | None:
    if EVENT_ID not in extensions:
        return None
    text = extensions[EVENT_ID]
    try:
        expression = parse_expression(text if isinstance(text, str) else "")
    except ValueError:
        expression = None
    if expression is not None and _is_followed(expression):
        return expression
    diagnostics.report(
        "event-id",
        f"`{EVENT_ID}` has no effect: it is not the place of a text in a message",
        at,
        hint="name a header or a value of the payload, as in `$message.header#/webhook-id`",
    )
    return None


def _is_followed(expression: RuntimeExpression) -> bool:
    """Return whether the place is one header, or somewhere within the payload."""
    is_header = expression.source is MessagePart.HEADER
    return len(expression.pointer) == 1 if is_header else bool(expression.pointer)


def _common(places: Sequence[RuntimeExpression | None]) -> RuntimeExpression | None:
    """Return what all messages say, ``None`` if they do not agree."""
    different = set(places)
    return places[0] if len(different) == 1 else None
