"""JSON Schemas as JSON: walking through one, and reading what its parts say."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any
Object: TypeAlias = dict[str, Json]

ANNOTATIONS: Final = frozenset({"title", "description", "examples", "example", "default"})
# Keywords whose value maps free names to schemas, and keywords whose value is no schema at all.
MAPS: Final = frozenset({"properties", "patternProperties", "definitions", "dependencies"})
VALUES: Final = frozenset({"enum", "const", "required", "type"})
IS_REFERENCE: Final = {"type": "object", "required": ["$ref"]}


def stripped(schema: Json) -> Json:
    """Return the schema without the keywords that only people read."""
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
    return {key: with_children(key, value, stripped) for key, value in kept.items()}


def with_children(keyword: str, value: Json, change: Callable[[Json], Json]) -> Json:
    """Return a keyword's value with ``change`` applied to each schema directly in it."""
    if keyword in VALUES:
        return value
    if keyword in MAPS and isinstance(value, dict):
        return {name: change(child) for name, child in value.items()}
    if isinstance(value, list):
        return [change(child) for child in value]
    return change(value)


def subschemas(schema: Json) -> Iterator[Object]:
    """Yield the schema and all schemas in it that are objects, inner ones first."""
    if not isinstance(schema, dict):
        return
    children: list[Json] = []
    for keyword, value in schema.items():
        with_children(keyword, value, children.append)
    for child in children:
        yield from subschemas(child)
    yield schema


def expect(found: object, what: str) -> None:
    """Stop the run when the official schema is no longer what a correction was written for."""
    if not found:
        raise SystemExit(f"the package has changed: {what}; read the correction again")


def is_reference(schema: Json) -> bool:
    """Whether the schema is the one of Reference Objects."""
    return isinstance(schema, dict) and schema.get("$ref", "").endswith("/Reference")


def or_reference(schema: Json, reference: Object | None = None) -> Object:
    """Return the schema of a value that is a reference when it has ``$ref``."""
    then = reference or {"$ref": "#/definitions/Reference"}
    return {"if": IS_REFERENCE, "then": then, "else": schema}


def target(schema: Object, definitions: Object) -> Object:
    """Return what a schema that is only a ``$ref`` refers to, other schemas unchanged."""
    if "$ref" not in schema:
        return schema
    place: Json = {"definitions": definitions}
    for token in schema["$ref"].removeprefix("#/").split("/"):
        place = place[token]
    return target(place, definitions)


def leaves(schema: Object, definitions: Object) -> Iterator[Object]:
    """Yield the branches of a union, those of unions in it among them."""
    branches = target(schema, definitions).get("oneOf")
    if branches is None:
        yield schema
    for branch in branches or ():
        yield from leaves(branch, definitions)


def types_of(schema: Json, definitions: Object) -> frozenset[str]:
    """Return the JSON types that a schema takes, none when it does not say so at its top."""
    if not isinstance(schema, dict):
        return frozenset()
    schema = target(schema, definitions)
    if schema.get("if") == IS_REFERENCE:
        return types_of(schema["else"], definitions)
    if "enum" in schema and all(isinstance(one, str) for one in schema["enum"]):
        return frozenset({"string"})
    types = schema.get("type", ())
    return frozenset((types,) if isinstance(types, str) else types)


def disjoint(types: Sequence[frozenset[str]]) -> bool:
    """Whether no JSON type is in two of the sets."""
    return len(frozenset().union(*types)) == sum(map(len, types))


def by_type(branches: Sequence[Json], types: Sequence[frozenset[str]]) -> Object:
    """Return the schema that sends a value to the branch of its JSON type."""
    chosen: Json = branches[-1]
    for branch, accepted in reversed(list(zip(branches, types, strict=True))[:-1]):
        chosen = {"if": {"type": sorted(accepted)}, "then": branch, "else": chosen}
    return {"type": sorted(frozenset().union(*types)), **chosen}


def drop_unused_definitions(schema: Object) -> None:
    """Drop the definitions that nothing refers to any more."""
    definitions = schema["definitions"]
    used: set[str] = set()
    waiting = [{key: value for key, value in schema.items() if key != "definitions"}]
    while waiting:
        for place in subschemas(waiting.pop()):
            name = place.get("$ref", "").removeprefix("#/definitions/").partition("/")[0]
            if name and name not in used:
                used.add(name)
                waiting.append(definitions[name])
    schema["definitions"] = {name: definitions[name] for name in definitions if name in used}
