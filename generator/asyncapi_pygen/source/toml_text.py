"""The one table of a TOML file that is ours, with positions.

``tomllib`` knows what the file says and not where; ``tree-sitter`` sees where and not what. What
the one reads is put where the other found it, so that a grammar that sees less than Python reads
makes a place vague and never a value wrong.
"""

import math
import re
import tomllib
from array import array
from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

from asyncapi_pygen.source.builder import Builder, Fault, RefusedError

if TYPE_CHECKING:
    from tree_sitter import Node

TABLE: Final = ("tool", "asyncapi-pygen")
"""Where our settings are in a ``pyproject.toml``."""

Toml: TypeAlias = "dict[str, Toml] | list[Toml] | str | int | float | bool | date | time"
"""What ``tomllib`` reads; a ``datetime`` is a ``date``."""

_Path: TypeAlias = tuple[str, ...]

_AT: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_BITS_OF_A_DIGIT: Final = 3.33
_UTF8_CONTINUATION: Final = 0b1000_0000
_UTF8_LEAD_BITS: Final = 0b1100_0000


def has_table(text: str) -> bool:
    """Whether a TOML text has our table; one that is no TOML has it if it names us.

    A text that nowhere has our name as it is written here is none of our business, whatever else
    is wrong with it.
    """
    if TABLE[-1] not in text:
        return False
    try:
        value: Toml | None = tomllib.loads(text)
    except (ValueError, RecursionError):  # a number of very many digits is a ValueError
        return True
    for key in TABLE:
        value = value.get(key) if isinstance(value, dict) else None
    return value is not None


def read_toml(text: str, builder: Builder) -> None:
    """Read our table of a TOML text into ``builder``, inside the objects that hold it.

    What JSON has no form for, such as a date, is a fault (``config-value``).

    Raises:
        RefusedError: the text is no TOML (``config-syntax``), or is over a limit.
    """
    try:
        whole = tomllib.loads(text)
        found = dict(_reversed(_Places(text).all()))
        _Reading(builder, found).put_ours(whole, ())
    except ValueError as error:
        raise RefusedError(_syntax_fault(text, str(error))) from None
    except RecursionError:
        message = "the text is not read: values are nested too deeply"
        raise RefusedError(Fault(code="config-syntax", message=message, offset=0)) from None


def _reversed(
    pairs: Iterator[tuple[_Path, tuple[int, int]]],
) -> list[tuple[_Path, tuple[int, int]]]:
    """Turn pairs round, so that of several places of a table the first one stays."""
    return list(pairs)[::-1]


def _syntax_fault(text: str, said: str) -> Fault:
    """Say what ``tomllib`` says, at the place that it names."""
    at = _AT.search(said)
    offset = max(len(text) - 1, 0)
    if at is not None and at[1] is not None:
        before = text.split("\n")[: int(at[1]) - 1]
        offset = sum(len(line) + 1 for line in before) + int(at[2]) - 1
    reason = _AT.sub("", said)
    message = f"the text is not TOML: {reason[:1].lower()}{reason[1:]}"
    return Fault(code="config-syntax", message=message, offset=offset)


