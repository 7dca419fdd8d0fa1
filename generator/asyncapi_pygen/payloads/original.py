"""A schema as the document wrote it, made self-contained: for validators and for comparison."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.ir.dialects import META_SCHEMAS, Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import listed, mapped, references
from asyncapi_pygen.payloads.dialects import everywhere, normalised

if TYPE_CHECKING:
    from jsonschema_rs import Validator


ROOT: Final = "root"
"""The definition that a self-contained schema is."""

_NATIVE: Final[Mapping[Dialect, str]] = {
    dialect: uri
    for dialect, uri in META_SCHEMAS.items()
    if dialect not in {Dialect.ASYNCAPI, Dialect.DRAFT_7}
}
"""The dialects that a validator reads as they are, but for draft-07, and their meta-schemas."""


def self_contained(schemas: Mapping[str, Schema], id_: str) -> dict[str, Json]:
    """Return the schema ``id_`` as one whose references are all to its own definitions.

    It is in the dialect that ``$schema`` names: that of the document where validators know it, and
    all that it reaches is written in it; else, and without a ``$schema``, draft-07.
    """
    dialects = {dialect_read_as(schemas[one].format) for one in reached(schemas, id_)}
    native = next(iter(dialects)) if len(dialects) == 1 else None
    uri = _NATIVE.get(native) if native is not None else None
    names: dict[str, str] = {id_: ROOT}
    definitions: dict[str, Json] = {}
    waiting = [id_]

    def refer(target: str) -> str:
        if target not in names:
            names[target] = f"s{len(names)}"
            waiting.append(target)
        return f"#/definitions/{names[target]}"

    while waiting:
        current = waiting.pop()
        schema = schemas[current] if uri is not None else normalised(schemas[current])
        body = schema.body
        if dialect_read_as(schema.format) is Dialect.OPENAPI_3_0:
            body = everywhere(body, or_null)
        definitions[names[current]] = written(body, refer)
    whole: dict[str, Json] = {"$ref": f"#/definitions/{ROOT}", "definitions": definitions}
    return whole if uri is None else {"$schema": uri, **whole}


def definitions_of(schema: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the definitions of a self-contained schema by name, ``ROOT`` among them."""
    found = schema["definitions"]
    return found if isinstance(found, dict) else {}


def reached(schemas: Mapping[str, Schema], id_: str) -> set[str]:
    """Return the ids of the schema and of all that it refers to."""
    found: set[str] = set()
    waiting = [id_]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += references(schemas[current].body)
    return found


def or_null(keywords: Mapping[str, Body]) -> Mapping[str, Body]:
    """Say in JSON Schema that a schema of OpenAPI 3.0 is ``nullable``."""
    if keywords.get("nullable") is not True:
        return keywords
    rest = {key: value for key, value in keywords.items() if key != "nullable"}
    return {"anyOf": [{"type": "null"}, rest]}


def written(body: Body, refer: Callable[[str], str]) -> Json:
    """Return a schema without what could lead out of it: its ``$id`` and ``$schema``.

    ``refer`` gives the text of a reference to the schema with an id.
    """
    if isinstance(body, SchemaRef):
        return {"$ref": refer(body.id)}
    if not isinstance(body, Mapping):
        return plain(body)
    found: dict[str, Json] = {}
    for keyword, value in body.items():
        if keyword in SCHEMA_MAPS and isinstance(value, Mapping):
            found[keyword] = {name: _entry(one, refer) for name, one in value.items()}
        elif keyword in SCHEMAS and listed(value):
            found[keyword] = [written(one, refer) for one in listed(value)]
        elif keyword in SCHEMA:
            found[keyword] = written(value, refer)
        elif keyword not in _IDENTITIES:
            found[keyword] = plain(value)
    return found


_IDENTITIES: Final = frozenset({"$id", "$schema", "id"})
"""Keywords that give a schema a URI; ``id`` does in draft-04, and is no keyword later."""


def _entry(body: Body, refer: Callable[[str], str]) -> Json:
    # `dependencies` may hold lists of names beside schemas.
    return plain(body) if listed(body) else written(body, refer)


def plain(body: Body) -> Json:
    """Return data of a schema, such as a constant, which holds no references, as it is."""
    if isinstance(body, Mapping):
        return {key: plain(value) for key, value in mapped(body).items()}
    if isinstance(body, Sequence) and not isinstance(body, str):
        return [plain(item) for item in body]
    return None if isinstance(body, SchemaRef) else body


def validator(schemas: Mapping[str, Schema], id_: str) -> "Validator | None":
    """Return a validator of the schema ``id_``, or ``None`` if it is not one that compiles."""
    return compiled(self_contained(schemas, id_))


def compiled(schema: dict[str, Json], *, formats: bool | None = None) -> "Validator | None":
    """Return a validator of a self-contained schema, or ``None`` if it does not compile.

    ``formats`` says whether it asserts them, which is else up to the dialect.
    """
    from jsonschema_rs import Draft7Validator, validator_for

    make = validator_for if "$schema" in schema else Draft7Validator
    try:
        return make(schema, validate_formats=formats)
    except ValueError:
        return None


def compiled_check(check: Mapping[str, Json]) -> "Validator | None":
    """Return a validator of a check, or ``None`` if a keyword has a value that means nothing."""
    return compiled({"$schema": META_SCHEMAS[Dialect.DRAFT_2020_12], **check})


def why_not_compiled(schema: dict[str, Json]) -> str:
    """Say why no validator reads a schema that names its dialect; empty where one does."""
    from jsonschema_rs import ReferencingError, validator_for

    try:
        validator_for(schema, offline=True)
    except (ValueError, ReferencingError) as error:
        return str(error).partition("\n")[0]
    return ""
