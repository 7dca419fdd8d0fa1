"""Bounds and other conditions that one number or one text says."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import inf
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found
from asyncapi_pygen.diff.views import View
from asyncapi_pygen.ir.schema import Body

_LEAST: Final = {"minContains": 1, "minItems": 0, "minLength": 0, "minProperties": 0}
"""The lower bounds of how many there are, with what holds where they are not said."""

_MOST: Final = ("maxContains", "maxItems", "maxLength", "maxProperties")
_LETTER: Final = ("contentEncoding", "contentMediaType")

_Bound = tuple[float, bool]
"""A number, and whether it is itself out of bounds."""


def compare_bounds(both: Both) -> Iterator[Found]:
    """Tell which bounds came, went and moved."""
    yield from _moved(both, _lower, ("minimum", "exclusiveMinimum"), -inf, 1)
    yield from _moved(both, _upper, ("maximum", "exclusiveMaximum"), inf, -1)
    for keyword, usual in _LEAST.items():
        yield from _moved(both, _least(keyword, usual), (keyword,), usual, 1)
    for keyword in _MOST:
        yield from _moved(both, _most(keyword), (keyword,), inf, -1)


def compare_conditions(both: Both) -> Iterator[Found]:
    """Tell how patterns, formats, encodings, factors and uniqueness have changed."""
    yield from _texts(both, "pattern", "diff-pattern", "pattern")
    yield from _texts(both, "format", "diff-format", "format")
    for keyword in _LETTER:
        yield from _texts(both, keyword, "diff-encoding", keyword)
    yield from _multiples(both)
    old, new = (True in view.values("uniqueItems") for view in (both.old, both.new))
    if new and not old:
        reason = f"items of `{both.new.name}` may not repeat any more"
        yield both.found("diff-bound-tightened", Effect.NARROWER, reason, "uniqueItems")
    elif old and not new:
        reason = f"items of `{both.new.name}` may repeat now"
        yield both.found("diff-bound-loosened", Effect.WIDER, reason, "uniqueItems")


def _moved(
    both: Both,
    bound: Callable[[View], _Bound | None],
    keywords: tuple[str, ...],
    usual: float,
    sign: int,
) -> Iterator[Found]:
    """Tell how a bound moved, ``usual`` where none is said; with the sign 1, more is tighter."""
    old, new = bound(both.old), bound(both.new)
    if old == new:
        return
    ranks = [_rank((usual, False) if one is None else one, sign) for one in (old, new)]
    tighter = ranks[1] > ranks[0]
    reason = f"`{keywords[0]}` of `{both.new.name}` was {_said(old)} and is {_said(new)}"
    code, effect = (
        ("diff-bound-tightened", Effect.NARROWER)
        if tighter
        else ("diff-bound-loosened", Effect.WIDER)
    )
    yield both.found(code, effect, reason, *keywords)


def _rank(bound: _Bound, sign: int) -> tuple[float, bool]:
    return bound[0] * sign, bound[1]


def _said(bound: _Bound | None) -> str:
    if bound is None:
        return "not bounded"
    return f"{bound[0]}{' (exclusive)' if bound[1] else ''}"


def _numbers(view: View, keyword: str) -> list[float]:
    return [
        one
        for one in view.values(keyword)
        if isinstance(one, int | float) and not isinstance(one, bool)
    ]


def _lower(view: View) -> _Bound | None:
    found = [(one, False) for one in _numbers(view, "minimum")]
    found += [(one, True) for one in _numbers(view, "exclusiveMinimum")]
    return max(found, key=lambda one: _rank(one, 1), default=None)


def _upper(view: View) -> _Bound | None:
    found = [(one, False) for one in _numbers(view, "maximum")]
    found += [(one, True) for one in _numbers(view, "exclusiveMaximum")]
    return max(found, key=lambda one: _rank(one, -1), default=None)


def _least(keyword: str, usual: int) -> Callable[[View], _Bound | None]:
    def bound(view: View) -> _Bound | None:
        # What says no more than its absence does is no bound.
        found = max(_numbers(view, keyword), default=usual)
        return None if found == usual else (found, False)

    return bound


def _most(keyword: str) -> Callable[[View], _Bound | None]:
    def bound(view: View) -> _Bound | None:
        numbers = _numbers(view, keyword)
        return (min(numbers), False) if numbers else None

    return bound


def _texts(both: Both, keyword: str, code: str, called: str) -> Iterator[Found]:
    """Tell how what is said by a text has changed, each of which holds."""
    old, new = (_all(view.values(keyword)) for view in (both.old, both.new))
    if old == new:
        return
    name, more, less = both.new.name, sorted(new - old), sorted(old - new)
    if more and less:
        reason = f"the {called} of `{name}` was `{less[0]}` and is `{more[0]}`"
        yield both.found(f"{code}-changed", Effect.OTHER, reason, keyword)
    elif more:
        reason = f"`{name}` has the {called} `{more[0]}` now"
        yield both.found(f"{code}-added", Effect.NARROWER, reason, keyword)
    else:
        reason = f"`{name}` has the {called} `{less[0]}` no longer"
        yield both.found(f"{code}-removed", Effect.WIDER, reason, keyword)


def _all(values: list[Body]) -> frozenset[str]:
    return frozenset(value for value in values if isinstance(value, str))


def _multiples(both: Both) -> Iterator[Found]:
    old, new = (frozenset(_numbers(view, "multipleOf")) for view in (both.old, both.new))
    if old == new:
        return
    name = both.new.name
    if all(any(_divides(factor, one) for one in new) for factor in old):
        reason = f"`multipleOf` of `{name}` is {_factors(new)} now, and was {_factors(old)}"
        yield both.found("diff-bound-tightened", Effect.NARROWER, reason, "multipleOf")
    elif all(any(_divides(factor, one) for one in old) for factor in new):
        reason = f"`multipleOf` of `{name}` was {_factors(old)} and is {_factors(new)}"
        yield both.found("diff-bound-loosened", Effect.WIDER, reason, "multipleOf")
    else:
        reason = f"`multipleOf` of `{name}` was {_factors(old)} and is {_factors(new)}"
        yield both.found("diff-bound-changed", Effect.OTHER, reason, "multipleOf")


def _factors(factors: frozenset[float]) -> str:
    return ", ".join(map(str, sorted(factors))) or "nothing"


def _divides(factor: float, number: float) -> bool:
    return factor != 0 and (Fraction(str(number)) / Fraction(str(factor))).denominator == 1
