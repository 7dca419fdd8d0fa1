"""A run of the pipeline held against the disk: what ``generate`` writes and ``check`` shows."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from asyncapi_pygen.cli.handwritten import preread
from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.cli.remembered import recall, recollect, remember
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.emit.compare import compare
from asyncapi_pygen.emit.disk import Sight
from asyncapi_pygen.emit.manifest import Manifest, read_manifest
from asyncapi_pygen.emit.plan import Destination, Plan
from asyncapi_pygen.making import in_turn
from asyncapi_pygen.memory import Memories, Memory
from asyncapi_pygen.pipeline import Result, generate

_MANY: Final = 500
"""So many files take a while to be remembered."""


def planned(options: PackageOptions, *, force: bool) -> tuple[Result, Plan | None, Diagnostics]:
    """Run the pipeline and hold its files against the disk; no plan where there are no files."""
    folder, config = options.folder, options.config
    destination = Destination(root=folder.parent, package=PurePosixPath(folder.name))
    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    manifest = read_manifest(destination.manifest, force=force, diagnostics=diagnostics)
    run = _Run(options, destination, manifest)
    known = run.known()
    if known is not None:
        result, clean = known
        diagnostics.extend(result.diagnostics)
        return result, clean, diagnostics
    result, plan = run.made(diagnostics, force=force)
    return result, plan, diagnostics


class _Run:
    """A run for a package that lies somewhere, or is to; it reads none of its files twice."""

    def __init__(
        self, options: PackageOptions, destination: Destination, manifest: Manifest | None
    ) -> None:
        self._options = options
        self._destination = destination
        self._manifest = manifest
        self._sight = Sight()

    def known(self) -> tuple[Result, Plan] | None:
        """Return what an earlier run gave and the plan to do nothing, if the disk holds that."""
        options = self._options
        if self._manifest is None or options.fresh or options.renews_lock:
            return None
        result = recall(options, self._destination.root, self._sight)
        if result is None:
            return None
        found = Diagnostics()
        plan = self._compared(result, found, force=False)
        return (result, plan) if plan.is_clean and not [*found] else None

    def made(self, diagnostics: Diagnostics, *, force: bool) -> tuple[Result, Plan | None]:
        """Make the package, remember what it was made of, and hold it against the disk."""
        from asyncapi_pygen.cli.aside import attended  # what is known already needs nobody's help

        options, memories = self._options, self._memories()
        with attended(options, self._look_around) as caller:
            result = generate(options.spec, options.name, options.config, memories, caller)
            aside = caller.aside if len(result.files) >= _MANY else in_turn
            remembered = aside(lambda: remember(options, result, memories))
            diagnostics.extend(result.diagnostics)
            plan = self._compared(result, diagnostics, force=force) if result.files else None
            remembered()
        return result, plan

    def _compared(self, result: Result, diagnostics: Diagnostics, *, force: bool) -> Plan:
        return compare(
            result.files,
            self._manifest,
            self._destination,
            force=force,
            diagnostics=diagnostics,
            sight=self._sight,
        )

    def _memories(self) -> Memories:
        """Return what earlier runs of the same kind gave."""
        options, sight, folder = self._options, self._sight, self._destination.folder
        if options.fresh:
            return Memories()
        return Memories(
            texts=self._texts(),
            code=Memory(lambda: recollect(options, "code")),
            contracts=Memory(lambda: recollect(options, "contracts")),
            standing=lambda path, digest: sight.standing(folder / path, digest),
        )

    def _texts(self) -> Mapping[str, str]:
        """Return what a stage gave in an earlier run, if it still stands as it was written."""
        manifest, path = self._manifest, PurePosixPath("models.py")
        stage = manifest.stages.get("models") if manifest is not None else None
        digests = manifest.files.get(path, ()) if manifest is not None else ()
        if stage is None or len(digests) != 1:
            return {}
        text = self._sight.standing(self._destination.folder / path, digests[0])
        return {} if text is None else {stage: text}

    def _look_around(self) -> None:
        """Look at what will be asked for when the package is made."""
        if self._manifest is not None:
            folder = self._destination.folder
            self._sight.look(folder / path for path in self._manifest.files)
            package = self._options.config.package
            preread(self._destination, self._manifest.yours, package)
