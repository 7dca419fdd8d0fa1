"""What stands around the operations: the document itself, servers, channels, and what they hold."""

from collections.abc import Iterable, Mapping
from typing import Final

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.diff.addresses import compare_variables
from asyncapi_pygen.diff.bindings import compare_bindings
from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.records import Comparing, said
from asyncapi_pygen.diff.security import compare_security, is_direct
from asyncapi_pygen.ir.api import Api, Channel, Server

_OWN: Final = {"title": ("info", "title"), "version": ("info", "version"), "id": ("id",)}
_PROSE: Final = {
    "description": ("info", "description"),
    "terms_of_service": ("info", "termsOfService"),
    "contact": ("info", "contact"),
    "license": ("info", "license"),
    "tags": ("info", "tags"),
    "external_docs": ("info", "externalDocs"),
}


def compare_document(comparing: Comparing) -> None:
    """Compare what the documents say of themselves."""
    old, new = comparing.old.api, comparing.new.api
    for name, pointer in _OWN.items():
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            code = "diff-version" if name == "version" else "diff-info"
            reason = f"the {name} of the document was `{one}` and is `{other}`"
            comparing.tell(code, Effect.NOTE, reason, *_at(comparing, pointer))
    for name, pointer in _PROSE.items():
        if said(getattr(old, name)) != said(getattr(new, name)):
            reason = f"the {name.replace('_', ' ')} of the document has changed"
            comparing.tell("diff-docs", Effect.NOTE, reason, *_at(comparing, pointer))
    if old.default_content_type != new.default_content_type:
        reason = (
            f"messages that do not say are `{new.default_content_type or 'of no type'}` now, and "
            f"were `{old.default_content_type or 'of no type'}`"
        )
        at = _at(comparing, ("defaultContentType",))
        comparing.tell("diff-default-content-type", Effect.NOTE, reason, *at)
    at = _at(comparing, ())
    comparing.tell_extensions("the document", (old.extensions, at[0]), (new.extensions, at[1]))


def _at(comparing: Comparing, pointer: tuple[str, ...]) -> tuple[Location, Location]:
    old, new = comparing.old.document, comparing.new.document
    return old.location(pointer), new.location(pointer)


def compare_servers(comparing: Comparing) -> None:
    """Compare the servers by their names, and those that are left by their addresses."""
    old, new = comparing.old.api.servers, comparing.new.api.servers
    for one, other in _paired_servers(old, new):
        if one is None and other is not None:
            reason = f"there is a server `{other.id}` now"
            comparing.tell("diff-server-added", Effect.HARMLESS, reason, None, other.at)
        elif other is None and one is not None:
            reason = f"the server `{one.id}` is gone"
            comparing.tell("diff-server-removed", Effect.OTHER, reason, one.at, None)
        elif one is not None and other is not None:
            _compare_server(comparing, one, other)


def _paired_servers(
    old: Mapping[str, Server], new: Mapping[str, Server]
) -> Iterable[tuple[Server | None, Server | None]]:
    left = [one for id_, one in new.items() if id_ not in old]
    for id_, one in old.items():
        other = new.get(id_) or next((it for it in left if _address(it) == _address(one)), None)
        left = [it for it in left if it is not other]
        yield one, other
    yield from ((None, one) for one in left)


def _address(server: Server) -> tuple[str, ...]:
    return server.protocol, server.userinfo, server.host, server.pathname


def _compare_server(comparing: Comparing, old: Server, new: Server) -> None:
    at, what = (old.at, new.at), f"the server `{new.id}`"
    if old.id != new.id:
        reason = f"the server `{old.id}` is called `{new.id}` now"
        comparing.tell("diff-server-renamed", Effect.NOTE, reason, *at)
    if _address(old)[1:] != _address(new)[1:]:
        one, other = (f"{server.host}{server.pathname}" for server in (old, new))
        reason = f"{what} was at `{one}` and is at `{other}`"
        comparing.tell("diff-server-address", Effect.OTHER, reason, *at)
    protocols = [f"{one.protocol} {one.protocol_version}".strip() for one in (old, new)]
    if protocols[0] != protocols[1]:
        reason = f"{what} spoke `{protocols[0]}` and speaks `{protocols[1]}`"
        comparing.tell("diff-server-protocol", Effect.OTHER, reason, *at)
    compare_variables(comparing, what, (old.variables, new.variables), at)
    direct = is_direct([old, new])
    compare_security(comparing, what, (old, new), direct=direct)
    compare_bindings(comparing, what, (old.bindings, new.bindings), at)
    comparing.tell_prose(what, old, new)
    comparing.tell_extensions(what, (old.extensions, old.at), (new.extensions, new.at))


