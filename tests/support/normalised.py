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
- Words that are no keywords of JSON Schema, or keywords of other types than the schema's, say
  nothing. A property that is required and not declared may be anything.
- ``nullable: true`` is a ``null`` beside the schema, and no ``null`` is needed beside what it fits.
- What stands beside an ``anyOf`` belongs to each of its branches.
- Items in a list are ``prefixItems``, ``dependencies`` their two halves; ``1.0`` is ``1``.
- With ``assumed``, a schema that speaks of objects or arrays alone and has no ``type`` is one.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

_LEVELS = 7
_KEYWORDS = frozenset(
    [
        "$ref",
        "additionalItems",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "contains",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "if",
        "items",
        "maxContains",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minContains",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "patternProperties",
        "prefixItems",
        "properties",
        "propertyNames",
        "required",
        "then",
        "type",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    ]
)
_MAPS = ("properties", "patternProperties", "dependentSchemas")
_SCHEMAS = ("anyOf", "oneOf", "allOf", "prefixItems")
_SINGLE = frozenset(
    [
        "items",
        "additionalProperties",
        "additionalItems",
        "not",
        "if",
        "then",
        "else",
        "contains",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
_OF_OBJECTS = frozenset(
    ["properties", "required", "additionalProperties", "patternProperties", "propertyNames"]
)
_OF_ARRAYS = frozenset(["items", "prefixItems", "contains", "uniqueItems", "minItems", "maxItems"])
_OF_NUMBERS = frozenset(
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
)
_OF_TEXTS = frozenset(["minLength", "maxLength", "pattern"])
_OTHERS = {
    "object": _OF_ARRAYS | _OF_NUMBERS | _OF_TEXTS,
    "array": _OF_OBJECTS | _OF_NUMBERS | _OF_TEXTS,
    "string": _OF_OBJECTS | _OF_ARRAYS | _OF_NUMBERS,
    "integer": _OF_OBJECTS | _OF_ARRAYS | _OF_TEXTS,
    "number": _OF_OBJECTS | _OF_ARRAYS | _OF_TEXTS,
    "boolean": _OF_OBJECTS | _OF_ARRAYS | _OF_NUMBERS | _OF_TEXTS,
}
"""What says nothing of values of a type."""
_LITERAL = frozenset(["dependentSchemas", "not", "if", "then", "else", "contains", "propertyNames"])
"""What is left to checks, which read schemas by the letter."""
_IMPLIED = {
    "object": {"properties", "required", "additionalProperties", "patternProperties"},
    "array": {"items", "prefixItems"},
}
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


def normalised(
    schema: Any, *, sent: bool = False, strict: bool = False, assumed: bool = False
) -> Any:
    """Return ``schema`` (JSON Schema whose references are pointers into itself) for comparison."""
    return _Normaliser(schema, sent=sent, strict=strict, assumed=assumed).schema(schema, _LEVELS)


class _Normaliser:
    def __init__(self, root: Any, *, sent: bool, strict: bool, assumed: bool) -> None:
        self._assumed = assumed
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
        schema = _in_one_spelling(schema)
        if schema.get("nullable") is True:
            rest = {word: value for word, value in schema.items() if word != "nullable"}
            return _union([self.schema(rest, levels), {"enum": ["null"]}])
        if self._assumed:
            schema = {**_assumed(schema), **schema}
        types = schema.get("type")
        if isinstance(types, list):
            return _union([self.schema({**schema, "type": one}, levels) for one in types])
        told = {
            keyword: self._value(keyword, value, levels)
            for keyword, value in schema.items()
            if keyword in _KEYWORDS and keyword not in self._dropped
        }
        return self._reduced(told)

    def _value(self, keyword: str, value: Any, levels: int) -> Any:
        if keyword in _LITERAL and self._assumed:
            letter = _Normaliser(self._root, sent=self._sent, strict=self._strict, assumed=False)
            return letter._value(keyword, value, levels)
        if keyword in _MAPS:
            return {name: self._inner(one, levels) for name, one in value.items()}
        if keyword in _SINGLE:
            return self._inner(value, levels)
        if keyword in _SCHEMAS:
            return [self.schema(one, levels) for one in value]
        if keyword in ("required", "enum"):
            return sorted(map(_key, value) if keyword == "enum" else value)
        whole = isinstance(value, float) and value.is_integer()
        return int(value) if whole else value

    def _inner(self, schema: Any, levels: int) -> Any:
        if isinstance(schema, bool) or levels > 0:
            return self.schema(schema, levels - 1)
        # What says nothing is told from what is cut off.
        says_something = levels < 0 or self.schema(schema, -1) != {}
        return {"deeper": True} if says_something else {}

    def _reduced(self, schema: dict[str, Any]) -> Any:
        if "const" in schema:
            return {"enum": [_key(schema["const"])]}
        if "enum" in schema:
            return {"enum": schema["enum"]}
        idle = _OTHERS.get(schema.get("type", ""), frozenset())
        schema = {word: value for word, value in schema.items() if word not in idle}
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
        if not branches:
            return schema
        return _union([_merged(schema, one) for one in branches])

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "required" in schema:
            undeclared: dict[str, Any] = {name: {} for name in schema["required"]}
            schema["properties"] = {**undeclared, **schema.get("properties", {})}
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


def _in_one_spelling(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with the words of the newest draft."""
    result = dict(schema)
    if isinstance(schema.get("items"), list):
        result["prefixItems"] = result.pop("items")
        if "additionalItems" in result:
            result["items"] = result.pop("additionalItems")
    else:
        result.pop("additionalItems", None)
    for name, needed in result.pop("dependencies", {}).items():
        word = "dependentRequired" if isinstance(needed, list) else "dependentSchemas"
        result[word] = {**result.get(word, {}), name: needed}
    return result


def _assumed(schema: Mapping[str, Any]) -> dict[str, Any]:
    told = {"type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf"}
    if told & schema.keys():
        return {}
    found = [type_ for type_, words in _IMPLIED.items() if words & schema.keys()]
    return {"type": found[0]} if len(found) == 1 else {}


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
    if any("enum" not in one and _fits_null(one) for one in flat):
        flat = [one for one in flat if one != {"enum": ["null"]}]
    words = sorted({word for one in flat if set(one) == {"enum"} for word in one["enum"]})
    others = {_key(one): one for one in flat if set(one) != {"enum"}}
    distinct = [*([{"enum": words}] if words else []), *(others[key] for key in sorted(others))]
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def _fits_null(schema: Any) -> bool:
    """Return whether a schema without ``type`` says nothing of null."""
    said = {"type", "anyOf", "not", "if"} & schema.keys() if isinstance(schema, Mapping) else ()
    return isinstance(schema, Mapping) and (
        not said
        or (said == {"not"} and "null" not in _key(schema["not"]) and "type" in schema["not"])
    )


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _at(root: Any, reference: str) -> Any:
    value = root
    for token in reference.removeprefix("#").split("/")[1:]:
        value = value[token.replace("~1", "/").replace("~0", "~")]
    return value
