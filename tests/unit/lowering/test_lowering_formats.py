from pathlib import Path

import pytest

from asyncapi_pygen.ir.schema import Language
from asyncapi_pygen.lowering.formats import parse_format
from support.documents import lowered

DOCUMENT = """
asyncapi: 3.0.0
info: {{title: Test, version: '1'}}
channels:
  a:
    messages:
      m: {{payload: {payload}}}
components:
  schemas:
    Avro: {{schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {{type: int}}}}
"""


@pytest.mark.parametrize(
    ("text", "language", "version"),
    [
        ("application/vnd.aai.asyncapi;version=2.6.0", Language.ASYNCAPI, "2.6.0"),
        ("application/vnd.aai.asyncapi+yaml;version=3.1.0", Language.ASYNCAPI, "3.1.0"),
        ("application/schema+json;version=draft-07", Language.JSON_SCHEMA, "draft-07"),
        ("application/schema;version=draft-07", Language.JSON_SCHEMA, "draft-07"),
        ("application/vnd.oai.openapi+json;version=3.0.0", Language.OPENAPI, "3.0.0"),
        ("application/vnd.apache.avro;version=1.9.0", Language.AVRO, "1.9.0"),
        ("application/vnd.apache.avro+json", Language.AVRO, ""),
        (' Application/VND.Apache.Avro ; Charset=utf-8 ; VERSION="1.9.0"', Language.AVRO, "1.9.0"),
        ("application/vnd.google.protobuf;version=3", Language.PROTOBUF, "3"),
        ("application/raml+yaml;version=1.0", Language.RAML, "1.0"),
        ("application/xml;version=1.0", Language.OTHER, "1.0"),
        ("not existing", Language.OTHER, ""),
        ("", Language.ASYNCAPI, ""),
    ],
)
def test_a_media_type_names_a_language_and_a_version(
    text: str, language: Language, version: str
) -> None:
    found = parse_format(text)
    assert (found.language, found.version, found.text) == (language, version, text)


def test_a_version_that_is_not_known_is_read_as_another_with_a_warning(tmp_path: Path) -> None:
    payload = "{schemaFormat: 'application/vnd.apache.avro;version=2.0', schema: {type: int}}"
    found = lowered(tmp_path, DOCUMENT.format(payload=payload))
    assert found.codes == ["schema-version"]
    assert found.messages == [
        "`2.0` is no version of Avro that is known here: the schema is read as 1.12"
    ]


def test_a_reference_into_another_language_accepts_anything(tmp_path: Path) -> None:
    payload = "{properties: {a: {$ref: '#/components/schemas/Avro'}}}"
    found = lowered(tmp_path, DOCUMENT.format(payload=payload))
    assert found.codes == ["schema-format"]
    assert next(iter(found.api.schemas.values())).body == {"properties": {"a": {}}}


def test_a_format_that_is_no_text_is_none(tmp_path: Path) -> None:
    found = lowered(
        tmp_path, DOCUMENT.format(payload="{schemaFormat: true, schema: {type: string}}")
    )
    assert found.codes == []
    schema = next(iter(found.api.schemas.values()))
    assert schema.format.language is Language.ASYNCAPI
