"""Forms, text, XML and compressed bodies, end to end and in every back end."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI

from asyncapi_pygen.config import ModelBackend, ModelSettings
from support.asgi import Answer, send
from support.packages import Recorder, Written, importable, run, write

DOCUMENT = Path(__file__).parents[1] / "golden" / "forms" / "asyncapi.yaml"
LETTERS = Path(__file__).parents[1] / "golden" / "own-codec" / "asyncapi.yaml"
FORM = "application/x-www-form-urlencoded"
CALL = {"CallSid": "CA1", "From": "+14158675309", "Digits": "0123", "NumMedia": "2"}


@pytest.fixture(scope="module", params=ModelBackend)
def forms(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """Write the package with models of each kind."""
    folder = tmp_path_factory.mktemp("forms")
    name = f"forms_{request.param.value}"
    result = run(DOCUMENT, name, models=ModelSettings(backend=request.param))
    write(result, folder)
    with importable(folder, name):
        yield Written(folder, name, result)


def member(value: Any, name: str, wire: str) -> Any:
    """Return a member of a model, which is a dictionary in one of the back ends."""
    return value.get(wire) if isinstance(value, dict) else getattr(value, name)


def is_absent(value: Any) -> bool:
    return value is None or type(value).__name__ == "UnsetType"


def post(
    package: Written, app: Any, path: str, body: bytes, headers: dict[str, str] | None = None
) -> Answer:
    settings = package.runtime.Settings(policy=package.runtime.Policy(unfit=422))
    return send(package.asgi.application(app, settings), "POST", path, body, headers=headers)


def test_a_form_reaches_its_handler_as_a_model_and_is_answered_with_xml(forms: Written) -> None:
    app = Recorder({"receive_call": "<Response><Say>Grüß Gott</Say></Response>"})
    form = {**CALL, "Price": "-0.0075", "Answered": "true", "MediaUrl": ["u", "v"], "Codes": "7"}
    answer = post(
        forms, app, "/voice", urlencode(form, doseq=True).encode(), {"content-type": FORM}
    )
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/xml"
    assert ET.fromstring(answer.body).findtext("Say") == "Grüß Gott"
    ((_, call, _),) = app.received
    names = {
        "CallSid": "call_sid",
        "Digits": "digits",
        "NumMedia": "num_media",
        "Price": "price",
        "Answered": "answered",
        "MediaUrl": "media_url",
        "Codes": "codes",
    }
    assert {wire: member(call, name, wire) for wire, name in names.items()} == {
        "CallSid": "CA1",
        "Digits": "0123",
        "NumMedia": 2,
        "Price": -0.0075,
        "Answered": True,
        "MediaUrl": ["u", "v"],
        "Codes": [7],
    }


def test_a_field_that_nobody_declared_is_kept_as_in_json(forms: Written) -> None:
    app = Recorder({"receive_call": ""})
    post(forms, app, "/voice", urlencode(CALL).encode())
    ((_, call, _),) = app.received
    kept = json.loads(forms.runtime.Codec(forms.models.Call).encode(call))
    expected = {**CALL, "NumMedia": 2}
    if "msgspec" in forms.name:
        del expected["From"]
    assert kept == expected


def test_an_optional_field_that_does_not_fit_is_set_aside(forms: Written) -> None:
    app = Recorder({"receive_call": ""})
    assert (
        post(forms, app, "/voice", b"CallSid=1&NumMedia=many&Price=&Answered=maybe").status == 200
    )
    ((_, call, _),) = app.received
    assert forms.runtime.set_aside(call) == {"/NumMedia": "many", "/Answered": "maybe"}
    if not isinstance(call, dict):
        assert is_absent(call.num_media)
    assert member(call, "price", "Price") is None


@pytest.mark.parametrize(
    ("body", "pointer"), [(b"", "/CallSid"), (b"CallSid=SECRET&CallSid=b", "/CallSid")]
)
def test_a_required_field_that_does_not_fit_is_told_by_its_pointer(
    forms: Written, body: bytes, pointer: str
) -> None:
    answer = post(forms, Recorder(), "/voice", body)
    assert (answer.status, [one["pointer"] for one in answer.json["errors"]]) == (422, [pointer])
    assert b"SECRET" not in answer.body


def test_json_in_a_field_is_read_and_a_form_is_answered(forms: Written) -> None:
    models = forms.models
    reply = models.Answer(
        text="Danke & tschüss",
        ephemeral=True,
        tags=["a", "b"],
        attachment=models.AnswerAttachment(color="red"),
    )
    app = Recorder({"receive_interaction": reply})
    payload = {"type": "block_actions", "actions": [{"value": "✓"}]}
    form = {"payload": json.dumps(payload), "state": "[1, {}]", "raw": "[1]"}
    answer = post(forms, app, "/interactive", urlencode(form).encode())
    assert (answer.status, answer.headers["content-type"]) == (200, FORM)
    assert parse_qs(answer.body.decode()) == {
        "text": ["Danke & tschüss"],
        "ephemeral": ["true"],
        "tags": ["a", "b"],
        "attachment": ['{"color":"red"}'],
    }
    ((_, event, _),) = app.received
    inner = member(event, "payload", "payload")
    (action,) = member(inner, "actions", "actions")
    assert member(inner, "type", "type") == "block_actions"
    assert member(action, "value", "value") == "✓"
    assert member(event, "state", "state") == [1, {}]
    assert member(event, "raw", "raw") == "[1]"


def test_a_field_that_should_be_json_and_is_not_does_not_fit(forms: Written) -> None:
    answer = post(forms, Recorder(), "/interactive", b"payload=%7B")
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/payload")


def test_fields_of_which_nothing_is_said_are_lists(forms: Written) -> None:
    app = Recorder({"receive_anything": {"x": ["1", "2"]}})
    assert post(forms, app, "/anything", b"a=1&a=&b=x").body == b"x=1&x=2"
    assert [event for _, event, _ in app.received] == [{"a": ["1", ""], "b": ["x"]}]


def test_the_schema_of_all_other_fields_counts(forms: Written) -> None:
    app = Recorder()
    assert post(forms, app, "/counts", b"a=1&b=2").status == 204
    assert post(forms, app, "/counts", b"a=1&b=x").status == 422
    assert [event for _, event, _ in app.received] == [{"a": 1, "b": 2}]


def test_what_is_no_object_stays_bytes(forms: Written) -> None:
    app = Recorder()
    for path in ("/text", "/upload"):
        assert post(forms, app, path, b"a=1").status == 204
    assert [event for _, event, _ in app.received] == [b"a=1", b"a=1"]


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "text/html"])
def test_a_form_is_read_whatever_the_request_says(forms: Written, content_type: str) -> None:
    app = Recorder({"receive_call": ""})
    headers = {"content-type": content_type}
    assert post(forms, app, "/voice", urlencode(CALL).encode(), headers).status == 200


def test_a_form_may_be_compressed_and_in_a_charset_of_its_own(forms: Written) -> None:
    app = Recorder({"receive_call": ""})
    headers = {"content-type": f"{FORM}; charset=iso-8859-1", "content-encoding": "gzip"}
    assert post(forms, app, "/voice", gzip.compress(b"CallSid=%E5"), headers).status == 200
    ((_, call, _),) = app.received
    assert member(call, "call_sid", "CallSid") == "å"


TOLD: list[tuple[str, dict[str, Any], str | None]] = [
    ("/status", {"Status": "delivered", "Code": "5"}, "receive_delivered"),
    ("/status", {"Code": "5", "Status": "failed"}, "receive_failed"),
    ("/status", {"Status": "30"}, "receive_failed"),
    ("/status", {"Status": "new"}, None),
    ("/status", {"Status": ["delivered", "delivered"]}, None),
    ("/status", {"status": "delivered"}, None),
    ("/status", {}, None),
    ("/actions", {"payload": '{"type": "block_actions", "id": 1}'}, "receive_block"),
    ("/actions", {"payload": '{"id": 1, "type": "view_submission"}'}, "receive_view"),
    ("/actions", {"payload": '{"type": "shortcut"}'}, None),
    ("/actions", {"payload": '{"type": "block_actions"'}, None),
    ("/actions", {"type": "block_actions"}, None),
    ("/recordings", {"RecordingUrl": "u"}, "receive_recorded"),
    ("/recordings", {"TranscriptionText": ""}, "receive_transcribed"),
    ("/recordings", {"TranscriptionText": "t", "RecordingUrl": "u"}, None),
]


@pytest.mark.parametrize(("path", "form", "handler"), TOLD, ids=str)
def test_forms_of_one_address_are_told_apart(
    forms: Written, path: str, form: dict[str, Any], handler: str | None
) -> None:
    app = Recorder()
    sent = urlencode(form, doseq=True).encode()
    assert post(forms, app, path, sent).status == 204
    assert [name for name, *_ in app.received] == ([handler] if handler else [])


def test_forms_that_are_told_apart_may_be_compressed_and_in_another_charset(
    forms: Written,
) -> None:
    app = Recorder()
    headers = {"content-type": f"{FORM}; charset=utf-16-le", "content-encoding": "gzip"}
    body = gzip.compress("Status=failed".encode("utf-16-le"))
    assert post(forms, app, "/status", body, headers).status == 204
    assert [name for name, *_ in app.received] == ["receive_failed"]


@pytest.mark.parametrize(
    ("body", "status"), [(b"Status=%ff", 400), (b"\xff", 400), (b"a=&" * 1001, 413)], ids=repr
)
def test_a_form_that_has_to_tell_and_cannot_be_read_is_refused(
    forms: Written, body: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    answer = post(forms, Recorder(), "/status", body)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert b"JSON" not in answer.body
    assert caplog.messages == ["the body of an event cannot be read"]


def test_one_url_takes_forms_or_something_else(forms: Written) -> None:
    """``/recordings`` and ``/status`` are of forms alone, so that they may even share a URL."""
    app = Recorder()
    settings = forms.runtime.Settings(one_url="/all")
    application = forms.asgi.application(app, settings)
    for form in (
        b"Status=failed",
        b"RecordingUrl=u",
        b"payload=%7B%22type%22:%22block_actions%22%7D",
    ):
        assert send(application, "POST", "/all", form).status == 204
    assert [name for name, *_ in app.received] == [
        "receive_failed",
        "receive_recorded",
        "receive_block",
    ]


def test_the_router_describes_a_form(forms: Written) -> None:
    api = FastAPI()
    api.include_router(forms.router.create_router(Recorder()))
    paths = api.openapi()["paths"]
    schema = paths["/voice"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert schema["properties"]["CallSid"]["type"] == "string"
    assert FORM in paths["/interactive"]["post"]["responses"]["200"]["content"]
    assert FORM in paths["/anything"]["post"]["requestBody"]["content"]


class XmlApp(Recorder):
    """Reads and writes XML of one level."""

    def decode_xml_body(self, body: bytes) -> Any:
        return {one.tag: one.text or "" for one in ET.fromstring(body)}

    def encode_xml(self, value: Any) -> bytes:
        root = ET.Element("Response")
        for name, one in value.items():
            ET.SubElement(root, name).text = str(one)
        return ET.tostring(root)


@pytest.fixture(scope="module", params=[ModelBackend.PYDANTIC, ModelBackend.DATACLASS])
def letters(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """Write a package whose bodies the application decodes."""
    folder = tmp_path_factory.mktemp("letters")
    name = f"letters_{request.param.value}"
    result = run(LETTERS, name, models=ModelSettings(backend=request.param))
    write(result, folder)
    with importable(folder, name):
        yield Written(folder, name, result)


def test_a_decoder_gets_xml_unpacked_and_in_its_own_encoding(letters: Written) -> None:
    app = XmlApp({"receive_letter": letters.models.Receipt(number=7)})
    xml = '<?xml version="1.0" encoding="iso-8859-1"?><letter><to>Åsa</to></letter>'
    body = gzip.compress(xml.encode("latin-1"))
    headers = {"content-type": "application/xml", "content-encoding": "gzip"}
    answer = post(letters, app, "/letters", body, headers)
    assert (answer.status, answer.body) == (200, b"<Response><number>7</number></Response>")
    assert answer.headers["content-type"] == "application/xml"
    ((_, event, _),) = app.received
    assert event.to == "Åsa"
