"""Objects laid over one another, as traits are."""

from pathlib import Path
from typing import Any

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.merge import filled, merged
from asyncapi_pygen.source.node import Node


def layers(folder: Path, *texts: str) -> list[dict[str, Node]]:
    path = folder / "layers.yaml"
    path.write_text("".join(f"- {text}\n" for text in texts), encoding="utf-8")
    diagnostics = Diagnostics()
    config = Config(package="package")
    bundle = load_bundle(path, path.name, config, Files(Limits(), diagnostics))
    assert bundle is not None, list(diagnostics)
    return [dict(node.items()) for node in bundle.root.elements()]


def values(fields: dict[str, Node]) -> dict[str, Any]:
    return {name: node.value for name, node in fields.items()}


def test_a_later_layer_wins_and_null_takes_away(tmp_path: Path) -> None:
    found = layers(
        tmp_path, "{a: {b: 1, c: 2}, d: [1], e: 1}", "{a: {b: 3, c: null}, d: [2], e: null}"
    )
    assert values(merged(found)) == {"a": {"b": 3}, "d": [2]}


def test_fields_that_stay_out_of_it(tmp_path: Path) -> None:
    found = layers(tmp_path, "{a: 1}", "{a: 2, b: 3}")
    assert values(merged(found, without=frozenset({"a"}))) == {"b": 3}


def test_a_merged_object_stands_at_its_first_place(tmp_path: Path) -> None:
    found = layers(tmp_path, "{a: {b: 1}}", "{a: {c: 2}}")
    assert merged(found)["a"].pointer == ("0", "a")


def test_a_reference_replaces_and_is_replaced(tmp_path: Path) -> None:
    first, second = layers(tmp_path, "{a: {b: 1}}", "{a: {$ref: '#/x'}}")
    assert values(merged([first, second])) == {"a": {"$ref": "#/x"}}
    assert values(merged([second, first])) == {"a": {"b": 1}}


def test_what_is_below_fills_what_is_not_there(tmp_path: Path) -> None:
    over, below = layers(tmp_path, "{a: {b: null, c: 1}}", "{a: {b: 2, c: {}, d: 3}}")
    assert filled(over["a"], below["a"]).value == {"b": None, "c": 1, "d": 3}
    assert filled(over["a"], None) is over["a"]
