"""A year in a team's life: a document changes thirty times, and each time the package follows.

After each change the user's files are what they were, ``check`` has nothing to say, the diff touches
what the change is about, no other class is renamed, and mypy asks for work in just those handlers
that the change concerns. Then the team does that work, and the year goes on.
"""

import ast
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.commands import command
from support.shared import tool

SECONDS = count(1_800_000_000)

pytestmark = pytest.mark.slow

Document = dict[str, Any]

BEGINNING = """
asyncapi: 3.0.0
info: {title: Shop, version: 1.0.0}
defaultContentType: application/json
channels:
  orders:
    address: /orders
    messages: {order: {$ref: '#/components/messages/Order'}}
  refunds:
    address: /refunds
    messages:
      refund: {$ref: '#/components/messages/Refund'}
      receipt: {$ref: '#/components/messages/Receipt'}
operations:
  receiveOrder: {action: receive, channel: {$ref: '#/channels/orders'}}
  receiveRefund:
    action: receive
    channel: {$ref: '#/channels/refunds'}
    messages: [{$ref: '#/channels/refunds/messages/refund'}]
    reply: {messages: [{$ref: '#/channels/refunds/messages/receipt'}]}
components:
  messages:
    Order: {payload: {$ref: '#/components/schemas/Order'}}
    Refund: {payload: {$ref: '#/components/schemas/Refund'}}
    Receipt: {payload: {$ref: '#/components/schemas/Receipt'}}
  schemas:
    Order:
      type: object
      required: [number]
      properties:
        number: {type: string}
        note: {type: string}
        state: {enum: [open, paid]}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
    Line:
      type: object
      required: [sku]
      properties: {sku: {type: string}, count: {type: integer}}
    Refund:
      type: object
      required: [order]
      properties: {order: {type: string}, amount: {type: number}}
    Receipt:
      type: object
      required: [id]
      properties: {id: {type: string}}
"""

APP = '''"""Ours."""

from shop import models
from shop.asgi import application
from shop.handlers import Handlers
from shop.runtime import Reply, override


class App(Handlers):
    def __init__(self) -> None:
        self.seen: list[str] = []

    @override
    async def receive_order(self, event: models.Order, /) -> Reply:
        self.seen.append(event.number.upper())
        if event.note is not None:
            self.seen.append(event.note.upper())
        return None

    @override
    async def receive_refund(self, event: models.Refund, /) -> models.Receipt:
        return models.Receipt(id=event.order)


app = application(App())
'''


@dataclass(frozen=True)
class Change:
    """One change: what is done to the document, and what has to come of it.

    ``asks`` are the handlers in which mypy finds work; ``App`` stands for the class as a whole.
    ``files`` are the package's files that change, ``new`` and ``gone`` its classes. ``work`` is
    what the team then does: texts of its file, and what it puts in their place.
    """

    name: str
    edit: Callable[[Document], object]
    files: set[str]
    asks: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    work: Mapping[str, str] = field(default_factory=dict)


def schemas(document: Document) -> Document:
    found: Document = document["components"]["schemas"]
    return found


def properties(document: Document, name: str) -> Document:
    found: Document = schemas(document)[name]["properties"]
    return found


def renamed(found: Document, old: str, new: str) -> None:
    """Rename a key in its place."""
    items = [(new if key == old else key, value) for key, value in found.items()]
    found.clear()
    found.update(items)


def reordered(found: Document) -> None:
    items = [*found.items()][::-1]
    found.clear()
    found.update(items)


def added(document: Document, name: str, address: str, payload: Document) -> None:
    """Add an operation that receives a message of its own."""
    key = name.removeprefix("receive")
    message = {"$ref": f"#/components/messages/{key}"}
    document["channels"][key.lower()] = {"address": address, "messages": {key.lower(): message}}
    channel = {"$ref": f"#/channels/{key.lower()}"}
    document["operations"][name] = {"action": "receive", "channel": channel}
    payload_ref = {"$ref": f"#/components/schemas/{key}"}
    document["components"]["messages"][key] = {"payload": payload_ref}
    schemas(document)[key] = payload


def removed(document: Document, name: str) -> None:
    key = name.removeprefix("receive")
    del document["operations"][name], document["channels"][key.lower()]
    del document["components"]["messages"][key], schemas(document)[key]


def referring_everywhere(document: Any, old: str, new: str) -> None:
    """Let references to one place lead to another."""
    values = document.values() if isinstance(document, dict) else document
    for value in values if isinstance(document, dict | list) else ():
        if isinstance(value, dict) and value.get("$ref") == old:
            value["$ref"] = new
        elif isinstance(value, dict | list):
            referring_everywhere(value, old, new)


