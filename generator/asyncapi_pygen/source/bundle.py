"""A root document with all that its references reach, and the resolver that follows them.

Nothing is copied into place: a reference is followed when somebody asks, and a node is known by the
document and the pointer where its value is written, however it was reached.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from asyncapi_pygen.config import Config, InlineActions
from asyncapi_pygen.diagnostics import Location, Related
from asyncapi_pygen.ir.schema import SchemaFile
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.advice import Advice
from asyncapi_pygen.source.chains import Chains, Steps
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files, Route
from asyncapi_pygen.source.folders import Folders, real_path
from asyncapi_pygen.source.library import Library
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.overlay import apply_actions, apply_overlay
from asyncapi_pygen.source.pointers import split_pointer
from asyncapi_pygen.source.reference import (
    BadReferenceError,
    Reference,
    parse_reference,
    reference_text,
)
from asyncapi_pygen.source.schema_ids import DYNAMIC, Place, SchemaIds
from asyncapi_pygen.source.urls import read_prefix
from asyncapi_pygen.source.walk import check_references

if TYPE_CHECKING:
    from asyncapi_pygen.source.lock import StoredFile
    from asyncapi_pygen.source.remote import Remote

_MOST_PLACES: Final = 6
# Looking up the places of thousands of references takes longer than following them.
_MOST_RANKED: Final = 100


class Bundle:
    """The documents of one run and how references lead from one to another."""

    def __init__(self, document: Document, files: Files, library: Library) -> None:
        self.document = document
        self._files = files
        self._library = library
        self._limits = files.limits
        self._diagnostics = files.diagnostics
        self._schema_ids = SchemaIds(library)
        self._chains = Chains(
            self._resolve,
            self._schema_ids.scope,
            self._limits.reference_chain,
            self,
            files.deadline,
        )
        self._meta_schemas: dict[str, Json] = {}
        self._advice = Advice()
        self._postponed: dict[Node, BadReferenceError] | None = None

    @property
    def root(self) -> Node:
        """The whole root document."""
        return self._root_of(self.document)

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of every file that was read, overlays included, by name."""
        return self._files.texts

    @property
    def to_store(self) -> "Sequence[StoredFile]":
        """What is to be written beside the document so that the next run needs no network."""
        return self._library.to_store

    def locate(self, identity: str, extra: Sequence[str] = ()) -> Location:
        """Say where the node with this id stands, or what the further tokens lead to from it.

        Raises:
            KeyError: no file of the bundle has such nodes: the id is not from here.
        """
        document_id, _, pointer = identity.partition("#")
        document = self._library.document(document_id)
        return document.location((*split_pointer(pointer), *extra))

    def route(self, document: Document) -> Route:
        """Return the references by which a document was first reached, the root document's first.

        What is found in another file says so by itself: ``Diagnostics.routes``.
        """
        return self._library.route(document)

    def follow(self, node: Node) -> Node | None:
        """Return the end of the chain of references that begins at ``node``: ``Node.follow``."""
        return self._chains.end(node)

    def meta_schema(self, node: Node, uri: str) -> Json:
        """Return the meta-schema that ``$schema`` names at ``node``.

        ``None`` means that it is no URL, may not be fetched, or has faults.
        """
        if uri not in self._meta_schemas:
            self._meta_schemas[uri] = self._read_meta_schema(node, uri)
        return self._meta_schemas[uri]

    def _read_meta_schema(self, node: Node, uri: str) -> Json:
        file = uri.partition("#")[0]
        if not file.startswith(("http://", "https://")):
            return None
        try:
            document = self._library.open(node, Reference(uri, file, ()))
        except BadReferenceError:
            return None
        return None if document is None else document.root

    def schema_files(self) -> Mapping[str, SchemaFile]:
        """Return, by id, the files that are not understood part by part: ``whole_files``."""
        documents = list(self._library.documents)
        if not any(word in one.text for one in documents for word in DYNAMIC):
            return {}
        # Imported here because few documents need it.
        from asyncapi_pygen.source.whole_files import whole_files

        return whole_files(documents, self._schema_ids, self._library, self)

    def check_references(self) -> None:
        """Report every bad reference among all that the root document reaches, in all its files.

        Raises:
            OutOfTimeError: the run took too long.
        """
        postponed = self._walk_all()
        named: set[Node] = set()
        # A file that is read later may hold the schema that an earlier one calls by its `$id`.
        while found := {node for node in postponed if self._by_schema_id(node)} - named:
            named |= found
            self._chains.forget_broken()
            postponed = self._walk_all()
        for node, error in postponed.items():
            self._report_bad(node, error)

    def _walk_all(self) -> Mapping[Node, BadReferenceError]:
        """Report what is bad among all references; what may yet be found by a name is returned."""
        self._postponed = {}
        check_references(self.root, self._diagnostics, self._files.deadline)
        postponed, self._postponed = self._postponed, None
        return postponed

    def report_cycle(self, cycle: Sequence[Node]) -> None:
        """Report references each of which leads to the next, and the last to the first."""
        # Told from its first place on, a cycle is one finding wherever somebody enters it.
        first = min(range(len(cycle)), key=lambda index: _rank(cycle[index], len(cycle)))
        start, *others = [*cycle[first:], *cycle[:first]]
        message = f"`{reference_text(start.value)}` leads back to this reference"
        if len(others) > _MOST_PLACES:
            message = f"{message}, by way of {len(others)} others"
        related = tuple(
            Related("by way of this one", other.reference_at)
            for other in islice(others, _MOST_PLACES)
        )
        self._diagnostics.report("ref-cycle", message, start.reference_at, related=related)

    def report_length(self, node: Node) -> None:
        """Report a reference that takes more steps than are allowed."""
        message = f"a chain of references is longer than {self._limits.reference_chain}"
        hint = "refer to the last place directly, or raise `--limit reference-chain`"
        self._diagnostics.report("limit-chain", message, node.reference_at, hint=hint)

    def _root_of(self, document: Document) -> Node:
        return Node(self, document, (), document.root)

    def _resolve(self, node: Node, text: str) -> Steps:
        target, lost = None, None
        try:
            target = yield from self._identified(node, text)
        except BadReferenceError as error:
            lost = error
        if target is None:
            try:
                target = yield from self._ordinary(node, text)
            except BadReferenceError as error:
                self._refuse(node, lost or error)
        if target is None:
            return None
        self._schema_ids.lead(node, target.document)
        if not target.is_reference or self._schema_ids.counts_siblings(target):
            return target
        return (yield target)

    def _identified(self, node: Node, text: str) -> Steps:
        """Find what JSON Schema's rules make of a reference, where they hold and it is at hand."""
        place = self._by_schema_id(node)
        if place is None and self._opens_copy(node, text):
            place = self._by_schema_id(node)
        if place is None:
            return None
        return (yield from self._named(node, text, place))

    def _named(self, node: Node, text: str, place: Place) -> Steps:
        """Go to what has a name, and say so if nobody gets there by a path."""
        there = Reference(text, "", place.pointer)
        target = yield from self._walk(node, there, self._root_of(place.document))
        if not self._schema_ids.is_path(node, text, place):
            message = (
                f"`{text}` is found by JSON Schema's rules, which AsyncAPI's references do not have"
            )
            hint = "other tools need the path to the value: a file, `#/` and a JSON pointer"
            self._diagnostics.report("ref-schema-id", message, node.reference_at, hint=hint)
        return target

    def _opens_copy(self, node: Node, text: str) -> bool:
        """Read the file that a reference means by the URI around it, if no network is needed."""
        url = self._schema_ids.url(node, text)
        return url is not None and self._library.open_copy(url, node, text) is not None

    def _ordinary(self, node: Node, text: str) -> Steps:
        """Find what a JSON Reference names, which may be a reference itself."""
        try:
            reference = parse_reference(text)
        except BadReferenceError:
            place = self._anchor(node, text)
            if place is None:
                raise
            return (yield from self._named(node, text, place))
        document = self._library.open(node, reference)
        if document is None:
            return None
        return (yield from self._walk(node, reference, self._root_of(document)))

    def _anchor(self, node: Node, text: str) -> Place | None:
        """Find an anchor in a file by its path, where JSON Schema's rules hold."""
        file, _, name = text.partition("#")
        if not file or not self._schema_ids.applies(node):
            return None
        document = self._library.open(node, Reference(text, file, ()))
        return None if document is None else self._schema_ids.anchor(document, unquote(name))

    def _walk(self, node: Node, reference: Reference, here: Node) -> Steps:
        for token in reference.pointer:
            inner = here.child(token)
            if inner is None and here.is_reference:
                # A pointer may lead through a place that is itself written as a reference.
                beyond = yield here
                if beyond is None:
                    return None
                here = beyond
                inner = here.child(token)
            if inner is None:
                raise self._advice.dangling(node, reference, here, token)
            here = inner
        return here

    def _by_schema_id(self, node: Node) -> Place | None:
        return self._schema_ids.find(node, reference_text(node.value) or "")

    def _refuse(self, node: Node, error: BadReferenceError) -> None:
        if self._postponed is not None and self._schema_ids.applies(node):
            self._postponed[node] = error
        else:
            self._report_bad(node, error)

    def _report_bad(self, node: Node, error: BadReferenceError) -> None:
        report = self._diagnostics.report
        at = node.reference_at
        report(error.code, error.message, at, hint=error.hint, related=error.related)


