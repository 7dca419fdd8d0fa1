"""Types of dates and times, which are written as they were read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, TypeAlias, TypeVar, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import (
    CoreSchema,
    PydanticCustomError,
    PydanticSerializationUnexpectedValue,
    core_schema,
)

from ._times import (
    in_utc,
    read_date,
    read_date_time,
    read_time,
    spelling,
    with_zone,
)

T = TypeVar("T")


def _written(value: object) -> object:
    """Give a date or a time as it was spelled; in a union, others write the rest."""
    if isinstance(value, date | time):
        return spelling(value)
    message = "no date or time"
    raise PydanticSerializationUnexpectedValue(message)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text that a function reads; ``zoned`` sees date-times that are sent as well."""

    format: str
    read: Callable[[str], date | time]
    zoned: Callable[[datetime], datetime] | None = None

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        sent = handler(source)
        if self.zoned is not None:
            sent = core_schema.no_info_after_validator_function(self.zoned, sent)
        return core_schema.json_or_python_schema(
            core_schema.no_info_plain_validator_function(self._value),
            sent,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _written,
                when_used="json",
            ),
        )

    def __get_pydantic_json_schema__(
        self,
        _schema: CoreSchema,
        _handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {"type": "string", "format": self.format}

    def _value(self, text: object) -> date | time:
        try:
            if isinstance(text, str):
                value = self.read(text)
                if self.zoned is not None and isinstance(value, datetime):
                    return self.zoned(value)
                return value
        except ValueError:
            pass
        kind, template = "datetime_parsing", "Input should be a {format} of RFC 3339"
        raise PydanticCustomError(kind, template, {"format": self.format})


class _OrText:
    """Takes any text where a type reads only some, and reads what it can."""

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        read, _ = get_args(source)
        (mark,) = (one for one in get_args(read) if isinstance(one, _Read))
        return core_schema.union_schema(
            [handler.generate_schema(read), core_schema.str_schema()],
            mode="left_to_right",
            metadata={"format": mark.format},
        )

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        _handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {"type": "string", "format": schema.get("metadata", {})["format"]}


DateTime: TypeAlias = Annotated[datetime, _Read("date-time", read_date_time)]
"""With a zone or without; any number of digits of a second is written back."""

AwareDateTime: TypeAlias = Annotated[
    datetime,
    _Read("date-time", read_date_time, with_zone),
]
"""A ``DateTime`` that has a zone."""

UtcDateTime: TypeAlias = Annotated[datetime, _Read("date-time", read_date_time, in_utc)]
"""A ``DateTime`` that is in UTC where its text names no zone."""

IsoDate: TypeAlias = Annotated[date, _Read("date", read_date)]
"""A day."""

IsoTime: TypeAlias = Annotated[time, _Read("time", read_time)]
"""A time of any day, with a zone or without."""

OrText: TypeAlias = Annotated[T | str, _OrText()]
"""``OrText[DateTime]``: formats assert nothing, and other texts are valid too."""
