"""The operations as the package handles them: method names, types, routes, what tells them apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message, Operation
from asyncapi_pygen.naming import reserved
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.payloads.plan import Plan
from asyncapi_pygen.targets.webhook.content import Content, content_of, report_undecoded
from asyncapi_pygen.targets.webhook.tags import Told, tell_apart
from asyncapi_pygen.transports import http
from asyncapi_pygen.transports.http import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """One operation that the application receives.

    ``reply`` is ``None`` where the document leaves open what is answered. ``parameters`` pairs the
    wire name of each channel parameter with its argument. ``told`` says how its events are known
    where they arrive among others, ``everywhere`` whether that holds among all events.
    """

    operation: Operation
    method: str
    messages: tuple[Message, ...]
    event: Content
    reply: Content | None
    status: int
    parameters: tuple[tuple[str, str], ...]
    route: Route | None
    told: Told | None = None


def handled_operations(api: Api, models: Models, diagnostics: Diagnostics) -> list[Handled]:
    """Return what the package handles, in document order; report what it cannot."""
    operations = http.receiving(api)
    methods = _methods([one.id for one in operations], api, diagnostics)
    found = [_handled(api, models, one, methods[one.id], diagnostics) for one in operations]
    return _told_apart(found, models.plan, diagnostics)


def _methods(ids: Sequence[str], api: Api, diagnostics: Diagnostics) -> Mapping[str, str]:
    wishes = [_method_wish(id_) for id_ in ids]
    assignment = assign(wishes, reserved.METHODS)
    for clash in assignment.clashes:
        for id_, name in clash.given:
            diagnostics.report(
                "name-clash",
                f"The handler of `{id_}` is called `{name}`: several would be `{clash.wanted}`",
                api.operations[id_].at,
            )
    return assignment.names


def _method_wish(id_: str) -> Wish:
    name = snake(id_, empty="receive").lstrip("_")
    return Wish(id_, (name, f"{name}_operation"), exact=name == id_)


def _handled(
    api: Api, models: Models, operation: Operation, method: str, diagnostics: Diagnostics
) -> Handled:
    messages = tuple(api.messages[id_] for id_ in operation.messages)
    for message in messages:
        report_undecoded(api, message, diagnostics)
    route = http.route(api, operation, diagnostics)
    parameters = api.channels[operation.channel].parameters if route is None else route.parameters
    wishes = [Wish(p.name, (snake(p.name, empty="parameter"),), exact=True) for p in parameters]
    names = assign(wishes, reserved.PARAMETERS).names
    for parameter in parameters:
        if parameter.schema is not None or parameter.enum:
            diagnostics.report(
                "parameter-untyped",
                f"The parameter `{parameter.name}` arrives as text, whatever its schema says",
                parameter.at,
            )
    return Handled(
        operation=operation,
        method=method,
        messages=messages,
        event=content_of(api, models, messages),
        reply=_reply(api, models, operation),
        status=_status(operation),
        parameters=tuple((p.name, names[p.name]) for p in parameters),
        route=route,
    )


def _reply(api: Api, models: Models, operation: Operation) -> Content | None:
    if operation.reply is None:
        return None
    return content_of(api, models, [api.messages[id_] for id_ in operation.reply.messages])


def _status(operation: Operation) -> int:
    """Return the declared status; else 200, or 204 where the declared answer is empty."""
    reply = operation.reply
    if reply is None:
        return 200
    return reply.status or (200 if reply.messages else 204)


def _told_apart(found: Sequence[Handled], plan: Plan, diagnostics: Diagnostics) -> list[Handled]:
    """Find how events are known: among all of them if possible, else among those of one address."""
    routed = [one for one in found if one.route is not None]
    everywhere = tell_apart(plan, _payloads(routed))
    if everywhere is None and len(routed) > 1:
        diagnostics.report(
            "single-url",
            "No property tells all events apart: they cannot share one URL",
            routed[0].operation.at,
        )
    told: dict[str, Told] = dict(everywhere or {})
    for group in _by_address(routed):
        if everywhere is None and len(group) > 1:
            told |= _told_at(group, plan, diagnostics)
    return [replace(one, told=told.get(one.operation.id)) for one in found]


def _told_at(group: Sequence[Handled], plan: Plan, diagnostics: Diagnostics) -> Mapping[str, Told]:
    told = tell_apart(plan, _payloads(group))
    if told is not None:
        return told
    first, second, *_ = group
    diagnostics.report(
        "message-ambiguous",
        f"`{_known_as(second)}` of `{second.operation.id}` and `{_known_as(first)}` of "
        f"`{first.operation.id}` arrive at one address, and nothing tells them apart",
        second.operation.at,
        hint="give each payload a property with a `const` of its own",
    )
    return {}


def _known_as(handled: Handled) -> str:
    return handled.messages[0].key if handled.messages else "no message"


def _payloads(group: Sequence[Handled]) -> Mapping[str, Sequence[str]]:
    return {
        one.operation.id: [message.payload or "" for message in one.messages]
        for one in group
    }


def _by_address(routed: Sequence[Handled]) -> list[list[Handled]]:
    groups: dict[tuple[str, str], list[Handled]] = {}
    for one in routed:
        if one.route is not None:
            groups.setdefault((one.route.method, one.route.path), []).append(one)
    return list(groups.values())
