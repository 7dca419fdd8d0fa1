"""Formats that values have to have."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ._checks import Check
from ._formats import FORMATS, has_format
from ._model import Format
from ._wire import plain


class Asserted(Format):
    """Adds ``format`` to the JSON schema, and refuses what is not of it."""

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Look at the value before it is read."""
        return core_schema.no_info_before_validator_function(
            self._checked,
            handler(source),
        )

    def _checked(self, value: object) -> object:
        if has_format(self.name, plain(value)):
            return value
        kind, template = "format", "Input should be of the format {format}"
        raise PydanticCustomError(kind, template, {"format": self.name})


class AssertedCheck(Check):
    """A check that asserts the formats in its schema as well."""

    __slots__ = ()

    formats: ClassVar[Mapping[str, Callable[[object], bool]]] = FORMATS
