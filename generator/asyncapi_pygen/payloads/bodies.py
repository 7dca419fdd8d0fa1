"""Readers of a schema's body: what its keywords say, whatever a document put there."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from asyncapi_pygen.ir.schema import Body, SchemaRef

ANNOTATIONS: Final = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$dynamicAnchor",
        "$id",
        "$recursiveAnchor",
        "$schema",
        "$vocabulary",
        "default",
        "definitions",
        "deprecated",
        "description",
        "example",
        "examples",
        "externalDocs",
        "readOnly",
        "title",
        "writeOnly",
    }
)
"""Keywords that say nothing about which values are valid."""

_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})

_OBJECT_KEYWORDS: Final = frozenset(
    {"additionalProperties", "patternProperties", "properties", "required"}
)


_IN_PLACE: Final = frozenset(
    {"$dynamicRef", "$recursiveRef", "anyOf", "dependentSchemas", "else", "if", "oneOf", "then"}
)


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword, or an extension, asserts nothing."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def asserts_nothing(body: Body) -> bool:
    """Return whether every value is valid: ``true``, ``{}``, or annotations alone."""
    if isinstance(body, Mapping):
        return all(is_annotation(keyword) for keyword in body)
    return body is True


def listed(body: Body) -> Sequence[Body]:
    """Return a list as it is, and of anything else nothing."""
    # Asked for by the types that bodies are built of: it takes a fraction of the time.
    return body if isinstance(body, list | tuple) else ()


def told(body: Mapping[str, Body], keywords: Iterable[str]) -> Mapping[str, Body]:
    """Return what a schema says by some keywords."""
    return {keyword: body[keyword] for keyword in keywords if keyword in body}


def without(body: Mapping[str, Body], keywords: Container[str]) -> Mapping[str, Body]:
    """Return the schema without some keywords."""
    return {keyword: value for keyword, value in body.items() if keyword not in keywords}


def mapped(body: Body) -> Mapping[str, Body]:
    """Return an object as it is, and of anything else nothing."""
    return body if isinstance(body, dict) else {}


def properties(body: Mapping[str, Body]) -> Mapping[str, Body]:
    """Return the declared properties by name."""
    return mapped(body.get("properties"))


def required(body: Mapping[str, Body]) -> list[str]:
    """Return the names of the required properties."""
    return [name for name in listed(body.get("required")) if isinstance(name, str)]


def types(body: Mapping[str, Body]) -> list[str]:
    """Return the types that the schema allows, or that its keywords imply."""
    found = body.get("type")
    if found is not None:
        names = [found] if isinstance(found, str) else listed(found)
        return [name for name in dict.fromkeys(map(str, names)) if name in _TYPES]
    if not _OBJECT_KEYWORDS.isdisjoint(body):
        return ["object"]
    return ["array"] if "items" in body else []


def format_of(body: Mapping[str, Body]) -> str:
    """Return the name of the format, empty where there is none."""
    name = body.get("format")
    return name if isinstance(name, str) else ""


def discriminator(body: Mapping[str, Body]) -> tuple[str, Mapping[str, Body]]:
    """Return the property that a schema's discriminator names, and its mapping; both may be empty.

    AsyncAPI's discriminator is the name, OpenAPI's an object with a ``mapping`` to schemas.
    """
    found = body.get("discriminator")
    name = mapped(found).get("propertyName") if isinstance(found, Mapping) else found
    return (name if isinstance(name, str) else ""), mapped(mapped(found).get("mapping"))


def pin(body: Body) -> str:
    """Return the name that the document asks for; naming makes an identifier of it."""
    name = mapped(body).get("x-python-name")
    return name if isinstance(name, str) else ""


def branch_hint(branch: Body, number: int) -> str:
    """Call a branch after the one value of its tag, if it has one, else after its place."""
    for schema in properties(mapped(branch)).values():
        constant = _constant_text(mapped(schema))
        if constant:
            return constant
    return f"option {number + 1}"


def _constant_text(schema: Mapping[str, Body]) -> str:
    values = listed(schema.get("enum"))
    value = values[0] if len(values) == 1 else schema.get("const")
    return value if isinstance(value, str) else ""


def modern(body: Mapping[str, Body]) -> Mapping[str, Body]:
    """Turn draft-04's boolean ``exclusiveMinimum`` and its twin into draft-07's numbers."""
    pairs = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
    if not any(isinstance(body.get(exclusive), bool) for _, exclusive in pairs):
        return body
    result = dict(body)
    for bound, exclusive in pairs:
        if isinstance(body.get(exclusive), bool):
            del result[exclusive]
            if body[exclusive] is True and bound in body:
                result[exclusive] = result.pop(bound)
    return result


def closed_by_evaluation(body: Mapping[str, Body]) -> Mapping[str, Body]:
    """Say ``unevaluatedProperties: false`` by ``additionalProperties``, where they say the same.

    They do in a schema whose ``allOf`` is merged in, if no other keyword applies schemas in place.
    """
    if body.get("unevaluatedProperties") is not False or not _IN_PLACE.isdisjoint(body):
        return body
    rest = {key: value for key, value in body.items() if key != "unevaluatedProperties"}
    # A schema for all other properties leaves none of them unevaluated.
    return {"additionalProperties": False, **rest}


def sole_reference(body: Mapping[str, Body]) -> SchemaRef | None:
    """Return the one reference that an ``allOf`` of nothing else only adds annotations to."""
    parts = listed(body.get("allOf"))
    if not parts or not all(keyword == "allOf" or is_annotation(keyword) for keyword in body):
        return None
    telling = [part for part in parts if not asserts_nothing(part)]
    only = telling[0] if len(telling) == 1 else None
    return only if isinstance(only, SchemaRef) else None


def keys(body: Body) -> Iterator[str]:
    """Yield the keys of all objects in a body: its keywords, and all other names."""
    for part in _parts(body):
        yield from mapped(part)


def references(body: Body) -> Iterator[str]:
    """Yield the ids that a body refers to, wherever in it."""
    for part in _parts(body):
        if isinstance(part, SchemaRef):
            yield part.id


def _parts(body: Body) -> Iterator[Body]:
    """Yield a body and all that is in it."""
    waiting = [body]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [*mapped(current).values(), *listed(current)]


def reached(roots: Iterable[str], refers_to: Callable[[str], Iterable[str]]) -> list[str]:
    """Return the ids that ``roots`` lead to, themselves included, each as it is first met."""
    found: dict[str, None] = {}
    waiting = [*roots]
    while waiting:
        id_ = waiting.pop()
        if id_ not in found:
            found[id_] = None
            waiting += refers_to(id_)
    return [*found]
