"""The generator for other programs: values in, values out, and one function that writes.

The command line is these functions with options for a ``Config``, so that both give the same bytes.
"""

from pathlib import Path, PurePosixPath

from asyncapi_pygen import __version__, pipeline
from asyncapi_pygen.config import (
    Adapter,
    Config,
    Formats,
    Limits,
    ModelBackend,
    ModelSettings,
    Numbers,
    Part,
    Role,
    Selection,
    Selector,
    Zoneless,
)
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Location, Related, Severity
from asyncapi_pygen.emit.compare import compare
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.emit.manifest import read_manifest
from asyncapi_pygen.emit.plan import Destination
from asyncapi_pygen.emit.write import write as write_plan
from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.pipeline import Result

__all__ = [
    "Adapter",
    "Config",
    "Diagnostic",
    "Formats",
    "GeneratedFile",
    "InternalError",
    "Kind",
    "Limits",
    "Location",
    "ModelBackend",
    "ModelSettings",
    "Numbers",
    "Owner",
    "Part",
    "Related",
    "Result",
    "Role",
    "Selection",
    "Selector",
    "Severity",
    "Zoneless",
    "generate",
    "validate",
    "write",
]


def validate(spec: Path | str, config: Config | None = None) -> Result:
    """Read and judge a document; nothing is made, written or printed.

    ``config`` says what else is read and what findings weigh; what it says of a package is not
    looked at. What is wrong with the document is in ``Result.diagnostics``, and raises nothing.
    """
    path = Path(spec)
    return pipeline.validate(path, path.as_posix(), config or Config(package="package"))


def generate(spec: Path | str, config: Config) -> Result:
    """Make the package for a document; nothing is written or printed.

    ``Result.files`` are its files, with paths below the folder that holds the package; there are
    none where a diagnostic is an error. The same document and settings give the same bytes.
    """
    path = Path(spec)
    return pipeline.generate(path, path.as_posix(), config)


def write(result: Result, root: Path | str, *, force: bool = False) -> tuple[Diagnostic, ...]:
    """Make the disk what a result says, by the rules of ``asyncapi-pygen generate``.

    What a run wrote before is replaced, or removed where it is no longer produced; what is the
    user's stays as it is. ``root`` is the folder that holds the package's, and need not be there.
    A file that was edited by hand is refused, with everything else, but with ``force``.

    Returns:
        What was in the way. Where one of them is an error, some files may be old and some new: the
        next call goes on from there.

    Raises:
        ValueError: the result has no files, or has remote files to be stored, which only the
            command line does.
    """
    if not result.files or result.to_store:
        raise ValueError("this result cannot be written: it has no files, or remote ones to store")
    owned = next(one for one in result.files if one.owner is Owner.OWNED)
    destination = Destination(root=Path(root), package=PurePosixPath(owned.path.parts[0]))
    diagnostics = Diagnostics()
    manifest = read_manifest(destination.manifest, force=force, diagnostics=diagnostics)
    if not diagnostics.has_errors:
        plan = compare(result.files, manifest, destination, force=force, diagnostics=diagnostics)
        if not plan.refused:
            stages = result.stages
            write_plan(plan, generator=__version__, stages=stages, diagnostics=diagnostics)
    return tuple(diagnostics)
