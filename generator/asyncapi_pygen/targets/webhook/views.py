"""What the templates place: finished declarations, each laid out for its position."""

import ast
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from asyncapi_pygen.ir.api import Operation
from asyncapi_pygen.ir.expressions import MessagePart, RuntimeExpression
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.rendering.code import WIDTH, Code, docstring, identifier
from asyncapi_pygen.rendering.layout import (
    annotated_assignment,
    expression,
    import_from,
    statement,
)
from asyncapi_pygen.rendering.syntax import (
    call,
    const,
    dictionary,
    function,
    ref,
    scalar,
    subscript,
    tuple_of,
)
from asyncapi_pygen.targets.webhook.content import Content, Kind
from asyncapi_pygen.targets.webhook.dispatch.told import Batch, Means, Place, Told
from asyncapi_pygen.targets.webhook.forms import MEDIA_TYPE
from asyncapi_pygen.targets.webhook.handled import Handled, Row
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.statuses import Statuses
from asyncapi_pygen.targets.webhook.strict import Kept
from asyncapi_pygen.transports.http import Route

_STEP: Final = 4
_TABLE: Final = "OPERATIONS: Final[tuple[Operation[Handlers, Any, Any], ...]] = "
_PART_OF_TABLE: Final = "OPERATIONS: Final[Partial[Handlers]] = "


@dataclass(frozen=True, slots=True)
class MethodView:
    """One handler method: its signature up to the colon, and its docstring."""

    signature: Code
    doc: Code
    summary: Code


@dataclass(frozen=True, slots=True)
class HandlersView:
    """``handlers.py``, and the stub that implements it.

    With ``deferred``, it evaluates no annotations.
    """

    deferred: bool
    imports: tuple[Code, ...]
    uses_json: bool
    uses_models: bool
    uses_reply: bool
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True)
class OperationsView:
    """``operations.py``: its imports, the codecs of types that are no class, the table.

    With ``deferred``, it names types and evaluates none of them.
    """

    deferred: bool
    typing_imports: Code
    imports: tuple[Code, ...]
    runtime_imports: Code
    codecs: tuple[Code, ...]
    table: Code


def handlers_view(handled: Sequence[Handled], *, deferred: bool) -> HandlersView:
    """Return the view of ``handlers.py`` and of the stub."""
    types = [node for one in handled for node in (one.event.type, one.reply_type)]
    names = names_in(types)
    if any(one.decode or one.encode for one in handled):
        names.add("JsonValue")
    models = [Code("from . import models")] if "models" in names else []
    runtime = sorted(names & {"JsonValue", "Reply"})
    return HandlersView(
        deferred=deferred and "models" in names,
        imports=(*models, *([import_from(".runtime", runtime)] if runtime else [])),
        uses_json="JsonValue" in names,
        uses_models="models" in names,
        uses_reply="Reply" in names,
        methods=(*(_method(one) for one in handled), *_converters(handled)),
    )


def _converters(handled: Sequence[Handled]) -> list[MethodView]:
    """Return the methods that make JSON of a body, and a body of JSON, each once."""
    decoding = {one.decode: one.event.converter for one in handled if one.decode}
    encoding = {one.encode: one.reply.converter for one in handled if one.reply and one.encode}
    return [
        *(
            _converter(
                f"def {identifier(name)}(self, body: bytes, /) -> JsonValue:",
                f"Read a body in `{codec}` as JSON, or raise `ValueError`.",
            )
            for name, codec in decoding.items()
        ),
        *(
            _converter(
                f"def {identifier(name)}(self, value: JsonValue, /) -> bytes:",
                f"Write JSON as a body in `{codec}`.",
            )
            for name, codec in encoding.items()
        ),
    ]


def _converter(signature: str, doc: str) -> MethodView:
    said = docstring(doc, indent=2 * _STEP)
    return MethodView(signature=Code(signature), doc=said, summary=said)


def names_in(nodes: Iterable[ast.expr]) -> set[str]:
    """Return the names that expressions hold."""
    return {name.id for node in nodes for name in ast.walk(node) if isinstance(name, ast.Name)}


def about(operation: Operation, verb: str) -> str:
    """Return the text of a method's docstring; ``verb`` is for an operation that has none."""
    text = "\n\n".join(part.strip() for part in (operation.summary, operation.description) if part)
    text = text if text.strip() else f"{verb} `{operation.id}`."
    return f"{text}\n\nDeprecated." if operation.deprecated else text


def _method(one: Handled) -> MethodView:
    text = about(one.operation, "Handle")
    return MethodView(
        signature=signature(one.method, _parameters(one), one.reply_type),
        doc=docstring(text, indent=2 * _STEP),
        summary=docstring(text.strip().splitlines()[0], indent=2 * _STEP),
    )


def signature(
    method: str, parameters: Sequence[tuple[str, ast.expr | None]], returns: ast.expr
) -> Code:
    """Return a method's signature; one parameter a line if it does not fit on one line.

    ``parameters`` are pairs of a name, perhaps with stars before it, and a type; ``self`` and the
    marks have none.
    """
    start = f"async def {identifier(method)}("
    flat = ", ".join(_parameter(name, type_) for name, type_ in parameters)
    line = f"{start}{flat}) -> {expression(returns)}:"
    if _STEP + len(line) <= WIDTH:
        return Code(line)
    margin = " " * (2 * _STEP)
    lines = [f"{margin}{_parameter(name, type_, ',')}\n" for name, type_ in parameters]
    closing = statement(") -> ", returns, ":", indent=_STEP)
    return Code(f"{start}\n{''.join(lines)}{' ' * _STEP}{closing}")


