"""Schemas that a discriminator leads to: by inheritance, or because its mapping names them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.pointers import ABSENT, join_pointer, member, split_pointer

_UNIONS: Final = ("oneOf", "anyOf")
_DEFINITIONS: Final = (("definitions",), ("$defs",))
_COMPONENTS: Final = ("components", "schemas")


def may_have_heirs(node: Node) -> bool:
    """Return whether the schema names a property that tells apart what inherits from it.

    The members of a union are the alternatives that it lists.
    """
    return node.has("discriminator") and not any(node.has(keyword) for keyword in _UNIONS)


class Heirs:
    """The schemas of each document that are an ``allOf`` of others, found when one is asked for."""

    def __init__(self) -> None:
        self._scopes: dict[str, Node] = {}
        self._found: dict[str, dict[str, dict[str, Node]]] = {}

    def know(self, node: Node) -> None:
        """Take in the components of the document of ``node``, and definitions beside it."""
        beside = node.pointer[:-1]
        for pointer in {_COMPONENTS, *([beside] if beside[-1:] in _DEFINITIONS else [])}:
            scope = _at(node, pointer)
            if scope is not None:
                self._scopes.setdefault(scope.id, scope)

    def of(self, node: Node) -> Iterable[Node]:
        """Return what inherits from the schema at ``node`` in the documents known so far.

        So does what inherits from an heir, unless that is a parent of heirs of its own.
        """
        found: dict[str, Node] = {}
        waiting = [node]
        while waiting:
            for id_, heir in self._children(waiting.pop()).items():
                if id_ not in found and id_ != node.id:
                    found[id_] = heir
                    waiting += [] if may_have_heirs(heir) else [heir]
        return found.values()

    def _children(self, node: Node) -> dict[str, Node]:
        children: dict[str, Node] = {}
        for id_, scope in self._scopes.items():
            if id_ not in self._found:
                self._found[id_] = _by_parent(scope)
            children |= self._found[id_].get(node.id, {})
        return children


def _by_parent(scope: Node) -> dict[str, dict[str, Node]]:
    """Return the schemas of a map of schemas by those that their ``allOf`` refers to."""
    found: dict[str, dict[str, Node]] = {}
    for schema in dict(scope.items()).values():
        own = _unwrapped(schema)
        parts = own.child("allOf")
        for part in parts.elements() if parts is not None else ():
            parent = part.follow() if part.is_reference else None
            if parent is not None:
                found.setdefault(_unwrapped(parent).id, {})[own.id] = own
    return found


def _unwrapped(node: Node) -> Node:
    """Return the schema in AsyncAPI 3's Multi Format Schema Object, or the schema as it is."""
    inner = node.child("schema") if node.has("schemaFormat") else None
    return node if inner is None else inner


def mapping_references(node: Node) -> Iterator[tuple[str, Node, Node | None]]:
    """Yield the values of a discriminator's mapping, what stands there, and what that leads to.

    A target is a schema's name, or a reference as a text. There is no reference of one that does
    not lead to a schema of the same document.
    """
    mapping = node.child("mapping")
    for value, target in mapping.items() if mapping is not None else ():
        text = target.value if isinstance(target.value, str) else ""
        ways = (text, f"#{join_pointer((*_COMPONENTS, text))}")
        local = [way for way in ways if _is_local(node, way)]
        yield value, target, replace(target, value={"$ref": local[0]}) if local else None


def _is_local(node: Node, text: str) -> bool:
    """Return whether a reference leads to a place of the same document."""
    if not text.startswith("#"):
        return False
    try:
        return _at(node, split_pointer(text[1:])) is not None
    except ValueError:
        return False


def _at(node: Node, pointer: Iterable[str]) -> Node | None:
    value, tokens = node.document.root, tuple(pointer)
    for token in tokens:
        inner = member(value, token)
        if inner is ABSENT:
            return None
        value = inner
    return Node(node.bundle, node.document, tokens, value)
