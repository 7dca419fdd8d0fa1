"""Bodies in an encoding of their own, such as Avro's and Protobuf's, or in its JSON."""

from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from ._encodings import json_in_utf8
from ._http import ProblemError, Request, Response, bad_request

T = TypeVar("T")


class DataError(ValueError):
    """What was read is not data of the schema, or a value is none that it describes."""

    language: ClassVar[str]


class DataCodec(Protocol[T]):
    """Reads and writes data of one schema; each method raises ``DataError``."""

    def decode(self, body: bytes, /) -> T:
        """Read a body in the binary encoding."""
        ...

    def encode(self, value: T, /) -> bytes:
        """Write a value in the binary encoding."""
        ...

    def decode_json(self, body: bytes, /) -> T:
        """Read a body in the JSON encoding."""
        ...

    def encode_json(self, value: T, /) -> bytes:
        """Write a value in the JSON encoding."""
        ...


@dataclass(frozen=True)
class DataBody(Generic[T]):
    """Data in the binary encoding."""

    codec: DataCodec[T]
    content_type: str

    def read(self, request: Request, /) -> bytes:
        """Give the content."""
        return request.body

    def decode(self, content: bytes, /) -> T:
        """Read the body; raises ``ProblemError`` if it is not data of the schema."""
        try:
            return self.codec.decode(content)
        except DataError as error:
            raise _unreadable(error) from error


@dataclass(frozen=True)
class DataJsonBody(Generic[T]):
    """Data in the JSON encoding."""

    codec: DataCodec[T]
    content_type: str = "application/json"

    def read(self, request: Request, /) -> bytes:
        """Give the content in UTF-8."""
        return json_in_utf8(request, self.content_type)

    def decode(self, content: bytes, /) -> T:
        """Read the body; raises ``ProblemError`` if it is not data of the schema."""
        try:
            return self.codec.decode_json(content)
        except DataError as error:
            raise _unreadable(error) from error


@dataclass(frozen=True)
class DataReply(Generic[T]):
    """A value in the binary encoding."""

    codec: DataCodec[T]
    content_type: str

    def encode(self, reply: T, status: int, /) -> Response:
        """Write the reply; raises ``DataError`` if it is of another type."""
        fields = (("content-type", self.content_type),)
        return Response(status, self.codec.encode(reply), fields)


@dataclass(frozen=True)
class DataJsonReply(Generic[T]):
    """A value in the JSON encoding."""

    codec: DataCodec[T]
    content_type: str = "application/json"

    def encode(self, reply: T, status: int, /) -> Response:
        """Write the reply; raises ``DataError`` if it is of another type."""
        fields = (("content-type", self.content_type),)
        return Response(status, self.codec.encode_json(reply), fields)


def _unreadable(error: DataError) -> ProblemError:
    data = f"{error.language} data of the schema that is expected here"
    return bad_request(f"The body is not {data}.")
