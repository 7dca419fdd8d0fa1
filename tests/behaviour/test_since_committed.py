"""What ``generate`` tells of a changed document: the changes since the package was committed."""

import json
import subprocess
from pathlib import Path

import pytest

from support.commands import ORDERS, ORDERS_ALONE, Outcome, command

CHANGED = ORDERS.replace("note: {type: string}", "note: {type: [string, integer]}")
CHANGE = """
breaking[diff-type-widened]: `note` was `string` and may be `integer` or `string`
  breaks who receives, in receiveOrder (receiveOrder message)
  old {revision}:asyncapi.yaml:13:26 /channels/~1orders/publish/message/payload/properties/note/type
  new asyncapi.yaml:13:26 /channels/~1orders/publish/message/payload/properties/note/type

{revision}:asyncapi.yaml -> asyncapi.yaml: 1 breaking
"""


def git(*words: str) -> str:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    command = ["git", *identity, "-c", "core.autocrlf=false", "-c", "commit.gpgsign=false", *words]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def write(document: str) -> None:
    Path("asyncapi.yaml").write_text(document, "utf-8")


def commit() -> str:
    """Commit all that is there, and return the commit's short name."""
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", "All")
    return git("log", "-1", "--format=%h")


def generate(*words: str) -> Outcome:
    outcome = command("generate", "asyncapi.yaml", "--output", "shop", *words)
    assert outcome.code == 0, outcome
    return outcome


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the short name of the commit that has a document and its package."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    write(ORDERS)
    assert "->" not in generate().out
    return commit()


def test_what_changed_is_told_with_what_is_rewritten(committed: str) -> None:
    write(CHANGED)
    told = generate().out
    assert told.startswith("shop: ")
    assert told.endswith(CHANGE.format(revision=committed))


def test_the_first_time_there_is_nothing_to_tell(committed: str) -> None:
    write(CHANGED)
    assert "->" not in command("generate", "asyncapi.yaml", "--output", "other").out


def test_what_rewrites_nothing_tells_of_no_change(committed: str) -> None:
    write(CHANGED)
    generate()
    assert "->" not in generate().out


def test_what_rewrites_files_for_another_reason_tells_of_no_change(committed: str) -> None:
    assert "->" not in generate("--numbers", "decimal").out


def test_the_document_may_have_been_committed_since(committed: str) -> None:
    """What was generated last counts, and not what the document was before."""
    write(CHANGED)
    commit()
    assert generate().out.endswith(CHANGE.format(revision=committed))


def test_a_dry_run_tells_it(committed: str) -> None:
    write(CHANGED)
    assert generate("--dry-run").out.endswith(CHANGE.format(revision=committed))


def test_a_quiet_run_does_not(committed: str) -> None:
    write(CHANGED)
    assert generate("--quiet") == Outcome(0, "", "")


def test_verdicts_are_those_of_the_side_that_the_package_is_for(committed: str) -> None:
    generate("--role", "counterpart", "--force")
    commit()
    write(CHANGED)
    told = generate("--role", "counterpart").out
    assert "\ncompatible[diff-type-widened]" in told
    assert told.endswith("asyncapi.yaml -> asyncapi.yaml: 1 compatible\n")


def test_no_more_is_shown_than_findings_are(committed: str) -> None:
    write(ORDERS_ALONE.replace("note: {type: string}", "note: {type: integer}"))
    told = generate("--max-findings", "1").out
    assert told.count("breaking[") == 1
    assert "2 breaking; 1 of them not shown: `--max-findings 0` shows all\n" in told


def test_programs_read_it(committed: str) -> None:
    write(CHANGED)
    changes = json.loads(generate("--format", "json").out)["changes"]
    assert (changes["old"], changes["new"]) == (f"{committed}:asyncapi.yaml", "asyncapi.yaml")
    assert (changes["role"], changes["breaking"]) == ("handler", True)
    assert [one["code"] for one in changes["changes"]] == ["diff-type-widened"]
    assert "changes" not in json.loads(generate("--format", "json").out)


def test_programs_read_it_of_each_target(committed: str) -> None:
    targets = "".join(
        f'[tool.asyncapi-pygen.targets.{name}]\nspec = "asyncapi.yaml"\noutput = "{name}"\n'
        for name in ("shop", "other")
    )
    Path("pyproject.toml").write_text(targets, "utf-8")
    write(CHANGED)
    outcome = command("generate", "--format", "json")
    told = {one["name"]: one for one in json.loads(outcome.out)["targets"]}
    assert told["shop"]["changes"]["breaking"] is True
    assert "changes" not in told["other"]


def test_a_document_that_had_faults_is_no_measure(committed: str) -> None:
    write("asyncapi: 2.6.0")
    commit()
    write(ORDERS)
    generate("--numbers", "decimal")
    git("add", "shop")
    git("commit", "--quiet", "--message", "Decimals")
    write(CHANGED)
    latest = git("log", "-1", "--format=%h")
    why = f"what changed in the document is not told: `{latest}:asyncapi.yaml` has faults\n"
    assert generate("--numbers", "decimal").out.endswith(why)


def test_without_a_commit_there_is_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write(ORDERS)
    generate()
    write(CHANGED)
    assert "not told" not in generate().out
    write(ORDERS)
    assert "is not told: not a git repository" in generate("--verbose").out
    git("init", "--quiet")
    write(CHANGED)
    assert "is not told: your current branch" in generate("--verbose").out
    git("commit", "--quiet", "--allow-empty", "--message", "Nothing")
    write(ORDERS)
    assert "is not told: the package was never committed" in generate("--verbose").out
    git("add", "shop")
    git("commit", "--quiet", "--message", "The package alone")
    write(CHANGED)
    assert "is not told: `asyncapi.yaml` is not in `" in generate("--verbose").out