def _parameters(one: Handled) -> list[tuple[str, ast.expr | None]]:
    """Return the parameters with their types; ``self`` and the marks have none."""
    found: list[tuple[str, ast.expr | None]] = [("self", None)]
    if one.event.kind is not Kind.NOTHING:
        found += [("event", one.event.type), ("/", None)]
    if one.parameters:
        found += [("*", None), *((identifier(name), ref("str")) for _, name in one.parameters)]
    return found


def _parameter(name: str, type_: ast.expr | None, after: str = "") -> str:
    if type_ is None:
        return f"{name}{after}"
    if not after:
        return f"{name}: {expression(type_)}"
    return statement(f"{name}: ", type_, after, indent=2 * _STEP)


def operations_view(plan: Plan) -> OperationsView:
    """Return the view of ``operations.py``: one row for each operation that has a route.

    What rows share is named over all that the document has: what is left out renames nothing.
    """
    table = Table(plan.kept, deferred=plan.models.deferred)
    every = [
        (one, row, table.row(one, row, one.route))
        for one in plan.whole
        if one.route is not None
        for row in one.rows
    ]
    rows = [made for one, _, made in every if one.operation.id not in plan.left_out]
    left_out = [
        _left_out(one, one.route, row.told)
        for one, row, _ in every
        if one.operation.id in plan.left_out and one.route is not None and row.told is not None
    ]
    codecs = table.codecs(rows)
    names = names_in([*rows, *left_out, *(value for one in codecs for value in one.values)])
    always = frozenset({"DEFAULTS", "Dispatcher", "Operation", "Settings"})
    always |= {"Partial"} if left_out else frozenset()
    return OperationsView(
        deferred=plan.models.deferred,
        typing_imports=import_from("typing", sorted((names & {"Annotated"}) | {"Any", "Final"})),
        imports=own_imports(names),
        runtime_imports=runtime_imports(names, always),
        codecs=tuple(one.code for one in codecs),
        table=_partial(rows, left_out) if left_out else statement(_TABLE, tuple_of(rows)),
    )


def _left_out(one: Handled, route: Route, told: Told) -> ast.expr:
    """Return what the run time has to know of an operation that is left out."""
    return call(
        ref("LeftOut"),
        id=const(one.operation.id),
        method=const(route.method),
        path=const(route.path),
        tag=known_by(told),
    )


def _partial(rows: Sequence[ast.expr], left_out: Sequence[ast.expr]) -> Code:
    table = call(ref("Partial"), *rows, left_out=tuple_of(left_out))
    return statement(_PART_OF_TABLE, table)


def own_imports(names: AbstractSet[str]) -> tuple[Code, ...]:
    """Return the imports of what a table names, but for those from ``typing`` and ``runtime``."""
    own = sorted(names & {"avro", "models", "protobuf", "security"})
    coded = {module: sorted(names & known) for module, known in _CODED.items()}
    unions = sorted(names & {"ToldBy", "ToldByKey", "When"})
    pydantic = sorted(names & {"Field"})
    return (
        *([import_from("pydantic", pydantic), Code("")] if pydantic else []),
        *([import_from(".", own)] if own else []),
        *(import_from(module, used) for module, used in coded.items() if used),
        *([import_from("._unions", unions)] if unions else []),
    )


def runtime_imports(names: AbstractSet[str], always: AbstractSet[str] = frozenset()) -> Code:
    """Return the import of what a table names of ``runtime``, and what its module needs anyway."""
    return import_from(".runtime", sorted((names & RUNTIME) | always, key=_case))


RUNTIME: Final = frozenset(
    {
        "AnyReply",
        "Batch",
        "Codec",
        "EmptyReply",
        "FieldsBody",
        "FieldsReply",
        "FormBody",
        "FormReply",
        "Header",
        "InBody",
        "InHeader",
        "JsonBody",
        "JsonReply",
        "JsonValue",
        "Key",
        "LeftOut",
        "NoBody",
        "Partial",
        "RawBody",
        "RawReply",
        "Reply",
        "Response",
        "SeveralReplies",
        "Tag",
        "TextBody",
        "TextReply",
    }
)
"""What a table may name of ``runtime``."""


_USUAL: Final = {
    Kind.AVRO: "avro/binary",
    Kind.AVRO_JSON: "application/json",
    Kind.PROTOBUF: "application/x-protobuf",
    Kind.PROTOBUF_JSON: "application/json",
    Kind.FORM: MEDIA_TYPE,
    Kind.FIELDS: MEDIA_TYPE,
}
"""The media types that need not be said of data in these encodings, and of forms."""

_CODED: Final = {
    "._codec": frozenset({"Later"}),
    "._avro": frozenset({"AvroBody", "AvroJsonBody", "AvroJsonReply", "AvroReply"}),
    "._protobuf": frozenset(
        {"ProtobufBody", "ProtobufJsonBody", "ProtobufJsonReply", "ProtobufReply"}
    ),
    "._strict": frozenset({"StrictCodec"}),
}
"""What reads and writes bodies in other ways than the run time does by itself, by its module."""


def _case(name: str) -> tuple[bool, str]:
    """Sort as isort does: constants first, then classes."""
    return (not name.isupper(), name)


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
