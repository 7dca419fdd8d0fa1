from pathlib import Path

import pytest

from asyncapi_pygen.lowering.addresses import parameter_names
from support.documents import lowered

DOCUMENT = """
asyncapi: 2.6.0
info: {{title: Test, version: '1'}}
channels:
  {address!r}:
    parameters: {{id: {{}}, other: {{}}}}
"""


def test_parameters_are_the_names_between_braces() -> None:
    assert parameter_names("/a/{id}/b/{other}") == ["id", "other"]


@pytest.mark.parametrize("address", ["/a", "/a/{id}", "/{id}{other}", "/a?x={id}"])
def test_addresses_that_can_be_read(tmp_path: Path, address: str) -> None:
    assert lowered(tmp_path, DOCUMENT.format(address=address)).codes == []


@pytest.mark.parametrize("address", ["/a/{id", "/a/id}", "/a/{}", "/a/{{id}}", "}{"])
def test_a_brace_without_its_partner_is_reported(tmp_path: Path, address: str) -> None:
    found = lowered(tmp_path, DOCUMENT.format(address=address))
    assert found.codes == ["channel-address"]
    assert f"`{address}`" in found.messages[0]


def test_a_parameter_that_is_not_declared_is_reported_at_the_address(tmp_path: Path) -> None:
    found = lowered(tmp_path, DOCUMENT.format(address="/a/{missing}"))
    (diagnostic,) = found.diagnostics
    assert (diagnostic.code, diagnostic.at.line) == ("parameter-undeclared", 5)
    assert "`{missing}`" in diagnostic.message


def test_a_parameter_that_is_not_declared_is_text_all_the_same(tmp_path: Path) -> None:
    found = lowered(tmp_path, DOCUMENT.format(address="/a/{missing}"))
    (channel,) = found.api.channels.values()
    assert [parameter.name for parameter in channel.parameters] == ["id", "other", "missing"]
