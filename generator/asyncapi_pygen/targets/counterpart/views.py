"""What the template of ``sender.py`` places: the rows, and a method for each of them."""

import ast
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.rendering.code import Code, docstring, identifier
from asyncapi_pygen.rendering.layout import import_from, statement
from asyncapi_pygen.rendering.syntax import (
    call,
    const,
    dictionary,
    names_in,
    ref,
    tuple_of,
)
from asyncapi_pygen.targets.webhook.content import Kind
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.rows import Table, batch_of, known_by
from asyncapi_pygen.targets.webhook.views import (
    RUNTIME,
    about,
    own_imports,
    runtime_imports,
    signature,
)
from asyncapi_pygen.transports.http import Route

_MARGIN: Final = 8
_SUCCESS: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class SendView:
    """One method of the sender: its signature up to the colon, its docstring, what it does."""

    signature: Code
    doc: Code
    body: Code


@dataclass(frozen=True, slots=True)
class SenderView:
    """``sender.py``: its imports, the codecs of types that are no class, rows and methods.

    With ``deferred``, it names types and evaluates none of them.
    """

    deferred: bool
    typing_imports: Code
    imports: tuple[Code, ...]
    codecs: tuple[Code, ...]
    rows: tuple[Code, ...]
    methods: tuple[SendView, ...]


def sender_view(plan: Plan) -> SenderView:
    """Return the view of ``sender.py``; what rows share is named over all that could be sent."""
    table = Table(plan.kept, deferred=plan.models.deferred)
    every = [(one, _row(table, one, one.route)) for one in plan.whole if one.route is not None]
    sent = plan.handled
    rows = [row for one, row in every if one.operation.id not in plan.left_out]
    codecs = table.codecs(rows)
    types = [type_ for one in sent for type_ in (one.event.type, _reply_type(one))]
    names = names_in([*rows, *(value for one in codecs for value in one.values), *types])
    sending = sorted((names & {"Outgoing"}) | {"Sends"})
    typing = sorted((names & {"Annotated"}) | ({"Final"} if rows else set()))
    return SenderView(
        deferred=plan.models.deferred,
        typing_imports=import_from("typing", typing) if typing else Code(""),
        imports=(
            *own_imports(names),
            *([runtime_imports(names)] if names & RUNTIME else []),
            import_from(".sending", sending),
        ),
        codecs=tuple(one.code for one in codecs),
        rows=tuple(
            statement(f"{_constant(one)}: Final = ", row)
            for one, row in zip(sent, rows, strict=True)
        ),
        methods=tuple(map(_method, sent)),
    )


def _constant(one: Handled) -> str:
    return identifier(one.method.upper())


def _row(table: Table, one: Handled, route: Route) -> ast.expr:
    """Return ``Outgoing(...)``, of which type checkers infer the types."""
    keywords = {
        "id": const(one.operation.id),
        "method": const(route.method),
        "path": const(route.path),
        "event": table.reply(one.event, f"_{one.method}_event"),
        "reply": _reply(table, one),
    }
    if refusals := _refusals(one):
        keywords["refusals"] = tuple_of([const(status) for status in refusals])
    if one.told is not None:
        keywords["tag"] = known_by(one.told)
    if one.batch is not None:
        keywords["batch"] = batch_of(one.batch)
    if one.secured:
        keywords["sign"] = ref("security.SIGN")
    return call(ref("Outgoing"), **keywords)


def _refusals(one: Handled) -> list[int]:
    """Return the statuses of declared answers that are no success."""
    found = dict.fromkeys([one.statuses.usual, *(status for _, status in one.statuses.own)])
    return [status for status in found if status not in _SUCCESS]


def _reply(table: Table, one: Handled) -> ast.expr:
    """Return how the reply is read; where the document does not say, nothing reads it."""
    if one.reply is None:
        return call(ref("RawBody"))
    return table.body(one.reply, f"_{one.method}_reply")


def _reply_type(one: Handled) -> ast.expr:
    """Return what the method returns: a response without a body is no reply."""
    if one.reply is None:
        return ref("Response")
    return const(None) if one.reply.kind is Kind.NOTHING else one.reply.or_none


def _method(one: Handled) -> SendView:
    events = tuple_of([ref("event")])
    if one.event.kind is Kind.NOTHING:
        events = tuple_of([const(None)])
    elif one.batch is not None:
        events = ref("event")
    parameters = {wire: ref(identifier(name)) for wire, name in one.parameters}
    send = ref("self._answer" if one.reply is None else "self._send")
    sends = call(send, ast.Name(_constant(one)), events, dictionary(parameters))
    return SendView(
        signature=signature(one.method, _parameters(one), _reply_type(one)),
        doc=docstring(about(one.operation, "Send"), indent=_MARGIN),
        body=statement("return await ", sends, indent=_MARGIN),
    )


def _parameters(one: Handled) -> list[tuple[str, ast.expr | None]]:
    """Return the parameters with their types; one request holds several events of a batch."""
    found: list[tuple[str, ast.expr | None]] = [("self", None)]
    if one.event.kind is Kind.NOTHING:
        found += [("*", None)] if one.parameters else []
    elif one.batch is not None:
        found.append(("*event", one.event.type))
    else:
        found += [("event", one.event.type), ("/", None)]
        found += [("*", None)] if one.parameters else []
    return [*found, *((identifier(name), ref("str")) for _, name in one.parameters)]
