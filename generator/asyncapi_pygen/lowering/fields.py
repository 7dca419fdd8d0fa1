"""An object's fields after its traits are merged in, and readers for the optional ones.

The document has passed the official JSON Schema before it is lowered, so a field that is there has
its type; a reader still answers with the default when an extension holds something else.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from asyncapi_pygen.ir.expressions import RuntimeExpression, parse_expression
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.node import Node

Fields: TypeAlias = Mapping[str, Node]
"""The fields of one object by name, references unfollowed; from the object itself or a trait."""


def fields_of(node: Node) -> Fields:
    """Return the fields as the object has them, traits aside."""
    return dict(node.items())


def followed(fields: Fields, name: str) -> Node | None:
    """Return the field's value with its references followed, ``None`` where there is none."""
    node = fields.get(name)
    return node.follow() if node is not None else None


def inside(fields: Fields, name: str) -> Fields:
    """Return the fields of an object field, none where it is absent."""
    node = followed(fields, name)
    return {} if node is None else fields_of(node)


def text(fields: Fields, name: str) -> str:
    """Return a text field, empty where absent."""
    node = fields.get(name)
    return node.value if node is not None and isinstance(node.value, str) else ""


def boolean(fields: Fields, name: str) -> bool:
    """Return whether a field is there and ``true``."""
    node = fields.get(name)
    return node is not None and node.value is True


def extensions(fields: Fields) -> Mapping[str, Json]:
    """Return the fields whose names begin with ``x-``, as written, but for what is lowered."""
    return {
        name: node.value
        for name, node in fields.items()
        if name.startswith("x-") and name != "x-reply"
    }


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


def words(fields: Fields, name: str) -> tuple[str, ...]:
    """Return what a list of scalars says as text, as an address spells it: ``1``, ``true``."""
    return tuple(word for item in elements(fields, name) if (word := _word(item.value)) is not None)


def word(fields: Fields, name: str) -> str | None:
    """Return a scalar field as text, ``None`` where there is none."""
    node = fields.get(name)
    return _word(node.value) if node is not None else None


def _word(value: Json) -> str | None:
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int | float) else None


def expression(fields: Fields, name: str) -> RuntimeExpression | None:
    """Return a field's runtime expression, ``None`` where there is none that can be read."""
    try:
        return parse_expression(text(fields, name))
    except ValueError:
        return None
