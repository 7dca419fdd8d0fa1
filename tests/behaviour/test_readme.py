"""What the README tells a newcomer to type is what works."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from asyncapi_pygen.cli import main
from support.commands import command
from support.packages import ROOT, SPECS

README = (ROOT / "README.md").read_text("utf-8")


def test_the_command_to_try_it_generates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SPECS, tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    (line,) = re.findall(r"^    .*&& asyncapi-pygen (generate .*)$", README, re.MULTILINE)
    outcome = command(*shlex.split(line))
    assert outcome.code == 0, outcome.err
    for told in re.findall(r"`(demo/[^`]+)`", README):
        assert (tmp_path / told).exists(), told


def test_the_commands_and_options_that_it_names_exist() -> None:
    told = set(re.findall(r"`asyncapi-pygen (\w+)", README))
    assert told == set(main.commands)
    options = {
        word
        for one in main.commands.values()
        for p in one.params
        for word in (*p.opts, *p.secondary_opts)
    }
    assert set(re.findall(r"`(--[a-z-]+)", README)) <= options | {"--update-golden"}


def test_the_handler_that_it_shows_is_one_of_the_example() -> None:
    app = (ROOT / "generated_example" / "voice_app.py").read_text("utf-8")
    for told in ("class App(Handlers):", 'app = application(App(), Settings(one_url="/"))'):
        assert told in README
        assert told in app


def test_the_files_that_it_lists_are_those_of_the_example() -> None:
    folder = ROOT / "generated_example" / "voice"
    table = README.partition("## What is written")[2].partition("\n\nThese are")[0]
    for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE):
        for name in re.findall(r"`([^`]+)`", row):
            assert list(folder.glob(name.rstrip("/"))), name
