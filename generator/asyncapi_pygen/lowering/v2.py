"""AsyncAPI 2.0 to 2.6 to the model.

The channel's key is its address; ``publish`` means that others publish and the application
receives; a trait overrides the object that uses it.
"""

from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Action, Api, Channel, Operation, Parameter, Server, nameless
from asyncapi_pygen.lowering import documentation
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.addresses import complete_parameters
from asyncapi_pygen.lowering.api import Parts, make_api
from asyncapi_pygen.lowering.bindings import lower_bindings
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.messages import Lowering, add_message, alternatives
from asyncapi_pygen.lowering.replies import extension_reply
from asyncapi_pygen.lowering.servers import lower_server
from asyncapi_pygen.source.merge import merged
from asyncapi_pygen.source.node import Node

_ACTIONS: Final = {"publish": Action.RECEIVE, "subscribe": Action.SEND}
_NOT_IN_OPERATION_TRAITS: Final = frozenset({"message", "traits"})
_NOT_IN_MESSAGE_TRAITS: Final = frozenset({"payload", "traits"})


def lower_v2(root: Node, file: str, diagnostics: Diagnostics) -> Api:
    """Lower a 2.x document whose structure has been found valid."""
    document = read.fields_of(root)
    lowering = Lowering(diagnostics, document, message_fields)
    channels: dict[str, Channel] = {}
    operations: dict[str, Operation] = {}
    for address, node in read.members(document, "channels"):
        found = _operations(lowering, address, node)
        channels[address] = _channel(lowering, address, node, found)
        for operation in found:
            _add(operations, operation, diagnostics)
    parts = Parts(
        servers={
            id_: _server(lowering, id_, node) for id_, node in read.members(document, "servers")
        },
        channels=channels,
        operations=operations,
        about=document,
    )
    return make_api(lowering, file, parts)


def _server(lowering: Lowering, id_: str, node: Node) -> Server:
    return lower_server(lowering, id_, node, lowering.security.by_name(read.fields_of(node)))


def _add(operations: dict[str, Operation], new: Operation, diagnostics: Diagnostics) -> None:
    if new.id in operations:
        first = operations[new.id].at
        diagnostics.report(
            "operation-id-duplicate",
            f"the operation id `{new.id}` is taken by the operation at line {first.line}",
            new.at,
            hint="give each operation an id of its own",
        )
    operations.setdefault(new.id, new)


def _channel(lowering: Lowering, address: str, node: Node, operations: list[Operation]) -> Channel:
    fields = read.fields_of(node)
    declared = tuple(
        _parameter(lowering, name, child) for name, child in read.members(fields, "parameters")
    )
    parameters = complete_parameters(address, declared, node.key_at)
    messages = dict.fromkeys(id_ for operation in operations for id_ in operation.messages)
    return Channel(
        id=address,
        address=address,
        title="",
        summary="",
        description=read.text(fields, "description"),
        parameters=parameters,
        messages=tuple(messages),
        servers=read.strings(fields, "servers"),
        tags=(),
        external_docs=None,
        bindings=lower_bindings(fields, lowering.schemas),
        extensions=read.extensions(fields),
        at=node.at,
    )


def _parameter(lowering: Lowering, name: str, node: Node) -> Parameter:
    fields = read.fields_of(node)
    schema = read.followed(fields, "schema")
    words: Fields = read.fields_of(schema) if schema is not None else {}
    return Parameter(
        name=name,
        description=read.text(fields, "description"),
        enum=read.words(words, "enum"),
        default=read.word(words, "default"),
        examples=read.words(words, "examples"),
        location=read.expression(fields, "location"),
        schema=lowering.schemas.add(schema) if schema is not None else None,
        extensions=read.extensions(fields),
        at=node.at,
    )


def _operations(lowering: Lowering, address: str, channel: Node) -> list[Operation]:
    found: list[Operation] = []
    for verb, action in _ACTIONS.items():
        node = channel.get(verb)
        if node is not None:
            found.append(_operation(lowering, address, action, node))
    return found


def _operation(lowering: Lowering, address: str, action: Action, node: Node) -> Operation:
    fields = operation_fields(node)
    id_ = read.text(fields, "operationId") or nameless(action, address)
    messages = _messages(lowering, id_, fields)
    return Operation(
        id=id_,
        action=action,
        channel=address,
        messages=tuple(dict.fromkeys(messages)),
        reply=extension_reply(lowering, fields),
        title="",
        summary=read.text(fields, "summary"),
        description=read.text(fields, "description"),
        security=lowering.security.by_name(fields),
        tags=documentation.tags(fields),
        external_docs=documentation.external_docs(fields),
        bindings=lower_bindings(fields, lowering.schemas),
        deprecated=read.boolean(fields, "deprecated"),
        extensions=read.extensions(fields),
        at=node.at,
    )


def _messages(lowering: Lowering, operation: str, fields: Fields) -> list[str]:
    node = read.followed(fields, "message")
    if node is None:
        return []
    choices = alternatives(node)
    found: list[str] = []
    for number, message in enumerate(choices, start=1):
        merged = message_fields(message)
        suffix = str(number) if len(choices) > 1 else ""
        key = read.text(merged, "messageId") or read.text(merged, "name")
        key = key or f"{operation} message{suffix}"
        found.append(add_message(lowering, message, key))
    return found


def operation_fields(node: Node) -> Fields:
    """Read an operation with its traits merged in."""
    return _with_traits(node, _NOT_IN_OPERATION_TRAITS)


def message_fields(node: Node) -> Fields:
    """Read a message with its traits merged in."""
    return _with_traits(node, _NOT_IN_MESSAGE_TRAITS)


def _with_traits(node: Node, without: frozenset[str]) -> Fields:
    """Merge the traits onto the object: in 2.x a later trait wins, and a trait beats the object."""
    own = read.fields_of(node)
    traits = read.traits(own)
    if not traits:
        return own
    kept = {name: own[name] for name in without if name in own}
    return {**merged([own, *traits], without=without), **kept}
