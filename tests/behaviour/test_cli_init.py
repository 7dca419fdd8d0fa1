"""``init``: a target and what goes with it, added once, shown, and changing nothing that is there."""

import shlex
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from asyncapi_pygen.emit.disk import permissions
from support.commands import ORDERS, Outcome, command, tree

PROJECT, ATTRIBUTES = Path("pyproject.toml"), Path(".gitattributes")
HOOKS = Path(".pre-commit-config.yaml")


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    Path("specs").mkdir()
    Path("specs/orders.yaml").write_text(ORDERS, "utf-8")


def init(*words: str) -> Outcome:
    return command("init", *words)


def targets(path: Path = PROJECT) -> dict[str, dict[str, str]]:
    return tomllib.loads(path.read_text("utf-8"))["tool"]["asyncapi-pygen"].get("targets", {})


def test_a_project_is_begun() -> None:
    outcome = init("specs/orders.yaml")
    assert (outcome.code, outcome.err) == (0, "")
    assert targets() == {"orders": {"spec": "specs/orders.yaml", "output": "orders"}}
    assert ATTRIBUTES.read_text("utf-8") == "/orders/** linguist-generated\n"
    assert "created pyproject.toml:\n    # What `asyncapi-pygen generate` writes" in outcome.out
    assert "created .gitattributes:\n    /orders/** linguist-generated\n" in outcome.out
    assert "created .pre-commit-config.yaml:\n    repos:\n      - repo: local\n" in outcome.out
    assert command("generate").code == 0
    assert command("check").code == 0


def test_the_hook_that_is_written_is_a_command() -> None:
    init("specs/orders.yaml")
    command("generate")
    (repo,) = yaml.safe_load(HOOKS.read_text("utf-8"))["repos"]
    (hook,) = repo["hooks"]
    program, *words = shlex.split(hook["entry"])
    assert program == "asyncapi-pygen"
    assert command(*words).code == 0
    assert hook["pass_filenames"] is False


def test_again_nothing_is_added() -> None:
    init("specs/orders.yaml")
    before = tree(Path())
    for words in (("specs/orders.yaml",), ("specs/orders.yaml", "--output", "orders"), ()):
        outcome = init(*words)
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out == (
            "unchanged: pyproject.toml\nunchanged: .gitattributes\n"
            "unchanged: .pre-commit-config.yaml\n"
        )
        assert tree(Path()) == before


def test_a_dry_run_shows_it_and_writes_nothing() -> None:
    before = tree(Path())
    dry = init("specs/orders.yaml", "--dry-run")
    assert dry.code == 0
    assert tree(Path()) == before
    assert dry.out.endswith("nothing was written\n")
    real = init("specs/orders.yaml")
    assert real.out == dry.out.replace("would be ", "").replace("nothing was written\n", "")


def test_what_is_there_stays_as_it_is() -> None:
    texts = {
        PROJECT: b'[project]\r\nname = "a" # b',
        ATTRIBUTES: b"*.txt text",
        HOOKS: b"repos:\n- repo: a\n  hooks:\n  - id: x\n# end\n",
    }
    for path, text in texts.items():
        path.write_bytes(text)
    PROJECT.chmod(0o640)
    assert init("specs/orders.yaml").code == 0
    assert PROJECT.read_bytes().startswith(texts[PROJECT])
    assert ATTRIBUTES.read_bytes() == b"*.txt text\n/orders/** linguist-generated\n"
    assert HOOKS.read_bytes().startswith(texts[HOOKS].removesuffix(b"# end\n"))
    assert HOOKS.read_bytes().endswith(b"\n# end\n")
    assert stat.S_IMODE(PROJECT.stat().st_mode) == 0o640


def test_the_package_goes_where_it_is_said_or_into_src() -> None:
    Path("src").mkdir()
    init("specs/orders.yaml", "--output", "src/acme/shop")
    Path("specs/my-orders.v2.yaml").write_text(ORDERS, "utf-8")
    init("specs/my-orders.v2.yaml")
    assert {name: one["output"] for name, one in targets().items()} == {
        "shop": "src/acme/shop",
        "my_orders": "src/my_orders",
    }
    assert ATTRIBUTES.read_text("utf-8").splitlines() == [
        "/src/acme/shop/** linguist-generated",
        "/src/my_orders/** linguist-generated",
    ]
    assert PROJECT.read_text("utf-8").count("# What `asyncapi-pygen generate`") == 1


def test_without_a_document_a_table_is_begun_with_comments() -> None:
    assert init().code == 0
    assert tomllib.loads(PROJECT.read_text("utf-8")) == {"tool": {"asyncapi-pygen": {}}}
    assert not ATTRIBUTES.exists()
    assert "unchanged: pyproject.toml" in init().out


def test_from_a_folder_below_the_project_is_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    PROJECT.write_text("[project]\n", "utf-8")
    monkeypatch.chdir("specs")
    outcome = init("orders.yaml", "--output", "../shop")
    assert outcome.code == 0, outcome.err
    assert "added to ../pyproject.toml" in outcome.out
    monkeypatch.chdir("..")
    assert targets() == {"shop": {"spec": "specs/orders.yaml", "output": "shop"}}


