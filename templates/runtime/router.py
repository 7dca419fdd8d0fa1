"""The handlers as a FastAPI router."""

import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, TypeAlias
from urllib.parse import unquote

import fastapi
from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import Scope
from typing_extensions import TypeIs

from ._codec import JsonValue
from ._http import gathered
from ._operation import Body, ReplyBody, SeveralReplies
from .asgi import request_of
from .handlers import Handlers
from .operations import OPERATIONS
from .runtime import (
    DEFAULTS,
    FormBody,
    FormReply,
    JsonBody,
    JsonReply,
    Operation,
    RawBody,
    RawReply,
    Request,
    Routes,
    Settings,
    TextBody,
    TextReply,
    settled,
)

Provider: TypeAlias = Callable[..., Awaitable[Handlers] | AsyncIterator[Handlers]]
Row: TypeAlias = Operation[Handlers, Any, Any]
Schema: TypeAlias = dict[str, Any]
Endpoint: TypeAlias = Callable[..., Awaitable[fastapi.Response]]

_MOST_NESTED = 5
_SLASH = re.compile("%2f", re.IGNORECASE)


def create_router(
    handlers: Handlers | Provider,
    settings: Settings = DEFAULTS,
) -> APIRouter:
    """Make a router that answers with these handlers.

    Args:
        handlers: The handlers; or an ``async def`` dependency that returns or yields
            them for each request, and that may itself depend on anything.
        settings: What can be chosen.

    """
    routes = Routes(OPERATIONS, settings)
    router = APIRouter(route_class=_Route, lifespan=settled)
    for (path, method), rows in routes.operations.items():
        router.add_api_route(
            _fastapi_path(path),
            _endpoint(path, routes, handlers),
            methods=[method],
            operation_id=rows[0].id if [path] == [row.path for row in rows] else None,
            summary=" / ".join(dict.fromkeys(row.summary or row.id for row in rows)),
            status_code=rows[0].status,
            openapi_extra=_described(path, rows),
        )
    for path in {path: None for path, _ in routes.operations}:
        router.add_api_route(
            _fastapi_path(path),
            _endpoint(path, routes, handlers),
            methods=[],  # all others: they are told which ones there are
            operation_id=path,
            include_in_schema=False,
        )
    return router


class _Route(APIRoute):
    """A route that sees an escaped slash as a part of a segment."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        raw_path: bytes | None = scope.get("raw_path")
        path = raw_path.decode("latin-1") if raw_path else scope["path"]
        if raw_path and "%" in path:
            path = unquote(_SLASH.sub("%252F", path))
        return super().matches({**scope, "path": path})


def _endpoint(
    path: str,
    routes: Routes[Handlers],
    handlers: Handlers | Provider,
) -> Endpoint:
    if _is_provider(handlers):

        async def provided(
            request: fastapi.Request,
            handlers: Annotated[Handlers, Depends(handlers)],
        ) -> fastapi.Response:
            return await _answer(path, routes, handlers, request)

        return provided

    async def endpoint(request: fastapi.Request) -> fastapi.Response:
        return await _answer(path, routes, handlers, request)

    return endpoint


def _is_provider(handlers: Handlers | Provider) -> TypeIs[Provider]:
    return inspect.iscoroutinefunction(handlers) or inspect.isasyncgenfunction(handlers)


async def _answer(
    path: str,
    routes: Routes[Handlers],
    handlers: Handlers,
    received: fastapi.Request,
) -> fastapi.Response:
    request = _request(path, received)
    try:
        request.body = await gathered(received.stream(), routes.bound(request))
    except ClientDisconnect:
        return fastapi.Response(status_code=400)  # nobody is there to read it
    response = await routes.answer(request, handlers)
    answer = fastapi.Response(response.body, response.status)
    for name, value in response.headers:
        answer.headers.append(name, value)
    return answer


def _request(path: str, received: fastapi.Request) -> Request:
    """Make a request; whatever prefix the router has, its own path is the end."""
    request = request_of(received.scope)
    request.root = request.path.rsplit("/", path.count("/"))[0]
    return request


def _fastapi_path(path: str) -> str:
    """Spell the parameters as FastAPI wants them: as identifiers."""
    return re.sub(r"\{([^{}]+)\}", lambda name: re.sub(r"[^\w{}]", "_", name[0]), path)


def _described(path: str, rows: Sequence[Row]) -> Schema:
    """Describe what FastAPI cannot see, since it is read from the raw body."""
    names: list[str] = re.findall(r"\{([^{}]+)\}", _fastapi_path(path))
    text = {"type": "string"}
    described: Schema = {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": text}
            for name in names
        ],
    }
    content = _content([row.body for row in rows])
    if content:
        described["requestBody"] = {"required": True, "content": content}
    described["responses"] = _answers(rows)
    return described


def _answers(rows: Sequence[Row]) -> Schema:
    """Describe what is answered, by status."""
    several = [row.reply for row in rows if isinstance(row.reply, SeveralReplies)]
    replies = [_written(row.reply) for row in rows]
    answer = {"description": "Answered", "content": _content(replies)}
    own = [status for one in several for status in one.statuses.values()]
    nothing = [one.empty for one in several if one.empty is not None]
    return {
        **{str(status): {"description": "Answered"} for status in nothing},
        **{str(status): answer for status in (rows[0].status, *own)},
    }


def _written(reply: ReplyBody[Any]) -> ReplyBody[Any]:
    return reply.reply if isinstance(reply, SeveralReplies) else reply


def _content(parts: Sequence[Body[Any]] | Sequence[ReplyBody[Any]]) -> Schema:
    """Describe bodies or replies by their content types, as OpenAPI does."""
    schemas: dict[str, list[JsonValue]] = {}
    for part in parts:
        if isinstance(part, JsonBody | JsonReply | FormBody | FormReply):
            schema = part.codec.schema()
            inlined = _inlined(schema, schema.pop("$defs", {}))
            schemas.setdefault(part.content_type, []).append(inlined)
        elif isinstance(part, TextBody | RawBody | TextReply | RawReply):
            schemas.setdefault(part.content_type, []).append({"type": "string"})
        elif content_type := getattr(part, "content_type", None):
            schemas.setdefault(content_type, []).append({})
    return {
        content_type: {"schema": found[0] if len(found) == 1 else {"oneOf": found}}
        for content_type, found in schemas.items()
    }


def _inlined(
    schema: JsonValue,
    definitions: Mapping[str, JsonValue],
    above: tuple[str, ...] = (),
) -> JsonValue:
    """Put definitions where they are used: OpenAPI would look for them elsewhere.

    A definition within itself, or nested too deep, becomes an open schema.
    """
    if isinstance(schema, list):
        return [_inlined(item, definitions, above) for item in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        if name in above or len(above) == _MOST_NESTED:
            return {}
        return _inlined(definitions[name], definitions, (*above, name))
    union = "anyOf" in schema or "oneOf" in schema
    return {
        key: _inlined(item, definitions, above)
        for key, item in schema.items()
        if not (union and key == "discriminator")
    }
