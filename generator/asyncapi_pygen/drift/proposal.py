"""An overlay that would make the document say what the samples show (OpenAPI Overlay 1.0)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, cast

import yaml

from asyncapi_pygen.drift.comparing import fixed_values, is_nullable
from asyncapi_pygen.drift.findings import place_of
from asyncapi_pygen.drift.found import Spot, What
from asyncapi_pygen.drift.report import Report, Row
from asyncapi_pygen.ir.schema import Body, Schema
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import listed, mapped, types
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.pointers import ABSENT, member, split_pointer

_SHORT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_BREAKS: Final = frozenset("\x85\u2028\u2029")

_Update = dict[str, Json]

_INSIDE: Final = frozenset({"items", "properties"})
"""What an update says of the inside of values whose type is new."""


def proposed_overlay(report: Report, schemas: Mapping[str, Schema], document: Document) -> str:
    """Return the overlay as YAML, in the order of the report.

    Fields are added with what their values have in common; values and types are added to those that
    are listed; what is not always there is no longer required. Bounds stay as they are, and so does
    what is not in the ``document`` itself: an overlay reaches no other file.
    """
    actions = [*_actions(report, schemas, document)]
    overlay: dict[str, Json] = {
        "overlay": "1.0.0",
        "info": {"title": "What samples show and the document does not say", "version": "1.0.0"},
        "actions": list(actions),
    }
    text = _as_yaml(overlay, readable=True)
    # These break lines in YAML 1.1, which the library writes, and not in 1.2.
    return _as_yaml(overlay, readable=False) if not _BREAKS.isdisjoint(text) else text


def _as_yaml(overlay: Mapping[str, Json], *, readable: bool) -> str:
    dump = cast("Callable[..., str]", yaml.safe_dump)  # pyright: ignore[reportUnknownMemberType]
    return dump(overlay, sort_keys=False, allow_unicode=readable, width=100)


@dataclass(slots=True)
class _Correction:
    """What is to change in one schema, and why; ``removed`` are places below it.

    ``seen`` are the values of each field that is new, and under no name those of a new type:
    several messages may have been compared with the one schema.
    """

    update: _Update = field(default_factory=_Update)
    seen: dict[str | None, list[Json]] = field(default_factory=dict[str | None, list[Json]])
    removed: dict[str, None] = field(default_factory=dict[str, None])
    reasons: list[str] = field(default_factory=list[str])

    def values(self, name: str | None, values: Sequence[Json]) -> list[Json]:
        """Return all values of a field that are known so far, these included."""
        known = self.seen.setdefault(name, [])
        known += values
        return known


def _actions(
    report: Report, schemas: Mapping[str, Schema], document: Document
) -> Iterator[dict[str, Json]]:
    corrections: dict[str, _Correction] = {}
    for drift in report.messages.values():
        for row in drift.ordered:
            spot = row.difference.spot
            file, _, pointer = spot.schema.partition("#")
            if file == document.id and row.difference.what is not What.KEYWORD:
                target = json_path(document.root, (*split_pointer(pointer), *spot.tokens))
                correction = corrections.setdefault(target, _Correction())
                where = place_of(row.difference) or "the whole"
                counts = f"{row.samples} of {drift.samples}"
                correction.reasons.append(f"{where} of {drift.message.key} in {counts}")
                _correct(correction, row, schemas)
    for target, correction in corrections.items():
        description = f"Samples: {', '.join(correction.reasons)}"
        if correction.update:
            yield {"target": target, "description": description, "update": correction.update}
        for place in correction.removed:
            yield {"target": target + place, "description": description, "remove": True}


def _correct(correction: _Correction, row: Row, schemas: Mapping[str, Schema]) -> None:
    difference, update = row.difference, correction.update
    body = _body_at(schemas, difference.spot)
    nullable = is_nullable(schemas, difference.spot)
    match difference.what:
        case What.FIELD:
            fields = update.setdefault("properties", {})
            if isinstance(fields, dict):
                values = correction.values(difference.name, row.values)
                fields[difference.name] = inferred(values, plain=nullable)
        case What.VALUE:
            _list_values(correction, body, [difference.value])
        case What.TYPE:
            if nullable and difference.name == "null":
                update["nullable"] = True
            elif nullable:  # only one type can be said in OpenAPI 3.0
                correction.removed[".type"] = None
            else:
                _list_type(update, body, difference.name)
                told = inferred(correction.values(None, row.values))
                update |= {key: one for key, one in told.items() if key in _INSIDE}
            if fixed_values(body):
                _list_values(correction, body, row.values)
        case _:
            name = difference.name.replace("\\", "\\\\").replace("'", "\\'")
            correction.removed[f".required[?@ == '{name}']"] = None


def _list_values(correction: _Correction, body: Mapping[str, Body], values: Sequence[Json]) -> None:
    if "const" in body:
        correction.update.setdefault("enum", [cast("Json", body["const"])])
        correction.removed[".const"] = None
    for value in values:
        _append(correction.update, "enum", value)


def _list_type(update: _Update, body: Mapping[str, Body], name: str) -> None:
    if not listed(body.get("type")):
        update.setdefault("type", [*types(body)])
    _append(update, "type", name)


def _append(update: _Update, keyword: str, value: Json) -> None:
    """Add to a list that is joined with the document's own, no value twice."""
    values = update.setdefault(keyword, [])
    if isinstance(values, list) and value not in values:
        values.append(value)


