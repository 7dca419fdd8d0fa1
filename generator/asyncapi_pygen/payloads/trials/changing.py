"""Changes of a value of JSON: what is put in it at some places, and what is taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.pointers import join_pointer

Pointer: TypeAlias = tuple[str, ...]
Puts: TypeAlias = tuple[tuple[Pointer, Json], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """Changes of a value: what is put at some places, in order, and what is then taken away."""

    puts: Puts = ()
    drops: tuple[Pointer, ...] = ()

    def of(self, value: Json) -> Json:
        """Return a value with the changes; what is not on the way to them is shared."""
        for at, put in self.puts:
            value = _with(value, at, put)
        for *outer, name in self.drops:
            inner = fields(value_at(value, outer))
            kept = {key: one for key, one in inner.items() if key != name}
            value = _with(value, tuple(outer), kept)
        return value

    def written(self) -> dict[str, Json]:
        """Return the trial as JSON, its places as JSON pointers."""
        puts: dict[str, Json] = {join_pointer(at): value for at, value in self.puts}
        said: dict[str, Json] = {"with": puts} if puts else {}
        return {**said, "without": [*map(join_pointer, self.drops)]} if self.drops else said


def value_at(value: Json, at: Sequence[str]) -> Json:
    """Return what is at a place, ``None`` where nothing is."""
    for step in at:
        value = _inside(value, step)
    return value


def fields(value: Json) -> Mapping[str, Json]:
    """Return the members of an object; what is none has none."""
    return value if isinstance(value, dict) else {}


def _inside(value: Json, step: str) -> Json:
    if isinstance(value, list):
        return value[int(step)] if int(step) < len(value) else None
    return fields(value).get(step)


def _with(value: Json, at: Pointer, put: Json) -> Json:
    if not at:
        return put
    first, rest = at[0], at[1:]
    inner = _with(_inside(value, first), rest, put)
    if isinstance(value, list):
        number = int(first)
        return [*value[:number], inner, *value[number + 1 :]]
    return {**fields(value), first: inner}
