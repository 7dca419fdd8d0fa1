"""Which files references may lead to, and what those are called."""

import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.pointers import join_pointer
from asyncapi_pygen.source.reference import BadReferenceError, Reference
from asyncapi_pygen.source.suggestions import nearest_name


@dataclass(frozen=True, slots=True)
class Folders:
    """The root document's folder, what the user called that document, and the other roots.

    Folders are real paths: a link is judged by where it leads.
    """

    home: Path
    root_name: str
    others: tuple[Path, ...]

    def allow(self, path: Path) -> bool:
        """Whether references may lead to this real path."""
        return any(path.is_relative_to(folder) for folder in (self.home, *self.others))

    def identity(self, path: Path) -> str:
        """Return the part of a node's id before ``#``: the path seen from the home folder."""
        return self._relative(path).replace("%", "%25").replace("#", "%23")

    def name(self, path: Path) -> str:
        """Return how the user would type the path, who typed the root document's name."""
        base = posixpath.dirname(self.root_name)
        return posixpath.normpath(posixpath.join(base, self._relative(path)))

    def _relative(self, path: Path) -> str:
        try:
            return Path(os.path.relpath(path, self.home)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()


def real_path(path: Path) -> Path:
    """Return the absolute path with all links followed; of links in a circle, the path itself."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return Path(os.path.normpath(path.absolute()))


def named_file(holder: Document, reference: Reference) -> Path:
    """Return the path that a reference in the local file ``holder`` names, links and all."""
    return Path(holder.base).parent / _written_path(reference)


def require_allowed(path: Path, reference: Reference, folders: Folders) -> None:
    """Require references to be allowed to lead to a real path.

    Raises:
        BadReferenceError: it is outside the folders that they may lead to.
    """
    if not folders.allow(path):
        hint = "move the file below the document, or allow its folder with --allow-ref-root"
        message = f"`{reference.text}` leaves the folder of the document"
        raise BadReferenceError("ref-outside", message, hint)


def missing_file(path: Path, holder: Document, reference: Reference) -> BadReferenceError:
    """Say of a path that a reference in ``holder`` names that nothing is there."""
    root = holder.root
    first, *rest = unquote(reference.file).split("/")
    if isinstance(root, dict) and first in root and not reference.pointer:
        message = f"`{reference.text}` names a file, and there is none"
        hint = f"did you mean `#{join_pointer((first, *rest))}`?"
        return BadReferenceError("ref-syntax", message, hint)
    message = f"`{reference.text}` names a file that does not exist"
    folder = posixpath.dirname(reference.file)
    near = nearest_name(path.name, _names_beside(path))
    hint = "" if near is None else f"did you mean `{posixpath.join(folder, near)}`?"
    return BadReferenceError("file-missing", message, hint)


def _written_path(reference: Reference) -> str:
    """Return the path in a reference, percent-decoded; a relative one is relative to its file."""
    text, scheme = reference.text, reference.scheme
    path = _path_of_uri(reference) if scheme == "file" else unquote(reference.file)
    # Another computer's file is not even looked for: Windows would send it the user's password.
    if len(scheme) == 1 or path.startswith(("//", "\\")):
        hint = "write a path relative to this file"
        raise BadReferenceError("ref-outside", f"`{text}` is not a path below this file", hint)
    if scheme not in {"", "file"}:
        hint = "refer to a file by a relative path"
        raise BadReferenceError("ref-syntax", f"`{text}` has the unknown scheme `{scheme}`", hint)
    return path


def _path_of_uri(reference: Reference) -> str:
    """Return the path in a ``file:`` URI (RFC 8089)."""
    # Imported here because hardly any reference is such a URI, and it takes 30 ms.
    from urllib.request import url2pathname

    parts = urlsplit(reference.file)
    if parts.netloc.lower() not in {"", "localhost"}:
        hint = "copy the file below the document, and refer to the copy by a relative path"
        message = f"`{reference.text}` is a file of another computer"
        raise BadReferenceError("ref-outside", message, hint)
    if parts.query or not parts.path.startswith("/"):
        hint = "write `file:///` and the path, or a path relative to this file"
        raise BadReferenceError("ref-syntax", f"`{reference.text}` is not a file's URI", hint)
    if parts.path.startswith("//"):
        return unquote(parts.path)  # of another computer: later versions of Python raise an error
    return url2pathname(parts.path)


def _names_beside(path: Path) -> Iterator[str]:
    try:
        yield from sorted(beside.name for beside in path.parent.iterdir())
    except OSError:
        return
