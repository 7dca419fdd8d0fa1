"""What a body is in Python: a model, any JSON, text, bytes or nothing, by its content type."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message
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

    ``type`` is the annotation, ``is_class`` says that it is one plain class, and ``media_type`` is
    set where it is not JSON.
    """

    kind: Kind
    type: ast.expr
    is_class: bool = False
    media_type: str = ""


def kind_of(api: Api, message: Message) -> Kind:
    """Return how the message's body is read, by its content type and its schema's language."""
    if message.payload is not None and api.schemas[message.payload].format:
        return Kind.RAW
    main, _, sub = message.content_type.partition(";")[0].strip().lower().partition("/")
    if not main or sub == "json" or sub.endswith("+json"):
        return Kind.JSON
    return Kind.TEXT if main == "text" else Kind.RAW


def report_undecoded(api: Api, message: Message, diagnostics: Diagnostics) -> None:
    """Say why the message's body is not decoded into a model."""
    if message.payload is not None and api.schemas[message.payload].format:
        diagnostics.report(
            "schema-format",
            f"The payload is described as `{api.schemas[message.payload].format}`, which is not "
            "read: the handler gets bytes",
            message.at,
        )
    elif kind_of(api, message) is Kind.RAW:
        diagnostics.report(
            "content-type",
            f"`{message.content_type}` is not decoded: the handler gets bytes",
            message.at,
        )


def content_of(api: Api, models: Models, messages: Sequence[Message]) -> Content:
    """Return the type of a body that is one of ``messages``; bytes if they are of several kinds."""
    kinds = {kind_of(api, message) for message in messages}
    if not kinds:
        return Content(Kind.NOTHING, const(None))
    media_type = messages[0].content_type
    if len(kinds) > 1 or kinds == {Kind.RAW}:
        return Content(Kind.RAW, ref("bytes"), media_type=media_type)
    if kinds == {Kind.TEXT}:
        return Content(Kind.TEXT, ref("str"), media_type=media_type)
    payloads = [message.payload for message in messages]
    if None in payloads:
        return Content(Kind.JSON, ref("JsonValue"))
    distinct = list(dict.fromkeys(p for p in payloads if p is not None))
    types = [ref(f"models.{models.name(payload)}") for payload in distinct]
    return Content(
        Kind.JSON, union(types), is_class=len(distinct) == 1 and models.is_class(distinct[0])
    )