def into_a_file(document: Document) -> None:
    """Move a schema into a file of its own."""
    Path("schemas").mkdir()
    moved = {"Line": schemas(document).pop("Line")}
    Path("schemas/parts.yaml").write_text(yaml.safe_dump(moved, sort_keys=False), "utf-8")
    referring_everywhere(document, "#/components/schemas/Line", "schemas/parts.yaml#/Line")


def in_the_file(document: Document) -> None:
    """Change the schema that is in a file of its own."""
    path = Path("schemas/parts.yaml")
    found = yaml.safe_load(path.read_text("utf-8"))
    found["Line"]["properties"]["gift"] = {"type": "boolean"}
    path.write_text(yaml.safe_dump(found, sort_keys=False), "utf-8")


def renamed_schema(document: Document, old: str, new: str) -> None:
    renamed(schemas(document), old, new)
    prefix = "#/components/schemas/"
    referring_everywhere(document, prefix + old, prefix + new)


def told(handler: str, message: str) -> set[str]:
    """Return the files that say of an operation what is sent to it, and what has to come of it."""
    return {f"samples/{handler}.{message}.json", f"trials/{handler}.json"}


SHIPPED = """
    @override
    async def receive_shipment(self, event: models.Shipment, /) -> Reply:
        self.seen.append(event.parcel)
        return None
"""
PARCEL = SHIPPED.replace("receive_shipment", "receive_parcel").replace("/)", "/, *, shop: str)")
SHIP = f"\n{SHIPPED}\n\napp = "
ORDER = told("receive_order", "order")
SHIPMENT = told("receive_shipment", "shipment")
ROWS = {"README.md", "handlers.py", "operations.py"}

