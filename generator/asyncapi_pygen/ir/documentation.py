"""What a document says to people about its parts: tags, links, contact, licence."""

from collections.abc import Mapping
from dataclasses import dataclass

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalDocs:
    """A link to documentation elsewhere."""

    url: str
    description: str
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A word by which things are grouped."""

    name: str
    description: str
    external_docs: ExternalDocs | None
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who answers for the document; each field may be empty."""

    name: str
    url: str
    email: str
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """The licence of what is described; ``url`` may be empty."""

    name: str
    url: str
    extensions: Mapping[str, Json]
    at: Location
