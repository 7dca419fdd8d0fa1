"""Unions: which branch of one is which of another, and which came and went."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found, Pair, Sense
from asyncapi_pygen.diff.values import fixed, types_of
from asyncapi_pygen.diff.views import Book, Place, Spot, View, text
from asyncapi_pygen.payloads.bodies import is_annotation

KEYWORDS: Final = ("oneOf", "anyOf")

Distance = Callable[[Place, Place], int]
"""Counts the changes from one place to another."""


@dataclass(frozen=True, slots=True)
class Union:
    """The branches of a union, and the keyword that has them; none where it is no union at all."""

    keyword: str
    branches: tuple[Spot, ...]


def unions_of(view: View) -> list[Union]:
    """Return the unions that all speak of a value."""
    return [Union(keyword, one) for keyword in KEYWORDS for one in view.lists(keyword)]


def lifted(both: Both) -> tuple[Union, Union] | None:
    """Return what to compare where one side is a union of nothing else, and the other is none."""
    old, new = unions_of(both.old), unions_of(both.new)
    if not old and len(new) == 1 and _says_only_union(both.new):
        return Union("", both.old.place), new[0]
    if not new and len(old) == 1 and _says_only_union(both.old):
        return old[0], Union("", both.new.place)
    return None


def _says_only_union(view: View) -> bool:
    return all(
        keyword in KEYWORDS or keyword == "discriminator" or is_annotation(keyword)
        for keyword in view.keywords
    )


def compare_unions(both: Both, distance: Distance) -> Iterator[Found | Pair]:
    """Compare the unions on both sides, in order."""
    old, new = unions_of(both.old), unions_of(both.new)
    name = both.new.name
    for one, other in zip(old, new, strict=False):
        yield from compare_branches(both, one, other, distance)
    for union in new[len(old) :]:
        reason = f"`{name}` has to be one of {len(union.branches)} schemas as well now"
        yield both.found("diff-union-added", Effect.NARROWER, reason, union.keyword)
    for union in old[len(new) :]:
        reason = f"`{name}` does not have to be one of {len(union.branches)} schemas any more"
        yield both.found("diff-union-removed", Effect.WIDER, reason, union.keyword)


def compare_branches(
    both: Both, old: Union, new: Union, distance: Distance
) -> Iterator[Found | Pair]:
    """Compare two unions branch by branch."""
    name = both.new.name
    if old.keyword and new.keyword and old.keyword != new.keyword:
        is_wider = new.keyword == "anyOf"
        reason = f"of the schemas of `{name}`, {'any' if is_wider else 'just one'} may fit now"
        effect = Effect.WIDER if is_wider else Effect.NARROWER
        yield both.found("diff-union-keyword", effect, reason, *KEYWORDS)
    olds, news = _branches(both.old, old), _branches(both.new, new)
    bare, spare = _bare(both.old.book, olds), _spare(both, olds, news)
    pairs = _matched(both, olds, news, distance)
    for one, other in pairs:
        types = types_of(both.old.book.view(one)) | types_of(both.new.book.view(other))
        is_borne = one not in bare and types <= spare
        yield Pair(one, other, Sense.BORNE if is_borne else Sense.SAME)
    for place in [one for one in news if one not in {other for _, other in pairs}]:
        view = both.new.book.view(place)
        effect = Effect.HARMLESS if types_of(view) <= spare else Effect.WIDER
        reason = f"`{name}` may be {_called(view)} as well now"
        yield Found("diff-branch-added", effect, reason, both.old.where(*KEYWORDS), place[0])
    for place in [one for one in olds if one not in {one for one, _ in pairs}]:
        view = both.old.book.view(place)
        effect = Effect.HARMLESS if types_of(view) <= spare else Effect.NARROWER
        reason = f"`{name}` may not be {_called(view)} any more"
        yield Found("diff-branch-removed", effect, reason, place[0], both.new.where(*KEYWORDS))


def _branches(view: View, union: Union) -> list[Place]:
    if not union.keyword:
        return [view.place]
    return [*dict.fromkeys(view.book.place((spot,)) for spot in union.branches)]


def _spare(both: Both, olds: Sequence[Place], news: Sequence[Place]) -> frozenset[str]:
    """Return the types of which both unions allow every value, whatever other branches say."""
    sides = [
        {frozenset(types_of(book.view(place))) for place in _bare(book, places)}
        for book, places in ((both.old.book, olds), (both.new.book, news))
    ]
    common = sides[0] & sides[1]
    return frozenset[str]().union(*common)


def _bare(book: Book, places: Sequence[Place]) -> list[Place]:
    """Return the branches that say nothing but a type."""
    return [
        place
        for place in places
        if "type" in book.view(place).keywords
        and all(one == "type" or is_annotation(one) for one in book.view(place).keywords)
    ]


def _called(view: View) -> str:
    """Say what a branch is: by its name, its one value, or its types."""
    if not view.spot.tokens:
        return f"`{view.name}`"
    values = fixed(view)
    if values:
        return next(iter(values.values()))
    types = types_of(view)
    kind = f", of the type {' or '.join(sorted(types))}" if len(types) == 1 else ""
    return f"`{view.name}`{kind}"


def _matched(
    both: Both, olds: Sequence[Place], news: Sequence[Place], distance: Distance
) -> list[tuple[Place, Place]]:
    """Find for each branch what it is now: by name, tag, wording or type, or by what is left."""
    left, right = [*olds], [*news]
    pairs: list[tuple[Place, Place]] = []
    for label in (_by_name, tag_of, _by_text, _by_type):
        known, knows = _labelled(both.old.book, left, label), _labelled(both.new.book, right, label)
        for said, places in known.items():
            if said and len(places) == len(knows.get(said, ())) == 1:
                pairs.append((places[0], knows[said][0]))
                left.remove(places[0])
                right.remove(knows[said][0])
    if _named_apart(both, left, right):
        return pairs
    if len(left) == len(right):
        pairs += zip(left, right, strict=True)
    elif len(left) == 1:
        pairs += [min(((left[0], one) for one in right), key=lambda pair: distance(*pair))]
    elif len(right) == 1:
        pairs += [min(((one, right[0]) for one in left), key=lambda pair: distance(*pair))]
    return pairs


def _labelled(
    book: Book, places: Sequence[Place], label: Callable[[Book, Place], str]
) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(label(book, place), []).append(place)
    return found


def _named_apart(both: Both, left: Sequence[Place], right: Sequence[Place]) -> bool:
    """Whether what is left over has tags of its own, so that none is the other changed."""
    return not (left and right) or all(
        tag_of(book, place)
        for book, places in ((both.old.book, left), (both.new.book, right))
        for place in places
    )


def _by_name(book: Book, place: Place) -> str:
    return book.key(place[0]) if len(place) == 1 and not place[0].tokens else ""


def tag_of(book: Book, place: Place) -> str:
    """Return the properties that have one value alone, with the values."""
    view = book.view(place)
    own = fixed(view)
    found = [f"={value}" for value in own] if own is not None and len(own) == 1 else []
    for name, spots in view.members("properties").items():
        values = fixed(book.view(book.place(spots)))
        if values is not None and len(values) == 1:
            found.append(f"{name}={next(iter(values))}")
    return ";".join(sorted(found))


def _by_text(book: Book, place: Place) -> str:
    return ";".join(sorted(text(part.body) for part in book.view(place).parts))


def _by_type(book: Book, place: Place) -> str:
    types = types_of(book.view(place))
    return ",".join(sorted(types)) if len(types) <= len(("integer", "number")) else ""
