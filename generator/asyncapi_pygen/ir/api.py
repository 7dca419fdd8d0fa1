"""An AsyncAPI document with its version and its references gone.

Edges are ids: ``operation.channel`` is a key of ``Api.channels``. Nothing here knows a Python name,
the version that the document was written in, or a raw ``$ref``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.schema import Schema
from asyncapi_pygen.ir.values import Json


class Action(StrEnum):
    """What the application that is generated does with the messages of an operation."""

    RECEIVE = "receive"
    SEND = "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Protocol-specific fields of an object, as written, ``bindingVersion`` taken out."""

    protocol: str
    version: str
    fields: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A ``{name}`` in a server's host or pathname."""

    name: str
    description: str
    enum: tuple[str, ...]
    default: str | None
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where messages travel: a broker, or for webhooks the application's own endpoint.

    ``security`` names the schemes of which one has to be satisfied.
    """

    id: str
    host: str
    pathname: str
    protocol: str
    protocol_version: str
    description: str
    variables: tuple[ServerVariable, ...]
    security: tuple[str, ...]
    bindings: tuple[Binding, ...]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A ``{name}`` in a channel's address; its value is text."""

    name: str
    description: str
    enum: tuple[str, ...]
    default: str | None
    location: str
    schema: str | None
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """An address and the messages that may travel there; ``servers`` empty means all of them."""

    id: str
    address: str | None
    description: str
    parameters: tuple[Parameter, ...]
    messages: tuple[str, ...]
    servers: tuple[str, ...]
    bindings: tuple[Binding, ...]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example of a message, as the document gives it."""

    name: str
    payload: Json
    has_payload: bool
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What travels: ``payload`` and ``headers`` are schema ids.

    ``key`` is what the document calls it (the key of the component or of the channel's entry);
    ``name`` its machine-friendly name, ``title`` its human one.
    """

    id: str
    key: str
    name: str
    title: str
    summary: str
    description: str
    content_type: str
    payload: str | None
    headers: str | None
    examples: tuple[Example, ...]
    bindings: tuple[Binding, ...]
    deprecated: bool
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an operation answers: messages by id, or nothing but a status.

    ``status`` is the HTTP status where the document sets one. ``channel`` and ``address_location``
    say where a broker's reply goes.
    """

    messages: tuple[str, ...]
    channel: str | None
    address_location: str
    status: int | None
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that the application does; without ``reply`` the document says nothing of one."""

    id: str
    action: Action
    channel: str
    messages: tuple[str, ...]
    reply: Reply | None
    summary: str
    description: str
    tags: tuple[str, ...]
    security: tuple[str, ...]
    deprecated: bool
    bindings: tuple[Binding, ...]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A whole document, its mappings in document order."""

    title: str
    version: str
    description: str
    file: str
    servers: Mapping[str, Server]
    channels: Mapping[str, Channel]
    operations: Mapping[str, Operation]
    messages: Mapping[str, Message]
    schemas: Mapping[str, Schema]
