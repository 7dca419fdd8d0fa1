"""``allOf`` merged into one schema, as far as one type can say it.

The merged schema accepts whatever all the parts accept, and perhaps more: where two values of one
keyword cannot be said as one, the first is kept and the keyword is told as dropped.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.ir.schema import Body, SchemaRef
from asyncapi_pygen.payloads.bodies import is_annotation, listed, mapped, modern

Resolve = Callable[[str], Body]

_Merge = Callable[[Body, Body], Body]

_ASSERTIONS: Final = frozenset(
    {"anyOf", "const", "enum", "format", "items", "multipleOf", "oneOf", "pattern", "type"}
)
"""Keywords of which one value says less than two; others are merged, or not enforced anyway."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A schema without ``allOf``, and the keywords of which a value did not make it there."""

    body: Mapping[str, Body]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One schema of an ``allOf``; ``referred`` tells whether a reference led to it."""

    body: Body
    referred: bool = False
    closed: bool = False


def flatten(body: Mapping[str, Body], resolve: Resolve) -> Merged:
    """Merge ``body``'s ``allOf`` into it, references followed; a cycle contributes nothing.

    Annotations are those of ``body``, else those of an inline part: what a referred schema is
    called and described as is about that schema.
    """
    merged: dict[str, Body] = {}
    dropped: dict[str, None] = {}
    annotations: dict[str, Body] = {k: v for k, v in body.items() if is_annotation(k)}
    for part in _parts(body, resolve):
        if part.body is False:
            dropped["false"] = None
        for keyword, value in modern(mapped(part.body)).items():
            if is_annotation(keyword):
                if not part.referred:
                    annotations.setdefault(keyword, value)
            elif keyword not in merged:
                merged[keyword] = value
            elif merged[keyword] is not value:
                merged[keyword], whole = _both(keyword, merged[keyword], value)
                dropped |= {} if whole else {keyword: None}
    return Merged({**merged, **annotations}, tuple(dropped))


def _parts(body: Body, resolve: Resolve) -> Iterable[_Part]:
    """Yield the parts in order, each schema after those of its ``allOf``, none of them twice."""
    seen: set[str] = set()
    waiting = [_Part(body)]
    while waiting:
        part = waiting.pop()
        if isinstance(part.body, SchemaRef):
            if part.body.id not in seen:
                seen.add(part.body.id)
                waiting.append(_Part(resolve(part.body.id), referred=True))
            continue
        inner = listed(mapped(part.body).get("allOf"))
        if part.closed or not inner:
            yield part
            continue
        own = {key: value for key, value in mapped(part.body).items() if key != "allOf"}
        waiting.append(_Part(own, part.referred, closed=True))
        waiting += [_Part(one, part.referred) for one in reversed(inner)]


def _both(keyword: str, first: Body, second: Body) -> tuple[Body, bool]:
    """Return what holds when both values of one keyword do, and whether that is all of it."""
    if exact_key(first) == exact_key(second):
        return first, True
    merge = _MERGES.get(keyword)
    both = merge(first, second) if merge is not None else None
    return (first, keyword not in _ASSERTIONS) if both is None else (both, True)


def exact_key(body: Body) -> str:
    """Return a text that two values share only if they are the same JSON; ``1`` is not ``true``."""
    return json.dumps(body, sort_keys=True, default=repr)


def all_of(first: Body, second: Body) -> Body:
    """Return a schema that says both, without repetitions: circular merging has to come to rest."""
    parts = [*_synthetic(first), *_synthetic(second)]
    distinct = list({exact_key(part): part for part in parts}.values())
    return distinct[0] if len(distinct) == 1 else {"allOf": distinct}


def _synthetic(body: Body) -> Sequence[Body]:
    return listed(body["allOf"]) if isinstance(body, Mapping) and set(body) == {"allOf"} else [body]


def _properties(first: Body, second: Body) -> Body:
    result = dict(mapped(first))
    for name, schema in mapped(second).items():
        result[name] = all_of(result[name], schema) if name in result else schema
    return result


def _required(first: Body, second: Body) -> Body:
    return [*listed(first), *(name for name in listed(second) if name not in listed(first))]


def _enum(first: Body, second: Body) -> Body:
    others = {exact_key(value) for value in listed(second)}
    return [value for value in listed(first) if exact_key(value) in others]


def _items(first: Body, second: Body) -> Body:
    """Merge what all items are; lists of what the first ones are stay apart."""
    return None if listed(first) or listed(second) else all_of(first, second)


def _additional(first: Body, second: Body) -> Body:
    if first is False or second is False:
        return False
    if first is True or second is True:
        return second if first is True else first
    return all_of(first, second)


def _types(first: Body, second: Body) -> Body:
    """Return the types in both, an integer being a number; ``None`` if they share none."""
    ours, theirs = _names(first), _names(second)
    common: list[Body] = [name for name in ours if name in theirs]
    if "integer" not in common and "number" not in common:
        common += ["integer"] if {"integer", "number"} <= {*ours, *theirs} else []
    return (common[0] if len(common) == 1 else common) or None


def _names(body: Body) -> list[str]:
    return [body] if isinstance(body, str) else [str(name) for name in listed(body)]


def _tighter(choose: Callable[[Iterable[float]], float]) -> _Merge:
    """Choose one of two bounds as it is written; what is no number is no bound."""

    def merge(first: Body, second: Body) -> Body:
        bounds = [one for one in (first, second) if isinstance(one, int | float)]
        return choose(bounds) if bounds else None

    return merge


def _common_multiple(first: Body, second: Body) -> Body:
    numbers = [n for n in (first, second) if isinstance(n, int) and n > 0]
    return math.lcm(*numbers) if len(numbers) > 1 else None


_MERGES: Final[Mapping[str, _Merge]] = {
    "additionalProperties": _additional,
    "enum": _enum,
    "exclusiveMaximum": _tighter(min),
    "exclusiveMinimum": _tighter(max),
    "items": _items,
    "maxItems": _tighter(min),
    "maxLength": _tighter(min),
    "maximum": _tighter(min),
    "minItems": _tighter(max),
    "minLength": _tighter(max),
    "minimum": _tighter(max),
    "multipleOf": _common_multiple,
    "properties": _properties,
    "required": _required,
    "type": _types,
}
"""How two values of one keyword become one; ``None`` from a merge says that they cannot."""
