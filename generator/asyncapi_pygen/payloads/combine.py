"""``allOf`` merged into one schema, as far as one type can say it.

The merged schema accepts whatever all the parts accept, and perhaps more: where two values of one
keyword cannot be said as one, the first is kept and the other is told as what holds beside it.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from asyncapi_pygen.ir.schema import Body, SchemaRef
from asyncapi_pygen.payloads.bodies import is_annotation, listed, mapped, modern
from asyncapi_pygen.payloads.keywords import ASSERTIONS, UNEVALUATED

Resolve = Callable[[str], Body]

_Value = TypeVar("_Value", bound=Body)

_Merge = Callable[[Body, Body], Body]

_FAMILIES: Final = (
    frozenset({"additionalItems", "items"}),
    frozenset({"contains", "maxContains", "minContains"}),
    frozenset({"else", "if", "then"}),
)
"""Keywords that say something only beside one another, and not beside those of another schema."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A schema without ``allOf``, and the schemas that hold beside it: what did not go in.

    ``unevaluated`` are the values of ``unevaluatedProperties`` and its twin in the parts: each
    speaks of what its own part leaves open, and cannot be merged.
    """

    body: Mapping[str, Body]
    rest: tuple[Body, ...]
    unevaluated: tuple[Body, ...] = ()


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
    rest: list[Body] = []
    unevaluated: list[Body] = []
    annotations: dict[str, Body] = {k: v for k, v in body.items() if is_annotation(k)}
    for part in _parts(body, resolve):
        if part.body is False:
            rest.append(False)
        said = modern(mapped(part.body))
        for keyword, value in said.items():
            if is_annotation(keyword) and not part.referred:
                annotations.setdefault(keyword, value)
        for family, group in _by_family(said).items():
            if UNEVALUATED.isdisjoint(family):
                rest += [] if _merge_in(merged, family, group) else [group]
            else:
                unevaluated += group.values()
    return Merged({**merged, **annotations}, tuple(distinct(rest)), tuple(unevaluated))


def _by_family(said: Mapping[str, Body]) -> Mapping[frozenset[str], Mapping[str, Body]]:
    """Return what a schema asserts, the keywords together that mean something together."""
    groups: dict[frozenset[str], dict[str, Body]] = {}
    for keyword, value in said.items():
        if not is_annotation(keyword):
            own = frozenset({keyword})
            family = next((one for one in _FAMILIES if keyword in one), own)
            groups.setdefault(family, {})[keyword] = value
    return groups


def _merge_in(merged: dict[str, Body], family: frozenset[str], group: Mapping[str, Body]) -> bool:
    """Merge the keywords of a family in, and return whether that says all of them."""
    known = {keyword: merged[keyword] for keyword in sorted(family & merged.keys())}
    if not known:
        merged.update(group)
        return True
    if exact_key(known) == exact_key(group):
        return True
    (keyword, *others) = group
    if others or known.keys() != {keyword}:
        return False
    merge = _MERGES.get(keyword)
    both = merge(known[keyword], group[keyword]) if merge is not None else None
    if both is not None:
        merged[keyword] = both
    return both is not None or keyword not in ASSERTIONS


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


def exact_key(body: Body) -> str:
    """Return a text that two values share only if they are the same JSON; ``1`` is not ``true``."""
    if isinstance(body, str):
        return f'"{body}'  # as no other JSON begins
    return json.dumps(body, sort_keys=True, default=repr)


def distinct(values: Iterable[_Value]) -> list[_Value]:
    """Return the values without those that are the same JSON as one before."""
    found: dict[str, _Value] = {}
    for value in values:
        found.setdefault(exact_key(value), value)
    return [*found.values()]


class Together(dict[str, Body]):
    """An ``allOf`` that no document has written: what several schemas say of one place."""


def all_of(first: Body, second: Body) -> Body:
    """Return a schema that says both, without repetitions: circular merging has to come to rest."""
    parts = distinct([*_synthetic(first), *_synthetic(second)])
    return parts[0] if len(parts) == 1 else Together(allOf=parts)


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
