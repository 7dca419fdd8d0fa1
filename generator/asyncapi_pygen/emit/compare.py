"""Files against the disk: what a write would change, and what it must refuse. Reads, never writes.

A path is replaced or removed only if the manifest lists it with the digest that it has now, or if
it already is what this run writes. Everything else on the disk is somebody else's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.disk import (
    TEMPORARY_SUFFIX,
    Found,
    Sight,
    holds_files,
    is_taken,
    obstacles,
)
from asyncapi_pygen.emit.files import GeneratedFile, Owner, check_files
from asyncapi_pygen.emit.manifest import MANIFEST_NAME, Manifest, digest
from asyncapi_pygen.emit.plan import Action, Change, Destination, Plan
from asyncapi_pygen.errors import InternalError


def compare(  # noqa: PLR0913 - what is to be, what is there, and what may be done
    files: Sequence[GeneratedFile],
    previous: Manifest | None,
    destination: Destination,
    *,
    force: bool,
    diagnostics: Diagnostics,
    sight: Sight | None = None,
) -> Plan:
    """Hold a run's files against the disk.

    ``force`` lets files that the manifest lists be replaced or removed although they were edited.
    It never makes a file or a folder ours that the manifest does not list.

    Reports ``output-unwritable`` when a link or a folder stands in the way, ``output-foreign`` when
    files are there that are not ours, and ``output-edited`` for each edited file of ours. The plan
    is then refused, and says what it would have done. ``previous`` is what ``read_manifest`` gave
    for this destination; where that reported a damaged manifest, the plan is refused as well.
    ``sight`` is what the run has seen of the disk so far.

    Raises:
        InternalError: the files cannot be written safely (see ``check_files``), or a file of ours
            lies outside the package's folder.
    """
    check_files(files)
    _check_owned(files, destination.package)
    comparison = _Comparison(files, previous, destination, force, diagnostics, sight or Sight())
    try:
        return comparison.plan()
    except OSError as error:
        at = str(error.filename or destination.folder)
        reason = (error.strerror or "unknown error").lower()
        diagnostics.report("output-unwritable", f"`{at}` cannot be read: {reason}", Location(at))
        return comparison.refusal()


def _check_owned(files: Sequence[GeneratedFile], package: PurePosixPath) -> None:
    depth = len(package.parts)
    for file in files:
        inside = file.path.parts[:depth] == package.parts and len(file.path.parts) > depth
        if file.owner is Owner.OWNED and not inside:
            raise InternalError(f"{str(file.path)!r} is ours and not in {str(package)!r}")
        if file.path.name == MANIFEST_NAME or file.path.name.endswith(TEMPORARY_SUFFIX):
            raise InternalError(f"the name of {str(file.path)!r} has a meaning to us")


@dataclass(frozen=True)
class _Comparison:
    """The arguments of ``compare``, which every rule needs."""

    files: Sequence[GeneratedFile]
    previous: Manifest | None
    destination: Destination
    force: bool
    diagnostics: Diagnostics
    sight: Sight

    def plan(self) -> Plan:
        if self._is_blocked() or self._is_unreadable() or self._is_foreign():
            return self.refusal()
        changes = sorted(self._changes(), key=lambda change: change.path.parts)
        refusals = [self._refuses(change) for change in changes]
        return self._planned(tuple(changes), refused=any(refusals))

    def refusal(self) -> Plan:
        """Give the plan of a run that may not so much as look at the files."""
        return self._planned((), refused=True)

    def _planned(self, changes: tuple[Change, ...], *, refused: bool) -> Plan:
        package = self.destination.package
        return Plan(
            destination=self.destination,
            previous=self.previous,
            changes=changes,
            files={path.relative_to(package): digest for path, digest in self._digests.items()},
            yours=self._offered | self._yours.keys(),
            refused=refused,
        )

    @cached_property
    def _owned(self) -> Mapping[PurePosixPath, GeneratedFile]:
        return self._of(Owner.OWNED)

    @cached_property
    def _yours(self) -> Mapping[PurePosixPath, GeneratedFile]:
        return self._of(Owner.YOURS)

    def _of(self, owner: Owner) -> Mapping[PurePosixPath, GeneratedFile]:
        return {file.path: file for file in self.files if file.owner is owner}

    @property
    def _offered(self) -> frozenset[PurePosixPath]:
        return self.previous.yours if self.previous is not None else frozenset()

    @cached_property
    def _digests(self) -> Mapping[PurePosixPath, str]:
        """The digests of our files, as the run gives them."""
        return {path: digest(file.text) for path, file in self._owned.items()}

    @cached_property
    def _listed(self) -> Mapping[PurePosixPath, tuple[str, ...]]:
        """The manifest's digests by path relative to the root."""
        if self.previous is None:
            return {}
        package = self.destination.package
        return {package / path: digests for path, digests in self.previous.files.items()}

    # What makes the folder as a whole impossible.

    def _is_blocked(self) -> bool:
        """Report every link, and every folder in a file's place, that a write would meet."""
        paths = {self.destination.package / MANIFEST_NAME, *self._owned, *self._listed}
        paths.update(file.path for file in self._unoffered())
        found = obstacles(self.destination.root, paths)
        for one in found:
            self._report_obstacle(*one)
        return bool(found)

    def _report_obstacle(self, path: Path, reason: str) -> None:
        self.diagnostics.report(
            "output-unwritable",
            f"`{path}` {reason}, so that nothing can be written there",
            Location(str(path)),
            hint="move it out of the way, or choose another output folder",
        )

    def _is_unreadable(self) -> bool:
        """Whether there is a manifest that gave nothing: ``read_manifest`` has said why."""
        return self.previous is None and is_taken(self.destination.manifest)

    def _is_foreign(self) -> bool:
        """Report a folder with files and no manifest, unless all that we would write is there.

        The exception lets a package whose manifest was lost, or was never committed, be checked.
        """
        folder = self.destination.folder
        if self.previous is not None or not holds_files(folder) or self._is_all_there():
            return False
        self.diagnostics.report(
            "output-foreign",
            f"`{folder}` holds files and no `{MANIFEST_NAME}`",
            Location(str(folder)),
            hint="choose a new folder; a generated package's manifest is in version control",
        )
        return True

    def _is_all_there(self) -> bool:
        return all(
            found is not None and found.digest == self._digests[file.path]
            for file, found in self._owned_and_found()
        )

    # What happens to each path.

    def _changes(self) -> Iterator[Change]:
        for file, found in self._owned_and_found():
            yield self._owned_change(file, found)
        yield from self._removals()
        for file in self._unoffered():
            yield Change(path=file.path, action=Action.WRITE_ONCE, before=None, after=file.text)

    def _owned_and_found(self) -> Iterator[tuple[GeneratedFile, Found | None]]:
        for file in self._owned.values():
            yield file, self.sight.find(self.destination.locate(file.path))

    def _unoffered(self) -> Iterator[GeneratedFile]:
        """Yield the user's files that are to be written: never offered before, and not there.

        One that was written once and is gone was deleted or moved by its owner. Writing it again
        would undo that, so it stays away until its entry is taken out of the manifest.
        """
        for path, file in self._yours.items():
            if path not in self._offered and not is_taken(self.destination.locate(path)):
                yield file

    def _owned_change(self, file: GeneratedFile, found: Found | None) -> Change:
        if found is None:
            return Change(path=file.path, action=Action.CREATE, before=None, after=file.text)
        # Line ends do not count here, so a converted checkout is kept as it is.
        same = found.digest == self._digests[file.path]
        return Change(
            path=file.path,
            action=Action.KEEP if same else Action.REWRITE,
            before=found.text,
            after=file.text,
            found=found.digest,
            edited=not same and found.digest not in self._listed.get(file.path, ()),
        )

    def _removals(self) -> Iterator[Change]:
        produced = {file.path for file in self.files}
        for path, digests in self._listed.items():
            here = self.destination.locate(path)
            found = self.sight.find(here) if path not in produced else None
            if found is None or self._is_alias(path, produced):
                continue
            yield Change(
                path=path,
                action=Action.REMOVE,
                before=found.text,
                after=None,
                found=found.digest,
                edited=found.digest not in digests,
            )

    def _is_alias(self, path: PurePosixPath, produced: set[PurePosixPath]) -> bool:
        """Whether a listed path names a produced file, as where the file system ignores case."""
        here = self.destination.locate(path)
        namesakes = (one for one in produced if str(one).casefold() == str(path).casefold())
        return any(
            is_taken(other) and other.samefile(here)
            for other in map(self.destination.locate, namesakes)
        )

    def _refuses(self, change: Change) -> bool:
        """Report a change that would lose what somebody else wrote."""
        if not change.edited:
            return False
        at = str(self.destination.locate(change.path))
        if change.path not in self._listed:
            self.diagnostics.report(
                "output-foreign",
                f"`{at}` is in the way: the manifest does not list it",
                Location(at),
                hint="move the file elsewhere, or delete it if nobody needs it",
            )
            return True
        if self.force:
            return False
        gone = ", and is no longer generated" if change.action is Action.REMOVE else ""
        self.diagnostics.report(
            "output-edited",
            f"`{at}` was edited after it was generated{gone}",
            Location(at),
            hint="move the edit to a file of your own, or give it up with --force",
        )
        return True
