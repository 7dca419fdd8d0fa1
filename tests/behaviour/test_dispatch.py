"""Events are told apart end to end: by tag, header and key, at one address and in batches."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from asyncapi_pygen.config import ModelBackend, ModelSettings, Numbers
from support.asgi import send
from support.packages import Recorder, Written, importable, run, write
from support.shared import shared

TOLD_APART = Path(__file__).parents[1] / "golden" / "told-apart" / "asyncapi.yaml"

GIT = "receive_git"
EVENTS: list[tuple[str, Mapping[str, str], object, str | None]] = [
    # A header chooses the type: both bodies would fit both.
    ("/git", {"X-Git-Event": "push"}, {"ref": "main", "repository": "r"}, GIT),
    ("/git", {"X-Git-Event": "star"}, {"ref": "main", "repository": "r"}, GIT),
    ("/git", {"X-Git-Event": "fork"}, {"ref": "main", "repository": "r"}, None),
    ("/git", {}, {"ref": "main", "repository": "r"}, None),
    # Two channels of one address, and a tag in a tag's group.
    ("/chat", {}, {"type": "url_verification", "challenge": "c"}, "receive_challenge"),
    ("/chat", {}, {"type": "event_callback", "event": {"type": "app_mention"}}, "receive_mention"),
    (
        "/chat",
        {},
        {"type": "event_callback", "event": {"type": "reaction_added"}},
        "receive_reaction",
    ),
    ("/chat", {}, {"type": "event_callback", "event": {"type": "new"}}, None),
    ("/chat", {}, {"type": "event_callback", "event": "app_mention"}, None),
    ("/chat", {}, {"type": "new"}, None),
    # An inner tag says nothing below an outer one that nobody knows.
    ("/chat", {}, {"type": "new", "event": {"type": "app_mention"}}, None),
    ("/chat", {}, {"event": {"type": "app_mention"}}, None),
    (
        "/chat",
        {},
        {"type": "url_verification", "event": {"type": "app_mention"}, "challenge": "c"},
        "receive_challenge",
    ),
    # Which property is there.
    ("/contacts", {}, {"app": "a", "contact_create": {}}, "receive_contact_created"),
    (
        "/contacts",
        {},
        {"contact_delete": {"id": 1}, "contact_create": None},
        "receive_contact_deleted",
    ),
    ("/contacts", {}, {"app": "a", "contact_merge": {}}, None),
    # Which property of an object is there.
    ("/moves", {}, {"move": {"id": 1, "started": "t"}}, "receive_start"),
    ("/moves", {}, {"move": {"started": None, "ended": "t"}}, "receive_end"),
    ("/moves", {}, {"move": {"started": "t", "ended": "t"}}, None),
    ("/moves", {}, {"move": {"id": 1}}, None),
    ("/moves", {}, {"move": "started", "started": "t"}, None),
    # Beginnings of values, in a header whose events have one schema.
    ("/calls", {"ce-type": "call.incoming"}, {"event": "e"}, "receive_incoming"),
    ("/calls", {"CE-Type": "call.webhook.menu"}, {"event": "e"}, "receive_other"),
    ("/calls", {"ce-type": "call.hangup"}, {"event": "e"}, "receive_other"),
    ("/calls", {"ce-type": "call.hangup.late"}, {"event": "e"}, None),
]


@pytest.fixture(scope="module", params=ModelBackend, ids=lambda one: one.value)
def told_apart(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """The same document with models of each back end."""
    folder = tmp_path_factory.mktemp("told_apart")
    name = f"told_apart_{request.param.value}"
    result = run(TOLD_APART, name, models=ModelSettings(backend=request.param))
    write(result, folder)
    with importable(folder, name):
        yield Written(folder, name, result)


def post(
    package: Written,
    app: object,
    path: str,
    fields: Mapping[str, str],
    body: bytes,
    **settings: Any,
) -> Any:
    encoded = [(name.encode(), value.encode()) for name, value in fields.items()]
    request = package.runtime.Request("POST", path, fields=encoded, body=body)
    runtime = package.runtime
    chosen = {"policy": runtime.Policy(unfit=422), **settings}
    dispatch = package.operations.dispatcher(app, runtime.Settings(**chosen))
    return asyncio.run(dispatch(request))


def handled(app: Recorder) -> list[str]:
    return [name for name, _, _ in app.received]


@pytest.mark.parametrize(("path", "fields", "body", "handler"), EVENTS, ids=str)
def test_each_event_reaches_its_handler_or_none(
    told_apart: Written, path: str, fields: Mapping[str, str], body: object, handler: str | None
) -> None:
    app = Recorder()
    unknown: list[bytes] = []
    text = json.dumps(body).encode()
    answer = post(told_apart, app, path, fields, text, on_unknown=lambda r: unknown.append(r.body))
    assert answer.status == 204
    assert handled(app) == ([handler] if handler else [])
    assert unknown == ([] if handler else [text])


def test_the_header_chooses_the_type_of_the_event(packages: dict[str, Written]) -> None:
    package = packages["told_apart"]
    app = Recorder()
    body = b'{"ref": "main", "repository": "r"}'
    for event in ("star", "push", "unstar"):
        post(package, app, "/git", {"X-Git-Event": event}, body)
    types = [type(event).__name__ for _, event, _ in app.received]
    assert types == ["Star", "Push", "Star"]


def test_what_the_header_says_and_the_body_is_not_is_refused(told_apart: Written) -> None:
    app = Recorder()
    assert post(told_apart, app, "/git", {"X-Git-Event": "push"}, b'{"action": "x"}').status == 422
    assert post(told_apart, app, "/git", {"X-Git-Event": "push"}, b'{"ref": ').status == 400
    assert app.received == []


@pytest.mark.parametrize("body", [b'{"type": ', b"", b"\xff"], ids=repr)
@pytest.mark.parametrize("path", ["/chat", "/contacts", "/payments"])
def test_a_body_that_has_to_tell_and_is_not_json_is_refused(
    told_apart: Written, path: str, body: bytes
) -> None:
    assert post(told_apart, Recorder(), path, {}, body).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b'{"type": "x", "type": "url_verification", "challenge": "c"}',
        b'{"challenge": "c", "type": "\\u0075rl_verification"}',
    ],
)
def test_a_tag_is_read_as_the_model_is(told_apart: Written, body: bytes) -> None:
    app = Recorder()
    post(told_apart, app, "/chat", {}, body)
    assert handled(app) == ["receive_challenge"]


def payments(*events: str) -> bytes:
    items = ",".join(f'{{"item": {event}}}' for event in events)
    return f'{{"live": "false", "notificationItems": [{items}]}}'.encode()


def test_the_events_of_a_batch_reach_their_handlers_in_order(told_apart: Written) -> None:
    app = Recorder()
    body = payments(
        '{"eventCode": "REPORT_AVAILABLE"}',
        '{"eventCode": "AUTHORISATION", "amount": 1.5}',
        '{"eventCode": 7}',
        '{"eventCode": true}',
    )
    assert post(told_apart, app, "/payments", {}, body).status == 204
    report = "receive_report"
    assert handled(app) == [report, "receive_authorisation", report, report]


def test_a_batch_is_answered_when_all_had_their_turn(
    told_apart: Written, caplog: pytest.LogCaptureFixture
) -> None:
    app = Recorder({"receive_report": RuntimeError("SECRET")})
    body = payments(
        '{"eventCode": "REPORT_X"}', '{"eventCode": "NEW"}', '{"eventCode": "AUTHORISATION"}'
    )
    answer = post(told_apart, app, "/payments", {}, body)
    assert (answer.status, b"SECRET" in answer.body) == (500, False)
    assert handled(app) == ["receive_report", "receive_authorisation"]
    assert caplog.messages == [
        "receiveReport: failed",
        "of 3 events, no operation knows 1",
    ]


def test_numbers_in_a_batch_are_those_of_the_wire(tmp_path: Path) -> None:
    """With ``--numbers decimal`` every digit counts: events are cut out, and not written again."""
    result = run(TOLD_APART, "exact_batch", models=ModelSettings(numbers=Numbers.DECIMAL))
    write(result, tmp_path)
    with importable(tmp_path, "exact_batch"):
        app = Recorder()
        package = Written(tmp_path, "exact_batch", result)
        body = payments('{"eventCode": "AUTHORISATION", "amount": 1.100000000000000000001}')
        post(package, app, "/payments", {}, body)
        ((_, event, _),) = app.received
        assert str(event.amount) == "1.100000000000000000001"


@pytest.mark.parametrize("adapter", ["asgi", "fastapi"])
def test_servers_dispatch_by_headers_and_take_batches(
    packages: dict[str, Written], adapter: str
) -> None:
    package = packages["told_apart"]
    app = Recorder({"receive_report": "[accepted]", "receive_authorisation": "[accepted]"})
    application = package.asgi.application(app)
    if adapter == "fastapi":
        application = FastAPI()
        application.include_router(package.router.create_router(app))
    send(application, "POST", "/git", b'{"ref": "r"}', headers={"X-Git-Event": "push"})
    body = payments('{"eventCode": "REPORT_X"}', '{"eventCode": "AUTHORISATION"}')
    answer = send(application, "POST", "/payments", body)
    assert (answer.status, answer.body) == (200, b'"[accepted]"')
    assert handled(app) == [GIT, "receive_report", "receive_authorisation"]


def test_the_router_describes_an_operation_of_several_rows_once(
    packages: dict[str, Written],
) -> None:
    package = packages["told_apart"]
    api = FastAPI()
    api.include_router(package.router.create_router(Recorder()))
    described = api.openapi()["paths"]["/git"]["post"]
    assert described["summary"] == "receiveGit"
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    assert len(schema["oneOf"]) == 2


# The same in AsyncAPI 2, where a channel has one operation that receives.

VENDOR = """
asyncapi: 2.6.0
info: {title: Conversations, version: '1'}
channels:
  /contact-create: {publish: {operationId: created, message: {$ref: '#/components/messages/Created'}}}
  /opt-in: {publish: {operationId: optedIn, message: {$ref: '#/components/messages/OptIn'}}}
  /delivery: {publish: {operationId: delivered, message: {$ref: '#/components/messages/Delivery'}}}
