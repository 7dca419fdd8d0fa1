"""Where in a JSON Schema further schemas stand: the keywords by the form of their value."""

from collections.abc import Iterator, Mapping
from typing import Final

from asyncapi_pygen.ir.values import Json

SCHEMA: Final = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords whose value is a schema (``items``: or a list of them); draft-07 and 2019-09."""

SCHEMAS: Final = frozenset({"allOf", "anyOf", "items", "oneOf", "prefixItems"})
"""Keywords whose value is a list of schemas."""

SCHEMA_MAPS: Final = frozenset(
    {"$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"}
)
"""Keywords whose value is an object of schemas."""


def subschemas(schema: Mapping[str, Json]) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Yield what stands right inside of a schema as schemas, each with the tokens that lead there.

    In ``dependencies``, that may be lists of names as well.
    """
    for keyword, value in schema.items():
        if keyword in SCHEMA_MAPS and isinstance(value, dict):
            yield from (((keyword, name), inner) for name, inner in value.items())
        elif keyword in SCHEMAS and isinstance(value, list):
            yield from (((keyword, str(number)), one) for number, one in enumerate(value))
        elif keyword in SCHEMA:
            yield (keyword,), value
