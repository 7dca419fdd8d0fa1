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
from asyncapi_pygen.cli.levels import LEVELS, check_code
from asyncapi_pygen.cli.limits import LIMITS
from asyncapi_pygen.cli.options import (
    MOST_SHOWN,
    DriftOptions,
    Format,
    Options,
    PackageOptions,
    SendOptions,
)
from asyncapi_pygen.config import Adapter, Formats, ModelBackend, Numbers, Role, Zoneless

OUR_FAULT: Final = 3

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Group(click.Group):
    """A group whose own mistakes end in exit code 3, told apart from the user's."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
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


def _as_format(_context: click.Context, _option: click.Parameter, text: str) -> Format:
    return Format(text)


def _reading(command: _Command) -> _Command:
    """Add what every command that reads a document takes."""
    for decorate in (
        click.option(
            "--max-findings",
            type=click.IntRange(min=0),
            default=MOST_SHOWN,
            show_default=True,
            help="How many findings the text format shows, the most severe first; 0 for all.",
        ),
        click.option(
            "--format",
            type=click.Choice([one.value for one in Format]),
            callback=_as_format,
            default=Format.TEXT.value,
            show_default=True,
            help="How findings are printed.",
        ),
        click.option(
            "--level",
            "levels",
            multiple=True,
            metavar="CODE=LEVEL",
            help=f"What findings of a code weigh: {', '.join(LEVELS)}. Repeatable.",
        ),
        click.option(
            "--lenient",
            is_flag=True,
            help="Lower the errors that can be borne to warnings: formal faults of the document.",
        ),
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="NAME=VALUE",
            help=f"How much is read at most: {', '.join(LIMITS)}. Repeatable.",
        ),
        click.option(
            "--lock",
            type=click.Path(path_type=Path, dir_okay=False),
            help="The lock of remote files; by default asyncapi-pygen.lock beside SPEC.",
        ),
        click.option(
            "--allow-remote",
            multiple=True,
            metavar="URL-PREFIX",
            help="What references may fetch, such as https://example.com/schemas/. Repeatable.",
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
            "--assume-types/--no-assume-types",
            default=True,
            show_default=True,
            help="Take a schema with `properties` and no `type` for an object, and the like.",
        ),
        click.option(
            "--strict-schemas",
            is_flag=True,
            help="Hold bodies against the document's own schemas as well, by jsonschema-rs.",
        ),
        click.option(
            "--formats",
            type=click.Choice([one.value for one in Formats]),
            default=Formats.ADVISORY.value,
            show_default=True,
            help="Whether values have to be of the `format` of their schema.",
        ),
        click.option(
            "--numbers",
            type=click.Choice([one.value for one in Numbers]),
            default=Numbers.FLOAT.value,
            show_default=True,
            help="What numbers are in Python; decimals keep every digit.",
        ),
        click.option(
            "--zoneless",
            type=click.Choice([one.value for one in Zoneless]),
            default=Zoneless.KEEP.value,
            show_default=True,
            help="Keep or refuse a date-time without a zone, or take it to be in UTC.",
        ),
        click.option(
            "--backend",
            type=click.Choice([backend.value for backend in ModelBackend]),
            default=ModelBackend.PYDANTIC.value,
            show_default=True,
            help="What models are made of; dataclass and typeddict need no library.",
        ),
        click.option(
            "--adapter",
            "adapters",
            type=click.Choice([adapter.value for adapter in Adapter]),
            multiple=True,
            default=[Adapter.FASTAPI.value],
            show_default=True,
            help="What to write a file for, beside asgi.py, which is always there. Repeatable.",
        ),
        click.option(
            "--role",
            type=click.Choice([one.value for one in Role]),
            default=Role.HANDLER.value,
            show_default=True,
            help="Whose package it is: that of the document's application, or of the other side.",
        ),
        click.option(
            "--telemetry",
            is_flag=True,
            help="Write telemetry.py, a middleware for traces of OpenTelemetry.",
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


def _writing(command: _Command) -> _Command:
    """Add what the commands take that write a package."""
    for decorate in (
        click.option("--verbose", "-v", is_flag=True, help="Tell what becomes of each file."),
        click.option("--quiet", "-q", is_flag=True, help="Tell of errors and warnings alone."),
        click.option(
            "--update-lock",
            is_flag=True,
            help="Fetch anew what --allow-remote allows, and lock that.",
        ),
        click.option("--force", is_flag=True, help="Replace owned files that were edited by hand."),
        click.option(
            "--add-stubs",
            is_flag=True,
            help="Append the handlers that your class lacks; nothing of yours is changed or "
            "removed.",
        ),
    ):
        command = decorate(command)
    return command


@main.command()
@_reading
@_packaging
@_writing
@click.option("--dry-run", is_flag=True, help="Tell what would become of each file; write nothing.")
@_with(PackageOptions)
def generate(options: PackageOptions) -> int:
    """Write the package for SPEC."""
    from asyncapi_pygen.cli.commands import run_generate

    return run_generate(options)


@main.command()
@_reading
@_packaging
@_writing
@_with(PackageOptions)
def watch(options: PackageOptions) -> int:
    """Generate the package, and again when SPEC or a file that it needs changes, until Ctrl-C."""
    from asyncapi_pygen.cli.watch import run_watch

    return run_watch(options)


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
@_reading
@click.option("--to", required=True, metavar="URL", help="Where the server is that runs.")
@click.option(
    "--message",
    "messages",
    multiple=True,
    metavar="NAME",
    help="A message, or all messages of an operation, by the document's name. Repeatable.",
)
@click.option("--all", "send_all", is_flag=True, help="Send every message.")
@click.option("--one-url", is_flag=True, help="Post to the URL itself, and to no path below it.")
@click.option(
    "--header", "headers", multiple=True, metavar="NAME:VALUE", help="A header. Repeatable."
)
@click.option(
    "--sign",
    metavar="PACKAGE",
    help="Sign as the generated PACKAGE verifies: the secrets are in the environment variables "
    "that its README lists.",
)
@click.option(
    "--key-id", default="", metavar="ID", help="The id of the key, where a signature says that."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="How long to wait for an answer, in seconds.",
)
@_with(SendOptions)
def send(options: SendOptions) -> int:
    """Post samples of SPEC's messages to a running server; exit 1 unless all get 2xx."""
    from asyncapi_pygen.cli.send import run_send

    return run_send(options)


@main.command()
@_reading
@click.argument("samples", type=_FILE, nargs=-1, required=True)
@click.option(
    "--message",
    "messages",
    multiple=True,
    metavar="NAME",
    help="What the samples are: a message, or those of an operation. Repeatable.",
)
@click.option(
    "--propose",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write the overlay that would correct the document to a new file, or to `-`.",
)
@_with(DriftOptions)
def drift(options: DriftOptions) -> int:
    """Compare SPEC with SAMPLES, files and folders of JSON; exit 1 if they differ."""
    from asyncapi_pygen.cli.drift import run_drift

    return run_drift(options)


@main.command("explain")
@click.argument("code", required=False)
def explain_(code: str | None) -> None:
    """Print what a diagnostic's CODE means and whether it can be borne; without it, list all."""
    from asyncapi_pygen.cli.explain import explain, overview

    if code is None:
        click.echo(overview())
        return
    check_code(code, "CODE")
    click.echo(explain(code))
