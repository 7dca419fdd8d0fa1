"""Packages of some operations of a document: what is kept is as it is in the package of all."""

import ast
import asyncio
import importlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from asyncapi_pygen.config import Part, Selection, Selector
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.pipeline import Result
from asyncapi_pygen.transports import http
from support import checkers
from support.asgi import exchange
from support.documents import lowered_file
from support.packages import (
    ROOT,
    SPECS,
    Recorder,
    Written,
    importable,
    role_beside,
    run,
    selection_beside,
    settings_beside,
    write,
)

GOLDEN = Path(__file__).parents[1] / "golden"


@dataclass(frozen=True)
class Document:
    """A document, its overlays, and the file beside the settings that it is generated with."""

    path: Path
    overlays: tuple[Path, ...]
    beside: Path


def documents() -> Iterator[tuple[str, Document]]:
    """Yield all documents of ``specs/`` and of the golden cases, as these generate them."""
    for folder in sorted(GOLDEN.iterdir()):
        name, beside = folder.name.replace("-", "_"), folder / "asyncapi.yaml"
        if beside.is_file():
            yield name, Document(beside, tuple(sorted(folder.glob("overlay*.yaml"))), beside)
        elif (folder / "documents.txt").is_file():
            lines = (folder / "documents.txt").read_text().splitlines()
            for number, line in enumerate(lines):
                document, *overlays = (SPECS / path for path in line.split())
                yield f"{name}_{number}", Document(document, tuple(overlays), beside)


DOCUMENTS = dict(documents())
MODULES = ("models.py", "handlers.py", "operations.py", "sender.py", "avro.py", "protobuf.py")
"""The modules of which parts are left out."""

BETWEEN = {"README.md", "__init__.py", "security.py", *MODULES}
"""The files of a package that may differ in more than that they are there."""


def only(*selectors: str) -> tuple[Selector, ...]:
    pairs = (text.partition(":") for text in selectors)
    return tuple(Selector(Part(kind), pattern) for kind, _, pattern in pairs)


def result(name: str, package: str, selection: Selection) -> Result:
    document = DOCUMENTS[name]
    return run(
        document.path,
        package,
        document.overlays,
        models=settings_beside(document.beside),
        role=role_beside(document.beside),
        selection=selection,
    )


def operations(name: str) -> list[str]:
    """Return the ids of the operations that a package of a document has."""
    document = DOCUMENTS[name]
    return [one.id for one in http.receiving(lowered_file(document.path, *document.overlays).api)]


@dataclass(frozen=True)
class Parts:
    """The files of a package by name, without its folder; and what is the user's."""

    package: str
    owned: Mapping[str, GeneratedFile]
    yours: Mapping[str, GeneratedFile]

    def text(self, name: str) -> str:
        return self.owned[name].text if name in self.owned else ""


def parts(made: Result) -> Parts:
    assert made.files, [f"{one.code}: {one.message}" for one in made.diagnostics]
    owned = [one for one in made.files if one.owner is Owner.OWNED]
    folder = owned[0].path.parts[0]
    return Parts(
        folder,
        {str(one.path.relative_to(folder)): one for one in owned},
        {str(one.path): one for one in made.files if one.owner is Owner.YOURS},
    )


def pieces(text: str) -> Iterator[str]:
    """Yield the source of each class, alias, constant, row and method, with what is said of it."""
    body = ast.parse(text).body
    lines = text.split("\n")
    for node, after in zip_longest(body, body[1:]):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Expr | ast.FunctionDef):
            continue
        if isinstance(node, ast.ClassDef) and node.name in {"Handlers", "Sender"}:
            yield from (source(lines, one) for one in node.body if not isinstance(one, ast.Expr))
        elif is_table(node):
            yield from (source(lines, one) for one in rows(node))
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("__"):
            # What the module says of its classes, such as `__closed__`: a member a class.
            yield from (f"{ast.unparse(node.targets[0])} {one}" for one in members(node.value))
        else:
            said = after if isinstance(after, ast.Expr) and not_call(after) else None
            yield source(lines, node, said)


