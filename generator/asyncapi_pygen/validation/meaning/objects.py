"""The objects of AsyncAPI in a document, found by what they are.

Nothing is taken for granted about the values: what has another type than the specification wants
has no parts.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum, auto
from functools import cache
from typing import Final, TypeAlias

from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.versions import Version


class Kind(Enum):
    """What an object is, by the specification's name for it."""

    ASYNCAPI = auto()
    INFO = auto()
    COMPONENTS = auto()
    SERVER = auto()
    SERVER_VARIABLE = auto()
    CHANNEL = auto()
    PARAMETER = auto()
    OPERATION = auto()
    OPERATION_TRAIT = auto()
    REPLY = auto()
    REPLY_ADDRESS = auto()
    MESSAGE = auto()
    MESSAGE_TRAIT = auto()
    CORRELATION_ID = auto()
    SECURITY_SCHEME = auto()


def entries(node: Node, key: str) -> Iterator[tuple[Node, Node]]:
    """Yield each entry of the map or list at ``key``: as it is written, and what it refers to.

    The extensions in a map are no entries of it, nor is what refers to nothing.
    """
    holder = node.get(key)
    if holder is None:
        return
    named = (entry for name, entry in holder.items() if not name.startswith("x-"))
    for written in (*named, *holder.elements()):
        target = written.follow()
        if target is not None:
            yield written, target


def members(node: Node, key: str) -> Iterator[Node]:
    """Yield what the entries of the map or list at ``key`` are or refer to."""
    return (target for _, target in entries(node, key))


def _field(node: Node, key: str) -> Iterator[Node]:
    target = node.get(key)
    if target is not None:
        yield target


_Reader: TypeAlias = Callable[[Node, str], Iterator[Node]]
_Parts: TypeAlias = Mapping[Kind, Mapping[str, tuple[_Reader, Kind]]]

_SERVER: Final[Mapping[str, tuple[_Reader, Kind]]] = {
    "variables": (members, Kind.SERVER_VARIABLE),
}
_MESSAGE: Final[Mapping[str, tuple[_Reader, Kind]]] = {
    "correlationId": (_field, Kind.CORRELATION_ID),
    "traits": (members, Kind.MESSAGE_TRAIT),
}
_MESSAGE_TRAIT: Final[Mapping[str, tuple[_Reader, Kind]]] = {
    "correlationId": (_field, Kind.CORRELATION_ID),
}
_COMPONENTS: Final[Mapping[str, tuple[_Reader, Kind]]] = {
    "servers": (members, Kind.SERVER),
    "serverVariables": (members, Kind.SERVER_VARIABLE),
    "channels": (members, Kind.CHANNEL),
    "parameters": (members, Kind.PARAMETER),
    "operationTraits": (members, Kind.OPERATION_TRAIT),
    "messages": (members, Kind.MESSAGE),
    "messageTraits": (members, Kind.MESSAGE_TRAIT),
    "correlationIds": (members, Kind.CORRELATION_ID),
    "securitySchemes": (members, Kind.SECURITY_SCHEME),
}
_PARTS: Final[Mapping[int, _Parts]] = {
    2: {
        Kind.ASYNCAPI: {
            "servers": (members, Kind.SERVER),
            "channels": (members, Kind.CHANNEL),
            "components": (_field, Kind.COMPONENTS),
        },
        Kind.SERVER: _SERVER,
        Kind.CHANNEL: {
            "parameters": (members, Kind.PARAMETER),
            "subscribe": (_field, Kind.OPERATION),
            "publish": (_field, Kind.OPERATION),
        },
        Kind.OPERATION: {
            "traits": (members, Kind.OPERATION_TRAIT),
            "message": (_field, Kind.MESSAGE),
        },
        Kind.MESSAGE: {**_MESSAGE, "oneOf": (members, Kind.MESSAGE)},
        Kind.MESSAGE_TRAIT: _MESSAGE_TRAIT,
        Kind.COMPONENTS: _COMPONENTS,
    },
    3: {
        Kind.ASYNCAPI: {
            "info": (_field, Kind.INFO),
            "servers": (members, Kind.SERVER),
            "channels": (members, Kind.CHANNEL),
            "operations": (members, Kind.OPERATION),
            "components": (_field, Kind.COMPONENTS),
        },
        Kind.SERVER: {**_SERVER, "security": (members, Kind.SECURITY_SCHEME)},
        Kind.CHANNEL: {
            "parameters": (members, Kind.PARAMETER),
            "messages": (members, Kind.MESSAGE),
        },
        Kind.OPERATION: {
            "traits": (members, Kind.OPERATION_TRAIT),
            "reply": (_field, Kind.REPLY),
            "security": (members, Kind.SECURITY_SCHEME),
        },
        Kind.OPERATION_TRAIT: {"security": (members, Kind.SECURITY_SCHEME)},
        Kind.REPLY: {"address": (_field, Kind.REPLY_ADDRESS)},
        Kind.MESSAGE: _MESSAGE,
        Kind.MESSAGE_TRAIT: _MESSAGE_TRAIT,
        Kind.COMPONENTS: {
            **_COMPONENTS,
            "operations": (members, Kind.OPERATION),
            "replies": (members, Kind.REPLY),
            "replyAddresses": (members, Kind.REPLY_ADDRESS),
        },
    },
}


def find(root: Node, version: Version, *kinds: Kind) -> Iterator[tuple[Kind, Node]]:
    """Yield the objects of these kinds that the document reaches, each once however often used."""
    parts = _parts_towards(version.major, frozenset(kinds))
    waiting = [(Kind.ASYNCAPI, root)]
    seen: set[tuple[Kind, int]] = set()
    while waiting:
        kind, node = waiting.pop()
        if kind in kinds:
            yield kind, node
        for key, (read, inner) in parts.get(kind, {}).items():
            for part in read(node, key) if node.has(key) else ():
                mark = (inner, id(part.value))
                if mark not in seen:
                    seen.add(mark)
                    waiting.append((inner, part))


@cache
def _parts_towards(major: int, kinds: frozenset[Kind]) -> _Parts:
    """Return the parts of a version's objects that are of these kinds, or may lead to some."""
    parts, wanted = _PARTS[major], set(kinds)
    size = 0
    while size < len(wanted):
        size = len(wanted)
        for kind, fields in parts.items():
            if any(inner in wanted for _, inner in fields.values()):
                wanted.add(kind)
    return {
        kind: {key: part for key, part in fields.items() if part[1] in wanted}
        for kind, fields in parts.items()
    }


def operations_of(channel: Node) -> Iterator[Node]:
    """Yield the operations of a 2.x channel."""
    for verb in ("subscribe", "publish"):
        operation = channel.get(verb)
        if operation is not None:
            yield operation


def messages_of(operation: Node) -> Iterator[Node]:
    """Yield the messages of a 2.x operation, those of a ``oneOf`` each by itself."""
    first = operation.get("message")
    waiting = [] if first is None else [first]
    seen = set(waiting)
    while waiting:
        message = waiting.pop(0)
        if message.has("oneOf"):
            inner = [one for one in members(message, "oneOf") if one not in seen]
            seen.update(inner)
            waiting[:0] = inner
        else:
            yield message


def layers(node: Node) -> list[Node]:
    """Return the operation or message itself and its traits in order."""
    return [node, *members(node, "traits")]
