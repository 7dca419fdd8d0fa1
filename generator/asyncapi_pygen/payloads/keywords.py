"""What the lowering keeps of a schema: an allow-list of keywords, formats and patterns."""

import math
from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.patterns import Reads, reads_alike

TYPED_FORMATS: Final = frozenset({"date", "date-time", "time"})
"""Formats that have a Python type which reads real data and writes it back."""

_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")

CONSTRAINTS: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("minLength", "maxLength", "pattern"),
    "integer": _BOUNDS,
    "number": _BOUNDS,
    "array": ("minItems", "maxItems"),
    "object": (),
    "boolean": (),
    "null": (),
}
"""Bounds that an annotation can carry, by the type beside which they are kept."""

ALL_CONSTRAINTS: Final = tuple(dict.fromkeys(word for row in CONSTRAINTS.values() for word in row))

CHECKED: Final[Mapping[str, tuple[str, ...]]] = {
    "array": ("contains", "maxContains", "minContains", "uniqueItems"),
    "object": (
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "maxProperties",
        "minProperties",
        "propertyNames",
    ),
}
"""What no annotation carries and a validator checks, by the type that it is about."""

CHECKED_ALWAYS: Final = ("else", "if", "not", "then")
"""What a validator checks of values of every type."""

UNEVALUATED: Final = frozenset({"unevaluatedItems", "unevaluatedProperties"})
"""What speaks of all that the rest of its schema does not."""

DYNAMIC: Final = frozenset({"$dynamicRef", "$recursiveRef"})
"""References whose target depends on the way that led to them: nothing is known of it."""

UNIONS: Final = ("oneOf", "anyOf")

ALL_TYPES: Final = ("object", "array", "string", "integer", "number", "boolean", "null")
"""The types of JSON, and the integers among numbers, which Python tells apart."""

TYPED_KEYWORDS: Final = (
    *ALL_CONSTRAINTS,
    *(word for row in CHECKED.values() for word in row),
    "additionalItems",
    "additionalProperties",
    "items",
    "patternProperties",
    "properties",
    "required",
)
"""The keywords that say something of values of one type, and nothing of all others."""

ASSERTIONS: Final = frozenset(
    {
        *ALL_CONSTRAINTS,
        *(word for row in CHECKED.values() for word in row),
        *CHECKED_ALWAYS,
        *UNEVALUATED,
        *DYNAMIC,
        "additionalItems",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "enum",
        "format",
        "items",
        "oneOf",
        "patternProperties",
        "properties",
        "required",
        "type",
    }
)
"""All keywords that decide which values are valid."""

_LONGEST: Final = 2**63
"""Lengths beyond this fit no machine word, and no memory."""

_EXACT_INTEGER: Final = 2**53
"""Divisors beyond this cannot be told apart as JSON numbers."""


def enforceable(keyword: str, value: Body, type_: str, reads: Reads) -> Json:
    """Return the value of a constraint as pydantic can enforce it, or ``None`` if it cannot.

    The bounds of an integer become integers, which changes nothing about the integers within them.
    """
    if keyword == "pattern":
        return value if isinstance(value, str) and reads_alike(value, reads) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    match keyword:
        case "minLength" | "maxLength" | "minItems" | "maxItems":
            return int(value) if 0 <= value < _LONGEST and value == int(value) else None
        case "multipleOf":
            return value if isinstance(value, int) and 0 < value < _EXACT_INTEGER else None
        case _ if type_ == "integer":
            up = keyword in ("minimum", "exclusiveMaximum")
            return math.ceil(value) if up else math.floor(value)
        case _:
            return value if abs(value) < _EXACT_INTEGER**2 else None


def is_checkable(keyword: str, value: Body, reads: Reads) -> bool:
    """Return whether a check can read the value of a constraint."""
    if keyword == "pattern":
        return isinstance(value, str) and reads(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and (keyword != "multipleOf" or value > 0)