def members(node: ast.expr) -> list[str]:
    """Return what a set or a dictionary of literals holds."""
    inner = node.args[0] if isinstance(node, ast.Call) else node
    if isinstance(inner, ast.Dict):
        pairs = zip(inner.keys, inner.values, strict=True)
        return [f"{key and ast.unparse(key)}: {ast.unparse(value)}" for key, value in pairs]
    assert isinstance(inner, ast.Set | ast.Tuple | ast.List)
    return [ast.unparse(one) for one in inner.elts]


def is_table(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "OPERATIONS"
    )


def rows(node: ast.stmt) -> list[ast.expr]:
    assert isinstance(node, ast.AnnAssign)
    if isinstance(node.value, ast.Call):
        return node.value.args
    assert isinstance(node.value, ast.Tuple)
    return node.value.elts


def not_call(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Constant)


def source(lines: list[str], node: ast.AST, said: ast.AST | None = None) -> str:
    """Return whole lines: indentation and commas are compared as well."""
    decorators = getattr(node, "decorator_list", [])
    first = min(one.lineno for one in (node, *decorators))  # type: ignore[attr-defined]
    last = (said or node).end_lineno  # type: ignore[attr-defined]
    return "\n".join(lines[first - 1 : last])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_one_operation_has_is_as_it_is_among_all(name: str) -> None:
    whole = result(name, "package", Selection())
    all_of_it = parts(whole)
    found: set[str] = set()
    for id_ in operations(name):
        made = result(name, "package", Selection(only=only(f"operation:{escaped(id_)}")))
        kept = parts(made)
        assert made.summary is not None
        assert made.summary.operations.generated == 1
        for file in kept.owned.keys() - BETWEEN:
            assert kept.text(file) == all_of_it.text(file), file
        assert kept.owned.keys() <= all_of_it.owned.keys()
        for module in MODULES:
            own, every = [*pieces(kept.text(module))], [*pieces(all_of_it.text(module))]
            assert [one for one in own if one not in every] == [], module
            assert own == [one for one in every if one in own], module
            found.update(own)
        if "security.py" in kept.owned:
            assert inside(kept.text("security.py"), all_of_it.text("security.py"))
    if operations(name):
        # Of all operations together, nothing lacks.
        every = {one for module in MODULES for one in pieces(all_of_it.text(module))}
        assert found == every


