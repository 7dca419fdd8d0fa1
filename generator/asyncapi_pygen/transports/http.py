"""HTTP: which operations arrive as requests, at which method and path.

Follows the HTTP operation binding (asyncapi/bindings, http 0.1.0 to 0.3.0): ``method``; without one
an event is POSTed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Action, Api, Binding, Channel, Message, Operation, Parameter

PROTOCOLS: Final = frozenset({"http", "https"})

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where an operation arrives: ``path`` is the channel's address, its parameters in braces."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]


def route(api: Api, operation: Operation, diagnostics: Diagnostics) -> Route | None:
    """Return where ``operation`` arrives by HTTP, or ``None``, having said why it does not."""
    channel = api.channels[operation.channel]
    protocols = _protocols(api, channel, operation)
    if protocols and not protocols & PROTOCOLS:
        diagnostics.report(
            "protocol-unsupported",
            f"the operation `{operation.id}` travels by `{', '.join(sorted(protocols))}`: "
            "it has a handler, and nothing that receives its messages",
            operation.at,
            hint="call the handler from your own consumer",
        )
        return None
    if channel.address is None:
        diagnostics.report(
            "protocol-unsupported",
            f"the channel of `{operation.id}` has no address: no request can arrive there",
            operation.at,
            hint="give the channel an `address`",
        )
        return None
    path = channel.address.partition("?")[0].partition("#")[0]
    used = [one for one in channel.parameters if f"{{{one.name}}}" in path]
    return Route(_method(operation), path if path.startswith("/") else f"/{path}", tuple(used))


def _protocols(api: Api, channel: Channel, operation: Operation) -> set[str]:
    """Return the protocols of the channel's servers, else those that the bindings speak of."""
    servers = [api.servers[id_] for id_ in channel.servers or api.servers if id_ in api.servers]
    named = {server.protocol.lower() for server in servers if server.protocol}
    return named or {one.protocol for one in (*operation.bindings, *channel.bindings)}


def _method(operation: Operation) -> str:
    for binding in _http(operation.bindings):
        method = binding.fields.get("method")
        if isinstance(method, str) and method.upper() in _METHODS:
            return method.upper()
    return "POST"


def statuses(messages: Iterable[Message]) -> list[int]:
    """Return the different statuses that the messages' bindings declare (http 0.3.0), in order."""
    fields = [one.fields for message in messages for one in _http(message.bindings)]
    declared = [status for one in fields if isinstance(status := one.get("statusCode"), int)]
    return list(dict.fromkeys(declared))


def _http(bindings: Iterable[Binding]) -> list[Binding]:
    return [binding for binding in bindings if binding.protocol == "http"]


def receiving(api: Api) -> list[Operation]:
    """Return the operations by which messages reach the application, in document order."""
    return [one for one in api.operations.values() if one.action is Action.RECEIVE]
