"""The words for single faults."""

from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic
from asyncapi_pygen.validation.explain import Context, explain
from asyncapi_pygen.validation.faults import Fault
from asyncapi_pygen.validation.versions import Version

Findings = Callable[[str], list[Diagnostic]]

HEAD = "asyncapi: 3.0.0\ninfo: {title: Orders, version: 1.0.0}\n"


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        ("production", "a reference, but is the text `production`", "#/servers/production"),
        ("'#/servers/a'", "a reference, but is the text `#/servers/a`", "#/servers/a"),
        ("5", "a reference, but is the number `5`", "#/…"),
    ],
)
def test_what_should_be_a_reference_is_shown_as_one(
    value: str, message: str, hint: str, findings: Findings
) -> None:
    (found,) = findings(HEAD + f"channels: {{a: {{servers: [{value}]}}}}\n")
    assert found.message == f"item 1 of `servers` must be {message}"
    assert found.hint == f"write it as `{{$ref: '{hint}'}}`"


@pytest.mark.parametrize("value", ["5", "true", "{}"])
def test_a_reference_is_text(value: str, findings: Findings) -> None:
    (found,) = findings(HEAD + f"channels: {{a: {{$ref: {value}}}}}\n")
    assert found.hint == "a reference is the text of a URI, such as `#/components/messages/Hello`"


def test_the_fields_that_are_there_are_not_listed(findings: Findings) -> None:
    text = "{amqp: {exchange: {name: a}, is: routingKey, qqqq: 1}}"
    (found,) = findings(HEAD + f"channels: {{a: {{bindings: {text}}}}}\n")
    assert found.hint == ("what can be added here: `queue`, `bindingVersion`, or an `x-` extension")


def test_an_object_with_all_its_fields_can_only_be_extended(findings: Findings) -> None:
    (found,) = findings("""
        asyncapi: 3.0.0
        info:
          title: Orders
          version: 1.0.0
          license: {name: MIT, url: https://example.com, year: 2020}
        """)
    assert found.hint == "remove it, or make it an extension that begins with `x-`"


def test_a_name_far_longer_than_any_field_gets_no_suggestion(findings: Findings) -> None:
    (found,) = findings(HEAD + f"servers: {{a: {{host: b, protocol: c, {'title' * 50}: d}}}}\n")
    assert len(found.message) < 200
    assert "did you mean" not in found.hint


def test_an_integer_that_is_none_of_the_words_is_not_compared(findings: Findings) -> None:
    (found,) = findings(
        HEAD + "servers: {a: {host: b, protocol: mqtt, bindings: {mqtt: {lastWill: {qos: 7}}}}}\n"
    )
    assert found.message == "`qos` must be `0`, `1` or `2`, but is the number `7`"


def test_what_nothing_here_explains_is_said_in_the_words_of_the_library() -> None:
    fault = Fault(
        keyword="contains",
        pointer=(),
        wanted=({},),
        place=("contains",),
        text="None of the value are valid under the given schema",
    )
    context = Context(root={}, version=Version(3, 0), schema={"contains": {}}, is_advice=bool)
    (found,) = explain([fault], context)
    assert found.code == "wrong-value"
    assert found.message == (
        "the document is not valid here: None of the value are valid under the given schema"
    )


HEAD_2 = "asyncapi: 2.6.0\ninfo: {title: Orders, version: 1.0.0}\n"


def test_what_stands_beside_one_of_is_told_where_it_belongs(findings: Findings) -> None:
    message = "{oneOf: [{payload: {}}], payload: {}}"
    (found,) = findings(HEAD_2 + f"channels: {{a: {{publish: {{message: {message}}}}}}}\n")
    assert found.hint == (
        "a message with `oneOf` has no other field: each of those in it has its own"
    )


def test_the_type_of_null_is_text(findings: Findings) -> None:
    (found,) = findings(HEAD_2 + "channels: {}\ncomponents: {schemas: {a: {type: null}}}\n")
    assert found.hint == "write the type of null as text: `type: 'null'`"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "channels: {}\ncomponents: {schemas: {a: {properties: {$ref: '#/a'}}}}",
            "`properties` may not be a reference: its keys are names",
            "refer to each of its members, or to the object around it",
        ),
        (
            "channels: {}\ntags: {$ref: '#/a'}",
            "`tags` must be a list, but is an object",
            "a reference is not allowed here: write the value itself",
        ),
        (
            "channels: {}\ncomponents: {schemas: {a: {not: text}}}",
            "`not` must be a boolean or an object, but is the text `text`",
            "a schema is wanted here, such as `{type: string}`",
        ),
    ],
)
def test_a_reference_or_text_in_the_wrong_place(
    text: str, message: str, hint: str, findings: Findings
) -> None:
    (found,) = findings(f"{HEAD_2}{text}\n")
    assert (found.message, found.hint) == (message, hint)
