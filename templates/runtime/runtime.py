"""Requests to responses, with no framework: address, verification, message, answer."""

import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from ._batch import Batch, together
from ._codec import Codec, JsonValue, override, set_aside, to_json
from ._context import CallNext, Context, InBody, InHeader, Middleware
from ._course import Course, asked, titled
from ._encodings import CODINGS, NAME, json_in_utf8, unpack
from ._endpoints import Endpoint, Endpoints
from ._form import FieldsBody, FieldsReply, FormBody, FormReply
from ._guard import Guard
from ._http import (
    Headers,
    ProblemError,
    Request,
    Response,
    current_request,
    enter,
    not_json,
    too_large,
)
from ._known import Header, Key, Tag
from ._misfits import UnfitError
from ._operation import (
    AnyReply,
    EmptyReply,
    JsonBody,
    JsonReply,
    LeftOut,
    NoBody,
    Operation,
    Partial,
    RawBody,
    RawReply,
    Reply,
    SeveralReplies,
    TextBody,
    TextReply,
)
from ._policy import Deliveries, Failure, Mode, Policy, ReplyError
from ._running import settle, settled
from ._settings import DEFAULTS, Settings
from .handshakes import Handshake, shake

__all__ = [
    "DEFAULTS",
    "AnyReply",
    "Batch",
    "CallNext",
    "Codec",
    "Context",
    "Deliveries",
    "Dispatcher",
    "EmptyReply",
    "Failure",
    "FieldsBody",
    "FieldsReply",
    "FormBody",
    "FormReply",
    "Handshake",
    "Header",
    "Headers",
    "InBody",
    "InHeader",
    "JsonBody",
    "JsonReply",
    "JsonValue",
    "Key",
    "LeftOut",
    "Middleware",
    "Mode",
    "NoBody",
    "Operation",
    "Partial",
    "Policy",
    "ProblemError",
    "RawBody",
    "RawReply",
    "Reply",
    "ReplyError",
    "Request",
    "Response",
    "Routes",
    "Settings",
    "SeveralReplies",
    "Tag",
    "TextBody",
    "TextReply",
    "UnfitError",
    "current_request",
    "override",
    "set_aside",
    "settled",
    "to_json",
]

H = TypeVar("H")

logger = logging.getLogger(__package__)

_EVENT = (b"content-type", b"application/json; charset=utf-8")


