"""By what the events of an operation are known, where they arrive among others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from ._codec import JsonValue, TagReader

T = TypeVar("T")

Value: TypeAlias = str | int
"""What a property or a header field holds; a boolean is another value than a number."""

_ANY = "*"
_Seen: TypeAlias = tuple[bool, str | int | float]
"""A value beside whether it is a boolean (``1 == True``)."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A property of the body tells: what it holds.

    Attributes:
        property: Its wire name; where it lies in other objects, theirs before it.
        values: What it holds in events of this operation. A text that ends in ``*`` is
            any that begins like it.

    """

    property: str | tuple[str, ...]
    values: tuple[Value, ...]


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


@dataclass(frozen=True, slots=True)
class Key:
    """A property of the body tells: that it is there, and is not null.

    Attributes:
        names: Wire names of properties that only events of this operation have.

    """

    names: tuple[str, ...]


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
    beginning, and a longer beginning before a shorter one.

    Attributes:
        asks_headers: Whether header fields count at all.

    Raises:
        ValueError: One thing tells of two choices.

    """

    def __init__(self, choices: Iterable[tuple[Known, T]]) -> None:
        """Find out what to look at, once for all events."""
        self._headers: dict[str, _Table[T]] = {}
        self._tags: dict[tuple[str, ...], _Table[T]] = {}
        self._keys: dict[str, T] = {}
        for known, choice in choices:
            self._add(known, choice)
        self.asks_headers = bool(self._headers)
        self._paths = sorted(self._tags, key=len)
        self._reader = TagReader(self._paths, self._keys)

    def choose(self, headers: Mapping[str, str], body: bytes) -> T | None:
        """Find what an event is for; ``None`` if nothing tells.

        Raises:
            UnfitError: The body has to tell, and is not JSON.

        """
        for name, table in self._headers.items():
            found = table.find(headers.get(name))
            if found is not None:
                return found
        if not self._paths and not self._keys:
            return None
        read = self._reader.read(body)
        for path in self._paths:
            found = self._tags[path].find(_at(read, path))
            if found is not None:
                return found
        return self._by_key(read)

    def _add(self, known: Known, choice: T) -> None:
        match known:
            case Tag(values=values):
                self._tags.setdefault(path_of(known), _Table()).add(values, choice)
            case Header(name=name, values=values):
                self._headers.setdefault(name.lower(), _Table()).add(values, choice)
            case Key(names=names):
                for name in names:
                    _claim(self._keys, name, choice)

    def _by_key(self, read: Mapping[str, object]) -> T | None:
        """Find the one choice of which a property is there."""
        there = (name for name in read if name in self._keys)
        found = [self._keys[name] for name in there if read[name] is not None]
        return found[0] if found and all(one is found[0] for one in found) else None


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


def _at(read: Mapping[str, JsonValue], path: Sequence[str]) -> JsonValue:
    """Give what the path leads to, ``None`` if it is not there."""
    *outer, last = path
    for name in outer:
        value = read.get(name)
        if not isinstance(value, dict):
            return None
        read = value
    return read.get(last)
