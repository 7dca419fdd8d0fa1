"""HTTP: which operations arrive as requests, at which method and path.

Follows the HTTP operation binding (asyncapi/bindings, http 0.1.0 to 0.3.0): ``method``; without one
an event is POSTed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import (
    Action,
    Api,
    Binding,
    Channel,
    Message,
    Operation,
    Parameter,
    Server,
)

PROTOCOLS: Final = frozenset({"http", "https"})

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where an operation arrives: ``path`` is the channel's address, its parameters in braces."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]


def route(api: Api, operation: Operation, diagnostics: Diagnostics) -> Route | None:
    """Return where ``operation`` arrives by HTTP, or ``None``, having said why it does not.

    Where neither a server nor a binding names a protocol, an address that begins with a slash is
    taken for a path.
    """
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
    if not protocols and not channel.address.startswith("/"):
        diagnostics.report(
            "protocol-unsupported",
            f"nothing says by which protocol `{operation.id}` arrives, and `{channel.address}` is "
            "no path: it has a handler, and nothing that receives its messages",
            operation.at,
            hint="describe a server with `protocol: https` if it arrives by HTTP",
        )
        return None
    path = channel.address.partition("?")[0].partition("#")[0]
    used = [one for one in channel.parameters if f"{{{one.name}}}" in path]
    return Route(_method(operation), path if path.startswith("/") else f"/{path}", tuple(used))


def report_ignored(api: Api, operations: Iterable[Operation], diagnostics: Diagnostics) -> None:
    """Report what the document says of the way of these routed operations, and no code honours."""
    routed = list(operations)
    used = {one.id: one for each in routed for one in _servers(api, api.channels[each.channel])}
    for server in used.values():
        if server.protocol.lower() in PROTOCOLS and server.pathname.strip("/"):
            diagnostics.report(
                "server-pathname",
                f"`{server.pathname}` of the server `{server.id}` is no part of the paths here: "
                "mount the application below it",
                server.at,
            )
    for operation in routed:
        _report_security(api, operation, diagnostics)


def _report_security(api: Api, operation: Operation, diagnostics: Diagnostics) -> None:
    servers = _servers(api, api.channels[operation.channel])
    # What an operation asks for comes on top of what its server does.
    asked = [*operation.security, *(one for server in servers for one in server.security)]
    ids = dict.fromkeys(required.scheme for one in asked for required in one.schemes)
    if ids:
        schemes = ", ".join(f"`{_called(api, id_)}`" for id_ in ids)
        diagnostics.report(
            "security-unverified",
            f"nothing verifies {schemes} for `{operation.id}`, but what you give as `verify`",
            operation.at,
            hint="write `Settings(verify=...)`: it sees the raw request before it is decoded",
        )


def _called(api: Api, scheme: str) -> str:
    """Return what the document calls a security scheme."""
    return api.security_schemes[scheme].key if scheme in api.security_schemes else scheme


def report_bindings(api: Api, operation: Operation, diagnostics: Diagnostics) -> None:
    """Report the fields of an operation's http bindings that no code honours."""
    of_messages = [one for id_ in operation.exchanged for one in api.messages[id_].bindings]
    for binding in _http((*operation.bindings, *of_messages)):
        for field in sorted({"headers", "query"} & set(binding.fields)):
            diagnostics.report(
                "binding-ignored",
                f"`{field}` of the http binding has no model: `current_request()` has the request",
                binding.at,
            )


def _servers(api: Api, channel: Channel) -> list[Server]:
    """Return the servers that a channel is on; one that names none is on all."""
    return [api.servers[id_] for id_ in channel.servers or api.servers if id_ in api.servers]


def _protocols(api: Api, channel: Channel, operation: Operation) -> set[str]:
    """Return the protocols of the channel's servers, else those that the bindings speak of."""
    named = {one.protocol.lower() for one in _servers(api, channel) if one.protocol}
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
