"""The package's README: what arrives, who answers, how to mount it, what is not enforced."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.config import Config, Selection
from asyncapi_pygen.diagnostics import Diagnostic, pieces
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.payloads.backends.registry import backend_of
from asyncapi_pygen.rendering.code import Code, dotted, identifier, literal, markdown, mermaid
from asyncapi_pygen.rendering.layout import expression
from asyncapi_pygen.targets.webhook import adapters
from asyncapi_pygen.targets.webhook.adapters import Mount
from asyncapi_pygen.targets.webhook.content import Content, Kind
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.noted import about_what_stays
from asyncapi_pygen.targets.webhook.planning import Plan


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of the table of operations."""

    address: Code
    handler: Code
    event: Code
    reply: Code
    summary: Code


@dataclass(frozen=True, slots=True)
class EdgeView:
    """One arrow of the diagram: an address, and the handler that it leads to."""

    source: Code
    address: Code
    target: Code
    handler: Code


@dataclass(frozen=True, slots=True)
class NoteView:
    """One thing that the document says and the package does not do."""

    place: Code
    message: Code


@dataclass(frozen=True, slots=True)
class SecretView:
    """An environment variable, and what its secret is for."""

    variable: Code
    of: Code
    is_pair: bool


@dataclass(frozen=True, slots=True)
class CodecView:
    """A language of payloads, the module of its codecs, and one of them."""

    language: Code
    module: Code
    example: Code


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """Everything that the README's template places."""

    title: Code
    description: Code
    package: Code
    stub: Code
    stub_module: Code
    tag: Code | None
    codecs: tuple[CodecView, ...]
    protobuf: bool
    strict: bool
    telemetry: bool
    mounts: tuple[Mount, ...]
    frameworks: tuple[Code, ...]
    pydantic: bool
    keeps: bool
    needs: Code
    unconnected: bool
    batches: bool
    rows: tuple[RowView, ...]
    edges: tuple[EdgeView, ...]
    mounted: Code
    secured: bool
    secrets: tuple[SecretView, ...]
    not_honoured: tuple[NoteView, ...]
    selection: Code | None


_OF_MODELS: Final = frozenset(
    {
        "avro-ignored",
        "avro-invalid",
        "backend-payload",
        "content-type",
        "headers-untyped",
        "protobuf-ignored",
        "protobuf-invalid",
        "schema-format",
        "schema-version",
        "schema-weakened",
    }
)
"""The codes that say what the models do not do, though the document does."""

_NOT_HONOURED: Final = _OF_MODELS | frozenset(
    {
        "binding-ignored",
        "codec-ignored",
        "counterpart-unsupported",
        "dispatch-ignored",
        "event-id",
        "parameter-untyped",
        "reply-status",
        "security-shared",
        "security-unverified",
        "send-unsupported",
        "server-pathname",
    }
)
"""The codes that say what the package does not do, though the document does."""


def readme_view(plan: Plan, config: Config, found: Iterable[Diagnostic]) -> ReadmeView:
    """Return the view of ``README.md``; ``found`` is what the run has reported so far."""
    api, handled, security = plan.api, plan.handled, plan.security
    routed = [one for one in handled if one.route is not None]
    place = plan.shared
    codecs = _codecs(handled)
    strict = config.models.strict_schemas and bool(routed)
    unheard = _OF_MODELS if config.selection.models_only else _NOT_HONOURED
    # What a type does not say is held against the schema all the same.
    if strict and not config.selection.models_only:
        unheard -= {"schema-weakened"}
    backend = backend_of(config.models)
    mounted = Code(", Settings(verify=security.VERIFY)" if security else "")
    return ReadmeView(
        title=markdown(api.title or api.file),
        description=markdown(api.description),
        package=dotted(config.package),
        stub=identifier(f"{config.folder}_app"),
        stub_module=dotted(f"{config.package}_app"),
        tag=_marked(str(place)) if place is not None else None,
        codecs=tuple(codecs.values()),
        protobuf="protobuf" in codecs,
        strict=strict,
        telemetry=bool(routed) and config.telemetry,
        mounts=adapters.mounts(config, mounted) if routed else (),
        frameworks=adapters.needs(config) if routed else (),
        pydantic=backend.has_codecs,
        keeps=backend.keeps_unknown,
        needs=markdown(backend.needs or "nothing but Python"),
        rows=tuple(_row(api, one) for one in handled),
        unconnected=len(routed) < len(handled),
        batches=any(one.batch is not None for one in routed),
        edges=tuple(_edges(routed)),
        mounted=mounted,
        secured=bool(security),
        secrets=tuple(
            SecretView(_code(one.name), _code(one.of), one.is_pair) for one in security.variables
        ),
        not_honoured=_notes(one for one in about_what_stays(plan, found) if one.code in unheard),
        selection=_selection(config.selection) if plan.left_out else None,
    )


