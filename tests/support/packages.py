"""Generate a package into a folder, and import it under the name that it has there."""

import importlib
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from asyncapi_pygen.config import (
    Adapter,
    Config,
    Formats,
    ModelBackend,
    ModelSettings,
    Numbers,
    Role,
    Selection,
    Zoneless,
)
from asyncapi_pygen.configuring.selectors import parse_selectors
from asyncapi_pygen.pipeline import Result, generate, make_posts
from asyncapi_pygen.targets.webhook.posts import Post

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
VOICE = SPECS / "sinch-voice-callbacks.yaml"
ORDERS = SPECS / "orders-webhooks" / "asyncapi.yaml"
VOICE_3_0 = SPECS / "sinch-voice-callbacks-3.0.yaml"
VOICE_OVERLAY = SPECS / "sinch-voice-callbacks.overlay.yaml"


def run(
    document: Path,
    package: str,
    overlays: Sequence[Path] = (),
    adapters: Sequence[Adapter] = (Adapter.FASTAPI,),
    models: ModelSettings = ModelSettings(),  # noqa: B008 - it is frozen
    *,
    role: Role = Role.HANDLER,
    selection: Selection = Selection(),  # noqa: B008 - it is frozen
) -> Result:
    """Return what the document gives, with diagnostics that call it by its bare name."""
    config = Config(
        package=package,
        overlays=tuple(overlays),
        adapters=tuple(adapters),
        models=models,
        role=role,
        selection=selection,
    )
    return generate(document, document.name, config)


def posts(document: Path, overlays: Sequence[Path] = ()) -> tuple[Post, ...]:
    """Return what a sender would post: a sample of each message that the document has."""
    config = Config(package="sender", overlays=tuple(overlays))
    return make_posts(document, document.name, config, ()).posts


def settings_beside(document: Path) -> ModelSettings:
    """Return the settings in a file `settings.json` beside a document, else the usual ones."""
    told = _told(document)
    kinds = {
        "assume_types": bool,
        "backend": ModelBackend,
        "numbers": Numbers,
        "formats": Formats,
        "strict_schemas": bool,
        "zoneless": Zoneless,
    }
    return ModelSettings(**{name: kinds[name](told[name]) for name in kinds if name in told})


def role_beside(document: Path) -> Role:
    """Return the role in that file, else the usual one."""
    return Role(_told(document).get("role", Role.HANDLER))


def selection_beside(document: Path) -> Selection:
    """Return what of the document is generated, by that file: else all of it."""
    told = _told(document)
    return Selection(
        only=parse_selectors(told.get("only", ())),
        exclude=parse_selectors(told.get("exclude", ())),
        models_only=told.get("models_only", False),
    )


def _told(document: Path) -> dict[str, Any]:
    file = document.with_name("settings.json")
    told: dict[str, Any] = json.loads(file.read_text()) if file.is_file() else {}
    return told


def write(result: Result, folder: Path) -> None:
    """Write the files of a run below ``folder``; a run without files fails the test."""
    assert result.files, [f"{one.code}: {one.message}" for one in result.diagnostics]
    for file in result.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8", newline="\n")


@contextmanager
def importable(folder: Path, package: str) -> Iterator[ModuleType]:
    """Import ``package`` from ``folder``, and forget it and what it imported of itself afterwards."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))
        for name in [*sys.modules]:
            if name.split(".")[0] in (package, f"{package}_app"):
                del sys.modules[name]


@dataclass(frozen=True)
class Written:
    """A package on the disk, importable by its name."""

    folder: Path
    name: str
    result: Result

    def module(self, name: str) -> ModuleType:
        """Import a module of the package."""
        return importlib.import_module(f"{self.name}.{name}")

    def __getattr__(self, name: str) -> ModuleType:
        return self.module(name)

    def request(self, post: Post) -> Any:
        """Return the request that a server makes of what is posted."""
        fields = [(name.encode(), value.encode()) for name, value in post.fields.items()]
        return self.runtime.Request(post.method, post.path, fields=fields, body=post.body)


class Recorder:
    """Handlers for any document: they keep what they got, and answer or raise what they are told to.

    ``replies`` maps a handler's name to a value, or to an exception.
    """

    def __init__(self, replies: Mapping[str, object] | None = None) -> None:
        self.received: list[tuple[str, Any, dict[str, str]]] = []
        self._replies = replies or {}

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def handle(event: object = None, **parameters: str) -> object:
            self.received.append((name, event, parameters))
            reply = self._replies.get(name)
            if isinstance(reply, BaseException):
                raise reply
            return reply

        return handle


@contextmanager
def packaged(folder: Path, name: str, document: str, settings: ModelSettings) -> Iterator[Written]:
    """Generate the package ``name`` of a document's text below ``folder``, importable meanwhile."""
    path = folder / f"{name}.yaml"
    path.write_text(document, "utf-8")
    result = run(path, name, models=settings)
    write(result, folder)
    with importable(folder, name):
        yield Written(folder, name, result)
