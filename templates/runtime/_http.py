"""What goes in and comes out of a dispatcher, whatever the server."""

from collections.abc import (
    AsyncIterable,
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeAlias, cast

from ._codec import to_json

Fields: TypeAlias = tuple[tuple[str, str], ...]

JSON: Fields = (("content-type", "application/json"),)
PROBLEM: Fields = (("content-type", "application/problem+json"),)


class Headers(Mapping[str, str]):
    """Header fields: names in any case, repeated ones joined by commas.

    They are read when they are looked up, since most never are.
    """

    def __init__(self, fields: Collection[tuple[bytes, bytes]]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        wanted = name.lower().encode(errors="backslashreplace")
        value = value_of(self._fields, wanted)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        names = (name.decode("latin-1").lower() for name, _ in self._fields)
        return iter(dict.fromkeys(names))

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self._fields})


def value_of(fields: Collection[tuple[bytes, bytes]], name: bytes) -> str | None:
    """Look a header field up by its name in lower case; ``None`` if it is not there."""
    found = [value for key, value in fields if key.lower() == name]
    return b", ".join(found).decode("latin-1") if found else None


_no_parameters = cast("Callable[[], dict[str, str]]", dict)


@dataclass(slots=True)
class Request:
    """What arrived.

    Attributes:
        method: In upper case.
        path: As received: percent-encoded, and with ``root``.
        query: As received, without the question mark.
        fields: The header fields as received, with names as a server spells them: in
            lower case, as ASGI has them. ``headers`` is the way to read them.
        body: As received, until the request is verified; from then on without its
            content encodings, while ``sent`` stays what was signed.
        root: The part of ``path`` above this package's own paths.
        parameters: The parts of the path that its template names, decoded.

    """

    method: str
    path: str
    query: str = ""
    fields: Collection[tuple[bytes, bytes]] = ()
    body: bytes = b""
    root: str = ""
    parameters: Mapping[str, str] = field(default_factory=_no_parameters)
    _sent: bytes | None = field(default=None, init=False, repr=False)

    @property
    def headers(self) -> Headers:
        """The header fields, looked up by name in any case."""
        return Headers(self.fields)

    @property
    def sent(self) -> bytes:
        """The body as it came over the wire, whatever ``body`` has become."""
        return self.body if self._sent is None else self._sent

    def unpack(self, body: bytes) -> None:
        """Let ``body`` be what its content encodings wrap."""
        self._sent = self.sent
        self.body = body


@dataclass(slots=True)
class Response:
    """What is answered."""

    status: int = 200
    body: bytes = b""
    headers: Fields = ()


async def gathered(chunks: AsyncIterable[bytes], most: int) -> bytes:
    """Put a body together, no further than the first piece beyond its bound."""
    body = b""
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            break
    return body


_NAMES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""What older versions of Python call otherwise than RFC 9110."""


def name_of(status: int) -> str:
    """Return the name of a status."""
    return _NAMES.get(status) or HTTPStatus(status).phrase


_CURRENT: ContextVar[Request] = ContextVar("current_request")


enter: Final = _CURRENT.set
"""Makes a request the one that ``current_request`` gives from here on."""


def current_request() -> Request:
    """Give a handler the request that it is answering, for its headers above all.

    Raises:
        LookupError: No request is being answered here.

    """
    return _CURRENT.get()


class ProblemError(Exception):
    """A refusal, answered as a problem (RFC 9457).

    Args:
        status: An HTTP status.
        title: Its name: short, and the same each time.
        detail: What the caller may know; nothing of what was sent belongs here.
        errors: Pairs of a JSON pointer and what is wrong there.
        headers: Header fields to send along, such as ``www-authenticate``.

    """

    def __init__(
        self,
        status: int,
        title: str,
        *,
        detail: str | None = None,
        errors: Sequence[tuple[str, str]] = (),
        headers: Fields = (),
    ) -> None:
        super().__init__(title)
        self._problem: dict[str, object] = {"title": title, "status": status}
        if detail is not None:
            self._problem["detail"] = detail
        if errors:
            told = [{"pointer": at, "detail": why} for at, why in errors]
            self._problem["errors"] = told
        self._headers = headers

    @property
    def response(self) -> Response:
        """The answer."""
        status = cast("int", self._problem["status"])
        return Response(status, to_json(self._problem), PROBLEM + self._headers)

    def restated(self, status: int | None) -> Response:
        """Answer with another status, if any; one below 400 has no body."""
        if status is None:
            return self.response
        if status < HTTPStatus.BAD_REQUEST:
            return Response(status)
        problem = {**self._problem, "title": name_of(status), "status": status}
        return Response(status, to_json(problem), PROBLEM + self._headers)


def bad_request(detail: str | None = None) -> ProblemError:
    """Refuse what is not written as it should be; ``detail`` says what that is."""
    return ProblemError(HTTPStatus.BAD_REQUEST, "Bad Request", detail=detail)


def not_json() -> ProblemError:
    """Refuse a body that is not JSON."""
    return bad_request("The body is not JSON.")


def too_large(detail: str | None = None) -> ProblemError:
    """Refuse a body above a bound; ``detail`` says of which, if not of its length."""
    return ProblemError(413, "Content Too Large", detail=detail)
