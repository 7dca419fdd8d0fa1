"""A row of the table of operations: how a message is read, handled and answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, cast, overload

from ._batch import Batch
from ._codec import Codec, JsonValue, Payload, from_json, to_json
from ._context import Locator
from ._encodings import UTF_8, charset_of, codec_named, decoded, in_utf8, json_in_utf8
from ._http import JSON, Request, Response, bad_request
from ._known import Known

H = TypeVar("H")
M = TypeVar("M")
R = TypeVar("R")
M_co = TypeVar("M_co", covariant=True)
R_contra = TypeVar("R_contra", contravariant=True)

Json: TypeAlias = (
    Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
)
Reply: TypeAlias = Payload | Json | Response
"""What a handler may answer where the document does not say; ``None`` is 204."""


class Body(Protocol[M_co]):
    """How a request's body becomes the message that a handler takes."""

    def read(self, request: Request, /) -> bytes:
        """Take out of the request what ``decode`` reads, or raise ``ProblemError``."""
        ...

    def decode(self, content: bytes, /) -> M_co:
        """Read what was taken, or raise ``ProblemError`` or ``UnfitError``."""
        ...


@dataclass(frozen=True)
class JsonBody(Generic[M]):
    """JSON, as a value of the codec's type.

    Attributes:
        codec: The type.
        content_type: That of the body, which is another where it has to be decoded.

    """

    codec: Codec[M]
    content_type: str = "application/json"

    def read(self, request: Request, /) -> bytes:
        """Give the content in UTF-8."""
        return json_in_utf8(request, self.content_type)

    def decode(self, content: bytes, /) -> M:
        """Read a body that fits as it is; raises ``UnfitError`` else."""
        return self.codec.decode(content)


@dataclass(frozen=True)
class TextBody:
    """Text in the charset that the request names, else its content type, else UTF-8."""

    content_type: str = "text/plain"

    def read(self, request: Request, /) -> bytes:
        """Give the content in UTF-8."""
        return in_utf8(request, self.content_type)

    def decode(self, content: bytes, /) -> str:
        """Read the text; raises ``ProblemError`` if it is none."""
        return decoded(content, UTF_8)


@dataclass(frozen=True)
class RawBody:
    """Any bytes."""

    content_type: str = "application/octet-stream"

    def read(self, request: Request, /) -> bytes:
        """Give the content."""
        return request.body

    def decode(self, content: bytes, /) -> bytes:
        """Hand the body on."""
        return content


@dataclass(frozen=True)
class NoBody:
    """Nothing; what comes all the same is not looked at."""

    def read(self, _request: Request, /) -> bytes:
        """Give nothing."""
        return b""

    def decode(self, _content: bytes, /) -> None:
        """Read nothing."""


class ReplyBody(Protocol[R_contra]):
    """How what a handler returns becomes the response."""

    def encode(self, reply: R_contra, status: int, /) -> Response:
        """Write the reply, or raise an exception if it is not of the declared type."""
        ...


@dataclass(frozen=True)
class JsonReply(Generic[R]):
    """JSON, from a value of the codec's type.

    Attributes:
        codec: The type.
        content_type: That of the body, which is another where it has to be encoded.

    """

    codec: Codec[R]
    content_type: str = "application/json"

    def encode(self, reply: R, status: int, /) -> Response:
        """Write the reply; raises an exception if it is of another type."""
        written = self.codec.encode(reply)
        return Response(status, written, (("content-type", self.content_type),))


@dataclass(frozen=True)
class TextReply:
    """Text in the charset of the content type, in UTF-8 if it names none."""

    content_type: str = "text/plain; charset=utf-8"

    def encode(self, reply: str, status: int, /) -> Response:
        """Write the text; raises an exception if the charset cannot say it."""
        charset = charset_of(self.content_type) or UTF_8
        body = reply.encode(codec_named(charset) or charset)
        return Response(status, body, (("content-type", self.content_type),))


@dataclass(frozen=True)
class RawReply:
    """Any bytes."""

    content_type: str = "application/octet-stream"

    def encode(self, reply: bytes, status: int, /) -> Response:
        """Hand the bytes on."""
        return Response(status, reply, (("content-type", self.content_type),))


@dataclass(frozen=True)
class EmptyReply:
    """The status alone."""

    def encode(self, _reply: None, status: int, /) -> Response:
        """Write nothing."""
        return Response(status)


