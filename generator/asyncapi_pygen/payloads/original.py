"""A schema as the document wrote it, made self-contained: for validators and for comparison."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.ir.dialects import META_SCHEMAS, Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import listed, mapped, reached, references
from asyncapi_pygen.payloads.dialects import everywhere, normalised

if TYPE_CHECKING:
    from jsonschema_rs import Validator


_NATIVE: Final[Mapping[Dialect, str]] = {
    dialect: uri
    for dialect, uri in META_SCHEMAS.items()
    if dialect not in {Dialect.ASYNCAPI, Dialect.DRAFT_7}
}
"""The dialects that a validator reads as they are, but for draft-07, and their meta-schemas."""


class Originals:
    """The schemas of a document as validators read them; each is written once."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas
        self._names = {id_: f"s{number}" for number, id_ in enumerate(schemas)}
        self._referred: dict[str, tuple[str, ...]] = {}
        self._written: dict[tuple[str, bool], Json] = {}
        self._whole: dict[str, dict[str, Json]] = {}
        self._validators: dict[str, Validator | None] = {}

    def name(self, id_: str) -> str:
        """Return what the definition is called that the schema ``id_`` is."""
        return self._names[id_]

    def self_contained(self, id_: str) -> dict[str, Json]:
        """Return the schema ``id_`` as one whose references are all to its own definitions.

        It is in the dialect that ``$schema`` names: that of the document where validators know it,
        and all that it reaches is written in it; else, and without a ``$schema``, draft-07.
        """
        if id_ not in self._whole:
            self._whole[id_] = self._put_together(id_)
        return self._whole[id_]

    def _put_together(self, id_: str) -> dict[str, Json]:
        met = reached([id_], self._references)
        dialects = {dialect_read_as(self.schemas[one].format) for one in met}
        native = next(iter(dialects)) if len(dialects) == 1 else None
        uri = _NATIVE.get(native) if native is not None else None
        definitions: Json = {
            self._names[one]: self._body(one, is_native=uri is not None) for one in met
        }
        whole: dict[str, Json] = {"$ref": self._refer(id_), "definitions": definitions}
        return whole if uri is None else {"$schema": uri, **whole}

    def validator(self, id_: str) -> "Validator | None":
        """Return a validator of the schema ``id_``, or ``None`` if it is not one that compiles."""
        if id_ not in self._validators:
            self._validators[id_] = compiled(self.self_contained(id_))
        return self._validators[id_]

    def asserting(self, id_: str) -> "Validator | None":
        """Return a validator of the schema ``id_`` that asserts formats."""
        schema = self.self_contained(id_)
        # Without a `$schema` it is draft-07, of which validators assert formats anyway.
        return compiled(schema, formats=True) if "$schema" in schema else self.validator(id_)

    def reading(self, id_: str) -> "tuple[Validator | None, Validator | None]":
        """Return validators of the schema ``id_`` as its dialect has it, and without formats."""
        return self.validator(id_), compiled(self.self_contained(id_), formats=False)

    def _references(self, id_: str) -> tuple[str, ...]:
        if id_ not in self._referred:
            self._referred[id_] = tuple(references(self.schemas[id_].body))
        return self._referred[id_]

    def _body(self, id_: str, *, is_native: bool) -> Json:
        key = (id_, is_native)
        if key not in self._written:
            schema = self.schemas[id_] if is_native else normalised(self.schemas[id_])
            body = schema.body
            if dialect_read_as(schema.format) is Dialect.OPENAPI_3_0:
                body = everywhere(body, or_null)
            self._written[key] = written(body, self._refer)
        return self._written[key]

    def _refer(self, id_: str) -> str:
        return f"#/definitions/{self._names[id_]}"


def definitions_of(schema: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the definitions of a self-contained schema by name."""
    found = schema["definitions"]
    return found if isinstance(found, dict) else {}


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
