"""Schemas of other dialects as AsyncAPI's own: draft-07 with a few words more.

A keyword that a dialect does not have is taken away: there it has no effect. Whatever a schema
accepts in its dialect, the same schema here accepts as well.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from asyncapi_pygen.ir.dialects import Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.payloads.bodies import listed, mapped, modern

_Keywords: TypeAlias = Mapping[str, Body]
"""One schema, its own keywords."""

_Rewrite: TypeAlias = Callable[[_Keywords], _Keywords]

_SINCE_2019: Final = frozenset(
    {
        "dependentRequired",
        "dependentSchemas",
        "maxContains",
        "minContains",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
_SINCE_2020: Final = frozenset({"$dynamicRef", "prefixItems"})
_ONLY_2019: Final = frozenset({"$recursiveRef"})
_SINCE_7: Final = frozenset({"else", "if", "then", *_SINCE_2019, *_SINCE_2020, *_ONLY_2019})
_SINCE_6: Final = frozenset({"const", "contains", "propertyNames", *_SINCE_7})

ABSENT: Final[Mapping[Dialect, frozenset[str]]] = {
    Dialect.ASYNCAPI: _SINCE_2019 | _SINCE_2020 | _ONLY_2019,
    Dialect.DRAFT_4: _SINCE_6,
    Dialect.DRAFT_6: _SINCE_7,
    Dialect.DRAFT_7: _SINCE_2019 | _SINCE_2020 | _ONLY_2019,
    Dialect.DRAFT_2019_09: _SINCE_2020,
    Dialect.DRAFT_2020_12: _ONLY_2019 | {"additionalItems", "dependencies"},
    Dialect.OPENAPI_3_0: _SINCE_6 | {"additionalItems", "dependencies", "patternProperties"},
    Dialect.OPENAPI_3_1: _ONLY_2019 | {"additionalItems", "dependencies"},
}
"""The assertions that other dialects have and this one does not."""


def normalised(schema: Schema) -> Schema:
    """Return the schema in AsyncAPI's dialect; one that is no JSON Schema, as it is."""
    dialect = dialect_read_as(schema.format)
    if dialect is None:
        return schema
    absent, rewrite = ABSENT[dialect] | schema.format.ignored, _REWRITES[dialect]

    def rewritten(keywords: _Keywords) -> _Keywords:
        return rewrite({key: value for key, value in keywords.items() if key not in absent})

    return replace(schema, body=everywhere(schema.body, rewritten))


@dataclass(frozen=True, slots=True)
class Remark:
    """What gets lost of a schema on the way to AsyncAPI's dialect, at a place inside of it."""

    code: str
    message: str
    place: tuple[str, ...]


def remarks(schema: Schema) -> Iterator[Remark]:
    """Say what ``normalised`` takes away and a reader may expect to count."""
    dialect = dialect_read_as(schema.format)
    if dialect is None:
        return
    waiting: list[tuple[tuple[str, ...], Body]] = [((), schema.body)]
    while waiting:
        place, body = waiting.pop()
        for keyword in mapped(body):
            if keyword in ABSENT[dialect] | schema.format.ignored:
                lacking = "its meta-schema" if keyword in schema.format.ignored else dialect.value
                message = f"`{keyword}` has no effect: {lacking} does not have it"
                yield Remark("schema-dialect", message, (*place, keyword))
        waiting += ((place + tokens, inner) for tokens, inner in _inside(mapped(body)))


def _inside(keywords: _Keywords) -> Iterator[tuple[tuple[str, ...], Body]]:
    """Yield the schemas right inside of one, each with the tokens that lead there."""
    for keyword, value in keywords.items():
        if keyword in SCHEMA_MAPS:
            yield from (((keyword, name), inner) for name, inner in mapped(value).items())
        elif keyword in SCHEMAS and listed(value):
            inner = enumerate(listed(value))
            yield from (((keyword, str(number)), one) for number, one in inner)
        elif keyword in SCHEMA:
            yield (keyword,), value


def everywhere(body: Body, rewrite: _Rewrite) -> Body:
    """Rewrite a schema and all schemas inside of it."""
    if not isinstance(body, Mapping):
        return body
    result: dict[str, Body] = {}
    for keyword, value in rewrite(body).items():
        if keyword in SCHEMA_MAPS and isinstance(value, Mapping):
            # `dependencies` may hold lists of names beside schemas: they stay as they are.
            result[keyword] = {name: everywhere(one, rewrite) for name, one in value.items()}
        elif keyword in SCHEMAS and listed(value):
            result[keyword] = [everywhere(one, rewrite) for one in listed(value)]
        else:
            result[keyword] = everywhere(value, rewrite) if keyword in SCHEMA else value
    return result


def without(body: Body, keywords: frozenset[str]) -> Body:
    """Return a schema without some keywords, here and in all schemas inside of it."""
    if not keywords:
        return body
    return everywhere(
        body, lambda schema: {key: one for key, one in schema.items() if key not in keywords}
    )


def _as_it_is(keywords: _Keywords) -> _Keywords:
    return keywords


def _draft_4(keywords: _Keywords) -> _Keywords:
    """Bounds are exclusive by a boolean; a schema calls itself by ``id``."""
    return modern({key: value for key, value in keywords.items() if key != "id"})


def _draft_2020_12(keywords: _Keywords) -> _Keywords:
    """``prefixItems`` was called ``items`` before, and ``items`` then ``additionalItems``."""
    if "prefixItems" not in keywords:
        return keywords
    names = {"prefixItems": "items", "items": "additionalItems"}
    return {names.get(key, key): value for key, value in keywords.items()}


def _openapi_3_0(keywords: _Keywords) -> _Keywords:
    """Bounds are exclusive by a boolean; ``xml`` is about XML."""
    return modern(_openapi(keywords))


def _openapi_3_1(keywords: _Keywords) -> _Keywords:
    """JSON Schema 2020-12 with OpenAPI's own words."""
    return _draft_2020_12(_openapi(keywords))


def _openapi(keywords: _Keywords) -> _Keywords:
    return {key: value for key, value in keywords.items() if key != "xml"}


_REWRITES: Final[Mapping[Dialect, _Rewrite]] = {
    Dialect.ASYNCAPI: _as_it_is,
    Dialect.DRAFT_4: _draft_4,
    Dialect.DRAFT_6: _as_it_is,
    Dialect.DRAFT_7: _as_it_is,
    Dialect.DRAFT_2019_09: _as_it_is,
    Dialect.DRAFT_2020_12: _draft_2020_12,
    Dialect.OPENAPI_3_0: _openapi_3_0,
    Dialect.OPENAPI_3_1: _openapi_3_1,
}
