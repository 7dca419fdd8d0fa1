"""Lists and tuples."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.payloads.bodies import asserts_nothing, listed, told
from asyncapi_pygen.payloads.keywords import CHECKED
from asyncapi_pygen.payloads.lowered import REST, TUPLE, union_of
from asyncapi_pygen.payloads.plan import Lowered
from asyncapi_pygen.payloads.schemas.spots import Spot

Lower: TypeAlias = Callable[[Body, Spot], Lowered]
"""Lowers any schema at its spot."""


def array(body: Mapping[str, Body], bounds: Lowered, spot: Spot, lower: Lower) -> Lowered:
    """Lower an array whose bounds on its length are ``bounds``."""
    spot.lost.append(told(body, CHECKED["array"]))
    items = body.get("items")
    if listed(items):
        return _by_number(body, bounds, spot, lower)
    if items is False:
        return {"type": "array", **bounds, "maxItems": 0}
    if items is None or asserts_nothing(items):
        return {"type": "array", **bounds}
    return {"type": "array", **bounds, "items": lower(items, spot.step("items", hint="item"))}


def _by_number(body: Mapping[str, Body], bounds: Lowered, spot: Spot, lower: Lower) -> Lowered:
    """Lower items by their number: a tuple if none of them may be missing, else a list."""
    first = [
        lower(item, spot.step("items", str(number), hint=f"item {number + 1}"))
        for number, item in enumerate(listed(body["items"]))
    ]
    further = body.get("additionalItems", True)
    closed = further is False or bounds.get("maxItems") == len(first)
    rest = None if closed else lower(further, spot.step("additionalItems", hint="item"))
    least = bounds.get("minItems")
    if isinstance(least, int) and least >= len(first):
        spot.lost.append(_beyond(bounds, len(first), closed=closed))
        return {TUPLE: [*first], **({} if rest is None else {REST: rest})}
    spot.lost.append(told(body, ("items", "additionalItems")))
    items = union_of(first if rest is None else [*first, rest])
    return {"type": "array", **bounds, **({"items": items} if items else {})}


def _beyond(bounds: Lowered, length: int, *, closed: bool) -> Lowered:
    """Return the bounds on the length of a tuple that its type does not say."""
    least, most = bounds.get("minItems"), bounds.get("maxItems")
    beyond: Lowered = {}
    if isinstance(least, int) and least > length:
        beyond["minItems"] = least
    if not closed and most is not None:
        beyond["maxItems"] = most
    return beyond