def paired_channels(old: Api, new: Api) -> dict[str, str]:
    """Return which channel of the new document is which of the old: by address, then by name."""
    found: dict[str, str] = {}
    places = {one.address: id_ for id_, one in reversed([*new.channels.items()]) if one.address}
    for id_, channel in old.channels.items():
        other = places.get(channel.address or "")
        same = new.channels.get(id_)
        if same is not None and same.address == channel.address:
            other = id_
        if other is not None and other not in found.values():
            found[id_] = other
    for id_ in old.channels:
        if id_ not in found and id_ in new.channels and id_ not in found.values():
            found[id_] = id_
    return found


def compare_channels(comparing: Comparing, pairs: Mapping[str, str]) -> None:
    """Compare the channels that are the same, and tell of others that no operation uses."""
    old, new = comparing.old.api, comparing.new.api
    for id_, other in pairs.items():
        _compare_channel(comparing, old.channels[id_], new.channels[other])
    for id_ in old.channels.keys() - pairs.keys() - _used(old):
        reason = f"the channel `{id_}` is gone"
        comparing.tell("diff-channel-removed", Effect.OTHER, reason, old.channels[id_].at, None)
    for id_ in new.channels.keys() - {*pairs.values()} - _used(new):
        reason = f"there is a channel `{id_}` now"
        comparing.tell("diff-channel-added", Effect.HARMLESS, reason, None, new.channels[id_].at)


def _used(api: Api) -> set[str]:
    return {id_ for operation in api.operations.values() for id_ in operation.channels}


def _compare_channel(comparing: Comparing, old: Channel, new: Channel) -> None:
    what, at = f"the channel `{new.id}`", (old.at, new.at)
    if old.address != new.address:
        reason = f"{what} was at {_told(old)} and is at {_told(new)}"
        comparing.tell("diff-address", Effect.OTHER, reason, *at)
    elif old.id != new.id and old.address not in (old.id, new.id):
        reason = f"the channel `{old.id}` is called `{new.id}` now"
        comparing.tell("diff-channel-renamed", Effect.NOTE, reason, *at)
    compare_variables(comparing, what, (old.parameters, new.parameters), at)
    _compare_channel_messages(comparing, what, old, new)
    _compare_channel_servers(comparing, what, old, new)
    compare_bindings(comparing, what, (old.bindings, new.bindings), at)
    comparing.tell_prose(what, old, new)
    comparing.tell_extensions(what, (old.extensions, old.at), (new.extensions, new.at))


def _told(channel: Channel) -> str:
    return "an address that is not known" if channel.address is None else f"`{channel.address}`"


def _compare_channel_messages(comparing: Comparing, what: str, old: Channel, new: Channel) -> None:
    """Compare which messages a channel may have, but for those that its operations have."""
    had, has = (
        {api.messages[id_].key for id_ in channel.messages}
        for api, channel in ((comparing.old.api, old), (comparing.new.api, new))
    )
    known, knows = _operated(comparing.old.api, old), _operated(comparing.new.api, new)
    # In 2.x, a channel has those of its operations.
    told = known ^ knows if comparing.is_one_version else known | knows
    for key in sorted(has - had - told):
        reason = f"{what} lists the message `{key}` now"
        comparing.tell("diff-message-added", Effect.NOTE, reason, old.at, new.at)
    for key in sorted(had - has - told):
        reason = f"{what} does not list the message `{key}` any more"
        comparing.tell("diff-message-removed", Effect.NOTE, reason, old.at, new.at)


def _operated(api: Api, channel: Channel) -> set[str]:
    """Return the keys of the messages that operations have in a channel."""
    return {
        api.messages[id_].key
        for operation in api.operations.values()
        if channel.id in operation.channels
        for id_ in operation.exchanged
    }


def _compare_channel_servers(comparing: Comparing, what: str, old: Channel, new: Channel) -> None:
    """Compare where a channel is; without a list, it is on every server."""
    mine = {*(old.servers or comparing.old.api.servers)}
    theirs = {*(new.servers or comparing.new.api.servers)}
    less = sorted((mine - theirs) & comparing.new.api.servers.keys())
    more = sorted((theirs - mine) & comparing.old.api.servers.keys())
    if less:
        reason = f"{what} is not on the server `{less[0]}` any more"
        comparing.tell("diff-channel-servers", Effect.OTHER, reason, old.at, new.at)
    elif more:
        reason = f"{what} is on the server `{more[0]}` as well now"
        comparing.tell("diff-channel-servers", Effect.HARMLESS, reason, old.at, new.at)
    elif old.servers != new.servers:
        reason = f"the servers of {what} are said otherwise"
        comparing.tell("diff-rewritten", Effect.NOTE, reason, old.at, new.at)
