"""Schemas as written, with identity: one component is one schema however often it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.protobuf import ProtoFault, ProtoFile
from asyncapi_pygen.ir.values import Json


class Language(Enum):
    """The language that a schema is written in; the value is how messages call it."""

    ASYNCAPI = "AsyncAPI Schema"
    JSON_SCHEMA = "JSON Schema"
    OPENAPI = "OpenAPI Schema"
    AVRO = "Avro"
    PROTOBUF = "Protobuf"
    RAML = "RAML"
    OTHER = "another language"

    @property
    def is_json_schema(self) -> bool:
        """Whether it is a dialect of JSON Schema: one lowering reads them all."""
        return self in (Language.ASYNCAPI, Language.JSON_SCHEMA, Language.OPENAPI)


@dataclass(frozen=True, slots=True)
class SchemaFormat:
    """A ``schemaFormat``, read: the language, its version, and the text as the document has it.

    ``version`` is what the document says, such as ``1.9.0``, ``draft-07`` or ``3.0.0``; it is empty
    where the document says none, and ``text`` is where there is no ``schemaFormat`` at all.
    ``modelled`` says whether this run makes models of it, if it is one that becomes models.
    ``ignored`` are the keywords that a meta-schema leaves out of the dialect that it is made from.
    """

    language: Language
    version: str = ""
    text: str = ""
    modelled: bool = True
    ignored: frozenset[str] = frozenset()


DEFAULT_FORMAT: Final = SchemaFormat(Language.ASYNCAPI)
"""The format of a schema of which nothing is said: AsyncAPI's superset of draft-07."""


@dataclass(frozen=True, slots=True)
class SchemaRef:
    """An edge to another schema of the same ``Api``, where the document has a ``$ref``."""

    id: str


Body: TypeAlias = (
    "Mapping[str, Body] | Sequence[Body] | str | int | float | bool | SchemaRef | None"
)
"""A schema's body: JSON whose references are edges, or the text of a ``.proto`` file and the like.

Read-only by agreement.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """One schema of the document.

    ``id`` is the file and the JSON pointer of the place where it is written, ``key`` the last token
    of that pointer, and ``component`` whether the document itself gave it that name as a component
    (or it is a file of its own). In a dialect of JSON Schema, and in Avro, every ``$ref`` of the
    ``body`` is an edge; in any other language the body is as the document has it. ``protobuf`` is
    what the text says where that is the language. ``heirs`` are the ids of the schemas that are an
    ``allOf`` of this one, where it names the property that tells them apart.
    """

    id: str
    key: str
    component: bool
    format: SchemaFormat
    body: Body
    at: Location
    protobuf: ProtoFile | ProtoFault | None = None
    heirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFile:
    """A whole file of JSON Schema whose meaning depends on the way that one comes by.

    ``body`` is the file with absolute URIs for what it is called and refers to. ``resources`` are
    the URIs by the places that have one, the file's own at ``()``. ``uses`` are the ids of the
    files that it refers to, and ``meta`` is the URI of its dialect.
    """

    body: Json
    meta: str
    resources: Mapping[tuple[str, ...], str]
    uses: frozenset[str]