class _Builder(Protocol):
    """What is used of genson, which has no types."""

    def add_object(self, obj: Json) -> None: ...
    def to_schema(self) -> dict[str, Json]: ...


def inferred(values: Sequence[Json], *, plain: bool = False) -> dict[str, Json]:
    """Return a schema of what values have in common, without saying what of it is required.

    A ``plain`` one names one type, as in OpenAPI 3.0, or none where there are several.
    """
    import genson  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

    builder = cast("_Builder", genson.SchemaBuilder())
    for value in values:
        builder.add_object(value)
    schema = builder.to_schema()
    own = {key: one for key, one in schema.items() if key != "$schema"}
    return cast("dict[str, Json]", _relaxed(own, plain=plain))


def _relaxed(schema: Json, *, plain: bool) -> Json:
    if not isinstance(schema, dict):
        return schema
    relaxed = {key: one for key, one in schema.items() if key != "required"}
    if plain and (isinstance(relaxed.get("type"), list) or relaxed.get("type") == "null"):
        names = relaxed.pop("type")
        relaxed |= {"nullable": True} if "null" in cast("Sequence[Json]", names) else {}
    if isinstance(fields := relaxed.get("properties"), dict):
        relaxed["properties"] = {name: _relaxed(one, plain=plain) for name, one in fields.items()}
    if "items" in relaxed:
        relaxed["items"] = _relaxed(relaxed["items"], plain=plain)
    if isinstance(several := relaxed.get("anyOf"), list):
        relaxed["anyOf"] = [_relaxed(one, plain=plain) for one in several]
    return relaxed


def _body_at(schemas: Mapping[str, Schema], spot: Spot) -> Mapping[str, Body]:
    body = schemas[spot.schema].body
    for token in spot.tokens:
        body = mapped(body)[token] if isinstance(body, Mapping) else listed(body)[int(token)]
    return mapped(body)


def json_path(root: Json, tokens: Sequence[str]) -> str:
    """Write the tokens of a JSON pointer into ``root`` as a JSONPath (RFC 9535)."""
    path, value = "$", root
    for token in tokens:
        path += f"[{token}]" if isinstance(value, list) else _segment(token)
        found = member(value, token)
        value = None if found is ABSENT else found
    return path


def _segment(name: str) -> str:
    if _SHORT.fullmatch(name):
        return f".{name}"
    escaped = "".join(map(_escaped, name))
    return f"['{escaped}']"


def _escaped(letter: str) -> str:
    if letter in "'\\":
        return f"\\{letter}"
    return f"\\u{ord(letter):04x}" if letter < " " else letter
