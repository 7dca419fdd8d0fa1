"""``check``: nothing is written; exit 1 and a diff say how the package differs from its document."""

import json
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from asyncapi_pygen.emit.manifest import digest
from support.commands import ORDERS, ORDERS_ALONE, Outcome, command, process, tree

EDIT = "# an edit by hand\n"
STALE = [
    "shop/README.md",
    "shop/handlers.py",
    "shop/models.py",
    "shop/operations.py",
    "shop/samples/receive_refund.receive_refund_message.json",
    "shop/trials/receive_order.json",
    "shop/trials/receive_refund.json",
]
"""What differs once an operation is gone from the document."""
REPAIR = "to repair it, run: asyncapi-pygen generate orders.yaml --output shop\n"


@pytest.fixture(autouse=True)
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the document and its package, and work in their folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "orders.yaml"
    path.write_text(ORDERS, "utf-8")
    assert command("generate", "orders.yaml", "--output", "shop").code == 0
    return path


def check(*words: str) -> Outcome:
    """Check ``shop`` and make sure that nothing was written."""
    before = tree(Path())
    outcome = command("check", "orders.yaml", "--output", "shop", *words)
    assert tree(Path()) == before
    return outcome


def test_a_package_that_was_just_generated_is_clean() -> None:
    outcome = check()
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "shop is what orders.yaml gives\n"


def test_a_missing_package_is_drift() -> None:
    outcome = command("check", "orders.yaml", "--output", "other")
    assert outcome.code == 1
    assert "--- /dev/null\n+++ b/other/handlers.py\n@@ -0,0 +1," in outcome.out
    assert "+++ b/other_app.py\n" in outcome.out
    assert outcome.err == (
        "to repair it, run: asyncapi-pygen generate orders.yaml --output other\n"
    )
    assert not Path("other").exists()


def test_a_changed_document_is_drift(document: Path) -> None:
    document.write_text(ORDERS.replace("note:", "remark:"), "utf-8")
    outcome = check()
    assert outcome.code == 1
    assert "--- a/shop/models.py\n+++ b/shop/models.py\n@@ " in outcome.out
    assert "\n-    note: Maybe[str] = None\n+    remark: Maybe[str] = None\n" in outcome.out
    assert "handlers.py" not in outcome.out
    assert outcome.err == REPAIR


def test_a_file_edited_by_hand_is_drift() -> None:
    path = Path("shop/handlers.py")
    path.write_text(path.read_text("utf-8") + EDIT, "utf-8")
    outcome = check()
    assert outcome.code == 1
    assert outcome.out.startswith("--- a/shop/handlers.py\n+++ b/shop/handlers.py\n")
    assert outcome.out.endswith(f"-{EDIT}")
    assert "error[output-edited]: `shop/handlers.py` was edited" in outcome.err
    # The plain command would be refused.
    assert outcome.err.endswith(
        "to give the edits up, run: asyncapi-pygen generate orders.yaml --output shop --force\n"
    )


def test_a_file_that_is_no_longer_produced_is_drift(document: Path) -> None:
    document.write_text(ORDERS_ALONE, "utf-8")
    outcome = check()
    assert outcome.code == 1
    sample = "shop/samples/receive_refund.receive_refund_message.json"
    assert f"--- a/{sample}\n+++ /dev/null\n" in outcome.out


def test_a_deleted_file_is_drift() -> None:
    Path("shop/py.typed").unlink()
    outcome = check()
    assert outcome.code == 1
    assert outcome.out == "--- /dev/null\n+++ b/shop/py.typed\n"


def test_the_users_own_files_are_no_drift() -> None:
    Path("shop_app.py").write_text("print('mine')\n", "utf-8")
    Path("tests/test_shop.py").unlink()
    Path("shop/extras.py").write_text("", "utf-8")
    assert check().code == 0


def test_line_ends_that_version_control_converted_are_no_drift() -> None:
    path = Path("shop/models.py")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check().code == 0


