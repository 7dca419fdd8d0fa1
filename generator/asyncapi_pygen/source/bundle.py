"""A root document with all that its references reach, and the resolver that follows them.

Nothing is copied into place: a reference is followed when somebody asks, and a node is known by the
document and the pointer where its value is written, however it was reached.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Location, Related
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.folders import Folders, locate_file, real_path
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.overlay import apply_overlay
from asyncapi_pygen.source.pointers import join_pointer, split_pointer
from asyncapi_pygen.source.reference import (
    BadReferenceError,
    Reference,
    parse_reference,
    reference_text,
)
from asyncapi_pygen.source.suggestions import nearest
from asyncapi_pygen.source.walk import check_references

# Comparing names takes time: a document with thousands of broken references gets no more help.
_MOST_SUGGESTIONS: Final = 100
_MOST_NAMED: Final = 6


class Bundle:
    """The documents of one run and how references lead from one to another."""

    def __init__(
        self,
        document: Document,
        files: Files,
        folders: Folders,
    ) -> None:
        self.document = document
        self._files = files
        self._folders = folders
        self._limits = files.limits
        self._diagnostics = files.diagnostics
        self._documents: dict[str, Document] = {document.id: document}
        self._led_to: dict[str, Related] = {}
        self._targets: dict[tuple[str, str], Node] = {}
        self._suggestions_left = _MOST_SUGGESTIONS

    @property
    def root(self) -> Node:
        """The whole root document."""
        return Node(self, self.document, (), self.document.root)

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of every file that was read, overlays included, by name."""
        return self._files.texts

    def locate(self, identity: str, extra: Sequence[str] = ()) -> Location:
        """Say where the node with this id stands, or what the further tokens lead to from it.

        Raises:
            KeyError: no file of the bundle has such nodes: the id is not from here.
        """
        document_id, _, pointer = identity.partition("#")
        document = self._documents[document_id]
        return document.location((*split_pointer(pointer), *extra))

    def follow(self, node: Node) -> Node | None:
        """Return the end of the chain of references that begins at ``node``: ``Node.follow``."""
        return self._follow(node, ())

    def check_references(self) -> None:
        """Report every bad reference among all that the root document reaches, in all its files."""
        check_references(self.root, self._diagnostics)

    def _follow(self, node: Node, chain: tuple[Node, ...]) -> Node | None:
        text = reference_text(node.value)
        if text is None:
            return node
        if node in chain:
            self._report_cycle(chain[chain.index(node) :])
            return None
        chain = (*chain, node)
        if len(chain) > self._limits.reference_chain:
            message = f"a chain of references is longer than {self._limits.reference_chain}"
            hint = "refer to the last place directly"
            self._diagnostics.report("ref-cycle", message, chain[0].reference_at, hint=hint)
            return None
        target = self._target(node, text, chain)
        return None if target is None else self._follow(target, chain)

    def _target(self, node: Node, text: str, chain: tuple[Node, ...]) -> Node | None:
        """Return the node that a reference names, which may be a reference itself."""
        known = self._targets.get((node.document.id, text))
        if known is not None:
            return known
        try:
            target = self._resolve(node, parse_reference(text), text, chain)
        except BadReferenceError as error:
            self._report_bad(node, error)
            return None
        if target is not None:
            self._targets[node.document.id, text] = target
        return target

    def _resolve(
        self, node: Node, reference: Reference, text: str, chain: tuple[Node, ...]
    ) -> Node | None:
        document = self._document(node, reference, text) if reference.file else node.document
        if document is None:
            return None
        here = Node(self, document, (), document.root)
        for token in reference.pointer:
            inner = here.child(token)
            if inner is None and here.is_reference:
                # A pointer may lead through a place that is itself written as a reference.
                beyond = self._follow(here, chain)
                if beyond is None:
                    return None
                here = beyond
                inner = here.child(token)
            if inner is None:
                raise BadReferenceError(
                    "ref-dangling",
                    _nothing(text, here, token),
                    self._hint(node, reference, here, token),
                )
            here = inner
        return here

    def _document(self, node: Node, reference: Reference, text: str) -> Document | None:
        """Return the other file that a reference names, ``None`` if it has faults of its own."""
        path = locate_file(node.document, reference, text, self._folders)
        because = Related("the reference is here", node.reference_at)
        identity = self._folders.identity(path)
        document = self._files.document(path, self._folders.name(path), identity, (because,))
        if document is not None and document.id not in self._documents:
            self._documents[document.id] = document
            self._led_to[document.id] = because
        return document

    def _hint(self, node: Node, reference: Reference, here: Node, token: str) -> str:
        """Say what a reference may have meant that found no ``token`` in ``here``."""
        nested = _nested(node, reference)
        if nested is not None:
            return f"a pointer begins at the root of the file: `#{join_pointer(nested)}`"
        if isinstance(here.value, list):
            return "items are counted from 0"
        if not isinstance(here.value, dict) or not self._suggestions_left:
            return ""
        self._suggestions_left -= 1
        return nearest(token, here.value) or _there_are(here.value)

    def _report_bad(self, node: Node, error: BadReferenceError) -> None:
        led_to = self._led_to.get(node.document.id)
        related = () if led_to is None else (led_to,)
        report = self._diagnostics.report
        report(error.code, error.message, node.reference_at, hint=error.hint, related=related)

    def _report_cycle(self, cycle: tuple[Node, ...]) -> None:
        # Told from its first place on, a cycle is one finding wherever somebody enters it.
        first = min(range(len(cycle)), key=lambda index: cycle[index].reference_at)
        start, *others = cycle[first:] + cycle[:first]
        text = reference_text(start.value)
        message = f"`{text}` leads back to this reference"
        related = tuple(Related("by way of this one", other.reference_at) for other in others)
        self._diagnostics.report("ref-cycle", message, start.reference_at, related=related)


