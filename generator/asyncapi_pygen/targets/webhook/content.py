"""What a body is in Python: a model, any JSON, text, bytes or nothing, by its content type."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.ir.schema import Body, Language
from asyncapi_pygen.payloads.bodies import is_annotation, mapped
from asyncapi_pygen.payloads.languages import has_models
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.payloads.nulls import is_null
from asyncapi_pygen.rendering.syntax import const, or_none, ref, subscript, union
from asyncapi_pygen.targets.webhook.forms import Fields, fields_of, is_form, is_object, says_nothing


class Kind(StrEnum):
    """How a body is read or written; Avro and Protobuf are in either of their encodings.

    What is ``CONVERTED`` the application makes JSON of, and from: see ``codec_of``. ``FIELDS`` are
    a form of which nothing is said.
    """

    JSON = "Json"
    TEXT = "Text"
    RAW = "Raw"
    AVRO = "Avro"
    AVRO_JSON = "AvroJson"
    PROTOBUF = "Protobuf"
    PROTOBUF_JSON = "ProtobufJson"
    CONVERTED = "Converted"
    FORM = "Form"
    FIELDS = "Fields"
    NOTHING = "No"


@dataclass(frozen=True, slots=True)
class Content:
    """The type of a body.

    ``type`` is the annotation, ``is_class`` says that it is one plain class, ``is_null`` that it
    names what is nothing but ``None``, ``told_apart`` is the type with what tells the members of a
    union apart, ``media_type`` is set where it is not JSON, and ``codec`` is the constant that
    reads and writes what is Avro or Protobuf, after its module and a dot. ``converter`` is the
    application's own codec, by the document's name. ``payloads`` are the schemas of JSON of which
    the body fits at least one; there are none where it may be any JSON. ``fields`` say what the
    fields of a form are.
    """

    kind: Kind
    type: ast.expr
    is_class: bool = False
    is_null: bool = False
    told_apart: ast.expr | None = None
    media_type: str = ""
    codec: str = ""
    converter: str = ""
    payloads: tuple[str, ...] = ()
    fields: Fields = field(default_factory=Fields)

    @property
    def or_none(self) -> ast.expr:
        """The type of a body that may not be there."""
        return self.type if self.is_null else or_none(self.type)


_ENCODINGS: Final[Mapping[Language, tuple[Kind, Kind]]] = {
    Language.AVRO: (Kind.AVRO, Kind.AVRO_JSON),
    Language.PROTOBUF: (Kind.PROTOBUF, Kind.PROTOBUF_JSON),
}
"""The languages that have encodings of their own: a binary one, and one in JSON."""

_MODULES: Final = {
    kind: language.name.lower() for language, kinds in _ENCODINGS.items() for kind in kinds
}
"""The module of the package that holds the codecs, by the kind."""

CODED: Final = frozenset(_MODULES)
"""Avro and Protobuf."""


MODELLED: Final = CODED | {Kind.JSON, Kind.CONVERTED, Kind.FORM}
"""The kinds of which the payload becomes a model."""

FORMS: Final = frozenset({Kind.FORM, Kind.FIELDS})
"""The kinds whose bodies are forms."""

NOTHING: Final = Content(Kind.NOTHING, const(None))
"""No body at all."""


def kind_of(api: Api, message: Message) -> Kind:
    """Return how the message's body is read, by its content type and its schema's language.

    A body of which the document says nothing at all may well be empty, which is no JSON.
    """
    if message.payload is not None and not has_models(api.schemas[message.payload]):
        return Kind.RAW
    if message.payload is None and not message.content_type:
        return Kind.RAW
    main, _, sub = message.content_type.partition(";")[0].strip().lower().partition("/")
    is_json = sub == "json" or sub.endswith("+json")
    encodings = _ENCODINGS.get(_language(api, message.payload)) if message.payload else None
    if encodings is not None:
        return encodings[is_json]
    if not main or is_json:
        return Kind.JSON
    if message.payload is not None and codec_of(message):
        return Kind.CONVERTED
    if is_form(message):
        return _form_kind(api, message)
    return Kind.TEXT if main == "text" else Kind.RAW


def _form_kind(api: Api, message: Message) -> Kind:
    if says_nothing(api, message):
        return Kind.FIELDS
    return Kind.FORM if is_object(api, message) else Kind.RAW


def codec_of(message: Message) -> str:
    """Return the name of the codec that the document says the application brings, if any.

    With ``x-codec: xml`` the handlers make JSON that the payload's schema describes of a body that
    is something else, and such a body of JSON.
    """
    name = message.extensions.get("x-codec")
    return name.strip() if isinstance(name, str) else ""


def _language(api: Api, payload: str) -> Language:
    return api.schemas[payload].format.language


def _alike(api: Api, messages: Sequence[Message]) -> bool:
    """Return whether one way to read a body serves all: data may not tell its own type."""
    kinds = {kind_of(api, message) for message in messages}
    payloads = {message.payload for message in messages}
    codecs = {codec_of(message) for message in messages}
    if kinds == {Kind.CONVERTED} and len(codecs) > 1:
        return False
    return len(kinds) <= 1 and (len(payloads) <= 1 or not kinds <= CODED)


def report_content(
    api: Api, messages: Sequence[Message], diagnostics: Diagnostics, *, sent: bool = False
) -> None:
    """Say which bodies have no model, and why; ``sent`` tells that they are what is answered."""
    verb = "returns" if sent else "gets"
    for message, code, why in without_model(api, messages):
        type_ = "text" if code == "schema-weakened" else "bytes"
        diagnostics.report(code, f"{why}: the handler {verb} {type_}", message.at)
    for message in messages:
        if "x-codec" in message.extensions and kind_of(api, message) is not Kind.CONVERTED:
            diagnostics.report(
                "codec-ignored", f"`x-codec` has no effect: {_no_use(api, message)}", message.at
            )


def _no_use(api: Api, message: Message) -> str:
    """Say why a message has no use for the codec that it names."""
    if not codec_of(message):
        return "it is not a name"
    if message.payload is None:
        return "the message has no payload that would say what it reads"
    if not api.schemas[message.payload].format.language.is_json_schema:
        return "the schema of the payload is not one of JSON"
    return "the body is JSON as it is"


def without_model(api: Api, messages: Sequence[Message]) -> Iterator[tuple[Message, str, str]]:
    """Yield the messages of one body that have no model, each with a code and the reason."""
    mixed = not _alike(api, messages)
    for message in messages:
        code, why = _lack_of_model(api, message)
        if mixed and code in ("", "schema-weakened"):
            code, why = "content-type", f"`{message.key}` shares its operation with other bodies"
        if code:
            yield message, code, why


def _lack_of_model(api: Api, message: Message) -> tuple[str, str]:
    """Return the code and the reason why the body has no model; both empty if it has one."""
    schema = api.schemas[message.payload] if message.payload is not None else None
    if schema is not None and not schema.format.modelled:
        language = schema.format.language.value
        return "backend-payload", f"payloads in {language} have classes of pydantic alone"
    if schema is not None and not has_models(schema):
        text = schema.format.text
        return "schema-format", f"the payload is described as `{text}`, which is not read"
    if schema is None and not message.content_type:
        return "content-type", f"nothing is said of the body of `{message.key}`"
    match kind_of(api, message):
        case Kind.RAW if is_form(message):
            return "content-type", f"the schema of the form `{message.key}` is no object"
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
    if kinds == {Kind.RAW} or not _alike(api, messages):
        return Content(Kind.RAW, ref("bytes"), media_type=media_type)
    if kinds == {Kind.TEXT}:
        return Content(Kind.TEXT, ref("str"), media_type=media_type)
    if kinds == {Kind.FIELDS}:
        texts = subscript(ref("dict"), ref("str"), subscript(ref("list"), ref("str")))
        return Content(Kind.FIELDS, texts, media_type=media_type)
    if kinds <= CODED:
        return _coded_content(models, messages[0], media_type, *kinds)
    payloads = [message.payload for message in messages]
    if None in payloads:
        return Content(Kind.JSON, ref("JsonValue"))
    distinct = list(dict.fromkeys(p for p in payloads if p is not None))
    one = len(distinct) == 1
    type_ = union([_type(models, payload, alone=one) for payload in distinct])
    content = Content(
        Kind.JSON,
        type_,
        is_class=one and models.is_class(distinct[0]),
        is_null=one and is_null(models.plan, distinct[0]),
        told_apart=None if one else models.told_apart(distinct),
        payloads=tuple(distinct),
    )
    if kinds == {Kind.JSON}:
        return content
    if kinds == {Kind.FORM}:
        fields = fields_of(api, distinct)
        return replace(content, kind=Kind.FORM, media_type=media_type, fields=fields)
    converter = codec_of(messages[0])
    return replace(content, kind=Kind.CONVERTED, media_type=media_type, converter=converter)


def _type(models: Models, payload: str, *, alone: bool) -> ast.expr:
    """Return a payload's type; in a union that of null by itself, as it cannot be named twice."""
    if not alone and is_null(models.plan, payload):
        return const(None)
    return ref(f"models.{models.name(payload)}")


def _coded_content(models: Models, message: Message, media_type: str, kind: Kind) -> Content:
    """Return the type of a body in an encoding; ``media_type`` may be empty."""
    payload = message.payload or ""
    return Content(
        kind,
        ref(f"models.{models.name(payload)}"),
        is_class=models.is_class(payload),
        media_type=media_type,
        codec=f"{_MODULES[kind]}.{models.codecs[payload]}",
    )
