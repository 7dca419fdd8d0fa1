"""The one Jinja2 environment: strict about names, and closed to text that no emitter made."""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering import code
from asyncapi_pygen.rendering.own import OwnTemplates, current

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
    from jinja2 import Environment, FileSystemLoader

    made = Environment(
        loader=FileSystemLoader(builtin_templates(), encoding="utf-8"),
        autoescape=False,  # noqa: S701 - what is written is Python; `finalize` guards it
    )
    _configure(made)
    return made


def _configure(made: "Environment") -> None:
    """Make an environment strict, and closed to text that no emitter made."""
    from jinja2 import StrictUndefined

    made.undefined = StrictUndefined
    made.finalize = _only_code
    made.keep_trailing_newline = made.trim_blocks = made.lstrip_blocks = True
    # Jinja2's own filters make text that no emitter has seen.
    made.filters.clear()
    made.filters.update({name: _of_what_is_there(one) for name, one in _FILTERS.items()})


_FILTERS: Final[Mapping[str, Callable[..., code.Code]]] = {
    "comment": code.comment,
    "docstring": code.docstring,
    "identifier": code.identifier,
    "literal": code.literal,
    "markdown": code.markdown,
    "markdown_comment": code.markdown_comment,
    "mermaid": code.mermaid,
}


def _of_what_is_there(emit: Callable[..., code.Code]) -> Callable[..., code.Code]:
    """Return a filter that makes no code of a name that there is not."""

    def filtered(value: object, *given: object) -> code.Code:
        _require_there(value)
        return emit(value, *given)

    return filtered


def _require_there(value: object) -> None:
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        str(value)  # which raises, and says what is not there


def template_names() -> tuple[str, ...]:
    """Return the names of the built-in templates: their paths below ``templates/``."""
    folder = builtin_templates()
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.jinja")))


def shadowing(folder: Path) -> OwnTemplates:
    """Return the templates of a folder, to stand in place of ours."""
    return OwnTemplates(folder, builtin_templates(), _configure)


def render(template: str, **context: object) -> str:
    """Fill ``template``, a path below ``templates/``, with finished views.

    Raises:
        TemplateFaultError: somebody's own template stands in its place and is wrong.
    """
    own = current()
    if own is not None and template in own.names:
        return own.render(template, context)
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
    _require_there(value)
    raise InternalError(f"a template prints {value!r} past the emitters")
