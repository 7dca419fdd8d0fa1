"""Numbers on the wire, where ``float`` is exact enough: nothing is done about them."""

from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

CONTEXT: dict[str, bool] = {}
"""What serializers are told."""

Undeclared: TypeAlias = Any
"""The type of a field that nobody declared."""


ALTERS = False
"""Whether the functions below do anything: where not, they need not be called."""


def marked(body: bytes) -> bytes:
    """Prepare a body for reading."""
    return body


def plain(value: T) -> T:
    """Take the marks off a value that no type has read."""
    return value


def prepared(value: object) -> object:
    """Prepare a value for writing."""
    return value


def written(body: bytes) -> bytes:
    """Take the marks off what was written."""
    return body


def serialized(value: object, _info: object) -> object:
    """Write a value as JSON has it."""
    return value
