"""Events that come again, known by the id that the document locates, and ids in middlewares."""

import asyncio
import json
from typing import Any

import pytest

from support.packages import Recorder, Written


@pytest.fixture
def parcels(packages: dict[str, Written]) -> Written:
    return packages["event_ids"]


def posted(
    parcels: Written, app: Recorder, *requests: tuple[Any, str], **settings: Any
) -> list[int]:
    """Post events with the id of their header, and return the statuses."""
    runtime = parcels.runtime
    dispatch = parcels.operations.dispatcher(app, runtime.Settings(**settings))

    async def run() -> list[int]:
        return [
            (
                await dispatch(
                    runtime.Request(
                        "POST",
                        "/parcels",
                        body=json.dumps(value).encode(),
                        fields=[(b"webhook-id", id_.encode())] if id_ else [],
                    )
                )
            ).status
            for value, id_ in requests
        ]

    return asyncio.run(run())


def test_a_parcel_is_known_by_a_header_and_a_letter_by_its_body(parcels: Written) -> None:
    app = Recorder()
    parcel, letter = {"kind": "parcel"}, {"kind": "letter", "id": "7"}
    deliveries = parcels.module("deliveries").RecentDeliveries()
    requests = [(parcel, "a"), (parcel, "a"), (parcel, "b"), (letter, "a"), (letter, "b")]
    assert posted(parcels, app, *requests, deliveries=deliveries) == [204] * 5
    names = [name for name, *_ in app.received]
    assert names == ["receive_parcel", "receive_parcel", "receive_letter"]


def test_middlewares_get_the_ids_of_the_document(parcels: Written) -> None:
    seen: list[Any] = []

    async def middleware(context: Any, call_next: Any) -> object:
        seen.append((context.operation, context.event_id, context.correlation_id))
        return await call_next(context)

    requests = [({"kind": "parcel", "order": {"number": 5}}, "a"), ({"kind": "letter"}, "a")]
    posted(parcels, Recorder(), *requests, middlewares=(middleware,))
    assert seen == [("receiveParcel", "a", "5"), ("receiveLetter", None, None)]
