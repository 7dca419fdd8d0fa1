"""Numbers of which every digit counts, from the wire to the wire."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, SerializationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import (
    CoreSchema,
    PydanticKnownError,
    PydanticSerializationUnexpectedValue,
    core_schema,
)

from ._wire import AnyJson, plain, serialized

_LARGEST_EXPONENT = 4_300  # as many digits as an integer may have


def _decimal(value: object) -> Decimal:
    number = plain(value)
    if isinstance(number, int) and not isinstance(number, bool):
        return Decimal(number)
    if isinstance(number, Decimal) and _is_bearable(number):
        return number
    kind: Final = "decimal_type"
    raise PydanticKnownError(kind)


def _integer(value: object) -> int:
    number = plain(value)
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    if isinstance(number, Decimal) and _is_bearable(number):
        whole = int(number)
        if whole == number:
            return whole
    kind: Final = "int_type"
    raise PydanticKnownError(kind)


def _is_bearable(number: Decimal) -> bool:
    """Tell whether a number can be compared and divided: 1e999999999 takes for ever."""
    return number.is_finite() and abs(number.adjusted()) <= _LARGEST_EXPONENT


def _written(value: object, info: SerializationInfo[Any]) -> object:
    """Write a number; in a union, others write the rest."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return serialized(value, info)
    message = "no number"
    raise PydanticSerializationUnexpectedValue(message)


class _Digits:
    """Reads numbers that were marked; see ``_wire``."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole

    def __get_pydantic_core_schema__(
        self,
        _source: object,
        _handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _integer if self.whole else _decimal,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _written,
                info_arg=True,
                when_used="json",
            ),
        )

    def __get_pydantic_json_schema__(
        self,
        _schema: CoreSchema,
        _handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {"type": "integer" if self.whole else "number"}


ExactNumber: TypeAlias = Annotated[Decimal, _Digits(whole=False)]
"""A number with all its digits; ``1.10`` is written as ``1.10``."""

ExactInt: TypeAlias = Annotated[int, _Digits(whole=True)]
"""An integer, however it is written: ``1.0`` is one."""

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        "dict[str, JsonValue] | list[JsonValue] | str | int | Decimal | bool | None"
    )
else:
    JsonValue: TypeAlias = Annotated[Any, AnyJson()]
"""Any JSON; a number is an integer or a decimal."""
