"""``generate``: what is written, what is left alone, and what is refused."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from asyncapi_pygen.config import ModelBackend
from asyncapi_pygen.payloads.backends.registry import BACKENDS
from support.commands import ORDERS, ORDERS_ALONE, command, process, tree
from support.packages import VOICE, VOICE_OVERLAY

EDIT = "# an edit by hand\n"


@pytest.fixture(autouse=True)
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the document, and work in its folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "orders.yaml"
    path.write_text(ORDERS, "utf-8")
    return path


def generate(*words: str, code: int = 0) -> str:
    """Generate ``shop`` and return what was printed on standard output."""
    outcome = command("generate", "orders.yaml", "--output", "shop", *words)
    assert outcome.code == code, outcome.err
    return outcome.out


def names(folder: Path) -> set[str]:
    return {name for name, (_, text) in tree(folder).items() if text is not None}


def append(path: Path, text: str = EDIT) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


TABLE = """\
            in document  generated
operations            2          2
messages              2          2
schemas               2          2
"""

OWNED = {
    ".asyncapi-pygen.json",
    "README.md",
    "__init__.py",
    "_paths.py",
    "_credentials.py",
    "_secrets.py",
    "_signatures.py",
    "_signed.py",
    "_signing.py",
    "_vendors.py",
    *BACKENDS[ModelBackend.PYDANTIC].runtime,
    "_proofs.py",
    "_trials.py",
    "asgi.py",
    "contract.py",
    "handlers.py",
    "models.py",
    "operations.py",
    "presets.py",
    "py.typed",
    "router.py",
    "samples/receive_order.receive_order_message.json",
    "samples/receive_refund.receive_refund_message.json",
    "trials/receive_order.json",
    "trials/receive_refund.json",
    "verify.py",
}

COUNTED = len(OWNED) - 1
"""The files that are told of: all but the manifest."""


def test_it_writes_the_package_and_beside_it_what_is_the_users(tmp_path: Path) -> None:
    out = generate()
    assert names(tmp_path / "shop") == OWNED
    assert names(tmp_path) - {f"shop/{name}" for name in OWNED} == {
        "orders.yaml",
        "shop_app.py",
        "tests/test_shop.py",
    }
    assert out == (
        f"shop: {COUNTED} created, 2 yours now\n"
        "yours to edit, never touched again: shop_app.py\n"
        "yours to edit, never touched again: tests/test_shop.py\n"
        f"{TABLE}"
    )


def test_the_table_says_what_is_left_out_and_why(document: Path) -> None:
    document.write_text(ORDERS.replace("publish", "subscribe", 1), "utf-8")
    assert generate().endswith(
        "            in document  generated  left out\n"
        "operations            2          1  1 send-unsupported\n"
        "messages              2          1  1 send-unsupported\n"
        "schemas               2          1  1 send-unsupported\n"
    )
    printed = json.loads(generate("--format", "json"))
    assert printed["summary"]["operations"] == {
        "in_document": 2,
        "generated": 1,
        "left_out": {"send-unsupported": 1},
    }


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    generate()
    before = tree(tmp_path)
    assert generate() == f"shop: {COUNTED} unchanged\n{TABLE}"
    assert tree(tmp_path) == before


def test_only_what_differs_is_written_again(tmp_path: Path, document: Path) -> None:
    generate()
    before = tree(tmp_path / "shop")
    document.write_text(ORDERS.replace("note: {type: string}", "note: {type: integer}"), "utf-8")
    assert generate() == f"shop: 3 rewritten, {COUNTED - 3} unchanged\n{TABLE}"
    after = tree(tmp_path / "shop")
    assert {name for name in names(tmp_path / "shop") if before[name] != after[name]} == {
        ".asyncapi-pygen.json",
        "models.py",
        "samples/receive_order.receive_order_message.json",
        "trials/receive_order.json",
    }


def test_what_is_no_longer_produced_is_removed(tmp_path: Path, document: Path) -> None:
    generate()
    document.write_text(ORDERS_ALONE, "utf-8")
    assert ", 2 removed" in generate()
    assert names(tmp_path / "shop") == OWNED - {
        "samples/receive_refund.receive_refund_message.json",
        "trials/receive_refund.json",
    }


def test_a_folder_that_becomes_empty_goes_too(tmp_path: Path, document: Path) -> None:
    generate()
    as_text = re.sub(r"(      message:\n)", r"\1        contentType: text/plain\n", ORDERS)
    document.write_text(as_text, "utf-8")
    generate()
    assert not (tmp_path / "shop" / "samples").exists()


def test_a_file_edited_by_hand_is_refused_with_a_diff(tmp_path: Path, document: Path) -> None:
    generate()
    append(tmp_path / "shop" / "models.py")
    document.write_text(ORDERS_ALONE, "utf-8")
    before = tree(tmp_path)
    outcome = command("generate", "orders.yaml", "--output", "shop")
    assert outcome.code == 1
    assert "error[output-edited]: `shop/models.py` was edited" in outcome.err
    assert "--force" in outcome.err
    assert outcome.out.startswith("--- a/shop/models.py\n+++ b/shop/models.py\n")
    assert f"-{EDIT}" in outcome.out
    assert "handlers.py" not in outcome.out  # differs as well, but nobody edited it
    assert tree(tmp_path) == before


def test_force_gives_the_edit_up(tmp_path: Path) -> None:
    generate()
    written = (tmp_path / "shop" / "models.py").read_bytes()
    append(tmp_path / "shop" / "models.py")
    assert generate("--force") == f"shop: 1 rewritten, {COUNTED - 1} unchanged\n{TABLE}"
    assert (tmp_path / "shop" / "models.py").read_bytes() == written


def test_an_edited_file_that_is_no_longer_produced_is_kept(tmp_path: Path, document: Path) -> None:
    generate()
    sample = tmp_path / "shop" / "samples" / "receive_refund.receive_refund_message.json"
    sample.write_text('{"amount": 42}\n', "utf-8")
    document.write_text(ORDERS_ALONE, "utf-8")
    outcome = command("generate", "orders.yaml", "--output", "shop")
    assert outcome.code == 1
    assert "and is no longer generated" in outcome.err
    assert sample.read_text("utf-8") == '{"amount": 42}\n'


def test_a_folder_that_is_not_ours_is_refused_also_with_force(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "accounts.txt").write_text("theirs", "utf-8")
    before = tree(tmp_path)
    for words in ((), ("--force",)):
        outcome = command("generate", "orders.yaml", "--output", "shop", *words)
        assert outcome.code == 2
        assert "error[output-foreign]: `shop` holds files" in outcome.err
        assert outcome.out == ""
    assert tree(tmp_path) == before


def test_a_file_of_the_users_where_a_new_one_belongs_is_refused(
    tmp_path: Path, document: Path
) -> None:
    document.write_text(ORDERS_ALONE, "utf-8")
    generate()
    theirs = tmp_path / "shop" / "samples" / "receive_refund.receive_refund_message.json"
    theirs.write_text("{}\n", "utf-8")
    document.write_text(ORDERS, "utf-8")
    outcome = command("generate", "orders.yaml", "--output", "shop", "--force")
    assert outcome.code == 2
    assert "is in the way: the manifest does not list it" in outcome.err
    assert theirs.read_text("utf-8") == "{}\n"


def test_the_stub_and_its_test_are_never_touched(tmp_path: Path, document: Path) -> None:
    generate()
    append(tmp_path / "shop_app.py")
    (tmp_path / "tests" / "test_shop.py").unlink()
    before = tree(tmp_path)
    document.write_text(ORDERS_ALONE, "utf-8")
    out = generate("--force")
    after = tree(tmp_path)
    assert after["shop_app.py"] == before["shop_app.py"]
    assert "tests/test_shop.py" not in after
    assert "yours" not in out


def test_a_stub_that_was_there_before_us_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shop_app.py").write_text("print('mine')\n", "utf-8")
    out = generate()
    assert (tmp_path / "shop_app.py").read_text("utf-8") == "print('mine')\n"
    assert "shop_app.py" not in out


def test_files_of_the_users_in_the_package_stay(tmp_path: Path, document: Path) -> None:
    generate()
    (tmp_path / "shop" / "extras.py").write_text("ANSWER = 42\n", "utf-8")
    document.write_text(ORDERS_ALONE, "utf-8")
    generate("--force")
    assert (tmp_path / "shop" / "extras.py").read_text("utf-8") == "ANSWER = 42\n"


def test_without_fastapi_there_is_no_router(tmp_path: Path) -> None:
    generate("--adapter", "asgi")
    assert names(tmp_path / "shop") == OWNED - {"router.py"}
    assert "fastapi" not in (tmp_path / "shop" / "README.md").read_text("utf-8").lower()


def test_a_switch_of_the_adapter_removes_the_router_and_brings_it_back(tmp_path: Path) -> None:
    generate()
    assert ", 1 removed" in generate("--adapter", "asgi")
    assert not (tmp_path / "shop" / "router.py").exists()
    assert "1 created" in generate()
    assert (tmp_path / "shop" / "router.py").exists()


FILES = {
    "fastapi": {"router.py"},
    "starlette": {"starlette_routes.py"},
    "litestar": {"litestar_mount.py"},
    "flask": {"flask_blueprint.py", "_wsgi.py", "background.py"},
    "aiohttp": {"aiohttp_routes.py"},
    "django": {"django_urls.py", "_wsgi.py", "background.py"},
    "aws-lambda": {"lambda_handler.py", "background.py"},
}
MOUNTED = {
    "fastapi": ("api.include_router(create_router(App()))", "FastAPI for `router.py` alone"),
    "starlette": ("[*create_routes(App())]", "Starlette for `starlette_routes.py` alone"),
    "litestar": ("Litestar([create_mount(App(), ", "Litestar for `litestar_mount.py` alone"),
    "flask": ("(create_blueprint(App()), url_prefix=", "Flask for `flask_blueprint.py` alone"),
    "aiohttp": ("app.add_routes(create_routes(App(), ", "aiohttp for `aiohttp_routes.py` alone"),
    "django": ("include(create_urls(App()))", "Django for `django_urls.py` alone"),
    "aws-lambda": ("lambda_handler = create_handler(App())", "The package needs pydantic"),
}


@pytest.mark.parametrize("adapter", FILES)
def test_an_adapter_brings_its_files_and_says_how_it_is_mounted(
    tmp_path: Path, adapter: str
) -> None:
    generate("--adapter", adapter)
    assert names(tmp_path / "shop") == OWNED - {"router.py"} | FILES[adapter]
    readme = (tmp_path / "shop" / "README.md").read_text("utf-8")
    assert all(part in readme for part in MOUNTED[adapter])


def test_several_adapters_may_be_asked_for_in_any_order(tmp_path: Path) -> None:
    generate("--adapter", "flask", "--adapter", "django", "--adapter", "fastapi")
    written = tree(tmp_path)
    assert names(tmp_path / "shop") == OWNED | FILES["flask"] | FILES["django"]
    assert "unchanged" in generate(
        "--adapter", "fastapi", "--adapter", "django", "--adapter", "flask"
    )
    assert tree(tmp_path) == written


def test_a_package_whose_manifest_was_lost_is_taken_up_again(tmp_path: Path) -> None:
    generate()
    manifest = tmp_path / "shop" / ".asyncapi-pygen.json"
    written = json.loads(manifest.read_text("utf-8"))
    manifest.unlink()
    generate()
    assert json.loads(manifest.read_text("utf-8"))["files"] == written["files"]


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    generate()
    (tmp_path / "shop" / ".asyncapi-pygen.json").write_text("<<<<<<< ours\n", "utf-8")
    before = tree(tmp_path)
    outcome = command("generate", "orders.yaml", "--output", "shop")
    assert outcome.code == 2
    assert "error[manifest-invalid]" in outcome.err
    assert tree(tmp_path) == before


def test_the_folder_that_we_are_in_can_be_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    outcome = command("generate", "../orders.yaml", "-o", ".")
    assert outcome.code == 0, outcome.err
    assert names(tmp_path / "shop") == OWNED
    assert (tmp_path / "shop_app.py").is_file()
    assert command("check", "../orders.yaml", "-o", "../shop").code == 0


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    assert command("generate", "orders.yaml", "-o", "src/events/shop/").code == 0
    assert names(tmp_path / "src" / "events" / "shop") == OWNED


def test_a_package_in_a_package_is_imported_by_its_dotted_name(tmp_path: Path) -> None:
    acme = tmp_path / "src" / "acme"
    acme.mkdir(parents=True)
    (acme / "__init__.py").write_text("", "utf-8")
    assert command("generate", "orders.yaml", "-o", acme / "shop").code == 0
    assert "from acme.shop.handlers import Handlers" in (acme / "shop_app.py").read_text("utf-8")
    readme = (acme / "shop" / "README.md").read_text("utf-8")
    assert "uvicorn acme.shop_app:app" in readme
    assert "from acme.shop.router import create_router" in readme


def test_the_stub_and_the_test_of_a_package_in_a_package_run(tmp_path: Path) -> None:
    acme = tmp_path / "src" / "acme"
    acme.mkdir(parents=True)
    (acme / "__init__.py").write_text("", "utf-8")
    assert command("generate", "orders.yaml", "-o", acme / "shop").code == 0
    (tmp_path / "src" / "pytest.ini").write_text("[pytest]\npythonpath = .\n", "utf-8")
    outcome = python("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=tmp_path / "src")
    assert outcome[0] == 0, outcome[1]
    assert "11 passed, 2 skipped" in outcome[1]


def python(*words: str, cwd: Path) -> tuple[int, str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_findings_as_json_are_all_of_standard_output(tmp_path: Path, document: Path) -> None:
    document.write_text(ORDERS.replace("publish", "subscribe", 1), "utf-8")
    printed = json.loads(generate("--format", "json"))
    assert printed["version"] == 2
    assert [one["code"] for one in printed["diagnostics"]] == ["send-unsupported"]
    assert printed["diagnostics"][0]["file"] == "orders.yaml"
    assert printed["diagnostics"][0]["line"] == 6


def test_with_json_the_diff_of_a_refusal_is_on_standard_error(tmp_path: Path) -> None:
    generate()
    append(tmp_path / "shop" / "models.py")
    outcome = command("generate", "orders.yaml", "-o", "shop", "--format", "json")
    assert outcome.code == 1
    assert [one["code"] for one in json.loads(outcome.out)["diagnostics"]] == ["output-edited"]
    assert f"-{EDIT}" in outcome.err


def test_findings_as_annotations_of_github(document: Path) -> None:
    document.write_text(ORDERS.replace("publish", "subscribe", 1), "utf-8")
    assert generate("--format", "github").startswith(
        "::notice file=orders.yaml,line=6,col=7,title=send-unsupported::the application sends "
    )


def test_as_a_process_with_an_overlay(tmp_path: Path) -> None:
    words = (VOICE, "--overlay", VOICE_OVERLAY, "--output", "voice")
    outcome = process("generate", *words, cwd=tmp_path)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("voice: ")
    assert "class ConnectPstn(" in (tmp_path / "voice" / "models.py").read_text("utf-8")
    outcome = process("check", *words, cwd=tmp_path)
    assert (outcome.code, outcome.err) == (0, "")


UNTYPED = """\
asyncapi: 2.6.0
info: {title: Shop, version: "1"}
channels:
  /orders:
    publish:
      operationId: takeOrder
      message:
        payload: {properties: {number: {type: string}}}
