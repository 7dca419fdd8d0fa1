"""What every type of Avro is made of: numbers, runs of bytes, blocks of items.

Nothing that arrives can ask for more memory than a fixed multiple of its own length.
"""

from collections.abc import Iterator
from typing import Protocol

from pydantic import JsonValue

from ._data import DataError

ENDS_EARLY = "the data ends early"

_FREE_ITEMS = 1024
"""Items beyond one a byte: those of some types need none, and could be any number."""

_SEVEN_BITS = 0x7F
_MORE = 0x80  # set in each byte of a number but the last
_LONGEST = 63  # bits before the last seven of a number


class AvroError(DataError):
    """What was read is not data of the schema, or a value is none that it describes."""

    language = "Avro"


class Source:
    """A body that is being read."""

    __slots__ = ("at", "body", "items")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0
        self.items = len(body) + _FREE_ITEMS

    def number(self) -> int:
        """Read a zig-zag number of up to 64 bits."""
        body, at = self.body, self.at
        result = shift = 0
        while True:
            byte = body[at]
            at += 1
            result |= (byte & _SEVEN_BITS) << shift
            if byte <= _SEVEN_BITS:
                break
            shift += 7
            if shift > _LONGEST:
                message = "a number has more than 64 bits"
                raise AvroError(message)
        self.at = at
        return (result >> 1) ^ -(result & 1)

    def take(self, count: int) -> bytes:
        """Read so many bytes."""
        end = self.at + count
        if count < 0 or end > len(self.body):
            raise AvroError(ENDS_EARLY)
        taken = self.body[self.at : end]
        self.at = end
        return taken

    def blocks(self) -> Iterator[int]:
        """Read the number of items of each block that follows."""
        count = self.number()
        while count:
            if count < 0:
                count = -count
                self.number()  # how many bytes the block has
            self.items -= count
            if self.items < 0:
                message = "there are more items than the data can hold"
                raise AvroError(message)
            yield count
            count = self.number()


def put_number(out: bytearray, value: int) -> None:
    """Write a number of up to 64 bits in zig-zag."""
    rest = (value << 1) ^ (value >> _LONGEST)
    while rest > _SEVEN_BITS:
        out.append(rest & _SEVEN_BITS | _MORE)
        rest >>= 7
    out.append(rest)


class Type(Protocol):
    """One type; ``label`` is what a union calls it in JSON.

    ``write`` and ``to_json`` raise ``AvroError`` for a value that is of another type.
    """

    label: str

    def read(self, source: Source, /) -> object:
        """Read a value from where the source stands."""
        ...

    def write(self, out: bytearray, value: object, /) -> None:
        """Write a value."""
        ...

    def from_json(self, value: object, /) -> object:
        """Read a value of the JSON encoding."""
        ...

    def to_json(self, value: object, /) -> JsonValue:
        """Give the JSON encoding of a value."""
        ...

    def accepts(self, value: object, /) -> bool:
        """Tell whether a value is of this type, as far as its outside shows."""
        ...

    def is_like(self, value: object, /) -> bool:
        """Tell whether JSON may be of this type, as far as its outside shows."""
        ...
