"""Bindings: errors in 3.x, whose schemas describe them, and advice in 2.x, where they do not."""

from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

HEAD_2 = "asyncapi: 2.6.0\ninfo: {title: Orders, version: 1.0.0}\n"
HEAD_3 = "asyncapi: 3.0.0\ninfo: {title: Orders, version: 1.0.0}\n"
MESSAGE = "message: {payload: {type: object}}"


def operation(bindings: str) -> str:
    return f"{HEAD_2}channels: {{a: {{publish: {{bindings: {bindings}, {MESSAGE}}}}}}}\n"


def test_a_binding_of_3_is_an_error(findings: Findings) -> None:
    (found,) = findings(HEAD_3 + "channels: {a: {bindings: {kafka: {topics: orders}}}}\n")
    assert (found.code, found.severity) == ("unknown-field", Severity.ERROR)


@pytest.mark.parametrize("version", ["2.0.0", "2.3.0", "2.6.0"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "channels: {a: {bindings: {kafka: {topics: orders}}}}",
            "this `kafka` channel binding (0.5.0) has no field `topics`",
        ),
        (
            f"channels: {{a: {{publish: {{bindings: {{mqtt: {{qos: 7}}}}, {MESSAGE}}}}}}}",
            "`qos` must be `0`, `1` or `2`, but is the number `7`",
        ),
        (
            "channels: {}\nservers: {a: {url: b, protocol: mqtt, bindings: {mqtt: 5}}}",
            "`mqtt` must be an object, but is the number `5`",
        ),
        (
            "channels: {}\ncomponents: {messageBindings: {a: {amqp: {contentEncoding: {}}}}}",
            "`contentEncoding` must be a string, but is an object",
        ),
        (
            "channels: {}\ncomponents: {channelBindings: {a: {ws: {query: {minLength: a}}}}}",
            "`minLength` must be an integer, but is the text `a`",
        ),
    ],
)
def test_a_binding_of_2_is_advice(
    version: str, text: str, message: str, findings: Findings
) -> None:
    (found,) = findings(f"asyncapi: {version}\ninfo: {{title: Orders, version: 1.0.0}}\n{text}\n")
    assert (found.code, found.severity) == ("binding-invalid", Severity.WARNING)
    assert found.message == message


def test_the_bindings_object_of_2_is_checked_as_before(findings: Findings) -> None:
    (found,) = findings(operation("5"))
    assert (found.code, found.severity) == ("wrong-type", Severity.ERROR)


@pytest.mark.parametrize(
    "binding",
    [
        "{http: {type: request, method: GET, bindingVersion: 0.1.0}}",
        "{http: {method: GET, bindingVersion: 0.2.0}}",
        "{http: {method: GET}}",
        "{http: {method: GET, bindingVersion: latest}}",
        "{http: {x-internal: true}}",
        "{kafka: {groupId: {type: string}, bindingVersion: 0.1.0}}",
        "{sns: {consumers: [{protocol: sqs, endpoint: {name: a}, rawMessageDelivery: true}]}}",
        "{redis: {anything: at-all}}",
        "{}",
    ],
)
def test_a_good_binding_of_2_is_read_by_its_version(binding: str, findings: Findings) -> None:
    assert not findings(operation(binding))


def test_a_field_of_an_older_version_is_told_with_it(findings: Findings) -> None:
    (found,) = findings(operation("{http: {type: request}}"))
    assert found.hint == "version 0.1.0 has it: say so with `bindingVersion: 0.1.0`"


def test_a_field_that_the_named_version_lacks_is_not_looked_for_in_others(
    findings: Findings,
) -> None:
    (found,) = findings(operation("{http: {type: request, bindingVersion: 0.3.0}}"))
    assert "version 0.1.0" not in found.hint


def test_an_unknown_version_is_told_and_read_as_the_newest(findings: Findings) -> None:
    version, field = findings(operation("{http: {bindingVersion: 9.0.0, verb: GET}}"))
    assert version.message == (
        "`bindingVersion` must be `0.1.0`, `0.2.0`, `0.3.0` or `latest`, but is the text `9.0.0`"
    )
    assert version.hint == "the fields beside it are read as those of the newest version"
    assert field.message == "this `http` operation binding (0.3.0) has no field `verb`"


def test_what_a_binding_of_2_refers_to_is_advice_as_well(findings: Findings) -> None:
    (found,) = findings(
        operation("{http: {query: {$ref: query.yaml}}}"), {"query.yaml": "type: record\n"}
    )
    assert (found.code, found.at.file) == ("binding-invalid", "query.yaml")


def test_bindings_may_be_referred_to(findings: Findings) -> None:
    (found,) = findings(
        operation("{$ref: bindings.yaml#/a}"), {"bindings.yaml": "a: {http: {method: 5}}\n"}
    )
    assert (found.code, found.at.file) == ("binding-invalid", "bindings.yaml")


def test_bindings_that_are_referred_to_are_bindings(findings: Findings) -> None:
    (found,) = findings(operation("{$ref: bindings.yaml#/a}"), {"bindings.yaml": "a: 5\n"})
    assert (found.code, found.severity) == ("wrong-type", Severity.ERROR)


def test_what_is_wrong_elsewhere_too_is_an_error(findings: Findings) -> None:
    (found,) = findings(
        operation("{http: {query: {$ref: '#/x-query'}}}")
        + "x-query: {type: record}\ncomponents: {schemas: {a: {$ref: '#/x-query'}}}\n"
    )
    assert (found.code, found.severity) == ("wrong-value", Severity.ERROR)


def test_an_object_of_another_kind_in_a_binding_is_a_warning(findings: Findings) -> None:
    (found,) = findings(operation("{http: {query: {$ref: '#/info'}}}"))
    assert (found.code, found.severity) == ("ref-kind", Severity.WARNING)
