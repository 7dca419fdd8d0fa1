"""Types and fixed values: which values a schema allows at all."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found
from asyncapi_pygen.diff.views import View, text
from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.payloads.bodies import listed
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.payloads.schemas.enums import openness

TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_NULL: Final = frozenset({"null"})
_MOST_SHOWN: Final = 60


def compare_existence(both: Both) -> Iterator[Found]:
    """Tell whether values are allowed at all from now on, or no longer."""
    old, new = both.old, both.new
    if old.is_false and not new.is_false:
        reason = f"`{new.name}` may have values now, and could have none"
        yield Found("diff-schema-allowed", Effect.WIDER, reason, old.spot, new.spot)
    elif new.is_false and not old.is_false:
        reason = f"`{new.name}` may have no value any more"
        yield Found("diff-schema-forbidden", Effect.NARROWER, reason, old.spot, new.spot)


def types_of(view: View) -> frozenset[str]:
    """Return the types that all parts allow; ``integer`` is a part of ``number``."""
    allowed = TYPES
    for part in view.parts:
        said = part.body.get("type")
        names = {said} if isinstance(said, str) else {one for one in listed(said) if one in TYPES}
        if names:
            names |= {"integer"} if "number" in names else set()
            names |= {"null"} if view.book.is_nullable(part) else set()
            allowed &= {str(name) for name in names}
    return allowed


def compare_types(both: Both) -> Iterator[Found]:
    """Tell which types came and went."""
    old, new, name = types_of(both.old), types_of(both.new), both.new.name
    keywords = ("type", "nullable")
    more, less = new - old, old - new
    if more == _NULL and not less:
        reason = f"`{name}` may be null now"
        yield both.found("diff-null-added", Effect.WIDER, reason, *keywords)
    elif less == _NULL and not more:
        reason = f"`{name}` may not be null any more"
        yield both.found("diff-null-removed", Effect.NARROWER, reason, *keywords)
    elif more and less:
        reason = f"`{name}` was {_types(old)} and is {_types(new)}"
        yield both.found("diff-type-changed", Effect.OTHER, reason, *keywords)
    elif more:
        reason = f"`{name}` was {_types(old)} and may be {_types(new)}"
        yield both.found("diff-type-widened", Effect.WIDER, reason, *keywords)
    elif less:
        reason = f"`{name}` could be {_types(old)} and is {_types(new)}"
        yield both.found("diff-type-narrowed", Effect.NARROWER, reason, *keywords)


def _types(types: frozenset[str]) -> str:
    if types >= TYPES:
        return "of any type"
    if not types:
        return "of no type"
    shown = types - {"integer"} if "number" in types else types
    return " or ".join(f"`{one}`" for one in sorted(shown))


def fixed(view: View) -> dict[str, str] | None:
    """Return the only values that all parts allow, with what they are called; ``None`` for any."""
    found: dict[str, str] | None = None
    for part in view.parts:
        const = [part.body["const"]] if "const" in part.body else []
        for said in (const, listed(part.body.get("enum"))):
            values = {text(value): _shown(value) for value in said}
            if values:
                found = values if found is None else {k: v for k, v in found.items() if k in values}
    return found


def compare_fixed(both: Both) -> Iterator[Found]:
    """Tell which of the only values came and went."""
    old, new, name = fixed(both.old), fixed(both.new), both.new.name
    was_open, is_open = _is_open(both.old), _is_open(both.new)
    keywords = ("const", "enum")
    if old is None or new is None:
        if old is None and new is not None:
            effect = Effect.HARMLESS if is_open else Effect.NARROWER
            reason = f"`{name}` is one of {_listed([*new.values()])} now, and could be another"
            yield both.found("diff-enum-closed", effect, reason, *keywords)
        elif old is not None:
            effect = Effect.HARMLESS if was_open else Effect.WIDER
            reason = f"`{name}` is not one of {_listed([*old.values()])} alone any more"
            yield both.found("diff-enum-opened", effect, reason, *keywords)
        return
    if was_open is not is_open:
        effect, said = (Effect.WIDER, "opened") if is_open else (Effect.NARROWER, "closed")
        reason = f"`{name}` {'may' if is_open else 'may not'} have values that are not listed"
        yield both.found(f"diff-enum-{said}", effect, reason, *keywords)
    more = [value for key, value in new.items() if key not in old]
    less = [value for key, value in old.items() if key not in new]
    if len(old) == len(new) == 1 and more:
        reason = f"`{name}` was always {less[0]} and is always {more[0]} now"
        yield both.found("diff-const-changed", Effect.OTHER, reason, *keywords)
        return
    for value in more:
        effect = Effect.HARMLESS if was_open else Effect.WIDER
        reason = f"`{name}` may be {value} now, which it could not"
        yield both.found("diff-value-added", effect, reason, *keywords)
    for value in less:
        effect = Effect.HARMLESS if is_open else Effect.NARROWER
        reason = f"`{name}` may not be {value} any more"
        yield both.found("diff-value-removed", effect, reason, *keywords)


def _is_open(view: View) -> bool:
    return any(openness(part.body) is True for part in view.parts)


def _shown(value: Body) -> str:
    said = json.dumps(plain(value), ensure_ascii=False, sort_keys=True)
    return f"`{said if len(said) <= _MOST_SHOWN else said[: _MOST_SHOWN - 1] + '…'}`"


def _listed(values: Sequence[str]) -> str:
    most = 5
    rest = len(values) - most
    return ", ".join(values[:most]) + (f" and {rest} others" if rest > 0 else "")
