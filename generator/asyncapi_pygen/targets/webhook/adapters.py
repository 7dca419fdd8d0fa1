"""What connects the operations to a framework: its vendored files, and how it is mounted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.config import Adapter, Config
from asyncapi_pygen.rendering.code import Code, dotted

_ALWAYS: Final = ("asgi.py", "_paths.py")
_IN_BACKGROUND: Final = ("background.py",)
_HANDLERS: Final = "App()"
_SETTLED: Final = (("runtime", "settled"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Framework:
    """One framework, and what of it the package uses.

    ``files`` are the vendored ones; the first is the one that users import from: ``creates``.
    ``place`` says where the lines ``use`` belong. ``also`` has further imports of the package.
    """

    name: str
    files: tuple[str, ...]
    creates: str
    place: str
    use: tuple[str, ...]
    imports: tuple[str, ...] = ()
    also: tuple[tuple[str, str], ...] = ()


_FRAMEWORKS: Final[Mapping[Adapter, _Framework]] = {
    Adapter.FASTAPI: _Framework(
        name="FastAPI",
        files=("router.py",),
        creates="create_router",
        place="In a FastAPI application",
        use=("api.include_router(create_router(App()))",),
    ),
    Adapter.STARLETTE: _Framework(
        name="Starlette",
        files=("starlette_routes.py",),
        creates="create_routes",
        place="In a Starlette application, among other routes or below a `Mount`",
        use=("app = Starlette(routes=[*create_routes(App())], lifespan=settled)",),
        imports=("from starlette.applications import Starlette",),
        also=_SETTLED,
    ),
    Adapter.LITESTAR: _Framework(
        name="Litestar",
        files=("litestar_mount.py",),
        creates="create_mount",
        place="In a Litestar application",
        use=('app = Litestar([create_mount(App(), path="/hooks")], lifespan=[settled])',),
        imports=("from litestar import Litestar",),
        also=_SETTLED,
    ),
    Adapter.FLASK: _Framework(
        name="Flask",
        files=("flask_blueprint.py", "_wsgi.py", *_IN_BACKGROUND),
        creates="create_blueprint",
        place="In a Flask application; `background.py` says in which loop its handlers run",
        use=('app.register_blueprint(create_blueprint(App()), url_prefix="/hooks")',),
    ),
    Adapter.AIOHTTP: _Framework(
        name="aiohttp",
        files=("aiohttp_routes.py",),
        creates="create_routes, settled",
        place="In an application of aiohttp",
        use=(
            'app.add_routes(create_routes(App(), prefix="/hooks"))',
            "app.cleanup_ctx.append(settled)",
        ),
    ),
    Adapter.DJANGO: _Framework(
        name="Django",
        files=("django_urls.py", "_wsgi.py", *_IN_BACKGROUND),
        creates="create_urls",
        place="In the `urlpatterns` of Django, under ASGI or WSGI",
        use=('urlpatterns = [path("hooks/", include(create_urls(App())))]',),
        imports=("from django.urls import include, path",),
    ),
    Adapter.AWS_LAMBDA: _Framework(
        name="AWS Lambda",
        files=("lambda_handler.py", *_IN_BACKGROUND),
        creates="create_handler",
        place="As a function of AWS Lambda, behind API Gateway, a function URL or a load balancer",
        use=("lambda_handler = create_handler(App())",),
    ),
}
"""What can be asked for beside the plain ASGI application; nothing of the latter is imported."""


@dataclass(frozen=True, slots=True)
class Mount:
    """How the README shows one framework: where, and by which lines."""

    place: Code
    imports: tuple[Code, ...]
    use: tuple[Code, ...]


def runtime(adapters: Sequence[Adapter]) -> tuple[str, ...]:
    """Return the names of the vendored files for these adapters, each once."""
    wanted = (_FRAMEWORKS[one].files for one in Adapter if one in adapters and one in _FRAMEWORKS)
    return tuple(dict.fromkeys(name for files in (_ALWAYS, *wanted) for name in files))


def mounts(config: Config, settings: Code) -> tuple[Mount, ...]:
    """Return how the package is mounted in each of the frameworks that it has a file for.

    ``settings`` is what is given beside the handlers, after a comma; empty if nothing is.
    """
    package = dotted(config.package)
    return tuple(
        _mount(package, framework, settings)
        for adapter, framework in _FRAMEWORKS.items()
        if adapter in config.adapters
    )


def needs(config: Config) -> tuple[Code, ...]:
    """Return which framework is needed by which file; AWS Lambda needs none."""
    return tuple(
        Code(f"{framework.name} for `{framework.files[0]}` alone")
        for adapter, framework in _FRAMEWORKS.items()
        if adapter in config.adapters and adapter is not Adapter.AWS_LAMBDA
    )


def _mount(package: str, framework: _Framework, settings: Code) -> Mount:
    own = ((framework.files[0].removesuffix(".py"), framework.creates), *framework.also)
    lines = (f"from {package}.{module} import {names}" for module, names in own)
    imports = tuple(map(Code, (*framework.imports, *lines)))
    use = (line.replace(_HANDLERS, f"{_HANDLERS}{settings}") for line in framework.use)
    return Mount(Code(f"{framework.place}:"), imports, tuple(map(Code, use)))
