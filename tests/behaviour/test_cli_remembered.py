"""A run whose inputs are as they were is not made again, and nobody can tell but by the time."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from asyncapi_pygen.cli import planned, remembered
from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.emit.disk import Sight
from asyncapi_pygen.pipeline import Result
from support.commands import ORDERS, Outcome, command, process, tree

OVERLAY = """
overlay: 1.0.0
info: {title: An overlay, version: 1.0.0}
actions: [{target: $.info, update: {description: Overlaid.}}]
"""
REFERRING = ORDERS.replace("note: {type: string}", "note: {$ref: note.yaml}")
CONFIGURED = """
[tool.asyncapi-pygen]
spec = "orders.yaml"
output = "shop"
[[tool.asyncapi-pygen.actions]]
target = "$.info"
update.description = "Of the configuration."
"""


@pytest.fixture(autouse=True)
def cache(orders_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a cache of its own, beside the document."""
    folder = orders_file.absolute().parent / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Result]:
    """Note what each run of the pipeline gave."""
    noted: list[Result] = []
    generate = planned.generate

    def noting(*given: object, **named: object) -> Result:
        noted.append(generate(*given, **named))  # type: ignore[arg-type]
        return noted[-1]

    monkeypatch.setattr(planned, "generate", noting)
    return noted


def check(*words: str) -> Outcome:
    return command("check", "orders.yaml", "--output", "shop", *words)


def generate(*words: str) -> Outcome:
    return command("generate", "orders.yaml", "--output", "shop", *words)


def entries(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.result.json"))


def test_what_was_generated_is_checked_without_a_run(cache: Path, runs: list[Result]) -> None:
    generate()
    assert len(entries(cache)) == len(runs) == 1
    first = check("--fresh")
    assert (first.code, len(runs)) == (0, 2)
    assert check() == first
    assert len(runs) == 2


def test_a_second_generate_changes_nothing_and_needs_no_run(runs: list[Result]) -> None:
    generate()
    before = tree(Path("shop"))
    outcome = generate()
    assert (outcome.code, len(runs)) == (0, 1)
    assert "unchanged" in outcome.out
    assert tree(Path("shop")) == before


def test_findings_are_told_again(runs: list[Result]) -> None:
    Path("orders.yaml").write_text(f"{ORDERS}components: {{schemas: {{Spare: {{}}}}}}\n", "utf-8")
    generate()
    for form in ("text", "json", "github", "sarif"):
        told = check("--format", form, "--fresh")
        assert "component-unused" in told.out + told.err
        assert check("--format", form) == told
    assert len(runs) == 5


@pytest.mark.parametrize("words", [(), ("--only", "operation:receiveOrder")], ids=["whole", "part"])
def test_everything_that_a_run_gave_is_remembered(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, runs: list[Result]
) -> None:
    recalled: list[Result | None] = []
    recall = planned.recall
    Path("orders.yaml").write_text(f"{ORDERS}components: {{schemas: {{Spare: {{}}}}}}\n", "utf-8")
    generate(*words)

    def noting(options: PackageOptions, root: Path, sight: Sight) -> Result | None:
        recalled.append(recall(options, root, sight))
        return recalled[-1]

    monkeypatch.setattr(planned, "recall", noting)
    assert check(*words).code == 0
    (gave,) = runs
    assert bool(gave.left_out) == bool(words)
    inputs = {path.absolute(): digest for path, digest in gave.inputs.items()}
    assert recalled == [replace(gave, inputs=inputs)]


CHANGES: dict[str, tuple[list[str], Callable[[], object]]] = {
    "the document": ([], lambda: Path("orders.yaml").write_text(ORDERS + "# changed\n", "utf-8")),
    "an overlay": (
        ["--overlay", "overlay.yaml"],
        lambda: Path("overlay.yaml").write_text(OVERLAY.replace("Overlaid", "Other"), "utf-8"),
    ),
    "a file that is referred to": (
        [],
        lambda: Path("note.yaml").write_text("{type: integer}", "utf-8"),
    ),
    "an option": (["--zoneless", "utc"], lambda: None),
    "a level": (["--level", "component-unused=off"], lambda: None),
}


@pytest.mark.parametrize(("words", "change"), CHANGES.values(), ids=CHANGES)
def test_whatever_changes_the_result_is_a_run(
    words: list[str], change: Callable[[], object], runs: list[Result]
) -> None:
    Path("overlay.yaml").write_text(OVERLAY, "utf-8")
    Path("note.yaml").write_text("{type: string}", "utf-8")
    Path("orders.yaml").write_text(REFERRING, "utf-8")
    given = words if "overlay.yaml" in words else []
    generate(*given)
    assert check(*given).code == 0
    assert len(runs) == 1
    change()
    check(*words)
    assert len(runs) == 2


def test_where_a_link_leads_is_an_input(runs: list[Result]) -> None:
    Path("note.yaml").symlink_to("text.yaml")
    Path("text.yaml").write_text("{type: string}", "utf-8")
    Path("number.yaml").write_text("{type: integer}", "utf-8")
    Path("orders.yaml").write_text(REFERRING, "utf-8")
    generate()
    assert check().code == 0
    assert len(runs) == 1
    Path("note.yaml").unlink()
    Path("note.yaml").symlink_to("number.yaml")
    assert check().code == 1
    assert len(runs) == 2


def test_actions_of_the_configuration_are_an_input(runs: list[Result]) -> None:
    Path("pyproject.toml").write_text(CONFIGURED, "utf-8")
    assert command("generate").code == 0
    assert command("check").code == 0
    assert len(runs) == 1
    Path("pyproject.toml").write_text(CONFIGURED.replace("Of the", "Of another"), "utf-8")
    assert command("check").code == 1
    assert len(runs) == 2


def test_a_file_that_was_not_there_is_an_input(runs: list[Result]) -> None:
    generate()
    assert check().code == 0
    Path("shop/stranger.py").write_text("", "utf-8")
    assert check().code == 0
    Path("shop/models.py").write_text("", "utf-8")
    assert check().code == 1
    assert len(runs) == 2


def test_the_users_class_is_looked_at_each_time(runs: list[Result]) -> None:
    generate()
    assert "missing" not in check().err
    Path("shop_app.py").write_text(
        "from shop.handlers import Handlers\nclass App(Handlers): pass\n"
    )
    told = check("--fresh")
    assert "handler-missing" in told.out + told.err
    assert check() == told
    assert len(runs) == 2


def test_what_was_left_out_is_told_again(runs: list[Result]) -> None:
    only = ("--only", "operation:receiveOrder")
    generate()
    generate(*only)
    told = check(*only, "--fresh")
    assert "the operation of `receive_refund` is left out of the package" in told.out + told.err
    assert check(*only) == told
    assert len(runs) == 3


def test_of_our_files_no_text_is_remembered(cache: Path) -> None:
    generate()
    told = "".join(one.read_text("utf-8") for one in cache.rglob("*.json"))
    ours = [path for path in Path("shop").rglob("*") if path.is_file()]
    # Of the user's files there are texts, which have some lines that ours have too.
    users = Path("shop_app.py").read_text("utf-8") + Path("tests/test_shop.py").read_text("utf-8")
    lines = {line for path in ours for line in path.read_text("utf-8").split("\n")}
    long = [line for line in lines if len(line) > 30 and line not in users]
    assert len(long) > 1000
    assert [line for line in long if json.dumps(line)[1:-1] in told] == []


def test_a_digest_that_was_changed_is_of_no_use(cache: Path, runs: list[Result]) -> None:
    generate()
    before = tree(Path("shop"))
    digest = hashlib.sha256(Path("shop/models.py").read_bytes()).hexdigest()
    (entry,) = entries(cache)
    assert digest in entry.read_text("utf-8")
    entry.write_text(entry.read_text("utf-8").replace(digest, "0" * 64), "utf-8")
    assert check().code == 0
    assert generate().code == 0
    assert tree(Path("shop")) == before
    assert len(runs) == 2  # and the second one has mended the entry
    assert digest in entry.read_text("utf-8")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", "null", "[]\n", "1\n{}", "[]\n[]", '[]\n{"diagnostics": [{}]}', "\x00"],
)
def test_an_odd_entry_is_none(content: str, cache: Path, runs: list[Result]) -> None:
    generate()
    entries(cache)[0].write_text(content, "utf-8")
    assert check().code == 0
    assert len(runs) == 2


