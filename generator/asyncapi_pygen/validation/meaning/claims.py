"""Which values of a document have to fit which of its schemas: its examples and its defaults."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.ir.schema import Language
from asyncapi_pygen.source.merge import filled, merged
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning.objects import Kind, find, layers, members, operations_of
from asyncapi_pygen.validation.meaning.schema_places import SchemaPlace, payload_of, schema_at
from asyncapi_pygen.validation.versions import Version

_Parts: TypeAlias = Mapping[str, SchemaPlace | None]
"""The schemas of a message by the name of the part that they describe."""

_GIVING: Final = frozenset({"default", "example", "examples"})
_NONE: Final[frozenset[str]] = frozenset()
_ALL: Final = frozenset({"payload", "headers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """That ``value`` fits ``schema``.

    ``noun`` is the word for the value, ``part`` the part of a message that it is an example of, if
    it is. ``is_refused`` tells whether the official parser refuses the document if it does not fit.
    """

    value: Node
    schema: SchemaPlace
    noun: str
    part: str = ""
    is_refused: bool

    @property
    def severity(self) -> Severity:
        """How bad it is if the value does not fit."""
        return Severity.ERROR if self.is_refused else Severity.WARNING


def claims(root: Node, version: Version, places: Iterable[SchemaPlace]) -> list[Claim]:
    """Return what the document claims by giving examples and defaults, possible errors first.

    ``places`` are the schemas of the document.

    The official parser refuses some of those of 2.x that do not hold, and looks at no others.
    """
    found = [*_of_messages(root, version), *_of_schemas(root, version, places)]
    return sorted(found, key=lambda claim: not claim.is_refused)


def _of_messages(root: Node, version: Version) -> Iterator[Claim]:
    """Yield the claims about examples of messages.

    The official parser holds examples against the schemas beside them, in a message or a trait. Its
    examples also have to fit the message that has its traits merged in.
    """
    looked_at = set(_messages_looked_at(root)) if version.is_v2 else set[Node]()
    for kind, node in find(root, version, Kind.MESSAGE, Kind.MESSAGE_TRAIT):
        parts = {"payload": payload_of(node), "headers": schema_at(node.child("headers"))}
        refused = _ALL if node in looked_at else _NONE
        # In another format, it only looks at the payload.
        refused -= {"headers"} if node.has("schemaFormat") else _NONE
        yield from _of_examples(node, parts, refused)
        if kind is Kind.MESSAGE and node.has("traits"):
            merged_parts = {**parts, "headers": schema_at(_merged_headers(node, version))}
            yield from _of_examples(_exemplified(node, version), merged_parts, _NONE)


def _of_examples(node: Node, parts: _Parts, refused: frozenset[str]) -> Iterator[Claim]:
    examples = node.child("examples")
    for example in () if examples is None else examples.elements():
        for part, schema in parts.items():
            value = example.child(part)
            if schema is not None and value is not None:
                yield Claim(
                    value=value,
                    schema=schema,
                    noun="example",
                    part=part,
                    is_refused=part in refused,
                )


def _merged_headers(message: Node, version: Version) -> Node | None:
    """Return the schema of a message's headers with its traits merged in: 2.x lets traits win."""
    own, *traits = (
        {"headers": headers} if (headers := layer.child("headers")) is not None else {}
        for layer in layers(message)
    )
    if version.is_v2:
        return merged([own, *traits]).get("headers")
    below = merged(traits).get("headers")
    return filled(own["headers"], below) if own else below


def _exemplified(message: Node, version: Version) -> Node:
    """Return the message or the trait of it whose examples are those of the whole."""
    own, *traits = layers(message)
    order = [*reversed(traits), own] if version.is_v2 else [own, *reversed(traits)]
    return next((layer for layer in order if layer.has("examples")), own)


def _messages_looked_at(root: Node) -> Iterator[Node]:
    """Yield the messages and traits of 2.x whose examples the official parser looks at."""
    components = root.get("components")
    holders = [holder for holder in (root, components) if holder is not None]
    channels = chain.from_iterable(members(holder, "channels") for holder in holders)
    found = [
        operation.get("message") for channel in channels for operation in operations_of(channel)
    ]
    for message in (one for one in found if one is not None):
        for alternative in chain([message], members(message, "oneOf")):
            yield from layers(alternative)
    if components is not None:
        yield from chain.from_iterable(map(layers, members(components, "messages")))
        yield from members(components, "messageTraits")


def _of_schemas(root: Node, version: Version, places: Iterable[SchemaPlace]) -> Iterator[Claim]:
    looked_at = set(_schemas_looked_at(root)) if version.is_v2 else set[Node | None]()
    for place in places:
        for noun, value in _given(place):
            # The official parser reports no text, whatever the schema says.
            is_refused = place.node in looked_at and not isinstance(value.value, str)
            yield Claim(value=value, schema=place, noun=noun, is_refused=is_refused)


def _given(place: SchemaPlace) -> Iterator[tuple[str, Node]]:
    """Yield the default and the examples of a schema, each with its noun."""
    if not isinstance(place.node.value, dict) or _GIVING.isdisjoint(place.node.value):
        return
    default = place.node.child("default")
    if default is not None:
        yield "default", default
    examples = place.node.child("examples")
    if examples is not None:
        yield from (("example", value) for value in examples.elements())
    example = place.node.child("example") if place.language is Language.OPENAPI else None
    if example is not None:
        yield "example", example


def _schemas_looked_at(root: Node) -> Iterator[Node | None]:
    """Yield the schemas of 2.x whose examples and default the official parser looks at."""
    components = root.get("components")
    holders = [holder for holder in (root, components) if holder is not None]
    for channel in chain.from_iterable(members(holder, "channels") for holder in holders):
        yield from (one.get("schema") for one in members(channel, "parameters"))
        yield from map(_payload_looked_at, (one.get("message") for one in operations_of(channel)))
    if components is not None:
        yield from members(components, "schemas")
        yield from (one.get("schema") for one in members(components, "parameters"))
        for field in ("messages", "messageTraits"):
            yield from map(_payload_looked_at, members(components, field))


def _payload_looked_at(message: Node | None) -> Node | None:
    return None if message is None or message.has("schemaFormat") else message.get("payload")
