"""What pieces of work gave in earlier runs, each by a digest of all that it was made of.

It is only ever a short cut: a piece that is not remembered is made, and is the same.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from asyncapi_pygen.ir.values import Json


def _nothing() -> Mapping[str, Json]:
    return {}


class Memory:
    """Remembers pieces of one kind: those of earlier runs, and what this run made or met again.

    ``recollect`` gives the former when one of them is asked for first. A piece is JSON, and not
    ``None``.
    """

    def __init__(self, recollect: Callable[[], Mapping[str, Json]] = _nothing) -> None:
        self._recollect = recollect
        self._met: dict[str, Json] = {}

    @cached_property
    def _known(self) -> Mapping[str, Json]:
        return self._recollect()

    @property
    def met(self) -> Mapping[str, Json]:
        """The pieces of this run, whoever made them."""
        return self._met

    def recall(self, key: str) -> Json:
        """Return a piece, ``None`` if it is not remembered."""
        found = self._met.get(key)
        if found is None:
            found = self._known.get(key)
        if found is not None:
            self._met[key] = found
        return found

    def keep(self, key: str, piece: Json) -> None:
        """Remember a piece that this run made."""
        self._met[key] = piece

    def learn(self, pieces: Mapping[str, Json]) -> None:
        """Remember the pieces that somebody else has met in this run."""
        self._met.update(pieces)


Met: TypeAlias = tuple[Mapping[str, Json], Mapping[str, Json]]
"""The pieces of a run, by kind."""

Standing: TypeAlias = Callable[[str, str], str | None]
"""Takes a path in the package and a digest; returns the text that is there, if it has that."""


def nothing_stands(_path: str, _digest: str, /) -> None:
    """Find no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memories:
    """What a run can take from earlier ones.

    ``texts`` are whole files by the digests of their stages (``Result.stages``), ``code`` tells
    which parts of code are sound, and ``contracts`` which files have the events and trials of an
    operation: their texts are taken from the package as it stands.
    """

    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    code: Memory = field(default_factory=Memory)
    contracts: Memory = field(default_factory=Memory)
    standing: Standing = nothing_stands

    @property
    def met(self) -> Met:
        """The pieces of this run, of both kinds."""
        return self.code.met, self.contracts.met

    def learn(self, met: Met) -> None:
        """Remember the pieces that somebody else has met in this run."""
        for memory, pieces in zip((self.code, self.contracts), met, strict=True):
            memory.learn(pieces)


def digest(*told: str) -> str:
    """Return a digest of some texts, in order."""
    hasher = hashlib.sha256()
    for text in told:
        content = text.encode("utf-8", "surrogatepass")
        hasher.update(b"%d:" % len(content))
        hasher.update(content)
    return hasher.hexdigest()
