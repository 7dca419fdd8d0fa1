"""Posts every sample to the application of Forms. This file is yours: it is written
once.
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


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_is_answered_by_its_handler(sample: Path) -> None:
    row = ROWS[sample.name.partition(".")[0]]
    request = Request(row.method, row.path, body=sample.read_bytes())
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
    response = asyncio.run(operations.dispatcher(App())(request))
    assert response.status == HTTPStatus.BAD_REQUEST, response.body
