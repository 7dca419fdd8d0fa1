"""What is on the disk after a write: one that ended, one that failed, one that was killed."""

import os
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.emit.compare import compare
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.emit.manifest import read_manifest
from asyncapi_pygen.emit.plan import Destination, Plan
from asyncapi_pygen.emit.write import rewrite, write
from asyncapi_pygen.errors import InternalError

if sys.platform != "win32":
    import fcntl

MANIFEST = "voice/.asyncapi-pygen.json"
KILLED = 9
EMPTY_FOLDER = "(empty)"

Files = Mapping[str, str]


def planned(root: Path, files: Files) -> tuple[Plan, Diagnostics]:
    """Plan a run's files: those of ``voice/`` are owned, all others are the user's."""
    destination = Destination(root=root, package=PurePosixPath("voice"))
    diagnostics = Diagnostics()
    previous = read_manifest(destination.manifest, force=False, diagnostics=diagnostics)
    generated = [
        GeneratedFile(
            PurePosixPath(path),
            text,
            Owner.OWNED if path.startswith("voice/") else Owner.YOURS,
            Kind.TEXT,
        )
        for path, text in files.items()
    ]
    return compare(
        generated, previous, destination, force=False, diagnostics=diagnostics
    ), diagnostics


def carry_out(plan: Plan, *, stages: Mapping[str, str] | None = None) -> list[Diagnostic]:
    diagnostics = Diagnostics()
    done = write(plan, generator="1", stages=stages or {}, diagnostics=diagnostics)
    assert done != diagnostics.has_errors
    return list(diagnostics)


def generate(root: Path, files: Files) -> None:
    """Plan and write a run that must succeed."""
    plan, diagnostics = planned(root, files)
    assert list(diagnostics) == []
    assert carry_out(plan) == []


def tree(root: Path) -> dict[str, str]:
    """Give the text of every file, and an entry for every empty folder."""
    return {
        path.relative_to(root).as_posix(): path.read_text() if path.is_file() else EMPTY_FOLDER
        for path in sorted(root.rglob("*"))
        if path.is_file() or not any(path.iterdir())
    }


def without_manifest(files: Files) -> dict[str, str]:
    return {path: text for path, text in files.items() if path != MANIFEST}


