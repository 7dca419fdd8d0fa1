"""Somebody's own templates in a run: which there are, what they made, and what is wrong."""

from contextlib import suppress

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.files import GeneratedFile
from asyncapi_pygen.emit.refusal import StructureError
from asyncapi_pygen.emit.structure import check_compiles
from asyncapi_pygen.rendering.environment import shadowing, template_names
from asyncapi_pygen.rendering.own import OwnTemplates, TemplateFaultError, current
from asyncapi_pygen.source.files import Files, UnreadableError
from asyncapi_pygen.source.suggestions import nearest


def own_templates(config: Config) -> OwnTemplates | None:
    """Return the templates that a configuration puts in place of ours, if any."""
    return None if config.templates is None else shadowing(config.templates)


def account_for(own: OwnTemplates, files: Files, diagnostics: Diagnostics, *, whole: bool) -> None:
    """Count templates among the inputs of a run, and report those that were in place of none.

    A template that is not there yet is an input as well: it would change the result. Only a
    ``whole`` run has come to ask for all that it needs.
    """
    ours = frozenset(template_names())
    for name in sorted({*ours, *own.names, *own.loaded}):
        with suppress(FileNotFoundError, UnreadableError):
            files.bytes_of(files.real(own.folder / name))
    for name in sorted(own.names - ours - own.loaded) if whole else ():
        diagnostics.report(
            "template-unused",
            f"`{name}` stands in place of no template, and none asks for it",
            Location((own.folder / name).as_posix()),
            hint=nearest(name, ours) or "`asyncapi-pygen templates list` has the names",
        )


def is_made_by_own(file: GeneratedFile) -> bool:
    """Tell whether a template of somebody's own made a file, which then has to be Python.

    Raises:
        TemplateFaultError: it is not.
    """
    own = current()
    template = None if own is None else own.made.get(file.text)
    if own is None or template is None:
        return False
    try:
        check_compiles(file)
    except StructureError as error:
        why = f"line {error.line}: {error.construct}"
        reason = f"`{file.path}`, which it makes, is no Python: {why}"
        raise TemplateFaultError(own.folder / template, 1, reason) from error
    return True
