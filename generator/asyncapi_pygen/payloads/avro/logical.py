"""Logical types: which of them are laid over which type, and when they are void.

A logical type that is not known, or whose attributes are not valid, is ignored and the type below
it is used (Avro 1.12, Logical Types).
"""

import math
from collections.abc import Mapping
from typing import Final, TypeGuard

from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.payloads.avro.types import Logical

_OVER: Final[Mapping[str, frozenset[str]]] = {
    "big-decimal": frozenset({"bytes"}),
    "date": frozenset({"int"}),
    "decimal": frozenset({"bytes", "fixed"}),
    "duration": frozenset({"fixed"}),
    "local-timestamp-micros": frozenset({"long"}),
    "local-timestamp-millis": frozenset({"long"}),
    "local-timestamp-nanos": frozenset({"long"}),
    "time-micros": frozenset({"long"}),
    "time-millis": frozenset({"int"}),
    "timestamp-micros": frozenset({"long"}),
    "timestamp-millis": frozenset({"long"}),
    "timestamp-nanos": frozenset({"long"}),
    "uuid": frozenset({"string", "fixed"}),
}
"""What each logical type may be laid over."""

_SIZES: Final = {"duration": 12, "uuid": 16}
"""How many bytes a fixed has below a logical type."""

UNTYPED: Final = frozenset({"big-decimal", "duration", "local-timestamp-nanos", "timestamp-nanos"})
"""Logical types whose values Python's own types cannot hold: those of the type below are used."""


def read_logical(body: Mapping[str, Body], type_: str, size: int = 0) -> tuple[Logical | None, str]:
    """Return the logical type over ``type_`` in ``body``, if any, and why it is void, if it is.

    ``size`` is that of a fixed.
    """
    name = body.get("logicalType")
    if name is None:
        return None, ""
    if not isinstance(name, str) or name not in _OVER:
        return None, f"`{name}` is no logical type of Avro"
    if type_ not in _OVER[name]:
        below = " or ".join(f"`{one}`" for one in sorted(_OVER[name]))
        return None, f"`{name}` is laid over {below}, not over `{type_}`"
    if type_ == "fixed" and size != _SIZES.get(name, size):
        return None, f"`{name}` is laid over {_SIZES[name]} bytes, not over {size}"
    if name in UNTYPED:
        return None, f"Python has no type for `{name}`"
    return _decimal(body, size) if name == "decimal" else (Logical(name), "")


def _decimal(body: Mapping[str, Body], size: int) -> tuple[Logical | None, str]:
    precision, scale = body.get("precision"), body.get("scale", 0)
    if not _is_count(precision) or precision == 0:
        return None, "a decimal has a `precision` above 0"
    if not _is_count(scale) or scale > precision:
        return None, "the `scale` of a decimal is between 0 and its `precision`"
    if size and precision > (8 * size - 1) * math.log10(2):
        return None, f"{size} bytes hold no decimal of {precision} digits"
    return Logical("decimal", precision, scale), ""


def _is_count(value: Body) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
