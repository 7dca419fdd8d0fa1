"""A package that a copy of the process makes while this one judges the document."""

import json
import os
import signal
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from asyncapi_pygen import pipeline, understanding
from asyncapi_pygen.cli import engine, planned
from asyncapi_pygen.cli.aside import Aside
from asyncapi_pygen.cli.engine import Elsewhere, loading
from asyncapi_pygen.cli.handwritten import preread
from asyncapi_pygen.cli.table import render_table
from asyncapi_pygen.config import Config
from asyncapi_pygen.emit.disk import Sight
from asyncapi_pygen.emit.plan import Destination
from asyncapi_pygen.pipeline import generate
from asyncapi_pygen.targets.webhook import readme
from support.commands import GENERATOR, Outcome, command

pytestmark = [
    pytest.mark.usefixtures("copying"),
    # Later versions warn of the threads of the tests.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

DOCUMENT: dict[str, Any] = {
    "asyncapi": "2.6.0",
    "info": {"title": "Orders", "version": "1"},
    "channels": {
        f"/{name}": {
            "publish": {
                "operationId": f"on{name}",
                "message": {
                    "payload": {"type": "object", "properties": {"id": {"type": "string"}}}
                },
            }
        }
        for name in ("Order", "Refund")
    },
    # That a key is bad is told by whoever judges, and that it is not used by all.
    "components": {"schemas": {"Spare part": {}}},
}


@pytest.fixture(autouse=True)
def everything_is_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take each document for one that is judged long, and remember nothing."""
    monkeypatch.setattr(pipeline, "_LONG", 0)
    monkeypatch.setattr(engine, "is_loaded", lambda: True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@contextmanager
def ended_after(seconds: int) -> Generator[None]:
    """End the process if something waits for ever: no exception would pass what suppresses it."""
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Note whether what was made ahead is taken."""
    noted: list[bool] = []
    take = pipeline._Run._taken

    def noting(self: Any, made: Any) -> Any:
        noted.append(True)
        return take(self, made)

    monkeypatch.setattr(pipeline._Run, "_taken", noting)
    return noted


def generated(folder: Path, document: dict[str, Any], *words: str) -> Outcome:
    path = folder / "document.json"
    path.write_text(json.dumps(document), "utf-8")
    return command("generate", path, "--output", folder / "shop", *words)


def is_as_alone(folder: Path, told: Outcome, *, lenient: bool = False) -> bool:
    """Return whether a package and its report are those of a run without help."""
    path = folder / "document.json"
    alone = generate(path, path.as_posix(), Config(package="shop", lenient=lenient))
    assert alone.files
    assert alone.summary
    assert render_table(alone.summary) in told.out
    texts = {file.path: file.text for file in alone.files}
    there = {path: (folder / path).read_text("utf-8") for path in texts}
    codes = {one.code for one in alone.diagnostics}
    return texts == there and all(f"[{code}]" in told.err for code in codes)


def test_the_package_and_its_report_are_the_same(
    tmp_path: Path, begun: list[int], taken: list[bool]
) -> None:
    told = generated(tmp_path, DOCUMENT)
    assert (told.code, len(begun), taken) == (0, 1, [True])
    assert is_as_alone(tmp_path, told)
    assert "component-key" in told.err
    assert "component-unused" in told.err


def test_what_the_judge_bore_with_is_counted(tmp_path: Path, taken: list[bool]) -> None:
    """That messages are a list is found by one, and what it leaves out is counted by the other."""
    refunds = {"address": "/refunds", "messages": [{"payload": {"type": "object"}}]}
    orders = {"address": "/orders", "messages": {"Order": {"payload": {"type": "object"}}}}
    told = generated(
        tmp_path,
        {
            "asyncapi": "3.0.0",
            "info": {"title": "Orders", "version": "1"},
            "channels": {"orders": orders, "refunds": refunds},
            "operations": {
                "onOrder": {"action": "receive", "channel": {"$ref": "#/channels/orders"}}
            },
        },
        "--lenient",
    )
    assert "1 wrong-type" in told.out
    assert (told.code, taken) == (0, [True])
    assert is_as_alone(tmp_path, told, lenient=True)


def test_what_somebody_saves_after_it_was_looked_at_is_kept(
    tmp_path: Path, taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    look_around = planned._Run._look_around
    kept = tmp_path / "shop" / "handlers.py"

    def look_and_save(self: Any) -> None:
        look_around(self)
        kept.write_text("# mine\n", "utf-8")

    generated(tmp_path, DOCUMENT)
    monkeypatch.setattr(planned._Run, "_look_around", look_and_save)
    told = generated(tmp_path, {**DOCUMENT, "info": {"title": "Others", "version": "1"}})
    assert (told.code, taken) == (2, [True, True])
    assert "changed while the generator was running" in told.err
    assert kept.read_text("utf-8") == "# mine\n"


def test_a_document_with_faults_has_none_and_the_copy_is_ended(
    tmp_path: Path, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def for_ever(*_: object) -> None:
        while True:
            signal.pause()

    monkeypatch.setattr(pipeline._Run, "_ahead", for_ever)
    told = generated(tmp_path, {**DOCUMENT, "no such field": 1})
    assert (told.code, len(begun)) == (2, 1)
    assert "unknown-field" in told.err
    assert not (tmp_path / "shop").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)


def test_what_is_read_of_other_files_is_made_in_order(
    tmp_path: Path, begun: list[int], taken: list[bool]
) -> None:
    (tmp_path / "id.json").write_text('{"type": "string"}', "utf-8")
    schemas = {"Id": {"$ref": "id.json"}}
    told = generated(tmp_path, {**DOCUMENT, "components": {"schemas": schemas}})
    assert (told.code, len(begun), taken) == (0, 1, [])
    assert is_as_alone(tmp_path, told)


def test_what_reads_other_files_while_it_is_made_is_made_in_order(
    tmp_path: Path, begun: list[int], taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that only a copy has read would not be watched, nor its changes be noticed."""
    lowered = understanding.lowered

    def reading(*arguments: Any) -> Any:
        arguments[-1].look_for(tmp_path / "other.json")
        return lowered(*arguments)

    monkeypatch.setattr(understanding, "lowered", reading)
    told = generated(tmp_path, DOCUMENT)
    assert (told.code, len(begun), taken) == (0, 1, [])
    assert is_as_alone(tmp_path, told)


def fail(*_: object) -> None:
    raise ValueError


def end(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("instead", [fail, end, lambda *_: None])
def test_what_is_not_made_ahead_is_made_here(
    instead: Callable[..., None],
    tmp_path: Path,
    begun: list[int],
    taken: list[bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipeline._Run, "_ahead", instead)
    told = generated(tmp_path, DOCUMENT)
    assert (told.code, len(begun), taken) == (0, 1, [])
    assert is_as_alone(tmp_path, told)


def test_nothing_is_made_ahead_with_templates_of_ones_own(tmp_path: Path, begun: list[int]) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    assert generated(tmp_path, DOCUMENT, "--templates", str(templates)).code == 0
    assert not begun


def test_nothing_is_made_ahead_where_the_network_is_asked(tmp_path: Path, begun: list[int]) -> None:
    assert generated(tmp_path, DOCUMENT, "--allow-remote", "https://example.com/").code == 0
    assert not begun


def test_an_engine_that_may_be_answering_a_copy_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "is_loaded", lambda: False)
    monkeypatch.setattr(engine, "run", lambda _: str(os.getpid()))
    with loading() as there, ExitStack() as workers:
        assert isinstance(there, Elsewhere)
        assert there({}) != str(os.getpid())

        def ask_and_end(_: object) -> None:
            there({})
            end()

        assert Aside(None, workers, there).ahead(ask_and_end)(None) is None
        assert there({}) == str(os.getpid())


def test_what_judging_finds_is_told_in_no_readme() -> None:
    """A README is written by who does not know it."""
    rooms = (GENERATOR / "asyncapi_pygen" / name for name in ("validation", "source"))
    judging = "".join(path.read_text("utf-8") for room in rooms for path in room.rglob("*.py"))
    assert '"component-key"' in judging
    assert [code for code in readme._NOT_HONOURED if f'"{code}"' in judging] == []


def test_what_is_no_file_is_not_waited_for_meanwhile(tmp_path: Path) -> None:
    generated(tmp_path, DOCUMENT)
    places = (tmp_path / "shop" / "models.py", tmp_path / "shop_app.py")
    for place in places:
        place.unlink()
        os.mkfifo(place)
    destination = Destination(root=tmp_path, package=PurePosixPath("shop"))
    with ended_after(seconds=20):
        sight = Sight()
        sight.look(places)
        assert sight.standing(places[0], "") is None
        preread(destination, [PurePosixPath("shop_app.py")], "shop")