YEAR = [
    Change(
        "a field is added",
        lambda d: properties(d, "Order").update(currency={"type": "string"}),
        files={"models.py", *ORDER},
    ),
    Change(
        "a field is required",
        lambda d: schemas(d)["Order"]["required"].append("currency"),
        files={"models.py", "trials/receive_order.json"},
    ),
    Change(
        "a field is renamed",
        lambda d: renamed(properties(d, "Order"), "note", "remark"),
        files={"models.py", *ORDER},
        asks={"receive_order"},
        work={"event.note": "event.remark"},
    ),
    Change(
        "a field has another type",
        lambda d: properties(d, "Order").update(number={"type": "integer"}),
        files={"models.py", *ORDER},
        asks={"receive_order"},
        work={"event.number.upper()": "str(event.number)"},
    ),
    Change(
        "a field becomes optional",
        lambda d: schemas(d)["Refund"].pop("required"),
        files={"models.py", "trials/receive_refund.json"},
        asks={"receive_refund"},
        work={"id=event.order": 'id=event.order or ""'},
    ),
    Change(
        "an operation is added",
        lambda d: added(
            d,
            "receiveShipment",
            "/shipments",
            {
                "type": "object",
                "required": ["parcel"],
                "properties": {"parcel": {"type": "string"}},
            },
        ),
        files={"models.py", *ROWS, *SHIPMENT},
        asks={"App"},
        new={"Shipment"},
        work={"\n\napp = ": SHIP},
    ),
    Change(
        "a description has a typo less",
        lambda d: d["operations"]["receiveShipment"].update(summary="A parcel is on its way."),
        files=ROWS,
    ),
    Change(
        "an operation moves to another address",
        lambda d: d["channels"]["shipment"].update(address="/parcels"),
        files={"README.md", "operations.py", "trials/receive_shipment.json"},
    ),
    Change(
        "an address has a parameter",
        lambda d: d["channels"]["shipment"].update(
            address="/parcels/{shop}", parameters={"shop": {}}
        ),
        files={*ROWS, "trials/receive_shipment.json"},
        asks={"receive_shipment"},
        work={"event: models.Shipment, /)": "event: models.Shipment, /, *, shop: str)"},
    ),
    Change(
        "an operation is renamed",
        lambda d: renamed(d["operations"], "receiveShipment", "receiveParcel"),
        files={*ROWS, *SHIPMENT, *told("receive_parcel", "shipment")},
        asks={"App", "receive_shipment"},
        work={"receive_shipment": "receive_parcel"},
    ),
    Change(
        "a schema is renamed",
        lambda d: renamed_schema(d, "Refund", "Repayment"),
        files={"models.py", *ROWS, "trials/receive_refund.json"},
        asks={"receive_refund"},
        new={"Repayment"},
        gone={"Refund"},
        work={"models.Refund": "models.Repayment"},
    ),
    Change(
        "a reply has a field more that is required",
        lambda d: (
            properties(d, "Receipt").update(total={"type": "number"}),
            schemas(d)["Receipt"]["required"].append("total"),
        ),
        files={"models.py", "trials/receive_refund.json"},
        asks={"receive_refund"},
        work={'id=event.order or ""': 'id=event.order or "", total=0'},
    ),
    Change(
        "a reply has another type of a field",
        lambda d: properties(d, "Receipt").update(id={"type": "integer"}),
        files={"models.py", "trials/receive_refund.json"},
        asks={"receive_refund"},
        work={'id=event.order or ""': "id=1"},
    ),
    Change(
        "an operation is answered",
        lambda d: d["operations"]["receiveOrder"].update(
            reply={
                "channel": {"$ref": "#/channels/refunds"},
                "messages": [{"$ref": "#/channels/refunds/messages/receipt"}],
            }
        ),
        # What several operations share is tried with the first of them.
        files={*ROWS, "trials/receive_order.json", "trials/receive_refund.json"},
        asks={"receive_order"},
        work={
            "-> Reply:\n        self.seen.append(str(": (
                "-> models.Receipt:\n        self.seen.append(str("
            ),
            "event.remark.upper())\n        return None\n": (
                "event.remark.upper())\n        return models.Receipt(id=2, total=1)\n"
            ),
        },
    ),
    Change(
        "a value is added to an enum",
        lambda d: properties(d, "Order")["state"]["enum"].append("sent"),
        files={"models.py", "trials/receive_order.json"},
    ),
    Change(
        "a schema moves into a file of its own",
        into_a_file,
        files=set(),
    ),
    Change(
        "the schema in that file changes",
        in_the_file,
        files={"models.py", *ORDER},
    ),
    Change(
        "schemas are reordered",
        lambda d: reordered(schemas(d)),
        files=set(),
    ),
    Change(
        "operations and channels are reordered",
        lambda d: (reordered(d["operations"]), reordered(d["channels"])),
        files={
            "models.py",
            *ROWS,
            "trials/receive_order.json",
            "trials/receive_refund.json",
        },
    ),
    Change(
        "the document has another version",
        lambda d: d["info"].update(version="2.0.0"),
        files={"__init__.py"},
    ),
    Change(
        "a schema that nobody uses is added",
        lambda d: schemas(d).update(
            Spare={"type": "object", "properties": {"a": {"type": "string"}}}
        ),
        files=set(),
    ),
    Change(
        "an object within an object is added",
        lambda d: properties(d, "Order").update(
            shipTo={"type": "object", "properties": {"city": {"type": "string"}}}
        ),
        files={"models.py", *ORDER},
        new={"OrderShipTo"},
    ),
    Change(
        "a bound is added",
        lambda d: properties(d, "Order")["number"].update(minimum=1),
        files={"models.py", "trials/receive_order.json"},
    ),
    Change(
        "a field may be null",
        lambda d: properties(d, "Repayment")["order"].update(type=["string", "null"]),
        files={"models.py", "trials/receive_refund.json"},
    ),
    Change(
        "an operation has a second message",
        lambda d: (
            schemas(d).update(
                Cancellation={
                    "type": "object",
                    "required": ["cancelled"],
                    "properties": {"cancelled": {"const": True}},
                }
            ),
            d["components"]["messages"].update(
                Cancellation={"payload": {"$ref": "#/components/schemas/Cancellation"}}
            ),
            d["channels"]["orders"]["messages"].update(
                cancellation={"$ref": "#/components/messages/Cancellation"}
            ),
        ),
        files={
            "models.py",
            "_unions.py",
            *ROWS,
            "trials/receive_order.json",
            "samples/receive_order.cancellation.json",
        },
        asks={"receive_order"},
        new={"Cancellation"},
        work={
            "event: models.Order, /)": "event: models.Order | models.Cancellation, /)",
            "        self.seen.append(str(": "        if isinstance(event, models.Cancellation):\n            return models.Receipt(id=3, total=0)\n        self.seen.append(str(",
        },
    ),
    Change(
        "and loses it again",
        lambda d: (
            schemas(d).pop("Cancellation"),
            d["components"]["messages"].pop("Cancellation"),
            d["channels"]["orders"]["messages"].pop("cancellation"),
        ),
        files={
            "models.py",
            "_unions.py",
            *ROWS,
            "trials/receive_order.json",
            "samples/receive_order.cancellation.json",
        },
        asks={"receive_order"},
        gone={"Cancellation"},
        work={
            "event: models.Order | models.Cancellation, /)": "event: models.Order, /)",
            "        if isinstance(event, models.Cancellation):\n            return models.Receipt(id=3, total=0)\n": "",
        },
    ),
    Change(
        "a message has a title",
        lambda d: schemas(d)["Receipt"].update(description="What a customer gets."),
        files={"models.py"},
    ),
    Change(
        "an operation is answered with another message",
        lambda d: (
            schemas(d).update(
                Thanks={
                    "type": "object",
                    "required": ["text"],
                    "properties": {"text": {"type": "string"}},
                }
            ),
            d["components"]["messages"].update(
                Thanks={"payload": {"$ref": "#/components/schemas/Thanks"}}
            ),
            d["channels"]["refunds"]["messages"].update(
                thanks={"$ref": "#/components/messages/Thanks"}
            ),
            d["operations"]["receiveOrder"]["reply"].update(
                messages=[{"$ref": "#/channels/refunds/messages/thanks"}]
            ),
        ),
        files={"models.py", *ROWS, "trials/receive_order.json"},
        asks={"receive_order"},
        new={"Thanks"},
        work={
            "-> models.Receipt:\n        self.seen": "-> models.Thanks:\n        self.seen",
            "models.Receipt(id=2, total=1)": 'models.Thanks(text="")',
        },
    ),
    Change(
        "an operation is said to be deprecated",
        lambda d: properties(d, "Line" if "Line" in schemas(d) else "Order")["lines"].update(
            deprecated=True
        ),
        files={"models.py"},
    ),
    Change(
        "an operation is removed",
        lambda d: (
            d["operations"].pop("receiveParcel"),
            d["channels"].pop("shipment"),
            d["components"]["messages"].pop("Shipment"),
            schemas(d).pop("Shipment"),
        ),
        files={"models.py", *ROWS, *told("receive_parcel", "shipment")},
        asks={"receive_parcel"},
        gone={"Shipment"},
        work={PARCEL: ""},
    ),
]


