"""Identifiers: those that name one thing in the whole document, and the keys of components."""

import re
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Related
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning.objects import layers, members, messages_of, operations_of
from asyncapi_pygen.validation.versions import Version

# "Components Object" of the specification.
_COMPONENT_KEY: Final = re.compile(r"[a-zA-Z0-9._-]+")


def check_operation_ids(root: Node, _version: Version, diagnostics: Diagnostics) -> None:
    """Report an ``operationId`` of 2.x that two operations of the channels have.

    In 3.x the id is a key. Operations of ``components.channels`` count where they are used.
    """
    taken: dict[str, Node] = {}
    for channel in members(root, "channels"):
        for operation in operations_of(channel):
            id_ = _identifier(operation, "operationId")
            if id_ is None:
                continue
            first = taken.setdefault(str(id_.value), operation)
            if first is not operation:
                diagnostics.report(
                    "operation-id-duplicate",
                    f"the operation id `{id_.value}` is taken by another operation",
                    id_.at,
                    hint="give each operation an id of its own",
                    related=(Related("the other operation is here", first.key_at),),
                )


def check_message_ids(root: Node, _version: Version, diagnostics: Diagnostics) -> None:
    """Report a ``messageId`` of 2.x that two messages of the channels' operations have.

    A message that several operations refer to is one message.
    """
    taken: dict[str, Node] = {}
    for channel in members(root, "channels"):
        for operation in operations_of(channel):
            for message in messages_of(operation):
                id_ = _identifier(message, "messageId")
                if id_ is None:
                    continue
                first = taken.setdefault(str(id_.value), message)
                if first != message:
                    diagnostics.report(
                        "message-id-duplicate",
                        f"the message id `{id_.value}` is taken by another message",
                        id_.at,
                        hint="give each message an id of its own",
                        related=(Related("the other message is here", first.key_at),),
                    )


def check_component_keys(root: Node, _version: Version, diagnostics: Diagnostics) -> None:
    """Report keys of components that hold other than letters, digits, ``.``, ``-`` and ``_``."""
    components = root.get("components")
    fields = components.items() if components is not None else ()
    for name, field in fields:
        for key, component in () if name.startswith("x-") else field.items():
            if not _COMPONENT_KEY.fullmatch(key):
                diagnostics.report(
                    "component-key",
                    f"the key `{key}` of `{name}` has a character that keys of components may not "
                    "have",
                    component.key_at,
                    hint="keys are made of ASCII letters, digits, `.`, `-` and `_`",
                )


def _identifier(node: Node, field: str) -> Node | None:
    """Return the id that an operation or a message has: of its last trait with one, or its own."""
    own, *traits = layers(node)
    for layer in (*reversed(traits), own):
        id_ = layer.child(field)
        if id_ is not None and isinstance(id_.value, str):
            return id_
    return None
