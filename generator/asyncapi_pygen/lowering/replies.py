"""What operations answer: by ``reply``, which 3.x has, and by the extension ``x-reply``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from asyncapi_pygen.ir.api import Message, Reply, ReplyAddress
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.messages import Lowering, add_message
from asyncapi_pygen.source.node import Node

_MESSAGE_FIELDS: Final = frozenset(
    {"bindings", "contentType", "correlationId", "headers", "messageId", "payload", "traits"}
)
"""Fields that a message has and a schema does not."""

_REPLY_FIELDS: Final = frozenset({"message", "messages", "schema", "status"})
"""Fields of an ``x-reply`` that is neither a message nor a schema."""

_WITHOUT_CONTENT: Final = frozenset({204, 205, 304})


def status_of(message: Message) -> int | None:
    """Return the ``statusCode`` of a message's http binding (bindings 0.3.0), if it has one."""
    for binding in message.bindings:
        status = binding.fields.get("statusCode")
        if binding.protocol == "http" and isinstance(status, int):
            return status
    return None


def told_empty(
    lowering: Lowering, ids: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], int | None]:
    """Return the messages that have content, those that have none, and the status of the latter.

    Such a message has no payload, and a status that goes without content (RFC 9110); of several,
    the status of the first counts.
    """
    found = [lowering.messages[id_] for id_ in ids]
    statuses = [(one.id, status_of(one)) for one in found if one.payload is None]
    empty = {id_: status for id_, status in statuses if status in _WITHOUT_CONTENT}
    rest = tuple(id_ for id_ in ids if id_ not in empty)
    return rest, tuple(empty), next(iter(empty.values()), None)


def reply_address(reply: Fields) -> ReplyAddress | None:
    """Return where the request says to which address the reply goes."""
    node = read.followed(reply, "address")
    if node is None:
        return None
    fields = read.fields_of(node)
    location = read.expression(fields, "location")
    if location is None:
        return None
    return ReplyAddress(
        location=location,
        description=read.text(fields, "description"),
        extensions=read.extensions(fields),
        at=node.at,
    )


def extension_reply(lowering: Lowering, fields: Fields) -> Reply | None:
    """Read ``x-reply``: what a receiving operation answers, where the version has no ``reply``.

    It is a status, a reference to a message or a schema, one of these inline, a list of them, or an
    object ``{status, messages}``. A status in a list is that of an answer without content.
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
    named = dict.fromkeys(_reply_message(lowering, entry) for entry in found.entries)
    ids, without_content, empty = told_empty(lowering, tuple(named))
    empty = empty if found.empty is None else found.empty
    return Reply(
        messages=ids,
        channel=None,
        address=None,
        status=found.status if ids or found.status is not None else empty,
        empty=empty if ids else None,
        without_content=without_content,
        extensions={},
        at=node.at,
    )


def reply_entries(fields: Fields) -> list[Node]:
    """Return the messages and schemas that an operation's ``x-reply`` names, if it can be read."""
    node = read.followed(fields, "x-reply")
    found = _reply_parts(node) if node is not None else None
    return found.entries if found is not None else []


def is_message(entry: Node) -> bool:
    """Return whether an entry of an ``x-reply`` is a message, and not a bare schema."""
    in_messages = entry.pointer[-2:-1] == ("messages",)
    return in_messages or any(name in _MESSAGE_FIELDS for name, _ in entry.items())


@dataclass(frozen=True, slots=True)
class _Parts:
    """Messages and schemas, the status of them all, and that of an answer without content."""

    entries: list[Node] = field(default_factory=list[Node])
    status: int | None = None
    empty: int | None = None


def _reply_parts(node: Node) -> _Parts | None:
    """Return what an ``x-reply`` says; ``None`` if that cannot be read."""
    if isinstance(node.value, int):
        return _Parts(status=node.value) if _is_status(node.value) else None
    if isinstance(node.value, list):
        return _listed(node)
    if not isinstance(node.value, dict) or not node.value:
        return None
    return _reply_object(node) if not _REPLY_FIELDS.isdisjoint(node.value) else _Parts([node])


def _listed(node: Node) -> _Parts | None:
    """Read a list of messages and schemas, with the status of no content among them or not."""
    entries = _followed(node.elements())
    statuses = [one.value for one in entries if isinstance(one.value, int)]
    entries = [one for one in entries if not isinstance(one.value, int)]
    is_read = all(isinstance(one.value, dict) for one in entries) and len(statuses) <= 1
    if not is_read or not entries or not all(map(_is_status, statuses)):
        return None
    return _Parts(entries, empty=next(iter(statuses), None))


def _reply_object(node: Node) -> _Parts | None:
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
    return _Parts(entries, code)


def _is_status(value: Json) -> bool:
    return isinstance(value, int) and value in range(100, 600)


def _followed(nodes: Iterable[Node]) -> list[Node]:
    return [target for node in nodes if (target := node.follow()) is not None]


def _reply_message(lowering: Lowering, node: Node) -> str:
    """Lower a reply's entry; a bare schema is wrapped in a message of its own."""
    if is_message(node):
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
        correlation_id=None,
        examples=(),
        tags=(),
        external_docs=None,
        bindings=(),
        deprecated=False,
        extensions={},
        at=node.at,
    )
    lowering.messages[message.id] = message
    return message.id
