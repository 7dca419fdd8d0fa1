"""The manifest: one committed JSON file a package that says which files are ours, and as what.

Its form, sorted and with one entry a line so that version control merges it::

    {
      "generator": "0.1.0",
      "files": {
        "models.py": "<sha256 of the text>"
      },
      "yours": [
        "voice_app.py"
      ],
      "stages": {
        "models": "<digest of what the stage read>"
      }
    }

The keys of ``files`` are relative to the package's folder, so that renaming the folder loses
nothing and no manifest can name a file outside it. While a write is under way an entry holds
several digests, separated by blanks: what the file was, and what it is about to be.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.files import why_unsafe
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.inputs import read_regular

MANIFEST_NAME: Final = ".asyncapi-pygen.json"

_CONFLICT: Final = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
_ENTRY: Final = re.compile(r'^\s*("(?:[^"\\]|\\.)*")\s*:\s*"([0-9a-f ]+)"', re.MULTILINE)
_ITEM: Final = re.compile(r'^\s*("(?:[^"\\]|\\.)*")', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Which files are ours.

    ``files`` gives each owned file, relative to the package's folder, the digests that a run of
    ours left or may have left it with. ``yours`` are the files, relative to the root, that were
    written once. ``stages`` maps a stage of the pipeline to a digest of what it read, and is only
    kept for the pipeline. ``source`` is the digest of the text that this was read from.
    """

    generator: str
    files: Mapping[PurePosixPath, tuple[str, ...]]
    yours: frozenset[PurePosixPath] = frozenset()
    stages: Mapping[str, str] = field(default_factory=dict[str, str])
    source: str = ""


class _MalformedError(Exception):
    """The manifest's text is not a manifest; ``line`` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def digest(text: str | bytes) -> str:
    r"""Give the SHA-256 of a text, in hexadecimal; ``\r\n`` counts as ``\n``.

    A checkout whose line ends were converted is so still what we wrote.
    """
    raw = text.encode() if isinstance(text, str) else text
    return hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest()


def render_manifest(manifest: Manifest) -> str:
    """Write a manifest as text: sorted, one entry a line, a line end after the last."""
    document = {
        "generator": manifest.generator,
        "files": {str(path): " ".join(manifest.files[path]) for path in sorted(manifest.files)},
        "yours": sorted(map(str, manifest.yours)),
        "stages": dict(sorted(manifest.stages.items())),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_manifest(path: Path, *, force: bool, diagnostics: Diagnostics) -> Manifest | None:
    """Read the manifest at ``path``; without a file there is none, and that is no finding.

    Keys that we do not know are passed over: a newer version may have written them. With ``force``
    a damaged manifest gives the entries that can still be made out, both sides of a merge conflict
    among them; otherwise ``manifest-invalid`` is reported and ``None`` is given.
    """
    at = str(path)
    try:
        raw = read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = f"`{at}` cannot be read: {error.strerror}"
        diagnostics.report("manifest-invalid", reason, Location(at))
        return None
    try:
        return _parse(raw)
    except _MalformedError as malformed:
        if force:
            return _salvage(raw)
        _report(malformed, raw, at, diagnostics)
        return None


def _report(malformed: _MalformedError, raw: bytes, at: str, diagnostics: Diagnostics) -> None:
    text = raw.decode(errors="replace")
    conflict = _CONFLICT.search(text)
    if conflict is None:
        diagnostics.report(
            "manifest-invalid",
            f"`{at}` is not a manifest: {malformed.message}",
            Location(at, malformed.line),
            hint="restore it from version control, or use --force",
        )
        return
    diagnostics.report(
        "manifest-invalid",
        f"`{at}` holds the markers of a merge conflict",
        Location(at, text.count("\n", 0, conflict.start()) + 1),
        hint="take either side of the conflict, or use --force, which reads both; then generate",
    )


def _parse(raw: bytes) -> Manifest:
    try:
        document: Json = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _MalformedError("its bytes are not UTF-8") from error
    except json.JSONDecodeError as error:
        raise _MalformedError(error.msg, error.lineno) from error
    except RecursionError as error:
        raise _MalformedError("it is nested too deeply") from error
    if not isinstance(document, dict):
        raise _MalformedError("it is not an object")
    return Manifest(
        generator=_text(document.get("generator", ""), "generator"),
        files={
            _path(path): tuple(digests.split())
            for path, digests in _texts(document.get("files"), "files").items()
        },
        yours=frozenset(_path(path) for path in _list(document.get("yours", []), "yours")),
        stages=_texts(document.get("stages", {}), "stages"),
        source=digest(raw),
    )


def _text(value: Json, key: str) -> str:
    if not isinstance(value, str):
        raise _MalformedError(f"`{key}` holds something that is not a string")
    return value


def _texts(value: Json, key: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _MalformedError(f"`{key}` is not an object")
    return {name: _text(item, key) for name, item in value.items()}


def _list(value: Json, key: str) -> list[str]:
    if not isinstance(value, list):
        raise _MalformedError(f"`{key}` is not a list")
    return [_text(item, key) for item in value]


def _path(text: str) -> PurePosixPath:
    reason = why_unsafe(text)
    if reason is not None:
        raise _MalformedError(f"the path `{text}` is not safe: {reason}")
    return PurePosixPath(text)


def _salvage(raw: bytes) -> Manifest:
    """Make out the entries of a text that is no longer JSON: each stands on a line of its own."""
    text = raw.decode(errors="replace").replace("\r\n", "\n")
    files: dict[PurePosixPath, tuple[str, ...]] = {}
    for name, digests in _ENTRY.findall(_between(text, '"files": {', "}")):
        for path in _readable([name]):
            files[path] = (*files.get(path, ()), *digests.split())
    yours = _readable(_ITEM.findall(_between(text, '"yours": [', "]")))
    return Manifest(generator="", files=files, yours=frozenset(yours), source=digest(raw))


def _between(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def _readable(quoted: Iterable[str]) -> list[PurePosixPath]:
    paths: list[PurePosixPath] = []
    for one in quoted:
        try:
            paths.append(_path(json.loads(one)))
        except (ValueError, _MalformedError):
            continue
    return paths
