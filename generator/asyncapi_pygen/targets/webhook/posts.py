"""What a sender would post: one valid message for each that the application receives by HTTP."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message, Operation, Parameter
from asyncapi_pygen.payloads.samples import sample
from asyncapi_pygen.targets.webhook.content import Kind, kind_of
from asyncapi_pygen.transports import http
from asyncapi_pygen.transports.http import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One request: ``path`` has values for the parameters of the address, ``body`` is JSON."""

    operation: str
    message: str
    method: str
    path: str
    content_type: str
    body: bytes


def posts(api: Api, wanted: Sequence[str], diagnostics: Diagnostics) -> tuple[Post, ...]:
    """Return a request for each message, in document order; report what none can be made of.

    ``wanted`` names messages or operations by what the document calls them; empty means all.
    """
    made: list[Post] = []
    for operation in http.receiving(api):
        route = http.route(api, operation)
        if route is None:
            continue
        for id_ in operation.messages:
            message = api.messages[id_]
            if not wanted or {message.key, message.name, operation.id} & {*wanted}:
                made += _post(api, operation, route, message, diagnostics)
    return tuple(made)


def names(api: Api) -> tuple[str, ...]:
    """Return what ``wanted`` may name, each once."""
    found = [
        name
        for operation in http.receiving(api)
        for id_ in operation.messages
        for name in (api.messages[id_].key, api.messages[id_].name, operation.id)
        if name
    ]
    return tuple(dict.fromkeys(found))


def _post(
    api: Api, operation: Operation, route: Route, message: Message, diagnostics: Diagnostics
) -> list[Post]:
    value, found = (None, False)
    if kind_of(api, message) is Kind.JSON:
        value, found = sample(message, api.schemas)
    if not found:
        diagnostics.report(
            "sample-missing", f"no sample could be made for `{message.key}`", message.at
        )
        return []
    return [
        Post(
            operation=operation.id,
            message=message.key,
            method=route.method,
            path=_path(route),
            content_type=message.content_type or "application/json",
            body=json.dumps(value, ensure_ascii=False).encode(),
        )
    ]


def _path(route: Route) -> str:
    path = route.path
    for parameter in route.parameters:
        path = path.replace(f"{{{parameter.name}}}", quote(_value(parameter), safe=""))
    return path


def _value(parameter: Parameter) -> str:
    """Return a value that the document gives for a parameter, else its name."""
    given = (*parameter.examples, *([parameter.default] if parameter.default else []))
    return next(iter((*given, *parameter.enum, parameter.name)))
