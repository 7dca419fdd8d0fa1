"""The options of the command line, made from the table of settings."""

from collections.abc import Callable, Container
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from asyncapi_pygen.configuring.setting import Group, Kind, Setting
from asyncapi_pygen.configuring.settings import SETTINGS

Command = TypeVar("Command", bound=Callable[..., Any])

FILE: Final = click.Path(path_type=Path)
# A `ParamType` has no parameter at run time before click 8.4.
_TYPES: Final[dict[Kind, "click.ParamType[Any]"]] = {
    Kind.SWITCH: click.BOOL,
    Kind.COUNT: click.IntRange(min=0),
    Kind.FOLDER: click.Path(path_type=Path, file_okay=False),
    Kind.FOLDER_THERE: click.Path(path_type=Path, file_okay=False, exists=True),
    Kind.FILE: FILE,
}


def flags(*groups: Group, but: Container[str] = ()) -> Callable[[Command], Command]:
    """Return what adds to a command the options of some groups, ``but`` for some keys."""

    def add(command: Command) -> Command:
        for setting in reversed(SETTINGS):
            if setting.group in groups and setting.key_name not in but:
                command = option(setting)(command)
        return command

    return add


def option(setting: Setting) -> Callable[[Command], Command]:
    """Return what adds the option of one setting; its variable may say it as well."""
    switch = setting.kind is Kind.SWITCH
    names = [f"{setting.flag}/{setting.negation}" if switch else setting.flag]
    return click.option(
        *names,
        *([setting.short] if setting.short else []),
        setting.field_name,
        type=_type(setting),
        multiple=setting.many,
        default=setting.usual,
        show_default=setting.usual not in (None, (), False),
        metavar=setting.metavar or None,
        help=setting.help,
        envvar=setting.variable,
        show_envvar=True,
    )


def _type(setting: Setting) -> "click.ParamType[Any]":
    """Return what values of a setting are to the command line."""
    if setting.words:
        return click.Choice(setting.words)
    return _TYPES.get(setting.kind, click.STRING)
