"""``--only``, ``--exclude`` and ``--models-only`` as their users meet them: on the disk, in messages, in a file."""

import json
from pathlib import Path

import pytest

from support.commands import ORDERS, command

GENERATE = ("generate", "orders.yaml", "--output", "shop")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the document, and work in its folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.yaml").write_text(ORDERS, "utf-8")
    return tmp_path


def trials() -> list[str]:
    return sorted(path.stem for path in Path("shop/trials").iterdir())


def test_what_is_left_out_is_noted_and_counted() -> None:
    outcome = command(*GENERATE, "--only", "operation:receiveOrder")
    assert outcome.code == 0
    assert "note[operation-unselected]: orders.yaml:" in outcome.err
    assert "`receiveRefund` is left out: no `--only` selects it" in outcome.err
    assert outcome.out.split("\n", 3)[-1] == (
        "            in document  generated  left out\n"
        "operations            2          1  1 operation-unselected\n"
        "messages              2          1  1 operation-unselected\n"
        "schemas               2          1  1 operation-unselected\n"
    )
    assert trials() == ["receive_order"]


def test_the_counts_are_in_json_as_well() -> None:
    outcome = command(*GENERATE, "--exclude", "channel:/refunds", "--format", "json")
    operations = json.loads(outcome.out)["summary"]["operations"]
    assert operations == {
        "in_document": 2,
        "generated": 1,
        "left_out": {"operation-unselected": 1},
    }


@pytest.mark.parametrize("flag", ["--only", "--exclude"])
def test_a_pattern_that_selects_nothing_stops_the_run(flag: str) -> None:
    outcome = command(*GENERATE, flag, "operation:receiveOrders")
    assert outcome.code == 2
    assert "error[selection-unmatched]: `operation:receiveOrders` selects no op" in outcome.err
    assert "hint: did you mean `operation:receiveOrder`?" in outcome.err
    assert not Path("shop").exists()


def test_patterns_that_leave_nothing_stop_the_run() -> None:
    outcome = command(*GENERATE, "--exclude", "operation:*")
    assert outcome.code == 2
    assert "error[selection-empty]: the patterns leave nothing" in outcome.err
    assert not Path("shop").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("receiveOrder", "`receiveOrder` is not of the form KIND:PATTERN; write what it is"),
        ("chanel:x", "operations are not selected by `chanel`; did you mean `channel`?"),
    ],
)
def test_a_pattern_of_another_form_is_a_wrong_call(text: str, told: str) -> None:
    outcome = command(*GENERATE, "--only", text)
    assert outcome.code == 2
    assert f"Invalid value for --only: {told}" in outcome.err


def test_a_package_that_becomes_a_part_loses_files_and_gets_them_back() -> None:
    command(*GENERATE)
    everything = {path: path.read_bytes() for path in Path("shop").rglob("*") if path.is_file()}
    outcome = command(*GENERATE, "--only", "operation:receiveOrder")
    assert " removed" in outcome.out
    assert trials() == ["receive_order"]
    assert "`App` has no" not in outcome.err
    assert "the operation of `receive_refund` is left out of the package" in outcome.err
    assert command(*GENERATE).code == 0
    again = {path: path.read_bytes() for path in Path("shop").rglob("*") if path.is_file()}
    assert again == everything


ALIKE = """\
asyncapi: 2.6.0
info: {title: Alike, version: 1.0.0}
channels:
  /order: {publish: {operationId: receiveOrder, message: {$ref: '#/components/messages/Order'}}}
  /orders: {publish: {operationId: receiveOrders, message: {$ref: '#/components/messages/Order'}}}
components:
  messages: {Order: {payload: {type: object, properties: {id: {type: string}}}}}
"""
"""Two operations that take the same and are called alike."""


