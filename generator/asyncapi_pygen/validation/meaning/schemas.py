"""Schemas: what contradicts itself, or is a slip that JSON Schema lets pass without a word."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import Final, TypeAlias

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.schema import Language
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.ecma_regex import regex_fault, regex_surprise
from asyncapi_pygen.validation.meaning.contradictions import (
    UPPER_BOUNDS,
    contradictory_bounds,
    excluded_values,
    forbidden_properties,
    is_closed,
)
from asyncapi_pygen.validation.meaning.draft7 import ASSERTIONS
from asyncapi_pygen.validation.meaning.examples import check_examples
from asyncapi_pygen.validation.meaning.findings import Finding, report
from asyncapi_pygen.validation.meaning.schema_places import SchemaPlace, schemas
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import shortened

_Rule: TypeAlias = Callable[[SchemaPlace], Iterator[Finding]]

KEYWORDS: Final = frozenset(
    {
        *SCHEMA,
        *SCHEMAS,
        *SCHEMA_MAPS,
        *ASSERTIONS,
        "$anchor",
        "$comment",
        "$dynamicAnchor",
        "$dynamicRef",
        "$id",
        "$recursiveAnchor",
        "$recursiveRef",
        "$ref",
        "$schema",
        "$vocabulary",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "dependentRequired",
        "deprecated",
        "description",
        "discriminator",
        "example",
        "examples",
        "externalDocs",
        "maxContains",
        "minContains",
        "nullable",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    }
)
"""The keywords of AsyncAPI and OpenAPI 3.0 schemas and of JSON Schema up to 2020-12."""

_SUGGESTED: Final = sorted(one for one in KEYWORDS if one == "$ref" or not one.startswith("$"))
# Below this likeness a suggestion is noise: authors add words of their own to schemas.
_LIKENESS: Final = 0.81
_LONGEST_SLIP: Final = 40


_COMPOSING: Final = ("allOf", "anyOf", "oneOf", "if", "not", "$ref")


def check_schemas(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report what is wrong with schemas, and the examples and defaults that do not fit them.

    What is wrong with a schema by itself is lawful JSON Schema, and so no more than a warning.
    """
    places = list(schemas(root, version))
    report(chain.from_iterable(map(_faults, places)), diagnostics)
    check_examples(root, version, places, diagnostics)


def _faults(place: SchemaPlace) -> Iterator[Finding]:
    """Yield what is wrong with one schema by itself."""
    value = place.node.value
    keywords = value.keys() if isinstance(value, dict) else set[str]()
    for triggers, rule in _RULES:
        if not triggers.isdisjoint(keywords):
            yield from rule(place)
    if not keywords <= KEYWORDS:
        yield from misspelt_keywords(place)


def misspelt_keywords(place: SchemaPlace) -> Iterator[Finding]:
    """Yield the keys of a schema that are no keywords, and are near one that it does not have."""
    for key, node in place.node.items():
        if key in KEYWORDS or key.startswith("x-"):
            continue
        meant = _keyword_like(key)
        if meant and not place.node.has(meant):
            yield Finding(
                code="schema-keyword",
                message=f"`{shortened(key)}` is no keyword of a schema, and asserts nothing",
                at=node.key_at,
                hint=f"did you mean `{meant}`?",
            )


@lru_cache(maxsize=1024)
def _keyword_like(key: str) -> str:
    """Return the keyword that was likely meant, or no text."""
    if len(key) > _LONGEST_SLIP:
        return ""
    same = {keyword.casefold(): keyword for keyword in KEYWORDS}
    found = get_close_matches(key, _SUGGESTED, 1, _LIKENESS)
    return same.get(key.casefold(), found[0] if found else "")


def misspelt_required(place: SchemaPlace) -> Iterator[Finding]:
    """Yield names in ``required`` that are near a declared property, and not declared themselves.

    A schema that is put together of several may have the property declared elsewhere; one that is
    closed contradicts itself.
    """
    properties, required = place.node.child("properties"), place.node.child("required")
    if properties is None or required is None:
        return
    if is_closed(place.node) or _is_composed(place.node):
        return
    needed = place.node.strings("required")
    free = [name for name, _ in properties.items() if name not in needed]
    for name in required.elements():
        if not isinstance(name.value, str) or properties.has(name.value):
            continue
        near = get_close_matches(name.value[:_LONGEST_SLIP], free, 1, _LIKENESS)
        if near:
            yield Finding(
                code="schema-required",
                message=f"`required` names `{shortened(name.value)}`, which is no property here",
                at=name.at,
                hint=f"did you mean `{near[0]}`?",
            )


def _is_composed(node: Node) -> bool:
    return any(map(node.has, _COMPOSING)) or not {"allOf", "anyOf", "oneOf"}.isdisjoint(
        node.pointer
    )


def unreadable_patterns(place: SchemaPlace) -> Iterator[Finding]:
    """Yield regular expressions that are none, or that say something else than they seem to."""
    for node, pattern in _patterns(place.node):
        message, hint = _reading(pattern)
        if message:
            at = node.key_at if node.value != pattern else node.at
            yield Finding(code="schema-pattern", message=message, at=at, hint=hint)


def _patterns(schema: Node) -> Iterator[tuple[Node, str]]:
    """Yield the regular expressions of a schema: those that are values, those that are keys."""
    pattern, named = schema.child("pattern"), schema.child("patternProperties")
    if pattern is not None and isinstance(pattern.value, str):
        yield pattern, pattern.value
    if named is not None:
        yield from ((inner, name) for name, inner in named.items())


def _reading(pattern: str) -> tuple[str, str]:
    """Return what is wrong with a regular expression, if anything, and a hint."""
    fault, surprise = regex_fault(pattern), regex_surprise(pattern)
    if fault:
        return f"`{shortened(pattern)}` is no regular expression of ECMA-262: {fault}", ""
    if surprise is not None:
        return f"in `{shortened(pattern)}`, {surprise.what}", surprise.hint
    return "", ""


def undescribed_discriminators(place: SchemaPlace) -> Iterator[Finding]:
    """Yield discriminators that name no property of the schema, or one that is not required.

    A union may leave the property to its alternatives. OpenAPI's discriminators are objects.
    """
    node, discriminator = place.node, place.node.child("discriminator")
    if discriminator is None or not isinstance(discriminator.value, str):
        return
    if place.language is Language.OPENAPI or node.has("oneOf") or node.has("anyOf"):
        return
    name, properties = discriminator.value, node.child("properties")
    is_declared = properties is not None and properties.has(name)
    if is_declared and name in node.strings("required"):
        return
    lack = "is not required" if is_declared else "is none of its properties"
    yield Finding(
        code="schema-discriminator",
        message=f"the discriminator `{shortened(name)}` of this schema {lack}",
        at=discriminator.at,
        hint=f"declare `{shortened(name)}` under `properties`, and name it under `required`",
    )


_RULES: Final[tuple[tuple[frozenset[str], _Rule], ...]] = (
    (frozenset({"required"}), misspelt_required),
    (frozenset({"required"}), forbidden_properties),
    (frozenset({"pattern", "patternProperties"}), unreadable_patterns),
    (frozenset({"discriminator"}), undescribed_discriminators),
    (frozenset(UPPER_BOUNDS), contradictory_bounds),
    (frozenset({"const", "enum"}), excluded_values),
)
"""The rules for a schema, each with keywords of which one is there if it has anything to say."""