components:
  messages:
    Created: {payload: {$ref: '#/components/schemas/Event'}}
    OptIn: {payload: {$ref: '#/components/schemas/Event'}}
    Delivery: {payload: {$ref: '#/components/schemas/Event'}}
  schemas:
    Event:
      type: object
      properties: {app_id: {type: string}, project_id: {type: string}, contact: {type: object}}
"""
"""A document that flattens what the wire nests below a key, of which it says nothing."""

OVERLAY = """
overlay: 1.0.0
info: {title: What is on the wire, version: '1'}
actions:
  - {target: $, update: {x-dispatch: {in: keys}}}
  - target: $.components.messages.Created
    update: {x-dispatch: {values: [contact_create_notification]}}
  - target: $.components.messages.OptIn
    update: {x-dispatch: {values: [opt_in_notification, opt_out_notification]}}
  - target: $.components.messages.Delivery
    update: {x-dispatch: {values: [message_delivery_report]}}
"""


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("conversations")
    document, overlay = folder / "asyncapi.yaml", folder / "overlay.yaml"
    document.write_text(VENDOR, "utf-8")
    overlay.write_text(OVERLAY, "utf-8")
    result = run(document, "conversations", [overlay])
    write(result, folder)
    with importable(folder, "conversations"):
        yield Written(folder, "conversations", result)


@pytest.mark.parametrize(
    ("key", "handler"),
    [
        ("contact_create_notification", "created"),
        ("opt_in_notification", "opted_in"),
        ("opt_out_notification", "opted_in"),
        ("message_delivery_report", "delivered"),
        ("capability_notification", None),
    ],
)
def test_an_overlay_tells_events_on_one_url_by_the_key_that_is_there(
    conversations: Written, key: str, handler: str | None
) -> None:
    app = Recorder()
    body = json.dumps({"app_id": "a", "event_time": "t", key: {"contact": {"id": "c"}}}).encode()
    assert post(conversations, app, "/", {}, body, one_url="/").status == 204
    assert handled(app) == ([handler] if handler else [])


def test_no_event_is_tried_against_the_schema_of_another(
    overlaid: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each published event is decoded once, by the codec of the handler that it reaches."""
    payloads = sorted(shared("sinch/payloads").glob("*.json"))
    codec = overlaid.runtime.Codec
    decoded: list[object] = []

    def counted(self: Any, body: bytes) -> Any:
        decoded.append(self)
        return decode(self, body)

    decode = codec.decode
    monkeypatch.setattr(codec, "decode", counted)
    rows = {row.handler: row for row in overlaid.operations.OPERATIONS}
    for payload in payloads:
        decoded.clear()
        app = Recorder()
        post(overlaid, app, "/", {}, payload.read_bytes(), one_url="/")
        ((handler, _, _),) = app.received
        assert decoded == [rows[handler].body.codec], payload.name
        assert payload.name.partition("_")[0] in rows[handler].path


