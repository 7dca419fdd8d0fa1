"""What stands around the operations: the document itself, servers, channels, and what they hold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.diff.change import Effect, Use
from asyncapi_pygen.diff.records import Comparing, said
from asyncapi_pygen.diff.security import compare_security, is_direct
from asyncapi_pygen.ir.api import Api, Binding, Channel, Parameter, Server, ServerVariable

_OPERATORS: Final = frozenset(
    {
        *(("kafka", name) for name in ("partitions", "replicas", "topicConfiguration")),
        *(("googlepubsub", name) for name in ("labels", "messageRetentionDuration")),
        *(("sqs", "deadLetterQueue"), ("sns", "policy"), ("sqs", "queue")),
    }
)
"""Fields of bindings that concern who runs a broker, and no message."""

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


def compare_variables(
    comparing: Comparing,
    what: str,
    both: tuple[Sequence[ServerVariable | Parameter], Sequence[ServerVariable | Parameter]],
    at: tuple[Location, Location],
) -> None:
    """Compare the names in braces of two addresses, and their values."""
    old, new = ({one.name: one for one in variables} for variables in both)
    for name in [name for name in new if name not in old]:
        reason = f"the address of {what} has a `{{{name}}}` now"
        comparing.tell("diff-parameter-added", Effect.OTHER, reason, at[0], new[name].at)
    for name, one in old.items():
        if name in new:
            _compare_variable(comparing, what, one, new[name])
        else:
            reason = f"the address of {what} has no `{{{name}}}` any more"
            comparing.tell("diff-parameter-removed", Effect.OTHER, reason, one.at, at[1])


def _compare_variable(
    comparing: Comparing,
    what: str,
    old: ServerVariable | Parameter,
    new: ServerVariable | Parameter,
) -> None:
    what, at = f"`{{{new.name}}}` of {what}", (old.at, new.at)
    _compare_words(comparing, what, old, new)
    if old.default != new.default:
        effect = Effect.NOTE if isinstance(old, Parameter) else Effect.OTHER
        reason = f"{what} was `{old.default}` and is `{new.default}` where nobody says it"
        comparing.tell("diff-parameter-default", effect, reason, *at)
    if isinstance(old, Parameter) and isinstance(new, Parameter):
        if said(old.location) != said(new.location):
            reason = f"{what} is repeated at another place of the message, or at none"
            comparing.tell("diff-parameter-location", Effect.OTHER, reason, *at)
        _compare_parameter_schemas(comparing, what, old, new)
    comparing.tell_prose(what, old, new)
    comparing.tell_extensions(what, (old.extensions, old.at), (new.extensions, new.at))


def _compare_words(
    comparing: Comparing,
    what: str,
    old: ServerVariable | Parameter,
    new: ServerVariable | Parameter,
) -> None:
    if {*old.enum} == {*new.enum}:
        return
    more = {*new.enum} - {*old.enum} if old.enum else set[str]()
    less = {*old.enum} - {*new.enum} if new.enum else set[str]()
    is_wider, is_narrower = bool(more) or not new.enum, bool(less) or not old.enum
    effect = Effect.WIDER if is_wider else Effect.NARROWER
    effect = Effect.OTHER if is_wider and is_narrower else effect
    listed = [", ".join(f"`{one}`" for one in it.enum) or "anything" for it in (old, new)]
    reason = f"{what} could be {listed[0]} and may be {listed[1]}"
    comparing.tell("diff-parameter-values", effect, reason, old.at, new.at)


def _compare_parameter_schemas(
    comparing: Comparing, what: str, old: Parameter, new: Parameter
) -> None:
    """Compare what only 2.x says of a parameter, where it says more than 3.x could."""
    if old.schema is not None and new.schema is not None:
        comparing.tell_schemas(old.schema, new.schema, ())
        return
    for api, one, is_new in ((comparing.old.api, old, False), (comparing.new.api, new, True)):
        body = api.schemas[one.schema].body if one.schema is not None else None
        words = {"type", "enum", "default", "examples", "description", "title"}
        if isinstance(body, Mapping) and not words.issuperset(body):
            effect = Effect.NARROWER if is_new else Effect.WIDER
            reason = f"{what} is {'described by a schema' if is_new else 'not described'} now"
            comparing.tell("diff-parameter-schema", effect, reason, old.at, new.at)


def compare_bindings(
    comparing: Comparing,
    what: str,
    both: tuple[Sequence[Binding], Sequence[Binding]],
    at: tuple[Location, Location],
    uses: tuple[Use, ...] = (),
) -> None:
    """Compare what is said for single protocols; schemas in depth."""
    old, new = ({one.protocol: one for one in bindings} for bindings in both)
    for protocol in sorted(old.keys() | new.keys()):
        one, other = old.get(protocol), new.get(protocol)
        places = (one.at if one is not None else at[0], other.at if other is not None else at[1])
        mine = _schemas(one)
        theirs = _schemas(other)
        for name in sorted(mine.keys() & theirs.keys()):
            comparing.tell_schemas(mine[name], theirs[name], uses)
        fields, others = (dict(it.fields) if it is not None else {} for it in (one, other))
        for name in sorted(fields.keys() | others.keys()):
            if name in mine and name in theirs:
                continue
            if said(fields.get(name)) == said(others.get(name)) and (name in fields) is (
                name in others
            ):
                continue
            is_ours = (protocol, name) not in _OPERATORS and not name.startswith("x-")
            effect = Effect.OTHER if is_ours else Effect.NOTE
            reason = f"`{name}` of the {protocol} binding of {what} has changed"
            comparing.tell("diff-binding", effect, reason, *places, uses)
        versions = [it.version if it is not None else "" for it in (one, other)]
        if versions[0] != versions[1] or (one is None) is not (other is None):
            reason = f"the {protocol} binding of {what} is of another version, or new, or gone"
            comparing.tell("diff-binding-version", Effect.NOTE, reason, *places, uses)


def _schemas(binding: Binding | None) -> Mapping[str, str]:
    none: dict[str, str] = {}
    return none if binding is None else binding.schemas


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
    _compare_channel_servers(comparing, what, old, new)
    compare_bindings(comparing, what, (old.bindings, new.bindings), at)
    comparing.tell_prose(what, old, new)
    comparing.tell_extensions(what, (old.extensions, old.at), (new.extensions, new.at))


def _told(channel: Channel) -> str:
    return "an address that is not known" if channel.address is None else f"`{channel.address}`"


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
