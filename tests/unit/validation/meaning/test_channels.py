from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]


@pytest.mark.parametrize("address", ["/a/{id", "/a/id}", "/a/{}", "/a/{{id}}", "}{"])
@pytest.mark.parametrize(
    "document",
    [
        "asyncapi: 2.6.0\nchannels:\n  '{}': {{}}\n",
        "asyncapi: 3.0.0\nchannels:\n  a: {{address: '{}'}}\n",
        "asyncapi: 3.0.0\ncomponents:\n  channels: {{a: {{address: '{}'}}}}\n",
    ],
)
def test_a_brace_without_its_partner(judged: Judge, document: str, address: str) -> None:
    (found,) = judged(document.format(address))
    assert (found.code, found.at.line) == ("channel-address", 3)
    assert f"`{address}`" in found.message


def test_the_key_of_a_component_is_no_address(said: Say) -> None:
    assert (
        said("""
        asyncapi: 2.6.0
        components:
          channels:
            a: {parameters: {id: {}}}
        """)
        == []
    )


@pytest.mark.parametrize("key", ["orders?id=1", "orders#1"])
@pytest.mark.parametrize("version", ["2.6.0", "3.0.0"])
def test_a_key_with_a_query_or_a_fragment(said: Say, version: str, key: str) -> None:
    text = f"asyncapi: {version}\nchannels:\n  '{key}': {{}}\n"
    assert said(text) == ["error channel-query 3"]


def test_an_address_with_a_query_is_a_warning(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        channels:
          orders:
            address: /orders?id={id}
            parameters: {id: {}}
        """) == ["warning channel-query 4"]


def test_a_channel_that_describes_some_parameters_describes_all(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        channels:
          /{shop}/{id}/{id}:
            parameters:
              shop: {}
        """)
    assert (found.severity, found.code, found.at.line) == ("error", "parameter-undeclared", 4)
    assert "`{id}`" in found.message


def test_a_channel_that_describes_no_parameters_is_a_warning(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        channels:
          orders:
            address: /{shop}
        """) == ["warning parameter-undeclared 4"]


def test_parameters_that_are_no_object_are_left_to_the_structure(said: Say) -> None:
    assert said("{asyncapi: 2.6.0, channels: {'/{shop}': {parameters: [shop]}}}") == []


@pytest.mark.parametrize(
    ("version", "channel", "severity"),
    [
        ("2.6.0", "/{id}: {parameters: {id: {}, other: {}}}", "error"),
        ("2.6.0", "/: {parameters: {other: {}}}", "warning"),
        ("3.0.0", "a: {address: '/{id}', parameters: {id: {}, other: {}}}", "error"),
        ("3.0.0", "a: {address: /, parameters: {other: {}}}", "error"),
        ("3.0.0", "a: {address: null, parameters: {other: {}}}", "error"),
        ("3.0.0", "a: {parameters: {other: {}}}", "error"),
    ],
)
def test_a_parameter_that_the_address_does_not_use(
    said: Say, version: str, channel: str, severity: str
) -> None:
    text = f"asyncapi: {version}\nchannels:\n  {channel}\n"
    assert said(text) == [f"{severity} parameter-unused 3"]


def test_extensions_are_no_parameters(said: Say) -> None:
    assert said("asyncapi: 3.0.0\nchannels:\n  a: {parameters: {x-own: {}}}\n") == []


def test_channels_of_the_components_have_parameters_in_3_x(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        components:
          channels:
            a: {address: '/{id}', parameters: {ID: {}}}
        """) == ["error parameter-undeclared 4", "error parameter-unused 4"]


def test_two_channels_with_one_address(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 3.0.0
        channels:
          orders: {address: /orders}
          nowhere: {address: null}
          unknown: {}
          empty: {address: ''}
          blank: {address: ''}
          more: {address: /orders}
        """)
    assert (found.severity, found.code, found.at.line) == ("warning", "address-duplicate", 8)
    assert [one.at.line for one in found.related] == [3]


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("[{$ref: '#/servers/a'}]", "[{$ref: '#/servers/b'}]", []),
        ("[{$ref: '#/servers/a'}]", "[]", ["address-duplicate"]),
        (
            "[{$ref: '#/servers/a'}, {$ref: '#/servers/b'}]",
            "[{$ref: '#/servers/b'}]",
            ["address-duplicate"],
        ),
    ],
)
def test_two_channels_on_different_servers_may_have_one_address(
    judged: Judge, first: str, second: str, codes: list[str]
) -> None:
    found = judged(f"""
        asyncapi: 3.0.0
        servers: {{a: {{}}, b: {{}}}}
        channels:
          orders: {{address: /, servers: {first}}}
          more: {{address: /, servers: {second}}}
        """)
    assert [one.code for one in found] == codes


def test_servers_of_2_x_are_names_of_the_roots_servers(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        servers: {test: {}, live: {}}
        channels:
          orders:
            servers:
            - test
            - production
          refunds: {servers: []}
          returns: {servers: [[test]]}
        """)
    assert (found.severity, found.code, found.at.line) == ("error", "channel-server", 7)
    assert found.hint == "there are `test`, `live`"


def test_a_document_without_servers_has_none_to_name(judged: Judge) -> None:
    (found,) = judged("{asyncapi: 2.6.0, channels: {orders: {servers: [test]}}}")
    assert found.hint == "there are none"


def test_of_many_servers_a_few_are_told(judged: Judge) -> None:
    servers = {f"s{number}": {} for number in range(8)}
    (found,) = judged(f"{{asyncapi: 2.6.0, servers: {servers}, channels: {{a: {{servers: [s]}}}}}}")
    assert found.hint == "there are `s0`, `s1`, `s2`, `s3`, `s4`, `s5`, …"


def test_servers_of_3_x_are_references_to_the_roots_servers(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        servers: {test: {$ref: '#/components/servers/test'}}
        channels:
          orders:
            servers:
            - $ref: '#/servers/test'
            - $ref: '#/components/servers/test'
            - $ref: '#/servers/test/variables/port'
            - {host: inline}
        components:
          servers: {test: {host: x, variables: {port: {}}}}
        """) == [
        "error channel-server 7",
        "error channel-server 8",
        "warning variable-unused 11",
    ]


def test_a_channel_that_is_a_reference_is_judged_where_it_is_written(said: Say) -> None:
    """The official parser does not look into it, but where another entry holds it in place."""
    text = """
        asyncapi: 3.0.0
        channels:
          orders: {{$ref: '#{holder}/orders'}}
        {holder_key}:
          channels:
            orders:
              servers: [{{$ref: '#/components/servers/test'}}]
        components: {{servers: {{test: {{}}}}}}
        """
    found = said(text.format(holder="/x-own/channels", holder_key="x-own"))
    assert found == ["warning channel-server 7"]


def test_servers_of_another_file(said: Say) -> None:
    """What cannot be read or followed is reported as such."""
    found = said(
        """
        asyncapi: 3.0.0
        servers:
          test: {$ref: 'servers.yaml#/servers/test'}
        channels:
          orders:
            servers:
            - $ref: 'servers.yaml#/servers/test'
            - $ref: 'servers.yaml#/servers/other'
            - $ref: 'servers.yaml#/servers/missing'
            - $ref: 'https://example.com/api.yaml#/servers/test'
            - $ref: 'https://example.com/api.yaml#/components/servers/test'
            - $ref: '#servers/test'
        """,
        servers="{servers: {test: {}, other: {}}}",
    )
    ours = [one for one in found if "channel-server" in one]
    assert ours == ["error channel-server 8", "error channel-server 11"]
