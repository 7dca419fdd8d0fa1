"""What a run may do to a folder, shown with the folder."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.emit.compare import compare
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.emit.manifest import Manifest, digest, read_manifest, render_manifest
from asyncapi_pygen.emit.plan import Action, Change, Destination, Plan
from asyncapi_pygen.errors import InternalError

MANIFEST = "voice/.asyncapi-pygen.json"


def lay_out(root: Path, files: Mapping[str, str]) -> None:
    """Write a folder's files."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")


def manifest_of(files: Mapping[str, str], yours: tuple[str, ...] = ()) -> str:
    """Give the text of a manifest that lists these texts of files of ``voice/``."""
    return render_manifest(
        Manifest(
            generator="1",
            files={
                PurePosixPath(path): tuple(map(digest, text.split("|")))
                for path, text in files.items()
            },
            yours=frozenset(map(PurePosixPath, yours)),
        )
    )


def run(
    root: Path, files: Mapping[str, str], *, force: bool = False
) -> tuple[Plan, list[Diagnostic]]:
    """Compare a run's files: those of ``voice/`` are owned, all others are the user's."""
    destination = Destination(root=root, package=PurePosixPath("voice"))
    diagnostics = Diagnostics()
    previous = read_manifest(destination.manifest, force=force, diagnostics=diagnostics)
    generated = [
        GeneratedFile(
            PurePosixPath(path),
            text,
            Owner.OWNED if path.startswith("voice/") else Owner.YOURS,
            Kind.TEXT,
        )
        for path, text in files.items()
    ]
    plan = compare(generated, previous, destination, force=force, diagnostics=diagnostics)
    assert plan.refused == diagnostics.has_errors
    return plan, list(diagnostics)


def changes(root: Path, files: Mapping[str, str], *, force: bool = False) -> dict[str, Action]:
    """Compare a run that is not refused, and give its actions but for what is kept."""
    plan, found = run(root, files, force=force)
    assert found == []
    return {str(one.path): one.action for one in plan.changes if one.action is not Action.KEEP}


def refusals(root: Path, files: Mapping[str, str], *, force: bool = False) -> list[tuple[str, str]]:
    """Compare a run that is refused, and give each code with the path that it names."""
    before = tree(root)
    _, found = run(root, files, force=force)
    assert tree(root) == before
    return [(one.code, Path(one.at.file).relative_to(root).as_posix()) for one in found]


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def only(plan: Plan) -> Change:
    [change] = plan.changes
    return change


# The first run.


def test_everything_is_created_where_there_is_nothing(tmp_path: Path) -> None:
    root = tmp_path / "not" / "there"
    assert changes(root, {"voice/models.py": "a\n", "voice_app.py": "b\n"}) == {
        "voice/models.py": Action.CREATE,
        "voice_app.py": Action.WRITE_ONCE,
    }


@pytest.mark.parametrize(
    "left_over", [{}, {"voice/.0a.asyncapi-pygen-tmp": "half"}, {"voice/__pycache__/x.pyc": ""}]
)
def test_a_folder_without_anybodys_files_is_taken(
    tmp_path: Path, left_over: Mapping[str, str]
) -> None:
    (tmp_path / "voice").mkdir()
    lay_out(tmp_path, left_over)
    assert changes(tmp_path, {"voice/models.py": "a\n"}) == {"voice/models.py": Action.CREATE}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    "path", ["voice/models.py", "voice/.env", "voice/.git/HEAD", "voice/deep/er/file"]
)
def test_a_folder_with_files_and_no_manifest_is_never_ours(
    tmp_path: Path, path: str, *, force: bool
) -> None:
    lay_out(tmp_path, {path: "mine\n"})
    files = {"voice/models.py": "a\n", "voice_app.py": "b\n"}
    assert refusals(tmp_path, files, force=force) == [("output-foreign", "voice")]


def test_a_package_whose_manifest_was_lost_is_ours_if_it_is_what_we_write(tmp_path: Path) -> None:
    files = {"voice/models.py": "a\n", "voice/py.typed": ""}
    lay_out(tmp_path, {**files, "voice/mine.py": "mine\n"})
    plan, found = run(tmp_path, files)
    assert found == []
    assert plan.is_clean


# Later runs: what we own.