@pytest.mark.parametrize(
    ("schema", "status", "handler"),
    [
        # Enums are open on what is received, and constants are not.
        ("{enum: [call.webhook.*, call.hook.*]}", 204, "named"),
        ("{const: call.webhook.*}", 422, None),
    ],
)
def test_a_value_of_a_schema_may_be_a_beginning(
    tmp_path: Path, schema: str, status: int, handler: str | None
) -> None:
    document = tmp_path / "asyncapi.yaml"
    document.write_text(
        f"""
asyncapi: 3.0.0
info: {{title: Calls, version: '1'}}
channels:
  calls:
    address: /calls
    messages:
      named: {{payload: {{properties: {{event: {schema}, id: {{type: string}}}}}}}}
      hangup: {{payload: {{properties: {{event: {{const: call.hangup}}}}}}}}
operations:
  named:
    action: receive
    channel: {{$ref: '#/channels/calls'}}
    messages: [{{$ref: '#/channels/calls/messages/named'}}]
  hangup:
    action: receive
    channel: {{$ref: '#/channels/calls'}}
    messages: [{{$ref: '#/channels/calls/messages/hangup'}}]
""",
        "utf-8",
    )
    result = run(document, "beginnings")
    write(result, tmp_path)
    with importable(tmp_path, "beginnings"):
        app = Recorder()
        package = Written(tmp_path, "beginnings", result)
        body = b'{"event": "call.webhook.menu", "id": "1"}'
        assert post(package, app, "/calls", {}, body).status == status
        assert handled(app) == ([handler] if handler else [])
        assert all(event.event == "call.webhook.menu" for _, event, _ in app.received)
