"""By what the events of an operation are known, where they arrive among others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from ._codec import JsonValue, TagReader

T = TypeVar("T")
V = TypeVar("V")

Value: TypeAlias = str | int
"""What a property or a header field holds; a boolean is another value than a number."""

_ANY = "*"
_NOTHING: Mapping[str, JsonValue] = {}
_Seen: TypeAlias = tuple[bool, str | int | float]
"""A value beside whether it is a boolean (``1 == True``)."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A property of the body tells: what it holds.

    Attributes:
        property: Its wire name; where it lies in other objects, theirs before it.
        values: What it holds in events of this operation. A text that ends in ``*`` is
            any that begins like it.
        given: What has to be known before, else this tells nothing.

    """

    property: str | tuple[str, ...]
    values: tuple[Value, ...]
    given: "Tag | Header | None" = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header field tells: what it holds.

    Attributes:
        name: In any case.
        values: What it holds for events of this operation. One that ends in ``*`` is
            any that begins like it.

    """

    name: str
    values: tuple[str, ...]

    @property
    def given(self) -> None:
        """Nothing: header fields are looked at first."""


@dataclass(frozen=True, slots=True)
class Key:
    """A property of the body tells: that it is there, and is not null.

    Attributes:
        names: Wire names of properties that only events of this operation have.
        within: Those that lead to the object that has it; without any, the body is it.
        given: What has to be known before, else this tells nothing.

    """

    names: tuple[str, ...]
    within: tuple[str, ...] = ()
    given: Tag | Header | None = None


Known: TypeAlias = Tag | Header | Key


def path_of(tag: Tag) -> tuple[str, ...]:
    """Give the wire names that lead to the tag's property."""
    return (tag.property,) if isinstance(tag.property, str) else tag.property


def kept_of(known: Known | None) -> str | None:
    """Name the field that makes an event what it is, if it is one and holds one value.

    What is any text that begins in some way need not be what its schema says.
    """
    if not isinstance(known, Tag) or len(path_of(known)) > 1:
        return None
    texts = (value for value in known.values if isinstance(value, str))
    return None if any(map(_is_open, texts)) else path_of(known)[0]


class Chooser(Generic[T]):
    """Finds what an event is for.

    Header fields count before the body, a property before those that lie deeper, and
    what a property holds before which one is there. A value itself counts before a
    beginning, and a longer beginning before a shorter one. What is known only where
    something else is known counts there alone, and nothing else counts there.

    Attributes:
        asks_headers: Whether header fields count at all.
        asks_body: Whether the body does.
        objects: The properties of the body that are looked into.

    Raises:
        ValueError: One thing tells of two choices.

    """

    def __init__(self, choices: Iterable[tuple[Known, T]]) -> None:
        """Find out what to look at, once for all events."""
        self._first: _Step[T] = _Step()
        looked_at: list[Known] = []
        for known, choice in choices:
            given = _given(known)
            self._first.add(given, known, choice)
            looked_at += [*given, known]
        self.asks_headers = any(isinstance(one, Header) for one in looked_at)
        tags = [path_of(one) for one in looked_at if isinstance(one, Tag)]
        keys = [
            place for one in looked_at if isinstance(one, Key) for place in _of(one)
        ]
        self.asks_body = bool(tags or keys)
        self.objects = frozenset(path[0] for path in (*tags, *keys) if len(path) > 1)
        self._reader = TagReader(dict.fromkeys(tags), dict.fromkeys(keys))

    def choose(self, headers: Mapping[str, str], body: bytes) -> T | None:
        """Find what an event is for; ``None`` if nothing tells.

        Raises:
            UnfitError: The body has to tell, and is not JSON.

        """
        first = self._first.by_headers(headers) or self._first
        read = self._reader.read(body) if first.asks_body else _NOTHING
        step: _Step[T] | None = first
        while step is not None and step.asks_body:
            step = step.by_body(read)
        return None if step is None else step.choice


def _given(known: Known) -> list[Tag | Header]:
    """Give what has to be known before, the first thing first."""
    given = known.given
    return [] if given is None else [*_given(given), given]


def _of(key: Key) -> list[tuple[str, ...]]:
    return [(*key.within, name) for name in key.names]


