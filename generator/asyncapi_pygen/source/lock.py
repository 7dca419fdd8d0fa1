"""The lock file: which remote files a document was last made from, by their digests.

It is JSON, and copies of the files lie beside it, so that with both under version control a run
needs no network and reads the same bytes. Nothing here writes: what is to be stored is a value.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.fetched import Fetched
from asyncapi_pygen.source.urls import BadUrlError, Url, read_url

LOCK_NAME: Final = "asyncapi-pygen.lock"
_VERSION: Final = 1
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_SUFFIX: Final = re.compile(r"(\.[A-Za-z0-9]{1,16})?")
SAY_HOW: Final = "restore it from version control, or remove it and run `generate --allow-remote`"
"""What to do about a lock that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of a remote file: the SHA-256 of its bytes, and the URL that sent them."""

    digest: str
    location: Url


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be written beside the document: the lock, or a copy that it speaks of."""

    path: Path
    content: bytes


Lock = Mapping[Url, Entry]
"""The entries by the URL that a reference names."""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def copy_path(lock: Path, url: Url, entry: Entry) -> Path:
    """Return where the copy of a remote file lies: beside the lock, named by its digest."""
    suffix = PurePosixPath(urlsplit(url).path).suffix
    kept = suffix if _SUFFIX.fullmatch(suffix) else ""
    return lock.with_suffix(".refs") / f"{entry.digest}{kept}"


def files_to_store(path: Path, lock: Lock, fetched: Mapping[Url, Fetched]) -> list[StoredFile]:
    """Return the copies of what was fetched, and the lock with them in it; nothing for nothing."""
    if not fetched:
        return []
    new = {
        url: Entry(digest=digest_of(one.content), location=one.location)
        for url, one in fetched.items()
    }
    copies = [
        StoredFile(copy_path(path, url, new[url]), one.content) for url, one in fetched.items()
    ]
    return [*copies, StoredFile(path, _render({**lock, **new}).encode())]


def read_lock(document: Document, diagnostics: Diagnostics) -> Lock | None:
    """Read the entries of a lock file; what is no lock is reported (``lock-invalid``)."""
    root = document.root
    files = root.get("files") if isinstance(root, dict) else None
    if not isinstance(root, dict) or root.get("version") != _VERSION or not isinstance(files, dict):
        message = f"`{document.name}` is not a lock file of version {_VERSION}"
        diagnostics.report("lock-invalid", message, document.location(()), hint=SAY_HOW)
        return None
    entries = {url: _entry(url, fields) for url, fields in files.items()}
    for url, entry in entries.items():
        if entry is None:
            at = document.location(("files", url))
            message = f"the entry `{url}` has no URL and digest that can be read"
            diagnostics.report("lock-invalid", message, at, hint=SAY_HOW)
    if None in entries.values():
        return None
    return {Url(url): entry for url, entry in entries.items() if entry is not None}


def _entry(url: str, fields: Json) -> Entry | None:
    digest = fields.get("sha256") if isinstance(fields, dict) else None
    if not isinstance(fields, dict) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return None
    try:
        location = read_url(str(fields.get("location", url)))
        return Entry(digest=digest, location=location) if read_url(url) == url else None
    except BadUrlError:
        return None


def _render(lock: Lock) -> str:
    files = {url: _fields(url, entry) for url, entry in sorted(lock.items())}
    return json.dumps({"version": _VERSION, "files": files}, indent=2) + "\n"


def _fields(url: Url, entry: Entry) -> dict[str, str]:
    moved = {} if entry.location == url else {"location": str(entry.location)}
    return {"sha256": entry.digest, **moved}
