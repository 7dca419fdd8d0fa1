"""Who turns a schema of which language into entries of the plan: written down in one literal."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Protocol, TypeAlias

from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.ir.schema import Language, Schema
from asyncapi_pygen.payloads.avro.lowering import AvroLowering
from asyncapi_pygen.payloads.backends.backend import Backend
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.plan import Entry
from asyncapi_pygen.payloads.protobuf.lowering import ProtobufLowering
from asyncapi_pygen.payloads.schemas.lowering import SchemaLowering


class PayloadLowering(Protocol):
    """Lowers the schemas of a family of languages, and all that they refer to, into ``entries``."""

    entries: dict[str, Entry]

    def add_root(self, id_: str, hint: str) -> None:
        """Take in the schema of a message, called after ``hint`` if it has no name of its own."""
        ...

    def run(self) -> None:
        """Lower all that was asked for."""
        ...

    def report_default(self, name: str, place: str) -> None:
        """Say that a property's default is one that a class cannot hold."""
        ...


Maker: TypeAlias = Callable[[Mapping[str, Schema], Making], PayloadLowering]

MAKERS: Final[Mapping[Language, Maker]] = {
    Language.ASYNCAPI: SchemaLowering,
    Language.JSON_SCHEMA: SchemaLowering,
    Language.OPENAPI: SchemaLowering,
    Language.AVRO: AvroLowering,
    Language.PROTOBUF: ProtobufLowering,
}
"""The languages that have models; payloads in any other one stay bytes (``schema-format``)."""


def has_models(schema: Schema) -> bool:
    """Return whether the language of ``schema`` is one that becomes models, in this run."""
    return schema.format.language in MAKERS and schema.format.modelled


def with_models_of(api: Api, backend: Backend) -> Api:
    """Mark the schemas that this back end has no classes for: their payloads stay bytes."""
    if backend.has_codecs:
        return api
    schemas = {
        id_: schema
        if schema.format.language.is_json_schema
        else replace(schema, format=replace(schema.format, modelled=False))
        for id_, schema in api.schemas.items()
    }
    return replace(api, schemas=schemas)
