"""``--limit NAME=VALUE``: how much of a document is read before it is refused."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Final

from click import BadParameter

from asyncapi_pygen.config import Limits
from asyncapi_pygen.source.suggestions import nearest

LIMITS: Final = tuple(one.name.replace("_", "-") for one in fields(Limits))
_OPTION: Final = "--limit"
_MOST_DIGITS: Final = 18
_DEEPEST: Final = 300
"""How high the limit on depth may be set: below what the stack of the interpreter holds."""


def parse_limits(texts: Iterable[str]) -> Limits:
    """Read the values of the option, of which a later one goes before an earlier one.

    Raises:
        click.BadParameter: a text has another form, or there is no such limit.
    """
    return Limits(**dict(map(_parse, texts)))


def _parse(text: str) -> tuple[str, int]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadParameter(f"`{text}` is not of the form NAME=VALUE", param_hint=_OPTION)
    if name not in LIMITS:
        hint = nearest(name, LIMITS) or f"there are {', '.join(LIMITS)}"
        raise BadParameter(f"there is no limit `{name}`; {hint}", param_hint=_OPTION)
    if not value.isascii() or not value.isdigit():
        raise BadParameter(f"`{value}` is not a whole number", param_hint=_OPTION)
    if len(value) > _MOST_DIGITS:
        raise BadParameter(f"`{name}` has more than {_MOST_DIGITS} digits", param_hint=_OPTION)
    if name == "depth" and int(value) > _DEEPEST:
        raise BadParameter(f"`depth` may be {_DEEPEST} at most", param_hint=_OPTION)
    return name.replace("-", "_"), int(value)
