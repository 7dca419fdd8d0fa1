"""The rows of the tables of operations, and the codecs that they share."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from asyncapi_pygen.ir.expressions import MessagePart, RuntimeExpression
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.rendering.code import Code, identifier
from asyncapi_pygen.rendering.layout import (
    annotated_assignment,
    expression,
)
from asyncapi_pygen.rendering.syntax import (
    call,
    const,
    dictionary,
    function,
    names_in,
    ref,
    scalar,
    subscript,
    tuple_of,
)
from asyncapi_pygen.targets.webhook.content import Content, Kind
from asyncapi_pygen.targets.webhook.dispatch.told import Batch, Means, Place, Told
from asyncapi_pygen.targets.webhook.forms import MEDIA_TYPE
from asyncapi_pygen.targets.webhook.handled import Handled, Row
from asyncapi_pygen.targets.webhook.statuses import Statuses
from asyncapi_pygen.targets.webhook.strict import Kept
from asyncapi_pygen.transports.http import Route

_USUAL: Final = {
    Kind.AVRO: "avro/binary",
    Kind.AVRO_JSON: "application/json",
    Kind.PROTOBUF: "application/x-protobuf",
    Kind.PROTOBUF_JSON: "application/json",
    Kind.FORM: MEDIA_TYPE,
    Kind.FIELDS: MEDIA_TYPE,
}
"""The media types that need not be said of data in these encodings, and of forms."""


@dataclass(frozen=True, slots=True)
class SharedCodec:
    """A codec with a name; ``values`` are the expressions in its declaration."""

    name: str
    code: Code
    values: tuple[ast.expr, ...]


class Table:
    """Makes the rows, and the codecs that they share."""

    def __init__(self, kept: Kept, *, deferred: bool) -> None:
        self._kept = kept
        self._deferred = deferred
        self._shared: dict[str, SharedCodec] = {}

    def codecs(self, rows: Iterable[ast.expr]) -> list[SharedCodec]:
        """Return the codecs that some of the rows name, in the order of all rows."""
        names = names_in(rows)
        return [one for one in self._shared.values() if one.name in names]

    def row(self, one: Handled, row: Row, route: Route) -> ast.expr:
        """Return ``Operation[Handlers, Event, Reply](...)``."""
        types = (ref("Handlers"), *map(self._named_type, (row.event.type, one.reply_type)))
        keywords = {
            "id": const(one.operation.id),
            "handler": const(one.method),
            "method": const(route.method),
            "path": const(route.path),
            "body": self.body(row.event, _body_name(one, row)),
            "reply": self._answer(one),
            "call": _call(one),
        }
        if one.decode:
            keywords["decode"] = _conversion(one.decode, "body")
        if one.encode:
            keywords["encode"] = _conversion(one.encode, "value")
        if one.statuses.usual != HTTPStatus.OK:
            keywords["status"] = const(one.statuses.usual)
        if one.secured:
            keywords["secured"] = const(value=True)
        if row.told is not None:
            keywords["tag"] = known_by(row.told)
        if one.batch is not None:
            keywords["batch"] = batch_of(one.batch)
        if one.ids.event is not None:
            keywords["event_id"] = _locator(one.ids.event)
        if one.ids.correlation is not None:
            keywords["correlation_id"] = _locator(one.ids.correlation)
        if one.operation.summary.strip():
            keywords["summary"] = const(" ".join(one.operation.summary.split()))
        return call(subscript(ref("Operation"), *types), **keywords)

    def body(self, event: Content, name: str) -> ast.expr:
        """Return how a body is read; ``name`` is that of its codec, if it has to have one."""
        match event.kind:
            case Kind.JSON | Kind.CONVERTED:
                return call(ref("JsonBody"), self._codec(event, name), **_content_type(event))
            case Kind.FORM:
                told = {**_fields(event), **_content_type(event)}
                return call(ref("FormBody"), self._codec(event, name), **told)
            case Kind.NOTHING:
                return call(ref("NoBody"))
            case kind if event.codec:
                return self._coded(f"{kind.value}Body", event)
            case kind:
                return call(ref(f"{kind.value}Body"), *_media_type(event))

    def reply(self, reply: Content | None, name: str) -> ast.expr:
        """Return how a body is written; ``name`` is that of its codec, if it has to have one."""
        if reply is None:
            return call(ref("AnyReply"))
        match reply.kind:
            case Kind.JSON | Kind.CONVERTED:
                return call(ref("JsonReply"), self._codec(reply, name), **_content_type(reply))
            case Kind.FORM:
                return call(ref("FormReply"), self._codec(reply, name), **_content_type(reply))
            case Kind.NOTHING:
                return call(ref("EmptyReply"))
            case kind if reply.codec:
                return self._coded(f"{kind.value}Reply", reply)
            case kind:
                return call(ref(f"{kind.value}Reply"), *_media_type(reply))

    def _answer(self, one: Handled) -> ast.expr:
        """Return how what the handler returns is written."""
        written = self.reply(one.reply, f"_{one.method}_reply")
        statuses = _statuses(one.statuses)
        if one.reply is None or not statuses:
            return written
        # Type checkers do not infer it where `None` is one of the answers.
        several = subscript(ref("SeveralReplies"), self._named_type(one.reply.type))
        return call(several, written, **statuses)

    def _coded(self, name: str, content: Content) -> ast.expr:
        return call(ref(name), ref(content.codec), *_media_type(content))

    def _named_type(self, type_: ast.expr) -> ast.expr:
        """Return the type, as a text where it would make a class."""
        return const(expression(type_)) if self._is_late(type_) else type_

    def _asked_for(self, type_: ast.expr) -> ast.expr:
        """Return the type, or what gives it when somebody needs it."""
        return call(ref("Later"), function((), type_)) if self._is_late(type_) else type_

    def _is_late(self, type_: ast.expr) -> bool:
        return self._deferred and "models" in names_in([type_])

    def _codec(self, content: Content, name: str) -> ast.expr:
        """Return a codec for the type.

        Type checkers infer the codec of a class; that of anything else is an annotated constant.
        """
        made = self._made(content)
        if content.is_class:
            return made
        key = expression(made)
        if key not in self._shared:
            constant = identifier(name.upper())
            annotation = subscript(ref("Codec"), content.type)
            code = annotated_assignment(constant, annotation, made)
            self._shared[key] = SharedCodec(constant, code, (annotation, made))
        return ast.Name(self._shared[key].name)

    def _made(self, content: Content) -> ast.expr:
        type_ = self._asked_for(content.told_apart or content.type)
        schemas = self._kept.files(content)
        if not schemas:
            return call(ref("Codec"), type_)
        named = tuple_of([const(name) for name in schemas])
        asserted = {"formats": const(value=True)} if self._kept.formats else {}
        return call(ref("StrictCodec"), type_, schemas=named, **asserted)


def _locator(place: RuntimeExpression) -> ast.expr:
    if place.source is MessagePart.HEADER:
        return call(ref("InHeader"), const(place.pointer[0]))
    return call(ref("InBody"), tuple_of([const(step) for step in place.pointer]))


def _body_name(one: Handled, row: Row) -> str:
    """Return the name of a codec, which the rows of an operation do not share."""
    return f"_{one.method}_{snake(row.message)}" if row.message else f"_{one.method}_body"


def known_by(told: Told) -> ast.expr:
    """Return what a row says of its events: ``Tag("event", ("ice",))`` and its like."""
    values = tuple_of([scalar(value) for value in told.values])
    path = tuple_of([const(name) for name in told.place.path])
    given = {} if told.given is None else {"given": known_by(told.given)}
    match told.place:
        case Place(Means.TAG, (name,)):
            return call(ref("Tag"), const(name), values, **given)
        case Place(Means.TAG):
            return call(ref("Tag"), path, values, **given)
        case Place(Means.HEADER, (name, *_)):
            return call(ref("Header"), const(name), values)
        case Place(_, within):
            return call(ref("Key"), values, **({"within": path} if within else {}), **given)


def batch_of(batch: Batch) -> ast.expr:
    """Return ``Batch(within=("events",), item=("event",))``, each where there is one."""
    told = {"within": batch.within, "item": batch.item}
    names = {key: tuple_of([const(name) for name in path]) for key, path in told.items() if path}
    return call(ref("Batch"), **names)


def _statuses(statuses: Statuses) -> dict[str, ast.expr]:
    """Return what is said of answers that do not have the usual status, if there are any."""
    own = {name: const(status) for name, status in statuses.own}
    return {
        **({"statuses": dictionary(own)} if own else {}),
        **({"empty": const(statuses.empty)} if statuses.empty is not None else {}),
    }


def _content_type(content: Content) -> dict[str, ast.expr]:
    return {"content_type": told[0]} if (told := _media_type(content)) else {}


def _media_type(content: Content) -> list[ast.expr]:
    is_usual = content.media_type in ("", _USUAL.get(content.kind))
    return [] if is_usual else [const(content.media_type)]


def _fields(content: Content) -> dict[str, ast.expr]:
    """Return what a form's body has to know of its fields."""
    fields = content.fields
    named = {name: _words(words) for name, words in fields.named.items()}
    return {
        **({"fields": dictionary(named)} if named else {}),
        **({"others": _words(fields.others)} if fields.others else {}),
    }


def _words(words: Sequence[str]) -> ast.expr:
    return tuple_of([const(word) for word in words])


def _call(one: Handled) -> ast.expr:
    """Return ``lambda handlers, event, request: handlers.method(event, ...)``."""
    arguments = [] if one.event.kind is Kind.NOTHING else [ref("event")]
    named = {
        name: subscript(ref("request.parameters"), const(wire)) for wire, name in one.parameters
    }
    body = call(ref(f"handlers.{one.method}"), *arguments, **named)
    return function(("handlers", "event", "request"), body)


def _conversion(method: str, parameter: str) -> ast.expr:
    """Return ``lambda handlers, body: handlers.method(body)``."""
    return function(("handlers", parameter), call(ref(f"handlers.{method}"), ref(parameter)))
