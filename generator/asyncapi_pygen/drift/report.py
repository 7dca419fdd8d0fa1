"""What all samples together tell: each difference once, with how many samples show it."""

from dataclasses import dataclass, field

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.drift.found import Claim, Difference, Found, What
from asyncapi_pygen.drift.telling import Told
from asyncapi_pygen.ir.api import Message
from asyncapi_pygen.ir.values import Json


@dataclass(slots=True)
class Row:
    """A difference, where it was met first, in how many samples, and the values that were met."""

    difference: Difference
    first: Location
    samples: int = 0
    values: list[Json] = field(default_factory=list[Json])


@dataclass(slots=True)
class MessageDrift:
    """What the samples of one message tell."""

    message: Message
    samples: int = 0
    rows: dict[Difference, Row] = field(default_factory=dict[Difference, Row])
    _declared: dict[Claim, None] = field(default_factory=dict[Claim, None])
    _met: set[Claim] = field(default_factory=set[Claim])

    def add(self, found: Found, at: Location) -> None:
        """Count a sample in."""
        self.samples += 1
        for difference in found.differences:
            row = self.rows.setdefault(difference, Row(difference, at))
            row.values.append(difference.value)
        for difference in dict.fromkeys(found.differences):
            self.rows[difference].samples += 1
        self._declared |= found.declared
        self._met |= found.met

    @property
    def ordered(self) -> list[Row]:
        """The differences, those of a kind together, else in the order in which they were met."""
        kinds = list(What)
        return sorted(self.rows.values(), key=lambda row: kinds.index(row.difference.what))

    @property
    def unseen(self) -> list[Claim]:
        """The properties and values that are declared where samples could have them."""
        return [claim for claim in self._declared if claim not in self._met]


@dataclass(slots=True)
class UnknownEvent:
    """A value of a tag that no message has; ``path`` is empty where samples fit no message."""

    path: tuple[str, ...]
    value: str
    first: Location
    samples: int = 0


@dataclass(slots=True)
class Report:
    """What the samples tell of a document; ``rivals`` has samples that could be of several."""

    messages: dict[str, MessageDrift] = field(default_factory=dict[str, MessageDrift])
    unknown: dict[tuple[tuple[str, ...], str], UnknownEvent] = field(
        default_factory=dict[tuple[tuple[str, ...], str], UnknownEvent]
    )
    rivals: dict[tuple[str, ...], list[Location]] = field(
        default_factory=dict[tuple[str, ...], list[Location]]
    )

    def add(self, told: Told, at: Location) -> None:
        """Count a sample in."""
        if told.message is not None and told.found is not None:
            drift = self.messages.setdefault(told.message.id, MessageDrift(told.message))
            drift.add(told.found, at)
        elif told.rivals:
            keys = tuple(message.key for message in told.rivals)
            self.rivals.setdefault(keys, []).append(at)
        else:
            path, value = told.tag or ((), "")
            unknown = self.unknown.setdefault((path, value), UnknownEvent(path, value, at))
            unknown.samples += 1
