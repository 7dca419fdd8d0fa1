"""Small documents to the value of each stage."""

import importlib.util
import json
import shutil
import sys
import textwrap
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from pydantic import TypeAdapter

from asyncapi_pygen.config import Config, Limits, ModelSettings
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Action, Api
from asyncapi_pygen.lowering.document import lower
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.models import Models, ModelsText, plan_models, write_models
from asyncapi_pygen.payloads.planning import Roots
from asyncapi_pygen.source.bundle import Bundle, load_bundle
from asyncapi_pygen.source.files import Files

_RUNTIME = Path(__file__).parents[2] / "templates" / "runtime"
DEFAULTS = ModelSettings()
_BEHIND_MODELS = [
    "_asserted",
    "_deferred",
    "_ecma",
    "_formats",
    "_hostnames",
    "_model",
    "_checks",
    "_pattern",
    "_schema",
    "_temporal",
    "_times",
    "_unions",
    "_wire",
]
_packages = count()


@dataclass(frozen=True)
class Lowered:
    """A document's model and what was reported on the way there."""

    api: Api
    bundle: Bundle
    diagnostics: Diagnostics

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.diagnostics]

    @property
    def messages(self) -> list[str]:
        return [one.message for one in self.diagnostics]


def lowered(folder: Path, text: str) -> Lowered:
    """Lower the document ``text``; its major version is that of its ``asyncapi`` field."""
    path = folder / "asyncapi.yaml"
    path.write_text(textwrap.dedent(text), "utf-8")
    return lowered_file(path)


def lowered_file(path: Path, *overlays: Path) -> Lowered:
    """Lower the document at ``path`` with these overlays."""
    diagnostics = Diagnostics()
    config = Config(package="package", overlays=overlays)
    bundle = load_bundle(path, path.name, config, Files(Limits(), diagnostics))
    assert bundle is not None, list(diagnostics)
    major = int(str(bundle.root.text("asyncapi")).partition(".")[0])
    return Lowered(lower(bundle.root, major, path.name, diagnostics), bundle, diagnostics)


@dataclass(frozen=True)
class Generated:
    """The ``models.py`` of a document."""

    models: Models
    made: ModelsText
    lowered: Lowered

    @property
    def text(self) -> str:
        return self.made.text

    @property
    def body(self) -> str:
        """What stands after the imports, without the blank lines around it."""
        _, _, rest = self.text.partition('"""\n')
        lines = rest.split("\n")
        start = 0
        inside = False
        for number, line in enumerate(lines):
            if inside or line.startswith(("import ", "from ")):
                inside = (inside and line != ")") or line.endswith("(")
                start = number + 1
        return "\n".join(lines[start:]).strip()

    @property
    def notes(self) -> list[str]:
        return self.lowered.messages

    def load(self, folder: Path) -> ModuleType:
        """Import the module, with the vendored base beside it, as part of a fresh package."""
        name = f"models_under_test_{next(_packages)}"
        package = folder / name
        package.mkdir()
        (package / "__init__.py").touch()
        for module in _BEHIND_MODELS:
            shutil.copy(_RUNTIME / f"{module}.py", package)
        (package / "models.py").write_text(self.text, "utf-8")
        for module in (name, f"{name}.models"):
            file = package / ("__init__.py" if module == name else "models.py")
            spec = importlib.util.spec_from_file_location(module, file)
            assert spec is not None
            assert spec.loader is not None
            sys.modules[module] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[module])
        return sys.modules[f"{name}.models"]


def adapter(found: Generated, folder: Path) -> TypeAdapter[Any]:
    """Import the module, and return what reads and writes the payload of the only message."""
    (payload,) = [one.payload for one in found.lowered.api.messages.values()]
    assert payload is not None
    return TypeAdapter(getattr(found.load(folder), found.models.name(payload)))


def generated(folder: Path, text: str, settings: ModelSettings = DEFAULTS) -> Generated:
    """Make the models of a whole document."""
    return models_of(lowered(folder, text), settings)


def models_of(found: Lowered, settings: ModelSettings = DEFAULTS) -> Generated:
    """Make the models of what a document was lowered to."""
    making = Making(settings, found.bundle.locate, found.diagnostics)
    api = found.api
    received: list[str] = []
    sent: list[str] = []
    for operation in api.operations.values():
        (received if operation.action is Action.RECEIVE else sent).extend(operation.messages)
        sent += operation.reply.messages if operation.reply is not None else ()
    roots = Roots(
        tuple(api.messages[id_] for id_ in received), tuple(api.messages[id_] for id_ in sent)
    )
    planned = plan_models(api, roots, making)
    return Generated(planned, write_models(api, planned, {}), found)


def document(payload: Any, schemas: Any = None, *, sent: bool = False, name: str = "Event") -> str:
    """Write a document with one message, which the application receives, or sends."""
    message = {"messageId": name, "payload": payload}
    # JSON is YAML, but for one character.
    text = json.dumps(
        {
            "asyncapi": "2.6.0",
            "info": {"title": "Test", "version": "1"},
            "channels": {"/a": {"subscribe" if sent else "publish": {"message": message}}},
            "components": {"schemas": schemas or {}},
        },
        ensure_ascii=False,
    )
    return text.replace("\x7f", "\\x7f")


def models(
    folder: Path,
    payload: str,
    schemas: str = "",
    *,
    sent: bool = False,
    name: str = "Event",
    settings: ModelSettings = DEFAULTS,
) -> Generated:
    """Make the models of one payload, given as YAML with the components that it refers to."""
    text = document(_read(payload), _read(schemas), sent=sent, name=name)
    return generated(folder, text, settings)


def _read(text: str) -> Any:
    """Read YAML, in which JSON's pairs of escapes are one character."""
    try:
        return json.loads(text)
    except ValueError:
        return yaml.safe_load(textwrap.dedent(text))