def test_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document: Document = yaml.safe_load(BEGINNING)
    written(document)
    assert generate() == 0
    Path("shop_app.py").write_text(APP, "utf-8")
    Path("tests/test_shop.py").write_text("# ours\n", "utf-8")
    git("init", "-q")
    committed()
    assert asked() == set()
    assert len(YEAR) == 30
    for change in YEAR:
        before, classes = ours(), classes_of_models()
        change.edit(document)
        written(document)
        assert generate() == 0, change.name
        assert ours() == before, change.name
        assert check() == 0, change.name
        found = (
            changed_files(),
            asked(),
            classes_of_models() - classes,
            classes - classes_of_models(),
        )
        assert found == (change.files, change.asks, change.new, change.gone), change.name
        text = Path("shop_app.py").read_text("utf-8")
        for old, new in change.work.items():
            assert old in text, change.name
            text = text.replace(old, new)
        Path("shop_app.py").write_text(text, "utf-8")
        assert asked() == set(), change.name
        committed()


def written(document: Document) -> None:
    Path("asyncapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")


def generate() -> int:
    return command("generate", "asyncapi.yaml", "--output", "shop").code


def check() -> int:
    return command("check", "asyncapi.yaml", "--output", "shop").code


def git(*words: str) -> str:
    who = ("-c", "user.name=Team", "-c", "user.email=team@example.com")
    done = subprocess.run(["git", *who, *words], capture_output=True, text=True, check=True)
    return done.stdout


def committed() -> None:
    Path(".gitignore").write_text(".mypy_cache\n", "utf-8")
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "A change")


def changed_files() -> set[str]:
    """Return the package's files that the last commit does not have like this."""
    git("add", "-A", "shop")
    names = git("diff", "--cached", "--no-renames", "--name-only", "--", "shop").splitlines()
    return {one.removeprefix("shop/") for one in names} - {".asyncapi-pygen.json"}


def ours() -> Mapping[str, bytes]:
    return {name: Path(name).read_bytes() for name in ("shop_app.py", "tests/test_shop.py")}


def classes_of_models() -> set[str]:
    tree = ast.parse(Path("shop/models.py").read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def asked() -> set[str]:
    """Return the handlers of ours in which mypy finds something; the package has to be without."""
    for file in (Path("shop_app.py"), *Path("shop").rglob("*.py")):
        # To mypy, what has the same size in the same second is the same.
        os.utime(file, (next(SECONDS), next(SECONDS)))
    words = [*tool("mypy"), "--strict", "--no-error-summary", "--hide-error-context", "."]
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    found = re.findall(r"^(.+?):(\d+): error: (.+)$", said, re.MULTILINE)
    assert {file for file, _, _ in found} <= {"shop_app.py"}, said
    return {_handler_at(int(line)) for _, line, _ in found}


def _handler_at(line: int) -> str:
    for node in ast.walk(ast.parse(Path("shop_app.py").read_text("utf-8"))):
        if isinstance(node, ast.AsyncFunctionDef):
            first = min(one.lineno for one in (node, *node.decorator_list))
            if first <= line <= (node.end_lineno or 0):
                return node.name
    return "App"
