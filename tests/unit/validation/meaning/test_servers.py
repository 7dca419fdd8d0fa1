from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]


def test_a_server_of_2_x_that_describes_some_variables_describes_all(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        servers:
          test:
            url: '{host}:{port}'
            variables:
              host: {}
        """)
    assert (found.severity, found.code, found.at.line) == ("error", "variable-undeclared", 5)
    assert "`{port}`" in found.message


@pytest.mark.parametrize(
    ("server", "found"),
    [
        ("{url: 'a/{port}'}", ["warning variable-undeclared 4"]),
        ("{url: 'a/{port}', variables: {}}", ["error variable-undeclared 4"]),
        ("{url: 'a/{port}', variables: {port: {}, x: {}}}", ["error variable-unused 4"]),
        ("{url: a, variables: {x: {}}}", ["warning variable-unused 4"]),
        ("{url: 'a/{port', variables: {x: {}}}", ["warning server-address 4"]),
        ("{url: 'a/{}'}", ["warning server-address 4"]),
        ("{url: 'a/{port}', variables: [port]}", []),
        ("{url: [a]}", []),
        ("{url: 'a/{port}', variables: {port: {}, x-own: 1}}", []),
    ],
)
@pytest.mark.parametrize(
    "document",
    [
        "asyncapi: 2.6.0\ninfo: {{}}\nservers:\n  test: {}\n",
        "asyncapi: 2.6.0\ncomponents:\n  servers:\n    test: {}\n",
    ],
)
def test_the_url_of_a_server_of_2_x(
    said: Say, document: str, server: str, found: list[str]
) -> None:
    assert said(document.format(server)) == found


def test_host_and_pathname_of_3_x_have_one_set_of_variables(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        servers:
          test:
            host: '{host}.example.com'
            pathname: '/{version}/{tenant}'
            variables:
              host: {}
              version: {}
              port: {}
        """) == ["warning variable-undeclared 6", "warning variable-unused 9"]


def test_a_default_is_one_of_the_values_of_the_enum(judged: Judge) -> None:
    found = judged("""
        asyncapi: 3.0.0
        servers:
          test:
            host: '{port}'
            variables:
              port: {enum: ['1', '2'], default: '3'}
        channels:
          orders:
            address: '{kind}'
            parameters:
              kind:
                enum: [a]
                default: b
        components:
          serverVariables:
            any: {default: x}
            one: {enum: [x], default: x}
            none: {enum: [], default: x}
        """)
    assert [(one.severity, one.code, one.at.line, one.hint) for one in found] == [
        ("warning", "default-not-in-enum", 6, "the values are `1` or `2`"),
        ("warning", "default-not-in-enum", 13, "the values are `a`"),
        ("warning", "default-not-in-enum", 18, ""),
    ]


def test_a_parameter_of_2_x_has_a_schema_for_its_default(said: Say) -> None:
    assert (
        said("""
        asyncapi: 2.6.0
        channels:
          orders/{kind}:
            parameters:
              kind: {enum: [a], default: b}
        """)
        == []
    )
