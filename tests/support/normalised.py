"""A schema reduced to what a model of it can say, so that two of them can be compared.

Dropped or rewritten, and why:

- ``title``, ``description``, ``examples``, ``deprecated``, ``x-*``, ``$comment`` and the like: they
  say nothing about which values are valid, and pydantic writes titles of its own.
- ``additionalProperties: true``: the default, and what a model that keeps unknown fields says.
- ``default``: what absence means is the reader's choice; a constant's default is its only value.
- ``$ref``: inlined, since the two sides name and cut their definitions differently. A schema that lies
  within itself is unrolled, and cut off some levels down on both sides.
- ``const`` is an enum of one value, and so is ``null``; ``enum`` has no ``type`` beside it, for its
  values have one. The values are written as JSON, since in Python ``1 == True``.
- ``oneOf`` is ``anyOf``: a Python union does not count how many of its members fit.
- ``type: [a, b]`` is ``anyOf``, an ``anyOf`` in an ``anyOf`` is one, one branch is no union, and a
  branch that accepts anything makes the union do so.
- ``allOf``: its parts are merged into one object, which is what a class of them is.
- ``uniqueItems``, ``minProperties``, ``maxProperties`` and a schema for further properties beside
  declared ones: types cannot say them, and the generator's report lists them. With ``strict`` they
  stay: the caller has taken out of the source what the report lists, and nothing else may be lost.
- ``discriminator``: a hint about an ``anyOf`` that already says everything.
- Without ``sent``, ``additionalProperties: false``: fields that nobody declared are kept when they
  arrive, whatever the schema says.
- With ``sent``, the properties of one value in ``required``: we write them even when nobody set them,
  so that the model has a default where the source requires a value.
- The order of ``required``, ``enum``, ``anyOf`` and properties: JSON Schema gives it no meaning.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

_LEVELS = 7
_UNSAID = frozenset({"maxProperties", "minProperties", "uniqueItems"})
_ANNOTATIONS = frozenset(
    {
        "$comment",
        "$defs",
        "$id",
        "$schema",
        "default",
        "definitions",
        "deprecated",
        "description",
        "discriminator",
        "example",
        "examples",
        "externalDocs",
        "readOnly",
        "title",
        "writeOnly",
    }
)


def normalised(schema: Any, *, sent: bool = False, strict: bool = False) -> Any:
    """Return ``schema`` (JSON Schema whose references are pointers into itself) for comparison."""
    return _Normaliser(schema, sent=sent, strict=strict).schema(schema, _LEVELS)


class _Normaliser:
    def __init__(self, root: Any, *, sent: bool, strict: bool) -> None:
        self._root = root
        self._sent = sent
        self._strict = strict
        self._dropped = _ANNOTATIONS if strict else _ANNOTATIONS | _UNSAID

    def schema(self, schema: Any, levels: int) -> Any:
        """Reduce one schema, and what lies at most ``levels`` below it."""
        while isinstance(schema, Mapping) and "$ref" in schema:
            schema = _at(self._root, schema["$ref"])
        if not isinstance(schema, Mapping):
            return {} if schema is True else schema
        types = schema.get("type")
        if isinstance(types, list):
            return _union([self.schema({**schema, "type": one}, levels) for one in types])
        told = {
            keyword: self._value(keyword, value, levels)
            for keyword, value in schema.items()
            if keyword not in self._dropped and not keyword.startswith("x-")
        }
        return self._reduced(told)

    def _value(self, keyword: str, value: Any, levels: int) -> Any:
        if keyword == "properties":
            return {name: self._inner(one, levels) for name, one in value.items()}
        if keyword in ("items", "additionalProperties", "not"):
            return self._inner(value, levels)
        if keyword in ("anyOf", "oneOf", "allOf"):
            return [self.schema(one, levels) for one in value]
        if keyword in ("required", "enum"):
            return sorted(map(_key, value) if keyword == "enum" else value)
        return value

    def _inner(self, schema: Any, levels: int) -> Any:
        deeper = levels or isinstance(schema, bool)
        return self.schema(schema, levels - 1) if deeper else {"deeper": True}

    def _reduced(self, schema: dict[str, Any]) -> Any:
        if "const" in schema:
            return {"enum": [_key(schema["const"])]}
        if "enum" in schema:
            return {"enum": schema["enum"]}
        if schema.get("type") == "null":
            return {"enum": ["null"]}
        for part in schema.pop("allOf", []):
            schema = _merged(part, schema)
        schema = self._object(schema)
        for keyword in ("properties", "required", "items", "additionalProperties"):
            if keyword in schema and schema[keyword] in ({}, []):
                del schema[keyword]
        branches = schema.pop("oneOf", None) or schema.pop("anyOf", None)
        if branches and set(schema) <= {"type"}:
            return _union(branches)
        return {**schema, "anyOf": branches} if branches else schema

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties = schema.get("properties", {})
        further = schema.get("additionalProperties")
        unsaid = properties and isinstance(further, Mapping) and not self._strict
        if unsaid or (further is False and not self._sent):
            del schema["additionalProperties"]
        if self._sent and "required" in schema:
            schema["required"] = [
                name
                for name in schema["required"]
                if name not in properties or len(properties[name].get("enum", ())) != 1
            ]
        return schema


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return what holds when both do; of two values that differ, the one that fixes more."""
    result = {**first, **second}
    names = [*first.get("required", ()), *second.get("required", ())]
    if names:
        result["required"] = sorted(set(names))
    ours, theirs = first.get("properties", {}), second.get("properties", {})
    if ours and theirs:
        both = {name: _narrower(ours[name], theirs[name]) for name in ours.keys() & theirs.keys()}
        result["properties"] = {**ours, **theirs, **both}
    return result


def _narrower(first: Any, second: Any) -> Any:
    fixed = [one for one in (first, second) if "enum" in one]
    return fixed[0] if len(fixed) == 1 else _merged(first, second)


def _union(branches: Sequence[Any]) -> Any:
    flat: list[Any] = []
    for branch in branches:
        flat += branch["anyOf"] if set(branch) == {"anyOf"} else [branch]
    if {} in flat:
        return {}
    words = sorted({word for one in flat if set(one) == {"enum"} for word in one["enum"]})
    others = {_key(one): one for one in flat if set(one) != {"enum"}}
    distinct = [*([{"enum": words}] if words else []), *(others[key] for key in sorted(others))]
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _at(root: Any, reference: str) -> Any:
    value = root
    for token in reference.removeprefix("#").split("/")[1:]:
        value = value[token.replace("~1", "/").replace("~0", "~")]
    return value
