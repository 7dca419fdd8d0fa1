"""Changes sorted for who reads them: by what they are for a role, the worst first."""

from collections.abc import Sequence
from dataclasses import dataclass

from asyncapi_pygen.config import Role
from asyncapi_pygen.diff.change import Change, Use, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What changed from the document called ``old`` to the one called ``new``.

    ``role`` is the side whose verdicts count, ``None`` for both.
    """

    old: str
    new: str
    role: Role | None
    changes: Sequence[Change]

    def told(self, verdict: Verdict) -> list[Change]:
        """Return the changes with a verdict that nobody has accepted."""
        return [
            one
            for one in self.changes
            if one.accepted is None and one.verdict(self.role) is verdict
        ]

    @property
    def accepted(self) -> list[Change]:
        """The changes that somebody has accepted."""
        return [one for one in self.changes if one.accepted is not None]

    @property
    def is_breaking(self) -> bool:
        """Whether anything breaks the side that counts."""
        return bool(self.told(Verdict.BREAKING))

    @property
    def sections(self) -> list[tuple[str, list[Change]]]:
        """The changes below what they are; none of the lists is empty."""
        found = [(verdict.value, self.told(verdict)) for verdict in Verdict]
        return [(name, some) for name, some in (*found, ("accepted", self.accepted)) if some]

    @property
    def count(self) -> str:
        """How many changes there are of each kind, in words."""
        texts = [f"{len(some)} {named(name, len(some))}" for name, some in self.sections]
        return ", ".join(texts) or "nothing differs"


def named(kind: str, count: int) -> str:
    """Return what so many changes of a kind are called."""
    return "notes" if kind == "note" and count > 1 else kind


def whom(change: Change) -> str:
    """Say whom a change breaks."""
    broken = [verdict is Verdict.BREAKING for verdict in (change.handler, change.sender)]
    if all(broken):
        return "breaks both sides"
    if any(broken):
        return "breaks who receives" if broken[0] else "breaks who sends"
    return "breaks nobody"


def where_used(change: Change, most: int = 3) -> str:
    """Say which messages a change concerns; empty where that is the document."""
    texts = list(dict.fromkeys(map(_use, change.uses)))
    rest = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {rest} more" if rest > 0 else "")


def _use(use: Use) -> str:
    operation = f"the reply to {use.operation}" if use.reply else use.operation
    return f"{operation} ({use.message})" if use.message else operation
