"""``validate``, ``explain`` and the words that the command line refuses."""

import json
from pathlib import Path

import pytest

from asyncapi_pygen import __version__
from asyncapi_pygen.codes import CODES
from support.commands import ORDERS, command, on_a_terminal, process, tree


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
        "  |       ^^^^^^^^^^^\n"
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
        "end": {"line": 6, "column": 18},
        "pointer": "/channels/~1orders/publish/operationID",
        "hint": "did you mean `operationId`?",
        "related": [],
    }


def test_findings_as_annotations_of_github(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    outcome = command("validate", "orders.yaml", "--format", "github")
    assert (outcome.code, outcome.err) == (2, "")
    assert outcome.out == (
        "::error file=orders.yaml,line=6,col=7,endLine=6,endColumn=18,title=unknown-field::"
        "this operation has no field `operationID`%0Adid you mean `operationId`?\n"
    )


def test_findings_on_one_line_each(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID"), "utf-8")
    outcome = command("validate", "orders.yaml", "--format", "concise")
    assert (outcome.code, outcome.err) == (2, "")
    assert outcome.out == (
        "orders.yaml:6:7: error[unknown-field] this operation has no field `operationID`\n"
        "orders.yaml:16:7: error[unknown-field] this operation has no field `operationID`\n"
    )


def test_findings_as_sarif(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    outcome = command("validate", "orders.yaml", "--format", "sarif")
    assert (outcome.code, outcome.err) == (2, "")
    (run,) = json.loads(outcome.out)["runs"]
    assert run["invocations"] == [{"executionSuccessful": True}]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("unknown-field", "error")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "orders.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 6, "startColumn": 7, "endLine": 6, "endColumn": 18},
    }


@pytest.mark.parametrize("format_", ["concise", "github", "json", "sarif"])
def test_without_findings_machines_read_no_words(format_: str) -> None:
    outcome = command("validate", "orders.yaml", "--format", format_)
    assert (outcome.code, outcome.err) == (0, "")
    assert "is valid" not in outcome.out


MANY_FAULTS = ORDERS + "".join(f"  /a{number}: {{unknown: 1}}\n" for number in range(5))


def test_only_so_many_findings_are_shown(document: Path) -> None:
    document.write_text(MANY_FAULTS, "utf-8")
    outcome = command("validate", "orders.yaml", "--max-findings", "2")
    assert outcome.err.count(" --> ") == 2
    assert outcome.err.endswith("\n5 errors; 3 of them not shown: `--max-findings 0` shows all\n")
    assert command("validate", "orders.yaml", "--max-findings", "0").err.count(" --> ") == 5
    concise = command("validate", "orders.yaml", "--max-findings", "2", "--format", "concise")
    assert concise.out.count("\n") == 5


def test_a_fault_that_can_be_borne_is_a_warning_on_request(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    for words in (("--lenient",), ("--level", "unknown-field=warning")):
        outcome = command("validate", "orders.yaml", *words)
        assert (outcome.code, outcome.out) == (0, "orders.yaml has no fault that stops a run\n")
        assert outcome.err.startswith("warning[unknown-field]: ")
        assert outcome.err.endswith("\n1 warning\n")


def test_what_was_said_of_a_code_goes_before_leniency(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    outcome = command("validate", "orders.yaml", "--lenient", "--level", "unknown-field=error")
    assert outcome.code == 2
    outcome = command("validate", "orders.yaml", "--lenient", "--level", "unknown-field=off")
    assert (outcome.code, outcome.err) == (0, "")


def test_a_warning_can_be_raised(document: Path) -> None:
    bindings = "      bindings: {htpp: {}}\n      message:"
    document.write_text(ORDERS.replace("      message:", bindings, 1), "utf-8")
    assert command("validate", "orders.yaml").code == 0
    outcome = command("validate", "orders.yaml", "--level", "binding-unknown=error")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error[binding-unknown]: ")


def test_what_cannot_be_understood_is_not_borne(document: Path) -> None:
    document.write_text(ORDERS.replace("{const: order}", "{$ref: '#/nowhere'}", 1), "utf-8")
    outcome = command("validate", "orders.yaml", "--lenient")
    assert (outcome.code, outcome.out) == (2, "")
    assert "error[ref-dangling]" in outcome.err


@pytest.mark.parametrize(
    ("level", "reason"),
    [
        ("unknown-feild=off", "there is no code `unknown-feild`; did you mean `unknown-field`?"),
        ("ref-dangling=warning", "`ref-dangling` always stops the run"),
        ("unknown-field=none", "`none` is none of the levels `error`, `warning`, `note`, `off`"),
        ("unknown-field", "`unknown-field` is not of the form CODE=LEVEL"),
    ],
)
def test_a_level_that_there_is_not_is_a_bad_call(level: str, reason: str) -> None:
    outcome = command("validate", "orders.yaml", "--level", level)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"Error: Invalid value for --level: {reason}" in outcome.err


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


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_a_terminal_gets_colours_unless_it_asks_for_none(
    document: Path, *, environment: dict[str, str], coloured: bool
) -> None:
    document.write_text("asyncapi: 1.2.0\n", "utf-8")
    written = on_a_terminal("validate", "orders.yaml", environment=environment)
    title = "error[version-unsupported]"
    assert (f"\x1b[1;31m{title}\x1b[0m" if coloured else f"{title}: ") in written
    assert ("\x1b" in written) is coloured


def test_what_is_no_terminal_gets_no_colours_unless_it_asks_for_them(
    tmp_path: Path, document: Path
) -> None:
    document.write_text("asyncapi: 1.2.0\n", "utf-8")
    plain = {"NO_COLOR": "", "FORCE_COLOR": ""}
    outcome = process("validate", "orders.yaml", cwd=tmp_path, environment=plain)
    assert "\x1b" not in outcome.err
    forced = {"NO_COLOR": "", "FORCE_COLOR": "1"}
    outcome = process("validate", "orders.yaml", cwd=tmp_path, environment=forced)
    assert "\x1b[1;31merror[version-unsupported]" in outcome.err


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_explained(code: str) -> None:
    outcome = command("explain", code)
    assert outcome.code == 0
    entry = CODES[code]
    title, explanation, bearing = outcome.out.split("\n\n")
    assert title == f"{entry.severity}[{code}]: {entry.title}"
    assert explanation.split() == entry.explanation.split()
    assert bearing.startswith("It ")
    assert max(map(len, outcome.out.splitlines())) <= 100


@pytest.mark.parametrize(
    ("code", "bearing"),
    [
        ("ref-dangling", "It always stops the run: it can be neither lowered nor turned off."),
        (
            "unknown-field",
            "It stops the run, unless `--lenient` or `--level unknown-field=LEVEL` lowers it.",
        ),
        ("yaml-merge", "It does not stop the run, unless `--level yaml-merge=LEVEL` raises it."),
    ],
)
def test_it_is_said_whether_a_finding_can_be_borne(code: str, bearing: str) -> None:
    assert command("explain", code).out.endswith(f"\n\n{bearing}\n")


def test_all_codes_are_listed() -> None:
    outcome = command("explain")
    assert (outcome.code, outcome.err) == (0, "")
    *rows, blank, footnote = outcome.out.splitlines()
    assert [row.split()[1] for row in rows] == [*CODES]
    assert next(row for row in rows if "unknown-field" in row).split() == [
        "error*",
        "unknown-field",
        *CODES["unknown-field"].title.split(),
    ]
    assert (blank, footnote[0]) == ("", "*")


def test_an_unknown_code_is_not_explained() -> None:
    outcome = command("explain", "ref-dangeling")
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no code `ref-dangeling`; did you mean `ref-dangling`?" in outcome.err


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
        pytest.param(("validate", "orders.yaml", "--max-findings", "-1"), id="negative number"),
        pytest.param(("validate", "orders.yaml", "--level", "x=off"), id="unknown level's code"),
        pytest.param(
            ("generate", "orders.yaml", "-o", "shop", "--adapter", "tornado"), id="unknown adapter"
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
