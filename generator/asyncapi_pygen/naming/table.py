"""Wishes for names, and the names that all of them get at once.

Whoever spells a name exactly as it will be gets it. When several others want one name, each of them
takes its next, longer candidate; when the candidates run out, a number. The outcome depends on the
set of wishes and not on their order, so that moving things in a document renames nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wish:
    """What wants a name: ``key`` identifies it, ``candidates`` are its names, best first.

    ``exact`` says that the document spells the first candidate just so; ``pinned`` that the user
    asked for it: pins come before everything.
    """

    key: str
    candidates: tuple[str, ...]
    exact: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Several wishes for one name: who got what, by key."""

    wanted: str
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The names by key, and the clashes on the way, sorted by the wanted name."""

    names: Mapping[str, str]
    clashes: tuple[Clash, ...]


_NOTHING: Final[Mapping[str, str]] = {}


def assign(
    wishes: Iterable[Wish],
    reserved: AbstractSet[str] = frozenset(),
    given: Mapping[str, str] = _NOTHING,
) -> Assignment:
    """Give every wish a name of its own.

    ``reserved`` names go to nobody. ``given`` holds the names by key that went to others before: a
    wish for one of those is a clash.
    """
    owners = {name: key for key, name in given.items()}
    names: dict[str, str] = {}
    contested: dict[str, list[str]] = {}
    told: set[str] = set()
    waiting = sorted(wishes, key=lambda wish: wish.key)
    numbers: dict[str, int] = {}
    level = 0
    while waiting:
        refused: list[Wish] = []
        for name, group in sorted(_by_candidate(waiting, level).items()):
            free = name not in reserved and name not in owners
            winner = _winner(group, level) if free else None
            losers = [wish for wish in group if wish is not winner]
            if losers and name not in reserved:
                keys = [owners[name]] if name in owners else []
                keys += [wish.key for wish in group]
                # Those that clash once more, with their longer names, have been told of.
                if len(keys) > 1 and not told.issuperset(keys):
                    contested[name] = keys
                    told.update(keys)
            if winner is not None:
                names[winner.key] = name
                owners[name] = winner.key
            refused += losers
        level += 1
        for wish in (one for one in refused if level >= len(one.candidates)):
            name = _numbered(wish.candidates[-1], reserved, owners, numbers)
            names[wish.key] = name
            owners[name] = wish.key
        waiting = [wish for wish in refused if level < len(wish.candidates)]
    return Assignment(names, _clashes(contested, {**given, **names}))


def _by_candidate(wishes: Iterable[Wish], level: int) -> dict[str, list[Wish]]:
    groups: dict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        groups[wish.candidates[level]].append(wish)
    return groups


def _winner(group: list[Wish], level: int) -> Wish | None:
    """Return who may have the name: the pinned, else the exact one, else the only one."""
    for claims in ([w for w in group if w.pinned], [w for w in group if w.exact and not level]):
        if len(claims) == 1:
            return claims[0]
    return group[0] if len(group) == 1 else None


def _numbered(
    name: str, reserved: AbstractSet[str], owners: Mapping[str, str], numbers: dict[str, int]
) -> str:
    """Return the name with the next number that is free; ``numbers`` holds the last ones given.

    ``call_id`` becomes ``call_id_2``, and ``CallId`` becomes ``CallId2``.
    """
    stem = name.rstrip("_")
    stem += "_" if stem == stem.lower() else ""
    number = numbers.get(stem, 1) + 1
    while f"{stem}{number}" in owners or f"{stem}{number}" in reserved:
        number += 1
    numbers[stem] = number
    return f"{stem}{number}"


def _clashes(contested: Mapping[str, Iterable[str]], names: Mapping[str, str]) -> tuple[Clash, ...]:
    return tuple(
        Clash(wanted, tuple((key, names[key]) for key in keys))
        for wanted, keys in sorted(contested.items())
    )