def test_another_adapter_is_drift_and_its_repair_names_it() -> None:
    outcome = check("--adapter", "asgi")
    assert outcome.code == 1
    assert "--- a/shop/router.py\n+++ /dev/null\n" in outcome.out
    assert outcome.err.endswith("--output shop --adapter asgi\n")


def test_each_adapter_that_is_missing_is_drift_and_its_repair_names_them_all() -> None:
    outcome = check("--adapter", "fastapi", "--adapter", "flask", "--adapter", "aws-lambda")
    assert outcome.code == 1
    added = [line[6:] for line in outcome.out.splitlines() if line.startswith("+++ b/")]
    new = {"_wsgi.py", "background.py", "flask_blueprint.py", "lambda_handler.py"}
    assert {f"shop/{name}" for name in new} <= {*added}
    assert outcome.err.endswith(
        "--output shop --adapter fastapi --adapter flask --adapter aws-lambda\n"
    )


def test_an_adapter_that_was_edited_by_hand_is_drift() -> None:
    command("generate", "orders.yaml", "--output", "shop", "--adapter", "flask")
    Path("shop/background.py").write_text("", "utf-8")
    outcome = check("--adapter", "flask")
    assert outcome.code == 1
    assert "+++ b/shop/background.py\n" in outcome.out


def test_the_repair_that_is_printed_repairs(document: Path) -> None:
    spaced = Path("the orders.yaml")
    spaced.write_text(ORDERS_ALONE, "utf-8")
    overlay = Path("overlay.yaml")
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: a, version: '1'}\n"
        "actions:\n  - {target: $.info, update: {title: Parcels}}\n",
        "utf-8",
    )
    words = [str(spaced), "--output", "shop", "--overlay", str(overlay), "--adapter", "asgi"]
    outcome = command("check", *words)
    assert outcome.code == 1
    program, *repair = shlex.split(outcome.err.removeprefix("to repair it, run: "))
    assert program == "asyncapi-pygen"
    assert command(*repair).code == 0
    assert command("check", *words).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--no-assume-types",),
        ("--formats", "strict"),
        ("--numbers", "decimal"),
        ("--zoneless", "utc"),
        ("--strict-schemas",),
    ],
)
def test_the_repair_that_is_printed_says_how_models_are_made(
    document: Path, words: tuple[str, ...]
) -> None:
    typed = ORDERS.replace("type: string", "format: date-time", 1)
    assert typed != ORDERS
    document.write_text(typed, "utf-8")
    outcome = check(*words)
    assert outcome.code == 1
    assert outcome.err.endswith(f"--output shop {shlex.join(words)}\n")


def test_a_folder_that_is_not_ours_is_no_drift_but_a_mistake() -> None:
    Path("theirs").mkdir()
    Path("theirs/a.txt").write_text("a", "utf-8")
    outcome = command("check", "orders.yaml", "--output", "theirs")
    assert outcome.code == 2
    assert "error[output-foreign]" in outcome.err
    assert outcome.out == ""


def test_a_bad_document_is_no_drift_but_a_mistake(document: Path) -> None:
    document.write_text("asyncapi: 1.2.0\n", "utf-8")
    outcome = check()
    assert outcome.code == 2
    assert "error[version-unsupported]" in outcome.err
    assert outcome.out == ""


def test_with_json_the_diff_is_on_standard_error(document: Path) -> None:
    document.write_text(ORDERS_ALONE, "utf-8")
    outcome = check("--format", "json")
    assert outcome.code == 1
    printed = json.loads(outcome.out)
    assert [one["file"] for one in printed["diagnostics"]] == STALE
    assert {one["code"] for one in printed["diagnostics"]} == {"output-stale"}
    assert "+++ b/shop/models.py\n" in outcome.err


