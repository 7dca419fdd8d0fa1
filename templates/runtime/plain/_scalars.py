"""The shapes of what holds no other values: text, numbers, times, choices."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Generic, NoReturn, Protocol, TypeAlias, TypeVar
from uuid import UUID

from ._marks import JsonValue
from ._misfits import Path
from ._schema import identity
from ._times import read_date, read_date_time, read_time, spelling

T = TypeVar("T")
Definitions: TypeAlias = dict[str, Any]
"""What a JSON schema defines, by name."""

_MOST_FAULTS: Final = 256


class MismatchError(Exception):
    """A value does not fit; ``faults`` are places inside it and what is wrong there."""

    def __init__(self, faults: Sequence[tuple[Path, str]]) -> None:
        super().__init__("a value does not fit")
        self.faults = faults[:_MOST_FAULTS]

    def under(self, part: str | int) -> Iterator[tuple[Path, str]]:
        """Give the faults as one level further up sees them."""
        return (((part, *place), detail) for place, detail in self.faults)


def refuse(detail: str) -> NoReturn:
    """Say what is wrong with the value as a whole; nothing of it is repeated."""
    raise MismatchError([((), detail)]) from None


class Shape(Protocol):
    """One type: its values as JSON."""

    def read(self, value: JsonValue, *, salvaging: bool) -> Any:
        """Make the value of what was sent, or raise ``MismatchError``."""
        ...

    def write(self, value: Any) -> JsonValue:
        """Make JSON of the value, or raise ``TypeError`` if it is of another type."""
        ...

    def owns(self, value: object) -> bool:
        """Tell whether the value may be one of this shape, going by its type."""
        ...

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe what is read as a JSON schema; what has a name is a definition."""
        ...


class Anything:
    """Any JSON."""

    def read(self, value: JsonValue, *, salvaging: bool) -> JsonValue:
        """Hand the value on."""
        return value

    def write(self, value: JsonValue) -> JsonValue:
        """Hand the value on."""
        return value

    def owns(self, value: object) -> bool:
        """Say yes."""
        return True

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value that JSON has: text, a number, a truth value, ``null``."""

    name: str
    types: tuple[type, ...]
    detail: str

    def read(self, value: JsonValue, *, salvaging: bool) -> JsonValue:
        """Hand the value on if it is one of these; a whole number is an integer."""
        if type(value) in self.types:
            if isinstance(value, float) and not math.isfinite(value):
                refuse("Input should be a finite number")
            return value
        if self.name == "integer" and isinstance(value, float) and value.is_integer():
            return int(value)
        refuse(self.detail)

    def write(self, value: JsonValue) -> JsonValue:
        """Hand the value on."""
        return value

    def owns(self, value: object) -> bool:
        """Go by the type."""
        truth = isinstance(value, bool)
        return isinstance(value, self.types) and truth == (self.name == "boolean")

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe the type."""
        return {"type": self.name}


TEXT: Final = Scalar("string", (str,), "Input should be a valid string")
INTEGER: Final = Scalar("integer", (int,), "Input should be a valid integer")
NUMBER: Final = Scalar("number", (float, int), "Input should be a valid number")
BOOLEAN: Final = Scalar("boolean", (bool,), "Input should be a valid boolean")
NULL: Final = Scalar("null", (type(None),), "Input should be null")


@dataclass(frozen=True, slots=True)
class Spelled(Generic[T]):
    """A value that JSON spells as text, such as a date.

    Attributes:
        format: What kind of text that is.
        type: What values are.
        parse: Reads the text, or raises ``ValueError``.
        is_plain: Whether the type alone tells how to read.

    """

    format: str
    type: type[T]
    parse: Callable[[str], T]
    is_plain: bool = True

    def read(self, value: JsonValue, *, salvaging: bool) -> T:
        """Read the text."""
        if isinstance(value, str):
            with suppress(ValueError):
                return self.parse(value)
        refuse(f"Input should be a {self.format} as text")

    def write(self, value: T) -> str:
        """Spell the value, as it was read if it was."""
        if not isinstance(value, self.type):
            raise TypeError(type(value))
        return spelled(value)

    def owns(self, value: object) -> bool:
        """Go by the type."""
        return isinstance(value, self.type)

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe the text."""
        return {"type": "string", "format": self.format}


def spelled(value: object) -> str:
    """Write a value that JSON spells as text."""
    if isinstance(value, date | time):
        said = spelling(value)
        return said if isinstance(said, str) else _computed(value)
    return str(value)


def _computed(value: date | time) -> str:
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


SPELLED: Final[Mapping[type, Spelled[Any]]] = {
    datetime: Spelled("date-time", datetime, read_date_time),
    date: Spelled("date", date, read_date),
    time: Spelled("time", time, read_time),
    UUID: Spelled("uuid", UUID, UUID),
}
"""The types that are text on the wire."""


class Exact:
    """A number that is exact in decimals."""

    def read(self, value: JsonValue, *, salvaging: bool) -> Decimal:
        """Read the number as it was spelled."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            refuse("Input should be a valid number")
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            refuse("Input should be a valid number")
        if not found.is_finite():
            refuse("Input should be a finite number")
        return found

    def write(self, value: object) -> JsonValue:
        """Write a whole number as one, and else the nearest that JSON readers know."""
        if not isinstance(value, Decimal | int | float):
            raise TypeError(type(value))
        return int(value) if value == int(value) else float(value)

    def owns(self, value: object) -> bool:
        """Go by the type."""
        return isinstance(value, Decimal)

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe a number."""
        return {"type": "number"}


class Choice:
    """One of some values; an open one takes all others of a type as well."""

    def __init__(
        self,
        values: Sequence[JsonValue],
        others: Scalar | None = None,
    ) -> None:
        """Take the values."""
        self.values = {identity(value): value for value in values}
        self.others = others

    def read(self, value: JsonValue, *, salvaging: bool) -> JsonValue:
        """Find the value among those that are allowed."""
        try:
            return self.values[identity(value)]
        except KeyError:
            if self.others is not None:
                return self.others.read(value, salvaging=salvaging)
            refuse("Input is not an allowed value")

    def write(self, value: JsonValue) -> JsonValue:
        """Hand the value on."""
        return value

    def owns(self, value: object) -> bool:
        """Look for the value."""
        if not isinstance(value, str | int | float | None):
            return False
        known = identity(value) in self.values
        return known or (self.others is not None and self.others.owns(value))

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """List the values."""
        values = [*self.values.values()]
        return {"const": values[0]} if len(values) == 1 else {"enum": values}
