"""Arrays: what all items are, or each by its place."""

from collections.abc import Iterator
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found, Pair
from asyncapi_pygen.diff.objects import compare_rest
from asyncapi_pygen.diff.views import Spot, View
from asyncapi_pygen.payloads.bodies import listed

_OTHERS: Final = ("additionalItems", "unevaluatedItems")


def compare_arrays(both: Both) -> Iterator[Found | Pair]:
    """Compare items by their places, and all others with one another."""
    old, new = _by_place(both.old), _by_place(both.new)
    for one, other in zip(old, new, strict=False):
        yield both.pair((one,), (other,))
    for number in range(len(old), len(new)):
        effect = Effect.WIDER if _closed(both.old) else Effect.NARROWER
        reason = f"the item {number} of `{both.new.name}` is described by its place now"
        yield Found("diff-tuple-item-added", effect, reason, both.old.spot, new[number])
    for number in range(len(new), len(old)):
        effect = Effect.NARROWER if _closed(both.new) else Effect.WIDER
        reason = f"the item {number} of `{both.new.name}` is not described by its place any more"
        yield Found("diff-tuple-item-removed", effect, reason, old[number], both.new.spot)
    is_tuple = bool(old or new)
    others = ("items", *_OTHERS) if not is_tuple or _by_prefix(both) else _OTHERS
    yield from compare_rest(both, others, "diff-items", "other items" if is_tuple else "items")


def _by_place(view: View) -> tuple[Spot, ...]:
    found = [*view.lists("prefixItems"), *view.lists("items")]
    return max(found, key=len, default=())


def _by_prefix(both: Both) -> bool:
    """Return whether ``items`` are those behind the ones that have a place of their own."""
    return not any(listed(one) for view in (both.old, both.new) for one in view.values("items"))


def _closed(view: View) -> bool:
    return any(one is False for keyword in ("items", *_OTHERS) for one in view.values(keyword))
