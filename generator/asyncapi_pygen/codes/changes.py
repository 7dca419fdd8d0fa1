"""Codes of what `diff` tells of two documents, each with the verdicts for both sides."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.codes.entry import Entry
from asyncapi_pygen.codes.schema_changes import SCHEMA_CHANGES

_AROUND: Final[Mapping[str, Entry]] = {
    # the document, servers and channels
    "diff-info": Entry(
        "warning",
        "the document is called otherwise",
        "Its title or its id has changed. It is a note.",
    ),
    "diff-version": Entry(
        "warning",
        "the document has another version",
        "It is a note: what it comes with is told change by change.",
    ),
    "diff-docs": Entry(
        "warning",
        "what a document says to people has changed",
        "Titles, descriptions, tags, links, examples and the like. It is a note.",
    ),
    "diff-extension": Entry(
        "warning",
        "an extension has changed",
        "What a field that begins with `x-` means is up to the tools that read it. It is a note.",
    ),
    "diff-deprecated": Entry(
        "warning",
        "something is deprecated, or no longer",
        "It is a note: what is deprecated still works.",
    ),
    "diff-component": Entry(
        "warning",
        "a component came or went",
        "A component that no operation reaches. It is a note.",
    ),
    "diff-default-content-type": Entry(
        "warning",
        "another content type holds where messages say none",
        "It is a note: each message that it changes is told by itself (`diff-content-type`).",
    ),
    "diff-server-added": Entry(
        "warning",
        "there is a new server",
        "It is compatible.",
    ),
    "diff-server-removed": Entry(
        "warning",
        "a server is gone",
        "It breaks both sides: who connects to it finds nothing.",
    ),
    "diff-server-renamed": Entry(
        "warning",
        "a server is called otherwise",
        "One with the same protocol and address. It is a note.",
    ),
    "diff-server-address": Entry(
        "warning",
        "a server has moved",
        "Its host, its pathname or what stands before the host. It breaks both sides.",
    ),
    "diff-server-protocol": Entry(
        "warning",
        "a server speaks another protocol",
        "Or another version of it. It breaks both sides.",
    ),
    "diff-channel-added": Entry(
        "warning",
        "there is a new channel",
        "One that no operation uses. It is compatible.",
    ),
    "diff-channel-removed": Entry(
        "warning",
        "a channel is gone",
        "One that no operation used; of others, the operations are told. It breaks both sides.",
    ),
    "diff-channel-renamed": Entry(
        "warning",
        "a channel is called otherwise",
        "Its address is as before. It is a note.",
    ),
    "diff-channel-servers": Entry(
        "warning",
        "a channel is on other servers",
        "To take a server away breaks both sides, to add one is compatible.",
    ),
    "diff-address": Entry(
        "warning",
        "a channel or an operation has another address",
        "It breaks both sides.",
    ),
    "diff-parameter-added": Entry(
        "warning",
        "an address has a new parameter",
        "Of a channel, or a variable of a server: addresses are of another form. It breaks "
        "both sides.",
    ),
    "diff-parameter-removed": Entry(
        "warning",
        "an address has lost a parameter",
        "Addresses are of another form. It breaks both sides.",
    ),
    "diff-parameter-values": Entry(
        "warning",
        "a parameter has other values",
        "More of them break who receives, fewer break who sends.",
    ),
    "diff-parameter-default": Entry(
        "warning",
        "a parameter has another default",
        "Of a server's variable it breaks both sides, as the server is elsewhere; else it is "
        "a note.",
    ),
    "diff-parameter-location": Entry(
        "warning",
        "a parameter stands elsewhere in messages",
        "It breaks both sides.",
    ),
    "diff-parameter-schema": Entry(
        "warning",
        "a parameter is described by a schema, or no longer",
        "Only AsyncAPI 2 has schemas of parameters. One that is new breaks who sends, one "
        "that is gone who receives.",
    ),
    "diff-binding": Entry(
        "warning",
        "a binding has changed",
        "What is said for one protocol, such as the method of HTTP. It breaks both sides, "
        "unless it concerns who runs a broker (partitions and the like).",
    ),
    "diff-binding-version": Entry(
        "warning",
        "a binding is of another version, or came or went",
        "It is a note: fields that differ are told (`diff-binding`).",
    ),
    # security
    "diff-security-added": Entry(
        "warning",
        "there is a further way to prove who one is",
        "Who receives from senders directly has to know it, so that it breaks who receives; "
        "where a broker is between them, it is compatible.",
    ),
    "diff-security-removed": Entry(
        "warning",
        "a way to prove who one is does no longer do",
        "It breaks who sends; where a broker is between both sides, it breaks both.",
    ),
    "diff-security-scheme": Entry(
        "warning",
        "a security scheme asks for another proof",
        "Its type, its name, its place, its URLs. It breaks both sides.",
    ),
    "diff-signature": Entry(
        "warning",
        "requests are signed otherwise",
        "`x-signature` has changed. It breaks both sides.",
    ),
    # operations and messages
    "diff-operation-added": Entry(
        "warning",
        "there is a new operation",
        "It is compatible.",
    ),
    "diff-operation-removed": Entry(
        "warning",
        "an operation is gone",
        "It breaks both sides.",
    ),
    "diff-operation-renamed": Entry(
        "warning",
        "an operation is called otherwise",
        "One at the same address, or with the same messages. It is a note: nothing changes "
        "for messages, but the generated method is called otherwise.",
    ),
    "diff-operation-direction": Entry(
        "warning",
        "what was sent is received, or the other way round",
        "It breaks both sides.",
    ),
    "diff-message-added": Entry(
        "warning",
        "there is a further message",
        "In an operation, it breaks who receives, who does not know it; who sends does not have to "
        "send it. In a channel, where no operation has it, it is a note.",
    ),
    "diff-message-removed": Entry(
        "warning",
        "a message is gone",
        "From an operation, it breaks both sides: who sends it is not understood, and who waits "
        "for it waits in vain. From a channel, where no operation had it, it is a note.",
    ),
    "diff-message-renamed": Entry(
        "warning",
        "a message is called otherwise",
        "It is a note: nothing changes for what travels.",
    ),
    "diff-content-type": Entry(
        "warning",
        "a message is of another content type",
        "It breaks both sides, but to say that it is JSON, or no longer to say so, is a note.",
    ),
    "diff-correlation-id": Entry(
        "warning",
        "messages belong together otherwise",
        "To ask for it breaks who sends, to take it away who receives, to move it both.",
    ),
    "diff-payload-added": Entry(
        "warning",
        "a payload is described that was not",
        "It breaks who sends something else.",
    ),
    "diff-payload-removed": Entry(
        "warning",
        "a payload is not described any more",
        "It breaks who receives: it may be anything.",
    ),
    "diff-headers-added": Entry(
        "warning",
        "headers are described that were not",
        "It breaks who sends others.",
    ),
    "diff-headers-removed": Entry(
        "warning",
        "headers are not described any more",
        "It breaks who receives: they may be anything.",
    ),
    "diff-reply-added": Entry(
        "warning",
        "an operation is answered that was not",
        "It breaks who has to answer.",
    ),
    "diff-reply-removed": Entry(
        "warning",
        "an operation is not answered any more",
        "It breaks who waits for the answer.",
    ),
    "diff-reply-address": Entry(
        "warning",
        "replies go elsewhere",
        "It breaks both sides.",
    ),
    "diff-reply-status": Entry(
        "warning",
        "a reply has another status",
        "It breaks both sides.",
    ),
}

CHANGES: Final[Mapping[str, Entry]] = {**_AROUND, **SCHEMA_CHANGES}
"""The codes of changes begin with ``diff-``. By itself, a change weighs what its verdict says."""

ACCEPTING: Final[Mapping[str, Entry]] = {
    "accept-invalid": Entry(
        "error",
        "a file of accepted changes cannot be understood",
        "It is a list of entries with the `code` of a change, the JSON `pointer` of a place of it "
        "in either document, and a `reason`.",
    ),
    "accept-unused": Entry(
        "warning",
        "there is no such change to accept",
        "No change has this code at this place: it was taken back, or accepted long ago.",
    ),
}
"""Codes of what is wrong with a file of changes that somebody accepts."""
