from pathlib import Path

import pytest

from asyncapi_pygen.ir.api import Server
from support.documents import lowered


def server(folder: Path, fields: str, version: str = "2.6.0") -> Server:
    found = lowered(
        folder,
        f"""
        asyncapi: {version}
        info: {{title: Test, version: '1'}}
        servers: {{main: {{{fields}}}}}
        channels: {{}}
    """,
    )
    return found.api.servers["main"]


@pytest.mark.parametrize(
    ("url", "host", "pathname"),
    [
        ("example.com", "example.com", ""),
        ("example.com?token=x", "example.com", "?token=x"),
        ("https://example.com", "example.com", ""),
        ("https://example.com:8443/v1/x", "example.com:8443", "/v1/x"),
        ("//example.com/v1", "example.com", "/v1"),
        ("{scheme}://{host}:{port}/{stage}", "{host}:{port}", "/{stage}"),
        ("{scheme}://example.com/?next=http://other", "example.com", "/?next=http://other"),
        ("/relative", "", "/relative"),
        ("./relative", "", "./relative"),
    ],
)
def test_a_url_is_split(tmp_path: Path, url: str, host: str, pathname: str) -> None:
    found = server(tmp_path, f"url: '{url}', protocol: wss")
    assert (found.host, found.pathname) == (host, pathname)


def test_the_scheme_of_a_url_does_not_stand_for_the_protocol(tmp_path: Path) -> None:
    assert server(tmp_path, "url: 'https://example.com', protocol: wss").protocol == "wss"


@pytest.mark.parametrize(
    ("fields", "version"),
    [
        ("url: 'amqp://guest:{word}@{region}.example.com/x', protocol: amqp", "2.6.0"),
        (
            "host: 'guest:{word}@{region}.example.com', pathname: /x, protocol: amqp",
            "3.0.0",
        ),
    ],
)
def test_who_logs_in_is_no_part_of_the_host(tmp_path: Path, fields: str, version: str) -> None:
    found = server(tmp_path, fields, version)
    assert (found.userinfo, found.host) == ("guest:{word}", "{region}.example.com")
    assert found.pathname == "/x"


def test_variables(tmp_path: Path) -> None:
    found = server(
        tmp_path,
        "url: '{region}.example.com/{stage}', protocol: https, variables: {"
        "region: {enum: [eu, us], default: eu, examples: [us], description: Where.}, "
        "stage: {default: ''}, free: {}}",
    )
    region, stage, free = found.variables
    assert (region.name, region.enum, region.default) == ("region", ("eu", "us"), "eu")
    assert (region.examples, region.description) == (("us",), "Where.")
    assert (stage.default, free.default) == ("", None)
