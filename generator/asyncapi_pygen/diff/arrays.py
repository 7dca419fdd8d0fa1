"""Arrays: what all items are, or each by its place."""

from collections.abc import Iterator
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found, Pair
from asyncapi_pygen.diff.rest import Kind, Rest, compare_rest, rest_of
from asyncapi_pygen.diff.views import Spot, View
from asyncapi_pygen.payloads.bodies import listed

_OTHERS: Final = ("additionalItems", "unevaluatedItems")


def compare_arrays(both: Both) -> Iterator[Found | Pair]:
    """Compare items by their places, and all others with one another."""
    old, new = _by_place(both.old), _by_place(both.new)
    rest, others = _others(both.old), _others(both.new)
    for one, other in zip(old, new, strict=False):
        yield both.pair((one,), (other,))
    for number in range(len(old), len(new)):
        reason = f"the item {number} of `{both.new.name}` is described by its place now"
        effect = _effect(rest, Effect.NARROWER)
        yield Found("diff-tuple-item-added", effect, reason, both.old.spot, new[number])
        if rest.kind is Kind.DESCRIBED:
            yield both.pair(rest.schemas, (new[number],))
    for number in range(len(new), len(old)):
        reason = f"the item {number} of `{both.new.name}` is not described by its place any more"
        effect = _effect(others, Effect.WIDER)
        yield Found("diff-tuple-item-removed", effect, reason, old[number], both.new.spot)
        if others.kind is Kind.DESCRIBED:
            yield both.pair((old[number],), others.schemas)
    what = "other items" if old or new else "items"
    yield from compare_rest(both, rest, others, "diff-items", what)


def _by_place(view: View) -> tuple[Spot, ...]:
    found = [*view.lists("prefixItems"), *view.lists("items")]
    return max(found, key=len, default=())


def _others(view: View) -> Rest:
    """Return what is said of items that have no place of their own."""
    is_listed = any(map(listed, view.values("items")))
    return rest_of(view, _OTHERS if is_listed else ("items", *_OTHERS))


def _effect(rest: Rest, usual: Effect) -> Effect:
    """Return what an item by its place does where the other side has it among the rest."""
    if rest.kind is Kind.DESCRIBED:
        return Effect.HARMLESS
    return usual if rest.kind is Kind.ANYTHING else usual.turned
