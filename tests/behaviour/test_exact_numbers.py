"""Numbers of which every digit counts (``--numbers decimal``), from the wire to the wire."""

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import ModelSettings, Numbers
from support.asgi import Answer, send
from support.packages import Recorder, Written, packaged


@pytest.fixture
def prices(packages: dict[str, Written]) -> Written:
    return packages["numbers_decimal"]


def post(prices: Written, path: str, body: str, replies: Any = None) -> tuple[Recorder, Answer]:
    app = Recorder(replies)
    return app, send(prices.asgi.application(app), "POST", path, body.encode())


def received(prices: Written, body: str) -> Any:
    """Return the event that the handler got, ``None`` if it got none."""
    app, answer = post(prices, "/prices", body, {"receive_price": prices.models.Quote()})
    assert bool(app.received) == (answer.status == 200)
    return app.received[0][1] if app.received else None


def encoded(prices: Written, event: Any) -> str:
    codec = prices._codec.Codec(type(event))
    return str(codec.encode(event).decode())


NUMBERS = [
    "1.10",
    "100.00",
    "0.30",
    "12345678901234567890.01",
    "1",
    f"{2**70}",
    f"{2**400}.25",
    "0.1",
    "1e2",
    "1.5e3",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_keeps_its_digits(prices: Written, number: str) -> None:
    body = f'{{"amount":{number}}}'
    event = received(prices, body)
    assert isinstance(event.amount, Decimal)
    assert str(event.amount) == str(Decimal(number))
    assert json.loads(encoded(prices, event), parse_float=Decimal) == {"amount": Decimal(number)}
    assert "e" in number or encoded(prices, event) == body


@pytest.mark.parametrize("number", ["0.1000000000000000055", "1.10", "1e-300", "-0.0", f"{2**90}"])
def test_numbers_that_nobody_describes_keep_their_digits(prices: Written, number: str) -> None:
    body = (
        f'{{"amount":1.00,"many":[{number}],"anything":{{"a":[{number},"1.10"]}},"new":{number},'
        f'"text":"{number}"}}'
    )
    event = received(prices, body)
    assert event.many == [Decimal(number)]
    assert event.anything["a"][0] == Decimal(number)
    assert event.text == number
    assert json.loads(encoded(prices, event), parse_float=str) == json.loads(
        body, parse_float=lambda text: str(Decimal(text)).replace("E", "e")
    )


@pytest.mark.parametrize(
    "amount",
    ["0.099999999999999999999", "0.105", "0.1000000000000000055", "0", "-1", "true", '"1"'],
)
def test_bounds_and_multiples_are_exact(prices: Written, amount: str) -> None:
    """In floats 0.1000000000000000055 is 0.1, and 0.29 is no multiple of 0.01."""
    assert received(prices, f'{{"amount": {amount}}}') is None


@pytest.mark.parametrize("amount", ["0.29", "0.10", "1.1", "4.35", "1" * 300])
def test_what_is_within_bounds_is_taken(prices: Written, amount: str) -> None:
    assert received(prices, f'{{"amount": {amount}}}').amount == Decimal(amount)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("count", "5", 5),
        ("count", "5.0", 5),
        ("count", "1e1", 10),
        ("count", "5.5", None),
        ("count", "10.5", None),
        ("count", "11.0", None),
        ("kind", "1.0", 1),
        ("kind", "7.0", 7),
        ("kind", "7.5", None),
        ("step", "0.1", Decimal("0.1")),
        ("step", "0.20", Decimal("0.20")),
        ("step", "0.15", None),
        ("either", "1.10", Decimal("1.10")),
        ("either", '"1.10"', "1.10"),
        ("many", "[1, 2.50]", [1, Decimal("2.50")]),
        ("many", '["1"]', None),
    ],
)
def test_each_kind_of_number(prices: Written, name: str, value: str, read: Any) -> None:
    event = received(prices, f'{{"amount":1.00,"{name}":{value}}}')
    assert getattr(event, name) == read
    if read is None:  # set aside, and written back as it was
        aside = prices._codec.set_aside(event)
        assert aside == {f"/{name}": json.loads(value, parse_float=Decimal)}
    written = json.loads(encoded(prices, event), parse_float=Decimal)
    assert written[name] == json.loads(value, parse_float=Decimal)


def test_a_default_is_a_decimal(prices: Written) -> None:
    assert received(prices, '{"amount": 1}').rate == Decimal("1.5")


