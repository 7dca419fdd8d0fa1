"""A document to what it says: loaded, judged, and lowered to the model of all versions."""

from dataclasses import dataclass
from pathlib import Path

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.lowering.document import lower
from asyncapi_pygen.payloads.checks import check_payloads
from asyncapi_pygen.source.bundle import Bundle, load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.validation.meaning.check import check_meaning
from asyncapi_pygen.validation.structure import check_structure
from asyncapi_pygen.validation.versions import Version, find_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A document without errors: its files, its version, and what it says."""

    bundle: Bundle
    version: Version
    api: Api


def understand(source: Path, name: str, config: Config, files: Files) -> Understood | None:
    """Load, validate and lower, stopping after the first of them that finds an error."""
    bundle = load_bundle(source, name, config, files)
    version = None if bundle is None else judge(bundle, files.diagnostics)
    return None if bundle is None or version is None else lowered(bundle, version, source, files)


def judge(bundle: Bundle, diagnostics: Diagnostics) -> Version | None:
    """Validate a document, and return its version, ``None`` if it has errors."""
    version = None if diagnostics.has_errors else find_version(bundle.document, diagnostics)
    if version is not None:
        check_structure(bundle.root, version, diagnostics)
        bundle.check_references()
        # Of a misspelt `schemas` it is enough to say so once, not at each reference into it.
        diagnostics.tell_causes_alone("unknown-field", "ref-dangling")
    if version is not None and not diagnostics.has_errors:
        check_meaning(bundle.root, version, diagnostics)
    return None if diagnostics.has_errors else version


def lowered(bundle: Bundle, version: Version, source: Path, files: Files) -> Understood | None:
    """Lower a valid document, and return what it says, ``None`` if nothing is made of that."""
    api = lower(bundle.root, version.major, source.name, files.diagnostics)
    api = check_payloads(api, version.major, bundle.locate, files.diagnostics)
    files.deadline.check()
    if files.diagnostics.has_errors:
        return None
    return Understood(bundle=bundle, version=version, api=api)
