"""Talks to the desk as the platform does: an event in, SVAML out."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from voice import operations
from voice.runtime import Request, Response, Settings
from voice_app import SALES, App

SAMPLES = sorted((Path(operations.__file__).parent / "samples").glob("*.json"))


def post(event: dict[str, Any]) -> Response:
    """Post an event to the one URL that the platform knows."""
    dispatch = operations.dispatcher(App(), Settings(one_url="/"))
    body = json.dumps(event).encode()
    return asyncio.run(dispatch(Request("POST", "/", body=body)))


def svaml(event: dict[str, Any]) -> Any:
    response = post(event)
    assert response.status == 200, response.body
    return json.loads(response.body)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_is_answered_with_200(sample: Path) -> None:
    assert post(json.loads(sample.read_text())).status == 200


def test_a_caller_hears_the_menu() -> None:
    answer = svaml({"event": "ice", "callid": "1", "cli": "+15550123"})
    assert answer["instructions"] == [{"name": "answer"}]
    assert answer["action"]["name"] == "runMenu"
    options = answer["action"]["menus"][0]["options"]
    assert [option["dtmf"] for option in options] == ["1", "2"]


def test_a_withheld_number_is_not_answered() -> None:
    answer = svaml({"event": "ice", "callid": "1", "cli": "private"})
    assert answer == {"action": {"name": "hangup"}}


@pytest.mark.parametrize(
    ("menu_result", "action"),
    [
        (
            {"type": "return", "value": "sales"},
            {"name": "connectPstn", "number": SALES},
        ),
        ({"type": "return", "value": "message"}, {"name": "continue"}),
        ({"type": "return", "value": "else"}, {"name": "hangup"}),
        ({"type": "timeout"}, {"name": "hangup"}),
        ({"type": "something new"}, {"name": "hangup"}),
    ],
)
def test_the_choice_decides(menu_result: dict[str, str], action: dict[str, str]) -> None:
    answer = svaml({"event": "pie", "callid": "1", "menuResult": menu_result})
    assert answer["action"] == action


@pytest.mark.parametrize(("status", "action"), [("machine", "hangup"), ("human", "continue")])
def test_a_machine_gets_a_message(status: str, action: str) -> None:
    answer = svaml({"event": "ace", "callid": "1", "amd": {"status": status}})
    assert answer["action"] == {"name": action}


def test_an_event_that_nobody_knows_is_acknowledged() -> None:
    assert post({"event": "brand new"}).status == 204
