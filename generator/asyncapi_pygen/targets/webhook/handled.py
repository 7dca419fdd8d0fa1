"""The operations as the package handles them: names, types, routes."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message, Operation, Reply
from asyncapi_pygen.naming import reserved
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.rendering.syntax import ref
from asyncapi_pygen.targets.webhook.content import (
    NOTHING,
    Content,
    content_of,
    report_content,
)
from asyncapi_pygen.targets.webhook.dispatch.told import Batch, Told
from asyncapi_pygen.targets.webhook.ids import NO_IDS, Ids, ids_of
from asyncapi_pygen.targets.webhook.statuses import Statuses, statuses_of
from asyncapi_pygen.transports import http
from asyncapi_pygen.transports.http import Route

_PARAMETER: Final = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of operations: what is taken, and by what such events are known.

    ``message`` is what the document calls it, where an operation has several rows.
    """

    event: Content
    told: Told | None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """One operation that the application receives.

    ``route`` is ``None`` where no request brings the messages. ``reply`` is ``None`` where the
    document leaves open what is answered, and ``statuses`` are those of the answers. ``parameters``
    pairs the wire name of each channel parameter with its argument. ``told`` says how its events
    are known where they arrive among others, ``ids`` where they say which one they are, and
    ``batch`` where they are in a request that holds several. With ``split``, each payload has a row
    of its own, since it is not the body that tells its type. ``decode`` and ``encode`` are the
    methods of the handlers that make JSON of the event, and the reply of JSON, where those are
    something else. ``secured`` tells that the document asks who sends them.
    """

    operation: Operation
    method: str
    messages: tuple[Message, ...]
    event: Content
    reply: Content | None
    statuses: Statuses
    parameters: tuple[tuple[str, str], ...]
    route: Route | None
    told: Told | None = None
    ids: Ids = NO_IDS
    batch: Batch | None = None
    split: tuple[Row, ...] = ()
    decode: str = ""
    encode: str = ""
    secured: bool = False

    @property
    def reply_type(self) -> ast.expr:
        """The type of what the handler returns."""
        if self.reply is None:
            return ref("Reply")
        return self.reply.type if self.statuses.empty is None else self.reply.or_none

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the operation."""
        return self.split or (Row(self.event, self.told),)


def handled_operations(api: Api, models: Models, diagnostics: Diagnostics) -> list[Handled]:
    """Return what the package handles, in document order; report what it cannot."""
    operations = http.receiving(api)
    http.report_unrouted(api, operations, diagnostics)
    methods = _methods([one.id for one in operations], api, diagnostics)
    found = [_handled(api, models, one, methods[one.id], diagnostics) for one in operations]
    found = _with_converters(found, frozenset(methods.values()))
    _report_alike(found, diagnostics)
    return found


def _with_converters(found: Sequence[Handled], methods: frozenset[str]) -> list[Handled]:
    """Name the methods that convert bodies: one for each codec and direction."""
    wanted = {
        f"{verb} {content.converter}": None
        for one in found
        for verb, content in (("decode", one.event), ("encode", one.reply))
        if content is not None and content.converter
    }
    wishes = [Wish(key, (snake(key), f"{snake(key)}_body")) for key in wanted]
    names = assign(wishes, reserved.METHODS | methods).names
    return [
        replace(
            one,
            decode=names.get(f"decode {one.event.converter}", ""),
            encode=names.get(f"encode {one.reply.converter}", "") if one.reply else "",
        )
        for one in found
    ]


def _methods(ids: Sequence[str], api: Api, diagnostics: Diagnostics) -> Mapping[str, str]:
    wishes = [_method_wish(id_) for id_ in ids]
    assignment = assign(wishes, reserved.METHODS)
    # The shortest name that several wanted comes first; what they took next is not worth a note.
    wanted: dict[str, str] = {}
    for clash in assignment.clashes:
        for id_, _ in clash.given:
            wanted.setdefault(id_, clash.wanted)
    for id_, shorter in wanted.items():
        name = assignment.names[id_]
        diagnostics.report(
            "name-clash",
            f"the handler of `{id_}` is called `{name}`: several would be `{shorter}`",
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
    report_content(api, messages, diagnostics)
    route = http.route(api, operation)
    parameters = api.channels[operation.channel].parameters if route is None else route.parameters
    names = assign([_parameter_wish(one.name) for one in parameters], reserved.PARAMETERS).names
    for parameter in parameters:
        if parameter.schema is not None or parameter.enum:
            diagnostics.report(
                "parameter-untyped",
                f"the parameter `{parameter.name}` arrives as text, whatever its schema says",
                parameter.at,
            )
    # Nobody waits for an answer where no request brought the message.
    unsaid = None if route is not None else NOTHING
    return Handled(
        operation=operation,
        method=method,
        messages=messages,
        event=content_of(api, models, messages),
        reply=_reply(api, models, operation.reply, diagnostics) if operation.reply else unsaid,
        statuses=statuses_of(api, models, operation, diagnostics),
        parameters=tuple((p.name, names[p.name]) for p in parameters),
        route=route,
        ids=ids_of(api, operation, messages, diagnostics) if route is not None else NO_IDS,
    )


def _parameter_wish(wire: str) -> Wish:
    name = snake(wire, empty="parameter")
    return Wish(wire, (name, f"{name}_"), exact=name == wire)


def _reply(api: Api, models: Models, reply: Reply, diagnostics: Diagnostics) -> Content:
    messages = [api.messages[id_] for id_ in reply.messages]
    report_content(api, messages, diagnostics, sent=True)
    return content_of(api, models, messages)


def _report_alike(found: Sequence[Handled], diagnostics: Diagnostics) -> None:
    """Report paths that differ in the names of their parameters alone: a request shows no names."""
    first: dict[tuple[str, str], Route] = {}
    for one in found:
        if one.route is None:
            continue
        shape = (one.route.method, _PARAMETER.sub("{}", one.route.path))
        other = first.setdefault(shape, one.route)
        if other.path != one.route.path:
            diagnostics.report(
                "message-ambiguous",
                f"`{one.route.path}` and `{other.path}` are one address to a request",
                one.operation.at,
                hint="give the parameters the same names",
            )
