"""What a sender would post: one valid event for each message of each operation that takes JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Message
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.targets.webhook.content import Kind
from asyncapi_pygen.targets.webhook.dispatch.fields import with_tag
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.transports.http import Route

_LONGEST = 100
"""How many bytes of a message's name stand in that of its sample, so that every disk takes it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An event, and how it is sent to its handler.

    ``name`` is ``handler.message``.
    """

    name: str
    handled: Handled
    route: Route
    message: Message
    event: Json


def samples_of(
    handled: Sequence[Handled],
    sampler: Sampler,
    diagnostics: Diagnostics,
    *,
    formats: bool = False,
) -> list[Sample]:
    """Return the samples in document order; report the messages that none can be made of.

    Every event is valid, with ``formats`` also where formats are asserted.
    """
    return [
        found
        for one in handled
        if one.route is not None and has_samples(one)
        for found in _samples(one, one.route, sampler, diagnostics, formats=formats)
    ]


def has_samples(one: Handled) -> bool:
    """Return whether samples are made of the messages of an operation."""
    return one.event.kind is Kind.JSON and one.route is not None


def report_missing(message: Message, diagnostics: Diagnostics) -> None:
    """Report a message of which there is no sample."""
    diagnostics.report("sample-missing", f"no sample could be made for `{message.key}`", message.at)


def _samples(
    one: Handled, route: Route, sampler: Sampler, diagnostics: Diagnostics, *, formats: bool
) -> list[Sample]:
    names = sample_names(one)
    made: list[Sample] = []
    for message in one.messages:
        event, found = sampler.sample(message, formats=formats)
        if not found:
            report_missing(message, diagnostics)
            continue
        event = with_tag(event, one, message)
        made.append(Sample(names[message.id], one, route, message, event))
    return made


def sample_names(one: Handled) -> Mapping[str, str]:
    """Return the names of an operation's samples by the ids of their messages."""
    wishes = [
        Wish(message.id, (f"{one.method}.{_short(snake(message.key, empty='message'))}",))
        for message in one.messages
    ]
    return assign(wishes).names


def _short(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")
