"""Packages of models alone: those of the whole, with what reads and writes them."""

import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Selection
from asyncapi_pygen.emit.files import Kind
from support import checkers
from support.packages import ROOT, importable, run, selection_beside, write
from support.parts import DOCUMENTS, GOLDEN, Parts, parts, result

SOME = GOLDEN / "some-operations" / "asyncapi.yaml"
ORDER = {"type": "order.placed", "order": {"id": "1"}}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_models_alone_are_those_of_the_whole(name: str) -> None:
    whole = parts(result(name, "package", Selection()))
    alone = parts(result(name, "package", Selection(models_only=True)))
    assert not alone.yours
    for file in alone.owned.keys() - {"README.md", "codec.py"}:
        assert alone.text(file) == whole.text(file), file
    written = {file for file, one in alone.owned.items() if one.kind is not Kind.RUNTIME}
    models = {"README.md", "__init__.py", "models.py", "py.typed"}
    assert written == models | ({"avro.py", "protobuf.py"} & whole.owned.keys())
    # Nothing is there that neither models nor codecs lead to.
    assert alone.owned.keys().isdisjoint({"_endpoints.py", "_operation.py", "runtime.py"})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_models_alone_read_and_write_the_samples(name: str, tmp_path: Path) -> None:
    whole = parts(result(name, "package", Selection()))
    write(result(name, "package", Selection(models_only=True)), tmp_path)
    with importable(tmp_path, "package"):
        for file in sorted((tmp_path / "package").glob("*.py")):
            importlib.import_module(f"package.{file.stem}")
        models = importlib.import_module("package.models")
        codec = importlib.import_module("package.codec")
        for event in events(whole):
            reader = codec.Codec(getattr(models, event["class"]))
            body = whole.text(f"samples/{event['sample']}").encode()
            value = reader.decode(body)
            assert reader.decode(reader.encode(value)) == value
            with pytest.raises(codec.UnfitError):
                reader.decode(b"7")


def events(whole: Parts) -> Iterator[dict[str, str]]:
    """Yield the events of which the class and a sample are known."""
    for file in whole.owned:
        if file.startswith("trials/"):
            told = json.loads(whole.text(file))["events"]
            yield from (one for one in told if one.keys() >= {"class", "sample"})


def test_what_the_documentation_shows_of_models_alone_reads_what_fits(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "partial.md").read_text("utf-8")
    (shown,) = re.findall(r"^```python\n(from .*?)^```$", text, re.MULTILINE | re.DOTALL)
    write(run(SOME, "shop_orders", selection=Selection(models_only=True)), tmp_path)
    with importable(tmp_path, "shop_orders"):
        names: dict[str, Any] = {}
        exec(shown, names)
        placed = names["read"](json.dumps(ORDER).encode())
        assert (type(placed).__name__, placed.order.id) == ("OrderPlaced", "1")
        assert names["read"](b"{}") is None


def test_models_of_some_operations_are_those_of_the_package_of_these() -> None:
    some_of_it = selection_beside(SOME)
    full = parts(run(SOME, "p", selection=some_of_it))
    alone = parts(run(SOME, "p", selection=replace(some_of_it, models_only=True)))
    assert alone.text("models.py") == full.text("models.py")


@pytest.mark.slow
def test_models_alone_are_well_typed(tmp_path: Path) -> None:
    for name in DOCUMENTS:
        write(result(name, f"{name}_alone", Selection(models_only=True)), tmp_path)
    assert checkers.mypy(tmp_path) == {}
    assert checkers.pyright(tmp_path) == {}
    checkers.assert_clean_under_ruff(tmp_path)
