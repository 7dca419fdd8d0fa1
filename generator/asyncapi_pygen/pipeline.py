"""The run in order: a value in, a value out; nothing here prints or writes.

``generate``, ``check`` and a library call are this run with a different last step, and so give the
same bytes.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from asyncapi_pygen.config import Config, Role
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Location
from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.lowering.document import lower
from asyncapi_pygen.payloads.checks import check_payloads
from asyncapi_pygen.source.bundle import Bundle, load_bundle
from asyncapi_pygen.source.deadline import OutOfTimeError
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.inputs import Inputs
from asyncapi_pygen.validation.meaning.check import check_meaning
from asyncapi_pygen.validation.structure import check_structure
from asyncapi_pygen.validation.versions import Version, find_version

# What makes the code is imported where it is used: a run that only judges a document needs none.
if TYPE_CHECKING:
    from asyncapi_pygen.drift.report import Report
    from asyncapi_pygen.emit.files import GeneratedFile
    from asyncapi_pygen.source.lock import StoredFile
    from asyncapi_pygen.summary import Summary
    from asyncapi_pygen.targets.webhook import Package
    from asyncapi_pygen.targets.webhook.posts import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run found and made.

    ``files`` is empty when a diagnostic is an error. ``texts`` holds every source file's text by
    name, for excerpts. ``stages`` maps a stage to the digest of what it read; given back with the
    stage's output as ``known``, it saves the next run that stage. ``summary`` counts what became of
    the document's parts; it is there when ``files`` are. ``to_store`` is to be written beside the
    document so that the next run needs no network: copies of remote files, then the lock.
    ``inputs`` are the files that were read: while they stay as they are, so does the result.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: "tuple[GeneratedFile, ...]" = ()
    stages: Mapping[str, str] = field(default_factory=dict[str, str])
    summary: "Summary | None" = None
    to_store: "Sequence[StoredFile]" = ()
    inputs: Inputs = field(default_factory=dict[Path, str | None])


def validate(source: Path, name: str, config: Config) -> Result:
    """Read and judge the document ``source``, which diagnostics call ``name``; make nothing."""
    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    files = Files(config.limits, diagnostics)
    with _reporting(name, diagnostics):
        _understand(source, name, config, files)
    return Result(diagnostics=tuple(diagnostics), texts=files.texts)


def generate(
    source: Path, name: str, config: Config, known: Mapping[str, str] | None = None
) -> Result:
    """Make the package for the document ``source``, up to and including the check of its code.

    ``known`` maps digests of earlier runs (``Result.stages``) to the text that the stage gave then.
    A bad document is reported; a mistake of ours is reported as ``internal``.
    """
    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    read = Files(config.limits, diagnostics)
    understood, made = None, None
    with _reporting(name, diagnostics):
        understood = _understand(source, name, config, read)
        if understood is not None:
            made = _make(understood, config, diagnostics, known or {})
    if understood is None or made is None or diagnostics.has_errors:
        return Result(diagnostics=tuple(diagnostics), texts=read.texts, inputs=read.inputs)
    package, summary = made
    return Result(
        diagnostics=tuple(diagnostics),
        texts=read.texts,
        files=package.files,
        stages=package.stages,
        summary=summary,
        to_store=understood.bundle.to_store,
        inputs=read.inputs,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """The requests that a sender would make, and by which names they can be asked for."""

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    posts: "tuple[Post, ...]" = ()
    names: tuple[str, ...] = ()


def make_posts(source: Path, name: str, config: Config, wanted: Sequence[str]) -> Posts:
    """Make a request for each message that arrives by HTTP, or for those that are ``wanted``."""
    from asyncapi_pygen.targets.webhook.planning import plan_package
    from asyncapi_pygen.targets.webhook.posts import names, posts

    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    files = Files(config.limits, diagnostics)
    made: tuple[Post, ...] = ()
    known: tuple[str, ...] = ()
    with _reporting(name, diagnostics):
        understood = _understand(source, name, config, files)
        if understood is not None:
            locate = understood.bundle.locate
            plan = plan_package(understood.api, config, locate, diagnostics, {})
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

    diagnostics = Diagnostics(levels=config.levels, lenient=config.lenient)
    files = Files(config.limits, diagnostics)
    report: Report | None = None
    overlay = ""
    known: tuple[str, ...] = ()
    with _reporting(name, diagnostics):
        understood = _understand(source, name, config, files)
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
class _Understood:
    """A document without errors: its files, its version, and what it says."""

    bundle: Bundle
    version: Version
    api: Api


def _make(
    understood: _Understood, config: Config, diagnostics: Diagnostics, known: Mapping[str, str]
) -> "tuple[Package, Summary]":
    """Make and check the package, and count what became of the document's parts."""
    from asyncapi_pygen.lowering.document import count
    from asyncapi_pygen.lowering.unused import report_unused
    from asyncapi_pygen.passes.perspective import counterpart
    from asyncapi_pygen.summary import summarize
    from asyncapi_pygen.targets.counterpart import counterpart_package
    from asyncapi_pygen.targets.webhook import webhook_package
    from asyncapi_pygen.targets.webhook.planning import plan_package
    from asyncapi_pygen.transports import http

    bundle, api, make = understood.bundle, understood.api, webhook_package
    if config.role is Role.COUNTERPART and http.receiving(api):
        make = counterpart_package
    elif config.role is Role.COUNTERPART:
        # Who sends all that there is has a counterpart that handles it.
        api, config = counterpart(api), replace(config, role=Role.HANDLER)
    plan = plan_package(api, config, bundle.locate, diagnostics, known)
    package = make(plan, config, diagnostics)
    _check(package, config.package)
    census = count(bundle.root, understood.version.major)
    report_unused(api, census, diagnostics)
    return package, summarize(api, census, package.outcome, diagnostics)


