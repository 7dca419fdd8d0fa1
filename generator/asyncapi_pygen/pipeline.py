"""The run in order: a value in, a value out; nothing here prints or writes.

``generate``, ``check`` and a library call are this run with a different last step, and so give the
same bytes.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Location
from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.making import ALONE, Caller
from asyncapi_pygen.memory import Memories, Met
from asyncapi_pygen.rendering.own import TemplateFaultError, current, using
from asyncapi_pygen.source.deadline import OutOfTimeError
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.inputs import Inputs

# Each stage is imported where it is used: a run that only judges a document makes no code, and one
# whose result is known does neither.
if TYPE_CHECKING:
    from asyncapi_pygen.diff.change import Change
    from asyncapi_pygen.diff.revisions import Revision
    from asyncapi_pygen.drift.report import Report
    from asyncapi_pygen.emit.files import GeneratedFile
    from asyncapi_pygen.lowering.census import Census
    from asyncapi_pygen.source.bundle import Bundle
    from asyncapi_pygen.source.lock import StoredFile
    from asyncapi_pygen.summary import Summary
    from asyncapi_pygen.targets.webhook import Package
    from asyncapi_pygen.targets.webhook.posts import Post
    from asyncapi_pygen.validation.versions import Version

_LONG: Final = 200_000
"""A document of so many characters takes a while to be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run found and made.

    ``files`` is empty when a diagnostic is an error. ``texts`` holds every source file's text by
    name, for excerpts. ``stages`` maps a stage to the digest of what it read; given back with the
    stage's output, it saves the next run that stage (``Memories.texts``). ``summary`` counts what
    became of the document's parts; it is there when ``files`` are. ``left_out`` are the names of
    the handlers that the package was made without. ``to_store`` is to be written beside the
    document so that the next run needs no network: copies of remote files, then the lock.
    ``inputs`` are the files that were read: while they stay as they are, so does the result.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: "tuple[GeneratedFile, ...]" = ()
    stages: Mapping[str, str] = field(default_factory=dict[str, str])
    summary: "Summary | None" = None
    left_out: frozenset[str] = frozenset()
    to_store: "Sequence[StoredFile]" = ()
    inputs: Inputs = field(default_factory=dict[Path, str | None])


def validate(source: Path, name: str, config: Config) -> Result:
    """Read and judge the document ``source``, which diagnostics call ``name``; make nothing."""
    from asyncapi_pygen.understanding import understand

    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    files = Files(config.limits, diagnostics)
    with _reporting(name, diagnostics):
        understand(source, name, config, files)
    return Result(diagnostics=tuple(diagnostics), texts=files.texts)


