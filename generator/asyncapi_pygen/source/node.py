"""A value of a document with its place: what the later stages read documents through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.schema import SchemaFile
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.pointers import ABSENT, join_pointer, member
from asyncapi_pygen.source.reference import reference_text


class Resolver(Protocol):
    """What follows references: a ``Bundle``."""

    def follow(self, node: "Node") -> "Node | None":
        """Return the end of the chain of references that begins at ``node``."""
        ...

    def meta_schema(self, node: "Node", uri: str) -> Json:
        """Return the meta-schema that ``$schema`` names at ``node``, ``None`` if it is not read."""
        ...

    def schema_files(self) -> Mapping[str, SchemaFile]:
        """Return, by id, the files that are not understood part by part: see ``whole_files``."""
        ...


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place. Two nodes are equal when they are the same place of one document.

    The readers (``text``, ``boolean``, ...) are for documents that passed the official JSON Schema:
    a field of another type reads as if it were absent.
    """

    bundle: Resolver = field(compare=False, repr=False)
    document: Document
    pointer: tuple[str, ...]
    value: Json = field(compare=False, repr=False)

    @property
    def at(self) -> Location:
        """Where the value stands."""
        return self.document.location(self.pointer)

    @property
    def key_at(self) -> Location:
        """Where the key stands that holds the value; an array's item has only its own place."""
        return self.document.location(self.pointer, key=True)

    @property
    def reference_at(self) -> Location:
        """Where the text of the reference stands that the value is."""
        return self.document.location((*self.pointer, "$ref"))

    @property
    def id(self) -> str:
        """The document's path relative to the root document's folder, ``#``, and the pointer."""
        return f"{self.document.id}#{join_pointer(self.pointer)}"

    @property
    def key(self) -> str:
        """The last token of the pointer, empty for a whole document."""
        return self.pointer[-1] if self.pointer else ""

    @property
    def is_reference(self) -> bool:
        """Whether the value is a Reference Object."""
        return reference_text(self.value) is not None

    def child(self, key: str | int) -> "Node | None":
        """Return the field or item at ``key`` as it is written, or ``None`` if there is none."""
        token = str(key)
        value = member(self.value, token)
        if value is ABSENT:
            return None
        return Node(self.bundle, self.document, (*self.pointer, token), value)

    def get(self, key: str | int) -> "Node | None":
        """Return what the field or item at ``key`` is or refers to; ``None`` if there is none."""
        child = self.child(key)
        return None if child is None else child.follow()

    def follow(self) -> "Node | None":
        """Return the end of the chain of references that begins here; ``None`` if it is broken.

        A broken chain is reported (``ref-dangling``, ``ref-cycle``, ...).
        """
        return self.bundle.follow(self)

    def items(self) -> "Iterator[tuple[str, Node]]":
        """Yield the fields of an object as they are written; of another value, nothing."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node(self.bundle, self.document, (*self.pointer, key), value)

    def elements(self) -> "Iterator[Node]":
        """Yield the items of an array as they are written; of another value, nothing."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(self.bundle, self.document, (*self.pointer, str(index)), value)

    def has(self, key: str) -> bool:
        """Whether the value is an object with this field, be it null."""
        return isinstance(self.value, dict) and key in self.value

    def text(self, key: str, default: str = "") -> str:
        """Return the string at ``key``."""
        value = member(self.value, key)
        return value if isinstance(value, str) else default

    def boolean(self, key: str, *, default: bool = False) -> bool:
        """Return the boolean at ``key``."""
        value = member(self.value, key)
        return value if isinstance(value, bool) else default

    def integer(self, key: str) -> int | None:
        """Return the integer at ``key``."""
        value = member(self.value, key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def strings(self, key: str) -> tuple[str, ...]:
        """Return the strings in the array at ``key``."""
        value = member(self.value, key)
        items = value if isinstance(value, list) else []
        return tuple(item for item in items if isinstance(item, str))
