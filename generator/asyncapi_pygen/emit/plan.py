"""What a run would do to the disk, as a value: for ``check``, ``diff`` and ``generate`` alike."""

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from asyncapi_pygen.emit.manifest import MANIFEST_NAME, Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a package is written.

    ``root`` is the folder that all paths of files are relative to, as the user would type it;
    ``package`` is the package's folder in it.
    """

    root: Path
    package: PurePosixPath

    @property
    def folder(self) -> Path:
        """The package's folder on the disk."""
        return self.root / self.package

    @property
    def manifest(self) -> Path:
        """The package's manifest on the disk."""
        return self.folder / MANIFEST_NAME

    def locate(self, path: PurePosixPath) -> Path:
        """Give the place on the disk of a path that is relative to the root."""
        return self.root / path


class Action(StrEnum):
    """What happens to one path."""

    CREATE = "create"
    REWRITE = "rewrite"
    REMOVE = "remove"
    KEEP = "keep"
    WRITE_ONCE = "write-once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    r"""One path, before and after.

    ``before`` and ``after`` are texts with ``\n`` line ends, ``None`` where there is no file.
    ``found`` is the digest of the file that was compared. ``edited`` says that the file is neither
    what we wrote nor what we would write, so that only ``--force`` gets past it.
    """

    path: PurePosixPath
    action: Action
    before: str | None
    after: str | None
    found: str | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All changes of a run, sorted by path.

    ``files`` is what the next manifest lists: the digest of every owned file, relative to the
    package's folder. ``yours`` are the files that the user has, or has had. A ``refused`` plan had
    errors: it is there to be shown, not to be written.
    """

    destination: Destination
    previous: Manifest | None
    changes: tuple[Change, ...]
    files: Mapping[PurePosixPath, str]
    yours: frozenset[PurePosixPath]
    refused: bool

    @property
    def is_clean(self) -> bool:
        """Whether the disk already holds what the run gives."""
        return not self.refused and all(one.action is Action.KEEP for one in self.changes)

    @property
    def forgotten(self) -> tuple[PurePosixPath, ...]:
        """The paths, relative to the package's folder, that are listed and no longer produced."""
        if self.previous is None:
            return ()
        return tuple(sorted(path for path in self.previous.files if path not in self.files))


def summary(plan: Plan) -> Mapping[Action, int]:
    """Count the plan's changes; every action has an entry."""
    counted = Counter(change.action for change in plan.changes)
    return {action: counted[action] for action in Action}


def diff_text(change: Change) -> str:
    """Give the unified diff from what is on the disk to what the run gives; empty where equal."""
    if change.action is Action.KEEP:
        return ""
    old = "/dev/null" if change.before is None else f"a/{change.path}"
    new = "/dev/null" if change.after is None else f"b/{change.path}"
    before, after = _lines(change.before), _lines(change.after)
    if before == after:
        return f"--- {old}\n+++ {new}\n"  # an empty file comes or goes
    return "".join(map(_ended, difflib.unified_diff(before, after, fromfile=old, tofile=new)))


def _lines(text: str | None) -> list[str]:
    r"""Split at ``\n`` alone: ``splitlines`` would also split at U+2028 and its like."""
    if not text:
        return []
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
