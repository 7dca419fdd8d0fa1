"""The whole document: what it says of itself, its parts, and all of its components."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asyncapi_pygen.ir.api import Api, Channel, Component, Operation, Server
from asyncapi_pygen.lowering import documentation
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.messages import Lowering, add_message, alternatives
from asyncapi_pygen.source.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What each version lowers in its own way.

    ``about`` are the fields of the object that holds the document's tags and external docs.
    """

    servers: Mapping[str, Server]
    channels: Mapping[str, Channel]
    operations: Mapping[str, Operation]
    about: Fields


def make_api(lowering: Lowering, file: str, parts: Parts) -> Api:
    """Put the lowered parts together, with the components that none of them uses."""
    document = lowering.document
    info = read.inside(document, "info")
    components = tuple(_components(lowering))
    return Api(
        id=read.text(document, "id"),
        title=read.text(info, "title"),
        version=read.text(info, "version"),
        description=read.text(info, "description"),
        terms_of_service=read.text(info, "termsOfService"),
        contact=documentation.contact(info),
        license=documentation.license_(info),
        tags=documentation.tags(parts.about),
        external_docs=documentation.external_docs(parts.about),
        extensions={**read.extensions(info), **read.extensions(document)},
        default_content_type=lowering.content_type,
        file=file,
        servers=parts.servers,
        channels=parts.channels,
        operations=parts.operations,
        messages=lowering.messages,
        schemas=lowering.schemas.schemas,
        security_schemes=lowering.security.schemes,
        components=components,
    )


def _components(lowering: Lowering) -> Iterator[Component]:
    for kind, node in lowering.components.items():
        if kind.startswith("x-"):
            continue
        for key, item in node.items():
            target = item.follow()
            if target is not None:
                id_ = _component_id(lowering, kind, key, target)
                yield Component(kind=kind, key=key, id=id_, at=item.key_at)


def _component_id(lowering: Lowering, kind: str, key: str, node: Node) -> str:
    """Lower the component if its kind is one that the model keeps by id."""
    match kind:
        case "schemas":
            return lowering.schemas.add(node) or node.id
        case "messages":
            for message in alternatives(node):
                add_message(lowering, message, message.key)
            return node.id
        case "securitySchemes":
            return key
        case _:
            return node.id