def load_bundle(path: Path, name: str, config: Config, files: Files) -> Bundle | None:
    """Read the root document and apply the overlays in order; other files are read when needed.

    ``name`` is how the root document is called in messages. References may lead to files in the
    root document's folder and in the configuration's ``ref_roots``, links resolved. A relative
    reference in a value that an overlay brought in is resolved as if the root document held it.

    Returns:
        The bundle, or ``None`` with errors reported: the document or an overlay cannot be read, or
        an overlay cannot be applied as a whole. ``files`` holds the texts read in either case.
    """
    real = real_path(path)
    folders = Folders(real.parent, name, tuple(real_path(root) for root in config.ref_roots))
    document = files.document(real, name, folders.identity(real))
    for overlay_path in config.overlays:
        real = real_path(overlay_path)
        overlay = files.document(real, overlay_path.as_posix(), folders.identity(real))
        if document is not None and overlay is not None:
            document = apply_overlay(document, overlay, files.limits, files.diagnostics)
        else:
            document = None
    if document is None:
        return None
    files.replace(document)
    return Bundle(document, files, folders)


def _there_are(names: Mapping[str, object]) -> str:
    """Name the first few keys of an object, for whoever looked for another."""
    shown = ", ".join(f"`{name}`" for name in islice(names, _MOST_NAMED))
    more = ", …" if len(names) > _MOST_NAMED else ""
    return f"there are {shown}{more}" if names else "there is nothing in it"


def _nothing(text: str, here: Node, token: str) -> str:
    """Say that ``here`` has no ``token``."""
    pointer = join_pointer(here.pointer)
    place = f"`{pointer}`" if pointer else "the document"
    if not text.startswith("#"):
        place = f"{place} of `{here.document.name}`" if pointer else f"`{here.document.name}`"
    if isinstance(here.value, list):
        return f"`{text}` points to nothing: {place} has {len(here.value)} items, no `{token}`"
    if isinstance(here.value, dict):
        return f"`{text}` points to nothing: {place} has no `{token}`"
    return f"`{text}` points to nothing: {place} is neither an object nor an array"


def _nested(node: Node, reference: Reference) -> tuple[str, ...] | None:
    """Return the pointer to what an object around ``node`` has where the reference points.

    JSON Schema files pasted into a payload refer to their own root, as in ``#/definitions/A``.
    """
    if reference.file:
        return None
    for length in range(len(node.pointer) - 1, 0, -1):
        pointer = (*node.pointer[:length], *reference.pointer)
        if node.document.has(pointer):
            return pointer
    return None
