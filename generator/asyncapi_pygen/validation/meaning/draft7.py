"""Schemas of the document as one JSON Schema of draft-07 that refers to nothing but itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from asyncapi_pygen.ir.schema import Language, SchemaFormat
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.effort import Effort
from asyncapi_pygen.validation.formats import ASSERTED, NUMBERS, TEXTS
from asyncapi_pygen.validation.meaning.schema_places import SchemaPlace, descendant, schema_at

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator

TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})

_MASK: Final = "the value"


def is_number(value: Json) -> bool:
    """Whether a value is a number of JSON."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_count(value: Json) -> bool:
    """Whether a value is an integer from 0 on, be it written as 5.0."""
    return isinstance(value, int | float) and is_number(value) and value >= 0 and value % 1 == 0


def _is_divisor(value: Json) -> bool:
    return isinstance(value, int | float) and is_number(value) and value > 0


def _are_names(value: Json) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(name, str) for name in value)
        and len(set(map(str, value))) == len(value)
    )


def _are_types(value: Json) -> bool:
    if isinstance(value, list):
        return bool(value) and _are_names(value) and TYPES.issuperset(map(str, value))
    return isinstance(value, str) and value in TYPES


def _is_pattern(value: Json) -> bool:
    return isinstance(value, str) and compiles(value)


ASSERTIONS: Final[Mapping[str, Callable[[Json], bool]]] = {
    "const": lambda _: True,
    "enum": lambda value: isinstance(value, list),
    "exclusiveMaximum": is_number,
    "exclusiveMinimum": is_number,
    "format": lambda value: isinstance(value, str) and value in ASSERTED,
    "maxItems": is_count,
    "maxLength": is_count,
    "maxProperties": is_count,
    "maximum": is_number,
    "minItems": is_count,
    "minLength": is_count,
    "minProperties": is_count,
    "minimum": is_number,
    "multipleOf": _is_divisor,
    "pattern": _is_pattern,
    "required": _are_names,
    "type": _are_types,
    "uniqueItems": lambda value: isinstance(value, bool),
}
"""The keywords that hold no schemas, and whether a value of theirs means anything."""

_SCHEMA: Final = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
    }
)
_SCHEMAS: Final = frozenset({"allOf", "anyOf", "items", "oneOf"})
_SCHEMA_MAPS: Final = frozenset({"dependencies", "patternProperties", "properties"})

Name: TypeAlias = str
_Key: TypeAlias = "tuple[Node, int, SchemaFormat]"


@lru_cache(maxsize=4096)
def compiles(pattern: str) -> bool:
    """Whether the JSON Schema library can search for a pattern: it does not know all of ECMA."""
    from jsonschema_rs import Draft7Validator

    try:
        Draft7Validator({"pattern": pattern})
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class Definitions:
    """Schemas, each place once, in the form that the JSON Schema library compiles.

    What has no meaning in draft-07 is left out, so that a schema with faults in it still says the
    rest: values that a keyword cannot have, patterns that do not compile, formats that assert
    nothing. Dialects are turned into draft-07. ``places`` is where each definition is written.
    """

    places: dict[Name, SchemaPlace] = field(default_factory=dict[str, SchemaPlace])
    _written: dict[Name, Json] = field(default_factory=dict[str, Json])
    _names: dict[_Key, Name] = field(default_factory=dict["_Key", str])
    _edges: dict[Name, set[Name]] = field(default_factory=dict[str, set[str]])
    _circular: dict[Name, bool] = field(default_factory=dict[str, bool])

    def add(self, place: SchemaPlace) -> Name:
        """Take in a schema with all that it refers to, and return the name of its definition."""
        name = self._reserve(place)
        waiting = [name]
        # References wait in line: a chain of any length needs no more of the stack than one does.
        while waiting:
            current = waiting.pop()
            if current not in self._written:
                writer = _Writer(self.places[current].format, self._reserve)
                self._written[current] = writer.schema(self.places[current].node)
                self._edges[current] = writer.referred
                waiting += writer.referred
        return name

    def is_circular(self, name: Name) -> bool:
        """Whether a schema reaches one that contains itself."""
        if name not in self._circular:
            self._circular[name] = self._finds_circle(name)
        return self._circular[name]

    def effort(self) -> Effort:
        """Return who counts the steps that judging takes, for the definitions so far."""
        return Effort(self._written)

    def validator(self, subjects: Mapping[str, Name]) -> "Draft7Validator":
        """Return a validator of an object whose fields are ``subjects``, by definition.

        Raises:
            ValueError: a text in the schemas is half of a surrogate pair.
        """
        from jsonschema_rs import Draft7Validator

        properties = {subject: _reference(name) for subject, name in subjects.items()}
        schema = {"properties": properties, "definitions": self._written}
        return Draft7Validator(schema, formats=dict(TEXTS), mask=_MASK)

    def _reserve(self, place: SchemaPlace) -> Name:
        # A place may hold another value than the document has there: one that traits changed.
        key = (place.node, id(place.node.value), place.format)
        name = self._names.setdefault(key, f"s{len(self._names)}")
        self.places[name] = place
        return name

    def _finds_circle(self, start: Name) -> bool:
        open_: dict[Name, list[Name]] = {start: list(self._edges[start])}
        done: set[Name] = set()
        while open_:
            current, left = next(reversed(open_.items()))
            if not left:
                del open_[current]
                done.add(current)
                continue
            inner = left.pop()
            if inner in open_:
                return True
            if inner not in done:
                open_[inner] = list(self._edges[inner])
        return False


