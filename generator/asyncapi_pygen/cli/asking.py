"""Names of messages and operations that a call asks for."""

from collections.abc import Collection, Sequence

import click

from asyncapi_pygen.source.suggestions import with_nearest


def check_names(wanted: Sequence[str], known: Collection[str], what: str) -> None:
    """Refuse a name that is none of those that are known.

    Raises:
        click.BadParameter: it is not; ``what`` says of what there is none with it.
    """
    for name in wanted:
        if name not in known:
            message = with_nearest(f"{what} is called `{name}`", name, known)
            raise click.BadParameter(message, param_hint="--message")
