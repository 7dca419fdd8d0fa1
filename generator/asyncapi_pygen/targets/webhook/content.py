"""What a body is in Python: a model, any JSON, text, bytes or nothing, by its content type."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.payloads.bodies import is_annotation, mapped
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.rendering.syntax import const, ref, union


class Kind(StrEnum):
    """How a body is read or written."""

    JSON = "Json"
    TEXT = "Text"
    RAW = "Raw"
    NOTHING = "No"


@dataclass(frozen=True, slots=True)
class Content:
    """The type of a body.

    ``type`` is the annotation, ``is_class`` says that it is one plain class, ``discriminator`` is
    the attribute that tells the members of a union apart, and ``media_type`` is set where it is not
    JSON.
    """

    kind: Kind
    type: ast.expr
    is_class: bool = False
    discriminator: str | None = None
    media_type: str = ""


NOTHING: Final = Content(Kind.NOTHING, const(None))
"""No body at all."""


def kind_of(api: Api, message: Message) -> Kind:
    """Return how the message's body is read, by its content type and its schema's language.

    A body of which the document says nothing at all may well be empty, which is no JSON.
    """
    if message.payload is not None and api.schemas[message.payload].format:
        return Kind.RAW
    if message.payload is None and not message.content_type:
        return Kind.RAW
    main, _, sub = message.content_type.partition(";")[0].strip().lower().partition("/")
    if not main or sub == "json" or sub.endswith("+json"):
        return Kind.JSON
    return Kind.TEXT if main == "text" else Kind.RAW


def report_content(
    api: Api, messages: Sequence[Message], diagnostics: Diagnostics, *, sent: bool = False
) -> None:
    """Say which bodies have no model, and why; ``sent`` tells that they are what is answered."""
    mixed = len({kind_of(api, message) for message in messages}) > 1
    verb = "returns" if sent else "gets"
    for message in messages:
        code, why = _lack_of_model(api, message)
        if mixed and code in ("", "schema-weakened"):
            code, why = "content-type", f"`{message.key}` shares its operation with other bodies"
        if code:
            type_ = "text" if code == "schema-weakened" else "bytes"
            diagnostics.report(code, f"{why}: the handler {verb} {type_}", message.at)


def _lack_of_model(api: Api, message: Message) -> tuple[str, str]:
    """Return the code and the reason why the body has no model; both empty if it has one."""
    schema = api.schemas[message.payload] if message.payload is not None else None
    if schema is not None and schema.format:
        return "schema-format", f"the payload is described as `{schema.format}`, which is not read"
    if schema is None and not message.content_type:
        return "content-type", f"nothing is said of the body of `{message.key}`"
    match kind_of(api, message):
        case Kind.RAW:
            return "content-type", f"`{message.content_type}` is not JSON"
        case Kind.TEXT if schema is not None and not _is_any_text(schema.body):
            return "schema-weakened", f"the schema of the text `{message.key}` is not enforced"
        case _:
            return "", ""


def _is_any_text(body: Body) -> bool:
    said = {keyword for keyword in mapped(body) if not is_annotation(keyword)}
    return said <= {"type"}


def content_of(api: Api, models: Models, messages: Sequence[Message]) -> Content:
    """Return the type of a body that is one of ``messages``; bytes if they are of several kinds."""
    kinds = {kind_of(api, message) for message in messages}
    if not kinds:
        return NOTHING
    media_types = {message.content_type for message in messages}
    media_type = messages[0].content_type if len(media_types) == 1 else ""
    if len(kinds) > 1 or kinds == {Kind.RAW}:
        return Content(Kind.RAW, ref("bytes"), media_type=media_type)
    if kinds == {Kind.TEXT}:
        return Content(Kind.TEXT, ref("str"), media_type=media_type)
    payloads = [message.payload for message in messages]
    if None in payloads:
        return Content(Kind.JSON, ref("JsonValue"))
    distinct = list(dict.fromkeys(p for p in payloads if p is not None))
    type_ = union([ref(f"models.{models.name(payload)}") for payload in distinct])
    if len(distinct) == 1:
        return Content(Kind.JSON, type_, is_class=models.is_class(distinct[0]))
    return Content(Kind.JSON, type_, discriminator=models.discriminator(distinct))
