"""Schemas side by side, in depth: each two places are compared once, however often they are met."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from asyncapi_pygen.diff.arrays import compare_arrays
from asyncapi_pygen.diff.bounds import compare_bounds, compare_conditions
from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.conditions import compare_schemas_inside
from asyncapi_pygen.diff.found import Both, Found, Pair
from asyncapi_pygen.diff.objects import compare_objects
from asyncapi_pygen.diff.remarks import compare_remarks, compare_wording
from asyncapi_pygen.diff.unions import compare_branches, compare_unions, lifted
from asyncapi_pygen.diff.values import compare_existence, compare_fixed, compare_types
from asyncapi_pygen.diff.views import Book, Place, Spot, text
from asyncapi_pygen.ir.schema import Language, Schema

_COMPARISONS: Final[tuple[Callable[[Both], Iterator[Found | Pair]], ...]] = (
    compare_existence,
    compare_types,
    compare_fixed,
    compare_bounds,
    compare_conditions,
    compare_objects,
    compare_arrays,
    compare_schemas_inside,
    compare_remarks,
)


@dataclass(frozen=True, slots=True)
class _Compared:
    """What differs at two places themselves, and the places inside that are to be compared."""

    found: tuple[Found, ...]
    inside: tuple[Pair, ...]


@dataclass(slots=True)
class SchemaComparison:
    """Compares schemas of two documents; ``rest`` is called now and then, and may end it."""

    old: Book
    new: Book
    rest: Callable[[], None]
    seen_old: set[str] = field(default_factory=set[str])
    seen_new: set[str] = field(default_factory=set[str])
    _known: dict[tuple[Place, Place], _Compared] = field(
        default_factory=dict[tuple[Place, Place], _Compared]
    )

    def of(self, old: str, new: str) -> list[Found]:
        """Return how the schema with the id ``old`` has become the one with the id ``new``."""
        self.seen_old.add(old)
        self.seen_new.add(new)
        one, other = self.old.schemas[old], self.new.schemas[new]
        both = one.format.language, other.format.language
        if both[0] is not both[1] and not all(language.is_json_schema for language in both):
            reason = f"`{other.key}` was described in {both[0].value}, and is in {both[1].value}"
            return [Found("diff-schema-format", Effect.OTHER, reason, Spot(old), Spot(new))]
        if not both[0].is_json_schema:
            return [*_dialects(one, other), *_as_a_whole(one, other)]
        return [*_dialects(one, other), *self._closure(Pair(_place(old), _place(new)))]

    def _closure(self, start: Pair) -> list[Found]:
        """Return what differs at two places and everywhere inside."""
        found: dict[Found, None] = {}
        met: set[Pair] = set()
        waiting = [Pair(self.old.place(start.old), self.new.place(start.new), start.sense)]
        while waiting:
            pair = waiting.pop()
            if pair in met:
                continue
            met.add(pair)
            compared = self._compared(pair.old, pair.new)
            for one in compared.found:
                effect = pair.sense.effect(one.effect)
                found[Found(one.code, effect, one.reason, one.old, one.new)] = None
            waiting += [Pair(one.old, one.new, pair.sense.of(one.sense)) for one in compared.inside]
        return [*found]

    def _compared(self, old: Place, new: Place) -> _Compared:
        known = self._known.get((old, new))
        if known is None:
            self.rest()
            # What leads back here while branches are weighed counts as no difference.
            self._known[old, new] = _Compared((), ())
            known = self._known[old, new] = self._compare(old, new)
        return known

    def _compare(self, old: Place, new: Place) -> _Compared:
        both = Both(self.old.view(old), self.new.view(new))
        self.seen_old |= {part.spot.schema for part in both.old.parts}
        self.seen_new |= {part.spot.schema for part in both.new.parts}
        told = [*self._told(both), *_heirs(both)]
        found = [one for one in told if isinstance(one, Found)]
        inside = [one for one in told if isinstance(one, Pair)]
        if not found and not lifted(both):
            found = [*compare_wording(both)]
        return _Compared((*found, *_renamed(both)), tuple(inside))

    def _told(self, both: Both) -> Iterator[Found | Pair]:
        pair = lifted(both)
        if pair is not None:
            yield from compare_branches(both, *pair, self._distance)
            return
        for compare in _COMPARISONS:
            yield from compare(both)
        yield from compare_unions(both, self._distance)

    def _distance(self, old: Place, new: Place) -> int:
        return sum(one.effect is not Effect.NOTE for one in self._closure(Pair(old, new)))


def _place(id_: str) -> Place:
    return (Spot(id_),)


def _heirs(both: Both) -> Iterator[Found | Pair]:
    """Compare the schemas that inherit from one, which stands for them."""
    old, new = (_heirs_of(view.book, view.place) for view in (both.old, both.new))
    for key in [key for key in old if key in new]:
        yield Pair(old[key], new[key])
    for key in sorted(new.keys() - old.keys()):
        reason = f"`{both.new.name}` may be `{key}` as well now"
        yield Found("diff-branch-added", Effect.WIDER, reason, both.old.spot, new[key][0])
    for key in sorted(old.keys() - new.keys()):
        reason = f"`{both.new.name}` may not be `{key}` any more"
        yield Found("diff-branch-removed", Effect.NARROWER, reason, old[key][0], both.new.spot)


def _heirs_of(book: Book, place: Place) -> dict[str, Place]:
    if len(place) != 1 or place[0].tokens:
        return {}
    return {book.schemas[id_].key: _place(id_) for id_ in book.schemas[place[0].schema].heirs}


def _renamed(both: Both) -> Iterator[Found]:
    """Tell that a component is called otherwise, after which its class is named."""
    names = [_component(view.book, view.place) for view in (both.old, both.new)]
    if all(names) and names[0] != names[1]:
        reason = f"`{names[0]}` is called `{names[1]}` now"
        yield both.found("diff-schema-renamed", Effect.NOTE, reason)


def _component(book: Book, place: Sequence[Spot]) -> str:
    if len(place) != 1 or place[0].tokens:
        return ""
    schema = book.schemas[place[0].schema]
    return schema.key if schema.component else ""


def _as_a_whole(old: Schema, new: Schema) -> Iterator[Found]:
    """Compare what is not described in JSON Schema."""
    at = (Spot(old.id), Spot(new.id))
    language = new.format.language
    if text(old.body) == text(new.body):
        if language is Language.OTHER and old.format.text != new.format.text:
            reason = f"`{new.key}` was `{old.format.text}` and is `{new.format.text}`"
            yield Found("diff-schema-format", Effect.OTHER, reason, *at)
        return
    if language is Language.PROTOBUF and old.protobuf == new.protobuf:
        reason = f"`{new.key}` is written otherwise, and describes the same"
        yield Found("diff-rewritten", Effect.NOTE, reason, *at)
        return
    reason = f"`{new.key}`, in {language.value}, has changed: which way is not told"
    yield Found("diff-foreign-schema", Effect.OTHER, reason, *at)


def _dialects(old: Schema, new: Schema) -> Iterator[Found]:
    """Tell that a schema is read by other rules; AsyncAPI's go with the document's version."""
    said = [(one.format.language, one.format.version) for one in (old, new)]
    if new.format.language is Language.OTHER:
        return
    if said[0] != said[1] and any(one[0] is not Language.ASYNCAPI for one in said):
        texts = [one.format.text or one.format.language.value for one in (old, new)]
        reason = f"`{new.key}` is read as `{texts[1]}` now, and was as `{texts[0]}`"
        yield Found("diff-dialect", Effect.NOTE, reason, Spot(old.id), Spot(new.id))
