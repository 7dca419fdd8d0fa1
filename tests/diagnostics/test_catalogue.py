"""Each folder CODE/CASE holds a broken document and the report that it gives."""

from collections.abc import Callable, Mapping
from contextlib import chdir
from functools import cache
from pathlib import Path

import pytest

from asyncapi_pygen.cli.report import render
from asyncapi_pygen.codes import CODES
from asyncapi_pygen.codes.changes import CHANGES
from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostic, Severity
from asyncapi_pygen.pipeline import Result, generate
from support.packages import role_beside, settings_beside

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/asyncapi.*"))
TESTS = HERE.parent
# What concerns the disk, or a mistake of ours, has no document that shows it, but a test.
SHOWN_BY_A_TEST = {
    "template-invalid": ("behaviour/test_templates.py::test_what_is_wrong_is_told_with_its_line"),
    "template-unused": "behaviour/test_templates.py::test_a_template_in_place_of_none_is_told",
    "limit-time": "unit/source/test_source_deadline.py::test_a_run_without_time_is_a_finding",
    "ref-unreachable": (
        "unit/source/test_source_remote.py::test_a_file_that_cannot_be_fetched_is_asked_for_once"
    ),
    "schema-uncompiled": (
        "behaviour/test_strict_schemas.py::test_a_schema_that_no_validator_reads_is_an_error"
    ),
    "schemas-kept": "behaviour/test_strict_schemas.py::test_the_run_says_what_the_package_needs",
    "config-syntax": (
        "behaviour/test_cli_configuration.py::"
        "test_a_file_that_is_no_toml_is_told_even_for_a_document"
    ),
    "config-key": (
        "behaviour/test_cli_configuration.py::test_a_configuration_with_faults_stops_all_of_it"
    ),
    "config-value": (
        "behaviour/test_cli_configuration.py::"
        "test_a_value_that_does_not_go_is_told_where_it_is_said"
    ),
    "config-target": (
        "behaviour/test_cli_configuration.py::"
        "test_a_name_that_no_target_has_is_told_with_the_nearest"
    ),
    "config-unwritten": (
        "behaviour/test_cli_init.py::"
        "test_a_file_that_cannot_be_added_to_is_left_and_the_others_are_not"
    ),
    "operation-omitted": (
        "behaviour/test_cli_lenient.py::test_an_operation_that_cannot_be_understood_is_left_out"
    ),
    "operation-unselected": (
        "behaviour/test_cli_partial.py::test_what_is_left_out_is_noted_and_counted"
    ),
    "models-only": "behaviour/test_cli_partial.py::test_with_models_only_nothing_is_handled",
    "selection-unmatched": (
        "behaviour/test_cli_partial.py::test_a_pattern_that_selects_nothing_stops_the_run"
    ),
    "selection-empty": (
        "behaviour/test_cli_partial.py::test_patterns_that_leave_nothing_stop_the_run"
    ),
    "output-foreign": "behaviour/test_bad_input.py::test_an_output_folder_that_is_not_ours",
    "output-edited": (
        "behaviour/test_cli_generate.py::test_a_file_edited_by_hand_is_refused_with_a_diff"
    ),
    "output-stale": "behaviour/test_cli_check.py::test_drift_on_one_line_a_file",
    "output-unwritable": "behaviour/test_bad_input.py::test_an_output_below_a_file",
    "manifest-invalid": "behaviour/test_cli_generate.py::test_a_damaged_manifest_is_refused",
    "handler-missing": "behaviour/test_handwritten.py::test_a_missing_handler_is_told_at_the_class",
    "handler-left-over": (
        "behaviour/test_handwritten.py::test_a_handler_that_is_left_over_is_told_with_its_line"
    ),
    "handler-renamed": "behaviour/test_handwritten.py::test_a_renamed_handler_is_told_as_one",
    "stub-unread": (
        "behaviour/test_handwritten.py::test_a_file_without_its_class_is_told_and_left_alone"
    ),
    **dict.fromkeys(
        (
            *("drift-event", "drift-field", "drift-keyword", "drift-required", "drift-type"),
            *("drift-unseen", "drift-value"),
        ),
        "behaviour/test_drift.py::"
        "test_as_findings_each_stands_at_its_line_and_says_where_it_was_seen",
    ),
    **dict.fromkeys(CHANGES, "unit/diff/test_cases.py::test_every_code_is_in_the_table"),
    "accept-invalid": (
        "behaviour/test_diff.py::test_a_file_of_accepted_changes_that_is_none_is_told_at_its_line"
    ),
    "accept-unused": "behaviour/test_diff.py::test_an_entry_that_matches_nothing_is_told",
    "sample-ambiguous": (
        "behaviour/test_drift.py::test_a_message_can_be_named_where_nothing_tells_it"
    ),
    "sample-unmatched": (
        "behaviour/test_drift.py::test_a_message_that_no_schema_describes_is_told"
    ),
    "sample-unreadable": (
        "behaviour/test_drift.py::test_what_cannot_be_read_is_an_error_with_its_line"
    ),
    "internal": "behaviour/test_bad_input.py::test_a_mistake_of_ours_that_we_notice_is_a_diagnostic",
}
# Small enough that a document beyond them can be read by people.
LIMITS = Limits(
    file_bytes=4_000,
    total_bytes=10_000,
    files=7,
    depth=20,
    nodes=500,
    aliases=60,
    key_length=100,
    integer_digits=40,
    reference_chain=4,
)


