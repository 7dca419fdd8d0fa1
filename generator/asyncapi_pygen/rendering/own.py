"""Templates of somebody's own, which stand in place of ours for one run.

A folder shadows single templates by their names; below ``builtin/`` its templates find ours. They
print what ours print, ``Code`` and nothing else, so that a document's text has no other way into
code through them either, and they run in Jinja2's sandbox. What they make is parsed and compiled,
but not held against the grammar, which knows what our templates write.
"""

import os
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering.code import Code

if TYPE_CHECKING:
    from jinja2 import Environment

CONTEXT_VERSION: Final = 1
"""The version of what templates are given: it is raised when something of it goes or changes."""

BUILTIN: Final = "builtin"
"""The folder below which templates of somebody's own find ours."""

Configure = Callable[["Environment"], None]


class TemplateFaultError(Exception):
    """A template of somebody's own is wrong; ``line`` counts from 1."""

    def __init__(self, path: Path, line: int, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint
        self.path = path
        self.line = line
        self.reason = reason


class OwnTemplates:
    """The templates of a folder, and what they did in this run.

    ``made`` has the template of each text that one of them has made, ``loaded`` the names of all
    that were asked for.
    """

    def __init__(self, folder: Path, builtin: Path, configure: Configure) -> None:
        self.folder = folder
        self.made: dict[str, str] = {}
        self.loaded: set[str] = set()
        self._builtin = builtin
        self._configure = configure

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the files in the folder, as templates are named."""
        found = (
            Path(root, name).relative_to(self.folder).as_posix()
            for root, _, files in os.walk(self.folder)
            for name in files
        )
        return frozenset(one for one in found if one.endswith(".jinja"))

    def render(self, template: str, context: Mapping[str, object]) -> str:
        """Fill a template of the folder.

        Raises:
            TemplateFaultError: it is wrong.
        """
        try:
            given = {**context, "context_version": CONTEXT_VERSION}
            text = self._environment.get_template(template).render(given)
        except Exception as error:  # whatever somebody's own template raises is its fault
            raise self._fault(template, error) from error
        if not text.endswith("\n"):
            raise TemplateFaultError(self.folder / template, 1, "what it makes has no line end")
        self.made[text] = template
        return text

    @cached_property
    def _environment(self) -> "Environment":
        from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, PrefixLoader
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        class Sandbox(ImmutableSandboxedEnvironment):
            # What a block or a macro has put together was code in each of its parts.
            concat = staticmethod(_joined)

        own = FileSystemLoader(self.folder, encoding="utf-8")
        ours = FileSystemLoader(self._builtin, encoding="utf-8")
        noting = FunctionLoader(self._note)
        made = Sandbox(
            loader=ChoiceLoader([noting, own, PrefixLoader({BUILTIN: ours})]),
            autoescape=False,
        )
        self._configure(made)
        return made

    def _note(self, name: str) -> None:
        """Note that a template is asked for; others load it."""
        self.loaded.add(name)

    def _fault(self, template: str, error: Exception) -> TemplateFaultError:
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        path, line = self.folder / template, 1
        if isinstance(error, TemplateSyntaxError):
            path = Path(error.filename) if error.filename else path
            line = error.lineno
        else:
            path, line = self._place(error.__traceback__) or (path, line)
        reason = str(error) or type(error).__name__
        if isinstance(error, TemplateNotFound):
            reason = f"there is no template `{error}`"
        hint = ""
        if isinstance(error, InternalError):
            hint = "let a filter make code of it: `literal`, `docstring`, `comment`, `identifier`"
        return TemplateFaultError(path, line, reason.partition("\n")[0], hint)

    def _place(self, traceback: TracebackType | None) -> tuple[Path, int] | None:
        """Return the innermost line of a template of the folder."""
        found: tuple[Path, int] | None = None
        while traceback is not None:
            path = Path(traceback.tb_frame.f_code.co_filename)
            if path.is_relative_to(self.folder):
                found = path, traceback.tb_lineno
            traceback = traceback.tb_next
        return found


def _joined(parts: Iterable[str]) -> Code:
    return Code("".join(parts))


_CURRENT: Final[ContextVar[OwnTemplates | None]] = ContextVar("own_templates", default=None)


def current() -> OwnTemplates | None:
    """Return the templates of somebody's own that this run uses, if it uses any."""
    return _CURRENT.get()


@contextmanager
def using(own: OwnTemplates | None) -> Generator[None]:
    """Let templates of somebody's own stand in place of ours."""
    token = _CURRENT.set(own)
    try:
        yield
    finally:
        _CURRENT.reset(token)