@contextmanager
def at_each_step(act: Callable[[str], None]) -> Generator[None]:
    """Call ``act`` with its name before each call that changes the disk."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("mkdir", "fsync", "chmod", "replace", "rename", "link", "unlink", "rmdir"):
            patch.setattr(os, name, partial(_acting, act, name, getattr(os, name)))
        yield


def _acting(
    act: Callable[[str], None],
    name: str,
    call: Callable[..., object],
    *arguments: object,
    **options: object,
) -> object:
    act(name)
    return call(*arguments, **options)


ONE = {
    "voice/__init__.py": "",
    "voice/models.py": "one\n",
    "voice/handlers.py": "same\n",
    "voice/samples/ice.json": "1\n",
    "voice/samples/pie.json": "1\n",
    "voice/old/gone.json": "1\n",
    "voice_app.py": "stub one\n",
}
TWO = {
    "voice/__init__.py": "",
    "voice/models.py": "two\n",
    "voice/handlers.py": "same\n",
    "voice/samples/ice.json": "2\n",
    "voice/new/dice.json": "2\n",
    "voice_app.py": "stub two\n",
    "tests/test_voice.py": "test two\n",
}
THREE = {
    "voice/__init__.py": "three\n",
    "voice/models.py": "three\n",
    "voice/samples/pie.json": "3\n",
    "voice/new/dice.json": "3\n",
    "voice_app.py": "stub three\n",
    "tests/test_voice.py": "test three\n",
}
MINE = {"voice/mine.py": "mine\n", "voice/samples/mine.json": "mine\n", "setup.cfg": "mine\n"}


# A write that ends.


def test_a_write_leaves_the_files_the_users_files_and_a_manifest(tmp_path: Path) -> None:
    generate(tmp_path / "deep" / "root", TWO)
    written = tree(tmp_path / "deep" / "root")
    assert MANIFEST in written
    assert without_manifest(written) == TWO


def test_a_later_write_replaces_what_is_ours_and_removes_what_is_stale(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    for path, text in MINE.items():
        (tmp_path / path).write_text(text)
    generate(tmp_path, TWO)
    # `old/` is gone with its only file; `samples/` is not.
    assert without_manifest(tree(tmp_path)) == {**TWO, **MINE, "voice_app.py": "stub one\n"}


def test_the_manifest_is_the_same_whatever_was_there_before(tmp_path: Path) -> None:
    generate(tmp_path / "a", ONE)
    generate(tmp_path / "a", TWO)
    generate(tmp_path / "b", TWO)
    assert (tmp_path / "a" / MANIFEST).read_bytes() == (tmp_path / "b" / MANIFEST).read_bytes()


def test_files_are_written_with_the_same_bytes_on_every_system(tmp_path: Path) -> None:
    generate(tmp_path, {"voice/models.py": "grüße\n\u2028\n"})
    assert (tmp_path / "voice" / "models.py").read_bytes() == "grüße\n\u2028\n".encode()


def test_where_everything_is_there_nothing_is_touched(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    touched: list[str] = []
    plan, _ = planned(tmp_path, ONE)
    with at_each_step(touched.append):
        assert carry_out(plan) == []
    assert set(touched) <= {"mkdir"}  # which finds the folder there


def test_only_the_manifest_changes_with_the_generators_version(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    before = tree(tmp_path)
    plan, _ = planned(tmp_path, ONE)
    assert plan.is_clean
    write(plan, generator="2", stages={"models": "abc"}, diagnostics=Diagnostics())
    after = tree(tmp_path)
    assert without_manifest(after) == without_manifest(before)
    manifest = read_manifest(tmp_path / MANIFEST, force=False, diagnostics=Diagnostics())
    assert manifest is not None
    assert (manifest.generator, manifest.stages) == ("2", {"models": "abc"})


def test_a_package_whose_manifest_was_lost_gets_one(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    before = tree(tmp_path)
    (tmp_path / MANIFEST).unlink()
    generate(tmp_path, ONE)
    assert tree(tmp_path) == before


def test_unfinished_files_of_killed_runs_are_removed_and_others_are_not(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    (tmp_path / "voice" / ".0a.asyncapi-pygen-tmp").write_text("half")
    (tmp_path / ".0a.asyncapi-pygen-tmp").write_text("not in the package")
    (tmp_path / "voice" / "mine.tmp").write_text("mine")
    generate(tmp_path, ONE)
    left = set(tree(tmp_path)) - set(ONE) - {MANIFEST}
    assert left == {".0a.asyncapi-pygen-tmp", "voice/mine.tmp"}


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_file_keeps_its_mode_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        generate(tmp_path, {"voice/models.py": "one\n"})
        (tmp_path / "voice" / "models.py").chmod(0o664)
        generate(tmp_path, {"voice/models.py": "two\n", "voice/new.py": "", "app.py": ""})
    finally:
        os.umask(before)
    modes = {
        path: stat.S_IMODE((tmp_path / path).stat().st_mode)
        for path in ("voice/models.py", "voice/new.py", "app.py", MANIFEST)
    }
    assert modes == {
        "voice/models.py": 0o664,
        "voice/new.py": 0o640,
        "app.py": 0o640,
        MANIFEST: 0o640,
    }


def test_without_hard_links_the_users_files_are_written_all_the_same(tmp_path: Path) -> None:
    def refuse(name: str) -> None:
        if name == "link":
            raise PermissionError(1, "Operation not permitted")

    plan, _ = planned(tmp_path, TWO)
    with at_each_step(refuse):
        assert carry_out(plan) == []
    assert without_manifest(tree(tmp_path)) == TWO


def test_a_file_of_the_users_is_replaced_if_it_is_still_what_was_read(tmp_path: Path) -> None:
    generate(tmp_path, {"voice/models.py": "a = 1\n"})
    destination = Destination(root=tmp_path, package=PurePosixPath("voice"))
    path, diagnostics = tmp_path / "voice_app.py", Diagnostics()
    path.write_bytes(b"mine\r\n")
    path.chmod(0o640)
    assert rewrite(destination, path, "mine\r\n", "mine\r\nmore\r\n", diagnostics)
    assert path.read_bytes() == b"mine\r\nmore\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert not rewrite(destination, path, "mine\r\n", "lost\r\n", diagnostics)
    assert path.read_bytes() == b"mine\r\nmore\r\n"
    assert [one.message for one in diagnostics] == [
        f"`{path}` changed while the generator was running"
    ]


def test_a_refused_plan_is_not_written(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    (tmp_path / "voice" / "models.py").write_text("mine\n")
    plan, _ = planned(tmp_path, TWO)
    before = tree(tmp_path)
    with pytest.raises(InternalError):
        carry_out(plan)
    assert tree(tmp_path) == before


# The disk changes between plan and write.


def test_an_edit_that_is_saved_meanwhile_is_not_lost(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    plan, _ = planned(tmp_path, TWO)
    (tmp_path / "voice" / "samples" / "ice.json").write_text("mine\n")
    [found] = carry_out(plan)
    assert (found.code, "changed while" in found.message) == ("output-unwritable", True)
    assert (tmp_path / "voice" / "samples" / "ice.json").read_text() == "mine\n"


def test_a_stale_file_that_is_edited_meanwhile_is_not_removed(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    plan, _ = planned(tmp_path, TWO)
    (tmp_path / "voice" / "samples" / "pie.json").write_text("mine\n")
    [found] = carry_out(plan)
    assert found.code == "output-unwritable"
    assert (tmp_path / "voice" / "samples" / "pie.json").read_text() == "mine\n"


@pytest.mark.parametrize("hard_links", [True, False])
def test_a_file_of_the_users_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, *, hard_links: bool
) -> None:
    def refuse(name: str) -> None:
        if name == "link" and not hard_links:
            raise PermissionError(1, "Operation not permitted")

    plan, _ = planned(tmp_path, ONE)
    (tmp_path / "voice_app.py").write_text("mine\n")
    with at_each_step(refuse):
        assert carry_out(plan) == []
    assert (tmp_path / "voice_app.py").read_text() == "mine\n"


def test_a_plan_that_another_run_has_overtaken_is_not_written(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    plan, _ = planned(tmp_path, TWO)
    generate(tmp_path, THREE)
    before = tree(tmp_path)
    [found] = carry_out(plan)
    assert "another run" in found.message
    assert tree(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="folders are locked on POSIX")
def test_while_another_run_writes_nothing_is_written(tmp_path: Path) -> None:
    generate(tmp_path, ONE)
    before = tree(tmp_path)
    plan, _ = planned(tmp_path, TWO)
    handle = os.open(tmp_path / "voice", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        [found] = carry_out(plan)
    finally:
        os.close(handle)
    assert "being written by another run" in found.message
    assert tree(tmp_path) == before


# The disk refuses.


@pytest.mark.parametrize("first", [None, ONE])
def test_wherever_the_disk_refuses_it_is_reported_and_the_next_run_repairs(
    tmp_path: Path, first: Files | None
) -> None:
    step = 0
    for step in count():
        root = tmp_path / str(step)
        if first is not None:
            generate(root, first)
        plan, _ = planned(root, TWO)
        steps = count()

        def refuse(name: str, steps: Iterator[int] = steps, step: int = step) -> None:
            if next(steps) == step:
                raise OSError(28, f"No space left for {name}")

        with at_each_step(refuse):
            found = carry_out(plan)
        assert {one.code for one in found} <= {"output-unwritable"}
        if not found:
            assert set(TWO) <= set(tree(root))
        generate(root, TWO)
        stub = (first or TWO)["voice_app.py"]
        repaired = {path: text for path, text in tree(root).items() if text != EMPTY_FOLDER}
        assert without_manifest(repaired) == {**TWO, "voice_app.py": stub}
        if next(steps) <= step:
            break
    assert step > 20


def test_what_the_disk_refuses_is_named_as_the_user_knows_it(tmp_path: Path) -> None:
    def refuse(name: str) -> None:
        if name == "replace":
            raise PermissionError(13, "Permission denied", "/some/temporary/file")

    plan, _ = planned(tmp_path, ONE)
    with at_each_step(refuse):
        [found] = carry_out(plan)
    assert found.message == f"`{tmp_path / MANIFEST}` cannot be written: permission denied"
    assert tree(tmp_path) == {"voice": EMPTY_FOLDER}


# The run is killed.

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def in_child(work: Callable[[], None]) -> int:
    """Run ``work`` in a forked process and give its exit status: 0 where it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(step: int, root: Path, files: Files) -> bool:
    """Generate in a process that ends, with no time to clean up, before its step-th step."""
    steps = count()

    def die(_: str) -> None:
        if next(steps) == step:
            os._exit(KILLED)

    def work() -> None:
        with at_each_step(die):
            generate(root, files)

    status = in_child(work)
    assert status in {0, KILLED}
    return status == KILLED


