"""Operations: which is which, and what is different in one that is still there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from asyncapi_pygen.diff.bindings import compare_bindings
from asyncapi_pygen.diff.change import Effect, Use
from asyncapi_pygen.diff.messages import compare_message, paired_messages
from asyncapi_pygen.diff.records import Comparing, said
from asyncapi_pygen.diff.security import compare_security, is_direct
from asyncapi_pygen.ir.api import Action, Api, Message, Operation, Reply, nameless

_DONE: Final = {Action.RECEIVE: "received", Action.SEND: "sent"}


def compare_operations(comparing: Comparing, channels: Mapping[str, str]) -> None:
    """Compare the operations; ``channels`` are those that are the same in both documents."""
    old, new = comparing.old.api.operations, comparing.new.api.operations
    pairs = _paired(comparing, channels)
    for id_, other in pairs.items():
        _compare(comparing, old[id_], new[other], channels)
    for id_, one in old.items():
        if id_ not in pairs:
            where = _address(comparing.old.api, one)
            reason = f"`{id_}` is gone: nothing is {_DONE[one.action]} at {where} any more"
            uses = _uses(comparing.old.api, one)
            comparing.tell("diff-operation-removed", Effect.OTHER, reason, one.at, None, uses)
    for id_, one in new.items():
        if id_ not in pairs.values():
            where = _address(comparing.new.api, one)
            reason = f"`{id_}` is new: what is {_DONE[one.action]} at {where}"
            uses = _uses(comparing.new.api, one)
            comparing.tell("diff-operation-added", Effect.HARMLESS, reason, None, one.at, uses)


def _address(api: Api, operation: Operation) -> str:
    return f"`{api.channels[operation.channel].address or operation.channel}`"


def _uses(api: Api, operation: Operation) -> tuple[Use, ...]:
    return tuple(_use(operation, api.messages[id_]) for id_ in operation.messages)


def _use(operation: Operation, message: Message, *, reply: bool = False) -> Use:
    return Use(operation.id, message.key, operation.action, reply)


def _paired(comparing: Comparing, channels: Mapping[str, str]) -> dict[str, str]:
    """Return which operation is which: by name, by address, by what it exchanges."""
    old, new = comparing.old.api, comparing.new.api
    found = {id_: id_ for id_ in old.operations if id_ in new.operations}

    def address(api: Api, one: Operation) -> str:
        channel = channels.get(one.channel, "") if api is old else one.channel
        return f"{one.action.value} {channel}" if channel else ""

    def content(api: Api, one: Operation) -> str:
        return f"{one.action.value} {sorted(api.messages[id_].key for id_ in one.messages)}"

    for label in (address, content):
        _pair(old, new, label, found)
    return found


def _pair(
    old: Api, new: Api, label: Callable[[Api, Operation], str], found: dict[str, str]
) -> None:
    """Pair operations of which just one on each side has a label."""
    left = _labelled(old, label, {*found})
    right = _labelled(new, label, {*found.values()})
    for said_, ids in left.items():
        if said_ and len(ids) == len(right.get(said_, ())) == 1:
            found[ids[0]] = right[said_][0]


def _labelled(
    api: Api, label: Callable[[Api, Operation], str], known: set[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_, one in api.operations.items():
        if id_ not in known:
            found.setdefault(label(api, one), []).append(id_)
    return found


def _compare(
    comparing: Comparing, old: Operation, new: Operation, channels: Mapping[str, str]
) -> None:
    what, at = f"the operation `{new.id}`", (old.at, new.at)
    uses = _uses(comparing.new.api, new)
    if old.action is not new.action:
        reason = f"messages of `{new.id}` were {_DONE[old.action]} and are {_DONE[new.action]} now"
        comparing.tell("diff-operation-direction", Effect.OTHER, reason, *at)
        return
    if old.id != new.id and _is_renamed(comparing, old, new):
        reason = f"the operation `{old.id}` is called `{new.id}` now: so is its handler"
        comparing.tell("diff-operation-renamed", Effect.NOTE, reason, *at, uses)
    if channels.get(old.channel) != new.channel:
        addresses = _address(comparing.old.api, old), _address(comparing.new.api, new)
        reason = f"{what} was at {addresses[0]} and is at {addresses[1]}"
        comparing.tell("diff-address", Effect.OTHER, reason, *at, uses)
    if old.deprecated is not new.deprecated:
        reason = f"{what} is {'' if new.deprecated else 'no longer '}deprecated"
        comparing.tell("diff-deprecated", Effect.NOTE, reason, *at, uses)
    direct = is_direct([*comparing.old.api.servers.values(), *comparing.new.api.servers.values()])
    compare_security(comparing, what, (old, new), direct=direct, uses=uses)
    compare_bindings(comparing, what, (old.bindings, new.bindings), at, uses)
    comparing.tell_prose(what, old, new, uses)
    extensions = (old.extensions, old.at), (new.extensions, new.at)
    comparing.tell_extensions(what, *extensions, uses)
    _compare_messages(comparing, what, (old, old.messages), (new, new.messages))
    _compare_replies(comparing, what, old, new, channels)


def _is_renamed(comparing: Comparing, old: Operation, new: Operation) -> bool:
    """Whether a document calls an operation otherwise; 3.x has names where 2.x needs none."""
    return comparing.is_one_version or all(
        one.id != nameless(one.action, one.channel) for one in (old, new)
    )


def _compare_messages(
    comparing: Comparing,
    what: str,
    old: tuple[Operation, Sequence[str]],
    new: tuple[Operation, Sequence[str]],
    *,
    reply: bool = False,
) -> None:
    messages, others = comparing.old.api.messages, comparing.new.api.messages
    pairs = paired_messages(comparing, old[1], new[1])
    for id_, other in pairs.items():
        use = _use(new[0], others[other], reply=reply)
        compare_message(comparing, messages[id_], others[other], (use,))
    for id_ in [id_ for id_ in new[1] if id_ not in pairs.values()]:
        message = others[id_]
        reason = f"{what} may have the message `{message.key}` now"
        uses = (_use(new[0], message, reply=reply),)
        comparing.tell("diff-message-added", Effect.WIDER, reason, old[0].at, message.at, uses)
    for id_ in [id_ for id_ in old[1] if id_ not in pairs]:
        message = messages[id_]
        reason = f"{what} has no message `{message.key}` any more"
        uses = (_use(old[0], message, reply=reply),)
        comparing.tell("diff-message-removed", Effect.OTHER, reason, message.at, new[0].at, uses)


def _compare_replies(
    comparing: Comparing,
    what: str,
    old: Operation,
    new: Operation,
    channels: Mapping[str, str],
) -> None:
    one, other = old.reply, new.reply
    what = f"the reply to {what.removeprefix('the ')}"
    use = (Use(new.id, "", new.action, reply=True),)
    if one is None and other is not None:
        reason = f"there is {what} now, which was not answered"
        comparing.tell("diff-reply-added", Effect.NARROWER, reason, old.at, other.at, use)
    elif other is None and one is not None:
        reason = f"{what} is gone: who waits for it waits in vain"
        comparing.tell("diff-reply-removed", Effect.WIDER, reason, one.at, new.at, use)
    elif one is not None and other is not None:
        _compare_messages(comparing, what, (old, one.messages), (new, other.messages), reply=True)
        _compare_reply(comparing, what, (one, other), channels, use)


def _compare_reply(
    comparing: Comparing,
    what: str,
    both: tuple[Reply, Reply],
    channels: Mapping[str, str],
    use: tuple[Use, ...],
) -> None:
    old, new = both
    at = (old.at, new.at)
    mine = channels.get(old.channel, "?") if old.channel is not None else None
    moved = mine != new.channel
    located = said(old.address and old.address.location) != said(
        new.address and new.address.location
    )
    if moved or located:
        reason = f"{what} goes to another address, or says otherwise to which"
        comparing.tell("diff-reply-address", Effect.OTHER, reason, *at, use)
    statuses = [_statuses(comparing.old.api, old), _statuses(comparing.new.api, new)]
    if statuses[0] != statuses[1]:
        reason = f"{what} has another status, or no content in other cases"
        comparing.tell("diff-reply-status", Effect.OTHER, reason, *at, use)
    if old.address is not None and new.address is not None:
        comparing.tell_prose(f"the address of {what}", old.address, new.address, use)
        extensions = (old.address.extensions, at[0]), (new.address.extensions, at[1])
        comparing.tell_extensions(f"the address of {what}", *extensions, use)
    comparing.tell_extensions(what, (old.extensions, at[0]), (new.extensions, at[1]), use)


def _statuses(api: Api, reply: Reply) -> object:
    told = sorted(api.messages[id_].key for id_ in reply.without_content)
    return reply.status, reply.empty, told
