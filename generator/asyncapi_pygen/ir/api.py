"""An AsyncAPI document with its version and its references gone.

Edges are ids: ``operation.channel`` is a key of ``Api.channels``. Nothing here knows a Python name,
the version that the document was written in, or a raw ``$ref``. ``extensions`` are the fields whose
names begin with ``x-``, as written; those of traits are among those of what uses the traits. A text
that the document does not give is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.documentation import Contact, ExternalDocs, License, Tag
from asyncapi_pygen.ir.expressions import RuntimeExpression
from asyncapi_pygen.ir.schema import Schema, SchemaFile
from asyncapi_pygen.ir.security import SecurityRequirement, SecurityScheme
from asyncapi_pygen.ir.values import Json


class Action(StrEnum):
    """What the application that is generated does with the messages of an operation."""

    RECEIVE = "receive"
    SEND = "send"


def nameless(action: Action, channel: str) -> str:
    """Return the id of an operation for which the document has no name."""
    return f"{action.value} {channel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Protocol-specific fields of an object, as written, ``bindingVersion`` taken out.

    ``schemas`` has the ids of those fields that are schemas, such as the ``key`` of Kafka.
    """

    protocol: str
    version: str
    fields: Mapping[str, Json]
    schemas: Mapping[str, str]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A ``{name}`` in a server's host or pathname."""

    name: str
    description: str
    enum: tuple[str, ...]
    default: str | None
    examples: tuple[str, ...]
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where messages travel: a broker, or for webhooks the application's own endpoint.

    ``host`` may hold a port and variables, ``userinfo`` is what stands before its ``@``. One of the
    requirements of ``security`` has to be met, if there are any.
    """

    id: str
    host: str
    userinfo: str
    pathname: str
    protocol: str
    protocol_version: str
    title: str
    summary: str
    description: str
    variables: tuple[ServerVariable, ...]
    security: tuple[SecurityRequirement, ...]
    tags: tuple[Tag, ...]
    external_docs: ExternalDocs | None
    bindings: tuple[Binding, ...]
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A ``{name}`` in a channel's address; its value is text.

    ``location`` is where a message repeats it; ``schema`` says more than ``enum`` does, if the
    document does.
    """

    name: str
    description: str
    enum: tuple[str, ...]
    default: str | None
    examples: tuple[str, ...]
    location: RuntimeExpression | None
    schema: str | None
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """An address and the messages that may travel there; ``servers`` empty means all of them.

    An ``address`` of ``None`` is not known before run time, such as that of a reply.
    """

    id: str
    address: str | None
    title: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    messages: tuple[str, ...]
    servers: tuple[str, ...]
    tags: tuple[Tag, ...]
    external_docs: ExternalDocs | None
    bindings: tuple[Binding, ...]
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example of a message, as the document gives it; it may have either part or both."""

    name: str
    summary: str
    headers: Mapping[str, Json] | None
    payload: Json
    has_payload: bool
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelationId:
    """Where a message says which other message it belongs to."""

    location: RuntimeExpression
    description: str
    extensions: Mapping[str, Json]
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
    correlation_id: CorrelationId | None
    examples: tuple[Example, ...]
    tags: tuple[Tag, ...]
    external_docs: ExternalDocs | None
    bindings: tuple[Binding, ...]
    deprecated: bool
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyAddress:
    """Where a request says to which address its reply goes."""

    location: RuntimeExpression
    description: str
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an operation answers: messages by id, or nothing but a status.

    ``status`` is the HTTP status where the document sets one for all messages that say none of
    their own. ``empty`` is that of an answer without content, where that is one of several, and
    ``without_content`` are the messages that say so. ``channel`` and ``address`` say where a
    broker's reply goes.
    """

    messages: tuple[str, ...]
    channel: str | None
    address: ReplyAddress | None
    status: int | None
    empty: int | None = None
    without_content: tuple[str, ...] = ()
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that the application does; without ``reply`` the document says nothing of one.

    Where ``security`` has requirements, one of them has to be met besides what the server asks for.
    """

    id: str
    action: Action
    channel: str
    messages: tuple[str, ...]
    reply: Reply | None
    title: str
    summary: str
    description: str
    security: tuple[SecurityRequirement, ...]
    tags: tuple[Tag, ...]
    external_docs: ExternalDocs | None
    bindings: tuple[Binding, ...]
    deprecated: bool
    extensions: Mapping[str, Json]
    at: Location

    @property
    def channels(self) -> tuple[str, ...]:
        """Its channel, and that of its reply where it has one."""
        reply = self.reply.channel if self.reply is not None else None
        return (self.channel,) if reply is None else (self.channel, reply)

    @property
    def exchanged(self) -> tuple[str, ...]:
        """The messages that it takes or sends, and those that it answers or is answered."""
        reply = self.reply
        return (*self.messages, *((*reply.messages, *reply.without_content) if reply else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What the document keeps under a name for use elsewhere, or for nobody.

    ``kind`` is the field of the Components Object, such as ``messages`` or ``operationTraits``.
    ``id`` names the place of what it is, references followed: ``Api.messages``, ``Api.schemas`` and
    ``Api.security_schemes`` have theirs, used or not.
    """

    kind: str
    key: str
    id: str
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A whole document, its mappings in document order.

    ``id`` is the URI that the application gives itself. ``messages``, ``schemas`` and
    ``security_schemes`` hold what anything else refers to, and all components of their kind.
    ``schema_files`` are, by the file's id, those that are not understood part by part.
    """

    id: str
    title: str
    version: str
    description: str
    terms_of_service: str
    contact: Contact | None
    license: License | None
    tags: tuple[Tag, ...]
    external_docs: ExternalDocs | None
    extensions: Mapping[str, Json]
    default_content_type: str
    file: str
    servers: Mapping[str, Server]
    channels: Mapping[str, Channel]
    operations: Mapping[str, Operation]
    messages: Mapping[str, Message]
    schemas: Mapping[str, Schema]
    security_schemes: Mapping[str, SecurityScheme]
    components: tuple[Component, ...]
    schema_files: Mapping[str, SchemaFile] = field(default_factory=dict[str, SchemaFile])
