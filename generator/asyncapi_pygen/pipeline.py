"""The run in order: a value in, a value out; nothing here prints or writes.

``generate``, ``check`` and a library call are this run with a different last step, and so give the
same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Location
from asyncapi_pygen.emit.files import GeneratedFile, check_files
from asyncapi_pygen.emit.grammar import GRAMMAR
from asyncapi_pygen.emit.structure import check_python
from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.lowering.document import lower
from asyncapi_pygen.source.bundle import Bundle, load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.targets.webhook import Package, webhook_package
from asyncapi_pygen.validation.meaning.check import check_meaning
from asyncapi_pygen.validation.structure import check_structure
from asyncapi_pygen.validation.versions import Version, find_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run found and made.

    ``files`` is empty when a diagnostic is an error. ``texts`` holds every source file's text by
    name, for excerpts. ``stages`` maps a stage to the digest of what it read; given back with the
    stage's output as ``known``, it saves the next run that stage.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: tuple[GeneratedFile, ...] = ()
    stages: Mapping[str, str] = field(default_factory=dict[str, str])


def validate(source: Path, name: str, config: Config) -> Result:
    """Read and judge the document ``source``, which diagnostics call ``name``; make nothing."""
    diagnostics = Diagnostics()
    files = Files(config.limits, diagnostics)
    _understand(source, name, config, files)
    return Result(diagnostics=tuple(diagnostics), texts=files.texts)


def generate(
    source: Path, name: str, config: Config, known: Mapping[str, str] | None = None
) -> Result:
    """Make the package for the document ``source``, up to and including the check of its code.

    ``known`` maps digests of earlier runs (``Result.stages``) to the text that the stage gave then.
    A bad document is reported; a mistake of ours is reported as ``internal``.
    """
    diagnostics = Diagnostics()
    read = Files(config.limits, diagnostics)
    package = None
    try:
        understood = _understand(source, name, config, read)
        if understood is not None:
            bundle, api = understood
            package = webhook_package(api, config, bundle.locate, diagnostics, known or {})
            _check(package, config.package)
    except InternalError as error:
        diagnostics.report("internal", str(error), Location(name), hint="please report this")
    if package is None or diagnostics.has_errors:
        return Result(diagnostics=tuple(diagnostics), texts=read.texts)
    return Result(
        diagnostics=tuple(diagnostics),
        texts=read.texts,
        files=package.files,
        stages=package.stages,
    )


def _understand(source: Path, name: str, config: Config, files: Files) -> tuple[Bundle, Api] | None:
    """Load, validate and lower, stopping after the first of them that finds an error."""
    bundle = load_bundle(source, name, config, files)
    version = _version(bundle, files.diagnostics) if bundle is not None else None
    if bundle is None or version is None:
        return None
    api = lower(bundle.root, version.major, source.name, files.diagnostics)
    return None if files.diagnostics.has_errors else (bundle, api)


def _version(bundle: Bundle, diagnostics: Diagnostics) -> Version | None:
    """Return the version of a document without errors, ``None`` if there are any."""
    version = None if diagnostics.has_errors else find_version(bundle.document, diagnostics)
    if version is not None:
        check_structure(bundle.document, version, diagnostics)
        bundle.check_references()
    if version is not None and not diagnostics.has_errors:
        check_meaning(bundle.root, version, diagnostics)
    return None if diagnostics.has_errors else version


def _check(package: Package, name: str) -> None:
    check_files(package.files)
    grammar = GRAMMAR.within(name)
    for file in package.files:
        check_python(file, grammar)
