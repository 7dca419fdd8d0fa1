"""Requests to responses, with no framework: address, verification, message, answer."""

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote, unquote

from ._codec import Codec, JsonValue, TagReader, override, set_aside
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

__all__ = [
    "DEFAULTS",
    "AnyReply",
    "Codec",
    "Dispatcher",
    "EmptyReply",
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

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_UNESCAPED = "-._~!$&'()*+,;=:@"

logger = logging.getLogger(__package__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen when the handlers are mounted.

    Attributes:
        one_url: A path that takes every event, told apart by the document's tag.
        verify: Sees the request, undecoded, and raises ``ProblemError(401)``.
        max_body: The largest body that is read, in bytes.
        set_aside: Whether an optional field that does not fit is set aside; if not, the
            event is refused.
        on_unknown: Answers an event whose tag is unknown; without it, or if it answers
            ``None``, the event is logged and acknowledged with 204.

    """

    one_url: str | None = None
    verify: Callable[[Request], Awaitable[None] | None] | None = None
    max_body: int = 1 << 20
    set_aside: bool = True
    on_unknown: (
        Callable[[Request], Awaitable[Response | None] | Response | None] | None
    ) = None


DEFAULTS = Settings()


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
        self._literal: dict[str, dict[str, _Endpoint[H]]] = {}
        self._templates: list[tuple[_Template, str, _Endpoint[H]]] = []
        self.operations = _by_address(operations, settings)
        for (path, method), sharing in self.operations.items():
            endpoint = _endpoint(sharing, every_event=path == settings.one_url)
            template = _Template(path)
            if template.names:
                self._templates.append((template, method, endpoint))
            else:
                self._literal.setdefault(_normal(path), {})[method] = endpoint

    async def answer(self, request: Request, handlers: H) -> Response:
        """Answer; every failure is a response, and only a cancellation passes."""
        name = "the request"
        enter(request)
        try:
            endpoint = self._find(request)
            if self.settings.verify is not None:
                verdict = self.settings.verify(request)
                if verdict is not None:
                    await verdict
            operation = endpoint.choose(request.body)
            if operation is None:
                return await self._unknown(request)
            name = operation.id
            body = operation.read(handlers, request.body)
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

    def _find(self, request: Request) -> "_Endpoint[H]":
        if len(request.body) > self.settings.max_body:
            raise too_large()
        path = request.path.removeprefix(request.root)
        if "%" in path:
            path = _normal(path)
        methods = self._literal.get(path)
        if methods is not None and request.method in methods:
            return methods[request.method]
        allowed = set(methods or ())
        for template, method, endpoint in self._templates:
            parameters = template.match(path)
            if parameters is None:
                continue
            if method == request.method:
                request.parameters = parameters
                return endpoint
            allowed.add(method)
        raise _nowhere(allowed)

    def _salvage(
        self,
        operation: Operation[H, M, Any],
        body: bytes,
        error: UnfitError,
    ) -> M:
        if not error.is_json:
            raise _not_json() from error
        if not self.settings.set_aside or not isinstance(operation.body, JsonBody):
            raise _unfit(error) from error
        codec: Codec[M] = operation.body.codec
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


class _Only(Generic[H]):
    """The one operation of an address."""

    def __init__(self, operation: Operation[H, Any, Any]) -> None:
        self._operation = operation

    def choose(self, _body: bytes) -> Operation[H, Any, Any] | None:
        return self._operation


class _Tagged(Generic[H]):
    """Operations of one address, told apart by a tag in the body."""

    def __init__(self, tag: str, choices: Mapping[str, Operation[H, Any, Any]]) -> None:
        self._tag = TagReader(tag)
        self._choices = choices

    def choose(self, body: bytes) -> Operation[H, Any, Any] | None:
        """Find the operation that the body is for; ``None`` if no tag says."""
        try:
            value = self._tag.read(body)
        except UnfitError as error:
            raise _not_json() from error
        return None if value is None else self._choices.get(value)


_Endpoint: TypeAlias = _Only[H] | _Tagged[H]


class _Template:
    """A path with ``{parameters}``, each within one segment."""

    def __init__(self, path: str) -> None:
        literals = (re.escape(_normal(part)) for part in _PARAMETER.split(path)[::2])
        self.names = _PARAMETER.findall(path)
        self._pattern = re.compile("([^/]+)".join(literals))

    def match(self, path: str) -> dict[str, str] | None:
        """Read the parameters out of a path, ``None`` if it is another path."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        return dict(zip(self.names, map(unquote, found.groups()), strict=True))


def _by_address(
    operations: Sequence[Operation[H, Any, Any]],
    settings: Settings,
) -> dict[tuple[str, str], list[Operation[H, Any, Any]]]:
    """Group by path and method; the one URL takes all operations that have a tag."""
    everything = not any(operation.tag for operation in operations)
    found: dict[tuple[str, str], list[Operation[H, Any, Any]]] = {}
    for operation in operations:
        found.setdefault((operation.path, operation.method), []).append(operation)
        anywhere = everything or operation.tag is not None
        if anywhere and settings.one_url not in (None, operation.path):
            _check_parameters(operation, settings.one_url)
            found.setdefault((settings.one_url, operation.method), []).append(operation)
    return found


def _check_parameters(operation: Operation[H, Any, Any], one_url: str) -> None:
    missing = set(_PARAMETER.findall(operation.path)) - {*_PARAMETER.findall(one_url)}
    if missing:
        names = ", ".join(sorted(missing))
        message = f"{operation.id} needs what the one URL does not have: {names}"
        raise ValueError(message)


def _endpoint(
    sharing: Sequence[Operation[H, Any, Any]],
    *,
    every_event: bool,
) -> _Endpoint[H]:
    tags = [operation.tag for operation in sharing if operation.tag]
    if len(sharing) == 1 and not (every_event and tags):
        return _Only(sharing[0])
    choices = {
        value: operation
        for operation in sharing
        if operation.tag
        for value in operation.tag.values
    }
    one_property = len({tag.property for tag in tags}) == 1
    distinct = len(choices) == sum(len(tag.values) for tag in tags)
    if len(tags) < len(sharing) or not (one_property and distinct):
        names = ", ".join(operation.id for operation in sharing)
        message = f"no tag tells these operations apart: {names}"
        raise ValueError(message)
    return _Tagged(tags[0].property, choices)


def _normal(path: str) -> str:
    """Spell a path in one way: escaped where it has to be, and nowhere else."""
    return "/".join(quote(unquote(part), safe=_UNESCAPED) for part in path.split("/"))


def too_large() -> ProblemError:
    """Refuse a body above the bound."""
    return ProblemError(413, "Content Too Large")


def _nowhere(allowed: set[str]) -> ProblemError:
    if not allowed:
        return ProblemError(404, "Not Found")
    allow = ("allow", ", ".join(sorted(allowed)))
    return ProblemError(405, "Method Not Allowed", headers=(allow,))


def _not_json() -> ProblemError:
    return ProblemError(400, "Bad Request", detail="The body is not JSON.")


def _unfit(error: UnfitError) -> ProblemError:
    return ProblemError(
        422,
        "Unprocessable Content",
        detail="The body does not fit what is expected here.",
        errors=[(misfit.pointer, misfit.detail) for misfit in error.misfits],
    )