PARTS = ["diagnostics", "texts", "files", "stages", "summary", "left_out"]


@pytest.mark.parametrize("key", PARTS)
def test_an_entry_that_lacks_a_part_is_none(key: str, cache: Path, runs: list[Result]) -> None:
    generate()
    (entry,) = entries(cache)
    inputs, told = map(json.loads, entry.read_text("utf-8").split("\n"))
    del told[key]
    entry.write_text(f"{json.dumps(inputs)}\n{json.dumps(told)}", "utf-8")
    assert check().code == 0
    assert len(runs) == 2


def test_a_cache_that_cannot_be_written_changes_nothing(cache: Path, runs: list[Result]) -> None:
    cache.write_text("no folder", "utf-8")
    assert generate().code == 0
    assert check().code == 0
    assert len(runs) == 2


def test_the_oldest_are_given_up(
    cache: Path, monkeypatch: pytest.MonkeyPatch, runs: list[Result]
) -> None:
    monkeypatch.setattr(remembered, "_MOST", 6)
    for zoneless in ("keep", "reject", "utc"):
        generate("--zoneless", zoneless)
    assert len(entries(cache)) == 2
    assert sum(one.is_file() for one in cache.rglob("*")) == 6
    assert check("--zoneless", "utc").code == 0
    assert len(runs) == 3


def test_another_version_of_ours_is_another_run(
    monkeypatch: pytest.MonkeyPatch, runs: list[Result]
) -> None:
    generate()
    monkeypatch.setattr(remembered, "_ourselves", lambda: ("another",))
    assert check().code == 0
    assert len(runs) == 2


def test_a_bad_document_is_not_remembered(cache: Path) -> None:
    Path("orders.yaml").write_text("asyncapi: [", "utf-8")
    assert generate().code == 2
    assert not entries(cache)


def test_no_stage_is_loaded_for_what_is_known() -> None:
    words = ("orders.yaml", "--output", "shop")
    process("generate", *words, cwd=Path.cwd())
    outcome = process("check", *words, cwd=Path.cwd(), python=("-X", "importtime"))
    assert outcome.code == 0
    loaded = {line.rpartition("|")[2].strip() for line in outcome.err.splitlines()}
    assert "asyncapi_pygen.cli.remembered" in loaded
    assert loaded.isdisjoint({"jinja2", "datamodel_code_generator", "jsonschema_rs", "yaml"})
    assert "asyncapi_pygen.understanding" not in loaded