def assert_repaired(root: Path, files: Files) -> None:
    """Generate once more: nothing is refused, and the package is as if nothing had happened."""
    generate(root, files)
    left = without_manifest(tree(root))
    mine = {path: text for path, text in MINE.items() if path in left}
    owned = {path: text for path, text in files.items() if path.startswith("voice/")}
    assert {path: left[path] for path in left if path.startswith("voice/")} == {
        **owned,
        **{path: text for path, text in mine.items() if path.startswith("voice/")},
    }
    assert left.keys() >= files.keys()
    whole = {*ONE.values(), *TWO.values(), *THREE.values(), *MINE.values(), EMPTY_FOLDER}
    assert {text for path, text in left.items() if path not in owned} <= whole
    assert listed(root) == {path.removeprefix("voice/") for path in owned}


def listed(root: Path) -> set[str]:
    """Give what the manifest lists, which may be one text a file once a write has ended."""
    manifest = read_manifest(root / MANIFEST, force=False, diagnostics=Diagnostics())
    assert manifest is not None
    assert {len(digests) for digests in manifest.files.values()} == {1}
    return {str(path) for path in manifest.files}


def prepared(root: Path, first: Files | None) -> None:
    if first is not None:
        generate(root, first)
        for path, text in MINE.items():
            (root / path).write_text(text)


