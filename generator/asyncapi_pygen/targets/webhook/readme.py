"""The package's README: what arrives, who answers, how to mount it, what is not enforced."""

from collections.abc import Sequence
from dataclasses import dataclass

from asyncapi_pygen.config import Adapter, Config
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.rendering.code import Code, identifier, literal, markdown, mermaid
from asyncapi_pygen.rendering.layout import expression
from asyncapi_pygen.targets.webhook.content import Kind
from asyncapi_pygen.targets.webhook.handled import Handled


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
class ReadmeView:
    """Everything that the README's template places."""

    title: Code
    description: Code
    package: Code
    stub: Code
    tag: Code | None
    fastapi: bool
    rows: tuple[RowView, ...]
    edges: tuple[EdgeView, ...]


def readme_view(
    api: Api, config: Config, handled: Sequence[Handled], models: Models
) -> ReadmeView:
    """Return the view of ``README.md``."""
    routed = [one for one in handled if one.route is not None]
    told = {one.told.property if one.told else None for one in routed}
    tag = next(iter(told)) if len(told) == 1 else None
    return ReadmeView(
        title=markdown(api.title or api.file),
        description=markdown(api.description),
        package=Code(".".join(identifier(part) for part in config.package.split("."))),
        stub=identifier(f"{config.folder}_app"),
        tag=_code(tag) if tag is not None else None,
        fastapi=config.adapter is Adapter.FASTAPI,
        rows=tuple(_row(one) for one in handled),
        edges=tuple(_edge(number, one) for number, one in enumerate(routed)),
    )


def _row(one: Handled) -> RowView:
    address = f"{one.route.method} {one.route.path}" if one.route is not None else "-"
    reply = "open" if one.reply is None else expression(one.reply.type)
    if one.reply is not None and one.reply.kind is Kind.NOTHING:
        reply = f"empty, {one.status}"
    return RowView(
        address=_code(address),
        handler=_code(one.method),
        event=_code(expression(one.event.type)),
        reply=_code(reply),
        summary=markdown(one.operation.summary),
    )


def _edge(number: int, one: Handled) -> EdgeView:
    address = one.route.path if one.route is not None else ""
    return EdgeView(
        source=Code(f"c{number}"),
        address=mermaid(address),
        target=Code(f"h{number}"),
        handler=mermaid(one.method),
    )


def _code(text: str) -> Code:
    """Return ``text`` as a code span that may stand in a table cell."""
    safe = literal(" ".join(text.split()))[1:-1].replace("`", "'").replace("|", "\\|")
    return Code(f"`{safe}`")
