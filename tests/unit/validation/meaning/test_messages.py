from collections.abc import Callable

import pytest

Say = Callable[..., list[str]]


@pytest.mark.parametrize(
    "type_",
    [
        "application/json",
        "text/plain; charset=utf-8",
        "application/vnd.aai.asyncapi+json;version=2.6.0",
        'multipart/form-data; boundary="a b\\"c"',
        "text/plain;",
        "*/*",
    ],
)
def test_media_types(said: Say, type_: str) -> None:
    assert said(f"asyncapi: 2.6.0\ndefaultContentType: '{type_}'\n") == []


@pytest.mark.parametrize(
    "type_", ["json", "", "application/", "application/json, text/csv", "text/plain; x", "a b/c"]
)
def test_what_is_no_media_type(said: Say, type_: str) -> None:
    assert said(f"asyncapi: 3.0.0\ndefaultContentType: '{type_}'\n") == ["warning media-type 2"]


def test_content_types_of_messages_and_their_traits(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {message: {contentType: json}}
            subscribe: {message: {traits: [{contentType: xml}]}}
        components:
          messages: {unused: {contentType: csv}, other: {contentType: 12}}
          messageTraits: {unused: {contentType: text}}
        """) == [f"warning media-type {line}" for line in (4, 5, 7, 8)]


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ("{type: object}", []),
        ("{}", []),
        ("true", []),
        ("{type: string}", ["error headers-type 4"]),
        ("{type: [object, 'null']}", ["error headers-type 4"]),
    ],
)
def test_headers_of_2_x_behind_a_reference(said: Say, schema: str, found: list[str]) -> None:
    assert (
        said(f"""
        asyncapi: 2.6.0
        components:
          messages:
            order: {{headers: {{$ref: '#/components/schemas/headers'}}}}
          schemas: {{headers: {schema}}}
        """)
        == found
    )


def test_headers_of_2_x_in_place_are_left_to_the_structure(said: Say) -> None:
    assert said("asyncapi: 2.6.0\ncomponents: {messages: {m: {headers: {type: string}}}}\n") == []


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ("{type: object}", []),
        ("{type: [object, 'null']}", []),
        ("{type: array}", ["warning headers-type 3"]),
        ("{type: [array, string]}", ["warning headers-type 3"]),
        ("{schemaFormat: application/schema, schema: {type: array}}", ["warning headers-type 3"]),
        ("{schemaFormat: application/schema}", []),
    ],
)
def test_headers_of_3_x(said: Say, schema: str, found: list[str]) -> None:
    text = f"asyncapi: 3.0.0\ncomponents: {{messages: {{m: {{\n  headers: {schema}}}}}}}\n"
    assert said(text) == found
