"""What a run keeps of remote files beside the document: copies, and the lock that names them."""

from collections.abc import Iterable
from pathlib import Path

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.disk import TEMPORARY_SUFFIX
from asyncapi_pygen.source.lock import StoredFile


def store(files: Iterable[StoredFile], diagnostics: Diagnostics) -> bool:
    """Write the files in order, each through a rename, and say whether that was done.

    The lock is the last one, so that it never names a copy that is not there. What the disk refuses
    is reported as ``output-unwritable``.
    """
    for file in files:
        try:
            _write(file.path, file.content)
        except OSError as error:
            message = f"`{file.path}` cannot be written: {error.strerror or error}"
            diagnostics.report("output-unwritable", message, Location(str(file.path)))
            return False
    return True


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + TEMPORARY_SUFFIX)
    unfinished.write_bytes(content)
    unfinished.replace(path)
