"""Text of a document never becomes code: every string of the founding document is hostile here."""

import json
from itertools import count
from pathlib import Path

import pytest

from asyncapi_pygen.config import Config
from asyncapi_pygen.emit.files import Kind
from asyncapi_pygen.pipeline import Result, generate
from support.hostile import HOSTILE, hostile_or_slow, rewritten
from support.packages import SPECS, importable, write
from support.shape import ast_shape

PATTERNS = [hostile_or_slow(name, text) for name, text in HOSTILE.items()]
DOCUMENTS = ("sinch-voice-callbacks.yaml", "sinch-voice-callbacks-3.0.yaml")


def generated(tmp_path: Path, pattern: str, document: str = DOCUMENTS[0]) -> Result:
    """Generate from the document whose strings are all ``pattern``, each made unique."""
    numbers = count()
    names: dict[str, str] = {}

    def replace(text: str) -> str:
        return names.setdefault(text, f"{pattern}Value{next(numbers)}Q{pattern}")

    path = tmp_path / "asyncapi.json"
    path.write_text(json.dumps(rewritten(SPECS / document, replace)), encoding="utf-8")
    # Of 3.x the rules refuse a `#` in a channel's key: with --lenient it may be as hostile as any.
    return generate(path, path.name, Config(package="package", lenient=True))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("harmless")
    return {document: generated(folder, "harmless", document) for document in DOCUMENTS}


def shapes(result: Result) -> dict[str, str]:
    assert result.files, [f"{one.code}: {one.message}" for one in result.diagnostics]
    return {
        str(file.path): ast_shape(file.text, identifiers=True)
        for file in result.files
        if file.kind is Kind.PYTHON
    }


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_hostile_text_gives_the_syntax_tree_of_harmless_text(
    pattern: str, document: str, harmless: dict[str, Result], tmp_path: Path
) -> None:
    result = generated(tmp_path, pattern, document)
    assert shapes(result) == shapes(harmless[document])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_package_from_hostile_text_imports_and_runs_nothing(
    pattern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(generated(tmp_path, pattern), tmp_path)
    with importable(tmp_path, "package") as package:
        __import__("package_app")
        __import__("package.router")
        assert package.__doc__
    assert not list(tmp_path.rglob("pwned*"))


def test_operations_may_be_called_like_what_their_signatures_refer_to(tmp_path: Path) -> None:
    """Each is a method of one class, where it would hide the name from those that follow."""
    names = ("abstractmethod", "bytes", "dict", "list", "models", "override", "str")
    media = ("application/json", "application/octet-stream", "text/plain")
    document = {
        "asyncapi": "2.6.0",
        "info": {"title": "T", "version": "1"},
        "channels": {
            f"/{name}/{number}/{{place}}": {
                "parameters": {"place": {"schema": {"type": "string"}}},
                "publish": {
                    "operationId": f"{name}{number or ''}",
                    "message": {
                        "contentType": content_type,
                        "payload": {"type": "object", "properties": {"a": {"type": "string"}}},
                    },
                },
            }
            for number, content_type in enumerate(media)
            for name in names
        },
    }
    path = tmp_path / "asyncapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    result = generate(path, path.name, Config(package="package"))
    assert result.files
    write(result, tmp_path)
    with importable(tmp_path, "package"):
        __import__("package_app")
        __import__("package.router")
