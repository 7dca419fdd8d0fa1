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
    Operation,
    Parameter,
    Server,
)
from asyncapi_pygen.ir.security import SecurityRequirement

PROTOCOLS: Final = frozenset({"http", "https"})

_MOST_FINDINGS: Final = 10
"""Of more operations that one thing keeps from HTTP, one finding speaks for all."""

_MOST_NAMED: Final = 3

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where an operation arrives: ``path`` is the channel's address, its parameters in braces."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """Why requests do not bring the messages of an operation, said of one and of several.

    The texts have ``{who}``, ``{address}`` and ``{several}`` to be filled in.
    """

    one: str
    several: str
    hint: str


def route(api: Api, operation: Operation) -> Route | None:
    """Return where ``operation`` arrives by HTTP, or ``None`` if it does not.

    Where neither a server nor a binding names a protocol, an address that begins with a slash is
    taken for a path.
    """
    channel = api.channels[operation.channel]
    if channel.address is None or _obstacle(api, operation) is not None:
        return None
    path = channel.address.partition("?")[0].partition("#")[0]
    used = [one for one in channel.parameters if f"{{{one.name}}}" in path]
    return Route(_method(operation), path if path.startswith("/") else f"/{path}", tuple(used))


def report_unrouted(api: Api, operations: Iterable[Operation], diagnostics: Diagnostics) -> None:
    """Report the operations that do not arrive by HTTP; of many alike, one finding speaks."""
    found: dict[_Obstacle, list[Operation]] = {}
    for operation in operations:
        obstacle = _obstacle(api, operation)
        if obstacle is not None:
            found.setdefault(obstacle, []).append(operation)
    for obstacle, alike in found.items():
        for one in alike if len(alike) <= _MOST_FINDINGS else ():
            address = api.channels[one.channel].address
            message = obstacle.one.format(who=one.id, address=address)
            diagnostics.report("protocol-unsupported", message, one.at, hint=obstacle.hint)
        if len(alike) > _MOST_FINDINGS:
            named = ", ".join(f"`{one.id}`" for one in alike[:_MOST_NAMED])
            message = obstacle.several.format(several=f"{len(alike)} operations, such as {named}")
            diagnostics.report("protocol-unsupported", message, alike[0].at, hint=obstacle.hint)


def _obstacle(api: Api, operation: Operation) -> _Obstacle | None:
    channel = api.channels[operation.channel]
    protocols = _protocols(api, channel, operation)
    if protocols and not protocols & PROTOCOLS:
        return _other_protocol(", ".join(sorted(protocols)))
    if channel.address is None:
        return _NO_ADDRESS
    return _NOT_SAID if not protocols and not channel.address.startswith("/") else None


def _other_protocol(protocols: str) -> _Obstacle:
    written = protocols.replace("{", "{{").replace("}", "}}")
    return _Obstacle(
        f"the operation `{{who}}` travels by `{written}`: "
        "it has a handler, and nothing that receives its messages",
        f"{{several}}, travel by `{written}`: "
        "they have handlers, and nothing that receives their messages",
        "call the handler from your own consumer",
    )


_NO_ADDRESS: Final = _Obstacle(
    "the channel of `{who}` has no address: no request can arrive there",
    "the channels of {several}, have no address: no request can arrive there",
    "give the channel an `address`",
)
_NOT_SAID: Final = _Obstacle(
    "nothing says by which protocol `{who}` arrives, and `{address}` is "
    "no path: it has a handler, and nothing that receives its messages",
    "nothing says by which protocol {several}, arrive, and their addresses are "
    "no paths: they have handlers, and nothing that receives their messages",
    "describe a server with `protocol: https` if it arrives by HTTP",
)


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


def asked(api: Api, operation: Operation) -> list[tuple[SecurityRequirement, ...]]:
    """Return what has to be proved: of each group of requirements, one has to be met.

    What an operation asks for comes on top of what its server does. On which of several servers a
    request arrived, it does not show.
    """
    of_servers = [one for server in servers(api, operation) for one in server.security]
    groups = (operation.security, tuple(of_servers))
    return [one for one in groups if one and all(each.schemes for each in one)]


def servers(api: Api, operation: Operation) -> list[Server]:
    """Return the servers on which requests for an operation may arrive."""
    found = _servers(api, api.channels[operation.channel])
    return [one for one in found if not one.protocol or one.protocol.lower() in PROTOCOLS]


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


def _http(bindings: Iterable[Binding]) -> list[Binding]:
    return [binding for binding in bindings if binding.protocol == "http"]


def receiving(api: Api) -> list[Operation]:
    """Return the operations by which messages reach the application, in document order."""
    return [one for one in api.operations.values() if one.action is Action.RECEIVE]
