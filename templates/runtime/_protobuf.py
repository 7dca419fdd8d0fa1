"""Protobuf data to models and back, in the binary encoding and in Protobuf's JSON.

Google's library reads and writes the bytes. A model has what a message says: fields
that are not there are ``None`` or their default, 64-bit integers are exact, an enum is
the name of its value, or the number of a value that has no name. What the schema does
not know is dropped, and of a duration what is below a microsecond.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from pydantic import ConfigDict
from pydantic_core import from_json

from ._data import DataBody, DataError, DataJsonBody, DataJsonReply, DataReply
from ._model import Model
from ._protobuf_types import (
    ERRORS,
    Files,
    Message,
    Messages,
    json_format,
    message_class,
)

T = TypeVar("T")

_BINARY = "application/x-protobuf"


class ProtobufMessage(Model):
    """A message: what is not declared is no field of it."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )


class ProtobufAny(ProtobufMessage):
    """``google.protobuf.Any``: the bytes of a message, and the URL of its type."""

    type_url: str = ""
    value: bytes = b""


class ProtobufEmpty(ProtobufMessage):
    """``google.protobuf.Empty``: nothing, where its presence says something."""


_PROVIDED: Mapping[str, type[ProtobufMessage]] = {
    "google.protobuf.Any": ProtobufAny,
    "google.protobuf.Empty": ProtobufEmpty,
}


class ProtobufError(DataError):
    """Bytes that are no data of the schema, or a value that is of another type."""

    language = "Protobuf"


class ProtobufCodec(Generic[T]):
    """Reads and writes one message.

    Args:
        message: Its full name.
        files: The descriptors that define it, each after those that it imports.
        classes: The class of each message by its full name.

    """

    def __init__(
        self,
        message: str,
        files: Files,
        classes: Mapping[str, type[ProtobufMessage]],
    ) -> None:
        """Make the class that Google's library reads into."""
        self._class = message_class(files, message)
        self._messages = Messages({**_PROVIDED, **classes})

    def decode(self, body: bytes) -> T:
        """Read a body in the binary encoding; raises ``ProtobufError``."""
        try:
            return self._value(self._class.FromString(body))
        except ERRORS as error:
            raise ProtobufError(str(error)) from error

    def encode(self, value: T) -> bytes:
        """Write a value in the binary encoding; raises ``ProtobufError``."""
        try:
            written: bytes = self._message(value).SerializeToString(deterministic=True)
        except ERRORS as error:
            raise ProtobufError(str(error)) from error
        return written

    def decode_json(self, body: bytes) -> T:
        """Read a body in Protobuf's JSON; raises ``ProtobufError``."""
        message = self._class()
        try:
            values: dict[str, object] = dict(**from_json(body))
            json_format.ParseDict(values, message, ignore_unknown_fields=True)
            return self._value(message)
        except ERRORS as error:
            raise ProtobufError(str(error)) from error

    def encode_json(self, value: T) -> bytes:
        """Write a value in Protobuf's JSON; raises ``ProtobufError``."""
        try:
            text: str = json_format.MessageToJson(
                self._message(value),
                indent=None,
                ensure_ascii=False,
            )
        except ERRORS as error:
            raise ProtobufError(str(error)) from error
        return text.encode()

    def _value(self, message: Message) -> T:
        return cast("T", self._messages.read(message))

    def _message(self, value: T) -> Message:
        message = self._class()
        self._messages.write(value, message)
        return message


@dataclass(frozen=True)
class ProtobufBody(DataBody[T]):
    """A message in the binary encoding."""

    content_type: str = _BINARY


@dataclass(frozen=True)
class ProtobufJsonBody(DataJsonBody[T]):
    """A message in Protobuf's JSON."""


@dataclass(frozen=True)
class ProtobufReply(DataReply[T]):
    """A message in the binary encoding."""

    content_type: str = _BINARY


@dataclass(frozen=True)
class ProtobufJsonReply(DataJsonReply[T]):
    """A message in Protobuf's JSON."""