@needs_fork
@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(None, TWO, id="new folder, again"),
        pytest.param(ONE, THREE, id="old package, onwards"),
        pytest.param(None, ONE, id="new folder, back", marks=pytest.mark.slow),
        pytest.param(None, THREE, id="new folder, onwards", marks=pytest.mark.slow),
        pytest.param(ONE, ONE, id="old package, back", marks=pytest.mark.slow),
        pytest.param(ONE, TWO, id="old package, again", marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_step_the_next_run_repairs(
    tmp_path: Path, first: Files | None, then: Files
) -> None:
    step = 0
    for step in count():
        root = tmp_path / str(step)
        prepared(root, first)
        killed = killed_at(step, root, TWO)
        assert_repaired(root, then)
        if first is not None:
            assert tree(root).items() >= MINE.items()
            assert (root / "voice_app.py").read_text() == "stub one\n"
        if not killed:
            break
    assert step > 20


@pytest.mark.slow
@needs_fork
def test_killed_twice_with_changing_documents_the_next_run_repairs(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for once in range(3, 40, 5):
        for again in range(2, 40, 7):
            prepared(root, ONE)
            killed_at(once, root, TWO)
            killed_at(again, root, THREE)
            assert_repaired(root, {**TWO, "voice/models.py": "four\n"})
            assert tree(root).items() >= MINE.items()
            shutil.rmtree(root)


@needs_fork
def test_an_edit_after_a_killed_run_is_still_refused(tmp_path: Path) -> None:
    for step in range(0, 40, 3):
        root = tmp_path / str(step)
        prepared(root, ONE)
        killed_at(step, root, TWO)
        (root / "voice" / "models.py").write_text("mine\n")
        plan, diagnostics = planned(root, THREE)
        assert plan.refused
        assert [one.code for one in diagnostics] == ["output-edited"]


@pytest.mark.slow
@needs_fork
def test_killed_at_any_moment_the_next_run_repairs(tmp_path: Path) -> None:
    root = tmp_path / "root"

    def regenerate_for_ever() -> None:
        for number in count():
            texts = {path: f"{number} {text}\n" * 200 for path, text in ONE.items()}
            files = {path: text for path, text in texts.items() if path.startswith("voice/")}
            files.pop(sorted(files)[number % len(files)])
            generate(root, files)

    generate(root, ONE)
    for moment in range(40):
        child = os.fork()
        if child == 0:
            try:
                regenerate_for_ever()
            finally:
                os._exit(1)
        time.sleep(moment * 0.0008)
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert_repaired(root, ONE)
