"""What no type says of a payload, checked behind the types."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import ClassVar, Self, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import (
    CoreSchema,
    InitErrorDetails,
    PydanticCustomError,
    SchemaError,
    SchemaValidator,
    core_schema,
)

from ._model import Model, as_json
from ._pattern import RUST, Matcher, translated
from ._schema import Json, Schema, Violation

T = TypeVar("T")


class Check:
    """What no type says of a value, as JSON Schema: a validator behind the type.

    Attributes:
        schema: The schema.

    """

    __slots__ = ("_schema", "schema")

    formats: ClassVar[Mapping[str, Callable[[object], bool]]] = {}
    """The formats that are asserted."""

    def __init__(self, schema: JsonSchemaValue) -> None:
        """Take in a schema of the draft 2020-12, without references."""
        self.schema = schema
        self._schema = Schema(schema, matcher=_matcher, formats=self.formats)

    def __repr__(self) -> str:
        """Write the check as it stands in a module."""
        return f"{type(self).__name__}({self.schema!r})"

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Put the check behind the type."""
        return core_schema.no_info_after_validator_function(
            self.passed,
            handler(source),
        )

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """Say in the JSON schema what is checked."""
        written = handler(schema)
        if "$ref" in written or not written.keys().isdisjoint(self.schema):
            return {"allOf": [written, self.schema]}
        return {**written, **self.schema}

    def add_to(self, definition: JsonSchemaValue) -> None:
        """Say in the JSON schema of a class what is checked."""
        apart = definition.keys().isdisjoint(self.schema)
        definition.update(self.schema if apart else {"allOf": [self.schema]})

    def passed(self, value: T) -> T:
        """Return the value as it is, or raise ``ValidationError``."""
        broken = [
            _problem(one) for one in self._schema.errors(cast("Json", as_json(value)))
        ]
        if broken:
            raise ValidationError.from_exception_data(type(value).__name__, broken)
        return value


def _problem(violation: Violation) -> InitErrorDetails:
    if violation.keyword == "required":
        return InitErrorDetails(type="missing", loc=violation.path, input=None)
    kind, template = "json_schema", "{said}"
    error = PydanticCustomError(kind, template, {"said": violation.message})
    return InitErrorDetails(type=error, loc=violation.path, input=None)


@cache
def _matcher(pattern: str) -> Matcher | None:
    """Look for a pattern with an engine that no text can keep busy."""
    try:
        found = core_schema.str_schema(pattern=translated(pattern, RUST))
        return SchemaValidator(found).isinstance_python
    except SchemaError:
        return None


def _say_what_is_checked(definition: JsonSchemaValue, model: type[BaseModel]) -> None:
    if issubclass(model, CheckedModel):
        model.__check__.add_to(definition)


class CheckedModel(Model):
    """A payload of which its fields do not say all: the class has the rest."""

    __check__: ClassVar[Check] = Check({})

    model_config = ConfigDict(json_schema_extra=_say_what_is_checked)

    @model_validator(mode="after")
    def _passes(self) -> Self:
        return self.__check__.passed(self)
