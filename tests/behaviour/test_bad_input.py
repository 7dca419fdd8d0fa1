"""What is wrong is said once, clearly, and nothing is written: exit 2; our own mistakes: exit 3."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import asyncapi_pygen.targets.webhook.package as package_module
from asyncapi_pygen.errors import InternalError
from support.commands import ORDERS, Outcome, command, process, tree

OVERLAY = """\
overlay: 1.0.0
info: {title: Corrections, version: '1'}
actions:
"""


def referring(reference: str) -> str:
    """Return the document with a reference as its first payload."""
    start = ORDERS.index("        payload:")
    return f"{ORDERS[:start]}        payload: {{$ref: '{reference}'}}\n"


DOCUMENTS = {
    "YAML error": (
        "yaml-syntax",
        {"orders.yaml": ORDERS.replace("publish:", "publish: ]", 1)},
        "orders.yaml:5:14",
    ),
    "YAML that ends too early": (
        "yaml-syntax",
        {"orders.yaml": '{"asyncapi": "2.6.0",'},
        "orders.yaml:1:22",
    ),
    "duplicate key": (
        "yaml-duplicate-key",
        {"orders.yaml": ORDERS.replace("/refunds", "/orders")},
        "orders.yaml:14:3",
    ),
    "older version": (
        "version-unsupported",
        {"orders.yaml": ORDERS.replace("2.6.0", "1.2.0")},
        "orders.yaml:1:11",
    ),
    "newer version": (
        "version-unsupported",
        {"orders.yaml": ORDERS.replace("2.6.0", "4.0.0")},
        "orders.yaml:1:11",
    ),
    "no version": (
        "not-asyncapi",
        {"orders.yaml": ORDERS.removeprefix("asyncapi: 2.6.0\n")},
        "orders.yaml:1:1",
    ),
    "another kind of document": (
        "not-asyncapi",
        {"orders.yaml": "openapi: 3.1.0\npaths: {}\n"},
        "orders.yaml:1:1",
    ),
    "unknown field": (
        "unknown-field",
        {"orders.yaml": ORDERS.replace("operationId", "operationID", 1)},
        "orders.yaml:6:7",
    ),
    "missing field": (
        "missing-field",
        {"orders.yaml": ORDERS.replace("title: Orders, ", "")},
        "orders.yaml:2:1",
    ),
    "dangling reference": (
        "ref-dangling",
        {"orders.yaml": referring("#/chanels")},
        "orders.yaml:8:25",
    ),
    "reference to a missing file": (
        "file-missing",
        {"orders.yaml": referring("ordr.yaml"), "order.yaml": "Order: {}\n"},
        "orders.yaml:8:25",
    ),
    "reference over the network": (
        "ref-remote",
        {"orders.yaml": referring("https://example.com/order.yaml")},
        "orders.yaml:8:25",
    ),
    "reference that leaves the folder": (
        "ref-outside",
        {"orders.yaml": referring("../order.yaml")},
        "orders.yaml:8:25",
    ),
    "reference to an absolute path": (
        "ref-outside",
        {"orders.yaml": referring("/etc/passwd")},
        "orders.yaml:8:25",
    ),
    "bad file behind a reference": (
        "yaml-duplicate-key",
        {"orders.yaml": referring("order.yaml#/Order"), "order.yaml": "Order: {}\nOrder: {}\n"},
        "order.yaml:2:1",
    ),
    "two operations with one id": (
        "operation-id-duplicate",
        {"orders.yaml": ORDERS.replace("receiveRefund", "receiveOrder")},
        "orders.yaml:16:20",
    ),
    "overlay whose target matches nothing": (
        "overlay-target",
        {"orders.yaml": ORDERS, "overlay.yaml": f"{OVERLAY}- {{target: $.inof, remove: true}}\n"},
        "overlay.yaml:4:12",
    ),
    "overlay whose target is no JSONPath": (
        "overlay-invalid",
        {"orders.yaml": ORDERS, "overlay.yaml": f"{OVERLAY}- {{target: '$.[', remove: true}}\n"},
        "overlay.yaml:4:12",
    ),
    "overlay with an unknown field": (
        "overlay-invalid",
        {"orders.yaml": ORDERS, "overlay.yaml": f"{OVERLAY}- {{traget: $.info}}\n"},
        "overlay.yaml:4:4",
    ),
    "overlay that is not YAML": (
        "yaml-syntax",
        {"orders.yaml": ORDERS, "overlay.yaml": "overlay: ]\n"},
        "overlay.yaml:1:10",
    ),
    "overlay that makes the document invalid": (
        "unknown-field",
        {
            "orders.yaml": ORDERS,
            "overlay.yaml": f"{OVERLAY}- target: $.info\n  update: {{titel: Orders}}\n",
        },
        "overlay.yaml:5:12",
    ),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, with another around it that must not change either."""
    made = tmp_path / "work"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def write(files: Mapping[str, str]) -> None:
    for name, text in files.items():
        Path(name).write_text(text, "utf-8")