class Routes(Generic[H]):
    """The operations by path and method, and the way of a request through one.

    Attributes:
        settings: What was chosen.
        operations: What is served at each path and method.

    Raises:
        ValueError: Several operations share an address and no tag tells them apart, or
            the one URL takes an operation whose own address has parameters, or what was
            chosen does not fit the operations, or nothing verifies what the document
            secures.

    """

    def __init__(
        self,
        operations: Sequence[Operation[H, Any, Any]],
        settings: Settings = DEFAULTS,
    ) -> None:
        """Find out what is served where."""
        self.settings = settings
        self._endpoints = Endpoints(operations, settings)
        self._guard = Guard(settings.verify, self._endpoints.operations)
        self._courses = {id(one): Course(one, settings) for one in operations}
        self._bounds_differ = settings.bounds_differ
        if unknown := settings.policies.keys() - {one.id for one in operations}:
            message = (
                f"there are policies for no operation: {', '.join(sorted(unknown))}"
            )
            raise ValueError(message)

    @property
    def operations(self) -> Mapping[tuple[str, str], Sequence[Operation[H, Any, Any]]]:
        """What is served at each path and method."""
        return self._endpoints.operations

    def serves(self, request: Request) -> bool:
        """Say whether something is served at the path, by whatever method."""
        return self._endpoints.serves(request)

    def bound(self, request: Request) -> int:
        """Say how much of its body need be read to answer a request, in bytes.

        Where operations share an address, that is what one of them takes at most; one
        byte more shows that the body is too large for all of them.
        """
        if not self._bounds_differ:
            return self.settings.max_body
        try:
            return self._endpoints.find(request).most
        except ProblemError:
            return self.settings.max_body

    async def answer(self, request: Request, handlers: H) -> Response:
        """Answer; every failure is a response, and only a cancellation passes."""
        enter(request)
        try:
            endpoint = self._endpoints.find(request)
            if len(request.body) > endpoint.most:
                raise too_large()
            if self.settings.verify is not None and not endpoint.allow:
                refusal = await self._refusal(endpoint.first, request)
                if refusal is not None:
                    return refusal
            if not CODINGS.isdisjoint(map(NAME, request.fields)):
                unpack(request, endpoint.most)
            if self.settings.handshakes:
                shaken = await self._shaken(endpoint, request)
                if shaken is not None:
                    return shaken
            if endpoint.batch is not None:
                return await self._events(endpoint, endpoint.batch, request, handlers)
            if endpoint.only is not None:
                return await self._courses[id(endpoint.only)].answer(request, handlers)
            answer = await self._event(endpoint, request, handlers)
        except ProblemError as problem:
            return problem.response
        return answer or self._unknown("no operation knows an event")

    async def _event(
        self,
        endpoint: Endpoint[H],
        request: Request,
        handlers: H,
    ) -> Response | None:
        """Answer one event; ``None`` if nobody knows it."""
        try:
            operation = endpoint.choose(request)
        except UnfitError as error:
            return await self._unreadable(request, error)
        if operation is None:
            return await asked(self.settings.on_unknown, request)
        return await self._courses[id(operation)].answer(request, handlers)

    async def _events(
        self,
        endpoint: Endpoint[H],
        batch: Batch,
        request: Request,
        handlers: H,
    ) -> Response:
        """Answer the events of a batch, each in its turn, whatever becomes of others.

        An item that has no event at its place is one that no operation knows.
        """
        try:
            events = batch.events(json_in_utf8(request))
        except UnfitError as error:
            return await self._unreadable(request, error)
        if events is None:
            given = await asked(self.settings.on_unknown, request)
            return given or self._unknown("no operation knows what is no batch")
        # What was cut out is in UTF-8, whatever the header says of the whole.
        fields = [one for one in request.fields if one[0].lower() != b"content-type"]
        fields.append(_EVENT)
        answers: list[Response | None] = []
        for event in events:
            body = b"null" if event is None else event
            one = replace(request, body=body, fields=fields)
            answers.append(await self._event(endpoint, one, handlers))
        unknown = answers.count(None)
        if not unknown:
            return together([one for one in answers if one is not None])
        told = f"of {len(answers)} events, no operation knows {unknown}"
        lost = self._unknown(told)
        return together([one or lost for one in answers])

    async def _shaken(self, endpoint: Endpoint[H], request: Request) -> Response | None:
        """Answer what one of the handshakes answers."""
        try:
            return await shake(self.settings.handshakes, request, endpoint.allow)
        except ProblemError as problem:
            return problem.response
        except Exception:
            logger.exception("a handshake failed")
            return titled(500)

    async def _refusal(self, operation: str, request: Request) -> Response | None:
        """Verify; return the answer to a request that does not stand the test."""
        try:
            verdict = self._guard.check(operation, request)
            if verdict is not None:
                await verdict
        except ProblemError as problem:
            logger.warning("a request was refused: %s", problem)
            return problem.restated(self.settings.refused)
        except Exception:
            logger.exception("verification failed")
            return titled(500)
        return None

    async def _unreadable(self, request: Request, error: UnfitError) -> Response:
        """Answer a body that does not even tell what it is."""
        logger.warning("the body of an event cannot be read")
        failure = Failure(request=request, operation="", error=error)
        given = await asked(self.settings.on_invalid, failure)
        cause = error.__cause__
        problem = cause if isinstance(cause, ProblemError) else not_json()
        return given or problem.restated(self.settings.policy.unreadable)

    def _unknown(self, told: str) -> Response:
        """Log an event that no operation knows, and answer it."""
        logger.warning(told)
        return titled(self.settings.unknown)


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

    async def settle(self) -> None:
        """Wait for the handlers of events that were answered before.

        Those of all dispatchers of this package that run in this event loop.
        """
        await settle()
