"""What there is to put in place of, and how somebody's own templates differ from ours."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import click

from asyncapi_pygen.rendering.environment import builtin_templates, shadowing, template_names
from asyncapi_pygen.rendering.own import CONTEXT_VERSION
from asyncapi_pygen.source.suggestions import with_nearest


def listed(folder: Path | None) -> Iterator[str]:
    """Yield a line for each template, after one for the version of what they are given."""
    own: frozenset[str] = frozenset() if folder is None else shadowing(folder).names
    yield f"context {CONTEXT_VERSION}"
    for name in template_names():
        yield f"{name}  (yours)" if name in own else name


def shown(name: str) -> str:
    """Return the text of a built-in template.

    Raises:
        click.BadParameter: there is none of this name.
    """
    if name not in template_names():
        message = f"there is no template `{name}`"
        raise click.BadParameter(with_nearest(message, name, template_names()), param_hint="NAME")
    return (builtin_templates() / name).read_text("utf-8")


def differences(folder: Path) -> Iterator[str]:
    """Yield, line by line, how the templates of a folder differ from those that they shadow."""
    for name in sorted(shadowing(folder).names & {*template_names()}):
        path = folder / name
        theirs = path.read_text("utf-8").splitlines()
        yield from difflib.unified_diff(
            shown(name).splitlines(), theirs, f"builtin/{name}", path.as_posix(), lineterm=""
        )
