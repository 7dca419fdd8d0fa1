"""What the text of a reference names, where it matters by which way a place is reached.

Two references may end at one place, and yet the specification allows only the one that goes through
the root's channels, for instance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.reference import (
    BadReferenceError,
    Reference,
    parse_reference,
    reference_text,
)
from asyncapi_pygen.validation.meaning.objects import entries

_MOST_NAMED: Final = 6


def reference_of(node: Node) -> Reference | None:
    """Return what a Reference Object says, ``None`` if the value is none or cannot be read."""
    text = reference_text(node.value)
    try:
        return None if text is None else parse_reference(text)
    except BadReferenceError:
        return None


@dataclass(frozen=True, slots=True)
class RootMap:
    """A map of the root document, such as ``channels``: by key, what is there in the end."""

    root: Node
    field: str
    entries: Mapping[str, Node]
    places: frozenset[Node]

    @classmethod
    def of(cls, root: Node, field: str) -> "RootMap":
        """Read the map ``field`` of the document at ``root``."""
        found = {written.key: target for written, target in entries(root, field)}
        return cls(root, field, found, frozenset(found.values()))

    def has(self, node: Node) -> bool:
        """Tell whether the value, or what it refers to, is that of an entry."""
        return node.follow() in self.places

    def is_not_named_by(self, node: Node) -> bool:
        """Tell whether the value is a reference that goes by no entry's key, from whatever file.

        One that cannot be read or followed is reported as such.
        """
        reference = reference_of(node)
        if reference is None or reference.pointer[:1] != (self.field,):
            return reference is not None
        if reference.file or node.document is not self.root.document:
            target = node.follow()
            return target is not None and target not in self.places
        return len(reference.pointer) != len((self.field, "key"))


def there_are(names: Iterable[str]) -> str:
    """Return a hint that names the first few of what there is."""
    shown = [f"`{name}`" for name in islice(names, _MOST_NAMED + 1)]
    if len(shown) <= 1:
        return f"there is {shown[0]}" if shown else "there are none"
    more = ", …" if len(shown) > _MOST_NAMED else ""
    return f"there are {', '.join(shown[:_MOST_NAMED])}{more}"
