"""``watch``: a package is made anew when what it is made from has changed, and only then.

Most tests stand in for the file system: each step edits files and is followed by one look. What the
system itself tells of changes is tested with a process, whose lines are waited for.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.cli import main
from asyncapi_pygen.cli.options import Origin, PackageOptions
from asyncapi_pygen.cli.watch import watch
from asyncapi_pygen.configuring.settings import Format
from support.commands import GENERATOR, ORDERS, ORDERS_ALONE, command, tree
from support.web import web_server

MODELS = Path("shop/models.py")
RENAMED = ORDERS.replace("note:", "remark:")
BROKEN = ORDERS.replace("asyncapi: 2.6.0", "asyncapi: [")
REFERRING = ORDERS.replace("note: {type: string}", "note: {$ref: note.yaml}")

Step = Callable[[], object]


@pytest.fixture(autouse=True)
def document(orders_file: Path) -> Path:
    return orders_file


class Script:
    """Events of a file system: each look is preceded by a step; Ctrl-C comes after the last."""

    def __init__(self, *steps: Step) -> None:
        self.left = list(steps)
        self.folders: list[list[Path]] = []

    def __call__(self, folders: Sequence[Path]) -> Iterator[object]:
        self.folders.append(list(folders))
        while True:
            if not self.left:
                raise KeyboardInterrupt
            self.left.pop(0)()
            yield None


def options(**values: Any) -> PackageOptions:
    usual = {
        "spec": Path("orders.yaml"),
        "overlays": (),
        "ref_roots": (),
        "format": Format.TEXT,
        "output": Path("shop"),
        "adapters": ("fastapi",),
    }
    return PackageOptions(**{**usual, **values})


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Watch during some steps, and return what was said of it."""

    def run(*steps: Step, **values: Any) -> list[str]:
        with pytest.raises(KeyboardInterrupt):
            watch([options(**values)], Script(*steps))
        said = capsys.readouterr().err.splitlines()
        return [one for one in said if one.startswith(("watching", "changed", "error"))]

    return run


def writes(name: str | Path, text: str) -> Step:
    return lambda: Path(name).write_text(text, "utf-8")


def watching(number: int) -> str:
    return f"watching {number} file{'' if number == 1 else 's'}; Ctrl-C ends it"


def fresh(name: str = "orders.yaml") -> None:
    """Make sure that the package is what the document gives."""
    outcome = command("check", name, "--output", "shop", "--fresh")
    assert outcome.code == 0, outcome.out


def test_a_change_of_the_document_is_generated(lines: Any) -> None:
    said = lines(writes("orders.yaml", RENAMED))
    assert said == [watching(1), "changed: orders.yaml", watching(1)]
    assert "remark: Maybe[str]" in MODELS.read_text("utf-8")
    fresh()


def test_the_same_bytes_are_no_change(lines: Any) -> None:
    assert lines(writes("orders.yaml", ORDERS), lambda: os.utime("orders.yaml")) == [watching(1)]