class _Reading:
    """Values on their way into the builder, each put at its place."""

    def __init__(self, builder: Builder, places: Mapping[_Path, tuple[int, int]]) -> None:
        self._builder = builder
        self._places = places

    def put_ours(self, value: Toml, path: _Path) -> None:
        """Put the objects that hold our table, and of their members that one alone."""
        if len(path) == len(TABLE) or not isinstance(value, dict):
            self._put(value, path)
            return
        self._builder.open({}, self._place(path)[1])
        key = TABLE[len(path)]
        if key in value:
            self._builder.add(key, self._place((*path, key))[0], key)
            self.put_ours(value[key], (*path, key))
        self._builder.close()

    def _put(self, value: Toml, path: _Path) -> None:
        offset = self._place(path)[1]
        if isinstance(value, dict):
            self._builder.open({}, offset)
            for key, inner in value.items():
                self._builder.add(key, self._place((*path, key))[0], key)
                self._put(inner, (*path, key))
            self._builder.close()
        elif isinstance(value, list):
            self._builder.open([], offset)
            for index, inner in enumerate(value):
                self._put(inner, (*path, str(index)))
            self._builder.close()
        else:
            self._put_scalar(value, offset)

    def _put_scalar(self, value: str | float | date | time, offset: int) -> None:
        digits = self._builder.limits.integer_digits
        if isinstance(value, date | time) or (
            isinstance(value, float) and not math.isfinite(value)
        ):
            reason = f"`{value}` has no JSON form"
        elif isinstance(value, int) and value.bit_length() > _BITS_OF_A_DIGIT * digits:
            reason = f"a number has more than {digits} digits"
        else:
            self._builder.add(value, offset, "")
            return
        self._builder.fault("config-value", reason, offset, hint="quote it to make it text")
        self._builder.add(None, offset, "")

    def _place(self, path: _Path) -> tuple[int, int]:
        """Return the offsets of a key and of its value, or of the nearest that holds them."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, (0, 0))


class _Places:
    """Where keys and values stand in a TOML text, by the syntax tree of ``tree-sitter``.

    A table is where its name stands. An item of an array has one place for key and value.
    """

    def __init__(self, text: str) -> None:
        self._source = text.encode()
        self._characters = None if text.isascii() else _characters(self._source)
        self._items: dict[_Path, int] = {}

    def all(self) -> Iterator[tuple[_Path, tuple[int, int]]]:
        """Yield path and places of each key and each item, in the order of the text."""
        for node in _parsed(self._source).named_children:
            if node.type == "pair":
                yield from self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                yield from self._table(node)

    def _table(self, node: "Node") -> Iterator[tuple[_Path, tuple[int, int]]]:
        name, *rest = node.named_children
        *above, last = self._keys(name)
        path: _Path = ()
        for key, at in above:
            path = self._within((*path, key))
            yield path, (at, at)
        path = (*path, last[0])
        yield path, (last[1], last[1])
        if node.type == "table_array_element":
            self._items[path] = self._items.get(path, -1) + 1
            path = self._within(path)
            yield path, (last[1], last[1])
        for inner in rest:
            if inner.type == "pair":
                yield from self._pair(inner, path)

    def _within(self, path: _Path) -> _Path:
        """Return the path of a table that a name means: of an array of tables, its last one."""
        return (*path, str(self._items[path])) if path in self._items else path

    def _pair(self, node: "Node", path: _Path) -> Iterator[tuple[_Path, tuple[int, int]]]:
        name, *values = [one for one in node.named_children if one.type != "comment"]
        if not values:  # the grammar knows less of TOML than this Python
            return
        value = values[-1]
        for key, at in self._keys(name):
            path = (*path, key)
            yield path, (at, self._offset(value))
        yield from self._value(value, path)

    def _value(self, node: "Node", path: _Path) -> Iterator[tuple[_Path, tuple[int, int]]]:
        if node.type == "inline_table":
            for inner in node.named_children:
                if inner.type == "pair":
                    yield from self._pair(inner, path)
        elif node.type == "array":
            items = (one for one in node.named_children if one.type != "comment")
            for index, item in enumerate(items):
                at = self._offset(item)
                yield (*path, str(index)), (at, at)
                yield from self._value(item, (*path, str(index)))

    def _keys(self, node: "Node") -> list[tuple[str, int]]:
        """Return the parts of a key, each with its offset."""
        parts: list[Node] = []
        while node.type == "dotted_key":
            node, *_, last = node.named_children
            parts.append(last)
        return [(self._text(one), self._offset(one)) for one in (node, *reversed(parts))]

    def _text(self, node: "Node") -> str:
        written = self._source[node.start_byte : node.end_byte].decode()
        return written if node.type == "bare_key" else next(iter(tomllib.loads(f"{written} = 0")))

    def _offset(self, node: "Node") -> int:
        return node.start_byte if self._characters is None else self._characters[node.start_byte]


def _characters(source: bytes) -> "array[int]":
    """Return, for each byte of UTF-8, the number of the character that it is part of."""
    leads = ((byte & _UTF8_LEAD_BITS) != _UTF8_CONTINUATION for byte in source)
    return array("L", (count - 1 for count in accumulate(leads)))


def _parsed(source: bytes) -> "Node":
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_toml.language())).parse(source).root_node
