"""Absent, null and default are three things: what each reads as, and what is written back.

The grid is every kind of schema, required or not, nullable or not, with a default and without.
"""

import json
import subprocess
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

from support.documents import document, generated
from support.packages import Written, importable, run, write
from support.shared import tool

ABSENT = object()


@dataclass(frozen=True)
class Kind:
    """A schema with a value of it that is not its default, its default, and what it refuses."""

    schema: dict[str, Any]
    value: Any
    default: Any
    wrong: Any


POINT = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
KINDS = {
    "text": Kind({"type": "string"}, "b", "a", 5),
    "whole": Kind({"type": "integer", "minimum": 1}, 2, 1, 0),
    "flag": Kind({"type": "boolean"}, value=False, default=True, wrong="true"),
    "enum": Kind({"type": "string", "enum": ["a", "b"]}, "b", "a", 5),
    "time": Kind(
        {"type": "string", "format": "date-time"},
        "2024-01-31T10:00:00.123456789Z",
        "2023-01-31T10:00:00+01:00",
        "yesterday",
    ),
    "union": Kind({"type": ["string", "integer"]}, 7, "a", []),
    "list": Kind({"type": "array", "items": {"type": "integer"}}, [2], [1, 0], ["a"]),
    "times": Kind(
        {"type": "array", "items": {"type": "string", "format": "date"}},
        ["2024-01-31"],
        ["2023-01-31"],
        [1],
    ),
    "map": Kind({"type": "object", "additionalProperties": {"type": "integer"}}, {"b": 2}, {}, []),
    "point": Kind(POINT, {"x": 2}, {"x": 1, "more": [None]}, {"x": "a"}),
    "points": Kind({"type": "array", "items": POINT}, [{"x": 2}], [{"x": 1}], [{}]),
}


@dataclass(frozen=True)
class Cell:
    """A property of a kind, required or not, nullable or not, with a default and without."""

    kind: str
    required: bool = False
    nullable: bool = False
    default: bool = False

    @property
    def name(self) -> str:
        flags = {"Required": self.required, "Nullable": self.nullable, "Default": self.default}
        return self.kind.title() + "".join(word for word, is_set in flags.items() if is_set)

    @property
    def schema(self) -> dict[str, Any]:
        told = KINDS[self.kind]
        schema = {"anyOf": [told.schema, {"type": "null"}]} if self.nullable else told.schema
        if self.default:
            schema = {**schema, "default": told.default}
        required = ["aField"] if self.required else []
        return {"type": "object", "properties": {"aField": schema}, "required": required}


CELLS = [Cell(kind, *flags) for kind, flags in product(KINDS, product((False, True), repeat=3))]
each_cell = pytest.mark.parametrize("one", CELLS, ids=lambda one: one.name)


def grid() -> tuple[Any, Any]:
    """Return a payload that leads to all cells, and the cells."""
    cells = {one.name: one.schema for one in CELLS}
    refs = {one: {"$ref": f"#/components/schemas/{one}"} for one in cells}
    return {"type": "object", "properties": refs}, cells


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("absence")
    path = folder / "grid.json"
    path.write_text(document(*grid()), "utf-8")
    result = run(path, "grid")
    assert [one.message for one in result.diagnostics if one.code == "schema-weakened"] == []
    write(result, folder)
    with importable(folder, "grid"):
        yield Written(folder, "grid", result)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("absence_sent")
    return generated(folder, document(*grid(), sent=True)).load(folder)


def codec(package: Written, one: Cell) -> Any:
    return package.module("_codec").Codec(getattr(package.models, one.name))


def plain(value: Any) -> Any:
    """Return what a value of a field is in JSON."""
    match value:
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case _ if hasattr(value, "model_dump"):
            return value.model_dump(mode="json")
        case _ if hasattr(value, "isoformat"):
            return getattr(value, "text", value.isoformat())
        case _:
            return value


def expected(one: Cell, wire: Any) -> tuple[str, Any]:
    """Say what becomes of a value on the wire, and what the field then reads as."""
    told = KINDS[one.kind]
    unset = told.default if one.default else None
    if wire is None and one.nullable:
        return "read", None
    if wire not in (ABSENT, None, told.wrong):
        return "read", wire
    if one.required:
        return "refused", None
    return ("read" if wire is ABSENT else "set aside"), unset


