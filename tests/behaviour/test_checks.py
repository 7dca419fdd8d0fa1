"""What types cannot say of a document is enforced all the same, end to end: `beyond-types`."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from support.asgi import Answer, send
from support.packages import Recorder, Written

BOOKING = {"kind": "letter", "route": ["Malmö", "Lund", 3], "owner": "Ada"}


@pytest.fixture
def bookings(packages: dict[str, Written]) -> Written:
    return packages["beyond_types"]


def post(bookings: Written, booking: dict[str, Any]) -> tuple[Answer, Any]:
    """Return the answer, and what the handler got."""
    app = Recorder({"take_booking": bookings.models.Answer(accepted=True)})
    answer = send(bookings.asgi.application(app), "POST", "/bookings", json.dumps(booking).encode())
    return answer, app.received[0][1] if app.received else None


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"kind": "box", "corner": [1, 2.5]},
        {"first": []},
        {"first": ["first", 2, None]},
        {"price": 19.99},
        {"labels": ["parcel", "fragile"]},
        {"weights": {"net": 1.5}},
        {"sizes": {"w": 1, "h": 2}},
        {"size": {"h": 2.0, "w": 2}},
        {"insured": True, "value": 5},
        {"insured": False, "value": None},
        {"hint": {"text": "ring twice"}},
    ],
)
def test_what_the_schema_accepts_arrives_and_is_written_back(
    bookings: Written, more: dict[str, Any]
) -> None:
    answer, event = post(bookings, {**BOOKING, **more})
    assert answer.status == 200
    assert bookings.runtime.set_aside(event) == {}
    assert json.loads(event.model_dump_json()) == {**BOOKING, **more}


def test_further_properties_are_models(bookings: Written) -> None:
    _, event = post(bookings, {**BOOKING, "hint": {"text": "ring twice"}})
    assert event.model_extra == {"hint": bookings.models.Note(text="ring twice")}


@pytest.mark.parametrize(
    "more",
    [
        {"corner": [1]},
        {"corner": [1, 2, 3]},
        {"first": ["second"]},
        {"first": ["first", "2"]},
        {"price": 19.995},
        {"labels": ["fragile"]},
        {"labels": ["parcel", "parcel"]},
        {"weights": {"Net": 1.5}},
        {"sizes": {"w": 1, "depth": 2}},
        {"size": {"w": 1, "h": 2}},
        {"owner": "nobody", "code": "1"},
        {"fragile": True},
        {"value": 0},
        {"hint": {"text": 5}},
        {"hint": "ring twice"},
    ],
)
def test_what_does_not_fit_an_optional_field_is_set_aside(
    bookings: Written, more: dict[str, Any]
) -> None:
    answer, event = post(bookings, {**BOOKING, **more})
    (wire, *_) = more
    assert answer.status == 200
    assert bookings.runtime.set_aside(event) == {f"/{wire}": more[wire]}
    assert json.loads(event.model_dump_json()) == {**BOOKING, **more}


@pytest.mark.parametrize(
    ("booking", "pointer", "detail"),
    [
        ({**BOOKING, "kind": "box"}, "/corner", "Field required"),
        ({**BOOKING, "insured": True}, "/value", "Field required"),
        ({"kind": "letter", "route": ["a", "b"]}, "", "Input fits no allowed form"),
        ({**BOOKING, "route": ["a"]}, "/route/1", "Field required"),
        ({**BOOKING, "route": ["a", "b", "c"]}, "/route/2", "Input should be a valid integer"),
    ],
)
def test_what_breaks_the_whole_is_refused_with_its_place(
    bookings: Written, booking: dict[str, Any], pointer: str, detail: str
) -> None:
    answer, event = post(bookings, booking)
    assert (answer.status, event) == (422, None)
    assert {(one["pointer"], one["detail"]) for one in answer.json["errors"]} == {(pointer, detail)}


def test_what_is_sent_is_checked_when_it_is_made(bookings: Written) -> None:
    answer = bookings.models.Answer
    assert json.loads(answer(accepted=True, **{"x-id": "7"}).model_dump_json()) == {
        "accepted": True,
        "x-id": "7",
    }
    for broken in ({"x-id": 7}, {"y": "7"}):
        with pytest.raises(ValidationError):
            answer(accepted=True, **broken)


def test_the_json_schema_of_a_model_says_what_is_checked(bookings: Written) -> None:
    schema = bookings.models.Booking.model_json_schema()
    assert schema["dependentRequired"] == {"insured": ["value"]}
    assert schema["properties"]["labels"]["contains"] == {"const": "parcel"}
    assert schema["properties"]["route"]["items"] == {"type": "integer"}
    assert schema["additionalProperties"] == {"$ref": "#/$defs/Note"}
