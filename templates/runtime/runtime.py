"""Requests to responses, with no framework: address, verification, message, answer."""

import logging
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from ._codec import Codec, JsonValue, override, set_aside
from ._encodings import CODINGS, NAME, unpack
from ._endpoints import Endpoint, Endpoints, not_json
from ._form import FieldsBody, FieldsReply, FormBody, FormReply
from ._http import (
    Headers,
    ProblemError,
    Request,
    Response,
    current_request,
    enter,
)
from ._misfits import UnfitError
from ._operation import (
    AnyReply,
    EmptyReply,
    JsonBody,
    JsonReply,
    NoBody,
    Operation,
    RawBody,
    RawReply,
    Reply,
    Tag,
    TextBody,
    TextReply,
)
from ._settings import DEFAULTS, Settings
from .handshakes import Handshake, shake

__all__ = [
    "DEFAULTS",
    "AnyReply",
    "Codec",
    "Dispatcher",
    "EmptyReply",
    "FieldsBody",
    "FieldsReply",
    "FormBody",
    "FormReply",
    "Handshake",
    "Headers",
    "JsonBody",
    "JsonReply",
    "JsonValue",
    "NoBody",
    "Operation",
    "ProblemError",
    "RawBody",
    "RawReply",
    "Reply",
    "Request",
    "Response",
    "Routes",
    "Settings",
    "Tag",
    "TextBody",
    "TextReply",
    "UnfitError",
    "current_request",
    "override",
    "set_aside",
]

H = TypeVar("H")
M = TypeVar("M")

logger = logging.getLogger(__package__)


class Routes(Generic[H]):
    """The operations by path and method, and the way of a request through one.

    Attributes:
        settings: What was chosen.
        operations: What is served at each path and method.

    Raises:
        ValueError: Several operations share an address and no tag tells them apart, or
            the one URL takes an operation whose own address has parameters.

    """

    def __init__(
        self,
        operations: Sequence[Operation[H, Any, Any]],
        settings: Settings = DEFAULTS,
    ) -> None:
        """Find out what is served where."""
        self.settings = settings
        self._endpoints = Endpoints(operations, settings.one_url)

    @property
    def operations(self) -> Mapping[tuple[str, str], Sequence[Operation[H, Any, Any]]]:
        """What is served at each path and method."""
        return self._endpoints.operations

    async def answer(self, request: Request, handlers: H) -> Response:
        """Answer; every failure is a response, and only a cancellation passes."""
        name = "the request"
        enter(request)
        try:
            endpoint = self._bounded(request)
            if self.settings.verify is not None and not endpoint.allow:
                verdict = self.settings.verify(request)
                if verdict is not None:
                    await verdict
            if not CODINGS.isdisjoint(map(NAME, request.fields)):
                unpack(request, self.settings.max_body)
            asked = self.settings.handshakes
            agreed = await shake(asked, request, endpoint.allow) if asked else None
            if agreed is not None:
                return agreed
            operation = endpoint.choose(request)
            if operation is None:
                return await self._unknown(request)
            name = operation.id
            body = operation.read(handlers, request)
            try:
                message = operation.body.decode(body)
            except UnfitError as error:
                message = self._salvage(operation, body, error)
            reply = await operation.call(handlers, message, request)
            answer = operation.reply.encode(reply, operation.status)
            return operation.write(handlers, answer)
        except ProblemError as problem:
            return problem.response
        except NotImplementedError:
            logger.exception("%s: not implemented", name)
            return ProblemError(501, "Not Implemented").response
        except Exception:
            logger.exception("%s: failed", name)
            return ProblemError(500, "Internal Server Error").response

    def _bounded(self, request: Request) -> Endpoint[H]:
        """Find what serves a request whose body is within the bound."""
        if len(request.body) > self.settings.max_body:
            raise too_large()
        return self._endpoints.find(request)

    def _salvage(
        self,
        operation: Operation[H, M, Any],
        body: bytes,
        error: UnfitError,
    ) -> M:
        if not error.is_json:
            raise not_json() from error
        how = operation.body
        if not (self.settings.set_aside and isinstance(how, JsonBody | FormBody)):
            raise _unfit(error) from error
        codec: Codec[M] = how.codec
        kept = operation.tag.property if operation.tag else None
        try:
            message = codec.salvage(body, kept=kept)
        except UnfitError:
            raise _unfit(error) from error
        logger.warning("%s: set aside %s", operation.id, list(set_aside(message)))
        return message

    async def _unknown(self, request: Request) -> Response:
        if self.settings.on_unknown is not None:
            given = self.settings.on_unknown(request)
            answer = await given if isinstance(given, Awaitable) else given
            if answer is not None:
                return answer
        logger.warning("an event that no operation knows was acknowledged")
        return Response(HTTPStatus.NO_CONTENT)


class Dispatcher(Generic[H]):
    """Answers requests with one set of handlers."""

    def __init__(
        self,
        handlers: H,
        operations: Sequence[Operation[H, Any, Any]],
        settings: Settings = DEFAULTS,
    ) -> None:
        """Serve these operations with these handlers."""
        self.routes = Routes(operations, settings)
        self._handlers = handlers

    def __call__(self, request: Request) -> Coroutine[Any, Any, Response]:
        """Answer; every failure is a response, and only a cancellation passes."""
        return self.routes.answer(request, self._handlers)


def too_large() -> ProblemError:
    """Refuse a body above the bound."""
    return ProblemError(413, "Content Too Large")


def _unfit(error: UnfitError) -> ProblemError:
    return ProblemError(
        422,
        "Unprocessable Content",
        detail="The body does not fit what is expected here.",
        errors=[(misfit.pointer, misfit.detail) for misfit in error.misfits],
    )
