"""Validators of schemas: one for each, or one for many, which takes far less time to compile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from asyncapi_pygen.ir.dialects import META_SCHEMAS, Dialect
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import keys

if TYPE_CHECKING:
    from jsonschema_rs import Validator


class Judge(Protocol):
    """Tells whether values are valid."""

    def is_valid(self, instance: Json, /) -> bool:
        """Return whether a value is valid."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """One of the schemas that were compiled together: the one called ``name``."""

    all: "Validator"
    name: str

    def is_valid(self, instance: Json, /) -> bool:
        """Return whether the schema takes a value."""
        return self.all.is_valid({self.name: instance})


class Judges:
    """Judges by several schemas: compiled together where that can be, else each by itself.

    ``definitions`` has the schemas by name, with references among themselves alone; ``told`` is
    what else a schema of them says, such as its dialect.
    """

    def __init__(
        self,
        definitions: Mapping[str, Json],
        told: Mapping[str, Json],
        *,
        formats: bool | None = None,
    ) -> None:
        self._definitions = definitions
        self._formats = formats
        self._together = _together(definitions, told, formats=formats)
        self._known: dict[str, Judge | None] = {}

    def of(self, name: str, alone: Callable[[], dict[str, Json]]) -> Judge | None:
        """Return the judge by the schema called ``name``, or ``None`` if it does not compile.

        ``alone`` returns it self-contained; it need not be one of the definitions.
        """
        if name not in self._known:
            self._known[name] = (
                compiled(alone(), formats=self._formats)
                if self._together is None or name not in self._definitions
                else Member(self._together, name)
            )
        return self._known[name]


_WHERE: Final = frozenset({"$anchor", "$dynamicAnchor", "$recursiveAnchor"})
"""Keywords whose values name a place within one schema, and mean another in several."""


def _together(
    definitions: Mapping[str, Json], told: Mapping[str, Json], *, formats: bool | None
) -> "Validator | None":
    """Return a validator of an object whose fields are each judged by the definition of that name.

    There is none where one of them does not compile, or means something else among others.
    """
    if not _WHERE.isdisjoint(keys([*definitions.values()])):
        return None
    each: dict[str, Json] = {name: {"$ref": f"#/definitions/{name}"} for name in definitions}
    return compiled({**told, "properties": each, "definitions": {**definitions}}, formats=formats)


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