class _Writer:
    """Writes one definition; ``referred`` names the others that it refers to."""

    def __init__(self, format_: SchemaFormat, reserve: Callable[[SchemaPlace], Name]) -> None:
        self._format = format_
        self._reserve = reserve
        self.referred: set[Name] = set()

    def schema(self, node: Node) -> Json:
        if node.is_reference:
            return self._referred(node)
        if not isinstance(node.value, dict):
            return node.value if isinstance(node.value, bool) else {}
        written: dict[str, Json] = {}
        for keyword, value in node.value.items():
            if keyword in ASSERTIONS:
                if ASSERTIONS[keyword](value):
                    written[keyword] = value
            elif keyword in _SCHEMA_MAPS or keyword in _SCHEMAS or keyword in _SCHEMA:
                inner = self._inner(keyword, descendant(node, (keyword,), value))
                if inner is not None:
                    written[keyword] = inner
        if self._format.language is Language.OPENAPI:
            _translate(node.value, written)
        _assert_number_format(node.value.get("format"), written)
        return written

    def _referred(self, node: Node) -> Json:
        place = schema_at(node, self._format)
        if place is None:
            return {}
        name = self._reserve(place)
        self.referred.add(name)
        return _reference(name)

    def _inner(self, keyword: str, node: Node) -> Json:
        """Write the schemas of a keyword; ``None`` if its value means nothing."""
        if keyword in _SCHEMA_MAPS:
            return self._named(keyword, node)
        if isinstance(node.value, list):
            items = [self.schema(item) for item in node.elements()]
            return items if keyword in _SCHEMAS and items else None
        is_schema = keyword in _SCHEMA and isinstance(node.value, dict | bool)
        return self.schema(node) if is_schema else None

    def _named(self, keyword: str, node: Node) -> Json:
        written: dict[str, Json] = {}
        for name, inner in node.items():
            if isinstance(inner.value, list):
                # `dependencies` may hold lists of names beside schemas.
                if keyword == "dependencies" and _are_names(inner.value):
                    written[name] = inner.value
            elif keyword != "patternProperties" or compiles(name):
                written[name] = self.schema(inner)
        return written


def _reference(name: Name) -> dict[str, Json]:
    return {"$ref": f"#/definitions/{name}"}


def _translate(value: Mapping[str, Json], written: dict[str, Json]) -> None:
    """Say in draft-07 what OpenAPI 3.0 says with booleans: ``nullable``, ``exclusiveMinimum``."""
    for limit in ("Minimum", "Maximum"):
        inclusive = limit.lower()
        if value.get(f"exclusive{limit}") is True and inclusive in written:
            written[f"exclusive{limit}"] = written.pop(inclusive)
    if value.get("nullable") is not True:
        return
    type_ = written.get("type")
    if isinstance(type_, str) and type_ != "null":
        written["type"] = [type_, "null"]
    enum = written.get("enum")
    if isinstance(enum, Sequence) and not isinstance(enum, str) and None not in enum:
        written["enum"] = [*enum, None]


def _assert_number_format(name: Json, written: dict[str, Json]) -> None:
    """Say in draft-07 what a format asks of numbers."""
    if not isinstance(name, str) or name not in NUMBERS:
        return
    asked: dict[str, Json] = {"type": "integer"}
    bounds = NUMBERS[name]
    if bounds is not None:
        asked["minimum"], asked["maximum"] = bounds
    others = written.get("allOf")
    condition: Json = {"if": {"type": "number"}, "then": asked}
    written["allOf"] = [*(others if isinstance(others, list) else []), condition]
