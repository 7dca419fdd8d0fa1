"""What both major versions say alike: messages, examples, replies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Example, Message, Reply
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.schemas import SchemaTable
from asyncapi_pygen.source.node import Node

_MESSAGE_FIELDS: Final = frozenset(
    {"bindings", "contentType", "correlationId", "headers", "messageId", "payload", "traits"}
)
"""Fields that a message has and a schema does not."""

_REPLY_FIELDS: Final = frozenset({"message", "messages", "schema", "status"})
"""Fields of an ``x-reply`` that is neither a message nor a schema."""


@dataclass(slots=True)
class Lowering:
    """What one lowering shares: the collector, the default content type, the tables.

    ``message_fields`` reads a message with its traits merged in, as the version wants it.
    """

    diagnostics: Diagnostics
    content_type: str
    message_fields: Callable[[Node], Fields]
    schemas: SchemaTable = field(default_factory=SchemaTable)
    messages: dict[str, Message] = field(default_factory=dict[str, Message])


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
        examples=tuple(_examples(fields)),
        bindings=read.bindings(fields),
        deprecated=read.boolean(fields, "deprecated"),
        at=node.at,
    )
    return node.id


def _schema(lowering: Lowering, fields: Fields, name: str) -> str | None:
    node = fields.get(name)
    # AsyncAPI 2: the language of the payload stands beside it.
    format_ = read.text(fields, "schemaFormat") if name == "payload" else ""
    return lowering.schemas.add(node, format_) if node is not None else None


def _examples(fields: Fields) -> Iterable[Example]:
    for node in read.elements(fields, "examples"):
        if isinstance(node.value, dict):
            payload = node.value.get("payload")
            name = node.value.get("name")
            yield Example(
                name=name if isinstance(name, str) else "",
                payload=payload,
                has_payload="payload" in node.value,
                at=node.at,
            )


def status_of(messages: Iterable[Message]) -> int | None:
    """Return the ``statusCode`` of the messages' http bindings (bindings 0.3.0), if one says it."""
    for message in messages:
        for binding in message.bindings:
            status = binding.fields.get("statusCode")
            if binding.protocol == "http" and isinstance(status, int):
                return status
    return None


def extension_reply(lowering: Lowering, fields: Fields) -> Reply | None:
    """Read ``x-reply``: what a receiving operation answers, where the version has no ``reply``.

    It is a status, a reference to a message or a schema, one of these inline, a list of them, or an
    object ``{status, messages}``.
    """
    node = read.followed(fields, "x-reply")
    if node is None:
        return None
    found = _reply_parts(node)
    if found is None:
        lowering.diagnostics.report(
            "reply-invalid",
            "this `x-reply` is neither a status, a message, a schema, nor a list of these",
            node.at,
            hint="write `{$ref: '#/components/messages/…'}`, or `{status: 204}` for no content",
        )
        return None
    entries, status = found
    ids = tuple(dict.fromkeys(_reply_message(lowering, entry) for entry in entries))
    if status is None:
        status = status_of(lowering.messages[id_] for id_ in ids)
    return Reply(messages=ids, channel=None, address_location="", status=status, at=node.at)


def _reply_parts(node: Node) -> tuple[list[Node], int | None] | None:
    """Return the messages and schemas that an ``x-reply`` names, and its status; else ``None``."""
    if isinstance(node.value, int):
        return ([], node.value) if _is_status(node.value) else None
    if isinstance(node.value, dict) and not _REPLY_FIELDS.isdisjoint(node.value):
        return _reply_object(node)
    if isinstance(node.value, list):
        entries = _followed(node.elements())
    else:
        entries = [node] if isinstance(node.value, dict) else []
    if not entries or not all(isinstance(entry.value, dict) for entry in entries):
        return None
    return entries, None


def _reply_object(node: Node) -> tuple[list[Node], int | None] | None:
    """Read the form ``{status, message | messages, schema}``."""
    status = node.child("status")
    if status is not None and not _is_status(status.value):
        return None
    entries: list[Node] = []
    for name in ("message", "messages", "schema"):
        child = node.get(name)
        if child is not None:
            entries += _followed(child.elements()) if isinstance(child.value, list) else [child]
    if not all(isinstance(entry.value, dict) for entry in entries):
        return None
    code = status.value if status is not None and isinstance(status.value, int) else None
    return entries, code


def _is_status(value: Json) -> bool:
    return isinstance(value, int) and value in range(100, 600)


def _followed(nodes: Iterable[Node]) -> list[Node]:
    return [target for node in nodes if (target := node.follow()) is not None]


def _reply_message(lowering: Lowering, node: Node) -> str:
    """Lower a reply's entry; a bare schema is wrapped in a message of its own."""
    in_messages = node.pointer[-2:-1] == ("messages",)
    if in_messages or any(name in _MESSAGE_FIELDS for name, _ in node.items()):
        return add_message(lowering, node, node.key)
    message = Message(
        id=f"{node.id}#reply",
        key=node.key,
        name="",
        title="",
        summary="",
        description="",
        content_type=lowering.content_type,
        payload=lowering.schemas.add(node),
        headers=None,
        examples=(),
        bindings=(),
        deprecated=False,
        at=node.at,
    )
    lowering.messages[message.id] = message
    return message.id
