"""What a document holds, counted from its own text and not from what the lowering made of it.

*Operations* are the entries of the root's ``operations``, or the ``publish`` and ``subscribe`` of
the root's channels (2.x), and those of components that the root does not use. *Messages* are the
places where one is written: an entry of a channel or of the components, an operation's message or
an alternative of its ``oneOf``, a message that a reply names. *Schemas* are the places of all
component schemas, of the payload and the headers of each message, of the schemas of parameters, of
replies and of bindings, and of whatever a ``$ref`` in one of these leads to. A reference is what it
refers to, so that each place counts once; what stands inline in a schema is part of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from asyncapi_pygen.ir.formats import parse_format
from asyncapi_pygen.ir.schema import DEFAULT_FORMAT, Language, SchemaFormat
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.bindings import schema_fields
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.heirs import Heirs, mapping_references, may_have_heirs
from asyncapi_pygen.lowering.messages import alternatives
from asyncapi_pygen.lowering.replies import is_message, reply_entries
from asyncapi_pygen.lowering.schemas import multi_format, siblings, without
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.schema_formats import hinted


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """How a version reads the fields of a message and of an operation, their traits merged in."""

    major: int
    message: Callable[[Node], Fields]
    operation: Callable[[Node], Fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All things of one kind by their ids, in the order in which they were met.

    The root leads to those of ``used``; nothing but components lead to those of ``unused``.
    """

    used: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """What the document holds.

    Used operations are called as the root calls them: several may be written at one place.
    ``unused`` are the places of all components that were looked at and that the root does not lead
    to: besides what is counted channels, parameters, replies and bindings.
    """

    unused: frozenset[str]
    operations: Found
    messages: Found
    schemas: Found


class _Kind(Enum):
    CHANNEL = "channel"
    OPERATION = "operation"
    MESSAGE = "message"
    REPLY = "reply"
    PARAMETER = "parameter"
    BINDINGS = "bindings by protocol"
    SCHEMA = "schema"


@dataclass(frozen=True, slots=True)
class _Step:
    """A value to look at, or a reference to it; ``format`` is that of a schema."""

    kind: _Kind
    node: Node
    format: SchemaFormat = DEFAULT_FORMAT


_MESSAGE: Final[Mapping[str, _Kind]] = {"headers": _Kind.SCHEMA, "bindings": _Kind.BINDINGS}

_PARTS: Final[Mapping[int, Mapping[_Kind, Mapping[str, _Kind]]]] = {
    2: {
        _Kind.CHANNEL: {
            "publish": _Kind.OPERATION,
            "subscribe": _Kind.OPERATION,
            "parameters": _Kind.PARAMETER,
            "bindings": _Kind.BINDINGS,
        },
        _Kind.OPERATION: {"message": _Kind.MESSAGE, "bindings": _Kind.BINDINGS},
        _Kind.PARAMETER: {"schema": _Kind.SCHEMA},
        _Kind.MESSAGE: _MESSAGE,
    },
    3: {
        _Kind.CHANNEL: {
            "messages": _Kind.MESSAGE,
            "parameters": _Kind.PARAMETER,
            "bindings": _Kind.BINDINGS,
        },
        _Kind.OPERATION: {"reply": _Kind.REPLY, "bindings": _Kind.BINDINGS},
        _Kind.REPLY: {"messages": _Kind.MESSAGE},
        _Kind.PARAMETER: {},
        _Kind.MESSAGE: _MESSAGE,
    },
}
"""The fields of each kind of object that hold what is counted, or lead to it, by major version."""

_ROOTS: Final[Mapping[int, Mapping[str, _Kind]]] = {
    2: {"channels": _Kind.CHANNEL},
    3: {"channels": _Kind.CHANNEL, "operations": _Kind.OPERATION},
}
"""The fields of the document that are used by being there."""

_COMPONENTS: Final[Mapping[str, _Kind]] = {
    "channels": _Kind.CHANNEL,
    "operations": _Kind.OPERATION,
    "replies": _Kind.REPLY,
    "messages": _Kind.MESSAGE,
    "parameters": _Kind.PARAMETER,
    "channelBindings": _Kind.BINDINGS,
    "operationBindings": _Kind.BINDINGS,
    "messageBindings": _Kind.BINDINGS,
    "schemas": _Kind.SCHEMA,
}

_SEVERAL: Final = frozenset({"messages", "parameters"})
"""Fields that hold several values, in a list or by name."""

_NOT_ENTERED: Final = frozenset({"$defs", "definitions"})
"""Keywords whose schemas count where a reference leads to them."""


def take_census(root: Node, readers: Readers) -> Census:
    """Count what the document at ``root`` holds; what cannot be followed is not there."""
    walk = _Walk(readers)
    document = read.fields_of(root)
    operations: list[str] = []
    for name, kind in _ROOTS[readers.major].items():
        for key, node in read.members(document, name):
            walk.run(_Step(kind, node))
            if name == "operations":
                operations.append(key)
            else:
                # Two channels may be one channel item, whose operations then are those of both.
                operations += [verb for verb in walk.verbs if node.has(verb)]
    used = {kind: tuple(places) for kind, places in walk.places.items()}
    components = read.inside(document, "components")
    for name, kind in _COMPONENTS.items():
        for _, node in read.members(components, name):
            walk.run(_Step(kind, node))
    unused = {kind: tuple(places)[len(used[kind]) :] for kind, places in walk.places.items()}
    return Census(
        unused=frozenset(id_ for ids in unused.values() for id_ in ids),
        operations=Found(used=tuple(operations), unused=unused[_Kind.OPERATION]),
        messages=Found(used=used[_Kind.MESSAGE], unused=unused[_Kind.MESSAGE]),
        schemas=Found(used=used[_Kind.SCHEMA], unused=unused[_Kind.SCHEMA]),
    )


