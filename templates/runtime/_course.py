"""The way of an event through one operation: read, handled, answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeAlias, TypeVar, cast

from ._codec import set_aside
from ._context import CallNext, Context, around
from ._form import FormBody
from ._http import ProblemError, Request, Response, name_of, not_json, too_large
from ._known import kept_of
from ._misfits import UnfitError
from ._operation import AnyReply, EmptyReply, JsonBody, Operation, SeveralReplies
from ._policy import UNSET, Failure, LateError, Mode, Policy, ReplyError
from ._running import Deadline, start, within
from ._settings import Settings

H = TypeVar("H")
M = TypeVar("M")
R = TypeVar("R")
T = TypeVar("T")

Answering: TypeAlias = Coroutine[Any, Any, Response]

logger = logging.getLogger(__package__)


class Course(Generic[H, M, R]):
    """One operation, and what was chosen for it.

    Raises:
        ValueError: The fallback is no answer of the operation, or an answer that is the
            handler's is to be given before there is one.

    """

    def __init__(
        self,
        operation: Operation[H, M, R],
        settings: Settings,
    ) -> None:
        """Choose the policy."""
        self._operation = operation
        self._settings = settings
        self._policy = settings.policy_of(operation.id)
        self._most = settings.bound_of(operation.id)
        self._fallback = _fallback(operation, self._policy)
        self._early = _early(operation, self._policy, self._fallback)
        chosen = settings.deliveries, settings.middlewares, self._policy.budget
        self._is_plain = self._early is None and not any(chosen)
        self._bounds_differ = settings.bounds_differ

    async def answer(self, request: Request, handlers: H) -> Response:
        """Answer an event; every failure is a response.

        This is all that most events go through: each further call is a part of what an
        answer costs.
        """
        operation = self._operation
        try:
            if self._bounds_differ:
                self._check_size(request)
            try:
                if operation.decode is None:
                    content = operation.body.read(request)
                else:
                    content = operation.read(handlers, request)
                message = self._read(content)
            except UnfitError as error:
                return await self._invalid(request, handlers, error)
            except ProblemError as problem:
                return await self._unreadable(request, problem, problem)
            if self._is_plain:
                reply = await operation.call(handlers, message, request)
                return self._written(reply, handlers)
            return await self._once(self._context(request, content, message), handlers)
        except ProblemError as problem:
            return problem.response
        except Exception as error:
            told = _told(error)
            logger.exception("%s: %s", self._operation.id, told)
            return await self._failed(request, handlers, error)

    def _check_size(self, request: Request) -> None:
        """Refuse what another operation at the address may take, and this one not."""
        if max(len(request.body), len(request.sent)) > self._most:
            raise too_large()

    def _read(self, content: bytes) -> M:
        """Read the body, setting aside what may as well be absent."""
        operation = self._operation
        try:
            return operation.body.decode(content)
        except UnfitError as error:
            aside = error.is_json and self._settings.set_aside
            if not aside or not isinstance(operation.body, JsonBody | FormBody):
                raise
        kept = kept_of(operation.tag)
        message: M = operation.body.codec.salvage(content, kept=kept)
        logger.warning("%s: set aside %s", operation.id, list(set_aside(message)))
        return message

    def _context(self, request: Request, content: bytes, message: M) -> Context:
        operation, chosen = self._operation, self._settings.event_id
        event, correlation = (
            None if place is None else place.find(request, content)
            for place in (operation.event_id, operation.correlation_id)
        )
        if chosen is not None and event is None:
            event = chosen(request)
        return Context(
            request=request,
            operation=operation.id,
            message=message,
            event_id=event,
            correlation_id=correlation,
        )

    async def _once(self, context: Context, handlers: H) -> Response:
        """Handle an event that was not handled before; else answer as then."""
        deliveries, event = self._settings.deliveries, context.event_id
        if deliveries is None:
            return await self._timely(context, handlers)
        if event is None:
            logger.warning("%s: no id tells an event from others", context.operation)
            return await self._timely(context, handlers)
        known = await deliveries.begin(context.operation, event)
        if known is not None:
            logger.info("%s: an event was answered before", context.operation)
            return known
        try:
            response = await self._timely(context, handlers)
        except BaseException:
            await deliveries.end(context.operation, event, None)
            raise
        await deliveries.end(context.operation, event, response)
        return response

    async def _timely(self, context: Context, handlers: H) -> Response:
        """Answer at once where that was chosen, and else when the handler returns."""
        handling = self._surrounded(context, handlers)
        if self._early is None:
            return await handling
        deadline = Deadline(self._settings.settle)
        answering = deadline.keep(handling)
        start(self._guarded(context.request, handlers, answering), deadline)
        return self._operation.write(handlers, self._early)

    async def _surrounded(self, context: Context, handlers: H) -> Response:
        """Call the handler within its middlewares and its budget."""
        operation = self._operation

        def handler(inner: Context) -> Awaitable[object]:
            return operation.call(handlers, inner.message, inner.request)

        call: CallNext = handler
        for middleware in reversed(self._settings.middlewares):
            call = around(middleware, call)
        budget = self._policy.budget
        late = f"the handler took more than {budget} s"
        reply = await within(asyncio.timeout(budget), call(context), late)
        return self._written(cast("R", reply), handlers)

    def _written(self, reply: R, handlers: H) -> Response:
        operation = self._operation
        try:
            written = operation.reply.encode(reply, operation.status)
        except Exception as error:
            message = f"{operation.id} may not answer that: {error}"
            raise ReplyError(message) from error
        if operation.encode is None:
            return written
        return operation.write(handlers, written)

    async def _guarded(
        self,
        request: Request,
        handlers: H,
        answering: Answering,
    ) -> Response:
        """Answer for whatever goes wrong."""
        try:
            return await answering
        except ProblemError as problem:
            return problem.response
        except Exception as error:
            told = _told(error)
            logger.exception("%s: %s", self._operation.id, told)
            return await self._failed(request, handlers, error)

    async def _failed(
        self,
        request: Request,
        handlers: H,
        error: Exception,
    ) -> Response:
        if self._settings.propagate:
            raise error
        given = await asked(self._settings.on_error, self._failure(request, error))
        return given or self._instead(handlers) or titled(self._status(error))

    def _status(self, error: Exception) -> int:
        match error:
            case NotImplementedError():
                return 501
            case LateError():
                return self._policy.late
            case _:
                return self._policy.failed

    async def _invalid(
        self,
        request: Request,
        handlers: H,
        error: UnfitError,
    ) -> Response:
        if not error.is_json:
            return await self._unreadable(request, not_json(), error)
        operation, status = self._operation, self._policy.unfit
        pointers = [misfit.pointer for misfit in error.misfits]
        logger.warning("%s: does not fit at %s", operation.id, pointers)
        if status is None and not _is_answered(operation.reply):
            status = 204
        given = await asked(self._settings.on_invalid, self._failure(request, error))
        return given or self._instead(handlers) or _unfit(error).restated(status)

    async def _unreadable(
        self,
        request: Request,
        problem: ProblemError,
        error: Exception,
    ) -> Response:
        logger.warning("%s: cannot be read", self._operation.id)
        given = await asked(self._settings.on_invalid, self._failure(request, error))
        return given or problem.restated(self._policy.unreadable)

    def _failure(self, request: Request, error: Exception) -> Failure:
        return Failure(request=request, operation=self._operation.id, error=error)

    def _instead(self, handlers: H) -> Response | None:
        """Write the fallback, if there is one."""
        if self._fallback is None:
            return None
        return self._operation.write(handlers, self._fallback)


async def asked(
    hook: Callable[[T], Awaitable[Response | None] | Response | None] | None,
    seen: T,
) -> Response | None:
    """Ask a hook; one that raises is logged, and has not answered."""
    if hook is None:
        return None
    try:
        given = hook(seen)
        return await given if isinstance(given, Awaitable) else given
    except Exception:
        logger.exception("a hook failed")
        return None


def _told(error: Exception) -> str:
    """Say for the log what went wrong."""
    match error:
        case NotImplementedError():
            return "not implemented"
        case LateError():
            return "late"
        case _:
            return "failed"


def titled(status: int) -> Response:
    """Answer with a status and its name alone."""
    return ProblemError(status, name_of(status)).restated(status)


def _unfit(error: UnfitError) -> ProblemError:
    return ProblemError(
        422,
        "Unprocessable Content",
        detail="The body does not fit what is expected here.",
        errors=[(misfit.pointer, misfit.detail) for misfit in error.misfits],
    )


def _fallback(operation: Operation[H, M, R], policy: Policy) -> Response | None:
    if policy.fallback is UNSET:
        return None
    try:
        return operation.reply.encode(cast("R", policy.fallback), operation.status)
    except Exception as error:
        message = f"the fallback of {operation.id} is no answer of it"
        raise ValueError(message) from error


def _early(
    operation: Operation[H, M, R],
    policy: Policy,
    fallback: Response | None,
) -> Response | None:
    """Return what is answered before the handler is called, if that was chosen."""
    if policy.mode is Mode.REPLY:
        return None
    if fallback is not None:
        return fallback
    if _is_answered(operation.reply):
        message = f"{operation.id} needs a fallback to be answered before it is handled"
        raise ValueError(message)
    return operation.reply.encode(cast("R", None), operation.status)


def _is_answered(reply: object) -> bool:
    """Tell whether the document declares what is answered, and that something is."""
    if isinstance(reply, SeveralReplies):
        return reply.empty is None
    return not isinstance(reply, AnyReply | EmptyReply)
