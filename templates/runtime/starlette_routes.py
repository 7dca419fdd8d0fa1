"""The handlers as routes of Starlette."""

from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from .asgi import Application, application, request_of
from .handlers import Handlers
from .operations import OPERATIONS
from .runtime import DEFAULTS, Routes, Settings


def create_routes(
    handlers: Handlers,
    settings: Settings = DEFAULTS,
) -> list[BaseRoute]:
    """Make routes that answer with these handlers.

    They take the paths of this package, and leave all others to your routes, whether
    they stand at the root or below a ``Mount``.
    """
    served = Routes(OPERATIONS, settings)
    return [_Served(served, application(handlers, settings))]


class _Served(BaseRoute):
    """All paths of the package: Starlette's own routes know but decoded ones."""

    def __init__(self, served: Routes[Handlers], app: Application) -> None:
        self._served = served
        self._app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        http = scope["type"] == "http"
        found = http and self._served.serves(request_of(scope))
        return (Match.FULL if found else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
