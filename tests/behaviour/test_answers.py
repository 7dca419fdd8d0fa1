"""Answers with statuses of their own: one of several messages, or none, by the class of the reply."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI

from asyncapi_pygen.config import ModelBackend, ModelSettings
from support.packages import Recorder, Written, importable, run, write

DOCUMENT = """\
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
channels:
  orders:
    address: /orders
    messages:
      order: {payload: {type: object, required: [id], properties: {id: {type: string}}}}
  answers:
    address: null
    messages:
      accepted:
        payload: {$ref: '#/components/schemas/Accepted'}
        bindings: {http: {statusCode: 201, bindingVersion: 0.3.0}}
      refused:
        payload: {$ref: '#/components/schemas/Refused'}
        bindings: {http: {statusCode: 409, bindingVersion: 0.3.0}}
      known:
        bindings: {http: {statusCode: 204, bindingVersion: 0.3.0}}
operations:
  receiveOrder:
    action: receive
    channel: {$ref: '#/channels/orders'}
    bindings: {http: {method: POST}}
    reply: {channel: {$ref: '#/channels/answers'}}
components:
  schemas:
    Accepted: {type: object, required: [number], properties: {number: {type: integer}}}
    Refused: {type: object, required: [why], properties: {why: {type: string}}}
"""


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[ModelBackend, Written]]:
    folder = tmp_path_factory.mktemp("answers")
    (folder / "asyncapi.yaml").write_text(DOCUMENT, "utf-8")
    with ExitStack() as stack:
        made: dict[ModelBackend, Written] = {}
        for backend in ModelBackend:
            name = f"shop_{backend.value}"
            result = run(folder / "asyncapi.yaml", name, models=ModelSettings(backend=backend))
            write(result, folder)
            stack.enter_context(importable(folder, name))
            made[backend] = Written(folder, name, result)
        yield made


def answered(shop: Written, reply: Any, body: bytes = b'{"id": "1"}', **settings: Any) -> Any:
    app = Recorder({"receive_order": reply})
    dispatch = shop.operations.dispatcher(app, shop.runtime.Settings(**settings))
    return asyncio.run(dispatch(shop.runtime.Request("POST", "/orders", body=body)))


WITH_CLASSES = [one for one in ModelBackend if one is not ModelBackend.TYPEDDICT]


@pytest.mark.parametrize("backend", WITH_CLASSES)
@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [("Accepted", {"number": 7}, 201), ("Refused", {"why": "sold out"}, 409)],
)
def test_the_class_of_an_answer_tells_its_status(
    name: str,
    fields: dict[str, Any],
    status: int,
    backend: ModelBackend,
    shops: dict[ModelBackend, Written],
) -> None:
    shop = shops[backend]
    response = answered(shop, getattr(shop.models, name)(**fields))
    assert (response.status, json.loads(response.body)) == (status, fields)


def test_a_class_of_ones_own_has_the_status_of_the_one_above_it(
    shops: dict[ModelBackend, Written],
) -> None:
    shop = shops[ModelBackend.PYDANTIC]
    sold_out = type("SoldOut", (shop.models.Refused,), {})
    assert answered(shop, sold_out(why="sold out")).status == 409


@pytest.mark.parametrize("backend", ModelBackend)
def test_no_answer_has_no_body(backend: ModelBackend, shops: dict[ModelBackend, Written]) -> None:
    response = answered(shops[backend], None)
    assert (response.status, response.body, response.headers) == (204, b"", ())


@pytest.mark.parametrize("backend", ModelBackend)
def test_what_is_none_of_the_answers_is_a_failure(
    backend: ModelBackend, shops: dict[ModelBackend, Written]
) -> None:
    shop = shops[backend]
    assert answered(shop, {"else": 1}).status == 500
    with pytest.raises(shop.runtime.ReplyError):
        answered(shop, "accepted", propagate=True)


def test_dictionaries_have_no_class_and_the_report_says_so(
    shops: dict[ModelBackend, Written],
) -> None:
    shop = shops[ModelBackend.TYPEDDICT]
    assert answered(shop, {"why": "sold out"}).status == 201
    assert [one.code for one in shop.result.diagnostics] == ["reply-status"]
    assert "`refused` is answered with 201 and not with 409" in shop.result.diagnostics[0].message


@pytest.mark.parametrize("backend", WITH_CLASSES)
def test_where_classes_tell_nothing_is_reported(
    backend: ModelBackend, shops: dict[ModelBackend, Written]
) -> None:
    assert shops[backend].result.diagnostics == ()


def test_an_event_that_needs_no_answer_gets_none_where_it_does_not_fit(
    shops: dict[ModelBackend, Written],
) -> None:
    assert answered(shops[ModelBackend.PYDANTIC], None, b'{"id": 1}').status == 204


def test_fastapi_describes_each_status(shops: dict[ModelBackend, Written]) -> None:
    api = FastAPI()
    api.include_router(shops[ModelBackend.PYDANTIC].router.create_router(Recorder()))
    responses = api.openapi()["paths"]["/orders"]["post"]["responses"]
    assert sorted(responses) == ["201", "204", "409"]
    assert "content" not in responses["204"]
    assert responses["409"]["content"] == responses["201"]["content"]