def escaped(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def inside(text: str, whole: str) -> bool:
    """Whether one module verifies as the other does, if perhaps fewer operations."""
    mine, all_ = (
        next(node for node in ast.parse(one).body if isinstance(node, ast.AnnAssign))
        for one in (text, whole)
    )
    if not isinstance(all_.value, ast.Dict):
        return ast.dump(mine) == ast.dump(all_)
    assert isinstance(mine.value, ast.Dict)
    found = zip(mine.value.keys, mine.value.values, strict=True)
    known = zip(all_.value.keys, all_.value.values, strict=True)
    dumped = {ast.dump(k or v) + ast.dump(v) for k, v in known}
    return all(ast.dump(k or v) + ast.dump(v) in dumped for k, v in found)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_one_operation_has_keeps_its_own_contract(name: str, tmp_path: Path) -> None:
    for number, id_ in enumerate(operations(name)):
        made = result(name, "package", Selection(only=only(f"operation:{escaped(id_)}")))
        folder = tmp_path / str(number)
        write(made, folder)
        with importable(folder, "package"):
            for module in sorted((folder / "package").glob("*.py")):
                importlib.import_module(f"package.{module.stem}")
            if (folder / "package" / "contract.py").is_file():
                contract = importlib.import_module("package.contract")
                for check in contract.checks():
                    check.run()


@pytest.mark.parametrize(
    "name", ["orders_webhooks_0", "told_apart", "orders_webhooks_counterpart_0"]
)
def test_what_stays_beside_what_is_excluded_is_what_is_selected_without_it(name: str) -> None:
    ids = operations(name)
    for id_ in ids:
        others = (f"operation:{escaped(other)}" for other in ids if other != id_)
        excluding = result(name, "p", Selection(exclude=only(f"operation:{escaped(id_)}")))
        selecting = result(name, "p", Selection(only=only(*others)))
        one, other = parts(excluding), parts(selecting)
        assert one.owned.keys() == other.owned.keys()
        for file in one.owned.keys() - {"README.md"}:
            assert one.text(file) == other.text(file), file
        assert one.yours.keys() == other.yours.keys()
        assert all(one.yours[path].text == other.yours[path].text for path in one.yours)


@pytest.mark.slow
def test_what_one_operation_has_is_well_typed(tmp_path: Path) -> None:
    for name in DOCUMENTS:
        for number, id_ in enumerate(operations(name)):
            package = f"{name}_{number}"
            made = result(name, package, Selection(only=only(f"operation:{escaped(id_)}")))
            write(made, tmp_path)
    assert checkers.mypy(tmp_path) == {}


SOME = GOLDEN / "some-operations" / "asyncapi.yaml"


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """Some operations of a document: its settings say which."""
    folder = tmp_path_factory.mktemp("some")
    made = run(SOME, "some", selection=selection_beside(SOME))
    write(made, folder)
    with importable(folder, "some"):
        yield Written(folder, "some", made)


def post(package: Written, path: str, event: object, **settings: object) -> tuple[int, list[str]]:
    """Return the status, and the handlers that were called."""
    app = Recorder()
    settings = {"verify": package.verify.unverified, **settings}
    dispatch = package.operations.dispatcher(app, package.runtime.Settings(**settings))
    body = json.dumps(event).encode()
    fields = [(b"content-type", b"application/json")]
    request = package.runtime.Request("POST", path, fields=fields, body=body)
    response = asyncio.run(dispatch(request))
    return response.status, [handler for handler, _, _ in app.received]


ORDER = {"type": "order.placed", "order": {"id": "1"}}


def test_an_event_of_what_is_left_out_is_one_that_nobody_knows(some: Written) -> None:
    assert post(some, "/events", ORDER)[1] == ["take_order"]
    for kind in ("stock.changed", "order.paid", "unheard.of"):
        assert post(some, "/events", {**ORDER, "type": kind}) == (204, [])
        assert post(some, "/events", {**ORDER, "type": kind}, unknown=400) == (400, [])


def test_an_address_at_which_all_is_left_out_is_none(some: Written) -> None:
    assert post(some, "/reviews", {"text": "fine"}) == (404, [])


def test_at_one_url_events_of_what_is_left_out_are_unknown_as_well(some: Written) -> None:
    assert post(some, "/", ORDER, one_url="/")[1] == ["take_order"]
    assert post(some, "/", {**ORDER, "type": "order.paid"}, one_url="/") == (204, [])
    # What no tag tells is not at the one URL, as in the whole package.
    assert post(some, "/", {"order": {"number": 1}}, one_url="/") == (204, [])


NEIGHBOURS = """\
asyncapi: 3.0.0
info: {title: Neighbours, version: '1'}
channels:
  events:
    address: /events
    x-dispatch: {in: body, pointer: /kind}
    messages:
      any: {payload: {type: object, properties: {kind: {type: string}}}}
      one: {payload: {type: object, properties: {kind: {type: string}, one: {type: string}}}}
operations:
  takeAny:
    action: receive
    channel: {$ref: '#/channels/events'}
    messages: [{$ref: '#/channels/events/messages/any'}]
    x-dispatch: {values: ["order.*"]}
  takeOne:
    action: receive
    channel: {$ref: '#/channels/events'}
    messages: [{$ref: '#/channels/events/messages/one'}]
    x-dispatch: {values: [order.paid]}
"""


def test_what_is_left_out_is_not_handed_to_who_would_take_all_that_begins_so(
    tmp_path: Path,
) -> None:
    document = tmp_path / "asyncapi.yaml"
    document.write_text(NEIGHBOURS, "utf-8")
    made = run(document, "neighbours", selection=Selection(only=only("operation:takeAny")))
    write(made, tmp_path)
    with importable(tmp_path, "neighbours"):
        package = Written(tmp_path, "neighbours", made)
        assert post(package, "/events", {"kind": "order.shipped"}) == (204, ["take_any"])
        assert post(package, "/events", {"kind": "order.paid"}, unknown=400) == (400, [])


def test_the_router_describes_and_serves_what_the_package_has(some: Written) -> None:
    app, api = Recorder(), FastAPI()
    settings = some.runtime.Settings(verify=some.verify.unverified, unknown=400)
    api.include_router(some.router.create_router(app, settings))
    paths = api.openapi()["paths"]
    assert {path: [*methods] for path, methods in paths.items()} == {
        "/events": ["post"],
        "/returns": ["post"],
    }
    assert paths["/events"]["post"]["operationId"] == "takeOrder"
    body = json.dumps({**ORDER, "type": "stock.changed"}).encode()
    assert asyncio.run(exchange(api, "POST", "/events", body)).status == 400
    assert app.received == []


def test_the_operations_of_a_part_are_a_sequence(some: Written) -> None:
    rows = some.operations.OPERATIONS
    assert [row.id for row in rows] == ["takeOrder", "takeReturn"]
    assert (len(rows), rows[0].id, rows[-1:][0].id) == (2, "takeOrder", "takeReturn")
    assert [one.id for one in rows.left_out] == ["takeStock", "takePayment"]


def test_the_readme_says_what_the_package_was_made_with_and_nothing_of_the_rest(
    some: Written,
) -> None:
    text = parts(some.result).text("README.md")
    assert "`--only tag:orders --only message:Review* --exclude operation:takeReview`" in text
    assert "x-bank" not in text
    assert "headers of" not in text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_models_alone_are_those_of_the_whole(name: str) -> None:
    whole = parts(result(name, "package", Selection()))
    alone = parts(result(name, "package", Selection(models_only=True)))
    assert not alone.yours
    for file in alone.owned.keys() - {"README.md", "codec.py"}:
        assert alone.text(file) == whole.text(file), file
    written = {file for file, one in alone.owned.items() if one.kind is not Kind.RUNTIME}
    models = {"README.md", "__init__.py", "models.py", "py.typed"}
    assert written == models | ({"avro.py", "protobuf.py"} & whole.owned.keys())
    # Nothing is there that neither models nor codecs lead to.
    assert alone.owned.keys().isdisjoint({"_endpoints.py", "_operation.py", "runtime.py"})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_models_alone_read_and_write_the_samples(name: str, tmp_path: Path) -> None:
    whole = parts(result(name, "package", Selection()))
    write(result(name, "package", Selection(models_only=True)), tmp_path)
    with importable(tmp_path, "package"):
        for file in sorted((tmp_path / "package").glob("*.py")):
            importlib.import_module(f"package.{file.stem}")
        models = importlib.import_module("package.models")
        codec = importlib.import_module("package.codec")
        for event in events(whole):
            reader = codec.Codec(getattr(models, event["class"]))
            body = whole.text(f"samples/{event['sample']}").encode()
            value = reader.decode(body)
            assert reader.decode(reader.encode(value)) == value
            with pytest.raises(codec.UnfitError):
                reader.decode(b"7")


def events(whole: Parts) -> Iterator[dict[str, str]]:
    """Yield the events of which the class and a sample are known."""
    for file in whole.owned:
        if file.startswith("trials/"):
            told = json.loads(whole.text(file))["events"]
            yield from (one for one in told if one.keys() >= {"class", "sample"})


def test_what_the_documentation_shows_of_models_alone_reads_what_fits(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "partial.md").read_text("utf-8")
    (shown,) = re.findall(r"^```python\n(from .*?)^```$", text, re.MULTILINE | re.DOTALL)
    write(run(SOME, "orders", selection=Selection(models_only=True)), tmp_path)
    with importable(tmp_path, "orders"):
        names: dict[str, Any] = {}
        exec(shown, names)
        placed = names["read"](json.dumps(ORDER).encode())
        assert (type(placed).__name__, placed.order.id) == ("OrderPlaced", "1")
        assert names["read"](b"{}") is None


def test_models_of_some_operations_are_those_of_the_package_of_these() -> None:
    some_of_it = selection_beside(SOME)
    full = parts(run(SOME, "p", selection=some_of_it))
    alone = parts(run(SOME, "p", selection=replace(some_of_it, models_only=True)))
    assert alone.text("models.py") == full.text("models.py")


@pytest.mark.slow
def test_models_alone_are_well_typed(tmp_path: Path) -> None:
    for name in DOCUMENTS:
        write(result(name, f"{name}_alone", Selection(models_only=True)), tmp_path)
    assert checkers.mypy(tmp_path) == {}