def test_what_is_there_already_is_kept(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/models.py": "a\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    plan, found = run(tmp_path, {"voice/models.py": "a\n"})
    assert found == []
    assert only(plan).action is Action.KEEP
    assert plan.is_clean


def test_an_unedited_file_is_rewritten(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/models.py": "a\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    plan, found = run(tmp_path, {"voice/models.py": "b\n"})
    assert found == []
    assert only(plan) == Change(
        path=PurePosixPath("voice/models.py"),
        action=Action.REWRITE,
        before="a\n",
        after="b\n",
        found=digest("a\n"),
    )


def test_an_edited_file_is_refused_and_its_difference_can_be_shown(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/models.py": "mine\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    plan, [found] = run(tmp_path, {"voice/models.py": "b\n"})
    assert found.code == "output-edited"
    assert f"`{tmp_path / 'voice' / 'models.py'}`" in found.message
    assert (only(plan).edited, only(plan).before, only(plan).after) == (True, "mine\n", "b\n")
    assert not plan.is_clean


def test_an_edited_file_is_refused_even_when_nothing_new_is_generated(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/models.py": "mine\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    assert refusals(tmp_path, {"voice/models.py": "a\n"}) == [("output-edited", "voice/models.py")]


def test_force_gives_an_edited_file_up(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/models.py": "mine\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    assert changes(tmp_path, {"voice/models.py": "b\n"}, force=True) == {
        "voice/models.py": Action.REWRITE
    }


def test_an_edit_that_we_would_make_too_is_no_edit(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/models.py": "b\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    assert changes(tmp_path, {"voice/models.py": "b\n"}) == {}


def test_a_deleted_owned_file_is_created_again(tmp_path: Path) -> None:
    lay_out(tmp_path, {MANIFEST: manifest_of({"models.py": "a\n"})})
    assert changes(tmp_path, {"voice/models.py": "a\n"}) == {"voice/models.py": Action.CREATE}


@pytest.mark.parametrize("on_disk", ["a\n", "b\n", "c\n"])
def test_after_an_unfinished_write_each_listed_text_is_ours(tmp_path: Path, on_disk: str) -> None:
    lay_out(tmp_path, {"voice/models.py": on_disk, MANIFEST: manifest_of({"models.py": "a\n|b\n"})})
    run_of_c = changes(tmp_path, {"voice/models.py": "c\n"})
    assert run_of_c == ({} if on_disk == "c\n" else {"voice/models.py": Action.REWRITE})


def test_converted_line_ends_are_no_edit_and_no_reason_to_rewrite(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "voice/models.py": "a\r\nb\r\n",
            "voice/handlers.py": "c\r\n",
            MANIFEST: manifest_of({"models.py": "a\nb\n", "handlers.py": "c\n"}).replace(
                "\n", "\r\n"
            ),
        },
    )
    assert changes(tmp_path, {"voice/models.py": "a\nb\n", "voice/handlers.py": "d\n"}) == {
        "voice/handlers.py": Action.REWRITE
    }


def test_bytes_that_are_not_text_are_an_edit(tmp_path: Path) -> None:
    lay_out(tmp_path, {MANIFEST: manifest_of({"models.py": "a\n"})})
    (tmp_path / "voice" / "models.py").write_bytes(b"\xff\n")
    assert refusals(tmp_path, {"voice/models.py": "a\n"}) == [("output-edited", "voice/models.py")]


# Files that are no longer produced.


def test_a_stale_file_is_removed(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/old.py": "a\n", MANIFEST: manifest_of({"old.py": "a\n"})})
    assert changes(tmp_path, {}) == {"voice/old.py": Action.REMOVE}


def test_a_stale_file_that_was_edited_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/old.py": "mine\n", MANIFEST: manifest_of({"old.py": "a\n"})})
    assert refusals(tmp_path, {}) == [("output-edited", "voice/old.py")]
    assert changes(tmp_path, {}, force=True) == {"voice/old.py": Action.REMOVE}


def test_a_stale_file_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    lay_out(tmp_path, {MANIFEST: manifest_of({"old.py": "a\n"})})
    plan, found = run(tmp_path, {})
    assert found == []
    assert plan.changes == ()
    assert plan.forgotten == (PurePosixPath("old.py"),)


def test_a_stale_name_of_a_produced_file_is_not_removed(tmp_path: Path) -> None:
    """On a file system that ignores case both names are one file; a hard link is alike here."""
    lay_out(
        tmp_path,
        {"voice/ice.json": "{}\n", MANIFEST: manifest_of({"Ice.json": "{}\n"})},
    )
    (tmp_path / "voice" / "Ice.json").hardlink_to(tmp_path / "voice" / "ice.json")
    assert changes(tmp_path, {"voice/ice.json": "{}\n"}) == {}


# Files that we never wrote.


def test_other_files_in_the_package_are_left_alone(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "voice/mine.py": "mine\n",
            "voice/__pycache__/models.pyc": "",
            "voice/models.py": "a\n",
            MANIFEST: manifest_of({"models.py": "a\n"}),
        },
    )
    assert changes(tmp_path, {"voice/models.py": "a\n"}) == {}


@pytest.mark.parametrize("force", [False, True])
def test_a_file_of_the_users_in_the_place_of_a_new_one_is_refused(
    tmp_path: Path, *, force: bool
) -> None:
    lay_out(tmp_path, {"voice/mine.py": "mine\n", MANIFEST: manifest_of({})})
    assert refusals(tmp_path, {"voice/mine.py": "ours\n"}, force=force) == [
        ("output-foreign", "voice/mine.py")
    ]


# Files that are the user's.


def test_a_file_of_the_users_is_written_once(tmp_path: Path) -> None:
    lay_out(tmp_path, {MANIFEST: manifest_of({})})
    assert changes(tmp_path, {"voice_app.py": "stub\n"}) == {"voice_app.py": Action.WRITE_ONCE}


@pytest.mark.parametrize("force", [False, True])
def test_a_file_of_the_users_is_not_compared(tmp_path: Path, *, force: bool) -> None:
    lay_out(
        tmp_path, {"voice_app.py": "mine\n", MANIFEST: manifest_of({}, yours=("voice_app.py",))}
    )
    assert changes(tmp_path, {"voice_app.py": "stub\n"}, force=force) == {}


@pytest.mark.parametrize("force", [False, True])
def test_a_file_that_the_user_deleted_stays_deleted(tmp_path: Path, *, force: bool) -> None:
    lay_out(tmp_path, {MANIFEST: manifest_of({}, yours=("voice_app.py",))})
    assert changes(tmp_path, {"voice_app.py": "stub\n"}, force=force) == {}


def test_a_file_of_the_users_is_not_removed_when_no_longer_produced(tmp_path: Path) -> None:
    lay_out(
        tmp_path, {"voice_app.py": "mine\n", MANIFEST: manifest_of({}, yours=("voice_app.py",))}
    )
    plan, _ = run(tmp_path, {})
    assert plan.changes == ()
    assert plan.yours == {PurePosixPath("voice_app.py")}


def test_a_file_that_becomes_the_users_is_not_removed(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/app.py": "a\n", MANIFEST: manifest_of({"app.py": "a\n"})})
    destination = Destination(root=tmp_path, package=PurePosixPath("voice"))
    diagnostics = Diagnostics()
    previous = read_manifest(destination.manifest, force=False, diagnostics=diagnostics)
    now = GeneratedFile(PurePosixPath("voice/app.py"), "b\n", Owner.YOURS, Kind.TEXT)
    plan = compare([now], previous, destination, force=False, diagnostics=diagnostics)
    assert plan.changes == ()
    assert plan.files == {}


def test_a_link_of_the_users_counts_as_their_file(tmp_path: Path) -> None:
    (tmp_path / "voice_app.py").symlink_to("nowhere.py")
    assert changes(tmp_path, {"voice_app.py": "stub\n"}) == {}


# What stands in the way.


def test_a_package_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "voice").symlink_to("elsewhere")
    assert refusals(tmp_path, {"voice/models.py": "a\n"}) == [("output-unwritable", "voice")]


def test_a_folder_in_the_package_that_is_a_link_is_refused(tmp_path: Path) -> None:
    lay_out(
        tmp_path, {"mine/ice.json": "{}\n", MANIFEST: manifest_of({"samples/ice.json": "{}\n"})}
    )
    (tmp_path / "voice" / "samples").symlink_to("../mine")
    assert refusals(tmp_path, {}) == [("output-unwritable", "voice/samples")]


@pytest.mark.parametrize("target", ["../mine.py", "nowhere.py"])
def test_a_file_that_is_a_link_is_refused(tmp_path: Path, target: str) -> None:
    lay_out(tmp_path, {"mine.py": "a\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    (tmp_path / "voice" / "models.py").symlink_to(target)
    assert refusals(tmp_path, {"voice/models.py": "b\n"}, force=True) == [
        ("output-unwritable", "voice/models.py")
    ]


def test_a_manifest_that_is_a_link_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path, {"mine.json": manifest_of({}), "voice/mine.py": ""})
    (tmp_path / MANIFEST).symlink_to("../mine.json")
    assert refusals(tmp_path, {"voice/models.py": "b\n"}) == [("output-unwritable", MANIFEST)]


@pytest.mark.parametrize(
    ("there", "blamed"),
    [
        ("voice/models.py/mine", "voice/models.py"),
        ("voice", "voice"),
        ("tests", "tests"),
    ],
)
def test_a_folder_for_a_file_or_a_file_for_a_folder_is_refused(
    tmp_path: Path, there: str, blamed: str
) -> None:
    lay_out(tmp_path, {there: "mine\n"})
    if blamed != "voice":
        lay_out(tmp_path, {MANIFEST: manifest_of({})})
    files = {"voice/models.py": "a\n", "tests/test_voice.py": "b\n"}
    assert refusals(tmp_path, files) == [("output-unwritable", blamed)]


def test_a_root_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root").write_text("mine\n")
    _, [found] = run(tmp_path / "root", {"voice/models.py": "a\n"})
    assert found.code == "output-unwritable"


def test_a_root_that_is_a_link_to_a_folder_is_the_users_choice(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "root").symlink_to("real")
    assert changes(tmp_path / "root", {"voice/models.py": "a\n"}) == {
        "voice/models.py": Action.CREATE
    }


def test_a_file_that_cannot_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path, {"voice/models.py": "a\n", MANIFEST: manifest_of({"models.py": "a\n"})})
    open_ = Path.open

    def refuse(path: Path, *arguments: Any) -> Any:
        if path.name == "models.py":
            raise PermissionError(13, "Permission denied", str(path))
        return open_(path, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        plan, [found] = run(tmp_path, {"voice/models.py": "b\n"})
    assert plan.changes == ()
    assert found.code == "output-unwritable"
    assert "permission denied" in found.message


# A damaged manifest, and our own mistakes.


def test_without_a_readable_manifest_nothing_is_ours(tmp_path: Path) -> None:
    lay_out(tmp_path, {"voice/models.py": "a\n", MANIFEST: "<<<<<<< ours\n"})
    files = {"voice/models.py": "b\n"}
    assert refusals(tmp_path, files) == [("manifest-invalid", MANIFEST)]


def test_force_makes_the_files_of_both_sides_of_a_merge_ours(tmp_path: Path) -> None:
    entry, other = (f'"models.py": "{digest(text)}"' for text in ("a\n", "b\n"))
    conflict = f"<<<<<<< ours\n{entry}\n=======\n{other}\n>>>>>>> theirs"
    manifest = manifest_of({"models.py": "a\n"}).replace(entry, conflict)
    lay_out(tmp_path, {"voice/models.py": "b\n", MANIFEST: manifest})
    plan, found = run(tmp_path, {"voice/models.py": "c\n"}, force=True)
    assert found == []
    assert (only(plan).action, only(plan).edited) == (Action.REWRITE, False)


@pytest.mark.parametrize(
    "path", ["voice_models.py", "voice", MANIFEST, "voice/x.asyncapi-pygen-tmp", "voice/con"]
)
def test_an_owned_file_in_an_impossible_place_is_our_own_mistake(tmp_path: Path, path: str) -> None:
    destination = Destination(root=tmp_path, package=PurePosixPath("voice"))
    file = GeneratedFile(PurePosixPath(path), "", Owner.OWNED, Kind.TEXT)
    with pytest.raises(InternalError):
        compare([file], None, destination, force=False, diagnostics=Diagnostics())
