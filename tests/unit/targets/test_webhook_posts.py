"""The requests that bring samples."""

from pathlib import Path

from support.packages import posts

DOCUMENT = """\
asyncapi: 2.6.0
info: {title: Weather, version: '1'}
channels:
  '/weather[hourly]/{city}/%2F':
    parameters: {city: {schema: {type: string}, description: x}}
    publish: {operationId: measured, message: {payload: {type: object}}}
"""


def test_a_path_is_escaped_as_clients_do_and_what_is_escaped_stays(tmp_path: Path) -> None:
    document = tmp_path / "weather.yaml"
    document.write_text(DOCUMENT, "utf-8")
    assert [one.path for one in posts(document)] == ["/weather%5Bhourly%5D/city/%2F"]
