"""The library and the command line give the same bytes, and the library nothing else."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import asyncapi_pygen
from asyncapi_pygen import (
    Adapter,
    Config,
    Formats,
    Limits,
    ModelBackend,
    ModelSettings,
    Numbers,
    Owner,
    Part,
    Role,
    Selection,
    Selector,
    Severity,
    Zoneless,
    generate,
    validate,
    write,
)
from asyncapi_pygen.configuring.settings import SETTINGS
from asyncapi_pygen.emit.manifest import MANIFEST_NAME
from support.commands import ORDERS, command, tree
from support.packages import ROOT

OVERLAY = """
overlay: 1.0.0
info: {title: An overlay, version: 1.0.0}
actions: [{target: $.info, update: {description: Overlaid.}}]
"""
PLAIN = ModelSettings()
SAME: Mapping[str, tuple[list[str], dict[str, Any]]] = {
    "nothing": ([], {}),
    "--role": (["--role", "counterpart"], {"role": Role.COUNTERPART}),
    "--telemetry": (["--telemetry"], {"telemetry": True}),
    "--adapter": (
        ["--adapter", "flask", "--adapter", "asgi"],
        {"adapters": (Adapter.FLASK, Adapter.ASGI)},
    ),
    "--backend": (
        ["--backend", "dataclass"],
        {"models": ModelSettings(backend=ModelBackend.DATACLASS)},
    ),
    "--numbers": (
        ["--numbers", "decimal"],
        {"models": ModelSettings(numbers=Numbers.DECIMAL)},
    ),
    "--formats": (
        ["--formats", "strict"],
        {"models": ModelSettings(formats=Formats.STRICT)},
    ),
    "--zoneless": (["--zoneless", "utc"], {"models": ModelSettings(zoneless=Zoneless.UTC)}),
    "--assume-types": (
        ["--no-assume-types"],
        {"models": ModelSettings(assume_types=False)},
    ),
    "--strict-schemas": (
        ["--strict-schemas"],
        {"models": ModelSettings(strict_schemas=True)},
    ),
    "--overlay": (["--overlay", "overlay.yaml"], {"overlays": (Path("overlay.yaml"),)}),
    "--templates": (["--templates", "beside"], {"templates": Path("beside")}),
    "--lenient": (["--lenient"], {"lenient": True}),
    "--level": (["--level", "component-unused=off"], {"levels": {"component-unused": None}}),
    "--limit": (["--limit", "depth=50"], {"limits": Limits(depth=50)}),
    "--allow-ref-root": (["--allow-ref-root", "beside"], {"ref_roots": (Path("beside"),)}),
    "--allow-remote": (
        ["--allow-remote", "https://example.com/"],
        {"allow_remote": ("https://example.com/",)},
    ),
    "--only": (
        ["--only", "channel:/orders"],
        {"selection": Selection(only=(Selector(Part.CHANNEL, "/orders"),))},
    ),
    "--exclude": (
        ["--exclude", "operation:*Order"],
        {"selection": Selection(exclude=(Selector(Part.OPERATION, "*Order"),))},
    ),
    "--models-only": (["--models-only"], {"selection": Selection(models_only=True)}),
    "--lock": (["--lock", "own.lock"], {"lock": Path("own.lock")}),
}
APART = {"--output"}
"""What is an argument of its own: of ``write``."""


@pytest.fixture(autouse=True)
def documents(orders_file: Path) -> None:
    orders_file.write_text(f"{ORDERS}components: {{schemas: {{Spare: {{}}}}}}\n", "utf-8")
    Path("overlay.yaml").write_text(OVERLAY, "utf-8")
    Path("beside").mkdir()


def test_every_setting_that_shapes_a_package_is_tried_here() -> None:
    shaping = {one.flag for one in SETTINGS if one.shapes}
    assert shaping == {*SAME} - {"nothing"} | APART


@pytest.mark.parametrize(("words", "settings"), SAME.values(), ids=SAME)
def test_both_give_the_same_bytes(words: list[str], settings: dict[str, Any]) -> None:
    outcome = command("generate", "orders.yaml", "--output", "told/shop", *words)
    assert outcome.code == 0, outcome.err
    before = tree(Path())
    result = generate("orders.yaml", Config(package="shop", **settings))
    assert tree(Path()) == before
    assert not write(result, "written")
    assert written("written") == written("told")
    assert MANIFEST_NAME in {path.name for path in Path("written/shop").iterdir()}


def written(folder: str) -> Mapping[Path, bytes]:
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_findings_are_values(capfd: pytest.CaptureFixture[str]) -> None:
    (found,) = generate("orders.yaml", Config(package="shop")).diagnostics
    assert (found.code, found.severity, found.at.file) == (
        "component-unused",
        Severity.NOTE,
        "orders.yaml",
    )
    assert validate("orders.yaml").diagnostics == ()
    assert capfd.readouterr() == ("", "")


def test_a_bad_document_is_reported_and_cannot_be_written() -> None:
    Path("orders.yaml").write_text("asyncapi: [", "utf-8")
    result = generate("orders.yaml", Config(package="shop"))
    assert [one.severity for one in result.diagnostics] == [Severity.ERROR]
    assert not result.files
    with pytest.raises(ValueError, match="it has no files"):
        write(result, "written")


def test_what_is_the_users_is_written_once() -> None:
    result = generate("orders.yaml", Config(package="shop"))
    mine = {one.path for one in result.files if one.owner is Owner.YOURS}
    assert not write(result, "written")
    for path in mine:
        (Path("written") / path).write_text("# mine\n", "utf-8")
    assert not write(result, "written")
    assert {(Path("written") / path).read_text("utf-8") for path in mine} == {"# mine\n"}


def test_an_edit_is_refused_unless_it_is_given_up() -> None:
    result = generate("orders.yaml", Config(package="shop"))
    assert not write(result, "written")
    models = Path("written/shop/models.py")
    before = models.read_bytes()
    models.write_text("# edited\n", "utf-8")
    assert [one.code for one in write(result, "written")] == ["output-edited"]
    assert models.read_text("utf-8") == "# edited\n"
    assert not write(result, "written", force=True)
    assert models.read_bytes() == before


def test_a_damaged_manifest_is_told() -> None:
    result = generate("orders.yaml", Config(package="shop"))
    assert not write(result, "written")
    Path("written/shop", MANIFEST_NAME).write_text("{", "utf-8")
    assert "manifest-invalid" in [one.code for one in write(result, "written")]


def test_the_package_has_the_names_that_it_says() -> None:
    assert all(hasattr(asyncapi_pygen, name) for name in asyncapi_pygen.__all__)
    with pytest.raises(AttributeError, match="no attribute 'generated'"):
        _ = asyncapi_pygen.generated  # type: ignore[attr-defined]


def test_the_example_of_the_documentation_runs() -> None:
    Path("specs").mkdir()
    Path("specs/voice.yaml").write_text(ORDERS, "utf-8")
    text = (ROOT / "docs" / "library.md").read_text("utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    exec(compile(block, "docs/library.md", "exec", dont_inherit=True), {})
    assert Path("src/acme/voice/models.py").is_file()
