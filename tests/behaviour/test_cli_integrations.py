"""What calls the command line for its users: hooks, completion of words, a workflow's step."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from asyncapi_pygen.cli import main
from support.commands import GENERATOR, ORDERS, ORDERS_ALONE, command, process
from support.packages import ROOT

MANIFEST = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / ".github" / "actions" / "check" / "action.yml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(
        '[tool.asyncapi-pygen.targets.orders]\nspec = "asyncapi.yaml"\noutput = "orders"\n'
        '[tool.asyncapi-pygen.targets.other]\nspec = "asyncapi.yaml"\noutput = "other"\n',
        "utf-8",
    )
    Path("asyncapi.yaml").write_text(ORDERS, "utf-8")


# Hooks of pre-commit.


def test_there_is_a_hook_for_each_of_three_commands() -> None:
    assert [one["id"] for one in MANIFEST] == [
        "asyncapi-pygen-check",
        "asyncapi-pygen-generate",
        "asyncapi-pygen-validate",
    ]
    assert {one["language"] for one in MANIFEST} == {"python"}


@pytest.mark.parametrize("hook", MANIFEST, ids=lambda one: one["id"])
def test_a_hook_is_a_command_that_does_what_it_says(hook: dict[str, object]) -> None:
    program, *words = shlex.split(str(hook["entry"]))
    assert program == "asyncapi-pygen"
    files = ["asyncapi.yaml"] if hook.get("pass_filenames", True) else []
    assert command("generate").code == 0
    assert command(*words, *files).code == 0
    Path("asyncapi.yaml").write_text(f"{ORDERS}x: 1\n", "utf-8")
    assert command(*words, *files).code == 2


# Completion.


def completed(words: str, shell: str = "bash") -> list[str]:
    """Return what the shell is told for the last of some words."""
    count = len(words.split(" ")) - 1
    environment = {
        "_ASYNCAPI_PYGEN_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(count),
    }
    code = "from asyncapi_pygen.cli import main; main(prog_name='asyncapi-pygen')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(GENERATOR), **environment},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.splitlines()


def test_commands_and_options_are_completed() -> None:
    assert completed("asyncapi-pygen gen") == ["plain,generate"]
    assert completed("asyncapi-pygen generate --num") == ["plain,--numbers"]
    assert completed("asyncapi-pygen generate --numbers d") == ["plain,decimal"]


def test_targets_are_completed_and_files_by_the_shell() -> None:
    assert completed("asyncapi-pygen check o") == ["plain,orders", "plain,other", "file,o"]
    assert completed("asyncapi-pygen validate or") == ["plain,orders", "file,or"]
    Path("pyproject.toml").write_text("[tool.asyncapi-pygen]\nx = 1\n", "utf-8")
    assert completed("asyncapi-pygen check o") == ["file,o"]


@pytest.mark.parametrize("name", ["generate", "watch", "check", "validate", "send", "drift"])
def test_every_command_that_takes_a_target_completes_it(name: str) -> None:
    (argument, *_) = (one for one in main.commands[name].params if one.name.startswith("spec"))
    found = argument.shell_complete(click.Context(main), "ot")
    assert [(one.value, one.type) for one in found] == [("other", "plain"), ("ot", "file")]
    Path("pyproject.toml").write_text("[tool.asyncapi-pygen]\nx = 1\n", "utf-8")
    (found,) = argument.shell_complete(click.Context(main), "ot")
    assert (found.value, found.type) == ("ot", "file")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_line_that_the_documentation_shows_gives_a_script(shell: str) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert f"_ASYNCAPI_PYGEN_COMPLETE={shell}_source asyncapi-pygen" in page
    code = "from asyncapi_pygen.cli import main; main(prog_name='asyncapi-pygen')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "PYTHONPATH": str(GENERATOR),
            "_ASYNCAPI_PYGEN_COMPLETE": f"{shell}_source",
        },
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "asyncapi-pygen" in done.stdout


# A step of a workflow.


def step(arguments: str, config: str = "pyproject.toml") -> subprocess.CompletedProcess[str]:
    """Run the step that checks, with what the one before it leaves behind."""
    runner = Path("runner")
    runner.mkdir(exist_ok=True)
    program = runner / "asyncapi-pygen"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m asyncapi_pygen "$@"\n', "utf-8")
    program.chmod(0o755)
    (runner / "asyncapi-pygen.path").write_text(f"{runner.resolve()}\n", "utf-8")
    check = ACTION["runs"]["steps"][-1]
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"]],
        env={
            **os.environ,
            "PYTHONPATH": str(GENERATOR),
            "RUNNER_TEMP": str(runner.resolve()),
            "ARGUMENTS": arguments,
            "CONFIG": config,
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_step_annotates_what_differs() -> None:
    command("generate")
    assert step("").returncode == 0
    Path("asyncapi.yaml").write_text(ORDERS_ALONE, "utf-8")
    done = step("")
    assert done.returncode == 1
    assert "::error file=orders/models.py" in done.stdout
    assert "::error file=other/models.py" in done.stdout
    done = step("other --numbers decimal")
    assert done.returncode == 1
    assert "::error file=orders/models.py" not in done.stdout


def test_the_step_names_files_from_the_top_of_the_repository() -> None:
    Path("part").mkdir()
    Path("asyncapi.yaml").rename("part/asyncapi.yaml")
    Path("pyproject.toml").rename("part/pyproject.toml")
    done = step("orders", "part/pyproject.toml")
    assert done.returncode == 1
    assert "::error file=part/orders/models.py" in done.stdout


def test_an_input_of_the_step_is_no_part_of_its_script() -> None:
    command("generate")
    step("$(touch hit) `touch hit` ; touch hit", "$(touch hit)`touch hit`;touch hit")
    assert not Path("hit").exists()
    for one in ACTION["runs"]["steps"]:
        assert "${{" not in one.get("run", "")


def test_the_inputs_of_the_action_are_used() -> None:
    text = (ROOT / ".github" / "actions" / "check" / "action.yml").read_text("utf-8")
    for name in ACTION["inputs"]:
        assert f"${{{{ inputs.{name} }}}}" in text


def test_what_is_not_asked_for_is_not_imported() -> None:
    """A version, and a document of a project without a configuration, need no syntax tree."""
    Path("pyproject.toml").unlink()
    seen = process("validate", "asyncapi.yaml", cwd=Path.cwd(), python=("-X", "importtime")).err
    assert "asyncapi_pygen.pipeline" in seen
    assert not {"tree_sitter", "asyncapi_pygen.configuring.schema"} & modules(seen)
    seen = process("--version", cwd=Path.cwd(), python=("-X", "importtime")).err
    heavy = {
        "tree_sitter",
        "tomllib",
        "asyncapi_pygen.configuring.reading",
        "asyncapi_pygen.pipeline",
    }
    assert not heavy & modules(seen)


def modules(seen: str) -> set[str]:
    return {line.rpartition("|")[2].strip() for line in seen.splitlines()}
