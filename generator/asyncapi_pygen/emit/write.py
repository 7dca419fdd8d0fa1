"""A plan to the disk, so that being killed at any moment loses nothing and needs no cleaning up.

The manifest is written twice. First it lists every file with the digests that it had and the one
that it is about to get; then the files are replaced; then the manifest lists the new digests alone.
Whenever the run ends, each file is thus what the manifest says it may be, and the next run may
replace it, be its document the same or another.

Each file is written beside its place and renamed over it, so that nobody ever reads half a file.
Unfinished files lie in the package's folder only, under a name of ours, and the next write removes
them.
"""

import os
import secrets
import sys
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.disk import (
    TEMPORARY_SUFFIX,
    find,
    is_taken,
    permissions,
    temporaries,
    unfinished,
)
from asyncapi_pygen.emit.manifest import Manifest, render_manifest
from asyncapi_pygen.emit.plan import Action, Change, Destination, Plan
from asyncapi_pygen.errors import InternalError

if sys.platform != "win32":
    import fcntl

_OWNED_WRITES: Final = frozenset({Action.CREATE, Action.REWRITE})


class _UnwritableError(Exception):
    """The disk did not do what was asked, or is no longer what the plan was made for."""

    def __init__(self, path: Path, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason
        self.hint = hint


def write(
    plan: Plan,
    *,
    generator: str,
    stages: Mapping[str, str],
    diagnostics: Diagnostics,
) -> bool:
    """Make the disk what the plan says, and say whether that was done.

    ``generator`` is our version and ``stages`` the pipeline's digests, both for the manifest. Where
    the disk already holds everything, nothing is touched. What the disk refuses is reported as
    ``output-unwritable``; the files are then some old and some new, and the next run goes on.

    Raises:
        InternalError: the plan was refused.
    """
    if plan.refused:
        raise InternalError("a refused plan was to be written")
    final = Manifest(
        generator=generator,
        files={path: (now,) for path, now in plan.files.items()},
        yours=plan.yours,
        stages=stages,
    )
    try:
        _carry_out(plan, final)
    except _UnwritableError as failure:
        _report(failure, diagnostics)
        return False
    return True


def rewrite(
    destination: Destination, path: Path, before: str, after: str, diagnostics: Diagnostics
) -> bool:
    """Replace a text of the user's, who has asked for it, and say whether that was done.

    It is not if the file is no longer what was read. What the disk refuses is reported as
    ``output-unwritable``; the file is then as it was.
    """
    try:
        with (
            _blaming(path),
            _locked(destination.folder),
            _temporary(destination.folder, after, permissions(path)) as temporary,
        ):
            if path.read_bytes() != before.encode():
                raise _changed(path)
            temporary.replace(path)
    except _UnwritableError as failure:
        _report(failure, diagnostics)
        return False
    return True


def _report(failure: _UnwritableError, diagnostics: Diagnostics) -> None:
    at = str(failure.path)
    message = f"`{at}` {failure.reason}"
    diagnostics.report("output-unwritable", message, Location(at), hint=failure.hint)


def _carry_out(plan: Plan, final: Manifest) -> None:
    destination = plan.destination
    with _blaming(destination.folder):
        destination.folder.mkdir(parents=True, exist_ok=True)
    with _locked(destination.folder):
        _require_same_manifest(plan)
        _remove_temporaries(destination.folder)
        if not plan.is_clean:
            _write_manifest(destination, _intent(plan, final))
            _write_files(plan)
            _remove_files(plan)
            _sync_folders(plan)
        # Also when a killed run has removed the files already: the manifest still remembers them.
        _remove_empty_folders(plan)
        _write_manifest(destination, final)


def _intent(plan: Plan, final: Manifest) -> Manifest:
    """List every file with what it may be from now until the final manifest is there.

    The user's files are not foretold: one that is listed and missing counts as deleted by them.
    """
    before: Mapping[PurePosixPath, tuple[str, ...]] = {}
    yours: frozenset[PurePosixPath] = frozenset()
    if plan.previous is not None:
        before, yours = plan.previous.files, plan.previous.yours
    files = dict(before)
    for path, now in final.files.items():
        files[path] = tuple(dict.fromkeys((*before.get(path, ()), *now)))
    # No stage is vouched for until the files that it gave are there.
    return Manifest(generator=final.generator, files=files, yours=yours)


def _write_files(plan: Plan) -> None:
    for change in plan.changes:
        if change.action in _OWNED_WRITES:
            _place(plan.destination, change)
    for change in plan.changes:
        if change.action is Action.WRITE_ONCE:
            _place_once(plan.destination, change)


def _place(destination: Destination, change: Change) -> None:
    path = destination.locate(change.path)
    with _blaming(path):
        if change.action is Action.CREATE:
            path.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(destination.folder, change.after or "", permissions(path)) as temporary:
            _require_unchanged(path, change)
            temporary.replace(path)


def _place_once(destination: Destination, change: Change) -> None:
    """Write a file of the user's, unless it has appeared since the plan was made."""
    path = destination.locate(change.path)
    with _blaming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            _temporary(destination.folder, change.after or "", mode=None) as temporary,
            suppress(FileExistsError),
        ):
            _rename_new(temporary, path)