def _selection(selection: Selection) -> Code:
    """Return the options that leave operations out."""
    only = [f"--only {one}" for one in selection.only]
    return _code(" ".join([*only, *(f"--exclude {one}" for one in selection.exclude)]))


def _codecs(handled: Sequence[Handled]) -> Mapping[str, CodecView]:
    """Return one codec of each module that has some."""
    found: dict[str, CodecView] = {}
    for one in handled:
        for content in (one.event, one.reply):
            module, _, name = content.codec.partition(".") if content is not None else ("", "", "")
            if name:
                view = CodecView(Code(module.title()), identifier(module), identifier(name))
                found.setdefault(module, view)
    return found


def _notes(found: Iterable[Diagnostic]) -> tuple[NoteView, ...]:
    """Return the notes by place, whatever path the document was named by, and without its lines."""
    placed = sorted((one.at.file.rpartition("/")[2], one.at.pointer, one.message) for one in found)
    return tuple(
        NoteView(place=_code(f"{file}#{pointer}"), message=_marked(message))
        for file, pointer, message in placed
    )


def _marked(message: str) -> Code:
    """Return a message in which what is of the document is code."""
    return Code("".join(_code(one) if own else _prose(one) for one, own in pieces(message)))


def _prose(text: str) -> Code:
    """Return Markdown that keeps a blank on either side, where code may follow."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return Code(f"{' ' * before}{markdown(text)}{' ' * after}")


def _row(api: Api, one: Handled) -> RowView:
    return RowView(
        address=_address(api, one),
        handler=_code(one.method),
        event=_type(one.event),
        reply=_reply(one),
        summary=markdown(one.operation.summary),
    )


def _reply(one: Handled) -> Code:
    if one.reply is None:
        return Code("anything")
    statuses = one.statuses
    if one.reply.kind is Kind.NOTHING:
        return Code(f"nothing, {statuses.usual}" if one.route is not None else "nothing")
    own = [f"{_code(identifier(name))} with {status}" for name, status in statuses.own]
    empty = [] if statuses.empty is None else [f"or nothing, {statuses.empty}"]
    return Code(", ".join([_type(one.reply), *own, *empty]))


def _type(content: Content) -> Code:
    nothing = content.kind is Kind.NOTHING
    return Code("nothing") if nothing else _code(expression(content.type))


def _address(api: Api, one: Handled) -> Code:
    """Return the method and path, or the address of a channel that no request reaches."""
    if one.route is not None:
        return _code(f"{one.route.method} {one.route.path}")
    address = api.channels[one.operation.channel].address
    return _code(address) if address else Code("-")


def _edges(routed: Sequence[Handled]) -> Iterable[EdgeView]:
    """Yield an arrow for each operation; those at one path begin at one node."""
    nodes: dict[str, str] = {}
    for one in routed:
        path = one.route.path if one.route is not None else ""
        source = nodes.setdefault(path, identifier(f"at_{one.method}"))
        target = identifier(f"do_{one.method}")
        yield EdgeView(Code(source), mermaid(path), target, mermaid(one.method))


def _code(text: str) -> Code:
    """Return ``text`` as a code span that may stand in a table cell."""
    safe = literal(" ".join(text.split()))[1:-1].replace("`", "'").replace("|", "\\|")
    return Code(f"`{safe}`")
