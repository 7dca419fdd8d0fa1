"""JSON pointers (RFC 6901): text to tokens and back, and one step into a value."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Final, Literal, TypeAlias

from asyncapi_pygen.ir.values import Json

_INDEX: Final = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_BAD_ESCAPE: Final = re.compile(r"~(?![01])")


# No array has ten billion items; longer digits would only be slow to convert.
_LONGEST_INDEX: Final = 10


class Absence(Enum):
    """The type of ``ABSENT``, which is no JSON value, as ``None`` is."""

    ABSENT = "absent"


ABSENT: Final = Absence.ABSENT
MaybeJson: TypeAlias = "Json | Literal[Absence.ABSENT]"


def join_pointer(tokens: Iterable[str]) -> str:
    """Write tokens as a pointer: ``("a/b", "0")`` becomes ``/a~1b/0``, no token the empty text."""
    return "".join(["/" + token.replace("~", "~0").replace("/", "~1") for token in tokens])


def split_pointer(pointer: str) -> tuple[str, ...]:
    """Read a pointer: the inverse of ``join_pointer``.

    Raises:
        ValueError: the text does not begin with ``/``, or a ``~`` is not followed by 0 or 1.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/") or _BAD_ESCAPE.search(pointer):
        raise ValueError(pointer)
    tokens = pointer[1:].split("/")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens)


def member(value: Json, token: str) -> MaybeJson:
    """Step into an object by key, or into an array by an index written without sign or zeros."""
    if isinstance(value, dict):
        return value.get(token, ABSENT)
    if isinstance(value, list):
        index = array_index(token)
        return value[index] if index is not None and index < len(value) else ABSENT
    return ABSENT


def array_index(token: str) -> int | None:
    """Read an array index as RFC 6901 spells it; ``None`` for ``01``, ``-1`` and ``-``."""
    if len(token) <= _LONGEST_INDEX and _INDEX.fullmatch(token):
        return int(token)
    return None
