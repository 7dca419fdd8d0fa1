"""Which message a sample is: the one whose fixed values it has, and that it fits best."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias

from asyncapi_pygen.drift.comparing import Comparison, Part, as_text, fixed_values
from asyncapi_pygen.drift.found import Found
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import properties

_Path: TypeAlias = tuple[str, ...]

_DEEPEST: Final = 2
"""How many objects a tag lies in, counting the message's own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sample is: a message and how the two compare.

    Where there is none, ``tag`` is the place and the value, as JSON, that no message has; where
    ``rivals`` are several, nothing tells which of them it is.
    """

    message: Message | None = None
    found: Found | None = None
    tag: tuple[_Path, str] | None = None
    rivals: tuple[Message, ...] = ()


class Teller:
    """Tells which of some messages a sample is; all of them have a payload of JSON Schema."""

    def __init__(self, api: Api, messages: Sequence[Message]) -> None:
        self._comparison = Comparison(api.schemas)
        self._payloads: dict[str, Message] = {}
        for message in messages:
            if message.payload is not None:
                self._payloads.setdefault(message.payload, message)
        self._fixed = {
            id_: dict(self._tags(self._comparison.parts(id_), ())) for id_ in self._payloads
        }
        self._places = _telling(self._fixed)

    def told(self, value: Json) -> Told:
        """Tell which message a value is, and compare it."""
        fitting = [id_ for id_, tags in self._fixed.items() if self._agrees(tags, value)]
        if not fitting:
            return Told(tag=self._unknown_tag(value))
        found = {id_: self._comparison.of(id_, value) for id_ in fitting}
        least = min(one.rank for one in found.values())
        best = [id_ for id_, one in found.items() if one.rank == least]
        if len(best) > 1:
            return Told(rivals=tuple(self._payloads[id_] for id_ in best))
        return Told(self._payloads[best[0]], found[best[0]])

    def _tags(self, parts: Sequence[Part], path: _Path) -> Iterator[tuple[_Path, frozenset[str]]]:
        """Yield the properties that have fixed values, with the values as JSON."""
        for part in parts:
            for name, body in properties(part.body).items():
                inner = self._comparison.inside(body, part.spot)
                for one in inner:
                    values = fixed_values(one.body)
                    if values:
                        yield (*path, name), frozenset(values)
                if len(path) + 1 < _DEEPEST:
                    yield from self._tags(inner, (*path, name))

    def _agrees(self, tags: Mapping[_Path, frozenset[str]], value: Json) -> bool:
        told = ((tags[path], _at(value, path)) for path in self._places if path in tags)
        return all(text is None or text in values for values, text in told)

    def _unknown_tag(self, value: Json) -> tuple[_Path, str] | None:
        """Return the first place with a value that no message knows."""
        for path in self._places:
            text = _at(value, path)
            known = {one for tags in self._fixed.values() for one in tags.get(path, ())}
            if text is not None and text not in known:
                return path, text
        return None


def _telling(fixed: Mapping[str, Mapping[_Path, frozenset[str]]]) -> list[_Path]:
    """Return the places whose values tell some two messages apart."""
    said: dict[_Path, set[frozenset[str]]] = {}
    for tags in fixed.values():
        for path, values in tags.items():
            said.setdefault(path, set()).add(values)
    return [
        path
        for path, found in said.items()
        if any(one.isdisjoint(other) for one, other in combinations(found, 2))
    ]


def _at(value: Json, path: _Path) -> str | None:
    """Return what is at a place, as JSON, ``None`` if nothing is."""
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return as_text(value)
