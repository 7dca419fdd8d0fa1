"""What a schema says beside what it allows: prose, defaults, discriminators, extensions."""

from collections.abc import Iterator, Mapping
from typing import Final

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found
from asyncapi_pygen.diff.views import View, text
from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.payloads.bodies import discriminator, is_annotation

_PROSE: Final = frozenset(
    {"$comment", "description", "example", "examples", "externalDocs", "title", "xml"}
)
_ACCESS: Final = ("readOnly", "writeOnly")
_INSIDE: Final = SCHEMA | SCHEMAS | SCHEMA_MAPS | {"contentSchema"}
_TOLD: Final = frozenset(
    {
        *("const", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maxContains"),
        *("maxItems", "maxLength", "maxProperties", "maximum", "minContains", "minItems"),
        *("minLength", "minProperties", "minimum", "multipleOf", "nullable", "pattern"),
        *("contentEncoding", "contentMediaType", "dependentRequired", "required", "type"),
        *("default", "deprecated", "discriminator", "readOnly", "uniqueItems", "writeOnly"),
    }
)
"""Keywords that are compared by what they mean."""


def compare_remarks(both: Both) -> Iterator[Found]:
    """Compare what is no condition, and keywords that nobody knows."""
    name = both.new.name
    for keyword in sorted(both.old.keywords | both.new.keywords):
        if keyword in _TOLD or keyword in _INSIDE or _same(both, keyword):
            continue
        if keyword in _PROSE:
            reason = f"the {keyword} of `{name}` has changed"
            yield both.found("diff-docs", Effect.NOTE, reason, keyword)
        elif keyword.startswith("x-"):
            reason = f"the extension `{keyword}` of `{name}` has changed"
            yield both.found("diff-extension", Effect.NOTE, reason, keyword)
        else:
            effect = Effect.NOTE if is_annotation(keyword) else Effect.OTHER
            reason = f"`{keyword}` of `{name}` has changed: what that means is not known"
            yield both.found("diff-keyword", effect, reason, keyword)
    yield from _default(both)
    for keyword in ("deprecated", *_ACCESS):
        old, new = (True in view.values(keyword) for view in (both.old, both.new))
        if old is not new:
            code = "diff-deprecated" if keyword == "deprecated" else "diff-access"
            reason = f"`{name}` is {'' if new else 'no longer '}`{keyword}`"
            yield both.found(code, Effect.NOTE, reason, keyword)
    yield from _discriminators(both)


def _same(both: Both, keyword: str) -> bool:
    return _texts(both.old, keyword) == _texts(both.new, keyword)


def _texts(view: View, keyword: str) -> list[str]:
    return sorted(map(text, view.values(keyword)))


def _default(both: Both) -> Iterator[Found]:
    if _same(both, "default"):
        return
    old, new = both.old.values("default"), both.new.values("default")
    name = both.new.name
    reason = f"what an absent `{name}` means was {_told(old)} and is {_told(new)}"
    yield both.found("diff-default", Effect.NOTE, reason, "default")


def _told(values: list[Body]) -> str:
    return f"`{text(values[0])}`" if values else "not said"


def _discriminators(both: Both) -> Iterator[Found]:
    old, new = (_discriminator(view) for view in (both.old, both.new))
    name, keyword = both.new.name, "discriminator"
    if old[0] != new[0]:
        was, now = (f"`{one[0]}`" if one[0] else "nothing" for one in (old, new))
        reason = f"{was} told which schema a value of `{name}` has, and {now} does"
        yield both.found("diff-discriminator", Effect.OTHER, reason, keyword)
        return
    for tag in sorted(new[1].keys() - old[1].keys()):
        reason = f"`{tag}` names a schema for values of `{name}` now"
        yield both.found("diff-mapping", Effect.WIDER, reason, keyword)
    for tag in sorted(old[1].keys() - new[1].keys()):
        reason = f"`{tag}` names no schema for values of `{name}` any more"
        yield both.found("diff-mapping", Effect.NARROWER, reason, keyword)
    for tag in sorted(old[1].keys() & new[1].keys()):
        if old[1][tag] != new[1][tag]:
            reason = f"`{tag}` names another schema for values of `{name}` now"
            yield both.found("diff-mapping", Effect.OTHER, reason, keyword)


def _discriminator(view: View) -> tuple[str, Mapping[str, str]]:
    for part in view.parts:
        name, mapping = discriminator(part.body)
        if name:
            return name, {tag: text(one) for tag, one in mapping.items()}
    return "", {}


def compare_wording(both: Both) -> Iterator[Found]:
    """Tell that a schema is written otherwise, where nothing else was to be told of it."""
    old, new = _wording(both.old), _wording(both.new)
    if old != new:
        reason = f"`{both.new.name}` is written otherwise, and allows the same"
        yield both.found("diff-rewritten", Effect.NOTE, reason)


def _wording(view: View) -> list[str]:
    """Return what is written at a place, schemas inside aside."""
    return sorted(
        text({key: one for key, one in part.body.items() if key not in _INSIDE and one != []})
        + "".join(sorted(key for key in part.body if key in _INSIDE))
        for part in view.parts
        if part.body
    )
