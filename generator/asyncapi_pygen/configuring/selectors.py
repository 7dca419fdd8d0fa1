"""What is generated of a document: texts ``KIND:PATTERN``."""

from collections.abc import Iterable
from typing import Final

from asyncapi_pygen.config import Part, Selector
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.source.suggestions import nearest

KINDS: Final = tuple(one.value for one in Part)


def parse_selectors(texts: Iterable[str]) -> tuple[Selector, ...]:
    """Read texts.

    Raises:
        BadValueError: as for ``parse_selector``.
    """
    return tuple(map(parse_selector, texts))


def parse_selector(text: str) -> Selector:
    """Read one text.

    Raises:
        BadValueError: it has another form, or there is no such kind; the hint names the nearest.
    """
    kind, colon, pattern = text.partition(":")
    known = ", ".join(f"`{one}`" for one in KINDS)
    if not colon:
        hint = f"write what it is the name of before it: {known}"
        raise BadValueError(f"`{text}` is not of the form KIND:PATTERN", hint)
    if kind not in KINDS:
        hint = nearest(kind, KINDS) or f"the kinds are {known}"
        raise BadValueError(f"operations are not selected by `{kind}`", hint)
    if not pattern:
        raise BadValueError(f"`{text}` has no pattern", f"`{kind}:*` selects all that have any")
    return Selector(Part(kind), pattern)
