"""``avro.py``: a codec for each payload that is described in Avro."""

from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.rendering.code import Code, identifier
from asyncapi_pygen.rendering.layout import annotated_assignment
from asyncapi_pygen.rendering.syntax import call, dictionary, literal, ref, subscript

RUNTIME: Final[tuple[str, ...]] = (
    "_avro.py",
    "_avro_logical.py",
    "_avro_types.py",
    "_avro_wire.py",
    "_data.py",
)
"""The vendored files of a package with Avro payloads."""


@dataclass(frozen=True, slots=True)
class AvroView:
    """What the template places: one constant a payload."""

    codecs: tuple[Code, ...]


def avro_view(models: Models) -> AvroView:
    """Return the view of ``avro.py``."""
    return AvroView(tuple(_codec(models, place) for place in models.plan.avro))


def _codec(models: Models, place: str) -> Code:
    """Return ``NAME: Final[AvroCodec[models.Name]] = AvroCodec(schema, classes)``."""
    payload = models.plan.avro[place]
    type_ = subscript(ref("AvroCodec"), ref(f"models.{models.name(place)}"))
    classes = {name: ref(f"models.{models.name(at)}") for name, at in payload.records.items()}
    return annotated_assignment(
        identifier(models.codecs[place]),
        subscript(ref("Final"), type_),
        call(ref("AvroCodec"), literal(payload.schema), dictionary(classes)),
    )
