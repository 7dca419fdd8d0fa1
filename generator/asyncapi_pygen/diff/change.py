"""Changes: what differs between two documents, and what that is for either side of a message."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from typing import Final

from asyncapi_pygen.config import Role
from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.api import Action


class Verdict(StrEnum):
    """What a change is for one side, the worst first."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    NOTE = "note"


_RANKS: Final = list(Verdict)


class Effect(Enum):
    """What a change does: the verdict for who receives a message, then that for who sends it.

    Who receives less than before is prepared for it, who may send more is too; and the other way
    round neither is.
    """

    NARROWER = (Verdict.COMPATIBLE, Verdict.BREAKING)
    WIDER = (Verdict.BREAKING, Verdict.COMPATIBLE)
    OTHER = (Verdict.BREAKING, Verdict.BREAKING)
    HARMLESS = (Verdict.COMPATIBLE, Verdict.COMPATIBLE)
    NOTE = (Verdict.NOTE, Verdict.NOTE)

    @property
    def turned(self) -> "Effect":
        """The effect on a schema of the same change to what it forbids."""
        return Effect((self.value[1], self.value[0]))

    @property
    def unclear(self) -> "Effect":
        """The effect where nothing tells whether more is allowed by it or less."""
        return Effect.OTHER if self in (Effect.NARROWER, Effect.WIDER) else self

    @property
    def borne(self) -> "Effect":
        """The effect where other values were and are allowed as well."""
        return self if self is Effect.NOTE else Effect.HARMLESS


@dataclass(frozen=True, slots=True)
class Use:
    """Where a message travels: in an operation of the application, or in the reply to it."""

    operation: str
    message: str
    action: Action
    reply: bool = False

    @property
    def is_received(self) -> bool:
        """Whether the application is who receives the message."""
        return (self.action is Action.RECEIVE) is not self.reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: the places in the old and the new document, and the reason in a sentence.

    At least one of the places is there. ``uses`` are the messages that it concerns; without any,
    it concerns the document, and both sides alike. ``accepted`` says why it may be, if somebody
    says so.
    """

    code: str
    effect: Effect
    reason: str
    old: Location | None
    new: Location | None
    uses: tuple[Use, ...] = ()
    accepted: str | None = None

    @property
    def handler(self) -> Verdict:
        """The verdict for who receives the message."""
        return self.effect.value[0]

    @property
    def sender(self) -> Verdict:
        """The verdict for who sends the message."""
        return self.effect.value[1]

    @property
    def at(self) -> Location:
        """Where it is read best: in the new document, if it is there."""
        place = self.new if self.new is not None else self.old
        if place is None:
            raise ValueError(self.code)
        return place

    @property
    def pointers(self) -> frozenset[str]:
        """The JSON pointers of its places."""
        return frozenset(at.pointer for at in (self.old, self.new) if at is not None)

    def verdict(self, role: Role | None) -> Verdict:
        """Return the verdict for the side that a role takes; ``None`` is the worse of both.

        A role may be on both sides, where a schema is of what it receives and of what it sends.
        """
        told = [self.handler, self.sender]
        if role is not None and self.uses:
            own = {one.is_received is (role is Role.HANDLER) for one in self.uses}
            told = [one for one, side in zip(told, (True, False), strict=True) if side in own]
        return min(told, key=_RANKS.index)


@dataclass(slots=True)
class Changes:
    """Collects changes; one that is met again is told once, with all that it concerns."""

    _found: dict[tuple[object, ...], Change] = field(
        default_factory=dict[tuple[object, ...], Change]
    )

    def add(self, change: Change) -> None:
        """Take a change in."""
        key = (change.code, change.effect, change.reason, change.old, change.new)
        known = self._found.get(key)
        if known is None:
            self._found[key] = change
        else:
            uses = tuple(dict.fromkeys((*known.uses, *change.uses)))
            self._found[key] = replace(known, uses=uses)

    def __iter__(self) -> Iterator[Change]:
        """Yield the changes, in the order of the places where they are read best."""
        return iter(sorted(self._found.values(), key=lambda one: (one.at, one.code, one.reason)))
