"""Types of dates and times, which are written as they were read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

from ._times import (
    Clock,
    Moment,
    in_utc,
    read_date,
    read_date_time,
    read_time,
    with_zone,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read:
    """A text that a function reads; ``is_plain`` says that its type alone tells how."""

    format: str
    type: type[date | time]
    read: Callable[[str], date | time]
    is_plain: bool = True


def _with_zone(text: str) -> datetime:
    return with_zone(read_date_time(text))


def _in_utc(text: str) -> datetime:
    return in_utc(read_date_time(text))


if TYPE_CHECKING:
    DateTime: TypeAlias = datetime
    AwareDateTime: TypeAlias = datetime
    UtcDateTime: TypeAlias = datetime
    IsoDate: TypeAlias = date
    IsoTime: TypeAlias = time
else:
    DateTime = Annotated[Moment, Read("date-time", datetime, read_date_time)]
    AwareDateTime = Annotated[Moment, Read("date-time", datetime, _with_zone, False)]
    UtcDateTime = Annotated[Moment, Read("date-time", datetime, _in_utc, False)]
    IsoDate = Annotated[date, Read("date", date, read_date)]
    IsoTime = Annotated[Clock, Read("time", time, read_time)]

OrText: TypeAlias = T | str
"""``OrText[DateTime]``: formats assert nothing, and other texts are valid too."""
