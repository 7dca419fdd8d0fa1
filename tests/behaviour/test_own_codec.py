"""Bodies that the application makes JSON of itself, end to end: ``x-codec``."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI

from support.asgi import Answer, send
from support.packages import Recorder, Written


class App(Recorder):
    """Reads and writes XML of one level, in which numbers are as in JSON."""

    def decode_xml_body(self, body: bytes) -> Any:
        try:
            root = ET.fromstring(body)
        except ET.ParseError as error:
            raise ValueError(str(error)) from error
        return {one.tag: _value(one.text or "") for one in root}

    def encode_xml(self, value: Any) -> bytes:
        root = ET.Element("receipt")
        for name, one in value.items():
            ET.SubElement(root, name).text = str(one)
        return ET.tostring(root)

    def decode_table_of_things(self, body: bytes) -> Any:
        head, *rows = (line.split(",") for line in body.decode().splitlines())
        return [dict(zip(head, row, strict=True)) for row in rows]


def _value(text: str) -> Any:
    return int(text) if text.isdigit() else text


@pytest.fixture
def letters(packages: dict[str, Written]) -> Written:
    return packages["own_codec"]


def post(letters: Written, app: Recorder, path: str, body: bytes) -> Answer:
    return send(letters.asgi.application(app), "POST", path, body)


def test_a_body_reaches_its_handler_as_a_model_and_the_reply_is_written(letters: Written) -> None:
    app = App({"receive_letter": letters.models.Receipt(number=7)})
    body = b"<letter><to>Ada</to><pages>2</pages><kind>card</kind><new>x</new></letter>"
    answer = post(letters, app, "/letters", body)
    assert (answer.status, answer.body) == (200, b"<receipt><number>7</number></receipt>")
    assert answer.headers["content-type"] == "application/xml"
    ((_, event, _),) = app.received
    assert isinstance(event, letters.models.Letter)
    assert (event.to, event.pages, event.kind, event.model_extra) == (
        "Ada",
        2,
        "card",
        {"new": "x"},
    )


def test_rows_are_a_list(letters: Written) -> None:
    app = App({"decode_xml": b"\x89PNG"})
    answer = post(letters, app, "/tables", b"a,b\n1,2\n")
    assert (answer.status, answer.body) == (200, b"\x89PNG")
    assert [event for _, event, _ in app.received] == [[{"a": "1", "b": "2"}]]


def test_what_does_not_fit_is_set_aside_as_in_json(letters: Written) -> None:
    app = App({"receive_letter": letters.models.Receipt(number=1)})
    body = b"<letter><to>Ada</to><pages>many</pages></letter>"
    assert post(letters, app, "/letters", body).status == 200
    ((_, event, _),) = app.received
    assert letters.runtime.set_aside(event) == {"/pages": "many"}


def test_a_required_field_that_does_not_fit_is_told_by_its_place(letters: Written) -> None:
    answer = post(letters, App(), "/letters", b"<letter><to>5</to></letter>")
    assert answer.status == 422
    assert answer.json["errors"] == [{"pointer": "/to", "detail": "Input should be a valid string"}]


@pytest.mark.parametrize(
    ("path", "body"), [("/letters", b"<letter>"), ("/tables", b"\xff"), ("/tables", b"a,b\n1")]
)
def test_a_body_that_cannot_be_decoded_is_answered_with_400(
    letters: Written, path: str, body: bytes
) -> None:
    answer = post(letters, App(), path, body)
    assert (answer.status, answer.json["detail"]) == (
        400,
        "The body is not what its content type says.",
    )


def test_a_refusal_of_the_codec_is_the_answer(letters: Written) -> None:
    class Refusing(App):
        def decode_xml_body(self, _body: bytes) -> Any:
            raise letters.runtime.ProblemError(415, "Unsupported Media Type")

    assert post(letters, Refusing(), "/letters", b"").status == 415


@pytest.mark.parametrize("value", [object(), b"\xff"])
def test_a_codec_that_gives_no_json_is_a_defect(letters: Written, value: object) -> None:
    class Broken(App):
        def decode_xml_body(self, _body: bytes) -> Any:
            return value

    assert post(letters, Broken(), "/letters", b"").status == 500


def test_a_codec_that_is_not_written_is_answered_with_501(letters: Written) -> None:
    class Unwritten(App):
        def decode_xml_body(self, _body: bytes) -> Any:
            raise NotImplementedError

    assert post(letters, Unwritten(), "/letters", b"").status == 501


def test_the_router_tells_the_media_types(letters: Written) -> None:
    api = FastAPI()
    api.include_router(letters.router.create_router(App()))
    operation = api.openapi()["paths"]["/letters"]["post"]
    assert [*operation["requestBody"]["content"]] == ["application/xml; charset=utf-8"]
    assert "application/xml" in operation["responses"]["200"]["content"]
