"""Objects: properties, which of them there have to be, and which others there may be."""

from collections.abc import Iterator
from enum import Enum
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found, Pair
from asyncapi_pygen.diff.views import Spot, View, text
from asyncapi_pygen.payloads.bodies import asserts_nothing, required

_OTHERS: Final = ("additionalProperties", "unevaluatedProperties")


class _Rest(Enum):
    """What may stand in an object, or a list, beside what is named."""

    ANYTHING = "anything"
    DESCRIBED = "described"
    NOTHING = "nothing"


def compare_objects(both: Both) -> Iterator[Found | Pair]:
    """Compare the properties by name, and what others there may be."""
    old, new = both.old.members("properties"), both.new.members("properties")
    needed, needs = _required(both.old), _required(both.new)
    for name in [name for name in old if name in new]:
        yield both.pair(old[name], new[name])
    for name in [name for name in new if name not in old]:
        yield _added(both, name, is_required=name in needs)
        yield from _against_rest(both, name, new[name], is_new=True)
    for name in [name for name in old if name not in new]:
        yield _removed(both, name)
        yield from _against_rest(both, name, old[name], is_new=False)
    yield from _requirements(both, needed, needs, old.keys() ^ new.keys())
    yield from compare_rest(both, _OTHERS, "diff-object", "other properties")


def _required(view: View) -> dict[str, Spot]:
    return {
        name: part.spot.below("required")
        for part in reversed(view.parts)
        for name in required(part.body)
    }


def _added(both: Both, name: str, *, is_required: bool) -> Found:
    where = both.new.members("properties")[name][0]
    there = both.old.where("properties")
    if is_required:
        reason = f"`{name}` is new and required: without it nothing is valid any more"
        return Found("diff-required-property-added", Effect.NARROWER, reason, there, where)
    if _rest(both.old, _OTHERS) is _Rest.NOTHING:
        reason = f"`{name}` is new, where no other property could be"
        return Found("diff-property-added", Effect.WIDER, reason, there, where)
    reason = f"`{name}` is new and may be left out"
    return Found("diff-property-added", Effect.HARMLESS, reason, there, where)


def _removed(both: Both, name: str) -> Found:
    where = both.old.members("properties")[name][0]
    there = both.new.where("properties")
    if _rest(both.new, _OTHERS) is _Rest.NOTHING:
        reason = f"`{name}` is gone, and may not be sent any more"
        return Found("diff-property-removed", Effect.OTHER, reason, where, there)
    reason = f"`{name}` is gone: who reads it cannot count on it"
    return Found("diff-property-removed", Effect.WIDER, reason, where, there)


def _against_rest(
    both: Both, name: str, spots: tuple[Spot, ...], *, is_new: bool
) -> Iterator[Pair]:
    """Compare a property with what is said on the other side of all that are not named."""
    other = both.old if is_new else both.new
    if _rest(other, _OTHERS) is _Rest.DESCRIBED and name not in other.members("properties"):
        rest = [spot for keyword in _OTHERS for spot in other.single(keyword)]
        yield both.pair(rest, spots) if is_new else both.pair(spots, rest)


def _requirements(
    both: Both, old: dict[str, Spot], new: dict[str, Spot], told: set[str]
) -> Iterator[Found]:
    """Tell which properties have to be there now, and which no longer; but for what is told."""
    for name, where in new.items():
        if name not in old and name not in told:
            reason = f"`{name}` is required now, and could be left out"
            there = both.old.where("required")
            yield Found("diff-required-added", Effect.NARROWER, reason, there, where)
    for name, where in old.items():
        if name not in new and name not in told:
            reason = f"`{name}` may be left out now, and was required"
            there = both.new.where("required")
            yield Found("diff-required-removed", Effect.WIDER, reason, where, there)


def compare_rest(
    both: Both, keywords: tuple[str, ...], code: str, what: str
) -> Iterator[Found | Pair]:
    """Compare what is said of all that is not named; the code begins with ``code``."""
    old, new, name = _rest(both.old, keywords), _rest(both.new, keywords), both.new.name
    if old is new is _Rest.DESCRIBED:
        yield both.pair(_described(both.old, keywords), _described(both.new, keywords))
    elif old is new:
        return
    elif new is _Rest.NOTHING:
        reason = f"`{name}` may have no {what} any more"
        yield both.found(f"{code}-closed", Effect.NARROWER, reason, *keywords)
    elif old is _Rest.NOTHING:
        reason = f"`{name}` may have {what} now"
        yield both.found(f"{code}-opened", Effect.WIDER, reason, *keywords)
    elif new is _Rest.DESCRIBED:
        reason = f"{what} of `{name}` were anything, and are described now"
        yield both.found(f"{code}-rest-narrowed", Effect.NARROWER, reason, *keywords)
    else:
        reason = f"{what} of `{name}` may be anything now"
        yield both.found(f"{code}-rest-widened", Effect.WIDER, reason, *keywords)


def _rest(view: View, keywords: tuple[str, ...]) -> _Rest:
    said = [one for keyword in keywords for one in view.values(keyword)]
    if any(one is False for one in said):
        return _Rest.NOTHING
    return _Rest.ANYTHING if all(map(asserts_nothing, said)) else _Rest.DESCRIBED


def _described(view: View, keywords: tuple[str, ...]) -> list[Spot]:
    return [
        spot
        for keyword in keywords
        for spot in view.single(keyword)
        if text(view.book.at(spot)) != "true"
    ]
