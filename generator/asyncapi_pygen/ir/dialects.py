"""The dialects of JSON Schema, and how documents name them."""

import re
from dataclasses import replace
from enum import Enum
from typing import Final

from asyncapi_pygen.ir.schema import Language, SchemaFormat
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.ir.values import Json


class Dialect(Enum):
    """A dialect of JSON Schema; the value is how messages call it."""

    ASYNCAPI = "AsyncAPI Schema"
    DRAFT_4 = "JSON Schema draft-04"
    DRAFT_6 = "JSON Schema draft-06"
    DRAFT_7 = "JSON Schema draft-07"
    DRAFT_2019_09 = "JSON Schema 2019-09"
    DRAFT_2020_12 = "JSON Schema 2020-12"
    OPENAPI_3_0 = "OpenAPI 3.0"
    OPENAPI_3_1 = "OpenAPI 3.1"

    @property
    def reads_siblings(self) -> bool:
        """Whether keywords beside a ``$ref`` count; in the others they have no effect."""
        return self in (Dialect.DRAFT_2019_09, Dialect.DRAFT_2020_12, Dialect.OPENAPI_3_1)


_DRAFTS: Final = {
    "4": Dialect.DRAFT_4,
    "6": Dialect.DRAFT_6,
    "7": Dialect.DRAFT_7,
    "2019-09": Dialect.DRAFT_2019_09,
    "2020-12": Dialect.DRAFT_2020_12,
}
_DRAFT: Final = re.compile(r"(?:draft)?[-/]?0?(4|6|7|2019-09|2020-12)(?:/schema)?", re.IGNORECASE)
_META_SCHEMA: Final = re.compile(r"https?://json-schema\.org/([^#]*)#?", re.IGNORECASE)
_OPENAPI_DIALECT: Final = re.compile(r"https://spec\.openapis\.org/oas/3\.1/dialect/.*")
_UNKNOWN: Final = {
    Language.JSON_SCHEMA: Dialect.DRAFT_7,
    Language.OPENAPI: Dialect.OPENAPI_3_0,
}
"""What schemas of a version that is not known are read as."""
_OPENAPI: Final = {"3.0": Dialect.OPENAPI_3_0, "3.1": Dialect.OPENAPI_3_1}

_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
META_SCHEMAS: Final = {
    Dialect.ASYNCAPI: _DRAFT_7,
    Dialect.DRAFT_4: "http://json-schema.org/draft-04/schema#",
    Dialect.DRAFT_6: "http://json-schema.org/draft-06/schema#",
    Dialect.DRAFT_7: _DRAFT_7,
    Dialect.DRAFT_2019_09: "https://json-schema.org/draft/2019-09/schema",
    Dialect.DRAFT_2020_12: "https://json-schema.org/draft/2020-12/schema",
    Dialect.OPENAPI_3_1: "https://json-schema.org/draft/2020-12/schema",
}
"""The dialects that validators read as they are, and the meta-schemas that they know them by."""

_VOCABULARIES: Final = {
    "applicator": SCHEMA | SCHEMAS | SCHEMA_MAPS - {"$defs", "definitions"},
    "unevaluated": frozenset({"unevaluatedItems", "unevaluatedProperties"}),
    "validation": frozenset(
        {
            *("const", "enum", "type", "multipleOf", "pattern", "required", "dependentRequired"),
            *("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"),
            *("maxContains", "maxItems", "maxLength", "maxProperties"),
            *("minContains", "minItems", "minLength", "minProperties", "uniqueItems"),
        }
    ),
}
"""The keywords that assert something, by the last part of the URI of their vocabulary."""


def dialect_of(format_: SchemaFormat) -> Dialect | None:
    """Return the dialect that a format names; without a version, the one that AsyncAPI lists.

    ``None`` means that the version is not known, or that the language is no JSON Schema at all.
    """
    version = format_.version.strip()
    match format_.language:
        case Language.ASYNCAPI:
            return Dialect.ASYNCAPI
        case Language.JSON_SCHEMA:
            return _draft(version) if version else Dialect.DRAFT_7
        case Language.OPENAPI:
            minor = ".".join(version.split(".")[:2])
            return _OPENAPI.get(minor) if version else Dialect.OPENAPI_3_0
        case _:
            return None


def dialect_read_as(format_: SchemaFormat) -> Dialect | None:
    """Return the dialect that a schema is read as; ``None`` only for other languages."""
    return dialect_of(format_) or _UNKNOWN.get(format_.language)


def format_of_meta_schema(uri: str) -> SchemaFormat | None:
    """Return the format that a ``$schema`` names, ``None`` where it is another meta-schema."""
    if _OPENAPI_DIALECT.fullmatch(uri):
        return SchemaFormat(Language.OPENAPI, "3.1", uri)
    match = _META_SCHEMA.fullmatch(uri.strip())
    if match is None or _draft(match[1]) is None:
        return None
    return SchemaFormat(Language.JSON_SCHEMA, match[1], uri)


def is_foreign(uri: object) -> bool:
    """Return whether a ``$schema`` names a meta-schema of somebody's own: what counts is unknown.

    A misspelt one of a known dialect is none of those.
    """
    return (
        isinstance(uri, str)
        and format_of_meta_schema(uri) is None
        and not any(host in uri for host in ("json-schema.org", "asyncapi", "openapis.org"))
    )


def format_by_meta_schema(meta: Json) -> SchemaFormat | None:
    """Return the format that a meta-schema of somebody's own describes.

    It is a dialect that is known, without the vocabularies that it does not list; ``None`` where it
    says of no such dialect that it is made from it.
    """
    uri = meta.get("$schema") if isinstance(meta, dict) else None
    base = format_of_meta_schema(uri) if isinstance(uri, str) else None
    vocabularies = meta.get("$vocabulary") if isinstance(meta, dict) else None
    if base is None or not isinstance(vocabularies, dict):
        return base
    listed = {name.rpartition("/")[2] for name in vocabularies}
    if dialect_of(base) is Dialect.DRAFT_2019_09 and "applicator" in listed:
        listed.add("unevaluated")
    left_out = [keywords for name, keywords in _VOCABULARIES.items() if name not in listed]
    return replace(base, ignored=frozenset[str]().union(*left_out))


def format_of_file(root: Json) -> SchemaFormat | None:
    """Return the format that a schema file says of itself; an AsyncAPI document says none."""
    if not isinstance(root, dict) or "asyncapi" in root:
        return None
    uri = root.get("$schema")
    return format_of_meta_schema(uri) if isinstance(uri, str) else None


def reads_siblings(format_: SchemaFormat) -> bool:
    """Return whether keywords beside a ``$ref`` count in a schema of this format."""
    dialect = dialect_of(format_)
    return dialect is not None and dialect.reads_siblings


def _draft(name: str) -> Dialect | None:
    match = _DRAFT.fullmatch(name)
    return _DRAFTS[match[1]] if match is not None else None
