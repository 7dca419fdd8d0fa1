"""What is said of references that lead nowhere: what is missing, and what may have been meant."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from asyncapi_pygen.diagnostics import Related
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.pointers import join_pointer
from asyncapi_pygen.source.reference import BadReferenceError, Reference
from asyncapi_pygen.source.suggestions import nearest_name

# Comparing names takes time: a document with thousands of broken references gets no more help.
_MOST_SUGGESTIONS: Final = 100
_MOST_NAMED: Final = 6


class Advice:
    """Hints for dangling references, as many as somebody reads."""

    def __init__(self) -> None:
        self._left = _MOST_SUGGESTIONS

    def dangling(
        self, node: Node, reference: Reference, here: Node, token: str
    ) -> BadReferenceError:
        """Say that the reference at ``node`` found no ``token`` in ``here``."""
        message = _nothing(reference.text, here, token)
        nested = _nested(node, reference)
        if nested is not None:
            hint = f"a pointer begins at the root of the file: `#{join_pointer(nested)}`"
            return BadReferenceError("ref-dangling", message, hint)
        hint, related = self._names(here, token)
        return BadReferenceError("ref-dangling", message, hint, related)

    def _names(self, here: Node, token: str) -> tuple[str, tuple[Related, ...]]:
        """Return a hint at the names that there are, and the place of the one nearest by."""
        if isinstance(here.value, list):
            return "items are counted from 0", ()
        if not isinstance(here.value, dict) or not self._left:
            return "", ()
        self._left -= 1
        near = nearest_name(token, here.value)
        if near is None:
            return _there_are(here.value), ()
        at = here.document.location((*here.pointer, near), key=True)
        return f"did you mean `{near}`?", (Related(f"`{near}` is here", at),)


def _there_are(names: Mapping[str, object]) -> str:
    """Name the first few keys of an object, for whoever looked for another."""
    shown = ", ".join(f"`{name}`" for name in islice(names, _MOST_NAMED))
    more = ", …" if len(names) > _MOST_NAMED else ""
    verb = "is" if len(names) == 1 else "are"
    return f"there {verb} {shown}{more}" if names else "there is nothing in it"


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
