"""How much of a document is read before it is refused: texts ``NAME=VALUE``."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Final

from asyncapi_pygen.config import Limits
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.source.suggestions import nearest

LIMITS: Final = tuple(one.name.replace("_", "-") for one in fields(Limits))
_MOST_DIGITS: Final = 18
_DEEPEST: Final = 300
"""How high the limit on depth may be set: below what the stack of the interpreter holds."""


def parse_limits(texts: Iterable[str]) -> Limits:
    """Read texts, of which a later one goes before an earlier one.

    Raises:
        BadValueError: a text has another form, or there is no such limit.
    """
    return Limits(**dict(map(parse_limit, texts)))


def parse_limit(text: str) -> tuple[str, int]:
    """Read one text.

    Raises:
        BadValueError: as for ``parse_limits``.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise BadValueError(f"`{text}` is not of the form NAME=VALUE")
    if name not in LIMITS:
        hint = nearest(name, LIMITS) or f"there are {', '.join(LIMITS)}"
        raise BadValueError(f"there is no limit `{name}`", hint)
    if not value.isascii() or not value.isdigit():
        raise BadValueError(f"`{value}` is not a whole number")
    if len(value) > _MOST_DIGITS:
        raise BadValueError(f"`{name}` has more than {_MOST_DIGITS} digits")
    if name == "depth" and int(value) > _DEEPEST:
        raise BadValueError(f"`depth` may be {_DEEPEST} at most")
    return name.replace("-", "_"), int(value)
