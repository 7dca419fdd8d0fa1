"""Schemas and documents by chance: of any keywords, however little they have to do with one another."""

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

import pytest

TYPES: Final = ["string", "integer", "number", "array", "object", "null", "boolean"]
VALUES: Final = [0, 1, 2, "a", "b", None, "ab"]
NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
COUNTS: Final = tuple(
    f"{bound}{what}" for bound in ("min", "max") for what in ("Length", "Items", "Properties")
)
FORMATS: Final = ["date", "date-time", "time", "uuid", "email", "int32", "byte", "uri"]
DEFAULTS: Final = [0, "a", None, [], {}, {"p": 1}, 1.5, True]
NAMED: Final = frozenset({"properties", "patternProperties", "dependencies", "dependentSchemas"})
NO_SCHEMAS: Final = frozenset({"enum", "const", "required", "dependentRequired", "default"})
DEEPEST: Final = 2
SECURITY: Final[dict[str, Any]] = {
    "key": {"type": "httpApiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "httpApiKey", "in": "query", "name": "key"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
}


def few_or_many(least: int, seeds: range, most: int) -> pytest.MarkDecorator:
    """Run a test for two seeds, and as a slow one for ``seeds``; say what it has to come to.

    The test takes ``seeds`` and ``least``, of which it finds more.
    """
    few = pytest.param(range(2), least, id="few")
    many = pytest.param(seeds, most, id="many", marks=pytest.mark.slow)
    return pytest.mark.parametrize(("seeds", "least"), [few, many])


class RandomSchemas:
    """Makes schemas of a version, ``draft-07`` or ``2020-12``, by a seed.

    ``overlaps`` says whether there may be a ``oneOf`` of any schemas, also such as exclude nothing.
    """

    def __init__(self, seed: int, version: str, *, overlaps: bool = True) -> None:
        self.chance = Random(seed)
        self.version = version
        flat: dict[str, Callable[[], Any]] = {
            **dict.fromkeys(NUMBERS, lambda: self.chance.randint(0, 4)),
            **dict.fromkeys(COUNTS, lambda: self.chance.randint(0, 3)),
            "enum": lambda: self.chance.sample(VALUES, self.chance.randint(1, 3)),
            "const": lambda: self.chance.choice([0, 1, "a", None]),
            "multipleOf": lambda: self.chance.randint(1, 3),
            "uniqueItems": lambda: self.chance.choice([True, False]),
            "required": lambda: self.chance.sample("pq", self.chance.randint(0, 2)),
            "pattern": lambda: self.chance.choice(["a", "b", "^a"]),
            "format": lambda: self.chance.choice(FORMATS),
            "default": lambda: self.chance.choice(DEFAULTS),
        }
        if version == "2020-12":
            flat |= dict.fromkeys(("minContains", "maxContains"), lambda: self.chance.randint(0, 2))
            flat["dependentRequired"] = lambda: {"p": ["q"]}
        self._flat = flat
        self._lists = ["anyOf", "allOf", *(["oneOf"] if overlaps else [])]
        own = ["dependencies"] if version == "draft-07" else ["prefixItems", "dependentSchemas"]
        self._deep = [
            *("items", "contains", "not", "if", "then", "else", "additionalProperties"),
            *("properties", "patternProperties", "propertyNames", *self._lists, *own),
        ]

    def schema(self, depth: int = 0) -> dict[str, Any]:
        """Return a schema of a type, mostly, and up to two keywords more."""
        one, other = self.chance.sample(TYPES, 2)
        types = self.chance.choice([one, one, one, [one, other], None])
        made: dict[str, Any] = {} if types is None else {"type": types}
        for _ in range(self.chance.choice((0, 1, 1, 2))):
            self.say(made, depth)
        return made

    def say(self, schema: dict[str, Any], depth: int) -> None:
        """Say something more, or another thing, in a schema that lies so deep in others."""
        keyword = self.chance.choice([*self._flat, *(self._deep if depth < DEEPEST else [])])
        if keyword in self._flat:
            schema[keyword] = self._flat[keyword]()
        else:
            schema[keyword] = self._said(keyword, depth + 1)

    def _said(self, keyword: str, depth: int) -> Any:
        match keyword:
            case "propertyNames":
                return {"maxLength": self.chance.randint(1, 2)}
            case "properties":
                names = self.chance.sample("pq", self.chance.randint(1, 2))
                return {name: self.schema(depth) for name in names}
            case "patternProperties":
                return {self.chance.choice(["^z", "^p", "q"]): self.schema(depth)}
            case "dependencies":
                return {"p": self.chance.choice([["q"], self.schema(depth)])}
            case "dependentSchemas":
                return {"p": self.schema(depth)}
            case "items" if self.version == "draft-07" and self.chance.random() < 0.5:
                return self._some(depth)
            case "items" | "contains" | "not" | "additionalProperties":
                return self.chance.choice([self.schema(depth), self.schema(depth), False, True])
            case "if" | "then" | "else":
                return self.schema(depth)
            case _:
                return self._some(depth)

    def _some(self, depth: int) -> list[Any]:
        return [self.schema(depth) for _ in range(self.chance.randint(1, 2))]

    def edited(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a schema after one or two edits: something said more, or not any more."""
        result = copy.deepcopy(schema)
        for _ in range(self.chance.choice((1, 1, 2))):
            place = self.chance.choice([*within(result)])
            if place and self.chance.random() < 0.35:
                del place[self.chance.choice([*place])]
            elif self.chance.random() < 0.85:
                self.say(place, DEEPEST - 1)
            else:
                place["type"] = self.chance.choice(TYPES)
        return result

    def document(self, size: int = 12) -> dict[str, Any]:
        """Return a document of so many schemas that lead to one another, and as many operations."""
        names = [f"S{number}" for number in range(size)]
        channels: dict[str, Any] = {}
        operations: dict[str, Any] = {}
        for number in range(size):
            channels[f"c{number}"] = self._channel(f"/c{number}", names, 3)
            channel = {"$ref": f"#/channels/c{number}"}
            operations[f"on{number}"] = {"action": "receive", "channel": channel}
            if self.chance.random() < 0.4:
                channels[f"r{number}"] = self._channel(None, names, 2)
                reply = {"channel": {"$ref": f"#/channels/r{number}"}}
                operations[f"on{number}"]["reply"] = reply
        return {
            "asyncapi": "3.0.0",
            "info": {"title": "Chance", "version": "1"},
            "servers": {"s": {"host": "example.com", "protocol": "https"}},
            "channels": channels,
            "operations": operations,
            "components": {"schemas": {name: self._named(name, names) for name in names}},
        }

    def surrounded(self, size: int = 8) -> dict[str, Any]:
        """Return a document with more around its events: parameters, security, methods, forms."""
        made = self.document(size)
        made["components"]["securitySchemes"] = SECURITY
        for number in range(size):
            channel, operation = made["channels"][f"c{number}"], made["operations"][f"on{number}"]
            if self.chance.random() < 0.4:
                channel["address"] += "/{id}/{kind}"
                kinds = {"enum": ["a b", "c/d", "é"], "default": "c/d"}
                channel["parameters"] = {"id": {"description": "Any text."}, "kind": kinds}
            if self.chance.random() < 0.5:
                names = self.chance.sample([*SECURITY], self.chance.randint(1, 2))
                schemes = [{"$ref": f"#/components/securitySchemes/{one}"} for one in names]
                operation["security"] = schemes
            if self.chance.random() < 0.3:
                method = self.chance.choice(["PUT", "POST", "PATCH"])
                operation["bindings"] = {"http": {"method": method, "bindingVersion": "0.3.0"}}
            for message in channel["messages"].values():
                self._surround(message, number)
        return made

    def _surround(self, message: dict[str, Any], number: int) -> None:
        if self.chance.random() < 0.3:
            fields = {"X-Kind": {"const": f"h{number}"}, "X-Number": {"type": "integer"}}
            message["headers"] = {"type": "object", "properties": fields, "required": ["X-Kind"]}
        if self.chance.random() < 0.15:
            message["contentType"] = "application/x-www-form-urlencoded"
        if self.chance.random() < 0.05:
            message["contentType"] = "text/plain"

    def _channel(self, address: str | None, names: list[str], most: int) -> dict[str, Any]:
        wanted = self.chance.sample(names, self.chance.randint(1, most))
        return {"address": address, "messages": {one: {"payload": ref(one)} for one in wanted}}

    def _named(self, name: str, names: list[str]) -> dict[str, Any]:
        """Return an object whose properties refer to others, mostly with a tag, or any schema."""
        if self.chance.random() < 0.2:
            return self.schema(1)
        wires = self.chance.sample("pqrs", self.chance.randint(1, 3))
        properties = {wire: self._property(names) for wire in wires}
        if self.chance.random() < 0.7:
            tags = [
                {"const": name},
                {"const": name},
                {"type": "string", "enum": [name, f"{name}a"]},
            ]
            properties["k"] = self.chance.choice(tags)
        needed = [wire for wire in properties if wire == "k" or self.chance.random() < 0.4]
        made = {"type": "object", "properties": properties, "required": needed}
        if self.chance.random() < 0.2:
            made["additionalProperties"] = self.chance.choice([False, self.schema(1)])
        if self.chance.random() < 0.2:
            return {"allOf": [ref(self.chance.choice(names)), made]}
        return made

    def _property(self, names: list[str]) -> dict[str, Any]:
        one, other = self.chance.sample(names, 2)
        return self.chance.choice(
            [
                *(self.schema(1), self.schema(1), ref(one)),
                {"type": "array", "items": ref(one)},
                {"type": "object", "additionalProperties": ref(one)},
                {"oneOf": [ref(one), ref(other)]},
            ]
        )


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def within(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all schemas in it that are objects."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword, said in schema.items():
        inner = [*said.values()] if keyword in NAMED else said if isinstance(said, list) else [said]
        for one in inner if keyword not in NO_SCHEMAS else ():
            yield from within(one)
