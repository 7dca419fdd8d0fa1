"""The table of changes: what is told of an edit, and the verdict for either side."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from asyncapi_pygen.codes.changes import CHANGES
from asyncapi_pygen.config import Config
from asyncapi_pygen.diff.change import Change, Effect
from asyncapi_pygen.pipeline import Reading, compare
from asyncapi_pygen.source.pointers import split_pointer
from support.packages import ROOT

HERE = Path(__file__).parent
BASE = yaml.safe_load((HERE / "base.yaml").read_text("utf-8"))
SCHEMAS = yaml.safe_load((HERE / "schemas.yaml").read_text("utf-8"))
DOCUMENTS = yaml.safe_load((HERE / "documents.yaml").read_text("utf-8"))


def with_payload(schema: Any) -> Any:
    """Return a document of one message that is received."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "One", "version": "1"},
        "channels": {"one": {"address": "/one", "messages": {"one": {"payload": schema}}}},
        "operations": {"onOne": {"action": "receive", "channel": {"$ref": "#/channels/one"}}},
    }


def compared(folder: Path, old: Any, new: Any, *, lenient: bool = False) -> tuple[Change, ...]:
    readings = []
    for name, document in (("old.yaml", old), ("new.yaml", new)):
        (folder / name).write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
        readings.append(Reading(source=folder / name, name=name))
    found = compare(*readings, Config(package="package", lenient=lenient))
    assert found.changes is not None, [f"{one.code}: {one.message}" for one in found.diagnostics]
    return found.changes


def told(changes: tuple[Change, ...]) -> dict[str, str]:
    """Return the verdicts by code, each of those for who receives and for who sends."""
    found: dict[str, set[str]] = {}
    for one in changes:
        found.setdefault(one.code, set()).add(f"{one.handler[0]}{one.sender[0]}".upper())
    return {code: " ".join(sorted(verdicts)) for code, verdicts in found.items()}


def edited(document: Any, row: dict[str, Any]) -> Any:
    """Return a document after what a row drops, moves and sets."""
    result = copy.deepcopy(document)
    for pointer in row.get("drop", ()):
        holder, token = _holder(result, pointer)
        del holder[token]
    for pointer, target in row.get("move", {}).items():
        holder, token = _holder(result, pointer)
        value = holder.pop(token)
        there, name = _holder(result, target)
        there[name] = value
        _retarget(result, f"#{pointer}", f"#{target}")
    for pointer, value in row.get("set", {}).items():
        holder, token = _holder(result, pointer)
        if isinstance(holder, list) and token == len(holder):
            holder.append(value)
        else:
            holder[token] = value
    return result


def _holder(document: Any, pointer: str) -> tuple[Any, Any]:
    *path, last = split_pointer(pointer)
    for token in path:
        document = document[int(token) if isinstance(document, list) else token]
    return document, int(last) if isinstance(document, list) else last


def _retarget(value: Any, old: str, new: str) -> None:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        _retarget(one, old, new)
    if isinstance(value, dict) and value.get("$ref") == old:
        value["$ref"] = new


@pytest.mark.parametrize("row", SCHEMAS, ids=lambda row: f"{row['was']} {row['is']}")
def test_a_change_of_a_payload(row: dict[str, Any], tmp_path: Path) -> None:
    found = compared(tmp_path, with_payload(row["was"]), with_payload(row["is"]))
    assert told(found) == row["tells"], [one.reason for one in found]


@pytest.mark.parametrize(
    "row",
    DOCUMENTS,
    ids=lambda row: str({key: value for key, value in row.items() if key != "tells"}),
)
def test_a_change_of_a_document(row: dict[str, Any], tmp_path: Path) -> None:
    base = edited(BASE, row.get("given", {}))
    found = compared(tmp_path, base, edited(base, row))
    assert told(found) == row["tells"], [one.reason for one in found]


def test_every_code_is_in_the_table() -> None:
    known = {code for row in (*SCHEMAS, *DOCUMENTS) for code in row["tells"]}
    assert known | set(ELSEWHERE) == set(CHANGES)
    assert not known & set(ELSEWHERE)


ELSEWHERE = ("diff-parameter-schema",)
"""Codes that need another document than one of the table's."""


