"""``override``, which Python has from 3.12 on: a mark for type checkers alone."""

from typing import TYPE_CHECKING, TypeVar

__all__ = ["override"]

if TYPE_CHECKING:
    from typing_extensions import override
else:
    T = TypeVar("T")

    def override(method: T) -> T:
        """Hand the method on."""
        return method
