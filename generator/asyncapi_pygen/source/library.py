"""The documents of a run: the root, and those that references name, each read when it is needed."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from asyncapi_pygen.diagnostics import Related
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files, Route
from asyncapi_pygen.source.folders import Folders, missing_file, named_file, require_allowed
from asyncapi_pygen.source.meta_schemas import meta_schema
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.reference import BadReferenceError, Reference
from asyncapi_pygen.source.urls import BadUrlError, Url, read_url

if TYPE_CHECKING:
    from asyncapi_pygen.source.lock import StoredFile
    from asyncapi_pygen.source.remote import Remote


class Library:
    """Documents by id, and the way to further ones.

    ``connect`` makes what reads remote files; it is called when a reference first names one.
    """

    def __init__(
        self, root: Document, files: Files, folders: Folders, connect: "Callable[[], Remote]"
    ) -> None:
        self._files = files
        self._folders = folders
        self._connect = connect
        self._remote: Remote | None = None
        self._documents: dict[str, Document] = {root.id: root}
        self._routes: dict[str, Route] = {root.id: ()}

    @property
    def documents(self) -> Iterable[Document]:
        """Every document that was read, in the order of reading."""
        return self._documents.values()

    @property
    def to_store(self) -> "Sequence[StoredFile]":
        """What is to be written beside the document so that the next run needs no network."""
        return () if self._remote is None else self._remote.to_store

    def document(self, identity: str) -> Document:
        """Return a document that was read by its id.

        Raises:
            KeyError: there is none.
        """
        return self._documents[identity]

    def route(self, document: Document) -> Route:
        """Return the references by which a document was first reached, the root's first."""
        return self._routes[document.id]

    def open(self, node: Node, reference: Reference) -> Document | None:
        """Return the file that a reference at ``node`` names; the same one if it names none.

        ``None`` means that the file has faults, which are reported.

        Raises:
            BadReferenceError: the reference names no file that may be read.
        """
        if not reference.file:
            return node.document
        route = (*self.route(node.document), Related("reached from here", node.reference_at))
        url = _locate_url(reference, node.document.base)
        if url is not None:
            document = self._from_network(url, reference, route)
        else:
            document = self._from_folder(node.document, reference, route)
        if document is not None and document.id not in self._documents:
            self._documents[document.id] = document
            self._routes[document.id] = route
        return document

    def open_copy(self, url: Url, node: Node, text: str) -> Document | None:
        """Return the file at a URL that a reference at ``node`` means, if no network is needed.

        That is one that was read before, one of which a copy is locked, or a meta-schema.
        """
        if not self._files.knows(url):
            connected = self._connected()
            if meta_schema(url) is None and not connected.has_copy(url):
                return None
        reference = Reference(text, url, ())
        return self.open(node, reference)

    def _from_folder(self, holder: Document, reference: Reference, route: Route) -> Document | None:
        path = self._files.real(named_file(holder, reference))
        require_allowed(path, reference, self._folders)
        self._files.look_for(path)
        if not self._files.is_there(path):
            raise missing_file(path, holder, reference)
        name, identity = self._folders.name(path), self._folders.identity(path)
        return self._files.document(path, name, identity, route)

    def _from_network(self, url: Url, reference: Reference, route: Route) -> Document | None:
        if self._files.knows(url):
            return self._documents.get(url)
        fetched = meta_schema(url) or self._connected().read(url, reference)
        return None if fetched is None else self._files.remote_document(url, fetched, route)

    def _connected(self) -> "Remote":
        if self._remote is None:
            self._remote = self._connect()
        return self._remote


def _locate_url(reference: Reference, base: Path | Url) -> Url | None:
    """Return the URL of the file that a reference in the file ``base`` names; none of a local one.

    Raises:
        BadReferenceError: it is remote, and no URL that could be fetched.
    """
    text = reference.text
    if isinstance(base, Path) and reference.scheme not in {"http", "https"}:
        if not reference.file.startswith("//"):
            return None
        hint = f"write it with its scheme, as in `https:{reference.file}`"
        raise BadReferenceError("ref-remote", f"`{text}` would need the network", hint)
    if reference.scheme == "file":
        message = f"`{text}` is a local file, which a remote one may not refer to"
        raise BadReferenceError("ref-outside", message, "download the remote file and correct it")
    try:
        return read_url(reference.file, None if isinstance(base, Path) else base)
    except BadUrlError as error:
        message = f"`{text}` cannot be fetched: {error}"
        raise BadReferenceError("ref-syntax", message, "write `https://`, host and path") from None