def test_the_schema_of_a_parameter_is_compared_where_there_is_one(tmp_path: Path) -> None:
    def document(schema: Any) -> Any:
        parameter = {"schema": schema} if schema else {}
        return {
            "asyncapi": "2.6.0",
            "info": {"title": "One", "version": "1"},
            "channels": {"/{a}": {"parameters": {"a": parameter}, "publish": {"operationId": "a"}}},
        }

    short, shorter = {"type": "string", "maxLength": 4}, {"type": "string", "maxLength": 3}
    assert told(compared(tmp_path, document(short), document(shorter))) == {
        "diff-bound-tightened": "CB"
    }
    assert told(compared(tmp_path, document({}), document(short))) == {
        "diff-parameter-schema": "CB"
    }
    assert told(compared(tmp_path, document(short), document({}))) == {
        "diff-parameter-schema": "BC"
    }
    assert told(compared(tmp_path, document({}), document({"type": "string"}))) == {}
    number = {"type": "integer"}
    assert told(compared(tmp_path, document({}), document(number))) == {
        "diff-parameter-schema": "CB"
    }


def test_names_of_operations_are_compared_where_the_version_has_them(tmp_path: Path) -> None:
    def document(operation: Any) -> Any:
        message = {"message": {"payload": {"type": "string"}}}
        return {
            "asyncapi": "2.6.0",
            "info": {"title": "One", "version": "1"},
            "channels": {"/a": {"publish": {**operation, **message}}},
        }

    named, nameless = document({"operationId": "a"}), document({})
    assert told(compared(tmp_path, named, nameless)) == {"diff-operation-renamed": "NN"}
    assert told(compared(tmp_path, nameless, named)) == {"diff-operation-renamed": "NN"}


def test_an_operation_is_deprecated_where_that_is_borne(tmp_path: Path) -> None:
    new = edited(BASE, {"set": {"/operations/placeOrder/deprecated": True}})
    assert told(compared(tmp_path, BASE, new, lenient=True)) == {"diff-deprecated": "NN"}


def test_a_change_stands_somewhere() -> None:
    change = Change(code="diff-docs", effect=Effect.NOTE, reason="", old=None, new=None)
    with pytest.raises(ValueError, match="diff-docs"):
        _ = change.at


def test_inline_messages_are_called_by_their_ids(tmp_path: Path) -> None:
    def document(id_: str | None) -> Any:
        message = {} if id_ is None else {"messageId": id_}
        return {
            "asyncapi": "2.6.0",
            "info": {"title": "One", "version": "1"},
            "channels": {"/a": {"publish": {"message": message}}},
        }

    for ids in (("a", "b"), ("a", None), (None, "b")):
        found = compared(tmp_path, *map(document, ids))
        assert told(found) == {"diff-message-renamed": "NN"}


def test_a_scheme_of_a_kind_that_is_not_known_is_none(tmp_path: Path) -> None:
    """The official schema does not look at one under such a name."""

    def document(kind: str) -> Any:
        schemes = {"odd#key": {"type": kind}}
        return {
            "asyncapi": "2.6.0",
            "info": {"title": "One", "version": "1"},
            "channels": {},
            "components": {"securitySchemes": schemes},
        }

    found = compared(tmp_path, document("X509"), document("X510"), lenient=True)
    assert told(found) == {"diff-security-scheme": "BB"}


def test_what_is_no_schema_is_compared_all_the_same(tmp_path: Path) -> None:
    given = {"set": {"/components/schemas/More": {"schemaFormat": FORMAT, "schema": "a"}}}
    old = edited(BASE, given)
    new = edited(old, {"set": {"/components/schemas/More/schema": "b"}})
    assert told(compared(tmp_path, old, new)) == {"diff-keyword": "NN"}


FORMAT = "application/schema+json"


def verdicts() -> dict[str, list[str]]:
    """Return the verdicts that the table has for each code, as docs/diff.md has them."""
    words = {"B": "breaking", "C": "compatible", "N": "note"}
    found: dict[str, list[str]] = {code: ["CB", "BC"] for code in ELSEWHERE}
    for row in (*SCHEMAS, *DOCUMENTS):
        for code, pairs in row["tells"].items():
            found.setdefault(code, []).extend(pairs.split())
    return {
        code: [
            words[pair[0]] if pair == "NN" else " / ".join(words[one] for one in pair)
            for pair in sorted({*pairs}, key=["BB", "BC", "CB", "CC", "NN"].index)
        ]
        for code, pairs in found.items()
    }


def test_the_documentation_lists_every_code_with_the_verdicts_of_the_table(
    golden: Callable[[Path, str], None],
) -> None:
    told = verdicts()
    rows = "".join(
        f"| `{code}` | {entry.title} | {', or '.join(told[code])} |\n"
        for code, entry in CHANGES.items()
    )
    page = ROOT / "docs" / "diff.md"
    before, head, _ = page.read_text("utf-8").partition("| code | | verdicts |\n|---|---|---|\n")
    golden(page, f"{before}{head}{rows}")
    assert head