def _rank(node: Node, size: int) -> tuple[object, ...]:
    """Return what puts the references of a cycle in order: their places, if they are not many."""
    if size > _MOST_RANKED:
        return (node.document.name, node.pointer)
    return (node.reference_at,)


def load_bundle(path: Path, name: str, config: Config, files: Files) -> Bundle | None:
    """Read the root document and apply the overlays in order, then the configuration's actions.

    Other files are read when they are needed.

    ``name`` is how the root document is called in messages. References may lead to files in the
    root document's folder and in the configuration's ``ref_roots``, links resolved, and to the
    network as far as ``allow_remote`` says. A relative reference in a value that an overlay brought
    in is resolved as if the root document held it.

    Returns:
        The bundle, or ``None`` with errors reported: the document or an overlay cannot be read, or
        an overlay cannot be applied as a whole. ``files`` holds the texts read in either case.

    Raises:
        BadUrlError: one of ``allow_remote`` is not the prefix of URLs that may be fetched.
        OutOfTimeError: the run took too long.
    """
    real = files.real(path)
    folders = Folders(real.parent, name, tuple(real_path(root) for root in config.ref_roots))
    for prefix in config.allow_remote:
        read_prefix(prefix)
    document = files.document(real, name, folders.identity(real))
    for overlay_path in config.overlays:
        real = files.real(overlay_path)
        overlay = files.document(real, overlay_path.as_posix(), folders.identity(real))
        if document is not None and overlay is not None:
            document = apply_overlay(document, overlay, files)
        else:
            document = None
    if config.actions is not None and document is not None:
        document = _with_actions(document, config.actions, files)
    if document is None:
        return None
    files.replace(document)
    library = Library(document, files, folders, partial(_connect, config, files, folders))
    return Bundle(document, files, library)


def _with_actions(document: Document, actions: InlineActions, files: Files) -> Document | None:
    """Apply the actions that stand in a file of settings, which is read for that once more."""
    settings = files.settings(files.real(actions.file), actions.name)
    if settings is None:
        return None
    return apply_actions(document, settings, actions.pointer, files)


def _connect(config: Config, files: Files, folders: Folders) -> "Remote":
    # Imported here because few documents have remote references.
    from asyncapi_pygen.source.remote import Policy, Remote

    return Remote(Policy.of(config, folders), files)
