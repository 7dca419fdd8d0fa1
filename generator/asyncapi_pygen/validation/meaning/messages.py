"""Messages: their content type, and that their headers are an object."""

import re
from collections.abc import Iterator
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Severity
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning.objects import Kind, find
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import shortened

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
# RFC 9110, section 8.3.1.
_MEDIA_TYPE: Final = re.compile(
    rf"{_WORD}/{_WORD}(?:[ \t]*;[ \t]*(?:{_WORD}=(?:{_WORD}|{_QUOTED}))?)*[ \t]*"
)
_MESSAGES: Final = (Kind.MESSAGE, Kind.MESSAGE_TRAIT)


def check_content_types(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report content types that are no media types."""
    for node in _content_types(root, version):
        if isinstance(node.value, str) and not _MEDIA_TYPE.fullmatch(node.value):
            diagnostics.report(
                "media-type",
                f"`{shortened(node.value)}` is not a media type",
                node.at,
                hint="a media type is written as `application/json` is",
            )


def _content_types(root: Node, version: Version) -> Iterator[Node]:
    default = root.child("defaultContentType")
    messages = (message.child("contentType") for _, message in find(root, version, *_MESSAGES))
    return (node for node in (default, *messages) if node is not None)


def check_headers(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report headers whose schema says that they are something else than an object.

    In 2.x the JSON Schema says so of a schema that is written in its place.
    """
    for _, message in find(root, version, *_MESSAGES):
        written, headers = message.child("headers"), message.get("headers")
        schema = headers if headers is None or version.is_v2 else unwrapped(headers)
        if written is None or schema is None or (version.is_v2 and not written.is_reference):
            continue
        type_ = schema.child("type")
        if type_ is not None and not _allows_object(type_, version):
            diagnostics.report(
                "headers-type",
                "the headers of a message are an object, and this schema's `type` is another",
                written.key_at,
                hint="write `type: object`, with a property for each header",
                severity=Severity.ERROR if version.is_v2 else Severity.WARNING,
            )


def _allows_object(type_: Node, version: Version) -> bool:
    if isinstance(type_.value, list) and not version.is_v2:
        return "object" in type_.value
    return type_.value == "object"


def unwrapped(schema: Node) -> Node | None:
    """Return the schema in a Multi Format Schema Object of 3.x, or the schema itself."""
    return schema.get("schema") if schema.has("schemaFormat") else schema