def refused(*words: str, code: int = 2) -> Outcome:
    """Run a command that must fail, and make sure that it wrote nothing and raised nothing."""
    before = tree(Path.cwd().parent)
    outcome = command(*words)
    assert tree(Path.cwd().parent) == before
    assert outcome.code == code, outcome
    assert "Traceback" not in outcome.err
    return outcome


def assert_one_error(outcome: Outcome, code: str, place: str) -> None:
    assert outcome.out == ""
    assert outcome.err.startswith(f"error[{code}]: ")
    assert outcome.err.endswith("\n\n1 error\n")
    assert outcome.err.splitlines()[1].strip() == f"--> {place}"


@pytest.mark.parametrize(("code", "files", "place"), DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("name", ["generate", "check", "validate"])
def test_a_bad_document_is_one_error_with_its_line_and_a_hint(
    name: str, code: str, files: Mapping[str, str], place: str
) -> None:
    write(files)
    words = [name, "orders.yaml"]
    words += ["--overlay", "overlay.yaml"] if "overlay.yaml" in files else []
    words += [] if name == "validate" else ["--output", "shop"]
    outcome = refused(*words)
    assert_one_error(outcome, code, place)
    _, line, column = place.split(":")
    file = place.partition(":")[0]
    source = files[file].split("\n")[int(line) - 1]
    assert f"\n{line} | {source}".rstrip() + "\n" in outcome.err
    margin = rf"\n{' ' * len(line)} \| {' ' * (int(column) - 1)}"
    assert re.search(rf"{margin}\^+\n", outcome.err)
    assert " = hint: " in outcome.err


def test_several_errors_are_said_in_one_run() -> None:
    write({"orders.yaml": ORDERS.replace("operationId", "operationID")})
    outcome = refused("generate", "orders.yaml", "--output", "shop")
    assert outcome.err.count("error[unknown-field]") == 2
    assert outcome.err.endswith("\n\n2 errors\n")


@pytest.mark.parametrize(
    ("words", "code", "place"),
    [
        pytest.param(("nowhere.yaml",), "file-missing", "nowhere.yaml:1:1", id="no file"),
        pytest.param(("orders.yaml/a",), "file-unreadable", "orders.yaml/a:1:1", id="in a file"),
        pytest.param((".",), "file-unreadable", ".:1:1", id="a folder"),
        pytest.param(
            ("orders.yaml", "--overlay", "nowhere.yaml"),
            "file-missing",
            "nowhere.yaml:1:1",
            id="no overlay",
        ),
        pytest.param(
            ("orders.yaml", "--overlay", "."), "file-unreadable", ".:1:1", id="a folder as overlay"
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error(
    words: tuple[str, ...], code: str, place: str
) -> None:
    write({"orders.yaml": ORDERS})
    outcome = refused("generate", *words, "--output", "shop")
    assert_one_error(outcome, code, place)


def test_an_output_folder_that_is_not_ours() -> None:
    write({"orders.yaml": ORDERS})
    Path("shop").mkdir()
    write({"shop/accounts.txt": "theirs"})
    outcome = refused("generate", "orders.yaml", "--output", "shop")
    assert_one_error(outcome, "output-foreign", "shop:1:1")
    assert " = hint: choose a new folder" in outcome.err


def test_an_output_below_a_file() -> None:
    write({"orders.yaml": ORDERS})
    outcome = refused("generate", "orders.yaml", "--output", "orders.yaml/shop")
    assert_one_error(outcome, "output-unwritable", "orders.yaml:1:1")


def test_an_output_that_is_a_link(folder: Path) -> None:
    write({"orders.yaml": ORDERS})
    (folder.parent / "elsewhere").mkdir()
    Path("shop").symlink_to(folder.parent / "elsewhere")
    outcome = refused("generate", "orders.yaml", "--output", "shop")
    assert_one_error(outcome, "output-unwritable", "shop:1:1")


def test_an_output_where_a_file_of_ours_would_be_a_folder() -> None:
    write({"orders.yaml": ORDERS})
    assert command("generate", "orders.yaml", "--output", "shop").code == 0
    Path("shop/py.typed").unlink()
    Path("shop/py.typed").mkdir()
    outcome = refused("generate", "orders.yaml", "--output", "shop")
    assert_one_error(outcome, "output-unwritable", "shop/py.typed:1:1")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["generate", "check"])
@pytest.mark.parametrize(
    ("place", "code"),
    [("shop/models.py", "output-unwritable"), ("shop/.asyncapi-pygen.json", "manifest-invalid")],
)
def test_a_pipe_in_the_place_of_a_file_of_ours_is_not_waited_for(
    name: str, place: str, code: str, folder: Path
) -> None:
    """Also where an earlier run is remembered: the files are looked at first then."""
    write({"orders.yaml": ORDERS})
    assert command("generate", "orders.yaml", "--output", "shop").code == 0
    Path(place).unlink()
    os.mkfifo(place)
    outcome = process(name, "orders.yaml", "--output", "shop", cwd=folder)
    assert (outcome.code, f"error[{code}]: " in outcome.err) == (2, True)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user"
)
def test_an_output_that_may_not_be_written() -> None:
    write({"orders.yaml": ORDERS})
    Path("locked").mkdir(mode=0o500)
    outcome = refused("generate", "orders.yaml", "--output", "locked/shop")
    assert_one_error(outcome, "output-unwritable", "locked/shop:1:1")


def test_a_write_that_the_system_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    write({"orders.yaml": ORDERS})
    monkeypatch.setattr(Path, "mkdir", refuse)
    outcome = refused("generate", "orders.yaml", "--output", "shop")
    assert_one_error(outcome, "output-unwritable", "shop:1:1")
    assert "`shop` cannot be written: permission denied" in outcome.err


def test_text_of_the_document_cannot_steer_the_terminal() -> None:
    write({"orders.yaml": ORDERS.replace("operationId", r'"\e[2Joperation\u202e"', 1)})
    outcome = refused("generate", "orders.yaml", "--output", "shop")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", outcome.err)


@pytest.mark.parametrize("format_", ["json", "github"])
def test_findings_for_programs_are_refused_with_the_same_code(format_: str) -> None:
    write({"orders.yaml": ORDERS.replace("2.6.0", "1.2.0")})
    outcome = refused("generate", "orders.yaml", "-o", "shop", "--format", format_)
    assert outcome.err == ""
    assert "version-unsupported" in outcome.out


def test_as_a_process(folder: Path) -> None:
    write({"orders.yaml": ORDERS.replace("2.6.0", "1.2.0")})
    outcome = process("generate", "orders.yaml", "--output", "shop", cwd=folder)
    assert outcome.code == 2
    assert_one_error(outcome, "version-unsupported", "orders.yaml:1:11")
    assert [path.name for path in folder.iterdir()] == ["orders.yaml"]


def fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(package_module, "handlers_view", fail)


@pytest.mark.parametrize("name", ["generate", "check"])
def test_a_mistake_of_ours_that_we_notice_is_a_diagnostic(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(InternalError("the view is wrong"), monkeypatch)
    write({"orders.yaml": ORDERS})
    outcome = refused(name, "orders.yaml", "--output", "shop", code=3)
    assert_one_error(outcome, "internal", "orders.yaml:1:1")
    assert "error[internal]: the view is wrong\n" in outcome.err
    assert " = hint: please report this\n" in outcome.err


def test_a_mistake_of_ours_that_we_do_not_notice_ends_in_exit_3(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail_with(ZeroDivisionError("division by zero"), monkeypatch)
    write({"orders.yaml": ORDERS})
    before = tree(Path())
    outcome = command("generate", "orders.yaml", "--output", "shop")
    assert outcome.code == 3
    assert outcome.out == ""
    assert "ZeroDivisionError: division by zero\n" in outcome.err
    assert outcome.err.endswith("; please report it\n")
    assert tree(Path()) == before


def test_an_interrupt_is_not_taken_for_a_mistake_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(package_module, "handlers_view", interrupt)
    write({"orders.yaml": ORDERS})
    outcome = command("generate", "orders.yaml", "--output", "shop")
    assert outcome.code == 1
    assert outcome.err.strip() == "Aborted!"
    assert not Path("shop").exists()
