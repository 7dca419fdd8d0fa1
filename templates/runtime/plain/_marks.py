"""What the annotations of ``models`` say beside types, where pydantic reads none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, TypeAlias, TypeVar

from ._schema import Json, Schema

T = TypeVar("T")

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        "dict[str, JsonValue] | list[JsonValue] | str | int | float | bool | None"
    )
else:
    JsonValue = Any


_LENGTHS: Final = {"str": "Length", "list": "Items", "tuple": "Items"}
_BOUNDS: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "pattern": "pattern",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The name of a field on the wire, or bounds of its values."""

    alias: str | None = None
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


class Check:
    """Keywords of JSON Schema that a type does not say.

    Attributes:
        keywords: The keywords, without references.

    """

    formats: ClassVar[Mapping[str, Callable[[object], bool]]] = {}
    """The formats that are asserted."""

    def __init__(self, keywords: Mapping[str, Json]) -> None:
        """Take the keywords."""
        self.keywords = keywords

    def judge(self) -> Schema:
        """Make what holds values against the keywords."""
        return Schema(self.keywords, formats=self.formats)


@dataclass(frozen=True, slots=True)
class Rest:
    """Reads ``tuple[A, *tuple[B, ...]]``: an ``A``, and then any number of ``B``."""


@dataclass(frozen=True, slots=True)
class Format:
    """A ``format``, which nothing enforces."""

    name: str


@dataclass(frozen=True, slots=True)
class Exactly:
    """Values of a ``Literal``, and whatever is of the type ``other``."""

    other: type[str | int] | None = None


Exact: TypeAlias = Annotated[T, Exactly()]
"""``Exact[Literal[1, 2]]``: no boolean passes for a number, or a number for it."""

Open: TypeAlias = Annotated[T | str, Exactly(str)]
"""``Open[Literal[...]]``: the known values, and whatever string comes next."""

OpenInt: TypeAlias = Annotated[T | int, Exactly(int)]
"""``OpenInt[Literal[1, 2]]``: the known values, and whatever integer comes next."""


def bounds(mark: object, type_: str) -> dict[str, Json]:
    """Write the bounds of a ``Field``, or of what is like it, as a JSON schema does."""
    found: dict[str, Json] = {
        keyword: value
        for name, keyword in _BOUNDS.items()
        if (value := getattr(mark, name, None)) is not None
    }
    for name, word in (("min_length", "min"), ("max_length", "max")):
        value = getattr(mark, name, None)
        if value is not None:
            found[word + _LENGTHS.get(type_, "Properties")] = value
    return found
