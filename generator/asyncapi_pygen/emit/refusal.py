"""How the structural check says no."""

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import PurePosixPath

from asyncapi_pygen.errors import InternalError


class StructureError(InternalError):
    """A rendered file holds a construct that no template of ours may write."""

    def __init__(self, path: PurePosixPath, line: int, construct: str) -> None:
        """Name the file, the line (from 1) and the construct."""
        super().__init__(f"{path}:{line}: {construct}")
        self.path = path
        self.line = line
        self.construct = construct


@contextmanager
def naming_what_python_refuses(path: PurePosixPath) -> Generator[None]:
    """Name the place of what the parser or the compiler refuses, or only warns about.

    Raises:
        StructureError: the text has bad syntax, an unknown escape, or nests too deeply.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except SyntaxError as error:
            raise StructureError(path, error.lineno or 1, error.msg) from error
        except (ValueError, RecursionError, MemoryError, Warning) as error:
            raise StructureError(path, 1, str(error) or "nesting too deep") from error
