"""Verdicts on schemas beside validators: no value that a change lets in, or out, goes untold."""

import itertools
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from asyncapi_pygen.config import Config
from asyncapi_pygen.diff.change import Change, Verdict
from asyncapi_pygen.pipeline import Reading, compare
from support.random_schemas import RandomSchemas

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


def check(folder: Path, version: str, schemas: tuple[Any, Any], validators: Any) -> None:
    """Assert that new values break who receives, and values that are gone break who sends."""
    was, is_ = validators
    came = [one for one in VALUES if is_.is_valid(one) and not was.is_valid(one)]
    went = [one for one in VALUES if was.is_valid(one) and not is_.is_valid(one)]
    changes = compared(folder, version, *schemas)
    if any(map(is_let_in, changes)):
        return
    told = [f"{one.code}: {one.reason}" for one in changes]
    if came:
        assert Verdict.BREAKING in {one.handler for one in changes}, (came[:3], told, *schemas)
    if went:
        assert Verdict.BREAKING in {one.sender for one in changes}, (went[:3], told, *schemas)


@pytest.mark.parametrize("version", VALIDATORS)
def test_what_values_a_change_lets_in_or_out_is_told(version: str, tmp_path: Path) -> None:
    check_many(tmp_path, version, range(200))


@pytest.mark.slow
@pytest.mark.parametrize("version", VALIDATORS)
def test_what_values_many_changes_let_in_or_out_is_told(version: str, tmp_path: Path) -> None:
    check_many(tmp_path, version, range(200, 3_000))


def check_many(folder: Path, version: str, seeds: range) -> None:
    """Check edits of random schemas, but for those of which no validator reads both sides."""
    checked = 0
    for seed in seeds:
        chance = RandomSchemas(seed, version, overlaps=False)
        old = chance.schema()
        new = chance.edited(old)
        with suppress(ValueError):
            validators = VALIDATORS[version](old), VALIDATORS[version](new)
            check(folder, version, (old, new), validators)
            checked += 1
    assert checked > 0.9 * len(seeds)
