"""Avro data to values and back (Avro 1.12), in the binary and the JSON encoding."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from pydantic import ConfigDict
from pydantic_core import from_json, to_json

from ._avro_types import Schema, Types
from ._avro_wire import ENDS_EARLY, AvroError, Source
from ._data import DataBody, DataJsonBody, DataJsonReply, DataReply
from ._model import Model

T = TypeVar("T")

_BINARY = "avro/binary"
_UNREADABLE = (ValueError, IndexError, OverflowError, RecursionError)
"""What bytes can make of reading them, and values of writing them."""


class AvroRecord(Model):
    """An Avro record: all its fields are written, and there are no others."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )


class AvroCodec(Generic[T]):
    """Reads and writes data of one schema.

    Attributes:
        schema: Self-contained, in Avro's JSON form; all its names are full names.

    """

    def __init__(self, schema: Schema, records: Mapping[str, type[AvroRecord]]) -> None:
        """Take the class of each record by its full name."""
        self.schema = schema
        self._type = Types(records).of(schema)

    def decode(self, body: bytes) -> T:
        """Read a body in the binary encoding; raises ``AvroError``."""
        source = Source(body)
        try:
            value = self._type.read(source)
        except IndexError as error:
            raise AvroError(ENDS_EARLY) from error
        except _UNREADABLE as error:
            raise AvroError(str(error)) from error
        if source.at < len(body):
            message = "the data goes on after its end"
            raise AvroError(message)
        return cast("T", value)

    def encode(self, value: T) -> bytes:
        """Write a value in the binary encoding; raises ``AvroError``."""
        out = bytearray()
        try:
            self._type.write(out, value)
        except _UNREADABLE as error:
            raise AvroError(str(error)) from error
        return bytes(out)

    def decode_json(self, body: bytes) -> T:
        """Read a body in the JSON encoding; raises ``AvroError``.

        A value of a union may also stand by itself, where ``{"string": "a"}`` would be
        the rule, and fields that have a default may be absent.
        """
        try:
            return cast("T", self._type.from_json(from_json(body)))
        except _UNREADABLE as error:
            raise AvroError(str(error)) from error

    def encode_json(self, value: T) -> bytes:
        """Write a value in the JSON encoding; raises ``AvroError``."""
        try:
            return to_json(self._type.to_json(value), inf_nan_mode="strings")
        except _UNREADABLE as error:
            raise AvroError(str(error)) from error


@dataclass(frozen=True)
class AvroBody(DataBody[T]):
    """Data in Avro's binary encoding."""

    content_type: str = _BINARY


@dataclass(frozen=True)
class AvroJsonBody(DataJsonBody[T]):
    """Data in Avro's JSON encoding."""


@dataclass(frozen=True)
class AvroReply(DataReply[T]):
    """Data in Avro's binary encoding."""

    content_type: str = _BINARY


@dataclass(frozen=True)
class AvroJsonReply(DataJsonReply[T]):
    """Data in Avro's JSON encoding."""
