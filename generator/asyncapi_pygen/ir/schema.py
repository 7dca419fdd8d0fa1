"""Schemas as written, with identity: one component is one schema however often it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from asyncapi_pygen.diagnostics import Location


@dataclass(frozen=True, slots=True)
class SchemaRef:
    """An edge to another schema of the same ``Api``, where the document has a ``$ref``."""

    id: str


Body: TypeAlias = (
    "Mapping[str, Body] | Sequence[Body] | str | int | float | bool | SchemaRef | None"
)
"""A schema's body: JSON whose references are edges. Read-only by agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """One schema of the document.

    ``id`` is the file and the JSON pointer of the place where it is written, ``key`` the last token
    of that pointer, and ``component`` whether the document itself gave it that name as a component
    (or it is a file of its own). ``format`` is the media type of its language, empty for the
    default one (AsyncAPI's superset of JSON Schema draft-07).
    """

    id: str
    key: str
    component: bool
    format: str
    body: Body
    at: Location
