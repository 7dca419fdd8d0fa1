"""``validate``, ``explain`` and the words that the command line refuses."""

import json
from pathlib import Path

import pytest

from asyncapi_pygen import __version__
from asyncapi_pygen.codes import CODES
from support.commands import ORDERS, command, process, tree


@pytest.fixture(autouse=True)
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the document, and work in its folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "orders.yaml"
    path.write_text(ORDERS, "utf-8")
    return path


def test_a_valid_document() -> None:
    outcome = command("validate", "orders.yaml")
    assert (outcome.code, outcome.out, outcome.err) == (0, "orders.yaml is valid\n", "")


def test_an_invalid_document(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    outcome = command("validate", "orders.yaml")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "error[unknown-field]: this operation has no field `operationID`\n"
        " --> orders.yaml:6:7\n"
        "  |\n"
        "6 |       operationID: receiveOrder\n"
        "  |       ^\n"
        "  = hint: did you mean `operationId`?\n"
        "\n"
        "1 error\n"
    )


def test_a_warning_is_printed_and_is_no_failure(document: Path) -> None:
    document.write_text(
        ORDERS.replace("      message:", "      bindings: {htpp: {}}\n      message:", 1), "utf-8"
    )
    outcome = command("validate", "orders.yaml")
    assert (outcome.code, outcome.out) == (0, "orders.yaml is valid\n")
    assert "warning[binding-unknown]" in outcome.err


def test_findings_as_json(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    outcome = command("validate", "orders.yaml", "--format", "json")
    assert (outcome.code, outcome.err) == (2, "")
    (found,) = json.loads(outcome.out)["diagnostics"]
    assert found == {
        "code": "unknown-field",
        "severity": "error",
        "message": "this operation has no field `operationID`",
        "file": "orders.yaml",
        "line": 6,
        "column": 7,
        "pointer": "/channels/~1orders/publish/operationID",
        "hint": "did you mean `operationId`?",
        "related": [],
    }


def test_findings_as_annotations_of_github(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    outcome = command("validate", "orders.yaml", "--format", "github")
    assert (outcome.code, outcome.err) == (2, "")
    assert outcome.out == (
        "::error file=orders.yaml,line=6,col=7,title=unknown-field::"
        "this operation has no field `operationID`%0Adid you mean `operationId`?\n"
    )


def test_colours_are_written_on_request_alone(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document.write_text("asyncapi: 1.2.0\n", "utf-8")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert "\x1b" not in command("validate", "orders.yaml").err
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31merror[version-unsupported]" in command("validate", "orders.yaml").err


def test_as_a_process(tmp_path: Path, document: Path) -> None:
    assert process("validate", "orders.yaml", cwd=tmp_path).code == 0
    document.write_text("asyncapi: 1.2.0\n", "utf-8")
    outcome = process("validate", "orders.yaml", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "error[version-unsupported]" in outcome.err


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_explained(code: str) -> None:
    outcome = command("explain", code)
    assert outcome.code == 0
    entry = CODES[code]
    assert outcome.out == f"{entry.severity}[{code}]: {entry.title}\n\n{entry.explanation}\n"


def test_an_unknown_code_is_not_explained() -> None:
    outcome = command("explain", "ref-dangeling")
    assert (outcome.code, outcome.out) == (2, "")
    assert "'ref-dangling'" in outcome.err


def test_the_version_is_printed() -> None:
    outcome = command("--version")
    assert outcome.out == f"asyncapi-pygen, version {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((), id="no command"),
        pytest.param(("make",), id="unknown command"),
        pytest.param(("generate", "orders.yaml"), id="no output"),
        pytest.param(("validate",), id="no document"),
        pytest.param(("validate", "orders.yaml", "--format", "xml"), id="unknown format"),
        pytest.param(
            ("generate", "orders.yaml", "-o", "shop", "--adapter", "flask"), id="unknown adapter"
        ),
        pytest.param(("generate", "orders.yaml", "-o", "orders.yaml"), id="a file as the output"),
        pytest.param(("generate", "orders.yaml", "-o", "my-shop"), id="no package's name"),
    ],
)
def test_a_bad_call_is_refused_and_writes_nothing(words: tuple[str, ...], tmp_path: Path) -> None:
    before = tree(tmp_path)
    outcome = command(*words)
    assert outcome.code == 2
    assert outcome.out == ""
    assert "Usage: asyncapi-pygen" in outcome.err
    assert tree(tmp_path) == before