def run(document: Path, overlays: list[Path], *, lenient: bool = False) -> Result:
    config = Config(
        package="package",
        overlays=tuple(overlays),
        limits=LIMITS,
        lenient=lenient,
        models=settings_beside(document),
        role=role_beside(document),
    )
    return generate(document, document.name, config)


@cache
def report(folder: Path) -> tuple[tuple[Diagnostic, ...], Mapping[str, str]]:
    """Return the findings of a document, and the texts of the files that they speak of."""
    with chdir(folder):
        (document,) = Path().glob("asyncapi.*")
        result = run(document, sorted(Path().glob("overlay.*")))
    return result.diagnostics, result.texts


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_report_of_a_broken_document(folder: Path, golden: Callable[[Path, str], None]) -> None:
    diagnostics, texts = report(folder)
    assert folder.parent.name in {one.code for one in diagnostics}
    golden(folder / "expected.txt", render(diagnostics, texts, colour=False))


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_can_be_borne_does_not_stop_a_lenient_run(folder: Path) -> None:
    (document,) = folder.glob("asyncapi.*")
    result = run(document, sorted(folder.glob("overlay.*")), lenient=True)
    errors = {one.code for one in result.diagnostics if one.severity is Severity.ERROR}
    assert [code for code in errors if CODES[code].bearable or code == "internal"] == []
    assert bool(result.files) is not bool(errors)


def test_each_code_has_a_document_or_a_test() -> None:
    shown = {folder.parent.name for folder in CASES}
    assert shown | SHOWN_BY_A_TEST.keys() == CODES.keys()
    assert not shown & SHOWN_BY_A_TEST.keys()


@pytest.mark.parametrize(("code", "test"), SHOWN_BY_A_TEST.items())
def test_the_test_that_shows_a_code_is_there(code: str, test: str) -> None:
    file, _, name = test.partition("::")
    text = (TESTS / file).read_text(encoding="utf-8")
    assert f"\ndef {name}(" in text
    tables = (path.read_text("utf-8") for path in sorted((TESTS / file).parent.glob("*.yaml")))
    assert code in text + "".join(tables)


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_messages_and_hints_have_one_style(folder: Path) -> None:
    """They follow a code or ``hint:``, so they begin in lower case and end without a stop."""
    diagnostics, _ = report(folder)
    texts = [text for one in diagnostics for text in (one.message, one.hint) if text]
    assert [text for text in texts if text.split()[0].istitle() or text.endswith(".")] == []
