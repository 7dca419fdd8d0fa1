"""The handlers as a mounted application of Litestar."""

from urllib.parse import unquote

from litestar.handlers import ASGIRouteHandler

from .asgi import Receive, Scope, Send, application
from .handlers import Handlers
from .runtime import DEFAULTS, Settings


def create_mount(
    handlers: Handlers,
    settings: Settings = DEFAULTS,
    *,
    path: str = "/",
) -> ASGIRouteHandler:
    """Make a route handler that answers with these handlers.

    Args:
        handlers: The handlers.
        settings: What can be chosen.
        path: The prefix; it answers whatever lies below, whatever the method.

    """
    app = application(handlers, settings)

    async def mounted(scope: Scope, receive: Receive, send: Send) -> None:
        await app(_rooted(scope), receive, send)

    return ASGIRouteHandler(path, is_mount=True, copy_scope=True)(mounted)


def _rooted(scope: Scope) -> Scope:
    """Tell what is above the mount: Litestar leaves but what is below in ``path``."""
    own = f"/{scope['path'].strip('/')}"
    raw_path: bytes | None = scope.get("raw_path")
    if raw_path is None:
        return {**scope, "path": own}
    full = unquote(raw_path.decode("latin-1")).rstrip("/")
    return {**scope, "root_path": full.removesuffix(own)}
