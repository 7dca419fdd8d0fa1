"""What a document describes and no operation of it uses: nothing can be generated for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.lowering.census import Census

_MOST_NOTES: Final = 10
"""Of more things of a kind than this, one note speaks for all."""

_MOST_NAMED: Final = 3

_LOOKED_AT: Final = {
    "channels": ("channel", "channels"),
    "operations": ("operation", "operations"),
    "replies": ("reply", "replies"),
    "messages": ("message", "messages"),
    "parameters": ("parameter", "parameters"),
    "channelBindings": ("channel binding", "channel bindings"),
    "operationBindings": ("operation binding", "operation bindings"),
    "messageBindings": ("message binding", "message bindings"),
    "schemas": ("schema", "schemas"),
}
"""The kinds of components that a census looks at, and what one and several are called."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that is not used, and what the document calls it."""

    key: str
    at: Location


@dataclass(frozen=True, slots=True)
class _Wording:
    """The code and the words of a note, up to the names of the things that it is about."""

    code: str
    who: str
    one: str
    several: str


def report_unused(api: Api, census: Census, diagnostics: Diagnostics) -> None:
    """Report channels without operations, messages that no operation has, unused components."""
    operations = api.operations.values()
    used = {channel for one in operations for channel in one.channels}
    idle = [_Thing(one.id, one.at) for one in api.channels.values() if one.id not in used]
    wording = _Wording("channel-unused", "no operation uses", "channel", "channels")
    _report(wording, idle, diagnostics)
    reached = {message for one in operations for message in one.exchanged}
    held = [id_ for one in api.channels.values() if one.id in used for id_ in one.messages]
    messages = [api.messages[id_] for id_ in dict.fromkeys(held) if id_ not in reached]
    wording = _Wording("message-unreached", "no operation has", "message", "messages")
    _report(wording, [_Thing(one.key, one.at) for one in messages], diagnostics)
    for kind, names in _LOOKED_AT.items():
        components = (one for one in api.components if one.kind == kind)
        unused = [_Thing(one.key, one.at) for one in components if one.id in census.unused]
        wording = _Wording("component-unused", "no channel or operation leads to", *names)
        _report(wording, unused, diagnostics)


def _report(wording: _Wording, things: Sequence[_Thing], diagnostics: Diagnostics) -> None:
    if len(things) > _MOST_NOTES:
        named = ", ".join(f"`{one.key}`" for one in things[:_MOST_NAMED])
        number = f"{wording.who} {len(things)} {wording.several}"
        message = f"{number}, such as {named}: nothing is generated for them"
        diagnostics.report(wording.code, message, things[0].at)
        return
    for one in things:
        message = f"{wording.who} the {wording.one} `{one.key}`: nothing is generated for it"
        diagnostics.report(wording.code, message, one.at)
