"""What a place in an AsyncAPI document holds, told by the schema from the place alone.

A place is walked to without looking at values, so that where the schema chooses by a value, all its
choices are told.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from asyncapi_pygen.validation.vocabulary import DOCUMENT, noun

Schema: TypeAlias = Mapping[str, Any]

_POINTER: Final = "#/definitions/"
_REFERENCE: Final = {"type": "object", "required": ["$ref"]}
_BINDINGS: Final = "BindingsObject"
# How fields and definitions end that hold bindings: a test that is quick.
_CALLED_BINDINGS: Final = ("bindings", "Bindings", _BINDINGS)
_INLINE_SCHEMA: Final = re.compile(r"bindings-.*-inline.*")
# A schema in one format may be referred to from a place of another.
_SCHEMAS: Final = frozenset(
    {
        "anySchema",
        "avroSchema_v1",
        "avroType",
        "json-schema-draft-07-schema",
        "multiFormatSchema",
        "openapiSchema_3_0",
        "openapiSchema_3_0-inline",
        "schema",
    }
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A schema for the values of a place; ``certain`` if it is for each of them."""

    schema: Schema
    certain: bool


class Kinds:
    """The definitions of one version's schema, by the places in a document that want them."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        # By kind and the pointer in an object of that kind.
        self._known: dict[tuple[str, ...], tuple[_Place, ...]] = {
            (): (_Place(schema, certain=True),)
        }

    def at(self, pointer: tuple[str, ...]) -> frozenset[str]:
        """Return the definitions that a value at this place, no reference, is checked by."""
        return frozenset(name for name, _ in self._names_at((DOCUMENT, *pointer)))

    def is_always(self, pointer: tuple[str, ...], kind: str) -> bool:
        """Whether each value at this place, no reference, is checked by the definition ``kind``."""
        return (kind, True) in self._names_at((DOCUMENT, *pointer))

    def is_in_binding(self, kind: str, pointer: tuple[str, ...]) -> bool:
        """Whether a place in an object of a kind is one in the binding of a protocol."""
        way = (kind, *pointer)
        if not any(token.endswith(_CALLED_BINDINGS) for token in way):
            return False
        outer = (way[:length] for length in range(1, len(way)))
        return any(name.endswith(_BINDINGS) for one in outer for name, _ in self._names_at(one))

    def named(self, key: str, wanted: str) -> Iterator[tuple[str, ...]]:
        """Yield the places where a document describes objects of a kind under the name ``key``."""
        for section in definition(self._schema, "components")["properties"]:
            if family(wanted) in map(family, self.at(("components", section, key))):
                yield ("components", section, key)

    def _names_at(self, pointer: tuple[str, ...]) -> set[tuple[str, bool]]:
        return {name for place in self._places(pointer) for name in _names(place)}

    def _places(self, pointer: tuple[str, ...]) -> tuple[_Place, ...]:
        known = self._known.get(pointer)
        if known is None:
            outer = self._places(pointer[:-1])
            inner = (one for place in outer for one in self._inside(place, pointer[-1], ()))
            # One schema for a place is enough, reached by the surest way.
            best: dict[int, _Place] = {}
            for one in inner:
                if one.certain or id(one.schema) not in best:
                    best[id(one.schema)] = one
            known = self._known[pointer] = tuple(best.values())
        return known

    def _inside(self, place: _Place, token: str, seen: tuple[str, ...]) -> Iterator[_Place]:
        """Yield the schemas for the member at ``token`` of the values of a place."""
        reference = place.schema.get("$ref")
        if reference is not None:
            if reference not in seen:
                target = _Place(
                    definition(self._schema, reference.removeprefix(_POINTER)), place.certain
                )
                yield from self._inside(target, token, (*seen, reference))
            return
        for member in _members(place.schema, token):
            yield _Place(member, place.certain)
        for choice in _choices(place):
            yield from self._inside(choice, token, seen)


def _members(schema: Schema, token: str) -> Iterator[Schema]:
    """Yield the schemas that a schema itself has for a member: by its name, its form, or any."""
    named = schema.get("properties", {})
    formed = schema.get("patternProperties", {})
    found = [named[token]] if token in named else []
    found += [one for pattern, one in formed.items() if re.search(pattern, token)]
    if not found:
        found = [schema.get("additionalProperties"), schema.get("items")]
    yield from (one for one in found if isinstance(one, dict))


def _choices(place: _Place) -> Iterator[_Place]:
    """Yield the schemas that the values of a place are checked by as well, or may be."""
    schema = place.schema
    for one in schema.get("allOf", ()):
        yield _Place(one, place.certain)
    if schema.get("if") == _REFERENCE:
        yield _Place(schema["else"], place.certain)
        return
    for keyword in ("then", "else"):
        if keyword in schema:
            yield _Place(schema[keyword], certain=False)
    for one in schema.get("anyOf", ()):
        yield _Place(one, certain=False)


def _names(place: _Place) -> Iterator[tuple[str, bool]]:
    """Yield the definitions that a schema stands for, and whether it does for each value."""
    reference = place.schema.get("$ref")
    if reference is not None:
        yield reference.removeprefix(_POINTER), place.certain
        return
    for choice in _choices(place):
        yield from _names(choice)


def family(kind: str) -> str:
    """Return the words for a definition, the same for all that may stand for each other.

    No text for what has no words: maps and extensions.
    """
    if kind in _SCHEMAS or _INLINE_SCHEMA.fullmatch(kind):
        return "schema"
    words = noun(kind)
    return "" if words == "object" else words


def definition(schema: Schema, name: str) -> Schema:
    """Return a definition by its name, or by the pointer to one inside another."""
    found: Schema = schema["definitions"]
    for token in name.split("/"):
        found = found[token]
    return found
