"""Channels: what their addresses say, held against parameters, servers and other channels."""

from collections.abc import Iterator
from dataclasses import dataclass

from asyncapi_pygen.diagnostics import Diagnostics, Location, Related, Severity
from asyncapi_pygen.ir.templates import is_well_formed, parameter_names
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.reference import reference_text
from asyncapi_pygen.validation.meaning.objects import entries
from asyncapi_pygen.validation.meaning.references import RootMap, there_are
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    """A channel by its entry as written, what that refers to, and its address with its place."""

    written: Node
    node: Node
    address: str
    at: Location


def _root_channels(root: Node, version: Version) -> Iterator[_Channel]:
    return (_channel(written, node, version) for written, node in entries(root, "channels"))


def _all_channels(root: Node, version: Version) -> Iterator[_Channel]:
    """Yield the channels of the root and of the components that have an address.

    In 2.x the key is the address, but that of a component is just a name.
    """
    yield from _root_channels(root, version)
    components = None if version.is_v2 else root.get("components")
    for written, node in entries(components, "channels") if components is not None else ():
        yield _channel(written, node, version)


def _channel(written: Node, node: Node, version: Version) -> _Channel:
    if version.is_v2:
        return _Channel(written=written, node=node, address=written.key, at=written.key_at)
    address = node.child("address")
    at = written.key_at if address is None else address.at
    return _Channel(written=written, node=node, address=node.text("address"), at=at)


def check_addresses(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report addresses with braces that do not pair around a name."""
    for channel in _all_channels(root, version):
        if not is_well_formed(channel.address):
            diagnostics.report(
                "channel-address",
                f"the address `{shortened(channel.address)}` has a brace without its partner, or "
                "no name between braces",
                channel.at,
                hint="write parameters as `{name}`",
            )


def check_queries(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report queries and fragments in addresses, and in the keys of channels."""
    for channel in _all_channels(root, version):
        found = _delimiter(channel.address)
        if found:
            diagnostics.report(
                "channel-query",
                f"`{shortened(channel.address)}` holds a `{found}`: an address has neither query "
                "nor fragment",
                channel.at,
                hint="describe the parameters of a query in the channel's bindings",
                severity=None if version.is_v2 else Severity.WARNING,
            )
    if not version.is_v2:
        _check_keys(root, diagnostics)


def _check_keys(root: Node, diagnostics: Diagnostics) -> None:
    """Report keys of 3.x, which are no addresses, but are refused by the official parser."""
    for written, _ in entries(root, "channels"):
        found = _delimiter(written.key)
        if found:
            diagnostics.report(
                "channel-query",
                f"the key `{shortened(written.key)}` holds a `{found}`, as if it were an address",
                written.key_at,
                hint="give the channel a key of letters and digits",
            )


def _delimiter(text: str) -> str:
    return next((character for character in text if character in "?#"), "")


def check_parameters(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report parameters that an address uses and the channel does not declare, or the reverse."""
    for channel in _all_channels(root, version):
        if is_well_formed(channel.address) and _is_map(channel.node.get("parameters")):
            _check_undeclared(channel, diagnostics)
            _check_unused(channel, version, diagnostics)


def _is_map(declared: Node | None) -> bool:
    """Tell whether what is declared is an object, or absent."""
    return declared is None or isinstance(declared.value, dict)


def _check_undeclared(channel: _Channel, diagnostics: Diagnostics) -> None:
    declared = channel.node.get("parameters")
    for name in parameter_names(channel.address):
        if declared is None or not declared.has(name):
            diagnostics.report(
                "parameter-undeclared",
                f"the address `{shortened(channel.address)}` uses `{{{name}}}`, which the channel "
                "does not declare",
                channel.at if declared is None else declared.key_at,
                hint=f"add `{name}` to the channel's `parameters`",
                # The official parser lets a channel describe none of its parameters, but not some.
                severity=Severity.WARNING if declared is None else None,
            )


def _check_unused(channel: _Channel, version: Version, diagnostics: Diagnostics) -> None:
    used = frozenset(parameter_names(channel.address))
    for written, _ in entries(channel.node, "parameters"):
        if written.key not in used:
            diagnostics.report(
                "parameter-unused",
                f"the channel's address does not use the parameter `{shortened(written.key)}`",
                written.key_at,
                hint=f"put `{{{shortened(written.key)}}}` into the address, or remove it here",
                # The official parser does not look at 2.x addresses that use none at all.
                severity=Severity.WARNING if version.is_v2 and not used else None,
            )


def check_same_addresses(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report a channel that has the address of another on the same server.

    Channels of 2.x are keyed by their addresses.
    """
    taken: dict[str, _Channel] = {}
    for channel in _root_channels(root, version):
        other = taken.setdefault(channel.address, channel)
        if channel.address and other is not channel and _share_a_server(other.node, channel.node):
            diagnostics.report(
                "address-duplicate",
                f"`{channel.written.key}` has the address of `{other.written.key}`, "
                f"`{shortened(channel.address)}`",
                channel.at,
                hint="make them one channel that has the messages of both",
                related=(Related("the other channel's address is here", other.at),),
            )


def _share_a_server(one: Node, other: Node) -> bool:
    """Tell whether a server may carry both channels; a channel that names none is on all."""
    first, second = _servers(one), _servers(other)
    return not first or not second or not first.isdisjoint(second)


def _servers(channel: Node) -> set[Node]:
    return {target for _, target in entries(channel, "servers")}


def check_channel_servers(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report servers of channels that are not among those of the document."""
    servers = RootMap.of(root, "servers")
    listed = list(entries(root, "channels"))
    in_place = {channel for written, channel in listed if not written.is_reference}
    for _, channel in listed:
        # In 3.x the official parser does not look into a channel that is a reference.
        is_judged = version.is_v2 or channel in in_place
        severity = Severity.ERROR if is_judged else Severity.WARNING
        for server in _written(channel, "servers"):
            if _is_elsewhere(server, servers, version):
                _report_server(server, servers, severity, diagnostics)


def _written(node: Node, key: str) -> Iterator[Node]:
    holder = node.get(key)
    return iter(()) if holder is None else holder.elements()


def _is_elsewhere(server: Node, servers: RootMap, version: Version) -> bool:
    if version.is_v2:
        return isinstance(server.value, str) and server.value not in servers.entries
    return servers.is_not_named_by(server)


def _report_server(
    server: Node, servers: RootMap, severity: Severity, diagnostics: Diagnostics
) -> None:
    text = reference_text(server.value)
    diagnostics.report(
        "channel-server",
        f"`{shortened(text or str(server.value))}` is not one of the document's `servers`",
        server.at if text is None else server.reference_at,
        hint=there_are(servers.entries),
        severity=severity,
    )
