"""Same input, same bytes: nothing of the process, the machine or an earlier run shows in a file."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.emit.files import GeneratedFile
from asyncapi_pygen.memory import Memories
from asyncapi_pygen.payloads import models
from asyncapi_pygen.pipeline import Result, generate
from asyncapi_pygen.source.files import Files
from support.commands import ORDERS, command, contents, process
from support.packages import ROOT, SPECS, VOICE, VOICE_OVERLAY, run


@dataclass(frozen=True)
class Case:
    """A document of ``specs/`` and its overlay."""

    document: Path
    overlays: tuple[Path, ...] = ()

    @property
    def words(self) -> list[str]:
        names = [str(self.document)]
        for overlay in self.overlays:
            names += ["--overlay", str(overlay)]
        return names


CASES = {
    "voice": Case(VOICE),
    "voice with answers": Case(VOICE, (VOICE_OVERLAY,)),
    "voice in 3.0": Case(SPECS / "sinch-voice-callbacks-3.0.yaml"),
    "orders": Case(SPECS / "orders-webhooks" / "asyncapi.yaml"),
}


def locales() -> set[str]:
    listed = subprocess.run(["locale", "-a"], capture_output=True, encoding="utf-8", check=False)
    return set(listed.stdout.lower().replace("-", "").split())


GERMAN = pytest.mark.skipif("de_de.utf8" not in locales(), reason="the locale is not installed")

# Several things at once, since a process takes a second; the first run has none of them.
ENVIRONMENTS = [
    pytest.param(
        {
            "PYTHONHASHSEED": "1",
            "LC_ALL": "C",
            "PYTHONCOERCECLOCALE": "0",
            "TZ": "Pacific/Kiritimati",
        },
        ("-X", "utf8=0"),
        id="ASCII, far east",
    ),
    pytest.param(
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "TZ": "Pacific/Pago_Pago"},
        (),
        id="UTF-8, far west",
        marks=pytest.mark.slow,
    ),
    pytest.param({"PYTHONHASHSEED": "7", "LC_ALL": "de_DE.UTF-8"}, (), id="German", marks=GERMAN),
]


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    made: Case = request.param
    return made


@pytest.fixture(scope="module")
def usual(case: Case, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what a process with nothing unusual about it writes."""
    folder = tmp_path_factory.mktemp("usual")
    words = [*case.words, "--output", "package"]
    assert process("generate", *words, cwd=folder, environment={"PYTHONHASHSEED": "0"}).code == 0
    return contents(folder)


@pytest.mark.parametrize(("environment", "python"), ENVIRONMENTS)
def test_the_environment_does_not_show(
    environment: Mapping[str, str],
    python: tuple[str, ...],
    case: Case,
    usual: Mapping[str, bytes],
    tmp_path: Path,
) -> None:
    words = [*case.words, "--output", "package"]
    outcome = process("generate", *words, cwd=tmp_path, environment=environment, python=python)
    assert outcome.code == 0, outcome.err
    assert contents(tmp_path) == usual


def test_the_working_directory_and_the_spelling_of_paths_do_not_show(
    case: Case, usual: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT / "specs")
    words = [word if word.startswith("--") else os.path.relpath(word) for word in case.words]
    outcome = command("generate", *words, "--output", os.path.relpath(tmp_path / "package"))
    assert outcome.code == 0, outcome.err
    assert contents(tmp_path) == usual