def test_a_file_that_is_emptied_to_be_written_is_waited_for(
    lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["asyncapi_pygen.cli.watch"]
    texts = [RENAMED, ORDERS]
    monkeypatch.setattr(module.time, "sleep", lambda _seconds: finish())

    def finish() -> None:
        if not Path("orders.yaml").read_bytes():
            writes("orders.yaml", texts.pop())()

    empties = writes("orders.yaml", "")
    assert lines(empties, empties) == [watching(1), "changed: orders.yaml", watching(1)]
    fresh()


def test_what_never_comes_to_rest_is_read_as_it_is(
    lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["asyncapi_pygen.cli.watch"]
    monkeypatch.setattr(module.time, "sleep", lambda _seconds: grow())

    def grow() -> None:
        with Path("orders.yaml").open("a", encoding="utf-8") as file:
            file.write("# more\n")

    assert lines(grow) == [watching(1), "changed: orders.yaml", watching(1)]


def test_what_a_run_writes_is_no_change(lines: Any) -> None:
    said = lines(lambda: None, writes("shop/extras.py", "ANSWER = 42\n"), lambda: None)
    assert said == [watching(1)]


def test_a_broken_document_is_told_of_and_waited_out(lines: Any) -> None:
    before: list[Any] = []
    said = lines(
        writes("orders.yaml", BROKEN),
        lambda: before.append(tree(Path("shop"))),
        writes("orders.yaml", ORDERS_ALONE),
    )
    assert [one.partition(":")[0] for one in said] == [
        watching(1),
        "changed",
        "error[yaml-syntax]",
        watching(1),
        "changed",
        watching(1),
    ]
    assert before[0].keys() > tree(Path("shop")).keys()
    fresh()


def test_a_document_that_is_yet_to_come_is_waited_for(lines: Any) -> None:
    said = lines(writes("later.yaml", ORDERS), spec=Path("later.yaml"))
    assert said[1:] == [watching(1), "changed: later.yaml", watching(1)]
    fresh("later.yaml")


def test_what_references_reach_is_watched_and_no_longer_when_they_do_not(lines: Any) -> None:
    Path("note.yaml").write_text("{type: string}", "utf-8")
    said = lines(
        writes("orders.yaml", REFERRING),
        writes("note.yaml", "{type: integer}"),
        writes("orders.yaml", ORDERS),
        writes("note.yaml", "{type: boolean}"),
    )
    assert said == [
        watching(1),
        "changed: orders.yaml",
        watching(2),
        "changed: note.yaml",
        watching(2),
        "changed: orders.yaml",
        watching(1),
    ]


def test_a_file_that_a_reference_misses_is_waited_for(lines: Any) -> None:
    said = lines(
        lambda: Path("parts").mkdir(),
        writes("parts/note.yaml", "{type: string}"),
        writes("parts/note.yaml", "{type: integer}"),
        spec=referring_to("parts/note.yaml"),
    )
    assert [one for one in said if not one.startswith("error")] == [
        watching(2),
        "changed: parts/note.yaml",
        watching(2),
        "changed: parts/note.yaml",
        watching(2),
    ]
    fresh("referring.yaml")


def referring_to(name: str) -> Path:
    path = Path("referring.yaml")
    path.write_text(REFERRING.replace("note.yaml", name), "utf-8")
    return path


def test_the_folder_of_a_missing_file_is_watched_once_it_is_there() -> None:
    script = Script(lambda: Path("parts").mkdir(), writes("parts/note.yaml", "{type: string}"))
    with pytest.raises(KeyboardInterrupt):
        watch([options(spec=referring_to("parts/note.yaml"))], script)
    here = Path.cwd()
    assert script.folders[:2] == [[here], [here, here / "parts"]]


def test_files_stay_watched_when_a_run_did_not_come_to_them(lines: Any) -> None:
    Path("note.yaml").write_text("{type: string}", "utf-8")
    Path("orders.yaml").write_text(REFERRING, "utf-8")
    said = lines(writes("orders.yaml", BROKEN), writes("note.yaml", "{type: integer}"))
    assert [one for one in said if not one.startswith("error")] == [
        watching(2),
        "changed: orders.yaml",
        watching(2),
        "changed: note.yaml",
        watching(2),
    ]


def test_overlays_are_watched(lines: Any) -> None:
    overlay = Path("overlay.yaml")
    text = (
        "overlay: 1.0.0\ninfo: {title: Fix, version: 1.0.0}\nactions:\n"
        "- target: $.info\n  update: {description: %s}\n"
    )
    overlay.write_text(text % "One.", "utf-8")
    said = lines(writes(overlay, text % "Two."), overlays=(overlay,))
    assert said == [watching(2), "changed: overlay.yaml", watching(2)]


def test_a_link_that_leads_elsewhere_is_a_change(lines: Any) -> None:
    Path("other.yaml").write_text(ORDERS_ALONE, "utf-8")
    link = Path("link.yaml")
    link.symlink_to("orders.yaml")

    def lead_elsewhere() -> None:
        link.unlink()
        link.symlink_to("other.yaml")

    said = lines(lead_elsewhere, spec=link)
    assert said == [watching(2), "changed: link.yaml", watching(2)]
    fresh("link.yaml")


def test_what_a_run_locks_is_no_change_and_is_not_fetched_again(lines: Any) -> None:
    with web_server() as web:
        url = web.serve("/note.yaml", "{type: string}")
        path = Path("remote.yaml")
        path.write_text(REFERRING.replace("note.yaml", url), "utf-8")
        said = lines(
            writes(path, REFERRING.replace("note.yaml", url).replace("amount", "sum")),
            spec=path,
            allow_remote=(url,),
            update_lock=True,
        )
        assert len(web.asked) == 1
    # The document, the lock, and the copy.
    assert said == [watching(3), "changed: remote.yaml", watching(3)]


def test_the_lock_is_watched(lines: Any) -> None:
    path = Path("remote.yaml")
    path.write_text(REFERRING.replace("note.yaml", "https://example.com/note.yaml"), "utf-8")
    said = lines(writes("asyncapi-pygen.lock", '{"version": 1, "files": {}}'), spec=path)
    assert [one for one in said if not one.startswith("error")] == [
        watching(2),
        "changed: asyncapi-pygen.lock",
        watching(2),
    ]


def test_a_change_during_a_run_is_not_lost(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from asyncapi_pygen.cli import commands

    write, texts = commands.write, [ORDERS_ALONE]

    def write_while_somebody_saves(*plan: Any, **values: Any) -> bool:
        if texts:
            Path("orders.yaml").write_text(texts.pop(), "utf-8")
        return write(*plan, **values)

    monkeypatch.setattr(commands, "write", write_while_somebody_saves)
    assert lines() == [watching(1), "changed: orders.yaml", watching(1)]
    fresh()


def test_quiet_says_nothing_while_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        watch([options(quiet=True)], Script(writes("orders.yaml", RENAMED)))
    assert capsys.readouterr() == ("", "")
    fresh()


def test_verbose_lists_what_is_watched(lines: Any) -> None:
    assert lines(verbose=True) == [watching(1), "watching: orders.yaml"]


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    outcome = command("watch", "orders.yaml", "--output", "shop")
    assert outcome.code == 1
    assert outcome.err == ("Error: `watch` needs watchfiles: pip install 'asyncapi-pygen[watch]'\n")
    assert not Path("shop").exists()


def test_a_system_that_cannot_watch_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*folders: Path, **values: Any) -> Iterator[object]:
        raise OSError("no space left for watches")

    monkeypatch.setattr("watchfiles.watch", fail)
    outcome = command("watch", "orders.yaml", "--output", "shop")
    assert outcome.code == 1
    assert outcome.err.endswith(
        "Error: files cannot be watched: no space left for watches; "
        "WATCHFILES_FORCE_POLLING=true needs no help of the system\n"
    )


def test_a_folder_that_has_just_gone_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[Step] = [writes("orders.yaml", RENAMED)]

    def gone(*folders: Path, **values: Any) -> Iterator[object]:
        if not steps:
            raise KeyboardInterrupt
        steps.pop()()
        raise FileNotFoundError

    monkeypatch.setattr("watchfiles.watch", gone)
    assert command("watch", "orders.yaml", "--output", "shop").code == 0
    fresh()


class Watcher:
    """A process that watches, and its lines as they come."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "asyncapi_pygen", "watch", *words],
            env={**os.environ, "PYTHONPATH": str(GENERATOR)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line.rstrip("\n"))

    def expect(self, *lines: str) -> None:
        """Wait for just these lines."""
        for line in lines:
            assert self._lines.get(timeout=60) == line

    def wait_for(self, line: str) -> None:
        """Wait for a line, and let others pass."""
        while self._lines.get(timeout=60) != line:
            pass

    def end(self) -> int:
        """Press Ctrl-C, and return the exit code."""
        for _ in range(3):
            # Python loses one that comes while it takes an object apart: who sees that presses again.
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                return self.process.wait(timeout=20)
        raise AssertionError("it does not end")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    started = Watcher("orders.yaml", "--output", "shop")
    try:
        started.expect(watching(1))
        yield started
    finally:
        started.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_a_process_sees_what_editors_do_and_ends_at_ctrl_c(watcher: Watcher) -> None:
    # Saved in place.
    with Path("orders.yaml").open("a", encoding="utf-8") as file:
        file.write("# more\n")
    watcher.expect("changed: orders.yaml", watching(1))
    # Saved beside it and renamed over it, as most editors do.
    writes("orders.yaml.new", ORDERS)()
    Path("orders.yaml.new").replace("orders.yaml")
    watcher.expect("changed: orders.yaml", watching(1))
    # Removed, which is told of, and back again.
    Path("orders.yaml").rename("away.yaml")
    watcher.wait_for(watching(1))
    Path("away.yaml").rename("orders.yaml")
    watcher.expect("changed: orders.yaml", watching(1))
    assert watcher.end() == 0
    fresh()


def test_it_takes_the_options_of_generate() -> None:
    names = [{one.name for one in main.commands[name].params} for name in ("generate", "watch")]
    assert names[0] - names[1] == {"dry_run"}
    assert names[1] <= names[0]


def test_of_several_targets_those_are_generated_again_whose_files_have_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("other.yaml").write_text(ORDERS, "utf-8")
    both = [
        options(origin=Origin(words=("orders",), name="orders")),
        options(spec=Path("other.yaml"), output=Path("other")),
    ]
    with pytest.raises(KeyboardInterrupt):
        watch(both, Script(writes("other.yaml", RENAMED), writes("orders.yaml", RENAMED)))
    said = capsys.readouterr().err.splitlines()
    assert [one for one in said if one.startswith(("watching", "changed", "=="))] == [
        "== orders (orders.yaml)",
        "== other.yaml",
        watching(2),
        "changed: other.yaml",
        "== other.yaml",
        watching(2),
        "changed: orders.yaml",
        "== orders (orders.yaml)",
        watching(2),
    ]
    assert command("check", "orders.yaml", "--output", "shop").code == 0
    assert command("check", "other.yaml", "--output", "other").code == 0


def test_a_file_that_targets_share_is_read_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    both = [options(), options(output=Path("other"))]
    with pytest.raises(KeyboardInterrupt):
        watch(both, Script(writes("orders.yaml", RENAMED)))
    said = capsys.readouterr().err.splitlines()
    assert [one for one in said if one.startswith(("watching", "changed", "=="))] == [
        *["== orders.yaml"] * 2,
        watching(1),
        "changed: orders.yaml",
        *["== orders.yaml"] * 2,
        watching(1),
    ]


def test_without_a_document_all_targets_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text(
        "[tool.asyncapi-pygen]\nspec = 'orders.yaml'\n"
        "[tool.asyncapi-pygen.targets.one]\noutput = 'one'\n"
        "[tool.asyncapi-pygen.targets.other]\noutput = 'other'\n"
        "actions = [{target = '$.info', update = {title = 'Shop'}}]\n",
        "utf-8",
    )
    text = Path("pyproject.toml").read_text("utf-8")
    steps = [lambda: None, writes("pyproject.toml", text.replace("Shop", "Store"))]

    def watched(*folders: Path, **values: Any) -> Iterator[object]:
        if not steps:
            raise KeyboardInterrupt
        steps.pop()()
        yield None

    monkeypatch.setattr("watchfiles.watch", watched)
    outcome = command("watch")
    assert outcome.code == 0
    told = [
        one for one in outcome.err.splitlines() if one.startswith(("==", "watching", "changed"))
    ]
    assert told == [
        "== one (orders.yaml)",
        "== other (orders.yaml)",
        watching(2),
        "changed: pyproject.toml",
        "== other (orders.yaml)",
        watching(2),
    ]
    assert '"""Store, ' in Path("other/__init__.py").read_text("utf-8")
