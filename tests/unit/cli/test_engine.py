"""The engine, loaded by a copy of the process while the document is read."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from asyncapi_pygen.cli import engine
from asyncapi_pygen.cli.engine import Elsewhere, engine_of_command, loading
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.engine import run
from support.commands import GENERATOR, ORDERS, command

pytestmark = [
    pytest.mark.usefixtures("copying"),
    # Later versions warn of the threads of the tests.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

TEXT: Mapping[str, Json] = {"A": {"type": "string"}}
NUMBERS: Mapping[str, Json] = {"B": {"type": "array", "items": {"type": "integer"}}}


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the engine for one that is not loaded, whatever other tests have done."""
    monkeypatch.setattr(engine, "is_loaded", lambda: False)


def pid_of(_: Mapping[str, Json], /) -> str:
    return str(os.getpid())


@pytest.mark.usefixtures("unloaded")
def test_a_copy_gives_the_same_module_as_often_as_it_is_asked() -> None:
    with loading() as there:
        assert isinstance(there, Elsewhere)
        for definitions in (TEXT, NUMBERS, TEXT):
            assert there(definitions) == run(definitions)


@pytest.mark.usefixtures("unloaded")
def test_a_copy_takes_definitions_and_gives_modules_of_any_size() -> None:
    many: dict[str, Json] = {f"A{n}": {"const": f"{n}" * 100} for n in range(1000)}
    with loading() as there:
        assert there(many) == run(many)


@pytest.mark.usefixtures("unloaded")
def test_it_is_another_process_that_ends_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "run", pid_of)
    with click.Context(click.Command("generate")):
        one, other = engine_of_command(), engine_of_command()
        assert one is other
        there = int(one(TEXT))
        assert there != os.getpid()
        os.kill(there, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(there, 0)


@pytest.mark.usefixtures("unloaded")
def test_it_lets_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def priority(_: Mapping[str, Json], /) -> str:
        return str(os.getpriority(os.PRIO_PROCESS, 0))

    usual = os.getpriority(os.PRIO_PROCESS, 0)
    monkeypatch.setattr(engine, "run", priority)
    with loading() as there:
        assert int(there(TEXT)) > usual


@pytest.mark.usefixtures("unloaded")
def test_what_fails_there_fails_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Mapping[str, Json], /) -> str:
        raise ValueError(os.getpid())

    monkeypatch.setattr(engine, "run", fail)
    with loading() as there, pytest.raises(ValueError, match=str(os.getpid())):
        there(TEXT)


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize("asked_before", [False, True])
def test_if_the_copy_has_ended_the_work_is_done_here(
    begun: list[int], monkeypatch: pytest.MonkeyPatch, *, asked_before: bool
) -> None:
    monkeypatch.setattr(engine, "run", pid_of)
    with loading() as there:
        if asked_before:
            assert there(TEXT) == str(begun[0])
        os.kill(begun[0], signal.SIGKILL)
        assert there(TEXT) == str(os.getpid())
        assert there(TEXT) == str(os.getpid())


def test_what_is_loaded_here_is_used_here() -> None:
    run(TEXT)
    with loading() as here:
        assert here is run


def test_without_a_command_nothing_is_copied() -> None:
    assert engine_of_command() is run


LOADS = """
import sys
from asyncapi_pygen.payloads.engine import is_loaded, load, run
print(is_loaded())
load()
print(is_loaded())
before = {name for name in sys.modules if name.startswith("datamodel_code_generator")}
run({"A": {"type": "object", "properties": {"a": {"enum": [1, 2]}}, "required": ["a"]}})
print(sum(name.startswith("datamodel_code_generator") for name in sys.modules) - len(before))
"""


def test_to_load_it_imports_nearly_all_that_a_call_needs() -> None:
    environment = {**os.environ, "PYTHONPATH": str(GENERATOR)}
    said = subprocess.check_output([sys.executable, "-c", LOADS], env=environment, text=True)
    before, after, missed = said.split()
    assert (before, after) == ("False", "True")
    assert int(missed) < 10


@pytest.mark.usefixtures("unloaded")
def test_several_packages_have_one_copy_and_are_the_same(tmp_path: Path, begun: list[int]) -> None:
    document = tmp_path / "orders.yaml"
    document.write_text(ORDERS, "utf-8")
    here = command("generate", document, "--output", tmp_path / "here" / "shop")
    (tmp_path / "pyproject.toml").write_text(
        "".join(
            f'[tool.asyncapi-pygen.targets.{name}]\nspec = "orders.yaml"\noutput = "{name}/shop"\n'
            for name in ("one", "other")
        ),
        "utf-8",
    )
    assert len(begun) == 1
    there = command("generate", "--config", tmp_path / "pyproject.toml")
    assert (here.code, there.code, len(begun)) == (0, 0, 2)
    for name in ("one", "other"):
        text = (tmp_path / name / "shop" / "models.py").read_text("utf-8")
        assert text == (tmp_path / "here" / "shop" / "models.py").read_text("utf-8")


WAITS = """
import os, sys, time
import click
from asyncapi_pygen.cli import copies
from asyncapi_pygen.cli.engine import engine_of_command
os.sched_getaffinity = lambda _: {0, 1}
copies._is_single_threaded = lambda: True
with click.Context(click.Command("generate")):
    print(type(engine_of_command()).__name__, flush=True)
    time.sleep(60)
"""


def test_a_copy_does_not_outlive_a_process_that_is_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": str(GENERATOR)}
    words = [sys.executable, "-c", WAITS]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"Elsewhere\n"
        process.kill()
        # The copy has the same standard output: it is at its end when both have ended.
        assert process.stdout.read() == b""
