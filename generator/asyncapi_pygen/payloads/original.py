"""A schema as the document wrote it, made self-contained: for validators and for comparison."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from asyncapi_pygen.ir.dialects import META_SCHEMAS, Dialect, dialect_read_as
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import keys, listed, mapped, reached, references
from asyncapi_pygen.payloads.dialects import everywhere, normalised
from asyncapi_pygen.payloads.validators import Judge, Judges
from asyncapi_pygen.validation.effort import Effort

_NATIVE: Final[Mapping[Dialect, str]] = {
    dialect: uri
    for dialect, uri in META_SCHEMAS.items()
    if dialect not in {Dialect.ASYNCAPI, Dialect.DRAFT_7}
}
"""The dialects that a validator reads as they are, but for draft-07, and their meta-schemas."""


_TURNING: Final = frozenset(
    {"if", "maxContains", "not", "oneOf", "unevaluatedItems", "unevaluatedProperties"}
)
"""Keywords by which a value that some part of a schema takes may be refused by the whole."""


class Originals:
    """The schemas of a document as validators read them; each is written once."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas
        self._names = {id_: f"s{number}" for number, id_ in enumerate(schemas)}
        self._referred: dict[str, tuple[str, ...]] = {}
        self._met: dict[str, list[str]] = {}
        self._natives: dict[str, Dialect | None] = {}
        self._written: dict[tuple[str, bool], Json] = {}
        self._turning: dict[str, bool] = {}
        self._definitions: dict[Dialect | None, dict[str, Json]] = {}
        self._efforts: dict[Dialect | None, Effort] = {}
        self._judges: dict[tuple[Dialect | None, bool | None], Judges] = {}

    def name(self, id_: str) -> str:
        """Return what the definition is called that the schema ``id_`` is."""
        return self._names[id_]

    def self_contained(self, id_: str) -> dict[str, Json]:
        """Return the schema ``id_`` as one whose references are all to its own definitions.

        It is in the dialect that ``$schema`` names: that of the document where validators know it,
        and all that it reaches is written in it; else, and without a ``$schema``, draft-07.
        """
        native = self._native(id_)
        met = self._reached(id_)
        definitions: Json = {self._names[one]: self._body(one, native) for one in met}
        return {**_named(native), "$ref": self._refer(id_), "definitions": definitions}

    def validator(self, id_: str) -> Judge | None:
        """Return a validator of the schema ``id_``, or ``None`` if it is not one that compiles."""
        return self._judge(id_)

    def asserting(self, id_: str) -> Judge | None:
        """Return a validator of the schema ``id_`` that asserts formats."""
        # Without a `$schema` it is draft-07, of which validators assert formats anyway.
        return self._judge(id_, formats=None if self._native(id_) is None else True)

    def reading(self, id_: str) -> tuple[Judge | None, Judge | None]:
        """Return validators of the schema ``id_`` as its dialect has it, and without formats."""
        return self.validator(id_), self._judge(id_, formats=False)

    def is_looser_without_formats(self, id_: str) -> bool:
        """Return whether no value is invalid only because formats are not asserted.

        ``False`` may also mean that nobody knows.
        """
        return not any(map(self._turns, self._reached(id_)))

    def effort(self, id_: str) -> Effort:
        """Return who counts the steps that judging by the schema ``id_`` takes."""
        native = self._native(id_)
        if native not in self._efforts:
            self._efforts[native] = Effort(self._all(native))
        return self._efforts[native]

    def _judge(self, id_: str, *, formats: bool | None = None) -> Judge | None:
        native = self._native(id_)
        key = (native, formats)
        if key not in self._judges:
            self._judges[key] = Judges(self._all(native), _named(native), formats=formats)
        return self._judges[key].of(self._names[id_], lambda: self.self_contained(id_))

    def _all(self, native: Dialect | None) -> dict[str, Json]:
        """Return the schemas that can be written in a dialect, by name."""
        if native not in self._definitions:
            self._definitions[native] = {
                self._names[id_]: self._body(id_, native)
                for id_, schema in self.schemas.items()
                if schema.format.language.is_json_schema
                and native in (None, dialect_read_as(schema.format))
            }
        return self._definitions[native]

    def _native(self, id_: str) -> Dialect | None:
        """Return the dialect that a schema and all that it reaches are read in, if it is one."""
        if id_ not in self._natives:
            dialects = {dialect_read_as(self.schemas[one].format) for one in self._reached(id_)}
            one = next(iter(dialects)) if len(dialects) == 1 else None
            self._natives[id_] = one if one in _NATIVE else None
        return self._natives[id_]

    def _turns(self, id_: str) -> bool:
        """Return whether a schema may refuse a value because some part of it takes that."""
        if id_ not in self._turning:
            self._turning[id_] = not _TURNING.isdisjoint(keys(self.schemas[id_].body))
        return self._turning[id_]

    def _reached(self, id_: str) -> list[str]:
        """Return the schemas that one leads to, itself first."""
        if id_ not in self._met:
            self._met[id_] = reached([id_], self._references)
        return self._met[id_]

    def _references(self, id_: str) -> tuple[str, ...]:
        if id_ not in self._referred:
            self._referred[id_] = tuple(references(self.schemas[id_].body))
        return self._referred[id_]

    def _body(self, id_: str, native: Dialect | None) -> Json:
        key = (id_, native is not None)
        if key not in self._written:
            schema = self.schemas[id_] if native is not None else normalised(self.schemas[id_])
            body = schema.body
            if dialect_read_as(schema.format) is Dialect.OPENAPI_3_0:
                body = everywhere(body, or_null)
            self._written[key] = written(body, self._refer)
        return self._written[key]

    def _refer(self, id_: str) -> str:
        return f"#/definitions/{self._names[id_]}"


def _named(native: Dialect | None) -> dict[str, Json]:
    """Return what names a dialect in a schema; draft-07 goes without saying."""
    return {} if native is None else {"$schema": _NATIVE[native]}


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