@contextmanager
def _reporting(name: str, diagnostics: Diagnostics) -> Generator[None]:
    """Report what ends a run early: the time is up, or the mistake is ours."""
    try:
        yield
    except OutOfTimeError as error:
        hint = "raise `--limit seconds`"
        diagnostics.report("limit-time", str(error), Location(name), hint=hint)
    except InternalError as error:
        diagnostics.report("internal", str(error), Location(name), hint="please report this")


def _understand(source: Path, name: str, config: Config, files: Files) -> _Understood | None:
    """Load, validate and lower, stopping after the first of them that finds an error."""
    bundle = load_bundle(source, name, config, files)
    version = _version(bundle, files.diagnostics) if bundle is not None else None
    if bundle is None or version is None:
        return None
    api = lower(bundle.root, version.major, source.name, files.diagnostics)
    api = check_payloads(api, version.major, bundle.locate, files.diagnostics)
    files.deadline.check()
    if files.diagnostics.has_errors:
        return None
    return _Understood(bundle=bundle, version=version, api=api)


def _version(bundle: Bundle, diagnostics: Diagnostics) -> Version | None:
    """Return the version of a document without errors, ``None`` if there are any."""
    version = None if diagnostics.has_errors else find_version(bundle.document, diagnostics)
    if version is not None:
        check_structure(bundle.root, version, diagnostics)
        bundle.check_references()
        # Of a misspelt `schemas` it is enough to say so once, not at each reference into it.
        diagnostics.tell_causes_alone("unknown-field", "ref-dangling")
    if version is not None and not diagnostics.has_errors:
        check_meaning(bundle.root, version, diagnostics)
    return None if diagnostics.has_errors else version


def _check(package: "Package", name: str) -> None:
    from asyncapi_pygen.emit.files import check_files
    from asyncapi_pygen.emit.grammar import GRAMMAR
    from asyncapi_pygen.emit.structure import check_python

    check_files(package.files)
    grammar = GRAMMAR.within(name)
    for file in package.files:
        check_python(file, grammar)
