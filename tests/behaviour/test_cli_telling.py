"""How much ``generate`` tells: of each file, of what a dry run would do, or of faults alone."""

import json
from pathlib import Path

import pytest

from support.commands import ORDERS, ORDERS_ALONE, Outcome, command, tree

SAMPLE = "shop/samples/receive_refund.receive_refund_message.json"
UNUSED = f"{ORDERS}components: {{schemas: {{Spare: {{type: string}}}}}}\n"
"""A document with one note."""


@pytest.fixture(autouse=True)
def document(orders_file: Path) -> Path:
    return orders_file


def generate(*words: str) -> Outcome:
    return command("generate", "orders.yaml", "--output", "shop", *words)


def dry(*words: str) -> Outcome:
    """Run dry, and make sure that nothing was written."""
    before = tree(Path())
    outcome = generate("--dry-run", *words)
    assert tree(Path()) == before
    return outcome


def files(text: str, word: str) -> list[str]:
    """Return the files of which this is told."""
    return [one.removeprefix(f"{word}: ") for one in text.splitlines() if one.startswith(word)]


def test_a_dry_run_tells_what_would_be_created() -> None:
    outcome = dry()
    assert (outcome.code, outcome.err) == (0, "")
    created = files(outcome.out, "would be created")
    assert "shop/models.py" in created
    assert "shop_app.py" in files(outcome.out, "would be yours")
    assert "\nnothing was written\n" in outcome.out
    assert generate().code == 0
    assert {one for one in created if one.startswith("shop/")} == {
        path.as_posix()
        for path in Path("shop").rglob("*")
        if path.is_file() and path.name != ".asyncapi-pygen.json"
    }


def test_a_dry_run_tells_what_would_be_rewritten_removed_and_unchanged(document: Path) -> None:
    generate()
    document.write_text(ORDERS_ALONE, "utf-8")
    outcome = dry()
    assert outcome.code == 0
    rewritten = files(outcome.out, "would be rewritten")
    assert {"shop/handlers.py", "shop/models.py", "shop/operations.py"} <= set(rewritten)
    assert SAMPLE in files(outcome.out, "would be removed")
    assert "shop/asgi.py" in files(outcome.out, "unchanged")
    assert files(outcome.out, "would be created") == []


def test_a_dry_run_does_what_the_run_then_tells(document: Path) -> None:
    generate()
    document.write_text(ORDERS_ALONE, "utf-8")
    would = dry("--verbose").out.replace("would be ", "").replace("nothing was written\n", "")
    assert generate("--verbose").out == would


def test_a_dry_run_that_would_be_refused_is_refused() -> None:
    generate()
    path = Path("shop/handlers.py")
    path.write_text(f"{path.read_text('utf-8')}# an edit by hand\n", "utf-8")
    outcome = dry()
    assert outcome.code == 1
    assert "error[output-edited]" in outcome.err
    assert "-# an edit by hand\n" in outcome.out
    assert dry("--force").code == 0


def test_a_dry_run_of_a_bad_document_tells_of_its_faults(document: Path) -> None:
    document.write_text(ORDERS.replace("2.6.0", "9.9.9"), "utf-8")
    outcome = dry()
    assert (outcome.code, outcome.out) == (2, "")
    assert "error[" in outcome.err


def test_a_dry_run_tells_which_stubs_would_be_appended(document: Path) -> None:
    document.write_text(ORDERS_ALONE, "utf-8")
    generate()
    document.write_text(ORDERS, "utf-8")
    assert "\nwould be appended to your class: receive_refund\n" in dry("--add-stubs").out
    assert "\nappended to your class: receive_refund\n" in generate("--add-stubs").out


def test_with_json_a_dry_run_tells_of_files_on_standard_error() -> None:
    outcome = dry("--format", "json")
    assert json.loads(outcome.out)["summary"]["operations"]["generated"] == 2
    assert "would be created: shop/models.py\n" in outcome.err


def test_verbose_tells_what_became_of_each_file() -> None:
    assert "created: shop/models.py\n" in generate("--verbose").out
    assert "unchanged: shop/models.py\n" in generate("-v").out


def test_quiet_tells_nothing_where_nothing_is_wrong(document: Path) -> None:
    document.write_text(UNUSED, "utf-8")
    assert "note[component-unused]" in generate().err
    assert generate("--quiet") == Outcome(0, "", "")
    assert json.loads(generate("-q", "--format", "json").out)["diagnostics"] == []


def test_quiet_tells_of_faults(document: Path) -> None:
    document.write_text(ORDERS.replace("2.6.0", "9.9.9"), "utf-8")
    outcome = generate("--quiet")
    assert outcome.code == 2
    assert "error[" in outcome.err


def test_a_quiet_dry_run_tells_of_what_would_change_alone(document: Path) -> None:
    generate()
    assert dry("--quiet").out == ""
    document.write_text(ORDERS_ALONE, "utf-8")
    told = dry("--quiet").out.splitlines()
    assert f"would be removed: {SAMPLE}" in told
    assert all(one.startswith("would be ") for one in told)


def test_quiet_and_verbose_are_not_given_together() -> None:
    outcome = generate("--quiet", "--verbose")
    assert outcome.code == 2
    assert "`--quiet` and `--verbose` ask for opposites: give one of them" in outcome.err
    assert not Path("shop").exists()
