"""Objects: properties, which of them there have to be, and which others there may be."""

from collections.abc import Iterator
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found, Pair
from asyncapi_pygen.diff.rest import Kind, compare_rest, rest_of
from asyncapi_pygen.diff.views import Spot, View
from asyncapi_pygen.payloads.bodies import asserts_nothing, required
from asyncapi_pygen.payloads.validators import compiled

_OTHERS: Final = ("additionalProperties", "unevaluatedProperties")


def compare_objects(both: Both) -> Iterator[Found | Pair]:
    """Compare the properties by name, and what others there may be."""
    old, new = both.old.members("properties"), both.new.members("properties")
    needed, needs = _required(both.old), _required(both.new)
    rest, others = rest_of(both.old, _OTHERS), rest_of(both.new, _OTHERS)
    for name in [name for name in old if name in new]:
        yield both.pair(old[name], new[name])
    for name in [name for name in new if name not in old]:
        yield _added(both, name, rest.kind, is_required=name in needs, was_required=name in needed)
        if rest.kind is Kind.DESCRIBED:
            yield both.pair(rest.schemas, new[name])
    for name in [name for name in old if name not in new]:
        yield _removed(both, name, others.kind)
        if others.kind is Kind.DESCRIBED:
            yield both.pair(old[name], others.schemas)
    yield from _requirements(both, needed, needs)
    yield from compare_rest(both, rest, others, "diff-object", "other properties")


def _required(view: View) -> dict[str, Spot]:
    return {
        name: part.spot.below("required")
        for part in reversed(view.parts)
        for name in required(part.body)
    }


def _added(both: Both, name: str, rest: Kind, *, is_required: bool, was_required: bool) -> Found:
    """Tell of a property that is new; ``rest`` is what others there could be."""
    spots = both.new.members("properties")[name]
    where, there = spots[0], both.old.where("properties")
    if is_required and not was_required:
        reason = f"`{name}` is new and required: without it nothing is valid any more"
        return Found("diff-required-property-added", Effect.NARROWER, reason, there, where)
    if rest is Kind.NOTHING:
        effect = Effect.OTHER if _has_pattern_of(both.old, name) else Effect.WIDER
        reason = f"`{name}` is new, where no other property could be"
        return Found("diff-property-added", effect, reason, there, where)
    if is_required:
        says = rest is Kind.ANYTHING and not all(map(asserts_nothing, map(both.new.book.at, spots)))
        reason = f"`{name}` is described now, and required as before"
        effect = Effect.NARROWER if says else Effect.HARMLESS
        return Found("diff-property-added", effect, reason, there, where)
    reason = f"`{name}` is new and may be left out"
    return Found("diff-property-added", Effect.HARMLESS, reason, there, where)


def _removed(both: Both, name: str, others: Kind) -> Found:
    """Tell of a property that is gone; ``others`` is which there may be now."""
    where = both.old.members("properties")[name][0]
    there = both.new.where("properties")
    if others is Kind.NOTHING:
        reason = f"`{name}` is gone, and may not be sent any more"
        return Found("diff-property-removed", Effect.OTHER, reason, where, there)
    reason = f"`{name}` is gone: who reads it cannot count on it"
    return Found("diff-property-removed", Effect.WIDER, reason, where, there)


def _requirements(both: Both, old: dict[str, Spot], new: dict[str, Spot]) -> Iterator[Found]:
    """Tell which properties have to be there now, and which no longer.

    But for those of which it is told that they are new, or gone.
    """
    known, knows = both.old.members("properties"), both.new.members("properties")
    for name, where in new.items():
        if name not in old and (name in known or name not in knows):
            reason = f"`{name}` is required now, and could be left out"
            there = both.old.where("required")
            yield Found("diff-required-added", Effect.NARROWER, reason, there, where)
    for name, where in old.items():
        if name not in new and (name in knows or name not in known):
            reason = f"`{name}` may be left out now, and was required"
            there = both.new.where("required")
            yield Found("diff-required-removed", Effect.WIDER, reason, where, there)


def effect_of_pattern(other: View, pattern: str, usual: Effect) -> Effect:
    """Return what a pattern of names does that the ``other`` side lacks.

    That is the ``usual`` where other properties may be anything there, and the contrary where there
    may be no others. Where the pattern is not all that speaks of such names, nothing tells.
    """
    rest = rest_of(other, _OTHERS).kind
    if rest is Kind.ANYTHING:
        return usual
    named = any(_matches(pattern, name) for name in other.members("properties"))
    if rest is Kind.DESCRIBED or named or other.members("patternProperties"):
        return Effect.OTHER
    return usual.turned


def _has_pattern_of(view: View, name: str) -> bool:
    return any(_matches(pattern, name) for pattern in view.members("patternProperties"))


def _matches(pattern: str, name: str) -> bool:
    """Whether a pattern is one of the name; one that does not compile may be."""
    check = compiled({"pattern": pattern})
    return check is None or check.is_valid(name)
