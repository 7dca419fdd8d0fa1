"""Objects laid over one another, as the traits of an object are merged into it.

Fields are nodes by name, their references unfollowed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.node import Node


def merged(
    layers: Iterable[Mapping[str, Node]], *, without: frozenset[str] = frozenset()
) -> dict[str, Node]:
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
