"""``x-dispatch``: what the document says of how events are known.

On the document, a channel or an operation it says where to look, each time for all that is below::

    x-dispatch: {in: body, pointer: /event/type}
    x-dispatch: {in: header, name: X-GitHub-Event}
    x-dispatch: {in: keys}
    x-dispatch: {in: keys, pointer: /event}

On an operation or a message, ``values`` are what is there; ``each`` leads to the events of a batch.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api, Operation
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.discriminators.fixed import Path, Tag, together
from asyncapi_pygen.source.pointers import split_pointer
from asyncapi_pygen.targets.webhook.dispatch.marks import text_of
from asyncapi_pygen.targets.webhook.dispatch.told import Batch, Means, Place

NAME: Final = "x-dispatch"
_ITEMS: Final = "*"
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HINT: Final = (
    "write `{in: body, pointer: /event/type}`, `{in: header, name: X-Event}` or `{in: keys}`"
)


class Level(Enum):
    """What stands where it may say something, and which fields it has there."""

    DOCUMENT = ("the document", frozenset({"in", "pointer", "name", "each"}))
    CHANNEL = ("a channel", frozenset({"in", "pointer", "name", "each"}))
    OPERATION = ("an operation", frozenset({"in", "pointer", "name", "each", "values"}))
    MESSAGE = ("a message", frozenset({"in", "pointer", "name", "values"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is said for one thing, by itself or by what it is part of.

    ``level`` is where the place is said.
    """

    place: Place | None = None
    values: tuple[Tag, ...] = ()
    batch: Batch | None = None
    level: Level = Level.DOCUMENT


@dataclass(frozen=True, slots=True)
class Rules:
    """What is said for each operation, and for each of its messages in order."""

    operations: Mapping[str, Rule]
    messages: Mapping[str, tuple[Rule, ...]]


class _FaultError(ValueError):
    """What is wrong with an extension."""


def read_rules(api: Api, operations: Sequence[Operation], diagnostics: Diagnostics) -> Rules:
    """Read what the document says for these operations; report what cannot be read."""
    reader = _Reader(diagnostics)
    whole = reader.read(api.extensions, Level.DOCUMENT, Location(api.file))
    channels = {
        one.id: _below(whole, reader.read(one.extensions, Level.CHANNEL, one.at))
        for one in (api.channels[id_] for id_ in dict.fromkeys(each.channel for each in operations))
    }
    own = {
        one.id: _below(channels[one.channel], reader.read(one.extensions, Level.OPERATION, one.at))
        for one in operations
    }
    used = dict.fromkeys(id_ for one in operations for id_ in one.messages)
    said = {
        one.id: reader.read(one.extensions, Level.MESSAGE, one.at)
        for one in (api.messages[id_] for id_ in used)
    }
    messages = {
        one.id: tuple(_below(own[one.id], said[id_]) for id_ in one.messages) for one in operations
    }
    return Rules(own, messages)


def _below(above: Rule, own: Rule) -> Rule:
    """Return what holds for something, values aside, that is part of something else."""
    rule = replace(own, batch=own.batch or above.batch)
    return rule if own.place is not None else replace(rule, place=above.place, level=above.level)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads extensions, and reports those that say nothing that can be followed."""

    diagnostics: Diagnostics

    def read(self, extensions: Mapping[str, Json], level: Level, at: Location) -> Rule:
        if NAME not in extensions:
            return Rule(level=level)
        try:
            return _rule(extensions[NAME], level)
        except _FaultError as fault:
            message = f"`{NAME}` of {level.value[0]} {fault}"
            self.diagnostics.report("dispatch-invalid", message, at, hint=_HINT)
            return Rule(level=level)


def _rule(said: Json, level: Level) -> Rule:
    if not isinstance(said, dict):
        message = "is no object"
        raise _FaultError(message)
    unknown = sorted(said.keys() - level.value[1])
    if unknown:
        message = f"has a field `{unknown[0]}`, which means nothing there"
        raise _FaultError(message)
    place = _place(said)
    values = _values(said["values"]) if "values" in said else ()
    if place is not None and place.means is Means.HEADER:
        values = tuple(text_of(value) for value in values)
    batch = _batch(said["each"]) if "each" in said else None
    return Rule(place=place, values=values, batch=batch, level=level)


def _place(said: Mapping[str, Json]) -> Place | None:
    fields = {"pointer": ("body", "keys"), "name": ("header",)}
    means = said.get("in")
    for field, kinds in fields.items():
        if field in said and means not in (None, *kinds):
            message = f"has a field `{field}`, which belongs to `in: {kinds[0]}`"
            raise _FaultError(message)
    if means == "keys":
        within = _tokens(said["pointer"], "pointer") if "pointer" in said else ()
        return Place(Means.KEY, within)
    if "pointer" in said or means == "body":
        return Place(Means.TAG, _tokens(said.get("pointer"), "pointer"))
    if "name" in said or means == "header":
        return Place(Means.HEADER, (_header(said.get("name")),))
    if means is None:
        return None
    message = "has an `in` that is none of `body`, `header` and `keys`"
    raise _FaultError(message)


def _header(name: Json) -> str:
    if not isinstance(name, str) or not _HEADER.fullmatch(name):
        message = "needs a `name` that is one of a header"
        raise _FaultError(message)
    return name.lower()


def _tokens(pointer: Json, field: str) -> Path:
    try:
        tokens = split_pointer(pointer) if isinstance(pointer, str) else ()
    except ValueError:
        tokens = ()
    if not tokens:
        message = f"needs a `{field}` that is a JSON pointer, such as `/event/type`"
        raise _FaultError(message)
    return tokens


def _values(values: Json) -> tuple[Tag, ...]:
    given = values if isinstance(values, list) else []
    scalars = [one for one in given if isinstance(one, str | int)]
    if not scalars or len(scalars) < len(given):
        message = "needs `values` that are a list of texts, integers or booleans"
        raise _FaultError(message)
    return together(scalars)


def _batch(pointer: Json) -> Batch:
    tokens = _tokens(pointer, "each")
    if tokens.count(_ITEMS) != 1:
        message = "needs an `each` with one `*` for the items of an array, such as `/events/*`"
        raise _FaultError(message)
    items = tokens.index(_ITEMS)
    return Batch(tokens[:items], tokens[items + 1 :])