def _rename_new(temporary: Path, path: Path) -> None:
    """Rename without replacing: by a second name where there are hard links.

    Raises:
        FileExistsError: the path is taken.
    """
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: the small gap after the look is all that can be had.
        if is_taken(path):
            raise FileExistsError(path) from None
        temporary.rename(path)


def _remove_files(plan: Plan) -> None:
    for change in plan.changes:
        if change.action is Action.REMOVE:
            path = plan.destination.locate(change.path)
            with _blaming(path):
                _require_unchanged(path, change)
                path.unlink(missing_ok=True)


def _remove_empty_folders(plan: Plan) -> None:
    """Remove the folders that removed files leave empty; ``rmdir`` refuses all others."""
    for forgotten in plan.forgotten:
        for parent in forgotten.parents[:-1]:
            with suppress(OSError):
                (plan.destination.folder / parent).rmdir()


def _require_unchanged(path: Path, change: Change) -> None:
    """Look again, right before the replacement: an editor may have saved in the meantime."""
    found = find(path)
    if (found.digest if found is not None else None) != change.found:
        raise _changed(path)


def _changed(path: Path) -> _UnwritableError:
    return _UnwritableError(
        path, "changed while the generator was running", "run the command again"
    )


def _require_same_manifest(plan: Plan) -> None:
    """Refuse a plan that another run has overtaken."""
    path = plan.destination.manifest
    with _blaming(path):
        found = find(path)
    planned = plan.previous.source if plan.previous is not None else None
    if (found.digest if found is not None else None) != planned:
        raise _UnwritableError(
            path, "was written by another run meanwhile", "run the command again"
        )


def _write_manifest(destination: Destination, manifest: Manifest) -> None:
    path = destination.manifest
    text = render_manifest(manifest)
    with _blaming(path):
        found = find(path)
        if found is not None and found.text == text:
            return
        with _temporary(destination.folder, text, permissions(path)) as temporary:
            temporary.replace(path)
        _sync_folder(destination.folder)


def _remove_temporaries(folder: Path) -> None:
    with _blaming(folder):
        for path in temporaries(folder):
            path.unlink(missing_ok=True)


def _temporary(folder: Path, text: str, mode: int | None) -> AbstractContextManager[Path]:
    path = folder / f".{secrets.token_hex(8)}{TEMPORARY_SUFFIX}"
    return unfinished(path, text.encode(), mode)


def _sync_folders(plan: Plan) -> None:
    """Have every rename and removal on the disk before the manifest vouches for them."""
    changed = (one for one in plan.changes if one.action is not Action.KEEP)
    for folder in sorted({one.path.parent for one in changed}):
        _sync_folder(plan.destination.locate(folder))


def _sync_folder(folder: Path) -> None:
    """Have a folder's names on the disk, where the system knows how."""
    if sys.platform == "win32":
        return
    with suppress(OSError), _opened(folder) as handle:
        os.fsync(handle)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """Keep other runs out of a folder; the system lets go of the lock when the process ends.

    Where folders cannot be locked, only ``_require_same_manifest`` stands between two runs.
    """
    if sys.platform == "win32":
        yield
        return
    with _blaming(folder), _opened(folder) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            reason = "is being written by another run"
            raise _UnwritableError(folder, reason, "run the command again") from None
        except OSError:
            pass
        yield


@contextmanager
def _opened(folder: Path) -> Generator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _blaming(path: Path) -> Generator[None]:
    """Turn what the system refuses into a failure at the path that the user knows."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        hint = "files that were already replaced are kept; the next run goes on from there"
        raise _UnwritableError(path, f"cannot be written: {reason}", hint) from error
