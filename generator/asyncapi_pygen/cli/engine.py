"""The engine in a copy of this process, which loads it while this one reads the document.

To load it takes about as long as all else that is done for a usual document.
"""

import gc
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

import click

from asyncapi_pygen.cli.copies import Copy, Hear, NoAnswerError, Say, copied
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.engine import Engine, is_loaded, load, run

_MODESTY: Final = 5
"""How far the copy stands back: nobody asks for a while."""

_KEY: Final = "asyncapi_pygen.engine"


def engine_of_command() -> Engine:
    """Return the engine for all runs of a command; the first that asks begins to load it."""
    context = click.get_current_context(silent=True)
    if context is None:
        return run
    root = context.find_root()
    if _KEY not in root.meta:
        root.meta[_KEY] = root.with_resource(loading())
    engine: Engine = root.meta[_KEY]
    return engine


@contextmanager
def loading() -> Generator[Engine]:
    """Give the engine that a copy loads, if there is one and this process has not loaded it."""
    copy = None if is_loaded() else copied(_type, _MODESTY)
    if copy is None:
        yield run
        return
    try:
        yield Elsewhere(copy)
    finally:
        copy.end()


class Elsewhere:
    """The engine of a copy.

    If the copy fails, this process loads the engine after all, whose errors are thus told here.
    """

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self.is_forsaken = False

    def __call__(self, definitions: Mapping[str, Json], /) -> str:
        """Type the definitions."""
        if self.is_forsaken:
            return run(definitions)
        try:
            self._copy.say(dict(definitions))
            text: str = self._copy.hear()
        except NoAnswerError:
            return run(definitions)
        return text


def forsake(engine: Engine) -> None:
    """Have an engine no longer be asked elsewhere: it may be about to answer somebody else."""
    if isinstance(engine, Elsewhere):
        engine.is_forsaken = True


def _type(hear: Hear, say: Say) -> None:
    """Type whatever definitions come, until nobody is left to send any."""
    load()
    while True:
        gc.freeze()  # what there is by now stays
        say(run(hear()))
        gc.collect()  # nobody waits now
