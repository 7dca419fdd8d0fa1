"""Avro payloads, end to end: bodies that fastavro wrote reach handlers as typed values."""

import io
import json
import subprocess
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import fastavro
import pytest
import yaml
from fastapi import FastAPI

from support.asgi import Answer, send
from support.packages import Recorder, Written, importable, run, write
from support.shared import tool

GOLDEN = Path(__file__).parents[1] / "golden" / "avro-payloads" / "asyncapi.yaml"
DOCUMENT = yaml.safe_load(GOLDEN.read_text("utf-8"))
COUNTED = DOCUMENT["components"]["schemas"]["Counted"]["schema"]
MESSAGES = DOCUMENT["channels"]["levels"]["messages"]

VALUE = {
    "id": UUID("12345678-1234-5678-1234-567812345678"),
    "counted_at": datetime(2024, 2, 29, 12, 30, 0, 123000, UTC),
    "entered_at": datetime(2024, 2, 29, 13, 30, 0, 123456, UTC).replace(tzinfo=None),
    "best_before": date(2024, 3, 1),
    "started": time(12, 29, 59, 1000),
    "price": Decimal("12345.67"),
    "photo": b"\xff\x00",
    "digest": bytes(range(16)),
    "weight": 0.1,
    "certain": False,
    "pieces": 1 << 40,
    "note": "n",
    "tags": ["a", "b"],
    "more": {"k": "v"},
    "within": None,
    "at": {"shelf": {"row": 1, "kind": "tall"}, "class": "B"},
}


def binary(schema: Any, value: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), value)
    return out.getvalue()


def read(schema: Any, body: bytes) -> Any:
    return fastavro.schemaless_reader(io.BytesIO(body), fastavro.parse_schema(schema), None)


@pytest.fixture
def stock(packages: dict[str, Written]) -> Written:
    return packages["avro_payloads"]


def post(stock: Written, app: Recorder, path: str, body: bytes) -> Answer:
    return send(stock.asgi.application(app), "POST", path, body)


def test_each_type_arrives_as_the_value_that_fastavro_reads(stock: Written) -> None:
    app = Recorder()
    body = binary(COUNTED, {**VALUE, "within": {**VALUE, "note": None}})
    assert post(stock, app, "/counted", body).status == 204
    ((name, event, _),) = app.received
    assert name == "receive_counted"
    assert isinstance(event, stock.models.Counted)
    assert isinstance(event.within, stock.models.Counted)
    assert event.within.note is None
    for key, value in VALUE.items():
        if key not in ("within", "at"):
            assert (getattr(event, key), type(getattr(event, key))) == (value, type(value))
    assert event.at == stock.models.Place(shelf=stock.models.Shelf(row=1, kind="tall"), class_="B")
    assert stock.avro.COUNTED.encode(event) == body


@pytest.mark.parametrize("cut", [0, 1, 20, -1])
def test_a_body_that_is_cut_is_refused(stock: Written, cut: int) -> None:
    app = Recorder()
    answer = post(stock, app, "/counted", binary(COUNTED, VALUE)[:cut])
    assert (answer.status, app.received) == (400, [])
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["detail"] == "The body is not Avro data of the schema that is expected here."


def test_a_body_with_more_in_it_than_the_schema_says_is_refused(stock: Written) -> None:
    assert post(stock, Recorder(), "/counted", binary(COUNTED, VALUE) + b"\0").status == 400


def test_a_body_that_lies_in_itself_very_deep_is_refused(stock: Written) -> None:
    start = binary(COUNTED, VALUE)
    # `within` is the last union but one: its branch is the byte before that of the place.
    at = len(start) - len(binary(COUNTED["fields"][-1]["type"], VALUE["at"])) - 1
    body = (start[:at] + b"\x02") * 5000
    assert post(stock, Recorder(), "/counted", body).status == 400


def test_json_is_read_and_written_in_avros_encoding(stock: Written) -> None:
    app = Recorder({"receive_moved": "FULL"})
    body = {"from": {"row": 1, "kind": {"string": "low"}}, "to": {"row": 2}}
    answer = post(stock, app, "/moved", json.dumps(body).encode())
    ((_, event, _),) = app.received
    assert (event.from_.kind, event.to.kind) == ("low", 0)
    assert (answer.status, answer.body) == (200, b'"FULL"')
    assert answer.headers["content-type"] == "application/json"
    assert post(stock, app, "/moved", b'{"from": {}}').status == 400


def test_an_answer_is_what_fastavro_reads(stock: Written) -> None:
    reply = stock.models.Accepted(outcome="HELD")
    app = Recorder({"receive_levels": reply})
    levels = MESSAGES["Levels"]["payload"]["schema"]
    answer = post(stock, app, "/levels", binary(levels, {"a": 1, "b": [2, 3]}))
    ((_, event, _),) = app.received
    assert event == {"a": 1, "b": [2, 3]}
    assert answer.headers["content-type"] == "application/vnd.apache.avro"
    accepted = MESSAGES["Accepted"]["payload"]["schema"]
    assert read(accepted, answer.body) == {"number": 1, "remark": "as counted", "outcome": "HELD"}


