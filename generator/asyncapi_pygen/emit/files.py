"""Generated files as values, and the paths that we refuse to write."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from asyncapi_pygen.errors import InternalError


class Owner(StrEnum):
    """Who changes a file after it was written."""

    OWNED = "owned"
    """The generator: rewritten when different, removed when no longer produced."""
    YOURS = "yours"
    """The user: written once, never touched again."""


class Kind(StrEnum):
    """Where a file's text comes from, which decides how it is checked."""

    PYTHON = "python"
    """Rendered from the document: its syntax tree is held against the grammar, then compiled."""
    RUNTIME = "runtime"
    """Constant Python, copied verbatim; linted, typed and tested where it lives."""
    TEXT = "text"
    """Anything else: samples, README, the typing marker."""


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    r"""One file of a run.

    ``path`` is relative to the root, the folder that holds the package's folder. ``text`` has
    ``\n`` line ends and is written as UTF-8.
    """

    path: PurePosixPath
    text: str
    owner: Owner
    kind: Kind


LONGEST_NAME: Final = 240
"""In bytes of UTF-8: file systems take 255 at most."""

_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}
)
_FORBIDDEN_CHARACTERS: Final = frozenset('<>:"|?*\\')


def why_unsafe(path: str) -> str | None:
    """Say why a relative path must not be written, or give ``None`` when every system can hold it.

    ``path`` is taken as text, since ``PurePosixPath`` would already have dropped its empty parts.
    """
    for part in path.split("/"):
        reason = _why_unsafe_part(part)
        if reason is not None:
            return reason
    return None


def _why_unsafe_part(part: str) -> str | None:
    if part in {"", ".", ".."}:
        return "it is absolute, or it has an empty part, `.` or `..`"
    if not (part.isprintable() and _FORBIDDEN_CHARACTERS.isdisjoint(part)):
        return "it has a character that not every file system takes"
    if part != part.strip() or part.endswith("."):
        return "a part of it begins or ends in a blank, or ends in a dot"
    if part.partition(".")[0].rstrip().casefold() in _DEVICES:
        return "a part of it is the name of a Windows device"
    if len(part.encode()) > LONGEST_NAME:
        return f"a part of it is longer than {LONGEST_NAME} bytes"
    return None


def check_files(files: Iterable[GeneratedFile]) -> None:
    """Refuse a set of files that cannot be written safely and alike on every system.

    Raises:
        InternalError: a path is unsafe, two paths are one on a file system that ignores case, a
            file stands where another needs a folder, or a text is not plain lines of UTF-8.
    """
    taken: dict[str, PurePosixPath] = {}
    for file in files:
        _check_text(file)
        reason = why_unsafe(str(file.path))
        if reason is not None:
            raise InternalError(f"the path {str(file.path)!r} is not safe: {reason}")
        other = taken.setdefault(_caseless(file.path), file.path)
        if other is not file.path:
            raise InternalError(f"the paths {str(other)!r} and {str(file.path)!r} may be one file")
    users = {path.parent: path for path in taken.values()}
    needed = {folder: user for last, user in users.items() for folder in (last, *last.parents)}
    for folder, user in needed.items():
        in_the_way = taken.get(_caseless(folder))
        if in_the_way is not None:
            reason = f"is a file, and {str(user)!r} needs a folder there"
            raise InternalError(f"{str(in_the_way)!r} {reason}")


def _check_text(file: GeneratedFile) -> None:
    if "\r" in file.text or "\0" in file.text:
        raise InternalError(f"{str(file.path)!r} has a carriage return or a NUL")
    if file.text and not file.text.endswith("\n"):
        raise InternalError(f"{str(file.path)!r} does not end in a line end")
    try:
        file.text.encode()
    except UnicodeEncodeError as error:
        raise InternalError(f"{str(file.path)!r} cannot be written as UTF-8") from error


def _caseless(path: PurePosixPath) -> str:
    """Give one key to the paths that are one file where case and composition do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(path)).casefold())
