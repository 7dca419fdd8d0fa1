"""``schemaFormat``: a media type to the language and the version of a schema.

The forms are those of the specification's tables of schema formats (Message Object in 2.x, Multi
Format Schema Object in 3.x). Case, order and quotes of parameters do not matter (RFC 9110, 8.3.1).
"""

import re
from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.ir.schema import Language, SchemaFormat

_MEDIA_TYPES: Final[Mapping[str, Language]] = {
    "application/vnd.aai.asyncapi": Language.ASYNCAPI,
    "application/schema": Language.JSON_SCHEMA,
    "application/vnd.oai.openapi": Language.OPENAPI,
    "application/vnd.apache.avro": Language.AVRO,
    "application/vnd.google.protobuf": Language.PROTOBUF,
    "application/raml": Language.RAML,
}
"""The media types by their names without ``+json`` and ``+yaml``."""


def parse_format(text: str) -> SchemaFormat:
    """Read the media type ``text``; what it is not known for is ``Language.OTHER``."""
    name, *parameters = text.split(";")
    essence = re.sub(r"\+(json|yaml)$", "", name.strip().lower())
    language = _MEDIA_TYPES.get(essence, Language.OTHER) if name.strip() else Language.ASYNCAPI
    return SchemaFormat(language, _parameter("version", parameters), text)


def _parameter(name: str, parameters: list[str]) -> str:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip('"')
    return ""
