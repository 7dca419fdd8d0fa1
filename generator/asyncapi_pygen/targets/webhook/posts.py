"""The requests that bring the samples, as a sender makes them."""

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Message, Parameter
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.targets.webhook.content import Kind
from asyncapi_pygen.targets.webhook.dispatch.fields import header_fields
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.samples import Sample, report_missing, samples_of
from asyncapi_pygen.transports.http import Route

_PARAMETER: Final = re.compile(r"(\{[^{}]*\})")

_UNESCAPED: Final = "/%:@!$&'()*+,;=~"
"""What stands in a path as it is (RFC 3986), and what an address may have escaped already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One request: ``path`` has values for the parameters of the address, ``body`` is JSON.

    ``fields`` are header fields, the content type among them; their names are in lower case.
    ``verifier`` is what verifies it, ``None`` where nobody asks who sends it.
    """

    operation: str
    message: str
    method: str
    path: str
    fields: Mapping[str, str]
    body: bytes
    query: str = ""
    verifier: ast.expr | None = None


def posts(plan: Plan, wanted: Sequence[str], diagnostics: Diagnostics) -> tuple[Post, ...]:
    """Return a request for each message, in document order; report what none can be made of.

    ``wanted`` names messages or operations by what the document calls them; empty means all.
    """
    posted: list[Post] = []
    sampler = Sampler(Originals(plan.api.schemas))
    for one in plan.handled:
        if one.route is None:
            continue
        messages = tuple(each for each in one.messages if _is_wanted(one, each, wanted))
        if one.event.kind is Kind.JSON:
            narrowed = [replace(one, messages=messages)]
            verifier = plan.security.verifiers.get(one.operation.id)
            samples = samples_of(narrowed, sampler, diagnostics)
            posted += [replace(_post(each), verifier=verifier) for each in samples]
        else:
            for message in messages:
                report_missing(message, diagnostics)
    return tuple(posted)


def names(plan: Plan) -> tuple[str, ...]:
    """Return what ``wanted`` may name, each once."""
    found = [
        name
        for one in plan.handled
        if one.route is not None
        for message in one.messages
        for name in (message.key, message.name, one.operation.id)
        if name
    ]
    return tuple(dict.fromkeys(found))


def _is_wanted(one: Handled, message: Message, wanted: Sequence[str]) -> bool:
    return not wanted or bool({message.key, message.name, one.operation.id} & {*wanted})


def fields_of(one: Handled, message: Message) -> Mapping[str, str]:
    """Return the header fields that a message is sent with; their names are in lower case."""
    content_type = one.event.media_type or "application/json"
    return {"content-type": content_type, **header_fields(one, message)}


def _post(sample: Sample) -> Post:
    return Post(
        operation=sample.handled.operation.id,
        message=sample.message.key,
        method=sample.route.method,
        path=path_with_values(sample.route),
        fields=fields_of(sample.handled, sample.message),
        body=json.dumps(_around(sample), ensure_ascii=False).encode(),
    )


def _around(sample: Sample) -> Json:
    """Return the body that holds the event, with nothing beside it where there may be several."""
    batch = sample.handled.batch
    if batch is None:
        return sample.event
    return _within([_within(sample.event, batch.item)], batch.within)


def _within(value: Json, names: Sequence[str]) -> Json:
    for name in reversed(names):
        value = {name: value}
    return value


def path_with_values(route: Route) -> str:
    """Return the path, percent-encoded, with values for its parameters."""
    values = {f"{{{one.name}}}": value_of_parameter(one) for one in route.parameters}
    return "".join(
        quote(values[part], safe="") if part in values else quote(part, safe=_UNESCAPED)
        for part in _PARAMETER.split(route.path)
    )


def value_of_parameter(parameter: Parameter) -> str:
    """Return a value that the document gives for a parameter, else its name."""
    given = (*parameter.examples, *([parameter.default] if parameter.default else []))
    return next(iter((*given, *parameter.enum, parameter.name)))
