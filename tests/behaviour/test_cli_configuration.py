"""Targets of a pyproject.toml on the command line: which is meant, what goes first, what is told."""

import json
import shlex
from pathlib import Path

import pytest

from support.commands import ORDERS, ORDERS_ALONE, Outcome, command, tree

TARGETS = """\
[project]
name = "shop"

[tool.asyncapi-pygen]
numbers = "decimal"

[tool.asyncapi-pygen.targets.orders]
spec = "specs/orders.yaml"
output = "src/orders"

[tool.asyncapi-pygen.targets.refunds]
spec = "specs/refunds.yaml"
output = "src/refunds"
numbers = "float"
adapters = ["asgi"]
"""
PROJECT = Path("pyproject.toml")
BROKEN = ORDERS.replace("publish", "publsh", 1)


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    PROJECT.write_text(TARGETS, "utf-8")
    Path("specs").mkdir()
    Path("specs/orders.yaml").write_text(ORDERS, "utf-8")
    Path("specs/refunds.yaml").write_text(ORDERS, "utf-8")


def configure(text: str) -> None:
    PROJECT.write_text(f"[tool.asyncapi-pygen]\n{text}\n", "utf-8")


def has(package: str, module: str = "models.py") -> bool:
    return Path("src", package, module).exists()


def models(package: str) -> str:
    return Path("src", package, "models.py").read_text("utf-8")


def heads(outcome: Outcome) -> list[str]:
    return [line for line in outcome.err.splitlines() if line.startswith("== ")]


# What is meant.


def test_without_a_document_all_targets_are_meant_each_below_its_heading() -> None:
    outcome = command("generate")
    assert outcome.code == 0, outcome.err
    assert heads(outcome) == ["== orders (specs/orders.yaml)", "== refunds (specs/refunds.yaml)"]
    assert has("orders")
    assert has("refunds")
    assert command("check").code == 0
    validated = command("validate")
    assert validated.out == "specs/orders.yaml is valid\nspecs/refunds.yaml is valid\n"


def test_a_name_means_its_target_alone_without_a_heading() -> None:
    outcome = command("generate", "refunds")
    assert (outcome.code, heads(outcome)) == (0, [])
    assert has("refunds")
    assert not has("orders")
    assert command("check", "refunds").code == 0


def test_several_names_mean_these() -> None:
    assert heads(command("validate", "refunds", "orders", "refunds")) == [
        "== refunds (specs/refunds.yaml)",
        "== orders (specs/orders.yaml)",
    ]


def test_a_file_that_is_there_is_a_document_whatever_targets_are_called() -> None:
    Path("orders").write_text("not: asyncapi\n", "utf-8")
    assert "not-asyncapi" in command("validate", "orders").err
    Path("orders").unlink()
    Path("orders").mkdir()
    assert command("validate", "orders").code == 0


def test_a_document_has_the_settings_above_the_targets_and_its_own_folder() -> None:
    Path("other.yaml").write_text(ORDERS, "utf-8")
    assert "Missing option '--output'" in command("generate", "other.yaml").err
    assert command("generate", "other.yaml", "--output", "src/other").code == 0
    assert "ExactNumber" in models("other")


def test_the_settings_of_a_target_are_used() -> None:
    command("generate")
    assert "ExactNumber" in models("orders")
    assert "ExactNumber" not in models("refunds")
    assert has("orders", "router.py")
    assert not has("refunds", "router.py")


def test_a_name_that_no_target_has_is_told_with_the_nearest() -> None:
    outcome = command("generate", "order")
    assert outcome.code == 2
    assert "error[config-target]: there is neither a file nor a target `order`" in outcome.err
    assert "--> pyproject.toml:4:7" in outcome.err
    assert "did you mean `orders`?" in outcome.err
    assert "there are `orders`, `refunds`" in command("generate", "xyz").err


def test_a_path_that_is_not_there_is_told_as_a_file() -> None:
    assert "error[file-missing]" in command("validate", "order.yaml").err
    assert "error[file-missing]" in command("validate", "specs/order").err


def test_one_document_without_a_name_needs_none() -> None:
    configure('spec = "specs/orders.yaml"\noutput = "src/orders"')
    outcome = command("generate")
    assert (outcome.code, heads(outcome)) == (0, [])
    assert has("orders")
    assert command("check").code == 0
    Path("specs/orders.yaml").write_text(ORDERS_ALONE, "utf-8")
    told = command("check").err.splitlines()[-1]
    assert told == "to repair it, run: asyncapi-pygen generate"


def test_commands_of_one_document_take_a_name_too() -> None:
    Path("samples.json").write_text('{"kind": "order", "new": 1}', "utf-8")
    outcome = command("drift", "orders", "samples.json")
    assert (outcome.code, outcome.err) == (1, "")


