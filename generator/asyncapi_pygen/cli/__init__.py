"""The command line: options to a configuration, a run, and what is printed of it.

``exits`` has the exit codes.
"""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from asyncapi_pygen import __version__
from asyncapi_pygen.cli.asked import complete
from asyncapi_pygen.cli.calls import for_all, for_each, for_one
from asyncapi_pygen.cli.exits import OUR_FAULT
from asyncapi_pygen.cli.flags import FILE, flags, option
from asyncapi_pygen.cli.options import (
    DiffOptions,
    DriftOptions,
    Options,
    PackageOptions,
    SendOptions,
)
from asyncapi_pygen.config import Role
from asyncapi_pygen.configuring.levels import check_code
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.configuring.setting import Group
from asyncapi_pygen.configuring.settings import BY_KEY

if TYPE_CHECKING:
    from asyncapi_pygen.cli.printing import Show


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


_document = click.argument("spec", metavar="SPEC", shell_complete=complete)
_documents = click.argument(
    "specs", metavar="[SPEC | TARGET]...", nargs=-1, shell_complete=complete
)


@main.command()
@_documents
@flags(Group.READING, Group.PACKAGING, Group.WRITING, Group.GENERATING)
@for_each(PackageOptions)
def generate(options: PackageOptions, show: "Show") -> int:
    """Write the package for SPEC, or those of TARGETs of pyproject.toml, by default all of them."""
    from asyncapi_pygen.cli.commands import run_generate

    return run_generate(options, show)


@main.command()
@_documents
@flags(Group.READING, Group.PACKAGING, Group.WRITING)
@for_all(PackageOptions)
def watch(options: Sequence[PackageOptions]) -> int:
    """Generate the package, and again when SPEC or a file that it needs changes, until Ctrl-C."""
    from asyncapi_pygen.cli.watch import run_watch

    return run_watch(options)


@main.command()
@_documents
@flags(Group.READING, Group.PACKAGING, Group.CHECKING)
@for_each(PackageOptions)
def check(options: PackageOptions, show: "Show") -> int:
    """Exit 1 with a diff if a package is not what SPEC, or its TARGET, gives; write nothing."""
    from asyncapi_pygen.cli.commands import run_check

    return run_check(options, show)


@main.command()
@_documents
@flags(Group.READING)
@for_each(Options)
def validate(options: Options, show: "Show") -> int:
    """Read SPEC, or the document of each TARGET, and report what is wrong with it."""
    from asyncapi_pygen.cli.commands import run_validate

    return run_validate(options, show)


@main.command()
@_document
@flags(Group.READING)
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
@for_one(SendOptions)
def send(options: SendOptions) -> int:
    """Post samples of SPEC's messages to a running server; exit 1 unless all get 2xx."""
    from asyncapi_pygen.cli.send import run_send

    return run_send(options)


@main.command()
@_document
@flags(Group.READING)
@click.argument("samples", type=FILE, nargs=-1, required=True)
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
@for_one(DriftOptions)
def drift(options: DriftOptions) -> int:
    """Compare SPEC with SAMPLES, files and folders of JSON; exit 1 if they differ."""
    from asyncapi_pygen.cli.drift import run_drift

    return run_drift(options)


@main.command("diff")
@click.argument("spec", metavar="OLD", required=False, shell_complete=complete)
@click.argument("new", metavar="[NEW]", required=False, type=FILE)
@flags(Group.READING, but=("format",))
@click.option(
    "--git",
    metavar="OLD[..NEW]",
    help="Compare SPEC, which is then the only argument, in revision OLD with the file, or with "
    "that of revision NEW.",
)
@click.option(
    BY_KEY["role"].flag,
    "side",
    type=click.Choice([one.value for one in Role]),
    help="Count only what breaks the document's application (`handler`), or its other side.",
)
@click.option(
    BY_KEY["format"].flag,
    "shape",
    type=click.Choice(["text", "markdown", "html", "json", "github", "sarif", "concise"]),
    default="text",
    show_default=True,
    help="How changes are printed.",
)
@click.option("--accept", type=FILE, help="A YAML list of changes that may be.")
@for_one(DiffOptions)
def diff_(options: DiffOptions) -> int:
    """Tell what changed from OLD to NEW, paths or REVISION:PATH; exit 1 if that breaks anybody."""
    from asyncapi_pygen.cli.diff import run_diff

    return run_diff(options)


@main.command()
@click.argument(
    "spec", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@option(BY_KEY["output"])
@option(BY_KEY["dry-run"])
def init(spec: Path | None, output: Path | None, dry_run: bool) -> None:  # noqa: FBT001 - click gives it by name
    """Add a target for SPEC to pyproject.toml, and what goes with it to the files beside it."""
    from asyncapi_pygen.cli.init import InitOptions, run_init

    sys.exit(run_init(InitOptions(spec=spec, output=output, dry_run=dry_run)))


@main.group("config")
def config_() -> None:
    """Tell what [tool.asyncapi-pygen] in a pyproject.toml may say."""


@config_.command("schema")
def config_schema() -> None:
    """Print the JSON Schema of the configuration, for editors and checks."""
    from asyncapi_pygen.configuring.schema import published

    click.echo(published(), nl=False)


@main.group("templates")
def templates_() -> None:
    """Tell of the templates that `--templates` may put others in place of."""


@templates_.command("list")
@option(BY_KEY["templates"])
def templates_list(templates: Path | None) -> None:
    """List the names of all templates, and say which ones a folder has."""
    from asyncapi_pygen.cli.templates import listed

    click.echo("\n".join(listed(templates)))


@templates_.command("show")
@click.argument("name")
def templates_show(name: str) -> None:
    """Print the built-in template NAME."""
    from asyncapi_pygen.cli.templates import shown

    click.echo(shown(name), nl=False)


@templates_.command("diff")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def templates_diff(folder: Path) -> None:
    """Print how the templates of FOLDER differ from those that they are in place of."""
    from asyncapi_pygen.cli.templates import differences

    for line in differences(folder):
        click.echo(line)


@main.command("explain")
@click.argument("code", required=False)
def explain_(code: str | None) -> None:
    """Print what a diagnostic's CODE means and whether it can be borne; without it, list all."""
    from asyncapi_pygen.cli.explain import explain, overview

    if code is None:
        click.echo(overview())
        return
    try:
        check_code(code)
    except BadValueError as error:
        raise click.BadParameter(str(error), param_hint="CODE") from None
    click.echo(explain(code))
