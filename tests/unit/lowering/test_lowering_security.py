from collections.abc import Iterable
from pathlib import Path

import pytest

from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.ir.security import SecurityRequirement, SecurityType
from support.documents import lowered

V2 = """
asyncapi: 2.6.0
info: {title: Test, version: '1'}
servers:
  main:
    url: example.com
    protocol: https
    security: [{key: [], token: [read, write]}, {password: []}, {}]
channels:
  /a:
    publish: {operationId: take, security: [{token: [write]}]}
components:
  securitySchemes:
    key: {type: httpApiKey, name: X-Key, in: header, description: Of the account.}
    password: {type: userPassword, x-note: old}
    token:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://example.com/token
          refreshUrl: https://example.com/refresh
          scopes: {read: See it., write: Change it.}
        implicit: {authorizationUrl: https://example.com/login, scopes: {}}
"""

V3 = """
asyncapi: 3.0.0
info: {title: Test, version: '1'}
servers:
  main:
    host: example.com
    protocol: https
    security:
      - $ref: '#/components/securitySchemes/token'
      - {type: http, scheme: Bearer, bearerFormat: JWT}
components:
  securitySchemes:
    token:
      type: oauth2
      scopes: [read]
      flows:
        clientCredentials:
          tokenUrl: https://example.com/token
          availableScopes: {read: See it., write: Change it.}
"""


def asked(requirements: Iterable[SecurityRequirement]) -> list[dict[str, tuple[str, ...]]]:
    return [{one.scheme: one.scopes for one in each.schemes} for each in requirements]


def api(folder: Path, text: str) -> Api:
    return lowered(folder, text).api


def test_schemes_of_one_requirement_belong_together_and_requirements_are_a_choice(
    tmp_path: Path,
) -> None:
    found = api(tmp_path, V2)
    assert asked(found.servers["main"].security) == [
        {"key": (), "token": ("read", "write")},
        {"password": ()},
        {},
    ]
    assert asked(found.operations["take"].security) == [{"token": ("write",)}]


def test_in_3_0_each_scheme_is_enough_and_says_which_scopes_it_needs(tmp_path: Path) -> None:
    found = api(tmp_path, V3)
    inline = "asyncapi.yaml#/servers/main/security/1"
    assert asked(found.servers["main"].security) == [{"token": ("read",)}, {inline: ()}]
    scheme = found.security_schemes[inline]
    assert (scheme.type, scheme.key) == (SecurityType.HTTP, "http")
    assert (scheme.scheme, scheme.bearer_format) == ("bearer", "JWT")


@pytest.mark.parametrize("text", [V2, V3])
def test_flows_say_which_scopes_there_are(tmp_path: Path, text: str) -> None:
    flow = api(tmp_path, text).security_schemes["token"].flows[0]
    assert (flow.kind, flow.token_url) == ("clientCredentials", "https://example.com/token")
    assert flow.available_scopes == {"read": "See it.", "write": "Change it."}


def test_what_a_scheme_says_of_itself(tmp_path: Path) -> None:
    schemes = api(tmp_path, V2).security_schemes
    key = schemes["key"]
    assert (key.type, key.name, key.location) == (SecurityType.HTTP_API_KEY, "X-Key", "header")
    assert key.description == "Of the account."
    assert schemes["password"].extensions == {"x-note": "old"}
    assert [one.kind for one in schemes["token"].flows] == ["clientCredentials", "implicit"]


@pytest.mark.parametrize("type_", list(SecurityType))
def test_every_type_is_known(tmp_path: Path, type_: SecurityType) -> None:
    found = api(
        tmp_path,
        f"""
        asyncapi: 3.0.0
        info: {{title: Test, version: '1'}}
        components: {{securitySchemes: {{one: {{type: {type_.value}}}}}}}
    """,
    )
    assert found.security_schemes["one"].type is type_


def test_a_scheme_that_is_none_is_asked_for_and_not_there(tmp_path: Path) -> None:
    found = api(tmp_path, V2.replace("type: userPassword", "type: handshake"))
    assert "password" not in found.security_schemes
    assert asked(found.servers["main"].security)[1] == {"password": ()}
