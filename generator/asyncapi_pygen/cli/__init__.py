"""The command line: options to a configuration, a run, and what is printed of it.

Exit codes: 0 done or clean, 1 drift, 2 the document or the call is wrong, 3 our own fault.
"""

import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import click

from asyncapi_pygen import __version__
from asyncapi_pygen.cli.options import FORMATS, Format, Options, PackageOptions
from asyncapi_pygen.codes import CODES
from asyncapi_pygen.config import Adapter

OUR_FAULT: Final = 3

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Group(click.Group):
    """A group whose own mistakes end in exit code 3, told apart from the user's."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception:  # noqa: BLE001 - the last resort: anything else is our fault
            _confess()


def _confess() -> NoReturn:
    traceback.print_exc()
    click.echo("error[internal]: this is a defect of asyncapi-pygen; please report it", err=True)
    sys.exit(OUR_FAULT)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="asyncapi-pygen")
def main() -> None:
    """Turn an AsyncAPI document into a typed Python package that receives its messages."""


_FILE = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)


def _reading(command: _Command) -> _Command:
    """Add what every command that reads a document takes."""
    for decorate in (
        click.option(
            "--format",
            type=click.Choice(FORMATS),
            default=Format.TEXT.value,
            show_default=True,
            help="How findings are printed.",
        ),
        click.option(
            "--allow-ref-root",
            "ref_roots",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            multiple=True,
            help="A folder, beside the document's own, that references may lead to. Repeatable.",
        ),
        click.option(
            "--overlay",
            "overlays",
            type=_FILE,
            multiple=True,
            help="An OpenAPI Overlay 1.0 file to apply before validation. Repeatable, in order.",
        ),
        click.argument("spec", type=_FILE),
    ):
        command = decorate(command)
    return command


def _packaging(command: _Command) -> _Command:
    """Add what the commands take that concern a package on the disk."""
    for decorate in (
        click.option(
            "--adapter",
            type=click.Choice([adapter.value for adapter in Adapter]),
            default=Adapter.FASTAPI.value,
            show_default=True,
            help="Write router.py for this framework; asgi.py is always written.",
        ),
        click.option(
            "--output",
            "-o",
            type=_FOLDER,
            required=True,
            help="The package's folder; its name is the package's.",
        ),
    ):
        command = decorate(command)
    return command


def _with(record: type[Options]) -> Callable[[Callable[[Any], int]], Callable[..., None]]:
    """Call a command with its options as one record, and exit with what it returns."""

    def decorate(command: Callable[[Any], int]) -> Callable[..., None]:
        @wraps(command)
        def run(**values: Any) -> None:  # noqa: ANN401 - click gives what the options declare
            sys.exit(command(record(**values)))

        return run

    return decorate


@main.command()
@_reading
@_packaging
@click.option("--force", is_flag=True, help="Replace owned files that were edited by hand.")
@_with(PackageOptions)
def generate(options: PackageOptions) -> int:
    """Write the package for SPEC."""
    from asyncapi_pygen.cli.commands import run_generate

    return run_generate(options)


@main.command()
@_reading
@_packaging
@click.option(
    "--fresh",
    is_flag=True,
    help="Make the models anew, even if the manifest vouches for those on the disk.",
)
@_with(PackageOptions)
def check(options: PackageOptions) -> int:
    """Exit 1 with a diff if the package is not what SPEC gives; write nothing."""
    from asyncapi_pygen.cli.commands import run_check

    return run_check(options)


@main.command()
@_reading
@_with(Options)
def validate(options: Options) -> int:
    """Read SPEC and report what is wrong with it."""
    from asyncapi_pygen.cli.commands import run_validate

    return run_validate(options)


@main.command()
@click.argument("code", type=click.Choice(sorted(CODES)), metavar="CODE")
def explain(code: str) -> None:
    """Print what a diagnostic's CODE means."""
    entry = CODES[code]
    click.echo(f"{entry.severity}[{code}]: {entry.title}\n\n{entry.explanation}")
