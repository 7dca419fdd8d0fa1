"""What both major versions say alike of messages, and what one lowering shares."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import CorrelationId, Example, Message
from asyncapi_pygen.lowering import documentation
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.bindings import lower_bindings
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.schemas import SchemaTable
from asyncapi_pygen.lowering.security import SecurityTable
from asyncapi_pygen.source.node import Node


@dataclass(slots=True)
class Lowering:
    """What one lowering shares: the collector, the document's own fields, the tables.

    ``message_fields`` reads a message with its traits merged in, as the version wants it.
    """

    diagnostics: Diagnostics
    document: Fields
    message_fields: Callable[[Node], Fields]
    content_type: str = field(init=False)
    schemas: SchemaTable = field(init=False)
    security: SecurityTable = field(init=False)
    messages: dict[str, Message] = field(default_factory=dict[str, Message])

    def __post_init__(self) -> None:
        self.content_type = read.text(self.document, "defaultContentType")
        self.schemas = SchemaTable(self.diagnostics)
        self.security = SecurityTable(self.components)

    @property
    def components(self) -> Fields:
        """The fields of the Components Object."""
        return read.inside(self.document, "components")


def alternatives(node: Node) -> list[Node]:
    """Flatten the ``oneOf`` of a 2.x message, which the official schema lets nest."""
    choices = node.child("oneOf")
    if choices is None:
        return [node]
    followed = (choice.follow() for choice in choices.elements())
    return [inner for choice in followed if choice is not None for inner in alternatives(choice)]


def add_message(lowering: Lowering, node: Node, key: str) -> str:
    """Lower the message at ``node`` and return its id.

    A message that is a component is called by its component key, wherever it is used.
    """
    if node.id in lowering.messages:
        return node.id
    fields = lowering.message_fields(node)
    component = node.pointer[:-1] == ("components", "messages")
    name = read.text(fields, "name")
    lowering.messages[node.id] = Message(
        id=node.id,
        key=node.pointer[-1] if component else key or name,
        name=name,
        title=read.text(fields, "title"),
        summary=read.text(fields, "summary"),
        description=read.text(fields, "description"),
        content_type=read.text(fields, "contentType") or lowering.content_type,
        payload=_schema(lowering, fields, "payload"),
        headers=_schema(lowering, fields, "headers"),
        correlation_id=_correlation_id(fields),
        examples=tuple(_examples(fields)),
        tags=documentation.tags(fields),
        external_docs=documentation.external_docs(fields),
        bindings=lower_bindings(fields, lowering.schemas),
        deprecated=read.boolean(fields, "deprecated"),
        extensions=read.extensions(fields),
        at=node.at,
    )
    return node.id


def _schema(lowering: Lowering, fields: Fields, name: str) -> str | None:
    node = fields.get(name)
    # AsyncAPI 2: the language of the payload stands beside it.
    format_ = fields.get("schemaFormat") if name == "payload" else None
    return lowering.schemas.add(node, format_) if node is not None else None


def _correlation_id(fields: Fields) -> CorrelationId | None:
    node = read.followed(fields, "correlationId")
    if node is None:
        return None
    own = read.fields_of(node)
    location = read.expression(own, "location")
    if location is None:
        return None
    return CorrelationId(
        location=location,
        description=read.text(own, "description"),
        extensions=read.extensions(own),
        at=node.at,
    )


def _examples(fields: Fields) -> Iterable[Example]:
    for node in read.elements(fields, "examples"):
        if isinstance(node.value, dict):
            headers = node.value.get("headers")
            yield Example(
                name=node.text("name"),
                summary=node.text("summary"),
                headers=headers if isinstance(headers, dict) else None,
                payload=node.value.get("payload"),
                has_payload=node.has("payload"),
                extensions=read.extensions(read.fields_of(node)),
                at=node.at,
            )