def test_without_a_configuration_a_document_is_needed() -> None:
    PROJECT.unlink()
    outcome = command("generate")
    assert outcome.code == 2
    assert "give SPEC, a document; or targets in a pyproject.toml" in outcome.err


def test_a_configuration_without_targets_says_so() -> None:
    configure("lenient = true")
    outcome = command("check")
    assert outcome.code == 2
    assert "error[config-target]: `pyproject.toml` has no targets" in outcome.err
    assert "--> pyproject.toml:1:7" in outcome.err


# One does not hide the others.


def test_a_broken_target_does_not_hide_the_others() -> None:
    Path("specs/orders.yaml").write_text(BROKEN, "utf-8")
    outcome = command("generate")
    assert outcome.code == 2
    assert "unknown-field" in outcome.err
    assert has("refunds")
    assert not has("orders")


def test_the_exit_code_is_the_highest() -> None:
    command("generate")
    path = Path("src/refunds/models.py")
    path.write_text(f"{path.read_text('utf-8')}# edited\n", "utf-8")
    assert command("check").code == 1
    Path("specs/orders.yaml").write_text(BROKEN, "utf-8")
    assert command("check").code == 2


@pytest.mark.parametrize(
    ("line", "place", "told"),
    [
        ('output = "src/my-orders"', "8:10", "`my-orders` is not the name of a Python package"),
        # It is the number that does not go with the models, and it is said above.
        ('backend = "msgspec"', "5:11", "only models of pydantic keep every digit"),
        ('allow-ref-roots = ["none"]', "8:19", "the folder `none` does not exist"),
        ('output = "specs/orders.yaml"', "8:10", "`specs/orders.yaml` is not a folder"),
    ],
)
def test_a_value_that_does_not_go_is_told_where_it_is_said(
    line: str, place: str, told: str
) -> None:
    head = "[tool.asyncapi-pygen.targets.orders]\n"
    text = TARGETS.replace('output = "src/orders"\n', "") if "output" in line else TARGETS
    PROJECT.write_text(text.replace(head, f"{head}{line}\n"), "utf-8")
    outcome = command("generate")
    assert outcome.code == 2
    assert f"error[config-value]: {told}" in outcome.err
    assert f"--> pyproject.toml:{place}\n" in outcome.err
    assert has("refunds")
    assert not has("orders")


def test_a_target_without_a_folder_is_told_by_what_writes() -> None:
    PROJECT.write_text(TARGETS.replace('output = "src/orders"\n', ""), "utf-8")
    assert command("validate").code == 0
    outcome = command("generate")
    assert outcome.code == 2
    assert "error[config-target]: the target `orders` has no `output`" in outcome.err
    assert has("refunds")


def test_a_quiet_run_has_a_heading_where_there_is_something_to_tell() -> None:
    Path("specs/refunds.yaml").write_text(BROKEN, "utf-8")
    outcome = command("generate", "--quiet")
    assert (outcome.code, outcome.out) == (2, "")
    assert heads(outcome) == ["== refunds (specs/refunds.yaml)"]
    PROJECT.write_text(TARGETS.replace("numbers", "quiet = true\nnumbers", 1), "utf-8")
    assert command("generate").err == outcome.err


def test_what_cannot_be_placed_is_told_of_one_and_not_of_the_others() -> None:
    head = "[tool.asyncapi-pygen.targets.orders]\n"
    PROJECT.write_text(TARGETS.replace(head, f"{head}quiet = true\nverbose = true\n"), "utf-8")
    outcome = command("generate")
    assert outcome.code == 2
    assert "ask for opposites" in outcome.err
    assert has("refunds")


def test_one_folder_for_several_targets_is_refused() -> None:
    outcome = command("generate", "--output", "src/both")
    assert outcome.code == 2
    assert "`--output` is the folder of one package" in outcome.err
    assert not Path("src").exists()


def test_a_configuration_with_faults_stops_all_of_it() -> None:
    PROJECT.write_text(TARGETS.replace("adapters", "adapter"), "utf-8")
    outcome = command("generate")
    assert outcome.code == 2
    assert not Path("src").exists()
    assert outcome.err == (
        "error[config-key]: there is no setting `adapter`\n"
        "  --> pyproject.toml:15:1\n"
        "   |\n"
        '15 | adapter = ["asgi"]\n'
        "   | ^^^^^^^\n"
        "   = hint: did you mean `adapters`?\n"
        "\n"
        "1 error\n"
    )


def test_a_file_that_is_no_toml_is_told_even_for_a_document() -> None:
    PROJECT.write_text(f"{TARGETS}[tool.asyncapi-pygen", "utf-8")
    outcome = command("validate", "specs/orders.yaml")
    assert outcome.code == 2
    assert "error[config-syntax]: the text is not TOML: " in outcome.err


