from pathlib import Path

from support.documents import lowered


def test_a_parameter_that_is_not_declared_is_text_all_the_same(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        channels:
          /a/{missing}/{id}:
            parameters: {id: {}, other: {}}
        """,
    )
    (channel,) = found.api.channels.values()
    assert [parameter.name for parameter in channel.parameters] == ["id", "other", "missing"]
    assert found.codes == []


def test_a_channel_without_an_address_has_the_parameters_that_it_declares(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        """
        asyncapi: 3.0.0
        info: {title: Test, version: '1'}
        channels:
          a: {address: null, parameters: {id: {}}}
        """,
    )
    (channel,) = found.api.channels.values()
    assert [parameter.name for parameter in channel.parameters] == ["id"]
