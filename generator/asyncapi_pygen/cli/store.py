"""What a run keeps of remote files beside the document: copies, and the lock that names them."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.disk import beside, obstacle, unfinished
from asyncapi_pygen.source.lock import StoredFile


def store(files: Sequence[StoredFile], diagnostics: Diagnostics) -> bool:
    """Write the files in order, each through a rename, and say whether that was done.

    The lock is the last one, so that it never names a copy that is not there. What the disk refuses
    is reported as ``output-unwritable``.
    """
    for file in files:
        try:
            _require_no_link(file.path, files[-1].path.parent)
            _write(file.path, file.content)
        except OSError as error:
            message = f"`{file.path}` cannot be written: {error.strerror or error}"
            diagnostics.report("output-unwritable", message, Location(str(file.path)))
            return False
    return True


def _require_no_link(path: Path, root: Path) -> None:
    """Refuse what would lead a write out of ``root``, the folder of the lock."""
    found = obstacle(root, PurePosixPath(path.relative_to(root)))
    if found is not None:
        raise OSError(f"`{found[0]}` {found[1]}")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(beside(path), content) as written:
        written.replace(path)
