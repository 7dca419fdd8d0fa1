"""The little that is asked of the file system: what is there, what is in the way, a new file."""

import os
import stat
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from asyncapi_pygen.emit.manifest import digest
from asyncapi_pygen.source.inputs import read_regular

TEMPORARY_SUFFIX: Final = ".asyncapi-pygen-tmp"
"""How the names of our unfinished files end; nobody else's do."""


@dataclass(frozen=True, slots=True)
class Found:
    r"""A file that is there: its text with ``\n`` line ends, and its digest."""

    text: str
    digest: str


def find(path: Path) -> Found | None:
    """Read the file at ``path``, or give ``None`` when there is none.

    Bytes that are not UTF-8 show as U+FFFD in the text; the digest is that of the bytes.

    Raises:
        OSError: something is there and cannot be read as a file.
    """
    try:
        raw = read_regular(path)
    except FileNotFoundError:
        return None
    return Found(raw.decode(errors="replace").replace("\r\n", "\n"), digest(raw))


class Sight:
    """Files as they were when a run first looked at them: it reads none of them twice."""

    def __init__(self) -> None:
        self._found: dict[str, Found | None] = {}

    def find(self, path: Path) -> Found | None:
        """Read the file at ``path``, as the function ``find`` does.

        Raises:
            OSError: something is there and cannot be read as a file.
        """
        name = str(path)  # finds its way faster than a path
        try:
            return self._found[name]
        except KeyError:
            return self._found.setdefault(name, find(path))

    def standing(self, path: Path, wanted: str) -> str | None:
        """Return the text of the file at ``path``, if it can be read and has this digest."""
        try:
            found = self.find(path)
        except OSError:
            return None
        return found.text if found is not None and found.digest == wanted else None

    def look(self, paths: Iterable[Path]) -> None:
        """Read files that will be asked for; what cannot be read is told to whoever asks."""
        for path in paths:
            with suppress(OSError):
                self.find(path)


def is_taken(path: Path) -> bool:
    """Whether anything has this name, a link that leads nowhere included."""
    return _mode(path) is not None


Obstacle: TypeAlias = tuple[Path, str]
"""What is in the way, and what it is."""


def obstacle(root: Path, path: PurePosixPath) -> Obstacle | None:
    """Find what keeps ``root / path`` from being a file that we read, write or remove."""
    return next(iter(obstacles(root, [path])), None)


def obstacles(root: Path, paths: Iterable[PurePosixPath]) -> list[Obstacle]:
    """Find what keeps paths below ``root`` from being files that we read, write or remove.

    A link would lead the write elsewhere, so that only plain folders and files are accepted below
    the root; the root itself may be a link.
    """
    if is_taken(root) and not root.is_dir():
        return [(root, "is not a folder")]
    looked = _Look(root)
    return [found for found in map(looked.at, paths) if found is not None]


class _Look:
    """A look at what is below a folder, at each folder in it once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: dict[PurePosixPath, bool | Obstacle] = {PurePosixPath(): True}

    def at(self, path: PurePosixPath) -> Obstacle | None:
        """Return what is in the way of a file."""
        found = self._folder(path.parent)
        if isinstance(found, bool):
            return _not_a_file(self._root / path) if found else None
        return found

    def _folder(self, path: PurePosixPath) -> bool | Obstacle:
        """Return what is in the way of a folder, else whether it is there."""
        if path not in self._folders:
            outer = self._folder(path.parent)
            self._folders[path] = self._inside(path) if outer is True else outer
        return self._folders[path]

    def _inside(self, path: PurePosixPath) -> bool | Obstacle:
        here = self._root / path
        mode = _mode(here)
        if mode is None or stat.S_ISDIR(mode):
            return mode is not None
        return here, "is a link" if stat.S_ISLNK(mode) else "is not a folder"


def _not_a_file(path: Path) -> tuple[Path, str] | None:
    mode = _mode(path)
    if mode is None or stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return path, "is a link"
    return path, "is a folder" if stat.S_ISDIR(mode) else "is not a plain file"


def _mode(path: Path) -> int | None:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def permissions(path: Path) -> int | None:
    """Return the permissions of a file, or ``None`` where there is none."""
    mode = _mode(path)
    return None if mode is None else stat.S_IMODE(mode)


def beside(path: Path) -> Path:
    """Return where an unfinished file for ``path`` lies: always there, so that none piles up."""
    return path.with_name(path.name + TEMPORARY_SUFFIX)


@contextmanager
def unfinished(path: Path, content: bytes, mode: int | None = None) -> Generator[Path]:
    """Give a complete file that is on the disk, for the caller to rename; none is left behind.

    Raises:
        OSError: it cannot be written.
    """
    # What a killed run left goes first: were it a link, the write would go where it leads.
    path.unlink(missing_ok=True)
    try:
        with path.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            path.chmod(mode)
        yield path
    finally:
        path.unlink(missing_ok=True)


def holds_files(folder: Path) -> bool:
    """Whether there is anything in a folder that a run of ours, or Python, did not leave behind."""
    if not folder.is_dir():
        return False
    return any(not _is_leftover(one) for one in folder.iterdir())


def _is_leftover(path: Path) -> bool:
    return path.name.endswith(TEMPORARY_SUFFIX) or path.name == "__pycache__"


def temporaries(folder: Path) -> list[Path]:
    """List the unfinished files that killed runs left in a package's folder."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.endswith(TEMPORARY_SUFFIX) and _not_a_file(path) is None
    )
