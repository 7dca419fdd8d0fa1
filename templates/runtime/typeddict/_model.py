"""What the payloads of this package are: dictionaries, just as they are on the wire.

Nothing stands between a value and its JSON but what JSON spells as text, such as a
time. Fields that nobody declared are among the others, and absent ones are absent.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import (
    Annotated,
    Any,
    Final,
    NotRequired,
    Required,
    TypeAlias,
    cast,
    get_args,
    get_origin,
    is_typeddict,
)

from ._marks import Check, JsonValue
from ._types import Declared, Shapes

Payload: TypeAlias = Mapping[str, object]
"""What every payload is."""


class _Kept(dict[str, Any]):
    """An object that something was set aside of: it is written, and is no item."""

    aside: dict[str, JsonValue]


class _Classes:
    """What the run time has to know of ``TypedDict``."""

    def is_record(self, type_: Any) -> bool:
        """Tell whether this is a class of ``models``."""
        return is_typeddict(type_)

    def is_instance(self, value: object, type_: Any) -> bool:
        """Tell whether the value may be of the class, which is all that it tells."""
        return isinstance(value, dict)

    def is_closed(self, type_: Any) -> bool:
        """Tell whether the class refuses what it does not declare."""
        return type_.__name__ in _told(type_, "__closed__")

    def check(self, type_: Any) -> Check | None:
        """Give what no type says of the objects of the class."""
        found: Check | None = _told(type_, "__check__").get(type_.__name__)
        return found

    def extra(self, type_: Any, hints: Mapping[str, Any]) -> Any:
        """Give the type of all that the class does not declare, ``None`` for any."""
        return _told(type_, "__extra__").get(type_.__name__)

    def declared(self, type_: Any, hints: Mapping[str, Any]) -> Iterator[Declared]:
        """Give the fields of a class."""
        for name, annotation in hints.items():
            # `__required_keys__` does not see what is in annotations that are text.
            required = get_origin(annotation) is not NotRequired
            yield Declared(
                name=name,
                wire=name,
                annotation=_bare(annotation),
                required=required,
                may_be_absent=not required,
            )

    def make(self, type_: Any, given: dict[str, Any], others: dict[str, Any]) -> Any:
        """Make an object."""
        names: Mapping[str, Any] = type_.__annotations__
        aside = {key: one for key, one in others.items() if key in names}
        if not aside:
            return {**given, **others}
        extra = {key: one for key, one in others.items() if key not in names}
        made = _Kept({**given, **extra})
        made.aside = aside
        return made

    def given(self, value: Any) -> dict[str, Any]:
        """Give the fields that are to be written."""
        return cast("dict[str, Any]", value)

    def others(self, value: Any) -> dict[str, JsonValue]:
        """Give everything, and what is set aside."""
        return {**value, **self.aside(value)}

    def aside(self, value: object) -> dict[str, JsonValue]:
        """Give what is set aside, by name on the wire."""
        return value.aside if isinstance(value, _Kept) else {}


CLASSES: Final = _Classes()
SHAPES: Final = Shapes(CLASSES)


def _told(type_: Any, what: str) -> Any:
    """Return what the module of a class says of its classes by their names."""
    return getattr(sys.modules[type_.__module__], what, {})


def _bare(annotation: Any) -> Any:
    """Take away what says whether a field has to be there."""
    origin = get_origin(annotation)
    if origin in (Required, NotRequired):
        return _bare(get_args(annotation)[0])
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return Annotated[(_bare(inner), *marks)]
    return annotation
