"""Verdicts on schemas beside validators: no value that a change lets in, or out, goes untold."""

import copy
import itertools
import json
from collections import ChainMap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asyncapi_pygen.config import Config
from asyncapi_pygen.diff.change import Change, Verdict
from asyncapi_pygen.pipeline import Reading, compare

VALIDATORS: dict[str, Callable[[Any], Any]] = {
    "draft-07": jsonschema_rs.Draft7Validator,
    "2020-12": jsonschema_rs.Draft202012Validator,
}

SCALARS = [None, True, False, -1, 0, 1, 1.5, 2, 3, 4, 6, "", "a", "b", "ab", "abc", "aaaa"]
ARRAYS = [
    *([list(items) for count in (2, 3) for items in itertools.product((0, 1, "a"), repeat=count)]),
    *([], [0], [1], [2], ["a"], ["b"], [None]),
]
OBJECTS = [
    {name: value for name, value in zip("pqz", values, strict=True) if value != "absent"}
    for values in itertools.product(
        ("absent", 0, 1, "a", "b", None, [0], {"p": 1}), ("absent", 0, 2, "a"), ("absent", 1, "b")
    )
]
VALUES = [*SCALARS, *ARRAYS, *OBJECTS]

TYPES = ["string", "integer", "number", "array", "object", "null", "boolean"]
SMALL = st.integers(0, 3)
NAMED = {"properties", "patternProperties", "dependencies", "dependentSchemas"}
NO_SCHEMAS = {"enum", "const", "required", "dependentRequired"}


def keywords(version: str, inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Return what each keyword may say; schemas within are from ``inner``."""
    some = st.lists(inner, min_size=1, max_size=2)
    said: dict[str, st.SearchStrategy[Any]] = {
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), SMALL),
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), SMALL),
        **dict.fromkeys(("minProperties", "maxProperties"), SMALL),
        "multipleOf": st.integers(1, 3),
        "uniqueItems": st.booleans(),
        "pattern": st.sampled_from(["a", "b", "^a"]),
        "const": st.sampled_from([0, 1, "a", None]),
        "enum": st.lists(st.sampled_from([0, 1, 2, "a", "b", None]), min_size=1, unique=True),
        "required": st.lists(st.sampled_from("pq"), unique=True),
        "items": inner,
        "contains": inner,
        "not": inner,
        "additionalProperties": inner,
        "allOf": some,
        "anyOf": some,
        "if": inner,
        "then": inner,
        "else": inner,
        "properties": st.dictionaries(st.sampled_from("pq"), inner, min_size=1),
        "patternProperties": st.dictionaries(st.sampled_from(["^z", "^p"]), inner, min_size=1),
        "propertyNames": st.builds(lambda most: {"maxLength": most}, SMALL),
    }
    if version == "draft-07":
        dependency = inner | st.just(["q"])
        return {
            **said,
            "items": inner | some,
            "additionalItems": inner,
            "dependencies": st.fixed_dictionaries({"p": dependency}),
        }
    return {
        **said,
        "prefixItems": some,
        "minContains": SMALL,
        "maxContains": SMALL,
        "dependentSchemas": st.fixed_dictionaries({"p": inner}),
        "dependentRequired": st.just({"p": ["q"]}),
    }


def schemas(version: str, depth: int = 2) -> st.SearchStrategy[Any]:
    """Return schemas of one to three keywords, a type the likeliest of them."""
    type_ = st.sampled_from(TYPES)
    said = type_ | st.lists(type_, min_size=1, max_size=2, unique=True)
    types = st.fixed_dictionaries({}, optional={"type": said})
    if not depth:
        return types | st.booleans()
    one = st.one_of(
        [
            st.fixed_dictionaries({keyword: said})
            for keyword, said in keywords(version, schemas(version, depth - 1)).items()
        ]
    )
    return st.builds(lambda *parts: dict(ChainMap(*parts)), types, one, one)


def within(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all in it that say something."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword, said in schema.items():
        inner = said if isinstance(said, list) else [said]
        if keyword in NAMED:
            inner = [*said.values()]
        for one in inner if keyword not in NO_SCHEMAS else ():
            yield from within(one)


@st.composite
def edits(draw: st.DrawFn, version: str) -> tuple[Any, Any]:
    """Draw a schema, and the same after one or two edits of it."""
    old = draw(schemas(version))
    new = copy.deepcopy(old)
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from([*within(new)]))
        if place and draw(st.booleans()):
            del place[draw(st.sampled_from(sorted(place)))]
        else:
            place.update(draw(schemas(version, 1)))
    return old, new


def compared(folder: Path, version: str, old: Any, new: Any) -> tuple[Change, ...]:
    """Compare two documents that have a schema for what they receive."""
    readings = []
    for name, schema in (("old", old), ("new", new)):
        path = folder / f"{name}.json"
        format_ = f"application/schema+json;version={version}"
        message = {"payload": {"schemaFormat": format_, "schema": schema}}
        operation = {"action": "receive", "channel": {"$ref": "#/channels/one"}}
        document = {
            "asyncapi": "3.0.0",
            "info": {"title": "One", "version": "1"},
            "channels": {"one": {"address": "/one", "messages": {"one": message}}},
            "operations": {"onOne": operation},
        }
        path.write_text(json.dumps(document), "utf-8")
        readings.append(Reading(source=path, name=name))
    found = compare(*readings, Config(package="package"))
    assert found.changes is not None, [one.message for one in found.diagnostics]
    return found.changes


def is_let_in(change: Change) -> bool:
    """Whether it is a new property that may be left out, which is harmless by convention."""
    is_new = change.code == "diff-property-added"
    return is_new and change.handler is change.sender is Verdict.COMPATIBLE


def check(folder: Path, version: str, old: Any, new: Any) -> None:
    """Assert that new values break who receives, and values that are gone break who sends."""
    was, is_ = VALIDATORS[version](old), VALIDATORS[version](new)
    came = [one for one in VALUES if is_.is_valid(one) and not was.is_valid(one)]
    went = [one for one in VALUES if was.is_valid(one) and not is_.is_valid(one)]
    changes = compared(folder, version, old, new)
    if any(map(is_let_in, changes)):
        return
    told = [f"{one.code}: {one.reason}" for one in changes]
    if came:
        assert Verdict.BREAKING in {one.handler for one in changes}, (came[:3], told)
    if went:
        assert Verdict.BREAKING in {one.sender for one in changes}, (went[:3], told)


def often(examples: int) -> settings:
    hushed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=examples, deadline=None, suppress_health_check=hushed)


@pytest.mark.parametrize("version", VALIDATORS)
@often(150)
@given(data=st.data())
def test_what_values_a_change_lets_in_or_out_is_told(
    version: str, data: st.DataObject, tmp_path: Path
) -> None:
    check(tmp_path, version, *data.draw(edits(version)))


@pytest.mark.slow
@pytest.mark.parametrize("version", VALIDATORS)
@often(1_500)
@given(data=st.data())
def test_what_values_many_changes_let_in_or_out_is_told(
    version: str, data: st.DataObject, tmp_path: Path
) -> None:
    check(tmp_path, version, *data.draw(edits(version)))
