"""The nearest valid name for a mistyped one."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from typing import Final

# Comparing texts takes time by their number and length: a bad document must not make it minutes.
_MOST_NAMES: Final = 200
_LONGEST_NAME: Final = 80


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint that asks whether the likeliest of ``names`` was meant, or no text."""
    found = nearest_name(name, names)
    return f"did you mean `{found}`?" if found is not None else ""


def with_nearest(message: str, name: str, names: Iterable[str]) -> str:
    """Return a message about an unknown name with ``nearest`` at its end."""
    hint = nearest(name, names)
    return f"{message}: {hint}" if hint else message


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the likeliest of ``names`` to have been meant, or ``None`` if none is like it."""
    if len(name) > _LONGEST_NAME:
        return None
    candidates = [one for one in islice(names, _MOST_NAMES) if len(one) <= _LONGEST_NAME]
    return next(iter(get_close_matches(name, candidates, n=1)), None)
