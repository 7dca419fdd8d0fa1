"""The ``schemaFormat`` of a schema, and what is said about versions that are not known."""

import re
from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.dialects import dialect_of, dialect_read_as, format_of_meta_schema
from asyncapi_pygen.ir.formats import parse_format
from asyncapi_pygen.ir.schema import DEFAULT_FORMAT, Language, SchemaFormat
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.schema_formats import meta_schema_format

_VERSIONS: Final[Mapping[Language, re.Pattern[str]]] = {
    Language.ASYNCAPI: re.compile(r"(2\.[0-6]|3\.[01])\.\d+"),
    Language.AVRO: re.compile(r"1\.\d+(\.\d+)?"),
    Language.PROTOBUF: re.compile(r"(proto)?[23]"),
    Language.RAML: re.compile(r"1\.0"),
}
"""The versions that are read as they are meant; any other is read as if it were one of them."""

_OURS: Final = re.compile(r"https?://(www\.)?asyncapi\.com/", re.IGNORECASE)
"""The meta-schemas of AsyncAPI itself."""

_READ_AS: Final[Mapping[Language, str]] = {
    Language.ASYNCAPI: "the document's own",
    Language.JSON_SCHEMA: "draft-07",
    Language.OPENAPI: "3.0",
    Language.AVRO: "1.12",
    Language.PROTOBUF: "3",
    Language.RAML: "1.0",
}
"""What each language is read as where its version is another."""


def read_format(node: Node | None, diagnostics: Diagnostics) -> SchemaFormat:
    """Read the ``schemaFormat`` at ``node``, if there is one; say which versions are not known."""
    if node is None or not isinstance(node.value, str):
        return DEFAULT_FORMAT
    found = parse_format(node.value)
    if found.version and not _is_known(found):
        diagnostics.report(
            "schema-version",
            f"`{found.version}` is no version of {found.language.value} that is known here: the "
            f"schema is read as {_READ_AS[found.language]}",
            node.at,
        )
    return found


def report_dialect(node: Node, format_: SchemaFormat, diagnostics: Diagnostics) -> None:
    """Say that a schema's ``$schema`` names a dialect that is not known."""
    uri = node.text("$schema") if format_.language.is_json_schema else ""
    if uri and not _is_dialect(node, uri) and not _OURS.match(uri):
        dialect = dialect_read_as(format_)
        diagnostics.report(
            "schema-version",
            f"`{uri}` is no dialect of JSON Schema that is known here: the schema is read as "
            f"{dialect.value if dialect is not None else format_.language.value}",
            node.document.location((*node.pointer, "$schema")),
        )


def _is_dialect(node: Node, uri: str) -> bool:
    if format_of_meta_schema(uri) is not None:
        return True
    return not node.pointer and meta_schema_format(node) is not None


def _is_known(format_: SchemaFormat) -> bool:
    known = _VERSIONS.get(format_.language)
    if known is not None:
        return known.fullmatch(format_.version.lower()) is not None
    return not format_.language.is_json_schema or dialect_of(format_) is not None
