"""Documents of several files, from the command line: local ones, remote ones, and the lock."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.pipeline import generate
from asyncapi_pygen.source.lock import digest_of
from support.commands import command, tree
from support.web import Web, web_server

DOCUMENT = """\
asyncapi: 2.6.0
info: {title: Orders, version: 1.0.0}
channels:
  /orders:
    publish:
      operationId: receiveOrder
      message:
        name: Order
        payload: {$ref: '%s'}
"""
ORDER = '{"type": "object", "properties": {"buyer": {"$ref": "buyer.yaml#/Buyer"}}}'
BUYER = "Buyer:\n  type: object\n  properties:\n    name: {type: string}\n    friend: {$ref: '#/Buyer'}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def web() -> Iterator[Web]:
    """Serve the schemas, and write the document that refers to them."""
    with web_server() as found:
        url = found.serve("/schemas/order.json", ORDER)
        found.serve("/schemas/buyer.yaml", BUYER)
        write({"api.yaml": DOCUMENT % url})
        yield found


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def models(*options: str) -> str:
    """Generate the package and return its models."""
    outcome = command("generate", "api.yaml", "--output", "shop", *options)
    assert outcome.code == 0, outcome.err
    return Path("shop/models.py").read_text("utf-8")


def shape(text: str) -> str:
    """Leave out of models what depends on where their schemas stand."""
    return re.sub(r"#.*", "", text)


def test_schemas_of_other_files_become_models() -> None:
    write(
        {
            "api.yaml": DOCUMENT % "schemas/order.json",
            "schemas/order.json": ORDER,
            "schemas/buyer.yaml": BUYER,
        }
    )
    text = models()

    assert "class Buyer(" in text
    assert "friend: Maybe[Buyer]" in text


def test_without_permission_nothing_is_fetched(web: Web) -> None:
    outcome = command("validate", "api.yaml")

    assert outcome.code == 2
    assert f"hint: allow it with `--allow-remote {web.url}schemas/`" in outcome.err
    assert web.asked == []


def test_remote_schemas_give_the_models_that_local_ones_give(web: Web) -> None:
    remote = shape(models("--allow-remote", web.url))
    write(
        {
            "api.yaml": DOCUMENT % "schemas/order.json",
            "schemas/order.json": ORDER,
            "schemas/buyer.yaml": BUYER,
        }
    )

    assert shape(models()) == remote


def test_what_was_generated_once_needs_no_network(web: Web) -> None:
    text = models("--allow-remote", web.url)
    web.answers.clear()

    assert command("check", "api.yaml", "--output", "shop").code == 0
    assert command("check", "api.yaml", "--output", "shop", "--fresh").code == 0
    assert models() == text
    assert web.asked == ["/schemas/order.json", "/schemas/buyer.yaml"]


def test_the_lock_lists_what_was_fetched(web: Web, folder: Path) -> None:
    models("--allow-remote", web.url)
    entries = json.loads((folder / "asyncapi-pygen.lock").read_bytes())["files"]

    assert list(entries) == [f"{web.url}schemas/buyer.yaml", f"{web.url}schemas/order.json"]
    copies = {path.name: path.read_text("utf-8") for path in Path("asyncapi-pygen.refs").iterdir()}
    digest = entries[f"{web.url}schemas/buyer.yaml"]["sha256"]
    assert copies[f"{digest}.yaml"] == BUYER
    assert len(copies) == 2


@pytest.mark.parametrize("words", [("validate",), ("check", "--output", "shop")])
def test_commands_that_write_nothing_write_no_lock(
    web: Web, folder: Path, words: tuple[str, ...]
) -> None:
    before = tree(folder)
    outcome = command(*words, "api.yaml", "--allow-remote", web.url)

    assert outcome.code == (0 if words[0] == "validate" else 1)
    assert web.asked == ["/schemas/order.json", "/schemas/buyer.yaml"]
    assert tree(folder) == before


def test_a_document_with_an_error_leaves_no_lock(web: Web, folder: Path) -> None:
    web.serve("/schemas/buyer.yaml", "Seller: {}\n")
    before = tree(folder)

    assert command("generate", "api.yaml", "-o", "shop", "--allow-remote", web.url).code == 2
    assert tree(folder) == before


def test_a_change_on_the_server_is_taken_over_on_request(web: Web) -> None:
    models("--allow-remote", web.url)
    web.serve("/schemas/buyer.yaml", BUYER.replace("name:", "surname:"))
    assert "surname" not in models("--allow-remote", web.url)

    assert "surname" in models("--allow-remote", web.url, "--update-lock")
    assert "surname" in models()


def test_a_changed_file_whose_copy_is_gone_is_refused(web: Web) -> None:
    models("--allow-remote", web.url)
    for copy in Path("asyncapi-pygen.refs").iterdir():
        copy.unlink()
    web.serve("/schemas/buyer.yaml", BUYER.replace("name:", "surname:"))
    outcome = command("check", "api.yaml", "--output", "shop", "--allow-remote", web.url)

    assert outcome.code == 2
    assert "error[ref-changed]" in outcome.err


def test_a_server_that_does_not_have_the_file(web: Web) -> None:
    web.answers.clear()
    outcome = command("validate", "api.yaml", "--allow-remote", web.url)

    assert outcome.code == 2
    assert "error[ref-unreachable]" in outcome.err
    assert "cannot be fetched: the server answers 404 Not Found" in outcome.err


def test_the_lock_may_be_elsewhere(web: Web, folder: Path) -> None:
    text = models("--allow-remote", web.url, "--lock", "locks/shop.lock")
    web.answers.clear()

    assert models("--lock", "locks/shop.lock") == text
    assert (folder / "locks/shop.refs").is_dir()
    assert not (folder / "asyncapi-pygen.lock").exists()


def test_a_lock_that_cannot_be_written_is_an_error(web: Web) -> None:
    write({"asyncapi-pygen.refs": "a file where the folder belongs"})
    outcome = command("generate", "api.yaml", "--output", "shop", "--allow-remote", web.url)

    assert outcome.code == 2
    assert "error[output-unwritable]" in outcome.err
    assert not Path("shop").exists()


def test_the_advice_of_check_names_the_same_options(web: Web) -> None:
    outcome = command(
        *("check", "api.yaml", "--output", "shop", "--allow-remote", web.url),
        *("--lock", "my.lock", "--limit", "files=7"),
    )

    assert outcome.code == 1
    assert f"--allow-remote {web.url} --lock my.lock --limit files=7 --output shop" in outcome.err


@pytest.mark.parametrize(
    "prefix", ["example.com", "http://example.com/", "https://", "https://user@example.com/"]
)
def test_a_prefix_that_allows_nothing_is_a_bad_call(prefix: str) -> None:
    write({"api.yaml": DOCUMENT % "order.json"})
    outcome = command("validate", "api.yaml", "--allow-remote", prefix)

    assert outcome.code == 2
    assert f"`{prefix}` is no prefix of URLs: " in outcome.err


def test_nothing_is_stored_through_a_link_where_unfinished_files_are(
    web: Web, folder: Path
) -> None:
    write({"mine/notes": "mine"})
    for name in ("asyncapi-pygen.lock", f"asyncapi-pygen.refs/{digest_of(BUYER.encode())}.yaml"):
        link = folder / f"{name}.asyncapi-pygen-tmp"
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(folder / "mine/notes")
    models("--allow-remote", web.url)

    assert Path("mine/notes").read_text("utf-8") == "mine"
    assert not [path for path in folder.rglob("*") if path.is_symlink()]


def test_copies_are_not_stored_in_a_folder_that_is_a_link(web: Web, folder: Path) -> None:
    write({"mine/notes": "mine"})
    (folder / "asyncapi-pygen.refs").symlink_to(folder / "mine")
    outcome = command("generate", "api.yaml", "--output", "shop", "--allow-remote", web.url)

    assert outcome.code == 2
    assert f"cannot be written: `{folder / 'asyncapi-pygen.refs'}` is a link" in outcome.err
    assert sorted(path.name for path in Path("mine").iterdir()) == ["notes"]


def test_a_library_call_stores_nothing_and_says_what_to_store(web: Web, folder: Path) -> None:
    before = tree(folder)
    config = Config(package="shop", allow_remote=(web.url,), limits=Limits())
    result: Any = generate(folder / "api.yaml", "api.yaml", config)

    assert [file.path.name for file in result.to_store][-1] == "asyncapi-pygen.lock"
    assert len(result.to_store) == 3
    assert tree(folder) == before
