"""What middlewares see of an event, and where ids stand in it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from ._codec import JsonValue, from_json
from ._http import Request

_TRACE = ("traceparent", "tracestate", "baggage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """An event on its way to its handler.

    Attributes:
        request: What arrived.
        operation: The operation's id.
        message: What the handler takes.
        event_id: Tells the event from others, and is the same when it is sent again.
        correlation_id: The document's correlation id of the message.

    """

    request: Request
    operation: str
    message: Any
    event_id: str | None = None
    correlation_id: str | None = None

    @property
    def trace(self) -> Mapping[str, str]:
        """The headers that carry a trace (W3C Trace Context and Baggage)."""
        headers = self.request.headers
        return {name: headers[name] for name in _TRACE if name in headers}


CallNext: TypeAlias = Callable[[Context], Awaitable[object]]
"""Calls the next middleware, and at the end the handler; returns the reply."""

Middleware: TypeAlias = Callable[[Context, CallNext], Awaitable[object]]
"""Stands around handlers: returns the reply, its own or that of what comes next."""


class Locator(Protocol):
    """Where in a message a text stands (AsyncAPI's runtime expressions)."""

    def find(self, request: Request, content: bytes, /) -> str | None:
        """Find the text, ``None`` if it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class InHeader:
    """A header field, by name."""

    name: str

    def find(self, request: Request, _content: bytes, /) -> str | None:
        """Find the field's value."""
        return request.headers.get(self.name)


@dataclass(frozen=True, slots=True)
class InBody:
    """A text or an integer in a body of JSON, by the steps of a JSON pointer."""

    steps: tuple[str, ...]

    def find(self, _request: Request, content: bytes, /) -> str | None:
        """Find the value, an integer as text."""
        try:
            value = from_json(content)
        except ValueError:
            return None
        for step in self.steps:
            value = _member(value, step)
        if isinstance(value, bool) or not isinstance(value, str | int):
            return None
        return str(value)


def _member(value: JsonValue, step: str) -> JsonValue:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isascii() and step.isdecimal():
        return value[int(step)] if int(step) < len(value) else None
    return None


def around(middleware: Middleware, call_next: CallNext) -> CallNext:
    """Put a middleware around what comes next."""
    return lambda context: middleware(context, call_next)
