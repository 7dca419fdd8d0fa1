"""Posts every sample to the application of Ways to be told apart. This file is yours:
it is written once.
"""

import asyncio
from http import HTTPStatus
from pathlib import Path

import pytest

from package import operations
from package.runtime import JsonBody, Request
from package_app import App

ROWS = {row.handler: row for row in operations.OPERATIONS}
SAMPLES = sorted((Path(operations.__file__).parent / "samples").glob("*.json"))
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


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_is_answered_by_its_handler(sample: Path) -> None:
    row = ROWS[sample.name.partition(".")[0]]
    event = sample.read_bytes()
    body = event if row.batch is None else row.batch.body(event)
    request = Request(row.method, row.path, body=body)
    request.fields = encoded(FIELDS.get(sample.stem, {}))
    response = asyncio.run(operations.dispatcher(App())(request))
    if response.status == HTTPStatus.NOT_IMPLEMENTED:
        pytest.skip(f"{row.handler} is not written yet")
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
