"""The JSON Schema of the configuration: what is published, and whether it says what is read."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest

from asyncapi_pygen.cli import main
from asyncapi_pygen.configuring import schema as module
from asyncapi_pygen.configuring.reading import read_configuration
from asyncapi_pygen.configuring.schema import FILE, published, schema, schema_text
from asyncapi_pygen.configuring.settings import BY_KEY
from asyncapi_pygen.diagnostics import Diagnostics
from support.commands import command

VALIDATOR = jsonschema_rs.Draft7Validator(schema())


def test_what_is_published_is_made_of_the_table(golden: Callable[[Path, str], None]) -> None:
    golden(Path(module.__file__).parent / FILE, schema_text())


def test_the_command_prints_what_is_published() -> None:
    outcome = command("config", "schema")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == published()
    assert "config" in main.commands


def test_it_is_a_schema_itself() -> None:
    assert jsonschema_rs.meta.is_valid(json.loads(published()))


def test_every_key_is_in_it_with_what_it_is_for() -> None:
    definitions = json.loads(published())["definitions"]
    for key, setting in BY_KEY.items():
        assert definitions[key]["description"] == setting.help


GOOD = [
    "",
    "lenient = true",
    "spec = 'a.yaml'\noutput = 'b'",
    "overlays = ['a', 'b']\nadapters = []\nmax-findings = 0",
    "levels = {unknown-field = 'off', ref-dangling = 'error'}",
    "limits = {depth = 300, nodes = 5}",
    "targets.a = {spec = 'a', role = 'counterpart'}",
    "spec = 'a'\nactions = [{target = '$', update = {a = 1}}, {target = '$.a', remove = true}]",
    "allow-remote = ['https://example.com/']",
]
BAD = [
    "lenient = 1",
    "x = 1",
    "overlays = 'a'",
    "overlays = ['']",
    "adapters = ['fastapy']",
    "max-findings = -1",
    "numbers = 'decimals'",
    "levels = {unknown-fild = 'off'}",
    "levels = {unknown-field = 'of'}",
    "levels = {ref-dangling = 'off'}",
    "levels = 'off'",
    "limits = {depth = '1'}",
    "limits = {x = 1}",
    "targets = 1",
    "targets.a = {spec = 'a', x = 1}",
    "targets.a = {spec = 'a', targets = {}}",
    "targets.'a b' = {spec = 'a'}",
    "spec = 1",
]


@pytest.mark.parametrize(
    ("text", "expected"), [*((one, True) for one in GOOD), *((one, False) for one in BAD)]
)
def test_it_takes_what_the_reader_takes(tmp_path: Path, text: str, *, expected: bool) -> None:
    whole = f"[tool.asyncapi-pygen]\n{text}\n"
    assert VALIDATOR.is_valid(tomllib.loads(whole)["tool"]["asyncapi-pygen"]) is expected
    path = tmp_path / "pyproject.toml"
    path.write_text(whole, "utf-8")
    diagnostics = Diagnostics()
    read_configuration(path, diagnostics)
    assert (not diagnostics.has_errors) is expected, list(diagnostics)


@pytest.mark.parametrize(
    "action",
    [
        "{}",
        "{target = 1}",
        "{target = '$'}",
        "{target = '$', remove = false}",
        "{target = '$', updat = {}}",
    ],
)
def test_an_action_that_cannot_be_applied_is_none(action: str) -> None:
    table = tomllib.loads(f"spec = 'a'\nactions = [{action}]")
    assert not VALIDATOR.is_valid(table)
