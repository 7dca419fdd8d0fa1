"""Sending: an event becomes a request, and what is answered becomes a reply."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, Protocol, TypeVar
from urllib.parse import quote

from ._batch import Batch
from ._codec import from_json, to_json
from ._http import ProblemError, Request, Response
from ._known import Header, Known, Tag, Value, path_of
from ._misfits import UnfitError
from ._operation import Body, ReplyBody
from ._signed import octets
from ._signing import with_field
from ._verdicts import Signer, Verifier, signed, unverified

__all__ = [
    "Outgoing",
    "SendError",
    "Sends",
    "Transport",
]

M = TypeVar("M")
R = TypeVar("R")

_SUCCESS = range(200, 300)
_PARAMETER = re.compile(r"\{([^{}]*)\}")


class Transport(Protocol):
    """Brings a request to its receiver."""

    async def __call__(self, request: Request, /) -> Response:
        """Give what is answered, whatever its status; raises ``OSError`` without."""
        ...


class SendError(Exception):
    """An event was not answered as the document says.

    Attributes:
        operation: The document's name for what was sent.
        status: That of the answer.
        body: That of the answer.
        reason: What is wrong with it; nothing of the body stands there.

    """

    def __init__(self, operation: str, response: Response, reason: str) -> None:
        """Keep what is known of the answer."""
        super().__init__(f"{operation}: {reason}")
        self.operation = operation
        self.status = response.status
        self.body = response.body
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Outgoing(Generic[M, R]):
    """One operation of the document, as its sender sees it.

    Attributes:
        id: The document's name for it.
        method: In upper case.
        path: Its address, with ``{parameters}``.
        event: How an event is written.
        reply: How the body of an answer is read.
        refusals: The statuses of answers that the document declares and that are no
            success.
        tag: How the receiver knows such events where they arrive among others.
        batch: Where events are in a request that holds several.
        sign: What the receiver verifies, perhaps by the ids of operations.

    """

    id: str
    method: str
    path: str
    event: ReplyBody[M]
    reply: Body[R]
    refusals: tuple[int, ...] = ()
    tag: Known | None = None
    batch: Batch | None = None
    sign: Verifier | Mapping[str, Verifier] = unverified

    @property
    def signer(self) -> Verifier:
        """What the requests of this operation are signed for."""
        if callable(self.sign):
            return self.sign
        return self.sign.get(self.id, unverified)

    def request(self, events: Sequence[M], parameters: Mapping[str, str]) -> Request:
        """Write the request that brings these events, not signed yet."""
        written = [self.event.encode(one, HTTPStatus.OK) for one in events]
        known = list(_chain(self.tag))
        bodies = [_with_tags(one.body, known) for one in written]
        fields = dict(written[0].headers) if written else {}
        for one in known:
            if isinstance(one, Header):
                fields[one.name.lower()] = str(_plain(one.values[0]))
        return Request(
            self.method,
            _PARAMETER.sub(lambda at: quote(parameters[at[1]], safe=""), self.path),
            fields=[(name.encode(), octets(value)) for name, value in fields.items()],
            body=bodies[0] if self.batch is None else self.batch.body(*bodies),
        )

    def read(self, response: Response) -> R | None:
        """Read a reply, or raise ``ProblemError`` or ``UnfitError``."""
        if not response.body:
            return None
        fields = [(name.encode(), octets(value)) for name, value in response.headers]
        held = Request("", "", fields=fields, body=response.body)
        return self.reply.decode(self.reply.read(held))


class Sends:
    """Sends events, and reads what is answered.

    Args:
        transport: Brings the requests to the receiver.
        root: What stands before the paths of the document, where the receiver sees it
            as well: it is signed, unlike the path of a transport's URL.
        fields: Header fields of each request, in place of those of the document.
        sign: What is signed for, in place of what the document asks for.

    """

    def __init__(
        self,
        transport: Transport,
        *,
        root: str = "",
        fields: Mapping[str, str] | None = None,
        sign: Verifier | Signer | None = None,
    ) -> None:
        """Keep what was chosen."""
        self._transport = transport
        self._root = root.rstrip("/")
        self._fields = dict(fields or {})
        self._sign = sign

    async def _send(
        self,
        row: Outgoing[M, R],
        events: Sequence[M],
        parameters: Mapping[str, str],
    ) -> R | None:
        """Send events, and give the reply, ``None`` where the answer has no body.

        Raises:
            SendError: What is answered is neither a success nor declared, or not of the
                declared type.
            ValueError: The request cannot be signed.
            OSError: Nothing is answered.

        """
        response = await self._answer(row, events, parameters)
        try:
            return row.read(response)
        except (ProblemError, UnfitError) as error:
            reason = "what is answered is not of the type that the document declares"
            raise SendError(row.id, response, reason) from error

    async def _answer(
        self,
        row: Outgoing[M, R],
        events: Sequence[M],
        parameters: Mapping[str, str],
    ) -> Response:
        """Send events, and give the answer as it is; raises as ``_send`` does."""
        request = row.request(events, parameters)
        request.path = self._root + request.path
        for name, value in self._fields.items():
            request = with_field(request, name, octets(value))
        signer = row.signer if self._sign is None else self._sign
        response = await self._transport(signed(signer, request))
        if response.status not in _SUCCESS and response.status not in row.refusals:
            reason = f"the receiver answers with {response.status}"
            raise SendError(row.id, response, reason)
        return response


def _chain(tag: Known | None) -> Iterator[Known]:
    """Yield all by which events are known: what tells first comes last."""
    while tag is not None:
        yield tag
        tag = tag.given


def _with_tags(body: bytes, known: Iterable[Known]) -> bytes:
    """Give an event the tags by which it is known."""
    for tag in known:
        if isinstance(tag, Tag):
            body = _with_tag(body, tag)
    return body


def _with_tag(body: bytes, tag: Tag) -> bytes:
    """Give an event a tag, where it says nothing there."""
    try:
        value = from_json(body)
    except ValueError:  # a form, which has its tag as one of its fields
        return body
    *above, name = path_of(tag)
    inner = value
    for step in above:
        inner = inner.get(step) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or inner.get(name) is not None:
        return body
    inner[name] = _plain(tag.values[0])
    return to_json(value)


def _plain(value: Value) -> Value:
    """Give a value of a tag; one that stands for many ends in ``*``."""
    return value.removesuffix("*") if isinstance(value, str) else value
