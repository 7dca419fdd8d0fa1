"""A command as ``click`` has it out of a function of options: for one document, or for several."""

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asyncapi_pygen.cli.asked import (
    Call,
    ConfigurationError,
    asked,
    options_for,
    parsed,
    placing,
)
from asyncapi_pygen.cli.exits import BAD_INPUT
from asyncapi_pygen.cli.flags import FILE
from asyncapi_pygen.cli.options import Options
from asyncapi_pygen.configuring.setting import VARIABLE_PREFIX
from asyncapi_pygen.configuring.settings import BY_KEY, Format

if TYPE_CHECKING:
    from asyncapi_pygen.cli.printing import Findings, Show, Shown
    from asyncapi_pygen.configuring.reading import Target

_ForOne = Callable[[Any], int]
"""What a command does with one record of options; returns its exit code."""

_ForEach = Callable[[Any, "Show"], int]
"""The same, with what prints its findings."""

_ForAll = Callable[[Any], int]
"""What a command does with several records."""

_Run = Callable[..., None]


def for_one(record: type[Options]) -> Callable[[_ForOne], _Run]:
    """Make a command of one document: of the argument ``spec``, a path or a target's name."""

    def decorate(command: _ForOne) -> _Run:
        def once(call: Call, spec: str) -> int:
            (target,) = asked(call, (spec,))
            with placing(call, target):
                return command(options_for(call, target, record))

        return _command(command, "spec", once)

    return decorate


def for_each(record: type[Options]) -> Callable[[_ForEach], _Run]:
    """Make a command of several documents: of the argument ``specs``, paths and targets' names.

    Without any, all targets are meant. The exit code is the highest.
    """

    def decorate(command: _ForEach) -> _Run:
        def each(call: Call, specs: Sequence[str]) -> int:
            from asyncapi_pygen.cli.printing import print_findings

            targets = asked(call, specs)
            if len(targets) > 1:
                return _one_by_one(command, call, targets, record)
            with placing(call, targets[0]):
                return command(options_for(call, targets[0], record), print_findings)

        return _command(command, "specs", each)

    return decorate


def for_all(record: type[Options]) -> Callable[[_ForAll], _Run]:
    """Make a command that takes all documents at once: those of ``for_each``, as records."""

    def decorate(command: _ForAll) -> _Run:
        def at_once(call: Call, specs: Sequence[str]) -> int:
            targets = asked(call, specs)
            if len(targets) > 1:
                _require_folders_apart(call)
            options: list[Options] = []
            for target in targets:
                with placing(call, target):
                    options.append(options_for(call, target, record))
            return command(options)

        return _command(command, "specs", at_once)

    return decorate


def _command(command: Callable[..., int], argument: str, run: Callable[[Call, Any], int]) -> _Run:
    """Return what ``click`` calls; what is wrong with the configuration is printed."""

    @click.option(
        "--config",
        type=FILE,
        envvar=f"{VARIABLE_PREFIX}CONFIG",
        show_envvar=True,
        help="The configuration; by default the nearest pyproject.toml with [tool.asyncapi-pygen].",
    )
    @wraps(command)
    def called(config: Path | None, **values: Any) -> None:  # noqa: ANN401 - as options declare
        spec = values.pop(argument)
        try:
            call = parsed(click.get_current_context(), values, config)
            code = run(call, spec)
        except ConfigurationError as error:
            # What has formats of its own tells this as text.
            _print(error, values.get("format", Format.TEXT), values["max_findings"])
            code = BAD_INPUT
        sys.exit(code)

    return called


def _one_by_one(
    command: _ForEach, call: Call, targets: "Sequence[Target]", record: type[Options]
) -> int:
    """Call the command for each target, whatever becomes of those before it."""
    from asyncapi_pygen.cli.sheet import Sheet

    _require_folders_apart(call)
    shown = _shown(call.value("format"), call.value("max_findings"))
    sheet = Sheet(shown, quiet=bool(call.value("quiet")))

    def code(target: "Target") -> int:
        try:
            with placing(call, target):
                return command(options_for(call, target, record), sheet.show)
        except ConfigurationError as error:
            sheet.show(shown, _findings(error))
        except click.ClickException as error:
            error.show()
        return BAD_INPUT

    for target in targets:
        sheet.begin(target.name, target.document)
        sheet.end(code(target))
    return sheet.close()


def _require_folders_apart(call: Call) -> None:
    if BY_KEY["output"].field_name in call.said:
        message = "`--output` is the folder of one package: name one target, or leave it out"
        raise click.UsageError(message)


def _print(error: ConfigurationError, format_: str, most: int) -> None:
    from asyncapi_pygen.cli.printing import print_findings

    print_findings(_shown(format_, most), _findings(error))


def _findings(error: ConfigurationError) -> "Findings":
    from asyncapi_pygen.cli.printing import Findings

    return Findings(diagnostics=error.diagnostics, texts=error.texts)


def _shown(format_: str, most: int) -> "Shown":
    from asyncapi_pygen.cli.printing import Shown

    return Shown(format=Format(format_), max_findings=most)
