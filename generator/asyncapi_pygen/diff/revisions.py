"""A document as it is in a revision of git, with all that it refers to in the same repository."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files, Route, UnreadableError
from asyncapi_pygen.source.folders import real_path
from asyncapi_pygen.source.inputs import fingerprint

_ENTRY: Final = re.compile(
    rb"(?P<mode>\d+) (?P<type>\w+) (?P<id>[0-9a-f]+) +(?P<size>\d+|-)\t[^\0]*\0"
)
"""A line of ``git ls-tree -l -z``."""

_LINK: Final = b"120000"
"""The mode of a symbolic link, which leads out of what git knows."""

_ENVIRONMENT: Final = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
"""Reading changes nothing and needs no network."""

_MOST_SECONDS: Final = 10
"""How long git may look for something: a history may be of any length."""

_OF_A_HOOK: Final = frozenset({"GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE"})
"""What git tells its hooks: paths that lead somewhere only from where it runs them."""


class RevisionError(Exception):
    """What was asked for is in no repository; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision of a repository: ``name`` as the user typed it, ``commit`` as git calls it.

    ``root`` is the real path of the repository's working tree. Its methods raise
    ``RevisionError`` where git fails.
    """

    name: str
    commit: str
    root: Path

    def relative(self, path: Path) -> str | None:
        """Return how git calls a path, ``None`` for one outside of the repository."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else None

    def entry(self, path: str) -> "re.Match[bytes] | None":
        """Return what git has at a path, ``None`` where it has nothing."""
        told = _git(self.root, "ls-tree", "-l", "-z", self.commit, "--", f":(literal){path}")
        return _ENTRY.match(told)

    def holds(self, path: Path) -> bool:
        """Return whether it has something at a path, which is in the repository."""
        inside = self.relative(path)
        return inside is not None and self.entry(inside) is not None

    def blob(self, id_: str) -> bytes:
        """Return what a file holds."""
        return _git(self.root, "cat-file", "blob", id_)


def find_revision(name: str, near: Path) -> Revision:
    """Return the revision of the repository that holds the folder ``near``.

    Raises:
        RevisionError: there is no repository or no such revision, or git is not installed.
    """
    root = os.fsdecode(_git(near, "rev-parse", "--show-toplevel")).rstrip("\n")
    asked = f"{name}^{{commit}}"
    told = _git(near, "rev-parse", "--verify", "--quiet", "--end-of-options", asked)
    return Revision(name=name, commit=told.decode("ascii").strip(), root=real_path(Path(root)))


def last_commit_of(path: Path) -> Revision | None:
    """Return the commit that changed a file last, by its short name; ``None`` where none did.

    Raises:
        RevisionError: there is no repository, git is not installed, or it takes too long.
    """
    told = _git(path.parent, "log", "-1", "--format=%h", "--", f":(literal){path.name}")
    name = told.decode("ascii").strip()
    return find_revision(name, path.parent) if name else None


def _git(folder: Path, *words: str) -> bytes:
    command = ["git", "--no-replace-objects", "-C", str(folder), *words]
    inherited = {name: one for name, one in os.environ.items() if name not in _OF_A_HOOK}
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and what a user says is no option
            command,
            env={**inherited, **_ENVIRONMENT},
            capture_output=True,
            check=False,
            timeout=_MOST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        message = f"git takes longer than {_MOST_SECONDS} seconds"
        raise RevisionError(message) from None
    except OSError as error:
        message = f"git cannot be run: {error.strerror}"
        raise RevisionError(message) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        why = said.removeprefix("fatal: ").partition("\n")[0]
        raise RevisionError(why or "there is no such revision")
    return done.stdout


class RevisionFiles(Files):
    """The files of a revision, and of the disk those that are outside of its repository."""

    def __init__(self, revision: Revision, limits: Limits, diagnostics: Diagnostics) -> None:
        super().__init__(limits, diagnostics)
        self._revision = revision

    def document(self, path: Path, name: str, identity: str, route: Route = ()) -> Document | None:
        """Read a file, called by the revision and its path there."""
        inside = self._revision.relative(path)
        called = name if inside is None else f"{self._revision.name}:{inside}"
        return super().document(path, called, identity, route)

    def is_there(self, path: Path) -> bool:
        """Whether the revision has something at a path."""
        inside = self._revision.relative(path)
        return super().is_there(path) if inside is None else self._entry(inside) is not None

    def bytes_of(self, path: Path) -> bytes:
        """Return what a file of the revision holds, and of a large one one byte too many."""
        inside = self._revision.relative(path)
        if inside is None:
            return super().bytes_of(path)
        self.look_for(path)
        entry = self._entry(inside)
        if entry is None:
            raise FileNotFoundError(inside)
        if entry["type"] != b"blob" or entry["mode"] == _LINK:
            message = "it is not a regular file of the revision"
            raise UnreadableError(message)
        if int(entry["size"]) > self.limits.file_bytes:
            return b" " * (self.limits.file_bytes + 1)
        try:
            content = self._revision.blob(entry["id"].decode("ascii"))
        except RevisionError as error:
            raise UnreadableError(str(error)) from None
        self._inputs[path] = fingerprint(content)
        return content

    def _entry(self, path: str) -> "re.Match[bytes] | None":
        try:
            return self._revision.entry(path)
        except RevisionError:
            return None