class _Walk:
    """Collects the place of everything that it comes by, each once."""

    def __init__(self, readers: Readers) -> None:
        self.places: dict[_Kind, dict[str, None]] = {kind: {} for kind in _Kind}
        self._parts = _PARTS[readers.major]
        self._heirs = Heirs()
        self._readers = {_Kind.MESSAGE: readers.message, _Kind.OPERATION: readers.operation}

    @property
    def verbs(self) -> list[str]:
        """The fields of a channel that are operations."""
        channel = self._parts[_Kind.CHANNEL]
        return [name for name, kind in channel.items() if kind is _Kind.OPERATION]

    def run(self, start: _Step) -> None:
        """Look at a value, and at all that it leads to."""
        self._heirs.know(start.node)
        waiting = [start]
        while waiting:
            step = waiting.pop()
            whole = step.kind is _Kind.SCHEMA and siblings(step.node, step.format)
            node = step.node if whole else step.node.follow()
            if node is not None:
                found = list(self._entered(_Step(step.kind, node, step.format)))
                waiting += reversed(found)

    def _entered(self, step: _Step) -> Iterator[_Step]:
        """Yield what stands for the value, or what lies in it if it is met for the first time."""
        inner = multi_format(step.node) if step.kind is _Kind.SCHEMA else None
        if inner is not None:
            yield _Step(_Kind.SCHEMA, inner, _format(step.node.child("schemaFormat")))
        elif step.kind is _Kind.MESSAGE and step.node.has("oneOf"):
            yield from (_Step(_Kind.MESSAGE, one) for one in alternatives(step.node))
        elif step.node.id not in self.places[step.kind]:
            self.places[step.kind][step.node.id] = None
            yield from self._inside(step)

    def _inside(self, step: _Step) -> Iterator[_Step]:
        match step.kind:
            case _Kind.SCHEMA:
                format_ = hinted(step.node, step.format)
                for node in (
                    *_references(step.node, format_),
                    *self._inheriting(step.node, format_),
                ):
                    yield _Step(_Kind.SCHEMA, node, format_)
            case _Kind.BINDINGS:
                yield from _schemas_of_bindings(step.node)
            case kind:
                fields = self._readers.get(kind, read.fields_of)(step.node)
                yield from _parts(self._parts.get(kind, {}), fields)
                yield from _other_parts(kind, fields)

    def _inheriting(self, node: Node, format_: SchemaFormat) -> Iterable[Node]:
        """Return the schemas that a parent stands for, which do not stand in it."""
        if not format_.language.is_json_schema or not may_have_heirs(node):
            return ()
        self._heirs.know(node)
        return self._heirs.of(node)


def _parts(kinds: Mapping[str, _Kind], fields: Fields) -> Iterator[_Step]:
    for name, inner in kinds.items():
        if name in _SEVERAL:
            several = [node for _, node in read.members(fields, name)]
            yield from (_Step(inner, node) for node in (*several, *read.elements(fields, name)))
        elif name in fields:
            yield _Step(inner, fields[name])


def _other_parts(kind: _Kind, fields: Fields) -> Iterator[_Step]:
    if kind is _Kind.MESSAGE and "payload" in fields:
        yield _Step(_Kind.SCHEMA, fields["payload"], _format(fields.get("schemaFormat")))
    if kind is _Kind.OPERATION and "x-reply" in fields and "reply" not in fields:
        for node in reply_entries(fields):
            yield _Step(_Kind.MESSAGE if is_message(node) else _Kind.SCHEMA, node)


def _schemas_of_bindings(node: Node) -> Iterator[_Step]:
    for protocol, one in node.items():
        binding = one.follow()
        if binding is not None:
            schemas = schema_fields(protocol, binding).values()
            yield from (_Step(_Kind.SCHEMA, schema) for schema in schemas)


def _format(node: Node | None) -> SchemaFormat:
    text = node.value if node is not None else None
    return parse_format(text) if isinstance(text, str) else DEFAULT_FORMAT


def _references(node: Node, format_: SchemaFormat) -> Iterator[Node]:
    """Yield the references in a schema, at any depth, that its language takes for such."""
    beside = siblings(node, format_)
    if node.is_reference:
        yield without(node, beside)
    if format_.language.is_json_schema:
        for keyword, child in beside.items() if node.is_reference else node.items():
            if keyword not in _NOT_ENTERED:
                for schema in _in_keyword(keyword, child):
                    yield from _references(schema, format_)
    elif format_.language is Language.AVRO and not node.is_reference:
        fields = (child for keyword, child in node.items() if keyword != "default")
        for child in (*fields, *node.elements()):
            yield from _references(child, format_)


def _in_keyword(keyword: str, node: Node) -> Iterator[Node]:
    """Yield the schemas right inside the value of a keyword."""
    if keyword == "discriminator":
        yield from (one for _, _, one in mapping_references(node) if one is not None)
    if keyword in SCHEMA_MAPS:
        yield from (child for _, child in node.items())
    elif keyword in SCHEMAS and isinstance(node.value, list):
        yield from node.elements()
    elif keyword in SCHEMA:
        yield node
