"""Posts every sample to the application of Secured webhooks. This file is yours: it is
written once.
"""

import asyncio
from http import HTTPStatus
from pathlib import Path

import pytest

from package import operations, security
from package.runtime import JsonBody, Request, Settings
from package.verify import unverified
from package_app import App

ROWS = {row.handler: row for row in operations.OPERATIONS}
SAMPLES = sorted((Path(operations.__file__).parent / "samples").glob("*.json"))
ANYBODY = Settings(verify=unverified)
VERIFIED = Settings(verify=security.VERIFY)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_is_answered_by_its_handler(sample: Path) -> None:
    row = ROWS[sample.name.partition(".")[0]]
    request = Request(row.method, row.path, body=sample.read_bytes())
    response = asyncio.run(operations.dispatcher(App(), ANYBODY)(request))
    if response.status == HTTPStatus.NOT_IMPLEMENTED:
        pytest.skip(f"{row.handler} is not written yet")
    assert response.status in range(200, 300), response.body


@pytest.mark.parametrize("handler", ROWS)
def test_a_truncated_body_is_refused(handler: str) -> None:
    row = ROWS[handler]
    if not isinstance(row.body, JsonBody):
        pytest.skip(f"{handler} takes no JSON")
    request = Request(row.method, row.path, body=b'{"cut": ')
    response = asyncio.run(operations.dispatcher(App(), ANYBODY)(request))
    assert response.status == HTTPStatus.BAD_REQUEST, response.body


@pytest.mark.parametrize("handler", [name for name in ROWS if ROWS[name].secured])
def test_an_unsigned_request_is_refused(handler: str) -> None:
    row = ROWS[handler]
    request = Request(row.method, row.path, body=b"{}")
    response = asyncio.run(operations.dispatcher(App(), VERIFIED)(request))
    assert response.status == HTTPStatus.UNAUTHORIZED, response.body
