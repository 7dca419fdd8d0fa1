"""Schemas that nothing satisfies, or that list values which nothing satisfies."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from asyncapi_pygen.diagnostics import Related
from asyncapi_pygen.ir.schema import Language
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.suggestions import nearest
from asyncapi_pygen.validation.meaning.draft7 import TYPES, is_number
from asyncapi_pygen.validation.meaning.findings import Finding
from asyncapi_pygen.validation.meaning.schema_places import SchemaPlace
from asyncapi_pygen.validation.vocabulary import listing, quoted, shortened, shown

_CODE: Final = "schema-contradiction"

_PAIRS: Final = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
)
"""Keywords of which the first may not be above the second; with an exclusive one, nor be equal."""

UPPER_BOUNDS: Final = frozenset(high for _, high in _PAIRS)

_IS_OF: Final[Mapping[str, Callable[[Json], bool]]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int | float) and is_number(value) and value % 1 == 0,
    "null": lambda value: value is None,
    "number": is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def contradictory_bounds(place: SchemaPlace) -> Iterator[Finding]:
    """Yield the pairs of bounds that exclude each other."""
    node = place.node
    keywords = node.value if isinstance(node.value, dict) else {}
    for low, high in _PAIRS:
        if low in keywords and high in keywords and _exclude(node, low, high):
            yield Finding(
                code=_CODE,
                message=f"nothing satisfies both `{low}` and `{high}`",
                at=node.document.location((*node.pointer, high)),
                related=(Related("the lower bound", node.document.location((*node.pointer, low))),),
            )


def _exclude(schema: Node, low: str, high: str) -> bool:
    least, most = _number(schema, low), _number(schema, high)
    if least is None or most is None:
        return False
    # In OpenAPI 3.0 the exclusive bounds are booleans beside the others.
    is_exclusive = "exclusive" in low + high or any(
        schema.boolean(f"exclusive{bound[0].upper()}{bound[1:]}") for bound in (low, high)
    )
    return least >= most if is_exclusive else least > most


def _number(schema: Node, keyword: str) -> int | float | None:
    node = schema.child(keyword)
    value = None if node is None else node.value
    return value if isinstance(value, int | float) and is_number(value) else None


def excluded_values(place: SchemaPlace) -> Iterator[Finding]:
    """Yield ``const``, and the first value of ``enum``, that ``type`` excludes."""
    types = _types(place)
    const, enum = place.node.child("const"), place.node.child("enum")
    listed = [("const", const)] if const is not None else []
    listed += [("enum", value) for value in enum.elements()] if enum is not None else []
    for keyword, value in listed:
        if types and not any(_IS_OF[name](value.value) for name in types):
            yield Finding(
                code=_CODE,
                message=f"`{keyword}` has {_shown(value.value)}, and the type is "
                f"{listing(quoted(sorted(types)))}",
                at=value.at,
            )
            return


def _types(place: SchemaPlace) -> frozenset[str]:
    """Return the types that the schema allows, none if it says nothing that can be read of it."""
    type_ = place.node.child("type")
    names = {type_.value} if type_ is not None and isinstance(type_.value, str) else set[str]()
    names |= set(place.node.strings("type"))
    if not names <= TYPES:
        return frozenset()
    if names and place.language is Language.OPENAPI and place.node.boolean("nullable"):
        names.add("null")
    return frozenset(names)


def _shown(value: Json) -> str:
    return "`null`" if value is None else shown(value)


def is_closed(schema: Node) -> bool:
    """Whether only the properties that a schema declares may be there."""
    others = schema.child("additionalProperties")
    return others is not None and others.value is False and not schema.has("patternProperties")


def forbidden_properties(place: SchemaPlace) -> Iterator[Finding]:
    """Yield names in ``required`` that the schema lets nobody write."""
    node = place.node
    others, required = node.child("additionalProperties"), node.child("required")
    if others is None or required is None or not is_closed(node):
        return
    properties = node.child("properties")
    declared = [] if properties is None else [name for name, _ in properties.items()]
    for name in required.elements():
        if isinstance(name.value, str) and name.value not in declared:
            yield Finding(
                code=_CODE,
                message=f"`required` names `{shortened(name.value)}`, and `additionalProperties: "
                "false` forbids it",
                at=name.at,
                hint=nearest(name.value, declared) or "declare it under `properties`",
                related=(Related("other properties are forbidden here", others.at),),
            )
