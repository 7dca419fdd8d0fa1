"""Runtime expressions: where in a message a value stands, such as ``$message.header#/replyTo``."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# "Runtime Expression" of the specification: the fragment is a JSON pointer (RFC 6901), and may be
# left out. It is no URI, so that nothing in it is percent-encoded.
_EXPRESSION: Final = re.compile(
    r"\$message\.(?P<source>header|payload)(?:\#(?P<pointer>(?:/(?:[^/~]|~[01])*)*))?", re.DOTALL
)


class MessagePart(StrEnum):
    """The part of a message that an expression looks into; the values are those of the syntax."""

    HEADER = "header"
    PAYLOAD = "payload"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeExpression:
    """A place in a message: its headers or its payload, and the tokens of a JSON pointer into it.

    No tokens mean the whole of it.
    """

    source: MessagePart
    pointer: tuple[str, ...]


def parse_expression(text: str) -> RuntimeExpression:
    """Read a runtime expression.

    Raises:
        ValueError: the text is none, or what follows its ``#`` is not a JSON pointer.
    """
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    tokens = (match["pointer"] or "").split("/")[1:]
    return RuntimeExpression(
        source=MessagePart(match["source"]),
        pointer=tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens),
    )
