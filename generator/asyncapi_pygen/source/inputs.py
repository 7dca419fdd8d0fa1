"""What a run reads of the disk, so that it can be said whether another run would read the same."""

import errno
import hashlib
import stat
from collections.abc import Mapping
from pathlib import Path

Inputs = Mapping[Path, str | None]
"""The files that a run read, or wanted to read, each with its fingerprint at that time."""


def read_regular(path: Path, most: int | None = None) -> bytes:
    """Return what a regular file holds, and of one that is larger than ``most`` one byte too many.

    Raises:
        OSError: there is none, it is something else, or it may not be read.
    """
    # A pipe would be waited for, and a device never ends.
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    with path.open("rb") as file:
        return file.read() if most is None else file.read(most + 1)


def fingerprint(content: bytes) -> str:
    """Return what differs where the bytes of a file do."""
    return hashlib.sha256(content).hexdigest()


def fingerprint_of(path: Path, most: int) -> str | None:
    """Return the fingerprint of what a run would read now; ``None`` where it can read nothing."""
    try:
        return fingerprint(read_regular(path, most))
    except (OSError, ValueError):  # a path with a NUL is a ValueError
        return None
