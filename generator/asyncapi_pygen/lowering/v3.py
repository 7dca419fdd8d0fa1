"""AsyncAPI 3.0 and 3.1 to the model.

Channels have ids and addresses; operations stand at the root and refer to a channel and to its
messages; an object beats the traits that it uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Action, Api, Channel, Operation, Parameter, Reply, Server
from asyncapi_pygen.lowering import documentation
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.addresses import complete_parameters
from asyncapi_pygen.lowering.api import Parts, make_api
from asyncapi_pygen.lowering.bindings import lower_bindings
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.messages import Lowering, add_message
from asyncapi_pygen.lowering.replies import extension_reply, reply_address, told_empty
from asyncapi_pygen.lowering.servers import lower_server
from asyncapi_pygen.source.merge import filled, merged
from asyncapi_pygen.source.node import Node

_ACTIONS: Final = {str(action): action for action in Action}
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
    lowering = Lowering(diagnostics, document, message_fields)
    servers = dict(read.members(document, "servers"))
    channels = _channels(lowering, document, {node.id: id_ for id_, node in servers.items()})
    operations: dict[str, Operation] = {}
    for id_, node in read.members(document, "operations"):
        operation = _operation(lowering, id_, node, channels)
        if operation is not None:
            operations[id_] = operation
    parts = Parts(
        servers={id_: _server(lowering, id_, node) for id_, node in servers.items()},
        channels=channels.by_id,
        operations=operations,
        about=read.inside(document, "info"),
    )
    return make_api(lowering, file, parts)


def _server(lowering: Lowering, id_: str, node: Node) -> Server:
    return lower_server(lowering, id_, node, lowering.security.by_reference(read.fields_of(node)))


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
    parameters = complete_parameters(address, declared, place.at)
    messages = [
        add_message(lowering, message, key) for key, message in read.members(fields, "messages")
    ]
    servers = (server_ids.get(server.id) for server in read.elements(fields, "servers"))
    return Channel(
        id=id_,
        address=address,
        title=read.text(fields, "title"),
        summary=read.text(fields, "summary"),
        description=read.text(fields, "description"),
        parameters=parameters,
        messages=tuple(dict.fromkeys(messages)),
        servers=tuple(server for server in servers if server is not None),
        tags=documentation.tags(fields),
        external_docs=documentation.external_docs(fields),
        bindings=lower_bindings(fields, lowering.schemas),
        extensions=read.extensions(fields),
        at=node.at,
    )


def _parameter(name: str, node: Node) -> Parameter:
    fields = read.fields_of(node)
    return Parameter(
        name=name,
        description=read.text(fields, "description"),
        enum=read.words(fields, "enum"),
        default=read.word(fields, "default"),
        examples=read.words(fields, "examples"),
        location=read.expression(fields, "location"),
        schema=None,
        extensions=read.extensions(fields),
        at=node.at,
    )


def operation_fields(node: Node) -> Fields:
    """Read an operation with its traits merged in."""
    return _with_traits(node, _NOT_IN_OPERATION_TRAITS)


def message_fields(node: Node) -> Fields:
    """Read a message with its traits merged in."""
    return _with_traits(node, _NOT_IN_MESSAGE_TRAITS)


def _operation(lowering: Lowering, id_: str, node: Node, channels: _Channels) -> Operation | None:
    fields = operation_fields(node)
    channel = _channel_of(fields, channels)
    action = _ACTIONS.get(read.text(fields, "action"))
    if channel is None or action is None:
        # Validation has told why; a run that bears it goes on without the operation.
        lowering.diagnostics.report(
            "operation-omitted",
            f"the operation `{id_}` is left out: its {'action' if action is None else 'channel'} "
            "cannot be understood",
            node.key_at,
        )
        return None
    return Operation(
        id=id_,
        action=action,
        channel=channel.id,
        messages=_messages(lowering, fields, channel),
        reply=_reply(lowering, fields, channels) or extension_reply(lowering, fields),
        title=read.text(fields, "title"),
        summary=read.text(fields, "summary"),
        description=read.text(fields, "description"),
        security=lowering.security.by_reference(fields),
        tags=documentation.tags(fields),
        external_docs=documentation.external_docs(fields),
        bindings=lower_bindings(fields, lowering.schemas),
        deprecated=read.boolean(fields, "deprecated"),
        extensions=read.extensions(fields),
        at=node.at,
    )


def _channel_of(fields: Fields, channels: _Channels) -> Channel | None:
    """Return the root's channel that an operation or a reply refers to, if it is one."""
    node = read.followed(fields, "channel")
    id_ = channels.id_of_place.get(node.id) if node is not None else None
    return channels.by_id[id_] if id_ is not None else None


def _messages(lowering: Lowering, fields: Fields, channel: Channel | None) -> tuple[str, ...]:
    """Return the messages that an operation or a reply lists, or else all of its channel's."""
    if "messages" not in fields:
        return channel.messages if channel is not None else ()
    entries = read.elements(fields, "messages")
    return tuple(dict.fromkeys(add_message(lowering, one, one.key) for one in entries))


def _reply(lowering: Lowering, fields: Fields, channels: _Channels) -> Reply | None:
    node = read.followed(fields, "reply")
    if node is None:
        return None
    reply = read.fields_of(node)
    # An answer to a request needs no channel.
    channel = _channel_of(reply, channels)
    messages, without_content, empty = told_empty(lowering, _messages(lowering, reply, channel))
    return Reply(
        messages=messages,
        channel=channel.id if channel is not None else None,
        address=reply_address(reply),
        status=None if messages else empty,
        empty=empty if messages else None,
        without_content=without_content,
        extensions=read.extensions(reply),
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
    below = merged(traits, without=without)
    over = {name: field for name, field in own.items() if field.value is not None}
    return {**below, **{name: filled(field, below.get(name)) for name, field in over.items()}}