def test_a_reply_has_all_digits(prices: Written) -> None:
    amount = Decimal("0.1000000000000000055")
    quote = prices.models.Quote(amount=amount, anything={"a": [amount, 1]})
    _, answer = post(prices, "/prices", '{"amount": 1}', {"receive_price": quote})
    assert answer.body == b'{"amount":%b,"anything":{"a":[%b,1]}}' % ((str(amount).encode(),) * 2)


def test_a_body_that_nobody_describes_has_all_digits(prices: Written) -> None:
    body = '{"a":[1.10,{"b":0.1000000000000000055}],"c":"1.10"}'
    reply = {"d": Decimal("2.50"), "e": [Decimal("1e5"), None]}
    app, answer = post(prices, "/raw", body, {"receive_anything": reply})
    ((_, event, _),) = app.received
    assert event == json.loads(body, parse_float=Decimal)
    assert (answer.status, answer.body) == (200, b'{"d":2.50,"e":[1e5,null]}')


@pytest.mark.parametrize(
    "body",
    ['{"amount": 1.}', '{"amount": NaN}', '{"amount": Infinity}', '{"amount": 1.5', "\ufeff1.5"],
)
def test_what_is_not_json_is_refused_as_ever(prices: Written, body: str) -> None:
    app, answer = post(prices, "/prices", body)
    assert (app.received, answer.status in (400, 422)) == ([], True)


@pytest.mark.parametrize("amount", ["1e999999999", "1e-999999999", f"0.{'1' * 100_000}"])
def test_enormous_numbers_cost_nothing(prices: Written, amount: str) -> None:
    started = time.process_time()
    assert received(prices, f'{{"amount": {amount}}}') is None
    post(prices, "/raw", f'{{"a": {amount}}}', {"receive_anything": None})
    assert time.process_time() - started < 1


def test_a_mark_cannot_be_guessed(prices: Written) -> None:
    """What a number is turned into on the way holds a secret of the process."""
    guess = int.from_bytes(b"\x01" + bytes(16) + b"2.5")
    assert received(prices, f'{{"amount": {guess}}}').amount == guess
    mark = prices._wire.mark("2.5")
    assert prices._wire.unmarked(mark) == "2.5"
    assert prices._wire.unmarked(guess) is None


def test_elsewhere_decimals_are_written_as_floats(prices: Written) -> None:
    """A marked number is for the codec, which takes the mark off again."""
    event = prices.models.Quote(amount=Decimal("1.10"), anything=[Decimal("1.5"), Decimal(2)])
    assert event.model_dump_json() == '{"amount":1.1,"anything":[1.5,2]}'
    read = prices.models.ReceivePriceMessage.model_validate_json('{"amount": 1.1}')
    assert read.amount == Decimal("1.1")


def test_the_schema_is_the_source(prices: Written) -> None:
    told = prices.models.ReceivePriceMessage.model_json_schema()["properties"]
    amount = {name: value for name, value in told["amount"].items() if name != "title"}
    assert amount == {"type": "number", "minimum": 0.1, "multipleOf": 0.01}
    assert (told["count"]["type"], told["count"]["maximum"]) == ("integer", 10)


UNIONS = """
asyncapi: 3.0.0
info: {title: Unions, version: '1'}
channels: {c: {address: /c, messages: {m: {payload: {$ref: '#/components/schemas/Event'}}}}}
operations: {onEvent: {action: receive, channel: {$ref: '#/channels/c'}}}
components:
  schemas:
    Event:
      type: object
      properties:
        due: {oneOf: [{type: string, format: date}, {type: number}, {type: boolean}]}
        paid: {oneOf: [{type: number}, {type: string, format: date-time}, {type: 'null'}]}
"""
OF_UNIONS = [
    '{"due":1.50}',
    '{"due":7}',
    '{"due":true}',
    '{"due":"2026-01-31"}',
    '{"paid":"2026-01-31t12:30:00.10z"}',
    '{"paid":0.10}',
    '{"paid":null}',
]


@pytest.mark.parametrize("numbers", Numbers)
def test_numbers_and_dates_of_a_union_are_written_as_they_were_read(
    numbers: Numbers, tmp_path: Path
) -> None:
    settings = ModelSettings(numbers=numbers)
    with packaged(tmp_path, f"unions_{numbers.value}", UNIONS, settings) as package:
        codec = package._codec.Codec(package.models.Event)
        for body in OF_UNIONS:
            again = codec.encode(codec.decode(body.encode())).decode()
            if numbers is Numbers.DECIMAL:
                assert again == body
            assert json.loads(again) == json.loads(body)
