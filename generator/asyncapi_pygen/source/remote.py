"""The remote files of one run: from the lock where they are in it, from the network if allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.source.fetched import Fetched, FetchError
from asyncapi_pygen.source.files import Files, UnreadableError
from asyncapi_pygen.source.folders import Folders, real_path
from asyncapi_pygen.source.lock import (
    LOCK_NAME,
    SAY_HOW,
    Entry,
    Lock,
    StoredFile,
    copy_path,
    digest_of,
    files_to_store,
    read_lock,
)
from asyncapi_pygen.source.reference import BadReferenceError, Reference
from asyncapi_pygen.source.urls import Url, folder_of, is_within, may_be_fetched, read_prefix

_SAY_HTTPS: Final = "download the file and refer to the copy; only https is fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a run may fetch, and what it holds against the lock file at ``lock``."""

    prefixes: tuple[Url, ...]
    lock: Path
    lock_name: str
    update: bool

    @classmethod
    def of(cls, config: Config, folders: Folders) -> "Policy":
        """Read the part of the configuration that concerns remote files.

        Raises:
            BadUrlError: one of ``allow_remote`` is no prefix.
        """
        lock = config.lock
        return cls(
            prefixes=tuple(map(read_prefix, config.allow_remote)),
            lock=folders.home / LOCK_NAME if lock is None else real_path(lock),
            lock_name=folders.name(folders.home / LOCK_NAME) if lock is None else lock.as_posix(),
            update=config.update_lock,
        )

    def allow(self, url: Url) -> bool:
        """Whether a URL may be fetched."""
        return any(is_within(url, prefix) for prefix in self.prefixes)


class Remote:
    """What was read of the network, or instead of it, so far."""

    def __init__(self, policy: Policy, files: Files) -> None:
        self._policy = policy
        self._files = files
        self._fetched: dict[Url, Fetched] = {}
        self._failures: dict[Url, FetchError] = {}
        self._lock = self._read_lock()

    @property
    def to_store(self) -> Sequence[StoredFile]:
        """What is to be written so that the next run needs no network; nothing if all is there."""
        return files_to_store(self._policy.lock, self._lock or {}, self._fetched)

    def has_copy(self, url: Url) -> bool:
        """Whether a remote file is locked, so that nothing has to be asked of the network."""
        return self._lock is not None and url in self._lock

    def read(self, url: Url, reference: Reference) -> Fetched | None:
        """Return a remote file, which ``reference`` names; ``None`` if the lock cannot be read.

        A file in the lock is its stored copy, and nothing is asked of the network.

        Raises:
            BadReferenceError: it may not be fetched, cannot be, or is not what was locked.
        """
        if self._lock is None:
            return None
        entry = self._lock.get(url)
        if entry is not None and not (self._policy.update and self._policy.allow(url)):
            stored = self._stored(url, entry)
            if stored is not None:
                return stored
        if not self._policy.allow(url):
            raise _not_allowed(url, reference, entry)
        fetched = self._from_network(url, reference)
        if entry is not None and not self._policy.update:
            _require(entry, digest_of(fetched.content), f"what `{url}` sends")
        self._fetched[url] = fetched
        return fetched

    def _from_network(self, url: Url, reference: Reference) -> Fetched:
        """Fetch a file, and try no second time what failed once: that may take long."""
        # Imported here because a run with a lock does not need it, and it takes 40 ms.
        from asyncapi_pygen.source.fetch import fetch

        try:
            if url in self._failures:
                raise self._failures[url]
            return fetch(url, self._policy.allow, self._files.limits.file_bytes)
        except FetchError as error:
            self._failures[url] = error
            message = f"`{reference.text}` cannot be fetched: {error}"
            raise BadReferenceError("ref-unreachable", message, "check the URL") from None

    def _stored(self, url: Url, entry: Entry) -> Fetched | None:
        """Return the copy that the lock speaks of, ``None`` if it is gone."""
        path = copy_path(self._policy.lock, url, entry)
        try:
            content = self._files.bytes_of(path)
        except FileNotFoundError:
            return None
        except UnreadableError as error:
            message = f"the copy of `{url}` cannot be read: {error}"
            raise BadReferenceError("file-unreadable", message) from None
        _require(entry, digest_of(content), f"the copy of `{url}`")
        return Fetched(content=content, location=entry.location)

    def _read_lock(self) -> Lock | None:
        """Return what is locked; a lock that cannot be read is reported."""
        path, name = self._policy.lock, self._policy.lock_name
        diagnostics = self._files.diagnostics
        if path.is_symlink():
            # What the link leads to may be a secret, and a report shows lines of what it is about.
            diagnostics.report("lock-invalid", f"`{name}` is a link", Location(name), hint=SAY_HOW)
            return None
        self._files.look_for(path)
        if not path.exists():
            return {}
        document = self._files.document(path, name, name)
        return None if document is None else read_lock(document, diagnostics)


def _not_allowed(url: Url, reference: Reference, entry: Entry | None) -> BadReferenceError:
    message = f"`{reference.text}` would need the network"
    if entry is not None:
        message = f"{message}: it is locked, but its copy is gone"
    hint = f"allow it with `--allow-remote {folder_of(url)}`, or download the file"
    return BadReferenceError("ref-remote", message, hint if may_be_fetched(url) else _SAY_HTTPS)


def _require(entry: Entry, digest: str, what: str) -> None:
    if digest != entry.digest:
        message = f"{what} is not what was locked: its digest is {digest}, not {entry.digest}"
        hint = "look at the change, and take it over with `generate --update-lock`"
        raise BadReferenceError("ref-changed", message, hint)
