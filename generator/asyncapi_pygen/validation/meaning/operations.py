"""Operations of 3.x and their replies, held against the channels that they refer to."""

import re
from collections.abc import Iterator
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Related, Severity
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.reference import reference_text
from asyncapi_pygen.validation.meaning.objects import Kind, entries, find
from asyncapi_pygen.validation.meaning.references import RootMap, reference_of, there_are
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import shortened

# The characters of RFC 3986, with the quotation mark that the official parser lets pass.
_URI_REFERENCE: Final = re.compile(r"""(?:[A-Za-z0-9._~!$&'"()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*""")


def check_operation_channels(root: Node, _version: Version, diagnostics: Diagnostics) -> None:
    """Report operations of the root, and their replies, that refer to other than root channels.

    An operation that is a reference itself may name a channel as it does from where it is written.
    """
    channels = RootMap.of(root, "channels")
    for written, operation in entries(root, "operations"):
        channel = operation.child("channel")
        if channel is not None and not (written.is_reference and channels.has(channel)):
            _check_channel("operation", channel, channels, diagnostics)
        reply = operation.get("reply")
        channel = None if reply is None else reply.child("channel")
        if channel is not None and not channels.has(channel):
            _check_channel("reply", channel, channels, diagnostics)


def _check_channel(holder: str, channel: Node, channels: RootMap, diagnostics: Diagnostics) -> None:
    if channels.is_not_named_by(channel):
        diagnostics.report(
            f"{holder}-channel",
            f"this {holder}'s `channel` is not one of the document's `channels`",
            channel.reference_at,
            hint=f"refer to `#/channels/…`; {there_are(channels.entries)}",
        )


def check_operation_messages(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report messages of operations and replies that are not among those of their channel."""
    judged = set(_operations_in_place(root))
    for kind, node in find(root, version, Kind.OPERATION, Kind.REPLY):
        if kind is Kind.REPLY:
            _check_messages("reply-message", node, Severity.WARNING, diagnostics)
        else:
            is_judged = node in judged and all(map(_is_uri_reference, _references(node)))
            severity = Severity.ERROR if is_judged else Severity.WARNING
            _check_messages("operation-message", node, severity, diagnostics)


def _operations_in_place(root: Node) -> Iterator[Node]:
    """Yield the operations that the official parser looks into: those that are no references."""
    for holder in (root, root.get("components")):
        for written, operation in entries(holder, "operations") if holder is not None else ():
            if not written.is_reference:
                yield operation


def _references(operation: Node) -> Iterator[str]:
    channel, listed = operation.child("channel"), operation.get("messages")
    for node in (channel, *(listed.elements() if listed is not None else ())):
        if node is not None:
            yield _text(node)


def _is_uri_reference(text: str) -> bool:
    """Tell whether a reference has no braces and the like: the official parser passes them over."""
    return _URI_REFERENCE.fullmatch(text) is not None


def _check_messages(code: str, node: Node, severity: Severity, diagnostics: Diagnostics) -> None:
    channel = node.child("channel")
    strangers = [] if channel is None else list(_strangers(node, channel))
    if channel is None or not strangers:
        return
    holder = channel.follow()
    own = entries(holder, "messages") if holder is not None else ()
    keys = {target: written.key for written, target in own}
    for message in strangers:
        target = message.follow()
        key = "…" if target is None else keys.get(target, "…")
        diagnostics.report(
            code,
            f"`{shortened(_text(message))}` is not one of the channel's own messages",
            message.at,
            hint=f"refer to `{shortened(_text(channel))}/messages/{key}`",
            severity=severity,
        )


def _strangers(node: Node, channel: Node) -> Iterator[Node]:
    """Yield the messages that an operation or a reply lists, but not by way of its channel."""
    reference, listed = reference_of(channel), node.get("messages")
    if reference is None or listed is None:
        return
    holder = (reference.file, (*reference.pointer, "messages"))
    for message in listed.elements():
        named = reference_of(message)
        if named is not None and (named.file, named.pointer[:-1]) != holder:
            yield message


def _text(reference: Node) -> str:
    return reference_text(reference.value) or ""


def check_reply_addresses(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report replies that take their address from the message though their channel has one."""
    for _, reply in find(root, version, Kind.REPLY):
        channel, address = reply.get("channel"), reply.child("address")
        fixed = None if channel is None else channel.child("address")
        if address is not None and fixed is not None and fixed.value is not None:
            diagnostics.report(
                "reply-address",
                "this reply finds its address in the message, and its channel has another",
                address.key_at,
                hint="remove the reply's `address`, or set the channel's to `null`",
                related=(Related("the channel's address is here", fixed.at),),
            )