# Formats.


def test_json_is_one_object_for_all_targets() -> None:
    Path("specs/orders.yaml").write_text(BROKEN, "utf-8")
    outcome = command("check", "--format", "json")
    found = json.loads(outcome.out)
    assert outcome.code == 2
    assert {one["file"] for one in found["diagnostics"]} >= {"specs/orders.yaml"}
    assert {one["code"] for one in found["diagnostics"]} >= {"unknown-field", "output-stale"}
    assert [(one["name"], one["code"]) for one in found["targets"]] == [
        ("orders", 2),
        ("refunds", 1),
    ]
    assert found["targets"][0]["summary"] is None
    assert found["targets"][1]["summary"]["operations"]["generated"] == 2


def test_what_several_targets_find_is_in_one_object_once() -> None:
    text = TARGETS.replace("specs/refunds", "specs/orders")
    PROJECT.write_text(
        text.replace("[project]", "[project]\n").replace(
            "[tool.asyncapi-pygen]", '[tool.asyncapi-pygen]\nformat = "sarif"'
        ),
        "utf-8",
    )
    Path("specs/orders.yaml").write_text(BROKEN, "utf-8")
    outcome = command("validate")
    assert outcome.err == ""
    (run,) = json.loads(outcome.out)["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["unknown-field"]


def test_annotations_are_of_all_targets() -> None:
    outcome = command("check", "--format", "github")
    assert {line.partition(",")[0] for line in outcome.out.splitlines()} >= {
        "::error file=src/orders/models.py",
        "::error file=src/refunds/models.py",
    }


def test_faults_of_the_configuration_are_in_the_format_that_was_asked_for() -> None:
    configure("lenient = 1")
    (found,) = json.loads(command("check", "--format", "json").out)["diagnostics"]
    assert (found["code"], found["file"], found["line"]) == ("config-value", "pyproject.toml", 2)


# What goes first.

ORDER = ["command line", "environment", "target", "above the targets", "default"]


@pytest.mark.parametrize("first", ORDER)
@pytest.mark.parametrize(
    ("flag", "key", "values"),
    [
        ("--zoneless", "zoneless", ("keep", "reject", "utc", "reject", "keep")),
        ("--role", "role", ("handler", "counterpart", "handler", "counterpart", "handler")),
        ("--max-findings", "max-findings", (1, 2, 3, 4, 50)),
        ("--lenient", "lenient", (True, False, True, True, False)),
        ("--assume-types", "assume-types", (False, True, False, False, True)),
        ("--overlay", "overlays", (["a"], ["b", "c"], ["d"], ["e"], [])),
        (
            "--level",
            "levels",
            (["name-clash=off"], ["name-clash=note"], ["yaml-merge=off"], ["enum-names=off"], []),
        ),
    ],
)
def test_a_value_is_said_by_the_first_of_these(
    first: str, flag: str, key: str, values: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = dict(zip(ORDER, values, strict=True))
    asked = ORDER[ORDER.index(first) :]
    above, target = (
        f"{key} = {toml(said[one])}\n" if one in asked else ""
        for one in ("above the targets", "target")
    )
    PROJECT.write_text(
        f"[tool.asyncapi-pygen]\n{above}[tool.asyncapi-pygen.targets.one]\n{target}"
        f'spec = "specs/orders.yaml"\noutput = "src/one"\n',
        "utf-8",
    )
    if "environment" in asked:
        monkeypatch.setenv(variable(key), spoken(said["environment"]))
    words = on_the_command_line(flag, said["command line"]) if "command line" in asked else []
    monkeypatch.setattr("asyncapi_pygen.cli.commands.run_check", capture := Capture())
    assert command("check", *words).code == 0
    found = getattr(capture.options, key.replace("-", "_"))
    wanted = said[first]
    assert (list(map(str, found)) if isinstance(wanted, list) else found) == wanted


class Capture:
    """Stands for a command, and keeps its options."""

    def __call__(self, options: object, _show: object) -> int:
        self.options = options
        return 0


def toml(value: object) -> str:
    """Write a value as TOML; levels are a table."""
    if isinstance(value, list) and value and "=" in value[0]:
        return json.dumps(dict(one.split("=") for one in value)).replace(":", " =")
    return json.dumps(value)


def variable(key: str) -> str:
    return f"ASYNCAPI_PYGEN_{key.replace('-', '_').upper()}"


def spoken(value: object) -> str:
    """Write a value as an environment variable has it."""
    if isinstance(value, list):
        return (":" if "=" not in value[0] else " ").join(value)
    return str(value)


def on_the_command_line(flag: str, value: object) -> list[str]:
    if isinstance(value, bool):
        return [flag if value else f"--no-{flag.removeprefix('--')}"]
    values = value if isinstance(value, list) else [value]
    return [word for one in values for word in (flag, str(one))]


def test_what_is_asked_for_goes_before_its_opposite_in_the_file() -> None:
    configure('spec = "specs/orders.yaml"\noutput = "src/orders"\nverbose = true')
    assert "created: src/orders/models.py" in command("generate").out
    assert command("generate", "--quiet").out == ""
    configure('spec = "specs/orders.yaml"\noutput = "src/orders"\nverbose = true\nquiet = true')
    assert "ask for opposites" in command("generate").err


def test_what_is_wrong_in_the_environment_names_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASYNCAPI_PYGEN_LEVELS", "unknown-fild=off")
    outcome = command("validate", "orders")
    assert outcome.code == 2
    assert "did you mean `unknown-field`? (from ASYNCAPI_PYGEN_LEVELS)" in outcome.err
    monkeypatch.setenv("ASYNCAPI_PYGEN_LEVELS", "")
    monkeypatch.setenv("ASYNCAPI_PYGEN_FORMAT", "texxt")
    outcome = command("validate", "orders")
    assert outcome.code == 2
    assert "ASYNCAPI_PYGEN_FORMAT" in outcome.err


# Which file.


def test_the_file_is_found_from_a_folder_below(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a/b").mkdir(parents=True)
    # A file without the table is passed by.
    Path("a/pyproject.toml").write_text("[project]\ndependencies = ['asyncapi-pygen']\n", "utf-8")
    monkeypatch.chdir("a/b")
    outcome = command("generate")
    assert outcome.code == 0, outcome.err
    assert heads(outcome)[0] == "== orders (../../specs/orders.yaml)"
    assert Path("../../src/orders/models.py").exists()
    Path("../../specs/orders.yaml").write_text(BROKEN, "utf-8")
    assert "--> ../../specs/orders.yaml:" in command("validate", "orders").err


def test_a_folder_with_git_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a/b").mkdir(parents=True)
    # A worktree has a file of that name.
    Path("a/.git").write_text("gitdir: elsewhere\n", "utf-8")
    monkeypatch.chdir("a/b")
    assert "give SPEC" in command("generate").err


def test_a_file_that_is_named_is_used_and_named_again(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("ci").mkdir()
    Path("ci/other.toml").write_text(
        '[tool.asyncapi-pygen.targets.shop]\nspec = "../specs/orders.yaml"\noutput = "shop"\n',
        "utf-8",
    )
    outcome = command("check", "--config", "ci/other.toml", "--telemetry")
    assert outcome.code == 1
    told = outcome.err.splitlines()[-1].removeprefix("to repair it, run: asyncapi-pygen ")
    assert told == "generate --config ci/other.toml shop --telemetry"
    assert command(*shlex.split(told)).code == 0
    assert Path("ci/shop/telemetry.py").exists()
    monkeypatch.setenv("ASYNCAPI_PYGEN_CONFIG", "ci/other.toml")
    assert command("check", "shop", "--telemetry").code == 0


def test_what_has_the_name_and_cannot_be_read_is_told() -> None:
    PROJECT.unlink()
    PROJECT.mkdir()
    outcome = command("validate", "specs/orders.yaml")
    assert outcome.code == 2
    assert "error[file-unreadable]: the file `pyproject.toml` cannot be read" in outcome.err


def test_a_named_file_that_is_not_there_is_told() -> None:
    outcome = command("check", "--config", "none.toml")
    assert outcome.code == 2
    assert "error[file-missing]: the file `none.toml` does not exist" in outcome.err


# What is told to repair.


@pytest.mark.parametrize(
    ("words", "repair"),
    [
        ((), "generate orders"),
        (("--numbers", "decimal"), "generate orders"),
        (("--numbers", "float"), "generate orders --numbers float"),
        (("--no-assume-types",), "generate orders --no-assume-types"),
        (("--adapter", "asgi", "--lenient"), "generate orders --lenient --adapter asgi"),
        (("--output", "src/else_where"), "generate orders --output src/else_where"),
    ],
)
def test_a_repair_says_what_the_configuration_does_not(words: tuple[str, ...], repair: str) -> None:
    outcome = command("check", "orders", *words)
    assert outcome.code == 1
    assert outcome.err.splitlines()[-1] == f"to repair it, run: asyncapi-pygen {repair}"
    assert command(*shlex.split(repair)).code == 0
    assert command("check", "orders", *words).code == 0


def test_nothing_is_written_beside_the_packages() -> None:
    before = tree(Path())
    command("check")
    command("validate")
    assert tree(Path()) == before
