"""The files of one run: each is read once and known by its real path, or its URL."""

import gc
import os
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePath, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostics, Location, Related, Severity
from asyncapi_pygen.source.builder import Builder, Fault, RefusedError
from asyncapi_pygen.source.deadline import Clock, Deadline
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.fetched import Fetched
from asyncapi_pygen.source.folders import real_path
from asyncapi_pygen.source.inputs import Inputs, fingerprint, fingerprint_of, read_regular
from asyncapi_pygen.source.json_text import read_json
from asyncapi_pygen.source.places import Places
from asyncapi_pygen.source.urls import Url

Route = tuple[Related, ...]
"""The references that led to a file, the root document's first."""


class Language(Enum):
    """How the text of a file becomes a value."""

    YAML = "yaml"
    JSON = "json"
    TOML = "toml"
    OTHER = "other"


class UnreadableError(Exception):
    """A file that is there and cannot be read; the text says why."""


_READ_AS_YAML: Final = "it is read as YAML: write JSON, or name the file .yaml"
_JSON_SUFFIXES: Final = frozenset({".json", ".jsonschema", ".avsc"})
_OTHER_SUFFIXES: Final = frozenset(
    {".fbs", ".graphql", ".idl", ".md", ".proto", ".raml", ".thrift", ".txt", ".xml", ".xsd"}
)


