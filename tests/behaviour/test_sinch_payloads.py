"""Real voice callbacks: each is accepted, handled, and written back as what it was."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from support.packages import Recorder, Written
from support.shared import shared

HANDLERS = {
    "ice": "receive_incoming_call_event",
    "ace": "receive_answered_call_event",
    "dice": "receive_disconnected_call_event",
    "pie": "receive_prompt_input_event",
    "notify": "receive_notification",
}
SET_ASIDE = {"founding": {"dice": ["/to"]}, "overlaid": {}}
"""What does not fit: the document has the callee of a call that is over as text."""


@pytest.fixture(scope="module")
def payloads() -> list[Path]:
    """All of them at once: a parametrised test would need them to be collected."""
    return sorted(shared("sinch/payloads").glob("*.json"))


def canonical(text: str | bytes) -> str:
    """Spell JSON in one way that still tells ``1`` from ``1.0`` and from ``true``."""
    return json.dumps(json.loads(text), sort_keys=True)


def delivered(package: Written, body: bytes) -> tuple[int, list[tuple[str, Any, dict[str, str]]]]:
    """Post a body to the one URL; return the status and what handlers got."""
    models = package.models
    hangup = getattr(models, "Hangup", None)
    replies = {
        HANDLERS[event]: getattr(models, f"{event.title()}Svaml")(action=hangup())
        for event in ("ice", "ace", "pie")
        if hangup is not None
    }
    app = Recorder(replies)
    settings = package.runtime.Settings(one_url="/")
    dispatch = package.operations.dispatcher(app, settings)
    response = asyncio.run(dispatch(package.runtime.Request("POST", "/", body=body)))
    return response.status, app.received


def test_there_are_sixteen(payloads: list[Path]) -> None:
    assert len(payloads) == 16


@pytest.mark.parametrize(("name", "status"), [("founding", 204), ("overlaid", 200)])
def test_each_reaches_its_own_handler_on_one_url(
    name: str, status: int, packages: dict[str, Written], payloads: list[Path]
) -> None:
    for path in payloads:
        answered, received = delivered(packages[name], path.read_bytes())
        handlers = [handler for handler, _, _ in received]
        event = json.loads(path.read_bytes())["event"]
        assert (path.name, answered, handlers) == (path.name, status, [HANDLERS[event]])


@pytest.mark.parametrize("name", ["founding", "overlaid"])
def test_each_is_written_back_as_the_json_that_came_in(
    name: str, packages: dict[str, Written], payloads: list[Path]
) -> None:
    for path in payloads:
        _, [(_, event, _)] = delivered(packages[name], path.read_bytes())
        assert canonical(event.model_dump_json()) == canonical(path.read_bytes()), path.name


@pytest.mark.parametrize("name", ["founding", "overlaid"])
def test_what_does_not_fit_is_set_aside_and_nothing_else(
    name: str, packages: dict[str, Written], payloads: list[Path]
) -> None:
    for path in payloads:
        _, [(_, event, _)] = delivered(packages[name], path.read_bytes())
        raw = json.loads(path.read_bytes())
        expected = SET_ASIDE[name].get(raw["event"], [])
        aside = packages[name].runtime.set_aside(event)
        assert (path.name, list(aside)) == (path.name, expected)
        assert all(value == raw[pointer[1:]] for pointer, value in aside.items())


def test_what_is_set_aside_is_absent_for_the_handler(
    founding: Written, payloads: list[Path]
) -> None:
    path = next(one for one in payloads if one.name.startswith("dice"))
    _, [(_, event, _)] = delivered(founding, path.read_bytes())
    assert event.to is None
    assert event.duration == json.loads(path.read_bytes())["duration"]


def test_what_is_set_aside_is_logged_by_place_and_never_by_value(
    founding: Written, payloads: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    logged: list[str] = []
    with caplog.at_level(logging.DEBUG, logger=founding.name):
        for path in payloads:
            caplog.clear()
            delivered(founding, path.read_bytes())
            logged += caplog.messages
            for value in texts(json.loads(path.read_bytes()).get("to")):
                assert value not in caplog.text
    dices = [path for path in payloads if path.name.startswith("dice")]
    assert logged == ["receiveDisconnectedCallEvent: set aside ['/to']"] * len(dices)


def test_the_overlay_leaves_nothing_to_log(
    overlaid: Written, payloads: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger=overlaid.name):
        for path in payloads:
            delivered(overlaid, path.read_bytes())
    assert caplog.messages == []


def texts(value: Any) -> list[str]:
    return list(value.values()) if isinstance(value, dict) else []
