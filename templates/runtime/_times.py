"""Dates and times that know how they were written.

A ``datetime`` holds microseconds, and no leap second: what was read beyond that is in
the text alone, which is written back.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import SupportsIndex

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(
    # Midnight is 00:00 alone (RFC 3339, 5.6): later versions of Python know 24:00 too.
    r"(?P<minute>(?:[01][0-9]|2[0-3]):[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r" ?(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2}){0,2})?"
)
_MOMENT = re.compile(rf"(?P<date>{_DATE.pattern})[Tt _]{_CLOCK.pattern}")
_LEAP_SECOND = "60"


class _Spelt:
    """What remembers how it was written, in copies too; what is computed does not."""

    __slots__ = ()

    text: str

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> str | tuple[object, ...]:
        reduced = super().__reduce_ex__(protocol)
        if isinstance(reduced, str):
            return reduced
        kind, state = reduced[:2]
        return _restored, (kind, state, getattr(self, "text", None))


def _restored(
    kind: Callable[..., "Moment | Clock"],
    state: tuple[object, ...],
    text: str | None,
) -> "Moment | Clock":
    value = kind(*state)
    if text is not None:
        value.text = text
    return value


class Moment(_Spelt, datetime):
    """A day and a time on it."""

    __slots__ = ("text",)


class Clock(_Spelt, time):
    """A time of any day."""

    __slots__ = ("text",)


def read_date(text: str) -> date:
    """Read a date of RFC 3339, or raise ``ValueError``."""
    if _DATE.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def read_date_time(text: str) -> datetime:
    """Read a date-time of RFC 3339, its zone and its seconds optional.

    Raises:
        ValueError: It is none, or in a year that ``datetime`` does not have.

    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    moment = Moment.fromisoformat(f"{match['date']}T{_iso(match)}")
    moment.text = text
    return moment


def read_time(text: str) -> time:
    """Read a time of RFC 3339, zone and seconds optional, or raise ``ValueError``."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(text)
    clock = Clock.fromisoformat(_iso(match))
    clock.text = text
    return clock


def _iso(match: re.Match[str]) -> str:
    """Write what a ``time`` holds of a clock: the moment before a leap second ends."""
    minute, second, fraction, zone = (
        match["minute"],
        *match.group("second", "fraction", "zone"),
    )
    if second == _LEAP_SECOND:
        second, fraction = "59", "999999"
    return (
        f"{minute}:{second or '00'}.{(fraction or '0')[:6]:0<6}{(zone or '').upper()}"
    )


def spelling(value: date | time) -> object:
    """Tell how it was written; what was computed has no spelling and is itself."""
    return getattr(value, "text", value)


def with_zone(moment: datetime) -> datetime:
    """Refuse a date-time without a zone by ``ValueError``."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment


def in_utc(moment: datetime) -> datetime:
    """Take a date-time without a zone for one in UTC; it is written as it was."""
    if moment.tzinfo is not None:
        return moment
    placed = moment.replace(tzinfo=UTC)
    if isinstance(moment, Moment) and isinstance(placed, Moment):
        text = getattr(moment, "text", None)
        if text is not None:
            placed.text = text
    return placed
