"""Requests to generated packages: what arrives is handled and answered, over each transport."""

import asyncio
import json
import logging
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from support.asgi import send
from support.packages import Recorder, Written
from support.shared import absent

PROBLEM = "application/problem+json"
SVAML = {"action": {"name": "hangup"}}
ICE = {"event": "ice", "callId": "1", "cli": "+15550123"}

Answered = tuple[int, Mapping[str, str], bytes]


def body_of(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def by_dispatcher(package: Written, app: object, settings: Any) -> Callable[..., Answered]:
    dispatch = package.operations.dispatcher(app, settings)

    def ask(method: str, path: str, body: object, fields: Mapping[str, str]) -> Answered:
        encoded = [(name.encode(), value.encode()) for name, value in fields.items()]
        request = package.runtime.Request(method, path, "", encoded, body_of(body))
        response = asyncio.run(dispatch(request))
        return response.status, dict(response.headers), response.body

    return ask


def by_asgi(package: Written, app: object, settings: Any) -> Callable[..., Answered]:
    return over(package.asgi.application(app, settings))


def by_fastapi(package: Written, app: object, settings: Any) -> Callable[..., Answered]:
    api = FastAPI()
    api.include_router(package.router.create_router(app, settings))
    return over(api)


def over(application: Any) -> Callable[..., Answered]:
    def ask(method: str, path: str, body: object, fields: Mapping[str, str]) -> Answered:
        answer = send(application, method, path, body_of(body), headers=dict(fields))
        return answer.status, answer.headers, answer.body

    return ask


TRANSPORTS = {"dispatcher": by_dispatcher, "asgi": by_asgi, "fastapi": by_fastapi}


class Client:
    """Sends requests to a package by one of the transports."""

    def __init__(self, transport: str) -> None:
        self._transport = TRANSPORTS[transport]

    def __call__(
        self,
        package: Written,
        app: object,
        path: str,
        body: object,
        *,
        method: str = "POST",
        fields: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> Answered:
        chosen = package.runtime.Settings(**settings)
        return self._transport(package, app, chosen)(method, path, body, fields or {})


@pytest.fixture(params=TRANSPORTS)
def ask(request: pytest.FixtureRequest) -> Client:
    return Client(request.param)


def hangup(package: Written) -> Recorder:
    models = package.models
    reply = models.IceSvaml(action=models.Hangup())
    return Recorder({"receive_incoming_call_event": reply})


def problem(answered: Answered) -> tuple[int, Any]:
    status, fields, body = answered
    assert fields["content-type"] == PROBLEM
    told = json.loads(body)
    assert told["status"] == status
    return status, told


# The founding document, with typed replies.


@pytest.mark.parametrize(("path", "one_url"), [("/voice/ice", None), ("/all", "/all")])
def test_an_event_is_answered_with_svaml(
    path: str, one_url: str | None, ask: Client, overlaid: Written
) -> None:
    app = hangup(overlaid)
    status, fields, body = ask(overlaid, app, path, ICE, one_url=one_url)
    assert (status, body) == (200, b'{"action":{"name":"hangup"}}')
    assert fields["content-type"] == "application/json"
    [(handler, event, _)] = app.received
    assert (handler, event.cli) == ("receive_incoming_call_event", "+15550123")


def test_a_whole_menu_is_written_as_the_platform_reads_it(ask: Client, overlaid: Written) -> None:
    models = overlaid.models
    menu = models.Menu(id="main", main_prompt="#tts[Hello]", repeats=2, options=[])
    reply = models.IceSvaml(
        instructions=[models.Say(text="Grüß Gott", locale="de-DE")],
        action=models.RunMenu(main_menu="main", menus=[menu]),
    )
    app = Recorder({"receive_incoming_call_event": reply})
    _, _, body = ask(overlaid, app, "/voice/ice", ICE)
    assert body.decode() == (
        '{"instructions":[{"name":"say","text":"Grüß Gott","locale":"de-DE"}],'
        '"action":{"name":"runMenu","menus":[{"id":"main","mainPrompt":"#tts[Hello]",'
        '"repeats":2,"options":[]}],"mainMenu":"main"}}'
    )


def test_an_event_that_wants_no_answer_gets_an_empty_one(ask: Client, overlaid: Written) -> None:
    event = {"event": "dice", "callid": "1", "reason": "CANCEL"}
    status, _, body = ask(overlaid, Recorder(), "/voice/dice", event)
    assert (status, body) == (200, b"")


def test_where_the_document_says_nothing_none_is_204(ask: Client, founding: Written) -> None:
    status, _, body = ask(founding, Recorder(), "/voice/ice", ICE)
    assert (status, body) == (204, b"")


@pytest.mark.parametrize(
    "answer",
    [SVAML, '{"action"', 3.5, ["a", {"b": None}]],
    ids=["object", "text", "number", "list"],
)
def test_where_the_document_says_nothing_any_json_is_an_answer(
    answer: object, ask: Client, founding: Written
) -> None:
    app = Recorder({"receive_incoming_call_event": answer})
    status, fields, body = ask(founding, app, "/voice/ice", ICE)
    assert (status, json.loads(body)) == (200, answer)
    assert fields["content-type"] == "application/json"


def test_a_reply_of_another_event_is_our_fault_and_not_sent(ask: Client, overlaid: Written) -> None:
    models = overlaid.models
    wrong = models.AceSvaml(action=models.Continue())
    app = Recorder({"receive_incoming_call_event": wrong})
    assert problem(ask(overlaid, app, "/voice/ice", ICE))[0] == 500


@pytest.mark.parametrize("event", [{"event": "brand new"}, {"event": 7}, {"evnt": "ice"}, [], 1])
def test_an_unknown_event_is_acknowledged_and_logged(
    event: object, ask: Client, founding: Written, caplog: pytest.LogCaptureFixture
) -> None:
    app = Recorder()
    with caplog.at_level(logging.WARNING, logger=founding.name):
        status, _, body = ask(founding, app, "/", event, one_url="/")
    assert (status, body, app.received) == (204, b"", [])
    assert caplog.messages == ["no operation knows an event"]


@pytest.mark.parametrize("path", ["/voice/ice", "/"])
@pytest.mark.parametrize("body", [b"", b"{", b'{"event": "ice"', b"\xff", b"event=ice"])
def test_what_is_not_json_is_refused(
    body: bytes, path: str, ask: Client, founding: Written
) -> None:
    app = Recorder()
    assert problem(ask(founding, app, path, body, one_url="/"))[0] == 400
    assert app.received == []


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/voice", "POST", 404), ("/voice/ice/x", "POST", 404), ("/voice/ice", "GET", 405)],
)
def test_another_path_or_method_is_refused(
    path: str, method: str, status: int, ask: Client, founding: Written
) -> None:
    app = Recorder()
    answered = ask(founding, app, path, ICE, method=method)
    assert (answered[0], app.received) == (status, [])


def test_a_handler_that_raises_is_answered_with_500_without_its_words(
    ask: Client, founding: Written, caplog: pytest.LogCaptureFixture
) -> None:
    app = Recorder({"receive_incoming_call_event": RuntimeError("the password is hunter2")})
    answered = ask(founding, app, "/voice/ice", ICE)
    assert problem(answered)[0] == 500
    assert b"hunter2" not in answered[2]
    assert "receiveIncomingCallEvent: failed" in caplog.text


def test_a_handler_that_is_not_written_is_answered_with_501(ask: Client, founding: Written) -> None:
    app = Recorder({"receive_incoming_call_event": NotImplementedError()})
    assert problem(ask(founding, app, "/voice/ice", ICE))[0] == 501


def test_the_signature_is_judged_before_anything_is_decoded(ask: Client, founding: Written) -> None:
    seen: list[tuple[str, bytes]] = []

    def verify(request: Any) -> None:
        seen.append((request.headers["x-signature"], request.body))
        raise founding.runtime.ProblemError(401, "Unauthorized")

    app = Recorder()
    fields = {"x-signature": "forged"}
    answered = ask(founding, app, "/voice/ice", b"{not json", fields=fields, verify=verify)
    assert problem(answered)[0] == 401
    assert (seen, app.received) == ([("forged", b"{not json")], [])


# The orders: operations that share an address, parameters, a declared status.

ID = "00000000-0000-4000-8000-00000000000a"
WHEN = "2030-03-01T08:15:30Z"
MONEY = {"amount": "25.00", "currency": "EUR"}
LINE = {"sku": "MUG", "quantity": 2, "unitPrice": MONEY}
ORDER = {
    "id": ID,
    "number": "SO-2030-0001",
    "status": "placed",
    "couponCode": None,
    "lines": [LINE],
    "total": MONEY,
}
COMMON = {"id": ID, "occurredAt": WHEN, "apiVersion": 2}
PLACED = {**COMMON, "type": "order.placed", "order": ORDER}
SHIPPED = {**COMMON, "type": "order.shipped", "number": "SO-2030-0001"}
DELIVERED = {**SHIPPED, "type": "order.delivered", "signedBy": None}
CANCELLED = {**SHIPPED, "type": "order.cancelled", "reason": "customer", "refund": None}


@pytest.mark.parametrize(
    ("event", "handler", "type_"),
    [
        (SHIPPED, "receive_order_progress", "OrderShippedEvent"),
        (DELIVERED, "receive_order_progress", "OrderDeliveredEvent"),
        (CANCELLED, "receive_order_cancelled", "OrderCancelledEvent"),
    ],
    ids=["shipped", "delivered", "cancelled"],
)
def test_events_at_one_address_are_told_apart_by_their_type(
    event: object, handler: str, type_: str, ask: Client, orders: Written
) -> None:
    app = Recorder()
    assert ask(orders, app, "/orders", event)[0] == 204
    [(called, arrived, _)] = app.received
    assert (called, type(arrived).__name__) == (handler, type_)


def test_a_typed_reply_has_the_status_of_its_binding(ask: Client, orders: Written) -> None:
    receipt = orders.models.Receipt(accepted=True, reference="P-1")
    app = Recorder({"receive_order_placed": receipt})
    status, _, body = ask(orders, app, "/orders", PLACED)
    assert (status, body) == (202, b'{"accepted":true,"reference":"P-1"}')
    [(_, event, _)] = app.received
    assert event.order.lines[0].unit_price.amount == "25.00"


def test_a_part_of_the_path_is_an_argument(ask: Client, orders: Written) -> None:
    app = Recorder()
    assert ask(orders, app, "/tenants/the%20bakery/orders", PLACED)[0] == 204
    [(handler, _, parameters)] = app.received
    assert (handler, parameters) == ("receive_tenant_order", {"tenant_id": "the bakery"})


@pytest.mark.parametrize(
    ("event", "type_"),
    [
        ({"type": "category.changed", "category": {"id": "k", "name": "K"}}, "CategoryChanged"),
        ({"type": "product.changed", "product": {"sku": "M", "title": "Mug"}}, "ProductChanged"),
        ({"type": "stock.changed", "sku": "M", "stock": {"onHand": 0}}, "StockChanged"),
    ],
    ids=["category", "product", "stock"],
)
def test_one_operation_takes_several_messages_with_its_own_method(
    event: object, type_: str, ask: Client, orders: Written
) -> None:
    app = Recorder()
    assert ask(orders, app, "/catalog", event, method="PUT")[0] == 204
    assert ask(orders, app, "/catalog", event)[0] == 405
    [(handler, arrived, _)] = app.received
    assert (handler, type(arrived).__name__) == ("receive_catalog_change", type_)


@pytest.mark.parametrize(
    ("event", "pointers"),
    [
        ({**PLACED, "order": {**ORDER, "lines": "s3cret"}}, ["/order/lines"]),
        (
            {**PLACED, "order": {**ORDER, "lines": [{**LINE, "sku": ["s3cret"], "quantity": 0}]}},
            ["/order/lines/0/quantity", "/order/lines/0/sku"],
        ),
        ({**PLACED, "occurredAt": "s3cret"}, ["/occurredAt"]),
        ({name: PLACED[name] for name in ("type", "order", "occurredAt")}, ["/id"]),
    ],
    ids=["type", "several", "time", "missing"],
)
def test_a_required_field_that_does_not_fit_is_told_by_place_and_not_by_value(
    event: object, pointers: list[str], ask: Client, orders: Written
) -> None:
    app = Recorder()
    answered = ask(orders, app, "/orders", event)
    status, told = problem(answered)
    assert (status, app.received) == (422, [])
    assert sorted(one["pointer"] for one in told["errors"]) == pointers
    assert b"s3cret" not in answered[2]


def test_an_optional_field_that_does_not_fit_is_set_aside(ask: Client, orders: Written) -> None:
    app = Recorder()
    event = {**SHIPPED, "from": {"lines": [], "country": "DE"}, "trackingUrl": 7}
    assert ask(orders, app, "/orders", event)[0] == 204
    [(_, arrived, _)] = app.received
    assert (arrived.from_, arrived.tracking_url) == (None, None)
    assert json.loads(arrived.model_dump_json()) == event


# Bodies that are not JSON, and answers of other kinds.


@pytest.fixture
def bodies(ask: Client, packages: dict[str, Written]) -> Callable[..., Answered]:
    return partial(ask, packages["bodies_that_are_not_json"])


@pytest.mark.parametrize(
    ("path", "body", "event", "answer"),
    [
        ("/note", "Grüße".encode(), "Grüße", "Danke"),
        ("/picture", b"\x89PNG\r\n\x00", b"\x89PNG\r\n\x00", b"\x00"),
        ("/record", b"\x02", b"\x02", None),
        ("/ping", b"", b"", None),
        ("/silence", b"whatever", None, None),
    ],
)
def test_a_body_that_is_not_json_arrives_as_text_or_bytes(
    path: str,
    body: bytes,
    event: object,
    answer: Any,
    bodies: Callable[..., Answered],
) -> None:
    handler = f"receive_{path[1:]}"
    app = Recorder({handler: answer})
    status, fields, answered = bodies(app, path, body)
    assert app.received == [(handler, event, {})]
    if answer is None:
        assert (status, answered) == (204, b"")
    else:
        assert (status, answered) == (200, answer.encode() if isinstance(answer, str) else answer)
        assert fields["content-type"] in ("text/plain; charset=utf-8", "image/png")


def test_text_that_is_not_utf_8_is_refused(bodies: Callable[..., Answered]) -> None:
    assert problem(bodies(Recorder(), "/note", b"\xff"))[0] == 400


@pytest.mark.parametrize(
    ("question", "reply", "answered"),
    [
        ("price", ("Price", {"amount": 2.5}), (200, b'{"amount":2.5}')),
        ("price", ("Unknown", {"problem": "?"}), (404, b'{"problem":"?"}')),
        ("price", ("Secret", {}), (403, b'{"secret":true}')),
        ("price", None, (204, b"")),
        ("stock", "plenty", (203, b"plenty")),
        ("nothing", None, (205, b"")),
    ],
    ids=["one message", "another", "a third", "none of them", "text with a status", "a status"],
)
def test_each_question_has_an_answer_of_its_own_kind(
    question: str,
    reply: tuple[str, dict[str, Any]] | str | None,
    answered: tuple[int, bytes],
    ask: Client,
    packages: dict[str, Written],
) -> None:
    package = packages["replies"]
    answer = getattr(package.models, reply[0])(**reply[1]) if isinstance(reply, tuple) else reply
    app = Recorder({f"{question}_asked": answer})
    status, _, body = ask(package, app, "/questions", {"ask": question, "item": "mug"})
    assert (status, body) == answered


def test_parameters_may_have_the_names_of_keywords(
    ask: Client, packages: dict[str, Written]
) -> None:
    app = Recorder()
    body = {"class": "c", "copy": True}
    assert ask(packages["names_that_clash"], app, "/lessons/a/b", body)[0] == 204
    [(handler, event, parameters)] = app.received
    assert (handler, parameters) == ("class_", {"class_": "a", "event_": "b"})
    assert json.loads(event.model_dump_json()) == body


# A server.


@pytest.fixture
def desk(overlaid: Written, tmp_path: Path) -> Path:
    """Write a stub with one handler filled in, beside its package."""
    stub = (overlaid.folder / "overlaid_app.py").read_text("utf-8")
    written = stub.replace(
        "raise NotImplementedError", "return models.IceSvaml(action=models.Hangup())", 1
    )
    (tmp_path / "overlaid_app.py").write_text(written, "utf-8")
    shutil.copytree(overlaid.folder / "overlaid", tmp_path / "overlaid")
    return tmp_path


@pytest.fixture
def port(desk: Path) -> Iterator[int]:
    """Start the application on a free port, and stop it by its process afterwards."""
    if find_spec("uvicorn") is None:
        absent("uvicorn is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    command = ["-m", "uvicorn", "overlaid_app:app", "--port", str(number), "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, *command], cwd=desk)
    try:
        _wait_until_open(server, number)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_open(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(400):
        assert server.poll() is None, "the server has stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server does not listen")


def test_the_stub_is_served_by_uvicorn(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)

    def post(path: str, event: object) -> tuple[HTTPResponse, bytes]:
        connection.request("POST", path, body_of(event))
        response = connection.getresponse()
        return response, response.read()

    response, body = post("/", ICE)
    assert (response.status, body) == (200, b'{"action":{"name":"hangup"}}')
    assert response.getheader("content-type") == "application/json"
    assert post("/voice/ice", ICE)[0].status == 200
    assert post("/", {"event": "ace"})[0].status == 501
    assert post("/elsewhere", ICE)[0].status == 404
    connection.close()
