from pathlib import Path

import pytest

from support.documents import lowered


@pytest.mark.parametrize(
    ("url", "host", "pathname"),
    [
        ("example.com", "example.com", ""),
        ("https://example.com", "example.com", ""),
        ("https://example.com:8443/v1/x", "example.com:8443", "/v1/x"),
        ("mqtt://user@{region}.example.com/{stage}", "user@{region}.example.com", "/{stage}"),
        ("/relative", "", "/relative"),
    ],
)
def test_a_url_is_split(tmp_path: Path, url: str, host: str, pathname: str) -> None:
    found = lowered(
        tmp_path,
        f"""
        asyncapi: 2.6.0
        info: {{title: Test, version: '1'}}
        servers: {{main: {{url: '{url}', protocol: wss}}}}
        channels: {{}}
    """,
    )
    server = found.api.servers["main"]
    assert (server.host, server.pathname, server.protocol) == (host, pathname, "wss")


def test_variables(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        servers:
          main:
            url: '{region}.example.com'
            protocol: https
            variables: {region: {enum: [eu, us], default: eu, description: Where.}}
        channels: {}
    """,
    )
    (variable,) = found.api.servers["main"].variables
    assert (variable.name, variable.enum, variable.default) == ("region", ("eu", "us"), "eu")