class _Step(Generic[T]):
    """What is looked at at one time, to find the next step; the last is a choice."""

    def __init__(self, choice: T | None = None) -> None:
        self.choice = choice
        self._headers: dict[str, _Table[_Step[T]]] = {}
        self._tags: dict[tuple[str, ...], _Table[_Step[T]]] = {}
        self._keys: dict[tuple[str, ...], dict[str, _Step[T]]] = {}
        self._next: dict[object, _Step[T]] = {}

    @property
    def asks_body(self) -> bool:
        """Whether the body may tell."""
        return bool(self._tags or self._keys)

    def add(self, given: Sequence[Tag | Header], known: Known, choice: T) -> None:
        """Take in a choice, and what is looked at before it."""
        if not given:
            self._claim(known, _Step(choice))
            return
        first, *others = given
        same = first, *map(_seen, first.values)
        if same not in self._next:
            self._next[same] = _Step()
            self._claim(first, self._next[same])
        self._next[same].add(others, known, choice)

    def by_headers(self, headers: Mapping[str, str]) -> "_Step[T] | None":
        """Find what header fields tell."""
        for name, table in self._headers.items():
            found = table.find(headers.get(name))
            if found is not None:
                return found
        return None

    def by_body(self, read: Mapping[str, JsonValue]) -> "_Step[T] | None":
        """Find what the body tells, by what was read of it."""
        for path, table in self._tags.items():
            found = table.find(_at(read, path))
            if found is not None:
                return found
        for within, keys in self._keys.items():
            there = _object(read, within)
            if there is not None and not keys.keys().isdisjoint(_names(there)):
                return _by_key(keys, there)
        return None

    def _claim(self, known: Known, found: "_Step[T]") -> None:
        match known:
            case Tag(values=values):
                self._tags.setdefault(path_of(known), _Table()).add(values, found)
                self._tags = _by_length(self._tags)
            case Header(name=name, values=values):
                self._headers.setdefault(name.lower(), _Table()).add(values, found)
            case Key(names=names, within=within):
                for name in names:
                    _claim(self._keys.setdefault(within, {}), name, found)
                self._keys = _by_length(self._keys)


def _by_length(places: Mapping[tuple[str, ...], V]) -> dict[tuple[str, ...], V]:
    """Put what lies deeper last."""
    return {path: places[path] for path in sorted(places, key=len)}


def _names(read: Mapping[str, JsonValue]) -> list[str]:
    """Give the names of the properties that are there and not null."""
    return [name for name, value in read.items() if value is not None]


def _by_key(keys: Mapping[str, V], read: Mapping[str, JsonValue]) -> V | None:
    """Find what keys tell, if all that are there tell the same."""
    found = [keys[name] for name in _names(read) if name in keys]
    return found[0] if all(one is found[0] for one in found) else None


class _Table(Generic[T]):
    """Choices by what one thing holds."""

    def __init__(self) -> None:
        self._exact: dict[_Seen, T] = {}
        self._open: dict[str, T] = {}
        self._lengths: list[int] = []

    def add(self, values: Sequence[Value], choice: T) -> None:
        """Take in a choice with its values."""
        for value in values:
            if isinstance(value, str) and _is_open(value):
                _claim(self._open, value.removesuffix(_ANY), choice)
            else:
                _claim(self._exact, _seen(value), choice)
        self._lengths = sorted({len(start) for start in self._open}, reverse=True)

    def find(self, value: object) -> T | None:
        """Find the choice for what is there."""
        if not isinstance(value, str | int | float):
            return None
        found = self._exact.get(_seen(value))
        if found is not None or not isinstance(value, str):
            return found
        starts = (value[:length] for length in self._lengths)
        return next((self._open[one] for one in starts if one in self._open), None)


def _is_open(value: str) -> bool:
    return value.endswith(_ANY)


def _seen(value: str | float) -> _Seen:
    return type(value) is bool, value


K = TypeVar("K")


def _claim(choices: dict[K, T], key: K, choice: T) -> None:
    if key in choices:
        raise ValueError(key)
    choices[key] = choice


def _object(
    read: Mapping[str, JsonValue],
    path: Sequence[str],
) -> Mapping[str, JsonValue] | None:
    """Give the object that the path leads to, ``None`` if it is not there."""
    for name in path:
        inner = read.get(name)
        if not isinstance(inner, dict):
            return None
        read = inner
    return read


def _at(read: Mapping[str, JsonValue], path: Sequence[str]) -> JsonValue:
    """Give what the path leads to, ``None`` if it is not there."""
    *outer, last = path
    there = _object(read, outer)
    return None if there is None else there.get(last)