def test_an_answer_of_another_type_is_a_fault_of_the_handler(stock: Written) -> None:
    app = Recorder({"receive_levels": {"outcome": "HELD"}})
    assert post(stock, app, "/levels", b"\0").status == 500


def test_fastapi_describes_what_it_cannot_see(stock: Written) -> None:
    api = FastAPI()
    api.include_router(stock.router.create_router(Recorder()))
    paths = api.openapi()["paths"]
    assert paths["/counted"]["post"]["requestBody"]["content"] == {"avro/binary": {"schema": {}}}
    answer = paths["/levels"]["post"]["responses"]["200"]
    assert answer["content"]["application/vnd.apache.avro"] == {"schema": {}}


def test_the_package_needs_no_avro_library(stock: Written) -> None:
    text = "".join(
        file.text for file in stock.result.files if file.path.parts[0] == "avro_payloads"
    )
    assert "fastavro" not in text


def test_a_package_without_avro_has_nothing_of_it(packages: dict[str, Written]) -> None:
    names = {file.path.name for file in packages["orders"].result.files}
    assert [name for name in names if "avro" in name] == []


HOSTILE_NAMES = [
    "class",
    "None",
    "str",
    "self",
    "model_config",
    "model_dump",
    "_private",
    "__class__",
    "AvroRecord",
    "Decimal",
    "int_",
    "match",
]
HOSTILE_DOC = '"""\n__import__("os").system("touch pwned")\n\\"""\r# {{ x }} \u202e'


def hostile() -> dict[str, Any]:
    """Return a document whose Avro names are those of Python, and whose texts want to be code."""
    records = [
        {
            "type": "record",
            "name": name,
            "namespace": f"n{number}",
            "doc": HOSTILE_DOC,
            "fields": [
                {"name": field, "type": ["null", "string"], "doc": HOSTILE_DOC, "default": None}
                for field in HOSTILE_NAMES
            ],
        }
        for number, name in enumerate(HOSTILE_NAMES)
    ]
    symbols = {"type": "enum", "name": "Words", "symbols": HOSTILE_NAMES, "doc": HOSTILE_DOC}
    fields = [
        {"name": f"f{number}", "type": record, "doc": HOSTILE_DOC}
        for number, record in enumerate(records)
    ]
    fields.append({"name": "word", "type": symbols, "default": "None"})
    fields.append({"name": "text", "type": "string", "default": HOSTILE_DOC})
    payload = {"type": "record", "name": "Hostile", "fields": fields, "doc": HOSTILE_DOC}
    message = {
        "schemaFormat": "application/vnd.apache.avro;version=1.9.0",
        "contentType": 'avro/binary"\n',
        "payload": payload,
    }
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "Hostile", "version": "1"},
        "channels": {"/a": {"publish": {"operationId": "take", "message": message}}},
    }


def test_hostile_names_and_texts_are_names_and_texts(tmp_path: Path) -> None:
    document = tmp_path / "asyncapi.json"
    document.write_text(json.dumps(hostile()), "utf-8")
    write(run(document, "hostile_avro"), tmp_path)
    payload = hostile()["channels"]["/a"]["publish"]["message"]["payload"]
    value = {
        f"f{number}": dict.fromkeys(HOSTILE_NAMES, "x") for number in range(len(HOSTILE_NAMES))
    }
    body = binary(payload, {**value, "word": "class", "text": "t"})
    with importable(tmp_path, "hostile_avro"):
        package = Written(tmp_path, "hostile_avro", run(document, "hostile_avro"))
        app = Recorder()
        assert post(package, app, "/a", body).status == 204
        ((_, event, _),) = app.received
        assert event.word == "class"
        (codec,) = [one for name, one in vars(package.avro).items() if name == "HOSTILE"]
        assert codec.encode(event) == body
        assert type(event)(**{**dict(event), "text": HOSTILE_DOC}).text == HOSTILE_DOC
    assert not (tmp_path / "pwned").exists()


@pytest.mark.slow
def test_mypy_and_ruff_accept_the_package(tmp_path: Path) -> None:
    write(run(GOLDEN, "stock"), tmp_path)
    for command in (
        [*tool("mypy"), "--strict", "--no-error-summary", "."],
        [*tool("ruff"), "check", "--isolated", "--quiet", "."],
        [*tool("ruff"), "format", "--isolated", "--check", "--quiet", "."],
    ):
        found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (found.returncode, found.stdout) == (0, ""), found.stderr
    handler = tmp_path / "wrong.py"
    handler.write_text(
        "from stock import avro\n\nage: str = avro.COUNTED.decode(b'').pieces\n", "utf-8"
    )
    found = subprocess.run(
        [*tool("mypy"), "--strict", "wrong.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'expression has type "int", variable has type "str"' in found.stdout
