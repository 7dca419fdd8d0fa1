"""The files of one run: each is read once and known by its real path."""

import gc
import stat
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Final

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostics, Location, Related
from asyncapi_pygen.source.builder import Builder, Fault, RefusedError
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.json_text import read_json
from asyncapi_pygen.source.places import Places

Because = tuple[Related, ...]


class Language(Enum):
    """How the text of a file becomes a value."""

    YAML = "yaml"
    JSON = "json"
    OTHER = "other"


_JSON_SUFFIXES: Final = frozenset({".json", ".jsonschema", ".avsc"})
_OTHER_SUFFIXES: Final = frozenset(
    {".fbs", ".graphql", ".idl", ".md", ".proto", ".raml", ".thrift", ".txt", ".xml", ".xsd"}
)


def language_of(path: Path) -> Language:
    """Tell the language from the file's suffix; one that says nothing is taken for YAML."""
    suffix = path.suffix.lower()
    if suffix in _JSON_SUFFIXES:
        return Language.JSON
    return Language.OTHER if suffix in _OTHER_SUFFIXES else Language.YAML


class Files:
    """What was read so far. Paths given to it are real paths: resolved, with no link in them.

    ``limits`` bound each file, and what is wrong with one goes to ``diagnostics``.
    """

    def __init__(self, limits: Limits, diagnostics: Diagnostics) -> None:
        self.places = Places()
        self.limits = limits
        self.diagnostics = diagnostics
        self._read: dict[Path, Document | None] = {}

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of every file that was read, faulty ones and overlays included, by name."""
        return self.places.texts()

    def document(
        self, path: Path, name: str, identity: str, because: Because = ()
    ) -> Document | None:
        """Read a file, or return what was read of it before.

        A file in another language than YAML and JSON is one string. What is wrong is reported once,
        with the places of ``because`` beside it, and gives ``None``, then and later.
        """
        if path not in self._read:
            text = self._text(path, name, because)
            self._read[path] = (
                None if text is None else self._parsed(path, name, identity, text, because)
            )
        return self._read[path]

    def replace(self, document: Document) -> None:
        """Let ``document`` stand for its path from now on."""
        self._read[document.path] = document

    def _text(self, path: Path, name: str, because: Because) -> str | None:
        try:
            content = _content(path, self.limits.file_bytes)
        except FileNotFoundError:
            hint = "check the path; one in a document is relative to the file that holds it"
            self._report("file-missing", f"the file `{name}` does not exist", name, because, hint)
        except (OSError, _NotAFileError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"the file `{name}` cannot be read: {reason}"
            hint = "give the path of a file that may be read"
            self._report("file-unreadable", message, name, because, hint)
        else:
            if len(content) <= self.limits.file_bytes:
                return self._decoded(content, name, because)
            message = f"the file `{name}` is larger than {self.limits.file_bytes} bytes"
            hint = "split it over several files"
            self._report("limit-size", message, name, because, hint)
        return None

    def _decoded(self, content: bytes, name: str, because: Because) -> str | None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = Location(name, content.count(b"\n", 0, error.start) + 1)
            message = f"the file `{name}` is not UTF-8 text"
            hint = "save it with the encoding UTF-8"
            self.diagnostics.report("file-unreadable", message, at, hint=hint, related=because)
            return None
        # Both languages take all three line ends for one, so that offsets may count just this one.
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _parsed(
        self, path: Path, name: str, identity: str, text: str, because: Because
    ) -> Document | None:
        base = self.places.add_text(name, text)
        builder = Builder(self.places, base, self.limits)
        with _collection_paused():
            faults = _build(text, language_of(path), builder)
        for fault in faults:
            self._report_fault(fault, base, because)
        if any(CODES[fault.code].severity == "error" for fault in faults):
            return None
        self.places.keep(builder.root)
        return Document(
            name=name,
            path=path,
            id=identity,
            text=text,
            root=builder.root,
            start=builder.start,
            places=self.places,
        )

    def _report_fault(self, fault: Fault, base: int, because: Because) -> None:
        related = because
        if fault.first is not None:
            first = Location(*self.places.where(base + fault.first), fault.pointer)
            related = (Related("it first stands here", first), *because)
        at = Location(*self.places.where(base + fault.offset), fault.pointer)
        report = self.diagnostics.report
        report(fault.code, fault.message, at, hint=fault.hint, related=related)

    def _report(self, code: str, message: str, name: str, because: Because, hint: str = "") -> None:
        self.diagnostics.report(code, message, Location(name), hint=hint, related=because)


class _NotAFileError(Exception):
    """The path is a folder, a pipe or a device."""


def _content(path: Path, most: int) -> bytes:
    """Read a file, and of a file that is too large one byte more than the limit."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        kind = "it is a folder" if stat.S_ISDIR(mode) else "it is not a regular file"
        raise _NotAFileError(kind)
    with path.open("rb") as file:
        return file.read(most + 1)


def _build(text: str, language: Language, builder: Builder) -> list[Fault]:
    try:
        if language is Language.YAML:
            # PyYAML takes 20 ms to import, which no run without a YAML file needs to wait for.
            from asyncapi_pygen.source.yaml_text import read_yaml

            read_yaml(text, builder)
        elif language is Language.JSON:
            read_json(text, builder)
        else:
            builder.add(text, 0, text)
    except RefusedError as refused:
        return [*builder.faults, refused.fault]
    return builder.faults


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