def test_drift_on_one_line_a_file(document: Path) -> None:
    document.write_text(ORDERS_ALONE, "utf-8")
    Path("shop/py.typed").unlink()
    append = Path("shop/runtime.py")
    append.write_text(append.read_text("utf-8") + EDIT, "utf-8")
    outcome = check("--format", "concise")
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert "shop/py.typed:1:1: error[output-stale] `shop/py.typed` is missing" in lines
    assert (
        "shop/samples/receive_refund.receive_refund_message.json:1:1: error[output-stale] "
        "`shop/samples/receive_refund.receive_refund_message.json` is no longer generated"
    ) in lines
    # A file that somebody edited is told of once.
    assert [line.split(" ", 1)[1] for line in lines if line.startswith("shop/runtime.py")] == [
        "error[output-edited] `shop/runtime.py` was edited after it was generated"
    ]
    assert not [line for line in lines if not line.startswith("shop/")]


def test_drift_as_annotations_of_github_stands_at_the_first_line_that_differs(
    document: Path,
) -> None:
    document.write_text(ORDERS.replace("note:", "remark:"), "utf-8")
    models = Path("shop/models.py").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(models, 1) if "note:" in text)
    outcome = check("--format", "github")
    assert outcome.code == 1
    assert (
        f"::error file=shop/models.py,line={line},col=1,title=output-stale::`shop/models.py` is not "
        "what `orders.yaml` gives%0Arun `asyncapi-pygen generate orders.yaml --output shop`\n"
    ) in outcome.out


def test_drift_as_sarif(document: Path) -> None:
    document.write_text(ORDERS_ALONE, "utf-8")
    outcome = check("--format", "sarif")
    assert outcome.code == 1
    (run,) = json.loads(outcome.out)["runs"]
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == STALE
    assert {one["ruleId"] for one in run["results"]} == {"output-stale"}
    assert "+++ b/shop/models.py\n" in outcome.err


@pytest.mark.parametrize("format_", ["concise", "github", "json", "sarif"])
def test_no_drift_in_any_format(format_: str) -> None:
    outcome = check("--format", format_)
    assert (outcome.code, outcome.err) == (0, "")
    assert "output-stale" not in outcome.out


def test_the_repair_that_is_printed_names_what_may_be_read(document: Path) -> None:
    document.write_text(ORDERS_ALONE, "utf-8")
    Path("common").mkdir()
    words = ("--allow-ref-root", "common", "--limit", "depth=50")
    words += ("--allow-remote", "https://example.com/", "--lock", "orders.lock")
    told = check(*words).err.splitlines()[-1]
    _, *repair = shlex.split(told.removeprefix("to repair it, run: "))
    assert dict(pairwise(repair)).items() >= dict(zip(words[::2], words[1::2], strict=True)).items()
    assert command(*repair).code == 0


def test_the_repair_that_is_printed_says_what_weighs_how(document: Path) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID", 1), "utf-8")
    words = ("--lenient", "--level", "name-clash=off", "--level", "unknown-field=warning")
    outcome = check(*words)
    assert outcome.code == 1
    (told,) = [line for line in outcome.err.splitlines() if line.startswith("to repair it")]
    assert told.endswith(f"generate orders.yaml {shlex.join(words)} --output shop")
    program, *repair = shlex.split(told.removeprefix("to repair it, run: "))
    assert program == "asyncapi-pygen"
    assert command(*repair).code == 0
    assert check(*words).code == 0


def test_as_a_process(tmp_path: Path, document: Path) -> None:
    words = ("check", "orders.yaml", "--output", "shop")
    assert process(*words, cwd=tmp_path).code == 0
    document.write_text(ORDERS_ALONE, "utf-8")
    outcome = process(*words, cwd=tmp_path)
    assert outcome.code == 1
    assert "+++ b/shop/models.py" in outcome.out
    assert outcome.err == REPAIR


def test_a_manifest_that_vouches_for_edited_models_is_found_out_with_fresh() -> None:
    models, manifest = Path("shop/models.py"), Path("shop/.asyncapi-pygen.json")
    written = models.read_text("utf-8")
    edited = written.replace("float", "int")
    assert edited != written
    models.write_text(edited, "utf-8")
    told = manifest.read_text("utf-8").replace(digest(written), digest(edited))
    manifest.write_text(told, "utf-8")
    assert check().code == 0
    found = check("--fresh")
    assert found.code == 1
    assert "+    amount: Maybe[float] = None" in found.out
