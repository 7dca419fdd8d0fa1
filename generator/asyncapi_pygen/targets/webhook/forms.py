"""Forms: whether a payload may be one, and what its fields are beside texts, by its schema."""

import json
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.ir.schema import Body, SchemaRef
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import asserts_nothing, listed, mapped, properties, types

MEDIA_TYPE: Final = "application/x-www-form-urlencoded"

_WORDS: Final[Mapping[str, str]] = {
    "boolean": "boolean",
    "integer": "integer",
    "null": "null",
    "number": "number",
    "object": "json",
    "string": "string",
}
"""How the run time calls what a field may hold, by JSON Schema's types."""

_TEXT: Final = frozenset({"string"})

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Fields:
    """What the fields of a form may be, by their names, and ``others``: words of the run time.

    What is a text is left out, and so is a list where a single value is none.
    """

    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    others: tuple[str, ...] = ()


def is_form(message: Message) -> bool:
    """Return whether the document says that the body is a form."""
    return message.content_type.partition(";")[0].strip().lower() == MEDIA_TYPE


def says_nothing(api: Api, message: Message) -> bool:
    """Return whether nothing is said of the payload, so that any form is one."""
    return message.payload is None or asserts_nothing(api.schemas[message.payload].body)


def is_object(api: Api, message: Message) -> bool:
    """Return whether the payload is an object, of which the fields of a form may be the members."""
    schemas = _Schemas(api)
    return message.payload is not None and schemas.is_object(SchemaRef(message.payload))


def fields_of(api: Api, payloads: Sequence[str]) -> Fields:
    """Return what the fields of a form are that is one of ``payloads``."""
    schemas = _Schemas(api)
    found: dict[str, frozenset[str]] = {}
    others: frozenset[str] = frozenset()
    for payload in payloads:
        for part in schemas.parts(SchemaRef(payload)):
            for name, schema in properties(part).items():
                found[name] = found.get(name, frozenset()) | schemas.words(schema)
            if isinstance(part.get("additionalProperties"), Mapping | SchemaRef):
                others |= schemas.words(part["additionalProperties"])
    named, rest = {name: _told(words) for name, words in found.items()}, _told(others)
    # Where other fields are no texts, those that are have to be told from them.
    return Fields({name: words for name, words in named.items() if words or rest}, rest)


def arrives(fields: Fields, name: str, value: Json) -> bool:
    """Return whether a field that is sent with a value is read as that value."""
    words = fields.named.get(name, fields.others)
    items = value if isinstance(value, list) else [value]
    is_list = "array" in words or len(items) > 1
    is_same = is_list is isinstance(value, list) and bool(items)
    return is_same and all(_arrives(words, one) for one in items)


def _arrives(words: Container[str], item: Json) -> bool:
    match item:
        case None:
            return "null" in words
        case bool():
            return "boolean" in words
        case int():
            return "integer" in words or "number" in words
        case float():
            return "number" in words
        case str():
            return not any(word in words and is_one(item) for word, is_one in _READ_AS.items())
        case _:
            return "json" in words


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


_READ_AS: Final[Mapping[str, Callable[[str], bool]]] = {
    "null": lambda text: not text,
    "integer": _is_number,
    "number": _is_number,
    "boolean": lambda text: text.lower() in ("true", "false", "1", "0"),
    "json": _is_json,
}
"""What texts of a field are not read as texts."""


def _told(words: frozenset[str]) -> tuple[str, ...]:
    """Return what the run time has to know of a field: nothing if a text fits as it is."""
    if words - {"array", "null"} <= _TEXT:
        words &= {"array"}
    return () if "string" in words else tuple(sorted(words))


class _Schemas:
    """Reads schemas across their references."""

    def __init__(self, api: Api) -> None:
        self._schemas = api.schemas

    def is_object(self, body: Body, above: frozenset[str] = frozenset()) -> bool:
        if isinstance(body, SchemaRef):
            known = body.id in above or body.id not in self._schemas
            return not known and self.is_object(self._schemas[body.id].body, above | {body.id})
        said = mapped(body)
        names = types(said)
        if names:
            return {"object"} <= {*names} <= {"object", "null"}
        branches = [*listed(said.get("oneOf")), *listed(said.get("anyOf"))]
        return any(self.is_object(one, above) for one in listed(said.get("allOf"))) or (
            bool(branches) and all(self.is_object(one, above) for one in branches)
        )

    def parts(
        self, body: Body, above: frozenset[str] = frozenset()
    ) -> Iterator[Mapping[str, Body]]:
        """Yield the schemas that say of an object which properties it may have."""
        if isinstance(body, SchemaRef):
            if body.id not in above and body.id in self._schemas:
                yield from self.parts(self._schemas[body.id].body, above | {body.id})
            return
        yield mapped(body)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for one in listed(mapped(body).get(keyword)):
                yield from self.parts(one, above)

    def words(self, body: Body) -> frozenset[str]:
        """Return what a field may be; ``array`` only if it is nothing else, with its items."""
        parts = [part for part in self.parts(body) if not asserts_nothing(part)]
        found = [self._words(part) for part in parts]
        lists = [words for words in found if "array" in words]
        single = frozenset(word for words in found if "array" not in words for word in words)
        if lists and single <= {"null"}:
            return single.union(*lists)
        return single.union(*lists) - {"array"} if found else _TEXT

    def _words(self, part: Mapping[str, Body]) -> frozenset[str]:
        names = types(part) or list(_types_of_values(part))
        nullable = frozenset({"null"} if part.get("nullable") is True else set[str]())
        if _holds_json(part) and "string" not in names:
            return frozenset({"json"}) | nullable
        found = frozenset(_WORDS[name] for name in names if name in _WORDS) | nullable
        if "array" not in names:
            return found
        items = self.words(part.get("items", True))
        inner = frozenset({"json"}) if "array" in items else items
        return found | inner | {"array"} if found <= {"null"} else found | inner


def _holds_json(part: Mapping[str, Body]) -> bool:
    name = part.get("contentMediaType")
    return isinstance(name, str) and name.partition(";")[0].strip().lower() == "application/json"


def _types_of_values(part: Mapping[str, Body]) -> Iterator[str]:
    """Yield the types of the values that a schema lists."""
    for value in [*listed(part.get("enum")), *([part["const"]] if "const" in part else [])]:
        match value:
            case bool():
                yield "boolean"
            case int():
                yield "integer"
            case float():
                yield "number"
            case None:
                yield "null"
            case _:
                yield "string" if isinstance(value, str) else "object"
