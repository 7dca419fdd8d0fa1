"""What types cannot say of a schema, as plain JSON Schema 2020-12 that a validator reads."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from asyncapi_pygen.ir.schema import Body, SchemaRef
from asyncapi_pygen.ir.subschemas import SCHEMA, SCHEMA_MAPS, SCHEMAS
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import listed, mapped, modern
from asyncapi_pygen.payloads.keywords import ASSERTIONS, DYNAMIC
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.payloads.patterns import Reads

Resolve: TypeAlias = Callable[[str], Body]
"""A schema's id to its body, in AsyncAPI's dialect."""

_LARGEST: Final = 500
"""How many keywords a check may hold: nobody would read more of them in a model."""


class UncheckableError(Exception):
    """No check can say it.

    The schema lies within itself, is too large, depends on the way that led to it, or has a pattern
    that no engine of the package reads.
    """


def written(body: Body, resolve: Resolve, reads: Reads) -> Json:
    """Write a schema without annotations, with what it refers to in its place.

    Raises:
        UncheckableError: that would have no end, be more than anybody reads, or hold a pattern that
            a check cannot look for.
    """
    return _Writing(resolve, reads).schema(body, ())


@dataclass(slots=True)
class _Writing:
    resolve: Resolve
    reads: Reads
    left: int = _LARGEST

    def schema(self, body: Body, way: tuple[str, ...]) -> Json:
        if isinstance(body, SchemaRef):
            if body.id in way:
                raise UncheckableError
            return self.schema(self.resolve(body.id), (*way, body.id))
        if not isinstance(body, Mapping):
            return body is not False
        if body.get("nullable") is True:
            rest = {key: value for key, value in body.items() if key != "nullable"}
            return {"anyOf": [self.schema(rest, way), {"type": "null"}]}
        result: dict[str, Json] = {}
        for keyword, value in modern(body).items():
            if keyword in ASSERTIONS:
                self.left -= 1
                if keyword in DYNAMIC or self.left < 0:
                    raise UncheckableError
                result.update(self._keyword(keyword, value, way))
        return _in_2020_12(result)

    def _keyword(self, keyword: str, value: Body, way: tuple[str, ...]) -> dict[str, Json]:
        if not all(self.reads(pattern) for pattern in _patterns(keyword, value)):
            # A check lets everything pass where it cannot look: `not` would then refuse everything.
            raise UncheckableError
        if keyword == "dependencies":
            return self._dependencies(mapped(value), way)
        if keyword in SCHEMA_MAPS:
            return {keyword: {name: self.schema(one, way) for name, one in mapped(value).items()}}
        if keyword in SCHEMAS and (listed(value) or keyword not in SCHEMA):
            return {keyword: [self.schema(one, way) for one in listed(value)]}
        if keyword in SCHEMA:
            return {keyword: self.schema(value, way)}
        return {keyword: plain(value)}

    def _dependencies(self, value: Mapping[str, Body], way: tuple[str, ...]) -> dict[str, Json]:
        """Write ``dependencies`` as the two keywords that they are since 2019-09."""
        names = {name: plain(one) for name, one in value.items() if _is_list(one)}
        schemas = {name: self.schema(one, way) for name, one in value.items() if not _is_list(one)}
        found: dict[str, Json] = {"dependentRequired": names, "dependentSchemas": schemas}
        return {keyword: one for keyword, one in found.items() if one}


def _patterns(keyword: str, value: Body) -> Iterable[str]:
    match keyword:
        case "pattern" if isinstance(value, str):
            return (value,)
        case "patternProperties":
            return mapped(value)
        case _:
            return ()


def _is_list(body: Body) -> bool:
    return isinstance(body, list | tuple)


def _in_2020_12(schema: dict[str, Json]) -> dict[str, Json]:
    """Call items by their number what they are called since 2020-12."""
    if not isinstance(schema.get("items"), list):
        return {key: value for key, value in schema.items() if key != "additionalItems"}
    names = {"items": "prefixItems", "additionalItems": "items"}
    return {names.get(key, key): value for key, value in schema.items()}
