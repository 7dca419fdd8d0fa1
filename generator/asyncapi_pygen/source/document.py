"""One file as a value that knows where each of its parts stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.places import Places
from asyncapi_pygen.source.pointers import ABSENT, join_pointer, member
from asyncapi_pygen.source.urls import Url


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Document:
    """A file that was read; equal only to itself.

    ``name`` is what the user would type, ``base`` the file's real path, which references in it are
    relative to, ``id`` its path relative to the folder of the root document (POSIX separators,
    ``%`` and ``#`` percent-encoded), the same whatever the working directory is. Of a remote file,
    ``name`` and ``id`` are the URL that a reference names, and ``base`` the one that sent it.
    ``text`` ends its lines with line feeds and has no byte order mark.
    ``root`` is read-only by agreement: a change would part it from ``places``.
    """

    name: str
    base: Path | Url
    id: str
    text: str = field(repr=False)
    root: Json = field(repr=False)
    start: int = field(repr=False)
    places: Places = field(repr=False)

    def has(self, pointer: Sequence[str]) -> bool:
        """Whether ``pointer`` leads to a value."""
        value = self.root
        for token in pointer:
            inner = member(value, token)
            if inner is ABSENT:
                return False
            value = inner
        return True

    def location(self, pointer: Sequence[str], *, key: bool = False) -> Location:
        """Say where the value at ``pointer`` stands, or with ``key`` the key that holds it.

        A pointer that leads nowhere gives its nearest parent that exists. A value that an overlay
        brought in stands in the overlay's file; its ``pointer`` is still the one asked for, in the
        document that it was grafted into.
        """
        value, place = self.root, self.start
        key_place = place
        depth = 0
        for token in pointer:
            inner = member(value, token)
            if inner is ABSENT:
                break
            key_place, place = self.places.member(value, token)
            value = inner
            depth += 1
        wanted = key_place if key and depth == len(pointer) else place
        file, line, column = self.places.where(wanted)
        return Location(file, line, column, join_pointer(pointer[:depth]))
