"""Requests to responses, with no framework: address, verification, message, answer."""

import logging
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from ._batch import Batch, together
from ._codec import Codec, JsonValue, override, set_aside
from ._endpoints import Endpoint, Endpoints, not_json
from ._http import (
    Headers,
    ProblemError,
    Request,
    Response,
    current_request,
    enter,
)
from ._known import Header, Key, Tag, kept_of
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
    TextBody,
    TextReply,
)
from ._settings import DEFAULTS, Settings

__all__ = [
    "DEFAULTS",
    "AnyReply",
    "Batch",
    "Codec",
    "Dispatcher",
    "EmptyReply",
    "Header",
    "Headers",
    "JsonBody",
    "JsonReply",
    "JsonValue",
    "Key",
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
A = TypeVar("A")

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
        enter(request)
        return await _guarded("the request", self._request(request, handlers))

    async def _request(self, request: Request, handlers: H) -> Response:
        endpoint = self._bounded(request)
        if self.settings.verify is not None:
            verdict = self.settings.verify(request)
            if verdict is not None:
                await verdict
        if endpoint.batch is None:
            return _together([await self._event(endpoint, request, handlers)])
        try:
            events = endpoint.batch.events(request.body)
        except UnfitError as error:
            raise not_json() from error
        if events is None:
            return _together([await self._unknown(request)])
        return _together(await self._events(endpoint, events, request, handlers))

    async def _events(
        self,
        endpoint: Endpoint[H],
        events: Sequence[bytes | None],
        request: Request,
        handlers: H,
    ) -> list[Response | None]:
        """Answer the events of a batch, each in its turn, whatever becomes of others.

        An item that has no event at its place is one that no operation knows.
        """
        answers: list[Response | None] = []
        for event in events:
            one = replace(request, body=b"null" if event is None else event)
            answer = self._event(endpoint, one, handlers)
            answers.append(await _guarded("an event of a batch", answer))
        return answers

    async def _event(
        self,
        endpoint: Endpoint[H],
        request: Request,
        handlers: H,
    ) -> Response | None:
        """Answer one event; ``None`` if nobody knows it."""
        operation = endpoint.choose(request)
        if operation is None:
            return await self._unknown(request)
        answer = self._handled(operation, request, handlers)
        return await _guarded(operation.id, answer)

    async def _handled(
        self,
        operation: Operation[H, M, Any],
        request: Request,
        handlers: H,
    ) -> Response:
        body = operation.read(handlers, request.body)
        try:
            message = operation.body.decode(body)
        except UnfitError as error:
            message = self._salvage(operation, body, error)
        reply = await operation.call(handlers, message, request)
        answer = operation.reply.encode(reply, operation.status)
        return operation.write(handlers, answer)

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
        if not self.settings.set_aside or not isinstance(operation.body, JsonBody):
            raise _unfit(error) from error
        codec: Codec[M] = operation.body.codec
        try:
            message = codec.salvage(body, kept=kept_of(operation.tag))
        except UnfitError:
            raise _unfit(error) from error
        logger.warning("%s: set aside %s", operation.id, list(set_aside(message)))
        return message

    async def _unknown(self, request: Request) -> Response | None:
        if self.settings.on_unknown is None:
            return None
        given = self.settings.on_unknown(request)
        return await given if isinstance(given, Awaitable) else given


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


def _together(answers: Sequence[Response | None]) -> Response:
    """Answer a request by the answers to its events; ``None`` is for an unknown one."""
    unknown = answers.count(None)
    if unknown and len(answers) == 1:
        logger.warning("an event that no operation knows was acknowledged")
    elif unknown:
        told = "of %d events, %d that no operation knows were acknowledged"
        logger.warning(told, len(answers), unknown)
    return together([one or Response(HTTPStatus.NO_CONTENT) for one in answers])


async def _guarded(name: str, answer: Awaitable[A]) -> A | Response:
    """Answer for what is raised as well; only a cancellation passes."""
    try:
        return await answer
    except ProblemError as problem:
        return problem.response
    except NotImplementedError:
        logger.exception("%s: not implemented", name)
        return ProblemError(501, "Not Implemented").response
    except Exception:
        logger.exception("%s: failed", name)
        return ProblemError(500, "Internal Server Error").response


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
