"""What the templates place: finished declarations, each laid out for its position."""

import ast
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.ir.api import Operation
from asyncapi_pygen.rendering.code import WIDTH, Code, docstring, identifier
from asyncapi_pygen.rendering.layout import (
    expression,
    import_from,
    statement,
)
from asyncapi_pygen.rendering.syntax import (
    call,
    const,
    names_in,
    ref,
    tuple_of,
)
from asyncapi_pygen.targets.webhook.content import Kind
from asyncapi_pygen.targets.webhook.dispatch.told import Told
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.rows import Table, known_by
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
    every_row = "" if left_out else "Any"
    typed = (names | {every_row, "Final"}) & {"Annotated", "Any", "Final"}
    return OperationsView(
        deferred=plan.models.deferred,
        typing_imports=import_from("typing", sorted(typed)),
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
