"""What earlier runs gave: a short cut for who asks whether a package is as it should be.

A run is a function of the files that it read, of its settings, and of our own code and what that
stands on. Where all of these are as they were, its result is too, and need not be made again. What
is remembered is never written into a package and never shown as what should be in it: it only
tells that a package is so already, or that parts of it are. Of our own files no text is remembered,
but digests. Else, and if anything about it is odd, the run takes place.
"""

import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final, cast

from platformdirs import user_cache_path

from asyncapi_pygen import __version__
from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.diagnostics import Diagnostic, Location, Related, Severity
from asyncapi_pygen.emit.disk import Sight
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.emit.manifest import digest
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.memory import Memories
from asyncapi_pygen.pipeline import Result
from asyncapi_pygen.rendering.environment import builtin_templates
from asyncapi_pygen.source.inputs import fingerprint_of
from asyncapi_pygen.summary import Counts, Summary

_MOST: Final = 300
"""How many files are kept."""

_LARGEST: Final = 20_000_000
"""The size in bytes from which on a file is not kept."""

_ODD: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of a file that somebody else wrote, or of a part of one."""


def recall(options: PackageOptions, root: Path, sight: Sight) -> Result | None:
    """Return what the same run gave before, if all that it read is as it was.

    Of our files below ``root`` only digests are remembered: they have to be in ``sight`` as they
    were.
    """
    try:
        with _path(options, "result").open("rb") as file:
            inputs = {Path(name): digest for name, digest in json.loads(file.readline())}
            most = options.config.limits.file_bytes
            if any(fingerprint_of(path, most) != digest for path, digest in inputs.items()):
                return None
            told = json.loads(file.read())
        return Result(
            diagnostics=tuple(map(_diagnostic, told["diagnostics"])),
            texts=told["texts"],
            files=tuple(_file(root, sight, row) for row in told["files"]),
            stages=told["stages"],
            summary=Summary(**{name: Counts(**row) for name, row in told["summary"].items()}),
            left_out=frozenset(told["left_out"]),
            inputs=inputs,
        )
    except _ODD:
        return None


def recollect(options: PackageOptions, what: str) -> Mapping[str, Json]:
    """Return the pieces of work of one kind that the same run gave when its files were others."""
    try:
        told = json.loads(_path(options, what).read_bytes())
    except _ODD:
        return {}
    return cast("Mapping[str, Json]", told) if isinstance(told, dict) else {}


def remember(options: PackageOptions, result: Result, memories: Memories) -> None:
    """Keep what a run gave, if it made a package, and the pieces of work that it met."""
    for what, memory in (("code", memories.code), ("contracts", memories.contracts)):
        if memory.met:
            _keep(_path(options, what), dict(memory.met))
    # What is to be stored has to be: such a run takes place again.
    if not result.files or result.summary is None or result.to_store:
        return
    inputs = [(str(path.absolute()), digest) for path, digest in result.inputs.items()]
    told = {
        "diagnostics": [asdict(one) for one in result.diagnostics],
        "texts": dict(result.texts),
        "files": [(str(one.path), _told(one), one.owner, one.kind) for one in result.files],
        "stages": dict(result.stages),
        "summary": asdict(result.summary),
        "left_out": sorted(result.left_out),
    }
    _keep(_path(options, "result"), inputs, told)


def _keep(path: Path, *told: object) -> None:
    """Write some things as JSON, one a line, if they can be and are not too large."""
    with suppress(OSError, ValueError):  # a lone surrogate in a name is a ValueError
        content = "\n".join(map(json.dumps, told)).encode()
        if len(content) <= _LARGEST:
            _write(path, content)


def _write(path: Path, content: bytes) -> None:
    """Write a file at once or not at all, and give up the oldest where there are too many."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{secrets.token_hex(8)}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    # Also what a killed run has left unfinished.
    kept = sorted(path.parent.iterdir(), key=lambda one: (one == path, one.stat().st_mtime_ns))
    for old in kept[:-_MOST]:
        old.unlink(missing_ok=True)


def _path(options: PackageOptions, what: str) -> Path:
    """Return where something of a run is kept: by what it was asked, and of whom."""
    asked = [options.spec, options.name, Path.cwd(), options.config, *_ourselves()]
    key = hashlib.sha256(json.dumps(_plain(asked)).encode()).hexdigest()
    return user_cache_path("asyncapi-pygen", appauthor=False) / f"{key}.{what}.json"


@cache
def _ourselves() -> tuple[object, ...]:
    """Return what tells our code, and what it stands on, from that of another day."""
    own = [Path(__file__).parents[1], builtin_templates()]
    files = sorted(path for folder in own for path in _files(folder))
    libraries = [Path(one) for one in sys.path if one.endswith(("site-packages", "dist-packages"))]
    stats = [(path, path.stat()) for path in [*files, *filter(Path.is_dir, libraries)]]
    stamps = [(path, found.st_mtime_ns, found.st_size) for path, found in stats]
    return __version__, sys.version, stamps


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root, name) for name in names if not name.endswith(".pyc"))


def _plain(value: object) -> object:
    """Return a value of settings as JSON, in one order."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return [(one.name, _plain(getattr(value, one.name))) for one in fields(value)]
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value).items()
        return sorted((str(key), _plain(one)) for key, one in pairs)
    if isinstance(value, list | tuple):
        return [*map(_plain, cast("Sequence[object]", value))]
    return str(value) if isinstance(value, Path) else value


def _diagnostic(told: dict[str, Any]) -> Diagnostic:
    return Diagnostic(
        code=told["code"],
        severity=Severity(told["severity"]),
        message=told["message"],
        at=Location(**told["at"]),
        hint=told["hint"],
        related=tuple(Related(one["message"], Location(**one["at"])) for one in told["related"]),
    )


def _told(file: GeneratedFile) -> str:
    """Return the text of a file of the user's, which may look otherwise now, else a digest."""
    return file.text if file.owner is Owner.YOURS else digest(file.text)


def _file(root: Path, sight: Sight, row: Sequence[str]) -> GeneratedFile:
    """Return a file as it was made.

    Raises:
        ValueError: it is not there, or as another.
    """
    path, told, owner, kind = row
    text = sight.standing(root / path, told) if Owner(owner) is Owner.OWNED else told
    if text is None:
        raise ValueError(path)
    return GeneratedFile(PurePosixPath(path), text, Owner(owner), Kind(kind))
