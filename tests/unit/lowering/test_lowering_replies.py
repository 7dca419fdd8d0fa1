"""``x-reply``: what a receiving operation answers, in versions that have no ``reply``."""

from pathlib import Path

import pytest

from support.documents import Lowered, lowered

DOCUMENT = """
asyncapi: 2.6.0
info: {{title: Test, version: '1'}}
channels:
  /a:
    publish:
      operationId: take
      x-reply: {reply}
components:
  messages:
    Answer: {{payload: {{type: string}}}}
    Other: {{payload: {{type: integer}}, bindings: {{http: {{statusCode: 202}}}}}}
    Empty: {{summary: nothing}}
    Reset: {{bindings: {{http: {{statusCode: 205}}}}}}
    WithTrait: {{payload: {{}}, traits: [{{contentType: text/plain}}]}}
  schemas:
    Text: {{type: string}}
"""


def replied(folder: Path, reply: str) -> Lowered:
    return lowered(folder, DOCUMENT.format(reply=reply))


@pytest.mark.parametrize(
    ("reply", "keys", "status"),
    [
        ("{$ref: '#/components/messages/Answer'}", ["Answer"], None),
        ("{$ref: '#/components/messages/Other'}", ["Other"], None),
        ("{$ref: '#/components/messages/Empty'}", ["Empty"], None),
        ("{$ref: '#/components/schemas/Text'}", ["Text"], None),
        ("{payload: {type: string}}", ["x-reply"], None),
        ("{type: string}", ["x-reply"], None),
        (
            "[{$ref: '#/components/messages/Answer'}, {$ref: '#/components/schemas/Text'}]",
            ["Answer", "Text"],
            None,
        ),
        ("204", [], 204),
        ("{$ref: '#/components/messages/Reset'}", [], 205),
        ("{status: 204}", [], 204),
        ("{status: 201, messages: [{$ref: '#/components/messages/Answer'}]}", ["Answer"], 201),
        ("{status: 201, message: {$ref: '#/components/messages/Other'}}", ["Other"], 201),
        ("{message: [{$ref: '#/components/messages/Answer'}]}", ["Answer"], None),
        ("{status: 201, schema: {$ref: '#/components/schemas/Text'}}", ["Text"], 201),
    ],
)
def test_forms(tmp_path: Path, reply: str, keys: list[str], status: int | None) -> None:
    found = replied(tmp_path, reply)
    (operation,) = found.api.operations.values()
    assert found.codes == []
    assert operation.reply is not None
    assert [found.api.messages[id_].key for id_ in operation.reply.messages] == keys
    assert operation.reply.status == status


@pytest.mark.parametrize(
    ("reply", "empty"),
    [
        ("[{$ref: '#/components/messages/Answer'}]", None),
        ("[{$ref: '#/components/messages/Answer'}, 200]", 200),
        ("[204, {$ref: '#/components/messages/Answer'}]", 204),
        ("[{$ref: '#/components/messages/Answer'}, {$ref: '#/components/messages/Reset'}]", 205),
        ("{messages: [{type: string}, {$ref: '#/components/messages/Reset'}]}", 205),
        ("[{$ref: '#/components/messages/Answer'}, {$ref: '#/components/messages/Empty'}]", None),
    ],
)
def test_one_of_several_answers_may_have_no_content(
    tmp_path: Path, reply: str, empty: int | None
) -> None:
    found = replied(tmp_path, reply).api.operations["take"].reply
    assert found is not None
    assert (found.status, found.empty) == (None, empty)


@pytest.mark.parametrize(
    "reply",
    [
        "true",
        "text",
        "[1]",
        "[204]",
        "[true, {type: string}]",
        "[204, 205, {type: string}]",
        "[]",
        "99",
        "{status: '200'}",
        "{status: true}",
        "{messages: [1]}",
        "null",
    ],
)
def test_what_is_none_of_them_is_reported(tmp_path: Path, reply: str) -> None:
    found = replied(tmp_path, reply)
    (operation,) = found.api.operations.values()
    assert operation.reply is None
    assert found.codes == ["reply-invalid"]


def test_without_the_extension_there_is_no_reply(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        channels: {/a: {publish: {operationId: take}}}
    """,
    )
    assert found.api.operations["take"].reply is None


def test_a_reply_has_its_traits(tmp_path: Path) -> None:
    found = replied(tmp_path, "{$ref: '#/components/messages/WithTrait'}")
    message = found.api.messages["asyncapi.yaml#/components/messages/WithTrait"]
    assert message.content_type == "text/plain"