def test_a_project_in_a_larger_repository_has_its_hook_at_the_top(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("part").mkdir()
    Path("part/pyproject.toml").write_text("[project]\n", "utf-8")
    monkeypatch.chdir("part")
    assert init("../specs/orders.yaml").code == 0
    assert not HOOKS.exists()
    assert Path(ATTRIBUTES).read_text("utf-8") == "/orders/** linguist-generated\n"
    command("generate")
    monkeypatch.chdir("..")
    (repo,) = yaml.safe_load(HOOKS.read_text("utf-8"))["repos"]
    _, *words = shlex.split(repo["hooks"][0]["entry"])
    assert words == ["check", "--config", "part/pyproject.toml"]
    assert command(*words).code == 0


def test_a_file_that_cannot_be_added_to_is_left_and_the_others_are_not() -> None:
    PROJECT.write_text("[tool]\nasyncapi-pygen = {lenient = true}\n", "utf-8")
    HOOKS.write_text("repos: []\n", "utf-8")
    outcome = init("specs/orders.yaml")
    assert outcome.code == 2
    assert "error[config-unwritten]: `pyproject.toml` is left as it is: " in outcome.err
    assert "error[config-unwritten]: `.pre-commit-config.yaml` is left as it is: " in outcome.err
    assert "for pyproject.toml, by hand:\n    [tool.asyncapi-pygen.targets.orders]" in outcome.out
    assert HOOKS.read_text("utf-8") == "repos: []\n"
    assert ATTRIBUTES.exists()


@pytest.mark.parametrize("bad", [b"\xff", b"link", b"folder"])
def test_what_is_no_text_of_ours_to_change_is_left(bad: bytes) -> None:
    if bad == b"link":
        Path("elsewhere").write_text("", "utf-8")
        ATTRIBUTES.symlink_to("elsewhere")
    elif bad == b"folder":
        ATTRIBUTES.mkdir()
    else:
        ATTRIBUTES.write_bytes(bad)
    outcome = init("specs/orders.yaml")
    assert outcome.code == 2
    assert "error[config-unwritten]: `.gitattributes` is left as it is: " in outcome.err
    assert targets()
    assert bad != b"link" or not Path("elsewhere").read_bytes()
    assert not list(Path().glob("*-tmp"))


def test_a_file_that_changes_meanwhile_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    ATTRIBUTES.write_text("*.txt text\n", "utf-8")

    def change(path: Path) -> int | None:
        if path == ATTRIBUTES:
            path.write_text("*.md text\n", "utf-8")
        return permissions(path)

    monkeypatch.setattr("asyncapi_pygen.cli.init.permissions", change)
    outcome = init("specs/orders.yaml")
    assert outcome.code == 2
    assert "`.gitattributes` is left as it is: it has just been changed" in outcome.err
    assert ATTRIBUTES.read_text("utf-8") == "*.md text\n"
    assert not list(Path().glob("*-tmp"))


def test_without_a_repository_the_files_are_beside_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".git").rmdir()
    PROJECT.write_text("[project]\n", "utf-8")
    monkeypatch.chdir("specs")
    assert init("orders.yaml").code == 0
    monkeypatch.chdir("..")
    assert targets() == {"orders": {"spec": "specs/orders.yaml", "output": "orders"}}
    assert ATTRIBUTES.exists()
    assert HOOKS.exists()


def test_a_configuration_with_faults_is_not_added_to() -> None:
    PROJECT.write_text("[tool.asyncapi-pygen]\nx = 1\n", "utf-8")
    before = tree(Path())
    outcome = init("specs/orders.yaml")
    assert outcome.code == 2
    assert "error[config-key]" in outcome.err
    assert tree(Path()) == before


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("", ("specs/none.yaml",), "does not exist"),
        ("", ("specs/orders.yaml", "--output", "my-shop"), "try `my_shop`"),
        (
            "[tool.asyncapi-pygen]\nspec = 'a.yaml'\noutput = 'a'\n",
            ("specs/orders.yaml",),
            "`pyproject.toml` has a target without a name",
        ),
        (
            "[tool.asyncapi-pygen.targets.orders]\nspec = 'a.yaml'\noutput = 'a'\n",
            ("specs/orders.yaml",),
            "there is a target `orders` already",
        ),
    ],
)
def test_a_target_that_cannot_be_is_refused(text: str, words: tuple[str, ...], told: str) -> None:
    PROJECT.write_text(text, "utf-8")
    before = tree(Path())
    outcome = init(*words)
    assert outcome.code == 2
    assert told in outcome.err
    assert tree(Path()) == before


def test_git_takes_the_folders_for_generated() -> None:
    Path(".git").rmdir()
    subprocess.run(["git", "init", "-q"], check=True)
    for output in ("src/shop", "a b/shop1", "a[1]/shop2", "caf\xe9/shop3"):
        assert init("specs/orders.yaml", "--output", output).code == 0
        checked = subprocess.run(
            [
                "git",
                "-c",
                "core.quotePath=false",
                "check-attr",
                "linguist-generated",
                "--",
                f"{output}/trials/a.json",
                "src/app.py",
            ],
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout.splitlines()
        assert [line.rpartition(": ")[2] for line in checked] == ["set", "unspecified"]