def generate(
    source: Path,
    name: str,
    config: Config,
    memories: Memories | None = None,
    caller: Caller = ALONE,
) -> Result:
    """Make the package for the document ``source``, up to and including the check of its code.

    ``memories`` spare it what earlier runs did, and learn what this one does.
    A bad document is reported; a mistake of ours is reported as ``internal``.
    """
    from asyncapi_pygen.shadowing import account_for, own_templates
    from asyncapi_pygen.source.bundle import load_bundle

    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    read = Files(config.limits, diagnostics)
    bundle, made = None, None
    own = own_templates(config)
    with _reporting(name, diagnostics), using(own):
        caller.enter("reading the document")
        bundle = load_bundle(source, name, config, read)
        if bundle is not None:
            made = _Run(source, bundle, config, read, memories or Memories(), caller).made()
    if own is not None:
        account_for(own, read, diagnostics, whole=made is not None)
    if bundle is None or made is None or diagnostics.has_errors:
        return Result(diagnostics=tuple(diagnostics), texts=read.texts, inputs=read.inputs)
    package, summary = made
    return Result(
        diagnostics=tuple(diagnostics),
        texts=read.texts,
        files=package.files,
        stages=package.stages,
        summary=summary,
        left_out=package.left_out,
        to_store=bundle.to_store,
        inputs=read.inputs,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was found of a document that has no errors, and what it holds."""

    diagnostics: tuple[Diagnostic, ...]
    census: "Census"


@dataclass(frozen=True, slots=True)
class _Made:
    """A package that was made while its document was judged, and what was found on the way."""

    package: "Package"
    summary: "Summary"
    diagnostics: tuple[Diagnostic, ...]
    met: Met


@dataclass(frozen=True, slots=True)
class _Run:
    """A run on a document that was read."""

    source: Path
    bundle: "Bundle"
    config: Config
    files: Files
    memories: Memories
    caller: Caller

    def made(self) -> "tuple[Package, Summary] | None":
        """Judge the document, make its package, and count what became of its parts."""
        from asyncapi_pygen.lowering.document import count
        from asyncapi_pygen.making import load
        from asyncapi_pygen.understanding import judge

        bundle, diagnostics = self.bundle, self.files.diagnostics
        read, begun = {*self.files.inputs}, None
        if self._is_worth_it:
            load()
            begun = self.caller.ahead(self._ahead)
        version = judge(bundle, diagnostics)
        if version is None:
            return None
        census = partial(count, bundle.root, version.major)
        # Whoever reads several files has to read them in one order.
        if begun is not None and read == {*self.files.inputs}:
            self.caller.enter("making the package")
            made = begun(_Judged(tuple(diagnostics), census()))
            if made is not None:
                return self._taken(made)
        return self._made_here(version, census)

    @property
    def _is_worth_it(self) -> bool:
        """Whether judging takes so long that the package is made meanwhile."""
        is_long = len(self.bundle.document.text) >= _LONG
        return is_long and current() is None and not self.config.allow_remote

    def _ahead(self, judged: Callable[[], _Judged]) -> _Made | None:
        """Make the package of a document that may have faults; who judges it tells if it has."""
        from asyncapi_pygen.validation.versions import find_version

        read, diagnostics = {*self.files.inputs}, self.files.diagnostics
        version = find_version(self.bundle.document, diagnostics)
        if version is None:
            return None

        def census() -> "Census":
            found = judged()
            diagnostics.extend(found.diagnostics)
            return found.census

        made = self._made_here(version, census)
        if made is None or read != {*self.files.inputs}:
            return None
        return _Made(*made, tuple(diagnostics), self.memories.met)

    def _made_here(
        self, version: "Version", census: "Callable[[], Census]"
    ) -> "tuple[Package, Summary] | None":
        """Make the package of a document, and count what became of its parts."""
        from asyncapi_pygen.making import account, make
        from asyncapi_pygen.understanding import lowered

        config, diagnostics = self.config, self.files.diagnostics
        understood = lowered(self.bundle, version, self.source, self.files)
        if understood is None:
            return None
        package = make(understood, config, diagnostics, self.memories, self.caller)
        return package, account(understood, census(), config, package, diagnostics)

    def _taken(self, made: _Made) -> "tuple[Package, Summary]":
        self.files.diagnostics.extend(made.diagnostics)
        self.memories.learn(made.met)
        return made.package, made.summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """The requests that a sender would make, and by which names they can be asked for."""

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    posts: "tuple[Post, ...]" = ()
    names: tuple[str, ...] = ()


def make_posts(source: Path, name: str, config: Config, wanted: Sequence[str]) -> Posts:
    """Make a request for each message that arrives by HTTP, or for those that are ``wanted``."""
    from asyncapi_pygen.targets.webhook.planning import draft_package, plan_package
    from asyncapi_pygen.targets.webhook.posts import names, posts
    from asyncapi_pygen.understanding import understand

    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    files = Files(config.limits, diagnostics)
    made: tuple[Post, ...] = ()
    known: tuple[str, ...] = ()
    with _reporting(name, diagnostics):
        understood = understand(source, name, config, files)
        if understood is not None:
            locate = understood.bundle.locate
            draft = draft_package(understood.api, config, locate, diagnostics)
            plan = plan_package(draft, config, diagnostics)
            made, known = posts(plan, wanted, diagnostics), names(plan)
    return Posts(diagnostics=tuple(diagnostics), texts=files.texts, posts=made, names=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How samples differ from the document, and the overlay that would correct it.

    ``report`` is ``None`` where the document has faults. ``names`` are what messages can be asked
    for by.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    report: "Report | None" = None
    overlay: str = ""
    names: tuple[str, ...] = ()


def measure_drift(
    source: Path, name: str, config: Config, samples: Sequence[Path], wanted: Sequence[str]
) -> Drift:
    """Compare the samples in some files and folders with the messages of the document.

    ``wanted`` names messages or operations by what the document calls them; empty means all.
    """
    from asyncapi_pygen.drift.run import compare_samples, names
    from asyncapi_pygen.understanding import understand

    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    files = Files(config.limits, diagnostics)
    report: Report | None = None
    overlay = ""
    known: tuple[str, ...] = ()
    with _reporting(name, diagnostics):
        understood = understand(source, name, config, files)
        if understood is not None:
            bundle, api = understood.bundle, understood.api
            known = names(api)
            report, overlay = compare_samples(api, bundle, samples, wanted, files)
    return Drift(
        diagnostics=tuple(diagnostics),
        texts=files.texts,
        report=report,
        overlay=overlay,
        names=known,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document that is to be compared: of the disk, or of a revision of git.

    ``name`` is what diagnostics call it.
    """

    source: Path
    name: str
    revision: "Revision | None" = None

    @classmethod
    def within(cls, revision: "Revision", path: Path) -> "Reading":
        """Return a document as it is in a revision, and called by both."""
        real = path.resolve()
        inside = revision.relative(real)
        name = f"{revision.name}:{path.as_posix() if inside is None else inside}"
        return cls(source=real, name=name, revision=revision)

    def files(self, config: Config, diagnostics: Diagnostics) -> Files:
        """Return what its files are read by."""
        if self.revision is None:
            return Files(config.limits, diagnostics)
        from asyncapi_pygen.diff.revisions import RevisionFiles

        return RevisionFiles(self.revision, config.limits, diagnostics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed from one document to another, ``None`` where one of them has faults."""

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    changes: "tuple[Change, ...] | None" = None


def compare(old: Reading, new: Reading, config: Config, accepted: Path | None = None) -> Comparison:
    """Compare two documents; ``accepted`` is a file of changes that somebody accepts."""
    from asyncapi_pygen.diff.accept import accept, read_accepted
    from asyncapi_pygen.diff.records import Version
    from asyncapi_pygen.diff.run import compare_documents, weighed
    from asyncapi_pygen.understanding import understand

    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    versions: list[Version] = []
    texts: dict[str, str] = {}
    files = Files(config.limits, diagnostics)
    for one in (old, new):
        files = one.files(config, diagnostics)
        with _reporting(one.name, diagnostics):
            understood = understand(one.source, one.name, config, files)
            if understood is not None:
                bundle, major = understood.bundle, understood.version.major
                versions.append(Version(understood.api, major, bundle.document, bundle.locate))
        texts |= files.texts
    entries = [] if accepted is None else read_accepted(accepted, files)
    found: Sequence[Change] | None = None
    if len(versions) == len((old, new)) and entries is not None:
        with _reporting(new.name, diagnostics):
            changes = compare_documents(versions[0], versions[1], files.deadline.check)
            found = accept(weighed(changes, config.levels), entries, diagnostics)
    return Comparison(
        diagnostics=tuple(diagnostics),
        texts={**texts, **files.texts},
        changes=None if found is None else tuple(found),
    )


@contextmanager
def _reporting(name: str, diagnostics: Diagnostics) -> Generator[None]:
    """Report what ends a run early: the time is up, or the mistake is ours."""
    try:
        yield
    except OutOfTimeError as error:
        hint = "raise `--limit seconds`"
        diagnostics.report("limit-time", str(error), Location(name), hint=hint)
    except TemplateFaultError as error:
        at = Location(error.path.as_posix(), error.line)
        diagnostics.report("template-invalid", error.reason, at, hint=error.hint)
    except InternalError as error:
        diagnostics.report("internal", str(error), Location(name), hint="please report this")