"""


def test_a_schema_without_a_type_is_an_object_unless_it_is_read_by_the_letter(
    document: Path,
) -> None:
    document.write_text(UNTYPED, "utf-8")
    generate()
    assert "class TakeOrder" in Path("shop/models.py").read_text("utf-8")
    generate("--no-assume-types")
    assert "class TakeOrderMessageObject" in Path("shop/models.py").read_text("utf-8")


def test_formats_and_zones_are_asserted_by_choice(document: Path) -> None:
    document.write_text(UNTYPED.replace("type: string", "type: string, format: date-time"), "utf-8")
    written: list[str] = []
    for options in ((), ("--zoneless", "reject"), ("--zoneless", "utc"), ("--formats", "strict")):
        generate(*options)
        text = Path("shop/models.py").read_text("utf-8")
        written += re.findall(r"number: (.+) = None", text)
    assert written == [
        "Maybe[DateTime]",
        "Maybe[AwareDateTime]",
        "Maybe[UtcDateTime]",
        'Maybe[Annotated[DateTime, Asserted("date-time")]]',
    ]


def test_digits_are_kept_by_choice_and_by_pydantic_alone(document: Path) -> None:
    document.write_text(UNTYPED.replace("type: string", "type: number"), "utf-8")
    generate("--numbers", "decimal")
    assert "number: Maybe[ExactNumber] = None" in Path("shop/models.py").read_text("utf-8")
    outcome = command(
        "generate",
        "orders.yaml",
        "--output",
        "shop",
        "--numbers",
        "decimal",
        "--backend",
        "dataclass",
    )
    assert outcome.code == 2
    assert "--numbers: only models of pydantic keep every digit" in outcome.err


def test_the_schemas_are_kept_where_they_are_to_be_checked(document: Path) -> None:
    generate("--strict-schemas")
    assert list(Path("shop/schemas").iterdir())
    generate()
    assert not Path("shop/schemas").exists()


def test_telemetry_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    generate()
    assert not (tmp_path / "shop" / "telemetry.py").exists()
    generate("--telemetry")
    assert "def traced(" in (tmp_path / "shop" / "telemetry.py").read_text("utf-8")
    assert "opentelemetry-api" in (tmp_path / "shop" / "README.md").read_text("utf-8")
