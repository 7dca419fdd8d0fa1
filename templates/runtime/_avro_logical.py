"""Avro's logical types: values of Python's own types over those on the wire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_EPOCH = _EPOCH.replace(tzinfo=None)
_FIRST_DAY = _EPOCH.toordinal()
_MILLI = timedelta(milliseconds=1)
_MICRO = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Conversion:
    """How values of a Python type become those of the type below, and back.

    Both functions raise ``ValueError`` or ``OverflowError`` for what the other side
    cannot hold.
    """

    type: type[object]
    read: Callable[[Any], object]
    write: Callable[[Any], object]


def _day(number: int) -> date:
    return date.fromordinal(number + _FIRST_DAY)


def _day_number(value: date) -> int:
    return value.toordinal() - _FIRST_DAY


def _time(unit: timedelta) -> Conversion:
    def read(count: int) -> time:
        passed = count * unit
        if not timedelta(0) <= passed < _DAY:
            message = "a time lies within one day"
            raise ValueError(message)
        return (_LOCAL_EPOCH + passed).time()

    def write(value: time) -> int:
        passed = timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
        return passed // unit

    return Conversion(time, read, write)


def _timestamp(unit: timedelta, epoch: datetime) -> Conversion:
    zoned = epoch.tzinfo is not None

    def read(count: int) -> datetime:
        return epoch + count * unit

    def write(value: datetime) -> int:
        if (value.utcoffset() is not None) is not zoned:
            message = "a timestamp has a zone, and a local one has none"
            raise ValueError(message)
        return (value - epoch) // unit

    return Conversion(datetime, read, write)


def _decimal(schema: Mapping[str, Any]) -> Conversion:
    precision: int = schema["precision"]
    scale: int = schema.get("scale", 0)
    size: int | None = schema.get("size")

    def read(raw: bytes) -> Decimal:
        unscaled = int.from_bytes(raw, "big", signed=True)
        return Decimal(f"{unscaled}E-{scale}")

    def write(value: Decimal) -> bytes:
        sign, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int) or exponent < -scale:
            message = f"the decimal has more than {scale} digits after the point"
            raise ValueError(message)
        if any(digits) and len(digits) + exponent + scale > precision:
            message = f"the decimal has more than {precision} digits"
            raise ValueError(message)
        unscaled = int("".join(map(str, digits)))
        if unscaled:
            unscaled *= (-1 if sign else 1) * 10 ** (exponent + scale)
        length = (unscaled + (unscaled < 0)).bit_length() // 8 + 1
        return unscaled.to_bytes(size or length, "big", signed=True)

    return Conversion(Decimal, read, write)


def _uuid_of_bytes(raw: bytes) -> UUID:
    return UUID(bytes=raw)


def _bytes_of_uuid(value: UUID) -> bytes:
    return value.bytes


_CONVERSIONS = {
    ("int", "date"): Conversion(date, _day, _day_number),
    ("int", "time-millis"): _time(_MILLI),
    ("long", "time-micros"): _time(_MICRO),
    ("long", "timestamp-millis"): _timestamp(_MILLI, _EPOCH),
    ("long", "timestamp-micros"): _timestamp(_MICRO, _EPOCH),
    ("long", "local-timestamp-millis"): _timestamp(_MILLI, _LOCAL_EPOCH),
    ("long", "local-timestamp-micros"): _timestamp(_MICRO, _LOCAL_EPOCH),
    ("string", "uuid"): Conversion(UUID, UUID, str),
    ("fixed", "uuid"): Conversion(UUID, _uuid_of_bytes, _bytes_of_uuid),
}
"""By the type below and the name of the logical type."""


def conversion(schema: Mapping[str, Any]) -> Conversion | None:
    """Return what the ``logicalType`` of a schema means, ``None`` if it has none."""
    name = schema.get("logicalType")
    if name == "decimal":
        return _decimal(schema)
    return None if name is None else _CONVERSIONS[schema["type"], name]
