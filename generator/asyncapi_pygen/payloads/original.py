"""A schema as the document wrote it, made self-contained: for validators and for comparison."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.lowering.schemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.payloads.bodies import listed, mapped

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator


def self_contained(schemas: Mapping[str, Schema], id_: str) -> dict[str, Json]:
    """Return the schema ``id_`` as draft-07 whose references are all to its own definitions."""
    names: dict[str, str] = {id_: "root"}
    definitions: dict[str, Json] = {}
    waiting = [id_]
    while waiting:
        current = waiting.pop()
        definitions[names[current]] = _schema(schemas[current].body, names, waiting)
    return {"$ref": "#/definitions/root", "definitions": definitions}


def _schema(body: Body, names: dict[str, str], waiting: list[str]) -> Json:
    """Return a schema without what could lead out of it: its ``$id`` and ``$schema``."""
    if isinstance(body, SchemaRef):
        if body.id not in names:
            names[body.id] = f"s{len(names)}"
            waiting.append(body.id)
        return {"$ref": f"#/definitions/{names[body.id]}"}
    if not isinstance(body, Mapping):
        return plain(body)
    written: dict[str, Json] = {}
    for keyword, value in body.items():
        if keyword in SCHEMA_MAPS and isinstance(value, Mapping):
            written[keyword] = {name: _entry(one, names, waiting) for name, one in value.items()}
        elif keyword in SCHEMAS and listed(value):
            written[keyword] = [_schema(one, names, waiting) for one in listed(value)]
        elif keyword in SCHEMA:
            written[keyword] = _schema(value, names, waiting)
        elif keyword not in ("$id", "$schema"):
            written[keyword] = plain(value)
    return written


def _entry(body: Body, names: dict[str, str], waiting: list[str]) -> Json:
    # `dependencies` may hold lists of names beside schemas.
    return plain(body) if listed(body) else _schema(body, names, waiting)


def plain(body: Body) -> Json:
    """Return data of a schema, such as a constant, which holds no references, as it is."""
    if isinstance(body, Mapping):
        return {key: plain(value) for key, value in mapped(body).items()}
    if isinstance(body, Sequence) and not isinstance(body, str):
        return [plain(item) for item in body]
    return None if isinstance(body, SchemaRef) else body


def validator(schemas: Mapping[str, Schema], id_: str) -> "Draft7Validator | None":
    """Return a validator of the schema ``id_``, or ``None`` if it is not one that compiles."""
    from jsonschema_rs import Draft7Validator

    try:
        return Draft7Validator(self_contained(schemas, id_))
    except ValueError:
        return None
