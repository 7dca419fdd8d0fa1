"""Which defaults a class can hold: those that are valid against their own schemas."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.lowered import CHECK, INNER, REST, TUPLE, branches
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Entry, Lowered, Property
from asyncapi_pygen.payloads.validators import compiled_check


def fits(entries: Mapping[str, Entry], one: Property) -> bool:
    """Return whether the default of ``one`` is valid."""
    from jsonschema_rs import Draft202012Validator

    schema = _Standalone(entries).whole(one.schema)
    return Draft202012Validator(schema, validate_formats=True).is_valid(one.default)


def is_literal(entries: Mapping[str, Entry], one: Property, *, exact: bool = False) -> bool:
    """Return whether the default of ``one`` is written in Python as it is in JSON.

    Numbers of which every digit counts are decimals, which have no literals.
    """
    leaves = [leaf for leaf in _leaves(entries, one.schema) if _has_type(leaf, one.default)]
    return any(not exact or leaf.get("type") != "number" for leaf in leaves)


def without_default(entry: ClassPlan, wires: frozenset[str]) -> ClassPlan:
    """Return the class with the defaults of these properties taken away."""
    properties = (
        replace(one, has_default=False, default=None) if one.wire in wires else one
        for one in entry.properties
    )
    return replace(entry, properties=tuple(properties))


class _Standalone:
    """Writes a lowered schema as JSON Schema of the draft 2020-12, with all that it refers to."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._names: dict[str, str] = {}

    def whole(self, schema: Lowered) -> Lowered:
        root = self._written(schema)
        definitions: dict[str, Json] = {}
        while len(definitions) < len(self._names):
            place = [*self._names][len(definitions)]
            definitions[self._names[place]] = self._entry(self._entries[place])
        return {"$defs": definitions, "allOf": [root]}

    def _entry(self, entry: Entry) -> Lowered:
        if isinstance(entry, AliasPlan):
            return self._written(entry.schema)
        properties: dict[str, Json] = {one.wire: self._or_null(one) for one in entry.properties}
        further: Json = not entry.closed
        if entry.extra is not None:
            further = self._written(entry.extra)
        return {
            "type": "object",
            "properties": properties,
            "required": [one.wire for one in entry.properties if one.required],
            "additionalProperties": further,
            "allOf": [one for one in (entry.checks, entry.closing) if _is_readable(one)],
        }

    def _or_null(self, one: Property) -> Lowered:
        written = self._written(one.schema)
        return {"anyOf": [written, {"type": "null"}]} if one.nullable else written

    def _written(self, schema: Lowered) -> Lowered:
        place = schema.get("$ref")
        if isinstance(place, str):
            name = self._names.setdefault(place, f"d{len(self._names)}")
            return {"$ref": f"#/$defs/{name}"}
        result: Lowered = {}
        for keyword, value in schema.items():
            match keyword, value:
                case (("anyOf" | "prefixItems"), list()):
                    result[keyword] = self._each(value)
                case _, list() if keyword == TUPLE:
                    result |= {"prefixItems": self._each(value), "minItems": len(value)}
                case _, dict() if keyword == INNER:
                    result["allOf"] = [self._written(value)]
                case _, dict() if keyword == REST:
                    result["items"] = self._written(value)
                case _, dict() if keyword == CHECK:
                    result |= {"if": value, "else": False} if _is_readable(value) else {}
                case "pattern", _:
                    result |= {keyword: value} if _is_readable({keyword: value}) else {}
                case (("items" | "additionalProperties"), dict()):
                    result[keyword] = self._written(value)
                case _:
                    result[keyword] = value
        return result

    def _each(self, schemas: list[Json]) -> list[Json]:
        return [self._written(one) for one in schemas if isinstance(one, dict)]


def _is_readable(check: Lowered) -> bool:
    """Return whether the validator reads a check; one that it does not read refuses no default."""
    return compiled_check(check) is not None


def _leaves(entries: Mapping[str, Entry], schema: Lowered) -> Iterator[Lowered]:
    """Yield the members of a union that are no references, aliases looked through."""
    waiting = [schema]
    seen: set[str] = set()
    while waiting:
        for branch in branches(waiting.pop()):
            place, inner = branch.get("$ref"), branch.get(INNER)
            if isinstance(inner, dict):
                waiting.append(inner)
            elif not isinstance(place, str):
                yield branch
            elif place not in seen:
                seen.add(place)
                target = entries[place]
                waiting += [target.schema] if isinstance(target, AliasPlan) else []


def _has_type(schema: Lowered, value: "Json | bytes") -> bool:
    """Return whether ``value`` is of the Python type that the schema becomes."""
    if "format" in schema:
        return False
    match schema.get("type"), value:
        case ("boolean", bool()) | ("string", str()):
            return True
        case (("integer" | "number"), int()) if not isinstance(value, bool):
            return True
        case "number", float():
            return True
        case None, _:
            return "enum" in schema and isinstance(value, str | int)
        case _:
            return False
