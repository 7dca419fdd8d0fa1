"""The one Jinja2 environment: strict about names, and closed to text that no emitter made."""

import sys
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering import code

if TYPE_CHECKING:
    from jinja2 import Environment


def builtin_templates() -> Path:
    """Find ``templates/`` inside an installed wheel, or beside ``generator/`` in a checkout."""
    package = Path(__file__).parents[1]
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parents[1] / "templates"


@cache
def environment() -> "Environment":
    """Return the environment over the built-in templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(builtin_templates(), encoding="utf-8"),
        undefined=StrictUndefined,
        finalize=_only_code,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - what is written is Python; `finalize` guards it
    )
    # Jinja2's own filters make text that no emitter has seen.
    made.filters.clear()
    made.filters.update(
        comment=code.comment,
        docstring=code.docstring,
        identifier=code.identifier,
        literal=code.literal,
        markdown=code.markdown,
        markdown_comment=code.markdown_comment,
        mermaid=code.mermaid,
    )
    return made


def render(template: str, **context: object) -> str:
    """Fill ``template``, a path below ``templates/``, with finished views."""
    return environment().get_template(template).render(**context)


def runtime_text(source: str) -> str:
    """Return the vendored run-time file ``source``, a path below ``templates/runtime/``."""
    return (builtin_templates() / "runtime" / source).read_text(encoding="utf-8")


@cache
def runtime_module(source: str) -> ModuleType:
    """Import a vendored run-time file that imports no other, to ask what a package will find.

    Raises:
        InternalError: ``source`` names no Python file below ``templates/runtime/``.
    """
    name = f"{__name__}.{Path(source).stem}"
    spec = spec_from_file_location(name, builtin_templates() / "runtime" / source)
    if spec is None or spec.loader is None:
        raise InternalError(f"{source!r} is no module")
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def serving_module(name: str) -> ModuleType:
    """Import a vendored module of the run time that imports others, such as ``verify``."""
    package = f"{__name__}.serving"
    if package not in sys.modules:
        spec = ModuleSpec(package, loader=None, is_package=True)
        spec.submodule_search_locations = [str(builtin_templates() / "runtime")]
        sys.modules[package] = module_from_spec(spec)
    return import_module(f"{package}.{name}")


def _only_code(value: object) -> code.Code:
    if isinstance(value, code.Code):
        return value
    raise InternalError(f"a template prints {value!r} past the emitters")
