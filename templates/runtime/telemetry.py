"""Handlers in traces of OpenTelemetry, as a middleware."""

from collections.abc import Awaitable

from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer

from ._context import CallNext, Context, Middleware

_NAME = __package__ or __name__


def traced(tracer: Tracer | None = None) -> Middleware:
    """Make a middleware that calls each handler within a span.

    The span is named after the operation, and continues the trace of the request where
    no other span is open. Of the message, its ids alone are recorded.

    Args:
        tracer: By default that of the global provider, under this package's name.

    """
    own = tracer or trace.get_tracer(_NAME)

    def middleware(context: Context, call_next: CallNext) -> Awaitable[object]:
        return _spanned(own, context, call_next)

    return middleware


async def _spanned(tracer: Tracer, context: Context, call_next: CallNext) -> object:
    open_already = trace.get_current_span().get_span_context().is_valid
    parent = None if open_already else propagate.extract(context.trace)
    with tracer.start_as_current_span(
        f"process {context.operation}",
        context=parent,
        kind=SpanKind.CONSUMER,
        attributes=_attributes(context),
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            return await call_next(context)
        except Exception as error:
            kind = type(error).__qualname__
            span.set_attribute("error.type", kind)
            span.set_status(Status(StatusCode.ERROR, kind))
            raise


def _attributes(context: Context) -> dict[str, str]:
    """Name what is known as the semantic conventions for messaging do."""
    told = {
        "messaging.operation.type": "process",
        "messaging.operation.name": context.operation,
        "messaging.message.id": context.event_id,
        "messaging.message.conversation_id": context.correlation_id,
    }
    return {name: value for name, value in told.items() if value is not None}
