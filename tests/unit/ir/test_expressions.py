import pytest

from asyncapi_pygen.ir.expressions import MessagePart, RuntimeExpression, parse_expression


@pytest.mark.parametrize(
    ("text", "source", "pointer"),
    [
        ("$message.header#/replyTo", MessagePart.HEADER, ("replyTo",)),
        ("$message.payload#/user/0/id", MessagePart.PAYLOAD, ("user", "0", "id")),
        ("$message.payload#", MessagePart.PAYLOAD, ()),
        ("$message.payload", MessagePart.PAYLOAD, ()),
        ("$message.header#/", MessagePart.HEADER, ("",)),
        ("$message.header#/a~1b/m~0n", MessagePart.HEADER, ("a/b", "m~n")),
        ("$message.header#/~01", MessagePart.HEADER, ("~1",)),
        ("$message.header#/a\n#", MessagePart.HEADER, ("a\n#",)),
        ("$message.header#/x%20y", MessagePart.HEADER, ("x%20y",)),
    ],
)
def test_an_expression_names_a_part_of_the_message_and_a_place_in_it(
    text: str, source: MessagePart, pointer: tuple[str, ...]
) -> None:
    assert parse_expression(text) == RuntimeExpression(source=source, pointer=pointer)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "message.header#/a",
        "$message.headers#/a",
        "$message.header#a",
        "$message.header#/a~2",
        "$message.header#/a~",
        "$message.header/a",
        " $message.header#/a",
        "$request.body#/a",
    ],
)
def test_other_text_is_no_expression(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_expression(text)
