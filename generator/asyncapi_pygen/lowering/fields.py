"""An object's fields after its traits are merged in, and readers for the optional ones.

The document has passed the official JSON Schema before it is lowered, so a field that is there has
its type; a reader still answers with the default when an extension holds something else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from asyncapi_pygen.ir.api import Binding
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.node import Node

Fields: TypeAlias = Mapping[str, Node]
"""The fields of one object by name, references unfollowed; from the object itself or a trait."""


def fields_of(node: Node) -> Fields:
    """Return the fields as the object has them, traits aside."""
    return dict(node.items())


def merged(layers: Iterable[Fields], *, without: frozenset[str]) -> Fields:
    """Apply JSON Merge Patch (RFC 7386) layer by layer; of two values the later layer's wins.

    ``without`` names the fields that stay out of it, such as those that a trait cannot set.
    """
    result: dict[str, Node] = {}
    for layer in layers:
        for name, node in layer.items():
            if name in without:
                continue
            if node.value is None:
                result.pop(name, None)
            else:
                result[name] = patched(result.get(name), node)
    return result


def patched(target: Node | None, patch: Node) -> Node:
    """Return ``patch`` laid over ``target``: objects merge, anything else replaces.

    A merged object stands at the place of ``target``.
    """
    if target is None or target.is_reference or patch.is_reference:
        return patch
    if not isinstance(target.value, dict) or not isinstance(patch.value, dict):
        return patch
    return replace(target, value=_patched_value(target.value, patch.value))


def filled(target: Node, below: Node | None) -> Node:
    """Return ``target`` with what ``below`` says beside it: of two values, that of ``target``.

    Objects merge, and an explicit ``null`` of ``target`` stays.
    """
    if below is None or target.is_reference or below.is_reference:
        return target
    return replace(target, value=_filled_value(target.value, below.value))


def _filled_value(target: Json, below: Json) -> Json:
    if not isinstance(target, dict) or not isinstance(below, dict):
        return target
    result = dict(below)
    for name, value in target.items():
        result[name] = _filled_value(value, below.get(name))
    return result


def _patched_value(target: Json, patch: Json) -> Json:
    if not isinstance(target, dict) or not isinstance(patch, dict):
        return patch
    result = dict(target)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _patched_value(result.get(name), value)
    return result


def followed(fields: Fields, name: str) -> Node | None:
    """Return the field's value with its references followed, ``None`` where there is none."""
    node = fields.get(name)
    return node.follow() if node is not None else None


def text(fields: Fields, name: str) -> str:
    """Return a text field, empty where absent."""
    node = fields.get(name)
    return node.value if node is not None and isinstance(node.value, str) else ""


def boolean(fields: Fields, name: str) -> bool:
    """Return whether a field is there and ``true``."""
    node = fields.get(name)
    return node is not None and node.value is True


def tags(fields: Fields) -> tuple[str, ...]:
    """Return the names of the object's tags."""
    names = (text(fields_of(tag), "name") for tag in elements(fields, "tags"))
    return tuple(name for name in names if name)


def security(fields: Fields) -> tuple[str, ...]:
    """Return the names of the security schemes: keys in 2.x, references or types in 3.x."""
    node = followed(fields, "security")
    found: dict[str, None] = {}
    for item in node.elements() if node is not None else ():
        target = item.follow()
        if target is not None and item.is_reference and target.pointer:
            found[target.pointer[-1]] = None
        elif target is not None:
            kind = text(fields_of(target), "type")
            found |= dict.fromkeys([kind] if kind else [name for name, _ in target.items()])
    return tuple(found)


def traits(fields: Fields) -> list[Fields]:
    """Return the fields of each of the object's traits, in order."""
    return [fields_of(trait) for trait in elements(fields, "traits")]


def elements(fields: Fields, name: str) -> Iterator[Node]:
    """Yield the items of a list field with their references followed."""
    node = followed(fields, name)
    for item in node.elements() if node is not None else ():
        target = item.follow()
        if target is not None:
            yield target


def members(fields: Fields, name: str) -> Iterator[tuple[str, Node]]:
    """Yield the entries of a map field with their references followed, extensions left out."""
    node = followed(fields, name)
    for key, item in node.items() if node is not None else ():
        target = None if key.startswith("x-") else item.follow()
        if target is not None:
            yield key, target


def strings(fields: Fields, name: str) -> tuple[str, ...]:
    """Return a list field's strings."""
    return tuple(item.value for item in elements(fields, name) if isinstance(item.value, str))


def bindings(fields: Fields) -> tuple[Binding, ...]:
    """Read a bindings object: one entry a protocol."""
    found: list[Binding] = []
    for protocol, node in members(fields, "bindings"):
        if isinstance(node.value, dict):
            values = {k: v for k, v in node.value.items() if k != "bindingVersion"}
            version = node.value.get("bindingVersion")
            found.append(
                Binding(
                    protocol=protocol,
                    version=version if isinstance(version, str) else "",
                    fields=values,
                    at=node.at,
                )
            )
    return tuple(found)
