"""What a schema says by further schemas: conditions, negations, names, patterns of names."""

from collections.abc import Iterator
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found, Pair, Sense
from asyncapi_pygen.diff.objects import effect_of_pattern
from asyncapi_pygen.diff.views import Spot, View, text
from asyncapi_pygen.payloads.bodies import listed, mapped

_SENSES: Final = {
    "contains": Sense.SAME,
    "contentSchema": Sense.SAME,
    "else": Sense.SAME,
    "if": Sense.UNCLEAR,
    "not": Sense.TURNED,
    "propertyNames": Sense.SAME,
    "then": Sense.SAME,
}
"""The keywords whose value is one schema, and what that does to the one around it."""

_PATTERNS: Final = "patternProperties"
_MAPS: Final = ("dependencies", "dependentSchemas", _PATTERNS)
_LISTS: Final = ("dependencies", "dependentRequired")


def compare_schemas_inside(both: Both) -> Iterator[Found | Pair]:
    """Compare what further schemas say of a value, or of parts of it that have no name."""
    for keyword, sense in _SENSES.items():
        old, new = both.old.single(keyword), both.new.single(keyword)
        if old and new:
            yield both.pair(old, new, _sense(both, keyword, sense))
        elif new:
            reason = f"`{keyword}` of `{both.new.name}` is a condition that there was not"
            yield both.found("diff-condition-added", Effect.NARROWER, reason, keyword)
        elif old:
            reason = f"`{keyword}` of `{both.new.name}` is no condition any more"
            yield both.found("diff-condition-removed", Effect.WIDER, reason, keyword)
    for keyword in _MAPS:
        yield from _maps(both, keyword)
    for keyword in _LISTS:
        yield from _dependencies(both, keyword)


def _sense(both: Both, keyword: str, usual: Sense) -> Sense:
    """Return what a schema does: where there is a most for it, more that it allows may be less."""
    counted = keyword == "contains" and "maxContains" in both.old.keywords | both.new.keywords
    return Sense.UNCLEAR if counted else usual


def _maps(both: Both, keyword: str) -> Iterator[Found | Pair]:
    old, new = (_schemas(view, keyword) for view in (both.old, both.new))
    for name in sorted(old.keys() & new.keys()):
        yield both.pair(old[name], new[name])
    for name in sorted(new.keys() - old.keys()):
        effect = _effect(both.old, keyword, name, Effect.NARROWER)
        reason = f"`{keyword}` of `{both.new.name}` has `{name}` now"
        yield Found("diff-condition-added", effect, reason, both.old.spot, new[name][0])
    for name in sorted(old.keys() - new.keys()):
        effect = _effect(both.new, keyword, name, Effect.WIDER)
        reason = f"`{keyword}` of `{both.new.name}` has `{name}` no longer"
        yield Found("diff-condition-removed", effect, reason, old[name][0], both.new.spot)


def _effect(other: View, keyword: str, name: str, usual: Effect) -> Effect:
    """Return what an entry does that the other side lacks: a pattern may be all that may be."""
    return effect_of_pattern(other, name, usual) if keyword == _PATTERNS else usual


def _schemas(view: View, keyword: str) -> dict[str, tuple[Spot, ...]]:
    """Return the entries that are schemas: in ``dependencies``, there are lists as well."""
    found = view.members(keyword)
    return {name: spots for name, spots in found.items() if not listed(view.book.at(spots[0]))}


def _dependencies(both: Both, keyword: str) -> Iterator[Found]:
    old, new = (_needed(view, keyword) for view in (both.old, both.new))
    for name, needs in sorted(new - old):
        reason = f"`{name}` needs {needs} beside it now"
        yield both.found("diff-condition-added", Effect.NARROWER, reason, keyword)
    for name, needs in sorted(old - new):
        reason = f"`{name}` does not need {needs} beside it any more"
        yield both.found("diff-condition-removed", Effect.WIDER, reason, keyword)


def _needed(view: View, keyword: str) -> set[tuple[str, str]]:
    return {
        (name, text(one).replace('"', "`"))
        for value in view.values(keyword)
        for name, names in mapped(value).items()
        for one in listed(names)
    }
