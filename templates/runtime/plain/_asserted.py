"""Formats that values have to have."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from ._formats import FORMATS
from ._marks import Check


class AssertedCheck(Check):
    """A check that asserts the formats in its schema as well."""

    formats: ClassVar[Mapping[str, Callable[[object], bool]]] = FORMATS


class Asserted(AssertedCheck):
    """A ``format`` that is enforced."""

    def __init__(self, name: str) -> None:
        """Take the name of the format."""
        super().__init__({"format": name})