@dataclass(frozen=True)
class SeveralReplies(Generic[R]):
    """One of several answers, which do not all have the status of the operation.

    Attributes:
        reply: How they are written.
        statuses: Those of some, by the name of their class or of one above it.
        empty: That of ``None``, which has no body; without it, ``None`` is no answer.

    """

    reply: ReplyBody[R]
    statuses: Mapping[str, int] = field(default_factory=dict[str, int])
    empty: int | None = None

    def encode(self, reply: R | None, status: int, /) -> Response:
        """Write the reply; raises an exception if it is none of them."""
        if reply is None and self.empty is not None:
            return Response(self.empty)
        names = (one.__name__ for one in type(reply).__mro__)
        own = (self.statuses[name] for name in names if name in self.statuses)
        return self.reply.encode(cast("R", reply), next(own, status))


@dataclass(frozen=True)
class AnyReply:
    """Whatever the handler answers, where the document does not say."""

    def encode(self, reply: Reply, status: int, /) -> Response:
        """Write a model or a JSON value; hand a response on; ``None`` is 204."""
        if reply is None:
            return Response(HTTPStatus.NO_CONTENT)
        if isinstance(reply, Response):
            return reply
        return Response(status, to_json(reply), JSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An operation of the document that this package was made without.

    Its events are known nevertheless, so that no other operation gets them.

    Attributes:
        id: The document's name for it.
        method: In upper case.
        path: Its address, with ``{parameters}``.
        tag: How its events are known.

    """

    id: str
    method: str
    path: str
    tag: Known


@dataclass(frozen=True, kw_only=True)
class Operation(Generic[H, M, R]):
    """One operation of the document: where it arrives, what it takes and answers.

    Attributes:
        id: The document's name for it.
        handler: The name of the method that ``call`` calls.
        method: In upper case.
        path: Its address, with ``{parameters}``.
        summary: One line for people.
        body: How the message is read.
        reply: How the answer is written.
        status: The status of an answer.
        tag: How its events are known where they arrive among others.
        batch: Where they are in a request that holds several.
        call: Hands the message to the method of the handlers.
        decode: Makes JSON of a body that is something else.
        encode: Makes of the JSON that was answered what the body is to be.
        event_id: Where the event's id stands, which is repeated when it is sent again.
        correlation_id: Where the message's correlation id stands.
        secured: Whether the document asks who sends it.

    """

    id: str
    handler: str
    method: str
    path: str
    body: Body[M]
    reply: ReplyBody[R]
    call: Callable[[H, M, Request], Awaitable[R]]
    status: int = 200
    tag: Known | None = None
    batch: Batch | None = None
    summary: str = ""
    decode: Callable[[H, bytes], JsonValue] | None = None
    encode: Callable[[H, JsonValue], bytes] | None = None
    event_id: Locator | None = None
    correlation_id: Locator | None = None
    secured: bool = False

    def read(self, handlers: H, request: Request) -> bytes:
        """Take out what ``body`` decodes, or raise ``ProblemError``."""
        if self.decode is None:
            return self.body.read(request)
        try:
            value = self.decode(handlers, request.body)
        except ValueError as error:
            detail = "The body is not what its content type says."
            raise bad_request(detail) from error
        return to_json(value)

    def write(self, handlers: H, response: Response) -> Response:
        """Make of a JSON response what the body is to be."""
        if self.encode is None:
            return response
        body = self.encode(handlers, from_json(response.body))
        return Response(response.status, body, response.headers)


class Partial(Sequence[Operation[H, Any, Any]]):
    """Some operations of a document.

    Attributes:
        left_out: Others of which events may arrive.

    """

    def __init__(
        self,
        *operations: Operation[H, Any, Any],
        left_out: Sequence[LeftOut],
    ) -> None:
        """Take operations, and what the package was made without."""
        self.left_out = left_out
        self._operations = operations

    @overload
    def __getitem__(self, index: int) -> Operation[H, Any, Any]: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Operation[H, Any, Any], ...]: ...

    def __getitem__(
        self,
        index: int | slice,
    ) -> Operation[H, Any, Any] | tuple[Operation[H, Any, Any], ...]:
        return self._operations[index]

    def __len__(self) -> int:
        return len(self._operations)
