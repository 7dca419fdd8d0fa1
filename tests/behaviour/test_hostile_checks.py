"""Text of a document never becomes code in a check either: every string in them is hostile here."""

import json
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Config, ModelBackend, ModelSettings
from asyncapi_pygen.pipeline import Result, generate
from support.hostile import HOSTILE, WORST, hostile_or_slow
from support.packages import importable, write
from support.shape import ast_shape


def document(text: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {"type": "string", "not": {"enum": [text, f"{text}2"]}},
            "b": {"enum": [{text: text}, [text]]},
            "c": {"type": "array", "items": [{"const": text}, {"pattern": "x"}]},
            "d": {"type": "object", "propertyNames": {"const": text}},
            "e": {"type": "array", "contains": {"required": [text]}, "default": [text]},
        },
        "dependencies": {text: [text], "f": {"properties": {text: {"const": text}}}},
        "if": {"properties": {text: {"const": text}}},
        "then": {"required": ["a"]},
        "additionalProperties": {"type": "string", "not": {"const": text}},
    }
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "Hostile", "version": "1"},
        "channels": {"/a": {"publish": {"operationId": "take", "message": {"payload": schema}}}},
    }


def made(folder: Path, text: str, backend: ModelBackend) -> Result:
    path = folder / "asyncapi.json"
    path.write_text(json.dumps(document(text)), "utf-8")
    return generate(
        path, path.name, Config(package="hostile", models=ModelSettings(backend=backend))
    )


def models(result: Result) -> str:
    (text,) = [file.text for file in result.files if file.path.name == "models.py"]
    return text


CASES = [
    hostile_or_slow(name, text, backend, id=f"{backend.value}-{name}")
    for backend in ModelBackend
    for name, text in HOSTILE.items()
    if backend is ModelBackend.PYDANTIC or name in WORST
]


@pytest.mark.parametrize(("text", "backend"), CASES)
def test_hostile_text_in_checks_stays_text(
    text: str, backend: ModelBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result, harmless = made(tmp_path, text, backend), made(tmp_path, "harmless", backend)
    assert ast_shape(models(result), identifiers=True) == ast_shape(
        models(harmless), identifiers=True
    )
    write(result, tmp_path)
    with importable(tmp_path, "hostile") as package:
        operations = __import__("hostile.operations", fromlist=["OPERATIONS"])
        body = operations.OPERATIONS[0].body
        body.decode(json.dumps({"a": "ok", "more": "x"}).encode())
        with pytest.raises(package.__dict__["_misfits"].UnfitError):
            body.decode(json.dumps({"a": text}).encode())
    assert not (tmp_path / "pwned").exists()