def language_of(path: PurePath) -> Language:
    """Tell the language from the file's suffix; one that says nothing is taken for YAML."""
    suffix = path.suffix.lower()
    if suffix in _JSON_SUFFIXES:
        return Language.JSON
    return Language.OTHER if suffix in _OTHER_SUFFIXES else Language.YAML


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of a file before it is read, as ``Document`` has it."""

    base: Path | Url
    name: str
    identity: str
    language: Language


class Files:
    """What was read so far. Paths given to it are real paths: resolved, with no link in them.

    ``limits`` bound each file and all of them together, ``deadline`` the time of the run, which
    begins here; what is wrong with a file goes to ``diagnostics``.
    """

    def __init__(
        self, limits: Limits, diagnostics: Diagnostics, clock: Clock = time.monotonic
    ) -> None:
        self.places = Places()
        self.limits = limits
        self.deadline = Deadline(limits.seconds, clock)
        self.diagnostics = diagnostics
        self._read: dict[Path | Url, Document | None] = {}
        self._inputs: dict[Path, str | None] = {}
        self._bytes = 0

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of every file that was read, faulty ones and overlays included, by name."""
        return self.places.texts()

    @property
    def inputs(self) -> Inputs:
        """What was read of the disk so far, and what was looked for and is not there."""
        return self._inputs

    def real(self, path: Path) -> Path:
        """Return the real path; what a link on the way leads to now is an input as well."""
        found = real_path(path)
        written = Path(os.path.normpath(path.absolute()))
        if written != found and written not in self._inputs:
            self._inputs[written] = fingerprint_of(written, self.limits.file_bytes)
        return found

    def look_for(self, path: Path) -> None:
        """Count a file among the inputs, be it there or not."""
        self._inputs.setdefault(path, None)

    def settings(self, path: Path, name: str) -> Document | None:
        """Read our table of a TOML file, with the objects that hold it, as ``document`` does."""
        return self._local(_File(path, name, name, Language.TOML))

    def document(self, path: Path, name: str, identity: str, route: Route = ()) -> Document | None:
        """Read a file, or return what was read of it before.

        A file in another language than YAML and JSON is one string. What is wrong is reported once,
        with the references of ``route`` beside it, and gives ``None``, then and later.
        """
        if path not in self._read:
            self.diagnostics.routes[name] = route
        return self._local(_File(path, name, identity, language_of(path)))

    def _local(self, file: _File) -> Document | None:
        path = Path(file.base)
        if path not in self._read:
            content = self._content(path, file.name)
            text = None if content is None else self._decoded(content, file.name)
            self._read[path] = None
            if text is not None:
                self._read[path] = self._parsed(file, text)
        return self._read[path]

    def remote_document(self, url: Url, fetched: Fetched, route: Route) -> Document | None:
        """Take in a remote file that is not known yet; its faults are as those of a local one."""
        self.diagnostics.routes[url] = route
        admitted = self._admit(fetched.content, url)
        text = self._decoded(fetched.content, url) if admitted else None
        self._read[url] = None
        if text is not None:
            language = language_of(PurePosixPath(urlsplit(url).path))
            self._read[url] = self._parsed(_File(fetched.location, url, url, language), text)
        return self._read[url]

    def knows(self, file: Path | Url) -> bool:
        """Whether a file was read before, or was tried to be."""
        return file in self._read

    def replace(self, document: Document) -> None:
        """Let ``document`` stand for its path from now on."""
        self._read[document.base] = document

    def is_there(self, path: Path) -> bool:
        """Whether something is at a path, be it of no use."""
        # os.path.lexists answers for links in a circle and for names that are too long as well.
        return os.path.lexists(path)

    def bytes_of(self, path: Path) -> bytes:
        """Return what a regular file holds, and of a file that is too large one byte too many.

        Raises:
            FileNotFoundError: there is none.
            UnreadableError: it is something else, or may not be read.
        """
        self.look_for(path)
        try:
            content = read_regular(path, self.limits.file_bytes)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise UnreadableError(error.strerror or str(error)) from None
        self._inputs[path] = fingerprint(content)
        return content

    def _content(self, path: Path, name: str) -> bytes | None:
        try:
            content = self.bytes_of(path)
        except FileNotFoundError:
            hint = "check the path; one in a document is relative to the file that holds it"
            self._report("file-missing", f"the file `{name}` does not exist", name, hint)
        except UnreadableError as error:
            message = f"the file `{name}` cannot be read: {error}"
            hint = "give the path of a file that may be read"
            self._report("file-unreadable", message, name, hint)
        else:
            return content if self._admit(content, name) else None
        return None

    def _admit(self, content: bytes, name: str) -> bool:
        """Count a file, and say whether it is within the limits of one and of all."""
        limits = self.limits
        self._bytes += len(content)
        if len(content) > limits.file_bytes:
            message = f"the file `{name}` is larger than {limits.file_bytes} bytes"
            hint = "split it over several files, or raise `--limit file-bytes`"
            self._report("limit-size", message, name, hint)
        elif self._bytes > limits.total_bytes:
            message = f"with `{name}`, the files hold more than {limits.total_bytes} bytes"
            self._report("limit-size", message, name, "raise `--limit total-bytes`")
        elif len(self._read) >= limits.files:
            message = f"`{name}` is one file more than the {limits.files} that a document may have"
            self._report("limit-files", message, name, "raise `--limit files`")
        else:
            return True
        return False

    def _decoded(self, content: bytes, name: str) -> str | None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = Location(name, content.count(b"\n", 0, error.start) + 1)
            message = f"the file `{name}` is not UTF-8 text"
            hint = "save it with the encoding UTF-8"
            self.diagnostics.report("file-unreadable", message, at, hint=hint)
            return None
        # Both languages take all three line ends for one, so that offsets may count just this one.
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _parsed(self, file: _File, text: str) -> Document | None:
        start = self.places.add_text(file.name, text)
        with _collection_paused():
            builder = self._built(text, file.language, start)
        for fault in builder.faults:
            self._report_fault(fault, start)
        if any(map(_refuses, builder.faults)):
            return None
        self.places.keep(builder.root)
        return Document(
            name=file.name,
            base=file.base,
            id=file.identity,
            text=text,
            root=builder.root,
            start=builder.start,
            places=self.places,
        )

    def _built(self, text: str, language: Language, start: int) -> Builder:
        builder = self._tried(text, language, start)
        match [fault.code for fault in builder.faults]:
            case ["json-syntax"]:
                # The official tools read every file as YAML, which takes more than JSON does.
                other = self._tried(text, Language.YAML, start)
                said = replace(builder.faults[0], severity=Severity.WARNING, hint=_READ_AS_YAML)
                other.faults.insert(0, said)
            case ["yaml-syntax"] if text.lstrip()[:1] in {"{", "["}:
                # JSON is YAML, but PyYAML knows neither its pairs of escapes nor its longest keys.
                other = self._tried(text, Language.JSON, start)
            case _:
                return builder
        return builder if any(map(_refuses, other.faults)) else other

    def _tried(self, text: str, language: Language, start: int) -> Builder:
        """Read a text as if it were in this language."""
        builder = Builder(self.places, start, self.limits, self.deadline)
        try:
            _read(text, language, builder)
        except RefusedError as refused:
            if refused.fault.code.startswith("limit-"):
                # What goes beyond all bounds is not told what else is wrong with it.
                builder.faults.clear()
            builder.faults.append(refused.fault)
        return builder

    def _report_fault(self, fault: Fault, start: int) -> None:
        related: Route = ()
        if fault.first is not None:
            first = Location(*self.places.where(start + fault.first), fault.pointer)
            related = (Related("it first stands here", first),)
        self.diagnostics.report(
            fault.code,
            fault.message,
            Location(*self.places.where(start + fault.offset), fault.pointer),
            hint=fault.hint,
            related=related,
            severity=fault.severity,
        )

    def _report(self, code: str, message: str, name: str, hint: str) -> None:
        self.diagnostics.report(code, message, Location(name), hint=hint)


def _refuses(fault: Fault) -> bool:
    return (fault.severity or CODES[fault.code].severity) == Severity.ERROR


def _read(text: str, language: Language, builder: Builder) -> None:
    if language is Language.YAML:
        # PyYAML takes 20 ms to import, which no run without a YAML file needs to wait for.
        from asyncapi_pygen.source.yaml_text import read_yaml

        read_yaml(text, builder)
    elif language is Language.JSON:
        read_json(text, builder)
    elif language is Language.TOML:
        # Two libraries, for a file that most runs do not have.
        from asyncapi_pygen.source.toml_text import read_toml

        read_toml(text, builder)
    else:
        builder.add(text, 0, text)


@contextmanager
def _collection_paused() -> Generator[None]:
    """Keep the garbage collector from walking trees that only grow: it doubles the time to load."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