def test_a_copy_of_the_document_elsewhere_gives_the_same(
    usual: Mapping[str, bytes], case: Case, tmp_path: Path
) -> None:
    copied = tmp_path / "a folder"
    for path in case.document.parent.rglob("*.yaml"):
        target = copied / path.relative_to(case.document.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    words = [word.replace(str(case.document.parent), str(copied)) for word in case.words]
    assert command("generate", *words, "--output", tmp_path / "out" / "package").code == 0
    assert contents(tmp_path / "out") == usual


def test_line_ends_of_the_document_do_not_show(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix.yaml", tmp_path / "windows" / "unix.yaml"
    windows.parent.mkdir()
    unix.write_bytes(VOICE.read_bytes())
    windows.write_bytes(VOICE.read_bytes().replace(b"\n", b"\r\n"))
    assert texts(run(windows, "package")) == texts(run(unix, "package"))


# Stages that are saved.


def texts(result: Result) -> dict[str, str]:
    assert result.files, [f"{one.code}: {one.message}" for one in result.diagnostics]
    return {str(file.path): file.text for file in result.files}


def test_a_run_that_takes_the_models_over_gives_the_files_of_a_fresh_one(
    case: Case, engine: list[int]
) -> None:
    config = Config(package="package", overlays=case.overlays)
    fresh = generate(case.document, case.document.name, config)
    known = {fresh.stages["models"]: texts(fresh)["package/models.py"]}
    again = generate(case.document, case.document.name, config, Memories(texts=known))
    assert again == fresh
    assert len(engine) == 1


def test_a_second_run_over_the_package_gives_the_bytes_of_a_fresh_one(
    case: Case, usual: Mapping[str, bytes], tmp_path: Path
) -> None:
    output = tmp_path / "package"
    assert command("generate", *case.words, "--output", output).code == 0
    (output / "handlers.py").unlink()
    assert command("generate", *case.words, "--output", output).code == 0
    assert contents(tmp_path) == usual


def test_the_models_of_an_earlier_run_are_taken_over(tmp_path: Path, engine: list[int]) -> None:
    words = (orders(tmp_path), "--output", tmp_path / "shop")
    assert command("generate", *words).code == 0
    assert len(engine) == 1
    assert command("check", *words).code == 0
    assert len(engine) == 1


@pytest.mark.parametrize(
    "touched",
    [
        pytest.param(lambda path: path.write_text(path.read_text() + "# edit\n"), id="edited"),
        pytest.param(lambda path: path.write_bytes(b"\xff"), id="no text"),
        pytest.param(lambda path: path.unlink(), id="deleted"),
    ],
)
def test_models_edited_by_hand_are_never_taken_over(
    touched: Any, tmp_path: Path, engine: list[int]
) -> None:
    words = (orders(tmp_path), "--output", tmp_path / "shop")
    assert command("generate", *words).code == 0
    written = contents(tmp_path)
    touched(tmp_path / "shop" / "models.py")
    assert command("check", *words).code == 1
    assert len(engine) == 2
    assert command("generate", *words, "--force").code == 0
    assert contents(tmp_path) == written


def test_models_of_another_document_are_not_taken_over(tmp_path: Path, engine: list[int]) -> None:
    document = orders(tmp_path)
    words = (document, "--output", tmp_path / "shop")
    assert command("generate", *words).code == 0
    document.write_text(ORDERS.replace("note:", "remark:"), "utf-8")
    assert command("generate", *words).code == 0
    assert len(engine) == 2
    assert "remark:" in (tmp_path / "shop" / "models.py").read_text("utf-8")


def orders(folder: Path) -> Path:
    path = folder / "orders.yaml"
    path.write_text(ORDERS, "utf-8")
    return path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by one whenever types are made, which is the dear stage."""
    calls: list[int] = []
    real = models.type_definitions

    def counted(*asked: Any) -> Any:
        calls.append(1)
        return real(*asked)

    monkeypatch.setattr(models, "type_definitions", counted)
    return calls


# The order in the document: what it may change is the order of declarations, and nothing else.

UNORDERED = ("info", "servers", "defaultContentType", "components", "tags", "id", "asyncapi")
"""Fields of the root whose place among the others means nothing."""


def as_we_read_it(document: Path) -> dict[str, Any]:
    """Return the document with the types of YAML 1.2, which PyYAML does not know."""
    read = Files(Limits(), Diagnostics()).document(document, document.name, "", ())
    assert read is not None
    assert isinstance(read.root, dict)
    return dict(read.root)


def reordered(document: Path, folder: Path, *, channels: bool) -> Path:
    """Write the document with its root's fields and its components in another order.

    With ``channels`` the channels change their order as well, and the operations of 3.x.
    """
    value = as_we_read_it(document)
    random = Random(7)
    groups = value["components"].items()
    value["components"] = {name: shuffled(group, random) for name, group in groups}
    if channels:
        for name in {"channels", "operations"} & value.keys():
            value[name] = dict(reversed(value[name].items()))
    path = folder / document.name
    path.write_text(yaml.safe_dump(shuffled(value, random), sort_keys=False), "utf-8")
    return path


def shuffled(value: Mapping[str, Any], random: Random) -> dict[str, Any]:
    keys = list(value)
    random.shuffle(keys)
    assert keys != list(value) or len(keys) < 3
    return {key: value[key] for key in keys}


def plain(document: Path, folder: Path) -> Path:
    """Write the document as ``reordered`` does, in its own order."""
    value = as_we_read_it(document)
    path = folder / document.name
    path.write_text(yaml.safe_dump(value, sort_keys=False), "utf-8")
    return path


@pytest.fixture(params=["sinch-voice-callbacks.yaml", "sinch-voice-callbacks-3.0.yaml"])
def document(request: pytest.FixtureRequest) -> Path:
    return SPECS / str(request.param)


def test_the_order_of_components_and_of_the_roots_fields_does_not_show(
    document: Path, tmp_path: Path
) -> None:
    before = texts(run(plain(document, tmp_path), "package"))
    assert texts(run(reordered(document, tmp_path, channels=False), "package")) == before


def test_the_order_of_channels_changes_the_order_of_declarations_alone(
    document: Path, tmp_path: Path
) -> None:
    """Handlers, rows and models come in the order of the channels: their names and texts stay."""
    before = run(plain(document, tmp_path), "package")
    after = run(reordered(document, tmp_path, channels=True), "package")
    assert texts(after) != texts(before)
    assert {file.path: lines(file) for file in after.files} == {
        file.path: lines(file) for file in before.files
    }


def lines(file: GeneratedFile) -> list[str]:
    """Return the lines in an order of their own; the diagram in the README counts its nodes."""
    return sorted(re.sub(r"\b([ch])\d+\[", r"\1[", file.text).splitlines())
