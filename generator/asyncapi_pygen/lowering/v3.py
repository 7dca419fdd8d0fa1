"""AsyncAPI 3.0 and 3.1 to the model.

Channels have ids and addresses; operations stand at the root and refer to a channel and to its
messages; an object beats the traits that it uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Action, Api, Channel, Operation, Parameter, Reply
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.addresses import complete_parameters
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.messages import Lowering, add_message, extension_reply, status_of
from asyncapi_pygen.lowering.servers import lower_server
from asyncapi_pygen.source.node import Node

_NOT_IN_OPERATION_TRAITS: Final = frozenset({"action", "channel", "messages", "reply", "traits"})
_NOT_IN_MESSAGE_TRAITS: Final = frozenset({"payload", "traits"})


@dataclass(frozen=True, slots=True)
class _Channels:
    """The root's channels, and which of them a place in the document is."""

    by_id: Mapping[str, Channel]
    id_of_place: Mapping[str, str]


def lower_v3(root: Node, file: str, diagnostics: Diagnostics) -> Api:
    """Lower a 3.x document whose structure has been found valid."""
    document = read.fields_of(root)
    lowering = Lowering(diagnostics, read.text(document, "defaultContentType"), _message_fields)
    info = read.fields_of(root.child("info") or root)
    servers = dict(read.members(document, "servers"))
    channels = _channels(lowering, document, {node.id: id_ for id_, node in servers.items()})
    operations: dict[str, Operation] = {}
    for id_, node in read.members(document, "operations"):
        operation = _operation(lowering, id_, node, channels)
        if operation is not None:
            operations[id_] = operation
    return Api(
        title=read.text(info, "title"),
        version=read.text(info, "version"),
        description=read.text(info, "description"),
        file=file,
        servers={id_: lower_server(id_, node) for id_, node in servers.items()},
        channels=channels.by_id,
        operations=operations,
        messages=lowering.messages,
        schemas=lowering.schemas.schemas,
    )


def _channels(lowering: Lowering, document: Fields, server_ids: Mapping[str, str]) -> _Channels:
    by_id_: dict[str, Channel] = {}
    places: dict[str, str] = {}
    for id_, node in read.members(document, "channels"):
        by_id_[id_] = _channel(lowering, id_, node, server_ids)
        places.setdefault(node.id, id_)
    return _Channels(by_id_, places)


def _channel(lowering: Lowering, id_: str, node: Node, server_ids: Mapping[str, str]) -> Channel:
    fields = read.fields_of(node)
    declared = tuple(
        _parameter(name, parameter) for name, parameter in read.members(fields, "parameters")
    )
    address = read.text(fields, "address") or None
    place = fields.get("address", node)
    parameters = complete_parameters(address, declared, place.at, lowering.diagnostics)
    messages = [
        add_message(lowering, message, key) for key, message in read.members(fields, "messages")
    ]
    servers = (server_ids.get(server.id) for server in read.elements(fields, "servers"))
    return Channel(
        id=id_,
        address=address,
        description=read.text(fields, "description"),
        parameters=parameters,
        messages=tuple(dict.fromkeys(messages)),
        servers=tuple(server for server in servers if server is not None),
        bindings=read.bindings(fields),
        at=node.at,
    )


def _parameter(name: str, node: Node) -> Parameter:
    fields = read.fields_of(node)
    return Parameter(
        name=name,
        description=read.text(fields, "description"),
        enum=read.strings(fields, "enum"),
        default=read.text(fields, "default") or None,
        location=read.text(fields, "location"),
        schema=None,
        at=node.at,
    )


def _message_fields(node: Node) -> Fields:
    return _with_traits(node, _NOT_IN_MESSAGE_TRAITS)


def _operation(lowering: Lowering, id_: str, node: Node, channels: _Channels) -> Operation | None:
    fields = _with_traits(node, _NOT_IN_OPERATION_TRAITS)
    channel = _channel_of(lowering, fields, channels)
    if channel is None:
        return None
    return Operation(
        id=id_,
        action=Action(read.text(fields, "action")),
        channel=channel.id,
        messages=_messages(lowering, fields, channel),
        reply=_reply(lowering, fields, channels) or extension_reply(lowering, fields),
        summary=read.text(fields, "summary"),
        description=read.text(fields, "description"),
        tags=read.tags(fields),
        security=read.security(fields),
        deprecated=read.boolean(fields, "deprecated"),
        bindings=read.bindings(fields),
        at=node.at,
    )


def _channel_of(lowering: Lowering, fields: Fields, channels: _Channels) -> Channel | None:
    node = read.followed(fields, "channel")
    if node is None:
        return None
    id_ = channels.id_of_place.get(node.id)
    if id_ is None:
        lowering.diagnostics.report(
            "operation-channel",
            "this operation's `channel` is not one of the document's `channels`",
            fields["channel"].at,
            hint=f"refer to `#/channels/…`; there are: {', '.join(channels.by_id) or 'none'}",
        )
        return None
    return channels.by_id[id_]


def _messages(lowering: Lowering, fields: Fields, channel: Channel) -> tuple[str, ...]:
    """Return the operation's messages: those that it lists, or all of the channel's."""
    if "messages" not in fields:
        return channel.messages
    found: list[str] = []
    for node in read.elements(fields, "messages"):
        if node.id in channel.messages:
            found.append(node.id)
        else:
            lowering.diagnostics.report(
                "operation-message",
                f"the message `{node.pointer[-1] if node.pointer else node.id}` is not one of "
                f"those of the channel `{channel.id}`",
                fields["messages"].at,
                hint=f"refer to `#/channels/{channel.id}/messages/…`",
            )
    return tuple(dict.fromkeys(found))


def _reply(lowering: Lowering, fields: Fields, channels: _Channels) -> Reply | None:
    node = read.followed(fields, "reply")
    if node is None:
        return None
    reply = read.fields_of(node)
    channel = _channel_of(lowering, reply, channels)
    address = read.followed(reply, "address")
    if channel is not None:
        messages = _messages(lowering, reply, channel)
    else:
        # An answer to a request needs no channel: what the list refers to is taken as it is.
        entries = read.elements(reply, "messages")
        messages = tuple(dict.fromkeys(add_message(lowering, one, one.key) for one in entries))
    return Reply(
        messages=messages,
        channel=channel.id if channel is not None else None,
        address_location=read.text(read.fields_of(address), "location") if address else "",
        status=status_of(lowering.messages[id_] for id_ in messages),
        at=node.at,
    )


def _with_traits(node: Node, without: frozenset[str]) -> Fields:
    """Merge the traits below the object: in 3.x a later trait wins, and the object beats them all.

    An explicit ``null`` of the object stays: it never deletes what a trait says.
    """
    own = read.fields_of(node)
    traits = read.traits(own)
    if not traits:
        return own
    below = read.merged(traits, without=without)
    over = {name: field for name, field in own.items() if field.value is not None}
    return {**below, **{name: read.filled(field, below.get(name)) for name, field in over.items()}}
