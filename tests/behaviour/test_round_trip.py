"""Valid values of random schemas are accepted, and are the same JSON when they are written again.

``ROUND_TRIPS=1000 python -m pytest tests/behaviour/test_round_trip.py`` looks longer than the default
run does.
"""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator
from pydantic import TypeAdapter

from support.documents import document, generated

EXAMPLES = int(os.environ.get("ROUND_TRIPS", "6"))
letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co", "Zl", "Zp"])
texts = st.text(letters, max_size=6)
names = st.sampled_from(
    ["a", "b", "aB", "class", "list", "model_x", "_a", "1st", "ü", "next value"]
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(-1e6, 1e6, width=32), texts)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)
dates = st.dates().map(lambda one: one.isoformat())
times = st.datetimes().map(lambda one: f"{one.isoformat()}Z")


class Told:
    """A schema with a strategy for values that are valid against it."""

    def __init__(self, schema: Any, values: st.SearchStrategy[Any]) -> None:
        self.schema = schema
        self.values = values

    def __repr__(self) -> str:
        return f"Told({self.schema!r})"


@st.composite
def numbers(draw: st.DrawFn) -> Told:
    low = draw(st.none() | st.integers(-9, 9))
    high = draw(st.none() | st.integers(10, 99))
    bounds = {"minimum": low, "maximum": high}
    told = {word: bound for word, bound in bounds.items() if bound is not None}
    if draw(st.booleans()):
        return Told({"type": "integer", **told}, st.integers(low, high))
    values = st.floats(
        None if low is None else float(low),
        None if high is None else float(high),
        allow_nan=False,
        allow_infinity=False,
    )
    # A number that no float can hold is rounded, and is said to be.
    exact = st.integers(-(2**53) if low is None else low, 2**53 if high is None else high)
    return Told({"type": "number", **told}, values | exact)


@st.composite
def strings(draw: st.DrawFn) -> Told:
    shortest, more = draw(st.integers(0, 3)), draw(st.integers(0, 4))
    told = {"type": "string", "minLength": shortest, "maxLength": shortest + more}
    return Told(told, st.text(letters, min_size=shortest, max_size=shortest + more))


@st.composite
def enums(draw: st.DrawFn) -> Told:
    distinct = st.lists(
        st.none() | st.integers(-5, 5) | texts | st.booleans(),
        min_size=1,
        max_size=4,
        unique_by=json.dumps,
    )
    values = draw(distinct)
    if draw(st.booleans()):
        return Told({"const": values[0]}, st.just(values[0]))
    return Told({"enum": values}, st.sampled_from(values))


leaves = st.one_of(
    numbers(),
    strings(),
    enums(),
    st.just(Told({"type": "boolean"}, st.booleans())),
    st.just(Told({"type": "null"}, st.none())),
    st.just(Told({"type": "string", "format": "date"}, dates)),
    st.just(Told({"type": "string", "format": "date-time"}, times)),
    st.just(Told({"type": "string", "format": "uri"}, texts)),
    st.just(Told({}, anything)),
)


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[Told]) -> Told:
    item = draw(inner)
    fewest, more = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    told = {"type": "array", "items": item.schema, "minItems": fewest, "maxItems": fewest + more}
    return Told(told, st.lists(item.values, min_size=fewest, max_size=fewest + more))


@st.composite
def maps(draw: st.DrawFn, inner: st.SearchStrategy[Told]) -> Told:
    value = draw(inner)
    told = {"type": "object", "additionalProperties": value.schema}
    return Told(told, st.dictionaries(texts, value.values, max_size=3))


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Told]) -> Told:
    properties = draw(st.dictionaries(names, inner, min_size=1, max_size=4))
    some = draw(st.lists(st.sampled_from([*properties]), unique=True))
    # An absent constant is written: that is said of models, and no round trip.
    fixed = [name for name, one in properties.items() if is_constant(one.schema)]
    required = sorted({*some, *fixed})
    told: dict[str, Any] = {
        "type": "object",
        "properties": {name: one.schema for name, one in properties.items()},
        "required": required,
    }
    values = st.fixed_dictionaries(
        {name: properties[name].values for name in required},
        optional={name: one.values for name, one in properties.items() if name not in required},
    )
    if draw(st.booleans()):
        return Told({**told, "additionalProperties": False}, values)
    # An unknown field that is called like an attribute hides whether that was there and null.
    taken = {name.strip("_") for name in properties}
    unknown = names.filter(lambda name: name.strip("_") not in taken)
    more = st.dictionaries(unknown, anything, max_size=1)
    return Told(told, st.tuples(values, more).map(lambda two: {**two[1], **two[0]}))


def is_constant(schema: Any) -> bool:
    return "const" in schema or len(schema.get("enum", "ab")) == 1


@st.composite
def unions(draw: st.DrawFn, inner: st.SearchStrategy[Told]) -> Told:
    members = draw(st.lists(inner, min_size=2, max_size=3))
    told = {"anyOf": [one.schema for one in members]}
    return Told(told, st.one_of([one.values for one in members]))


schemas = st.recursive(
    leaves,
    lambda inner: st.one_of(arrays(inner), maps(inner), objects(inner), unions(inner)),
    max_leaves=6,
)


@given(st.lists(schemas, min_size=4, max_size=8), st.data())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 6,
    suppress_health_check=[*HealthCheck],
)
def test_a_valid_value_is_accepted_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, told: list[Told], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    components = {f"Schema{number}": one.schema for number, one in enumerate(told)}
    parts = {name: {"$ref": f"#/components/schemas/{name}"} for name in components}
    module = generated(folder, document({"type": "object", "properties": parts}, components)).load(
        folder
    )
    for name, one in zip(components, told, strict=True):
        adapter: TypeAdapter[Any] = TypeAdapter(getattr(module, name))
        for _ in range(4):
            value = data.draw(one.values)
            assert Draft7Validator(one.schema, validate_formats=False).is_valid(value)
            text = json.dumps(value)
            read = adapter.validate_json(text, strict=True, by_alias=True, by_name=False)
            again = json.loads(adapter.dump_json(read))
            assert same(again, value), (one.schema, value, again)


def same(one: Any, other: Any) -> bool:
    """Compare as JSON: 1 and 1.0 are the same, 1 and true are not."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case _:
            return one == other and isinstance(one, bool) == isinstance(other, bool)
