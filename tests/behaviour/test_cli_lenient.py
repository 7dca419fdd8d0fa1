"""``--lenient``: documents with formal faults, whose users need code all the same."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from support.asgi import send
from support.commands import ORDERS, Outcome, command
from support.packages import Recorder, importable

TEXTS = """\
asyncapi: 2.6.0
info: {title: Text messages, version: '1.0'}
servers:
  customer:
    url: '{callbackUrl}'
    protocol: https
    variables:
      callbackUrl: {description: where the vendor posts to}
    security: [basicAuth: []]
channels:
  /reports:
    publish:
      operationId: receiveReport
      message:
        oneOf:
          - $ref: '#/components/messages/BatchReport'
          - $ref: '#/components/messages/RecipientReport'
components:
  securitySchemes:
    basicAuth:
      type: httpBasicAuth
      description: There is no such type; `http` with the scheme `basic` is meant.
  messages:
    BatchReport:
      name: batch_report
      payload:
        type: object
        properties:
          type: {type: string, enum: [batch]}
          statuses: {type: array, items: {type: string}}
    RecipientReport:
      name: recipient_report
      payload:
        type: object
        properties:
          type: {type: string, enum: [recipient]}
          status: {type: string}
"""
"""One fault, in a part that decides nothing: a security scheme has a type that there is not."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that is empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def generate(text: str, *words: str) -> Outcome:
    Path("events.yaml").write_text(text, "utf-8")
    return command("generate", "events.yaml", "--output", "events", *words)


def test_a_document_with_a_formal_fault_is_refused() -> None:
    outcome = generate(TEXTS)
    assert outcome.code == 2
    assert "error[wrong-value]: `type` must be `userPassword`" in outcome.err
    assert not Path("events").exists()


def test_on_request_it_becomes_a_package_that_handles_its_messages(folder: Path) -> None:
    outcome = generate(TEXTS, "--lenient")
    assert outcome.code == 0
    assert "warning[wrong-value]: `type` must be `userPassword`" in outcome.err
    assert "error[" not in outcome.err
    with importable(folder, "events"):
        handlers = Recorder()
        settings = import_module("events.runtime").Settings(
            verify=import_module("events.verify").unverified
        )
        application = import_module("events.asgi").application(handlers, settings)
        body = {"type": "recipient", "status": "Delivered"}
        answer = send(application, "POST", "/reports", json.dumps(body).encode())
        ((name, event, _),) = handlers.received
        assert (answer.status // 100, name, event.status) == (2, "receive_report", "Delivered")


def test_nobody_verifies_a_scheme_of_a_type_that_there_is_not() -> None:
    outcome = generate(TEXTS, "--lenient")
    assert "warning[security-unverified]" in outcome.err


def test_a_package_that_was_made_leniently_is_checked_so() -> None:
    generate(TEXTS, "--lenient")
    words = ("check", "events.yaml", "--output", "events")
    assert command(*words, "--lenient").code == 0
    assert command(*words).code == 2


def test_what_is_made_of_a_valid_document_is_the_same_with_it() -> None:
    generate(ORDERS)
    outcome = command("check", "events.yaml", "--output", "events", "--lenient")
    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        pytest.param(", version: 1.0.0", "", "missing-field", id="no version"),
        pytest.param("version: 1.0.0", "version: 1.0", "wrong-type", id="a number as the version"),
        pytest.param("title: Orders", "title: [Orders]", "wrong-type", id="a list as the title"),
        pytest.param("operationId:", "operationID:", "unknown-field", id="a misspelt field"),
        pytest.param(
            "      operationId", "      tags: [a]\n      operationId", "wrong-type", id="tags"
        ),
        pytest.param("channels:", "servers: [a]\nchannels:", "wrong-type", id="a list of servers"),
        pytest.param("channels:", "tags: 1\nchannels:", "wrong-type", id="tags of the document"),
        pytest.param("{type: string}", "{type: strnig}", "wrong-value", id="a type of a schema"),
        pytest.param("{type: string}", "{enum: []}", "wrong-value", id="an enum without values"),
        pytest.param("{type: string}", "5", "wrong-type", id="a number as a schema"),
        pytest.param("{const: order}", "{minimum: high}", "wrong-type", id="text as a bound"),
        pytest.param(
            "type: object", "type: object\n          required: id", "wrong-type", id="required"
        ),
    ],
)
def test_formal_faults_are_borne(folder: Path, *, right: str, wrong: str, code: str) -> None:
    text = ORDERS.replace(right, wrong)
    assert text != ORDERS
    assert generate(text).code == 2
    outcome = generate(text, "--lenient")
    assert outcome.code == 0, outcome.err
    assert f"warning[{code}]" in outcome.err
    with importable(folder, "events"):
        import_module("events.operations")


OPERATIONS = """\
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
channels:
  orders:
    address: /orders
    messages:
      Order: {payload: {type: object, properties: {kind: {const: order}}}}
operations:
  receiveOrder:
    action: receive
    channel: {$ref: '#/channels/orders'}
  misspelt:
    action: recieve
    channel: {$ref: '#/channels/orders'}
  nowhere:
    action: receive
"""


def test_an_operation_that_cannot_be_understood_is_left_out() -> None:
    outcome = generate(OPERATIONS, "--lenient", "--format", "json")
    assert outcome.code == 0
    printed = json.loads(outcome.out)
    assert [
        (one["message"], one["line"], one["severity"])
        for one in printed["diagnostics"]
        if one["code"] == "operation-omitted"
    ] == [
        ("the operation `misspelt` is left out: its action cannot be understood", 12, "warning"),
        ("the operation `nowhere` is left out: its channel cannot be understood", 15, "warning"),
    ]
    assert printed["summary"]["operations"] == {
        "in_document": 3,
        "generated": 1,
        "left_out": {"operation-omitted": 2},
    }
    handlers = Path("events/handlers.py").read_text("utf-8")
    assert "receive_order" in handlers
    assert "misspelt" not in handlers


def test_an_operation_has_the_messages_that_it_names_though_its_channel_does_not() -> None:
    text = OPERATIONS[: OPERATIONS.index("  misspelt:")] + (
        "    messages: [{$ref: '#/components/messages/Refund'}]\n"
        "components:\n"
        "  messages:\n"
        "    Refund: {payload: {type: object, properties: {amount: {type: number}}}}\n"
    )
    outcome = generate(text, "--lenient")
    assert outcome.code == 0, outcome.err
    assert "warning[operation-message]" in outcome.err
    assert "amount" in Path("events/models.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        pytest.param("2.6.0", "1.2.0", "version-unsupported", id="another version"),
        pytest.param("2.6.0", "2.6", "not-asyncapi", id="a number as the version of AsyncAPI"),
        pytest.param("{const: order}", "{$ref: '#/x'}", "ref-dangling", id="reference"),
        pytest.param("receiveRefund", "receiveOrder", "operation-id-duplicate", id="one id twice"),
        pytest.param("/refunds", "/orders", "yaml-duplicate-key", id="one key twice"),
        pytest.param("/refunds", "/refunds{", "channel-address", id="half a parameter"),
    ],
)
def test_what_would_make_wrong_code_is_not_borne(right: str, wrong: str, code: str) -> None:
    outcome = generate(ORDERS.replace(right, wrong), "--lenient")
    assert outcome.code == 2
    assert f"error[{code}]" in outcome.err
    assert not Path("events").exists()
