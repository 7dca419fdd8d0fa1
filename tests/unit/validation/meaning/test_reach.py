from collections.abc import Callable

import pytest

Say = Callable[..., list[str]]


def leads_somewhere(said: Say, schema: str, pointer: str, components: str = "{}") -> bool:
    found = said(f"""
        asyncapi: 2.6.0
        components:
          messages:
            one:
              correlationId: {{location: '$message.payload#{pointer}'}}
              payload: {schema}
          schemas: {components}
        """)
    assert found in ([], ["warning expression-dangling 5"])
    return not found


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ("{properties: {a: {properties: {b: {}}}}}", "/a/b"),
        ("{properties: {a: {properties: {b: {}}}}}", ""),
        ("{properties: {a: {type: object}}}", "/a/b/c"),
        ("{type: object}", "/a"),
        ("{}", "/a"),
        ("true", "/a"),
        ("{properties: {b: {}}, additionalProperties: {type: string}}", "/a"),
        ("{properties: {b: {}}, additionalProperties: true}", "/a"),
        ("{properties: {b: {}}, patternProperties: {^a: {}}}", "/a"),
        ("{type: array, items: {properties: {a: {}}}}", "/0/a"),
        ("{allOf: [{properties: {a: {}}}, {properties: {b: {}}}]}", "/a"),
        ("{properties: {b: {}}, anyOf: [{properties: {a: {}}}, {properties: {b: {}}}]}", "/a"),
        ("{oneOf: [{properties: {b: {}}}, {type: object}]}", "/a"),
        ("{if: {properties: {b: {}}}, then: {properties: {a: {}}}}", "/a"),
        ("{if: {properties: {b: {}}}, else: {properties: {b: {}}}}", "/a"),
        ("{$ref: '#/components/schemas/a'}", "/next/next/next/value"),
    ],
)
def test_places_that_there_may_be(said: Say, schema: str, pointer: str) -> None:
    components = "{a: {properties: {next: {$ref: '#/components/schemas/a'}, value: {}}}}"
    assert leads_somewhere(said, schema, pointer, components)


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ("{properties: {b: {}}}", "/a"),
        ("{properties: {}}", "/a"),
        ("{additionalProperties: false}", "/a"),
        ("{properties: {a: {type: string}}}", "/a/b"),
        ("{properties: {a: {properties: {c: {}}}}}", "/a/b"),
        ("{allOf: [{properties: {c: {}}}, {type: object}]}", "/a"),
        ("{properties: {b: {}}, anyOf: [{required: [b]}, {required: [c]}]}", "/a"),
        ("{oneOf: [{properties: {b: {}}}, {properties: {c: {}}}]}", "/a"),
        ("{$ref: '#/components/schemas/a'}", "/b"),
    ],
)
def test_places_that_there_are_not(said: Say, schema: str, pointer: str) -> None:
    components = "{a: {properties: {c: {}}, allOf: [{$ref: '#/components/schemas/a'}]}}"
    assert not leads_somewhere(said, schema, pointer, components)