@each_cell
def test_each_cell_that_is_received(one: Cell, received: Written) -> None:
    reader = codec(received, one)
    told = KINDS[one.kind]
    for wire in (ABSENT, None, told.value, told.default, told.wrong):
        body = {} if wire is ABSENT else {"aField": wire}
        fate, value = expected(one, wire)
        text = json.dumps(body).encode()
        if fate == "refused":
            with pytest.raises(received.module("_misfits").UnfitError):
                reader.salvage(text)
            continue
        event = reader.salvage(text)
        assert (wire, plain(event.a_field)) == (wire, value)
        assert json.loads(reader.encode(event)) == body
        aside = {} if fate == "read" else {"/aField": wire}
        assert received.module("_codec").set_aside(event) == aside


@each_cell
def test_each_cell_that_is_sent(one: Cell, sent: ModuleType) -> None:
    class_ = getattr(sent, one.name)
    told = KINDS[one.kind]
    given = class_.model_validate_json(json.dumps({"aField": told.value}), by_alias=True)
    assert written(class_(a_field=given.a_field)) == {"aField": told.value}
    assert written(given) == {"aField": told.value}
    if one.required:
        with pytest.raises(ValidationError):
            class_()
    else:
        made = class_()
        assert plain(made.a_field) == (told.default if one.default else None)
        assert written(made) == {}
    if one.nullable:
        assert written(class_(a_field=None)) == {"aField": None}
    elif one.required or one.default:
        with pytest.raises(ValidationError):
            class_(a_field=None)
    else:
        assert written(class_(a_field=None)) == {}


def written(value: Any) -> Any:
    return json.loads(value.model_dump_json())


@pytest.mark.parametrize("kind", ["list", "map", "points", "point", "times"])
def test_a_default_is_a_fresh_value_each_time(kind: str, received: Written) -> None:
    class_ = getattr(received.models, Cell(kind, default=True).name)
    assert class_().a_field == class_().a_field
    assert class_().a_field is not class_().a_field


@pytest.mark.parametrize(
    ("schema", "kept"),
    [
        ({"type": "array", "items": {"type": "integer"}, "default": ["a"]}, False),
        ({"type": "array", "uniqueItems": True, "default": [1, 1]}, False),
        ({"type": "array", "uniqueItems": True, "default": [1, 2]}, True),
        ({**POINT, "default": {}}, False),
        ({**POINT, "additionalProperties": False, "default": {"x": 1, "y": 1}}, False),
        ({"type": "string", "format": "date", "default": "2024-02-30"}, False),
        ({"type": "string", "format": "uri", "default": "no uri"}, True),
        ({"type": "string", "default": None}, None),
        ({"type": ["string", "null"], "default": None}, None),
        ({"oneOf": [{"type": "string"}, POINT], "default": {"x": 1}}, True),
        ({"default": {"any": ["thing"]}}, True),
    ],
)
def test_a_default_is_set_if_its_schema_accepts_it(schema: Any, kept: Any, tmp_path: Path) -> None:
    made = generated(tmp_path, document({"type": "object", "properties": {"a": schema}}))
    told = "the default of `a` is not set: its own schema does not accept it"
    assert [note for note in made.notes if "default" in note] == ([told] if kept is False else [])
    value = made.load(tmp_path).Event()
    assert plain(value.a) == (schema["default"] if kept else None)
    assert written(value) == {}


@pytest.mark.slow
def test_what_a_type_checker_says_of_none(received: Written) -> None:
    """``None`` may be assigned where null may be sent, and where it stands for absence."""
    lines = ["from grid import models", ""]
    for one in CELLS:
        lines += [f"def {one.name.lower()}(value: models.{one.name}) -> None:"]
        lines += ["    value.a_field = None"]
    (received.folder / "use.py").write_text("\n".join(lines), "utf-8")
    command = [*tool("mypy"), "--strict", "use.py"]
    done = subprocess.run(command, cwd=received.folder, capture_output=True, text=True, check=False)
    refused = {int(line.split(":")[1]) for line in done.stdout.splitlines() if "error:" in line}
    assert refused == {
        4 + 2 * number
        for number, one in enumerate(CELLS)
        if not one.nullable and (one.required or one.default)
    }, done.stdout
