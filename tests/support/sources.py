"""The schemas that classes and aliases come from, without what the report says is not enforced."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from asyncapi_pygen.diagnostics import Diagnostic
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.payloads.original import Originals
from support.documents import Lowered

NOT_ENFORCED = re.compile(r"`(\w+)` is not enforced: .*")


def weakened(schemas: Mapping[str, Schema], report: Iterable[Diagnostic]) -> dict[str, Schema]:
    """Return the schemas without the keywords that the report says are not enforced."""
    result = dict(schemas)
    for one in report:
        told = NOT_ENFORCED.fullmatch(one.message)
        if one.code == "schema-weakened" and told is not None:
            around = [
                schema
                for schema in result.values()
                if schema.at.file == one.at.file
                and f"{one.at.pointer}/".startswith(f"{schema.at.pointer}/")
            ]
            owner = max(around, key=lambda schema: len(schema.at.pointer))
            tokens = one.at.pointer.removeprefix(owner.at.pointer).split("/")[1:]
            way = [token.replace("~1", "/") for token in tokens]
            body = without(result, owner.body, way, told[1])
            result[owner.id] = replace(owner, body=body)
    return result


def without(schemas: Mapping[str, Schema], body: Body, place: Sequence[str], keyword: str) -> Body:
    """Return a schema without a keyword at a place within; it has to be there."""
    if isinstance(body, SchemaRef):
        body = schemas[body.id].body
    assert isinstance(body, Mapping)
    if not place and keyword not in body:
        # A part of an ``allOf`` brought it here.
        parts = [schemas[p.id].body if isinstance(p, SchemaRef) else p for p in body["allOf"]]
        assert any(keyword in part for part in parts)
        kept = [{name: part[name] for name in part if name != keyword} for part in parts]
        return {**body, "allOf": kept}
    if not place:
        return {name: value for name, value in body.items() if name != keyword}
    token, *rest = place
    value = body[token]
    if isinstance(value, list):
        items = list(value)
        items[int(rest[0])] = without(schemas, items[int(rest[0])], rest[1:], keyword)
        return {**body, token: items}
    return {**body, token: without(schemas, value, rest, keyword)}


def sources(found: Lowered, models: Models) -> dict[str, tuple[Any, bool]]:
    """Return the source of each class and alias by name, and whether it is only ever sent."""
    schemas = weakened(found.api.schemas, found.diagnostics)
    return {
        name: (Originals(schemas).self_contained(id_), id_ in models.plan.sent)
        for id_, name in models.names.entries.items()
        if id_ in schemas
    }
