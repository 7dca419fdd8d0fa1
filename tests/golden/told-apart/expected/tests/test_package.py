"""Posts every sample to the application of Ways to be told apart. This file is yours:
it is written once.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

import pytest

from package import operations
from package.runtime import (
    JsonBody,
    JsonValue,
    Request,
    Response,
    Settings,
    set_aside,
    to_json,
)
from package_app import App

ROWS = {row.handler: row for row in operations.OPERATIONS}
SAMPLES = sorted((Path(operations.__file__).parent / "samples").glob("*.json"))
OBJECTS = (
    "receive_mention",
    "receive_reaction",
    "receive_challenge",
    "receive_contact_created",
    "receive_contact_deleted",
    "receive_start",
    "receive_end",
    "receive_authorisation",
    "receive_report",
    "receive_incoming",
    "receive_other",
)
FIELDS: dict[str, dict[str, str]] = {
    "receive_git.push": {"x-git-event": "push"},
    "receive_git.star": {"x-git-event": "star"},
    "receive_incoming.incoming": {"ce-type": "call.incoming"},
    "receive_other.other": {"ce-type": "call.webhook."},
}
OF_HANDLER = {name.partition(".")[0]: told for name, told in FIELDS.items()}


def encoded(fields: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Return header fields as a request has them."""
    return [(name.encode(), value.encode()) for name, value in fields.items()]


class ReachedError(Exception):
    """A handler was called."""

    def __init__(self, handler: str, event: object) -> None:
        super().__init__(handler)
        self.handler = handler
        self.event = event


class Spy:
    """Stands for all handlers, and tells which one is called, and with what."""

    def __getattr__(self, handler: str) -> Callable[..., Awaitable[object]]:
        async def reached(event: object = None, /, **_parameters: str) -> object:
            raise ReachedError(handler, event)

        return reached


def reached_by(request: Request, settings: Settings) -> ReachedError | Response:
    """Return which handler a request reaches, or how it is answered."""
    dispatch = operations.dispatcher(cast("Any", Spy()), settings)
    try:
        return asyncio.run(dispatch(request))
    except ReachedError as reached:
        return reached


def request_of(sample: Path, path: str = "") -> Request:
    """Make the request that brings a sample."""
    row = ROWS[sample.name.partition(".")[0]]
    event = sample.read_bytes()
    body = event if row.batch is None else row.batch.body(event)
    told = encoded(FIELDS.get(sample.stem, {}))
    return Request(row.method, path or row.path, fields=told, body=body)


def holds(written: JsonValue, sample: JsonValue) -> bool:
    """Tell whether all that a sample says is in what was written."""
    if isinstance(sample, dict) and isinstance(written, dict):
        told = [(written.get(key), value) for key, value in sample.items()]
        return sample.keys() <= written.keys() and all(holds(*pair) for pair in told)
    if isinstance(sample, list) and isinstance(written, list):
        pairs = zip(written, sample, strict=False)
        return len(written) == len(sample) and all(holds(*pair) for pair in pairs)
    return written == sample


@pytest.mark.parametrize("path", [""])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_reaches_its_own_handler_as_it_is(sample: Path, path: str) -> None:
    told = Settings(one_url=path or None, propagate=True)
    reached = reached_by(request_of(sample, path), told)
    assert isinstance(reached, ReachedError), reached
    assert reached.handler == sample.name.partition(".")[0]
    assert not set_aside(reached.event)
    assert holds(json.loads(to_json(reached.event)), json.loads(sample.read_bytes()))


@pytest.mark.parametrize("handler", OBJECTS)
def test_a_body_of_another_type_reaches_no_handler(handler: str) -> None:
    row = ROWS[handler]
    body = b"[]" if row.batch is None else row.batch.body(b"[]")
    request = Request(row.method, row.path, body=body)
    request.fields = encoded(OF_HANDLER.get(handler, {}))
    reached = reached_by(request, Settings(propagate=True))
    assert isinstance(reached, Response)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_is_answered_by_its_handler(sample: Path) -> None:
    response = asyncio.run(operations.dispatcher(App())(request_of(sample)))
    if response.status == HTTPStatus.NOT_IMPLEMENTED:
        pytest.skip(f"{sample.name.partition('.')[0]} is not written yet")
    assert response.status in range(200, 300), response.body


@pytest.mark.parametrize("handler", ROWS)
def test_a_truncated_body_is_refused(handler: str) -> None:
    row = ROWS[handler]
    if not isinstance(row.body, JsonBody):
        pytest.skip(f"{handler} takes no JSON")
    request = Request(row.method, row.path, body=b'{"cut": ')
    request.fields = encoded(OF_HANDLER.get(handler, {}))
    response = asyncio.run(operations.dispatcher(App())(request))
    assert response.status == HTTPStatus.BAD_REQUEST, response.body