def test_what_is_left_out_was_not_renamed_to_what_comes_in_its_place() -> None:
    Path("orders.yaml").write_text(ALIKE, "utf-8")
    assert command(*GENERATE, "--only", "operation:receiveOrder").code == 0
    outcome = command(*GENERATE, "--only", "operation:receiveOrders")
    assert "warning[handler-missing]: `App` has no `receive_orders`" in outcome.err
    assert "warning[handler-left-over]: the operation of `receive_order` is left" in outcome.err
    assert "handler-renamed" not in outcome.err


def test_check_says_the_same_options() -> None:
    options = ("--only", "channel:/orders*", "--exclude", "tag:*", "--exclude", "message:x")
    outcome = command("check", "orders.yaml", "--output", "shop", *options[:2])
    assert outcome.code == 1
    assert outcome.err.endswith(
        "to repair it, run: asyncapi-pygen generate orders.yaml --output shop "
        "--only 'channel:/orders*'\n"
    )
    assert command(*GENERATE, *options[:2]).code == 0
    assert command("check", "orders.yaml", "--output", "shop", *options[:2]).code == 0
    assert command("check", "orders.yaml", "--output", "shop").code == 1


CONFIGURATION = """\
[tool.asyncapi-pygen]
spec = "orders.yaml"
output = "shop"
only = ["operation:receive*"]
exclude = ["{excluded}"]
"""


def test_a_target_has_its_patterns_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text(CONFIGURATION.format(excluded="channel:/refunds"), "utf-8")
    assert command("generate").code == 0
    assert trials() == ["receive_order"]
    monkeypatch.setenv("ASYNCAPI_PYGEN_EXCLUDE", "channel:/orders message:receiveOrder*")
    assert command("generate").code == 0
    assert trials() == ["receive_refund"]


def test_a_pattern_of_another_form_is_told_at_its_line() -> None:
    Path("pyproject.toml").write_text(CONFIGURATION.format(excluded="path:/refunds"), "utf-8")
    outcome = command("generate")
    assert outcome.code == 2
    assert "error[config-value]: operations are not selected by `path`" in outcome.err
    assert "pyproject.toml:5:" in outcome.err


def test_with_models_only_nothing_is_handled() -> None:
    outcome = command(*GENERATE, "--models-only", "--telemetry", "--strict-schemas")
    assert outcome.code == 0
    told = [line for line in outcome.err.splitlines() if line.startswith("note[models-only]: ")]
    assert {line.split(": ", 2)[-1] for line in told} == {
        "the package has models alone: nothing in it receives or sends",
        "`--telemetry` has no effect on a package of models",
        "`--strict-schemas` has no effect on a package of models",
    }
    assert outcome.out.endswith(
        "            in document  generated  left out\n"
        "operations            2          0  2 models-only\n"
        "messages              2          2\n"
        "schemas               2          2\n"
    )
    assert "handlers.py" not in {path.name for path in Path("shop").iterdir()}
    assert not Path("shop_app.py").exists()


def test_a_package_that_becomes_models_alone_keeps_what_is_the_users() -> None:
    command(*GENERATE)
    stub = Path("shop_app.py").read_bytes()
    assert command(*GENERATE, "--models-only").code == 0
    left = {path.name for path in Path("shop").iterdir() if path.name != "__pycache__"}
    assert {"models.py", "codec.py", "README.md"} < left
    assert left.isdisjoint({"handlers.py", "operations.py", "samples", "trials", "runtime.py"})
    assert Path("shop_app.py").read_bytes() == stub
    assert Path("tests/test_shop.py").is_file()
    assert command("check", "orders.yaml", "--output", "shop", "--models-only").code == 0
    drifted = command("check", "orders.yaml", "--output", "shop")
    assert drifted.code == 1


def test_models_of_some_operations_are_counted_as_such() -> None:
    outcome = command(*GENERATE, "--models-only", "--only", "channel:/orders")
    assert outcome.out.endswith(
        "            in document  generated  left out\n"
        "operations            2          0  1 models-only, 1 operation-unselected\n"
        "messages              2          1  1 operation-unselected\n"
        "schemas               2          1  1 operation-unselected\n"
    )
