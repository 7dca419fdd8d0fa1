"""Packages of some operations of a document: what is kept is as it is in the package of all."""

import asyncio
import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from asyncapi_pygen.config import Selection
from support import checkers
from support.asgi import exchange
from support.packages import Recorder, Written, importable, run, selection_beside, write
from support.parts import (
    DOCUMENTS,
    GOLDEN,
    MODULES,
    escaped,
    expect_as_in,
    only,
    operations,
    parts,
    pieces,
    result,
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_one_operation_has_is_as_it_is_among_all(name: str) -> None:
    whole = parts(result(name, "package", Selection()))
    found: set[str] = set()
    for id_ in operations(name):
        made = result(name, "package", Selection(only=only(f"operation:{escaped(id_)}")))
        assert made.summary is not None
        assert made.summary.operations.generated == 1
        found |= expect_as_in(whole, parts(made))
    if operations(name):
        # Of all operations together, nothing lacks.
        assert found == {one for module in MODULES for one in pieces(whole.text(module))}


@pytest.mark.slow
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
    assert checkers.pyright(tmp_path) == {}
    checkers.assert_clean_under_ruff(tmp_path)


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
