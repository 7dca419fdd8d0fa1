from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]

SCHEMES = """
        asyncapi: 2.6.0
        components:
          securitySchemes:
            key: {type: apiKey, in: user}
            oidc: {type: openIdConnect, openIdConnectUrl: https://example.com}
            odd: {}
            oauth:
              type: oauth2
              flows:
                implicit: {scopes: {read: ''}}
                password: {scopes: {write: ''}}
                secret: {scopes: {steal: ''}}
                clientCredentials: {}
"""
"""Fourteen lines: what follows begins at line 14."""


def test_a_requirement_names_a_scheme_of_the_components(judged: Judge) -> None:
    (found,) = judged(
        SCHEMES
        + """
        servers:
          test:
            security:
            - key: []
            - {}
            - oauth: []
              keys: []
        """
    )
    assert (found.severity, found.code, found.at.line) == ("error", "security-unknown", 21)
    assert found.hint == "there are `key`, `oidc`, `odd`, `oauth`"


def test_scopes_are_among_those_of_the_flows(judged: Judge) -> None:
    found = judged(
        SCHEMES
        + """
        channels:
          orders:
            publish: {security: [{oauth: [read, write]}, {oidc: [anything]}, {odd: [x]}]}
            subscribe:
              security:
              - oauth:
                - steal
                - 12
              - key: [read]
        """
    )
    assert [(one.severity, one.code, one.at.line, one.hint) for one in found] == [
        ("error", "security-scope", 21, "there are `read`, `write`"),
        ("warning", "security-scope", 23, "write an empty list"),
    ]


@pytest.mark.parametrize(
    "unused",
    [
        "servers: {a: {security: [{missing: []}]}}",
        "channels: {a: {publish: {security: [{missing: []}]}}}",
        "operationTraits: {a: {security: [{missing: []}]}}",
    ],
)
def test_what_the_official_parser_does_not_look_at_is_a_warning(said: Say, unused: str) -> None:
    text = f"asyncapi: 2.6.0\ncomponents:\n  {unused}\n"
    assert said(text) == ["warning security-unknown 3"]


def test_what_the_root_refers_to_is_looked_at(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        servers: {a: {$ref: '#/components/servers/a'}}
        components:
          servers: {a: {security: [{missing: []}]}}
        """) == ["error security-unknown 4"]


def test_the_scopes_of_a_scheme_behind_a_reference_are_a_warning(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        servers: {a: {security: [{one: [read]}]}}
        components:
          securitySchemes:
            one: {$ref: '#/components/securitySchemes/other'}
            other: {type: oauth2, flows: {}}
        """) == ["warning security-scope 2"]


def test_a_scheme_of_3_x_needs_scopes_that_it_offers(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        operations:
          take:
            security:
            - type: oauth2
              scopes: [read, steal]
              flows: {implicit: {availableScopes: {read: ''}}}
            - {type: http, scopes: [any]}
        components:
          securitySchemes:
            oauth: {type: oauth2, scopes: [write]}
            open: {type: oauth2, flows: {implicit: {}}}
        """) == ["warning security-scope 6", "warning security-scope 11"]


@pytest.mark.parametrize("security", ["key", "[key]", "{key: []}", "[{key: x}]", "[[key]]"])
def test_requirements_of_other_types_are_left_to_the_structure(said: Say, security: str) -> None:
    assert said(f"{SCHEMES}\n        servers: {{a: {{security: {security}}}}}\n") == []
