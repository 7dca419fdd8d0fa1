"""The handlers as a Flask blueprint."""

import flask
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.routing import BaseConverter, Rule

from . import background
from ._http import too_large
from ._wsgi import path_of, request_of
from .handlers import Handlers
from .operations import dispatcher
from .runtime import DEFAULTS, Dispatcher, Response, Settings


class _Rest(BaseConverter):
    """All that follows the prefix: nothing, lines, and slashes as they are."""

    regex = r"[\s\S]*?"
    part_isolating = False


def create_blueprint(
    handlers: Handlers,
    settings: Settings = DEFAULTS,
    *,
    name: str = "asyncapi",
) -> flask.Blueprint:
    """Make a blueprint that answers with these handlers.

    It answers whatever lies under the ``url_prefix`` that it is registered with, and
    that no route of yours matches better. Handlers run in the loop of ``background``.

    Args:
        handlers: The handlers.
        settings: What can be chosen.
        name: What endpoints of the blueprint begin with.

    """
    dispatch = dispatcher(handlers, settings)
    blueprint = flask.Blueprint(name, __name__)

    def answer(rest: str, **_above: object) -> flask.Response:
        return _response(_answer(dispatch, f"/{rest}"))

    def mount(state: BlueprintSetupState) -> None:
        prefix = (state.url_prefix or "").rstrip("/")
        endpoint = f"{state.name_prefix}.{state.name}.answer".lstrip(".")
        state.app.url_map.converters["asyncapi_rest"] = _Rest
        state.app.url_map.add(
            Rule(
                f"{prefix}/<asyncapi_rest:rest>",
                endpoint=endpoint,
                subdomain=state.subdomain,
            )
        )
        state.app.view_functions[endpoint] = answer

    blueprint.record(mount)
    return blueprint


def _answer(dispatch: Dispatcher[Handlers], own: str) -> Response:
    received = flask.request
    path = path_of(received.environ)
    request = request_of(received.environ, path, own)
    received.max_content_length = dispatch.routes.bound(request)
    try:
        request.body = received.get_data()
    except RequestEntityTooLarge:
        return too_large().response
    except ClientDisconnected:
        return Response(400)  # nobody is there to read it
    return background.answer(dispatch(request))


def _response(response: Response) -> flask.Response:
    answer = flask.Response(response.body, response.status)
    del answer.headers["content-type"]
    for name, value in response.headers:
        answer.headers.add(name, value)
    return answer
