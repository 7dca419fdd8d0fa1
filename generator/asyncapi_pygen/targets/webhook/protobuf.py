"""``protobuf.py``: a codec for each payload that is described in Protobuf."""

import ast
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.rendering.code import Code, identifier
from asyncapi_pygen.rendering.layout import annotated_assignment
from asyncapi_pygen.rendering.syntax import call, const, dictionary, ref, subscript

RUNTIME: Final = ("_data.py", "_protobuf.py", "_protobuf_types.py")
"""The vendored files of a package with Protobuf payloads."""


@dataclass(frozen=True, slots=True)
class ProtobufView:
    """What the template places: one constant a payload."""

    codecs: tuple[Code, ...]


def protobuf_view(models: Models) -> ProtobufView:
    """Return the view of ``protobuf.py``."""
    return ProtobufView(tuple(_codec(models, place) for place in models.plan.protobuf))


def _codec(models: Models, place: str) -> Code:
    """Return ``NAME: Final[ProtobufCodec[models.Name]] = ProtobufCodec(name, files, classes)``."""
    payload = models.plan.protobuf[place]
    type_ = subscript(ref("ProtobufCodec"), ref(f"models.{models.name(place)}"))
    classes = {name: ref(f"models.{models.name(at)}") for name, at in payload.classes.items()}
    made = call(
        ref("ProtobufCodec"),
        const(payload.message),
        _literal(payload.files),
        dictionary(classes),
    )
    return annotated_assignment(
        identifier(models.codecs[place]), subscript(ref("Final"), type_), made
    )


def _literal(value: Json) -> ast.expr:
    match value:
        case str() | int():
            return const(value)
        case dict():
            return dictionary({key: _literal(item) for key, item in value.items()})
        case list():
            return ast.List([_literal(item) for item in value])
        case _:
            raise InternalError(f"{value!r} is nothing that a descriptor holds")
