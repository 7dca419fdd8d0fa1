import unicodedata
from keyword import iskeyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.naming.words import pascal, snake


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("callResourceUrl", "call_resource_url"),
        ("HTTPServer-2", "http_server_2"),
        ("SCREAMING_CASE", "screaming_case"),
        ("order.created/v2", "order_created_v2"),
        ("a  b", "a_b"),
        ("from", "from_"),
        ("None", "none"),
        ("type", "type"),
        ("@id", "id"),
        ("$ref", "ref"),
        ("1st", "value_1st"),
        ("_private", "private"),
        ("__class__", "class_"),
        ("trailing_", "trailing"),
        ("", "value"),
        ("___", "value"),
        ("\N{PILE OF POO}", "value"),
        ("a\N{PILE OF POO}b", "a_b"),
        ("\N{LATIN SMALL LIGATURE FI}le", "file"),
        ("\N{LATIN SMALL LETTER LONG S}traße", "straße"),
        ("名前", "名前"),
        ("x\ny", "x_y"),
        ("\u2028", "value"),
    ],
)
def test_snake(text: str, name: str) -> None:
    assert snake(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("icePayload", "IcePayload"),
        ("order.created/v2", "OrderCreatedV2"),
        ("HTTPServer", "HTTPServer"),
        ("snake_case_name", "SnakeCaseName"),
        ("none", "None_"),
        ("1st", "Value1st"),
        ("", "Value"),
        ("\N{PILE OF POO}", "Value"),
        ("\N{LATIN SMALL LIGATURE FI}le", "File"),
        ("__class__", "Class"),
    ],
)
def test_pascal(text: str, name: str) -> None:
    assert pascal(text) == name


def test_what_stands_in_for_an_empty_name_is_the_callers_choice() -> None:
    assert snake("", empty="field") == "field"
    assert snake("1st", empty="field") == "field_1st"
    assert pascal("2x", empty="Model") == "Model2x"


@given(st.text())
def test_any_text_becomes_an_identifier_that_python_reads_as_it_is(text: str) -> None:
    for name in (snake(text), pascal(text)):
        assert name.isidentifier()
        assert not iskeyword(name)
        assert unicodedata.normalize("NFKC", name) == name


def test_a_letter_that_only_newer_pythons_know_is_no_letter_anywhere() -> None:
    # Kawi came with Unicode 15, which Python 3.12 has and 3.11 has not.
    assert snake("a\U00011f04b") == "a_b"
