"""What every model of this package is made of: dataclasses, and nothing else.

A model that was read from the wire and is written again is the same JSON: fields that
nobody declared are kept, fields that were absent stay absent, times keep their
spelling. What changes: a constant that was absent is written.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from enum import Enum
from functools import cache
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    Self,
    TypeAlias,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

from ._marks import Check, Field, JsonValue
from ._types import Declared, Shapes, without

T = TypeVar("T")


class Unset(Enum):
    """The type of ``UNSET``."""

    UNSET = "unset"

    def __bool__(self) -> Literal[False]:
        """Count as nothing."""
        return False


UNSET: Final = Unset.UNSET
"""What an optional field holds that is not there, where ``None`` would be ``null``."""


class Model:
    """A payload: what is not declared is kept, and what is absent is not written."""

    __slots__ = ("__given__", "__others__")
    __sparse__: ClassVar[frozenset[str]] = frozenset()
    __given__: frozenset[str]
    __others__: dict[str, Any]

    def __new__(cls, **given: object) -> Self:
        """Remember what is given: a default that is, is written."""
        made = super().__new__(cls)
        made.__given__ = frozenset(given)
        made.__others__ = {}
        return made


class ClosedModel(Model):
    """A payload that we send, and whose schema allows no other fields."""

    __slots__ = ()


Payload: TypeAlias = Model
"""What every class of ``models`` is."""


class _Optional:
    """Marks a field for which ``None`` means that it is not there."""


class _Nullable(_Optional):
    """Marks a field for which ``UNSET`` means that, and ``None`` is ``null``."""


Maybe: TypeAlias = Annotated[T | None, _Optional()]
"""Optional and not nullable: ``None`` when absent, and never written then."""

Nullable: TypeAlias = Annotated[T | Unset | None, _Nullable()]
"""Optional and nullable: ``UNSET`` when absent, and ``None`` for ``null``."""


def undeclared(model: Model) -> dict[str, Any]:
    """Give what a model was sent beside its fields, or what is to be sent so."""
    return model.__others__


class _Classes:
    """What the run time has to know of dataclasses."""

    def is_record(self, type_: Any) -> bool:
        """Tell whether this is a class of ``models``."""
        return isinstance(type_, type) and issubclass(type_, Model)

    def is_instance(self, value: object, type_: Any) -> bool:
        """Tell whether the value is of the class."""
        return isinstance(value, type_)

    def is_closed(self, type_: Any) -> bool:
        """Tell whether the class refuses what it does not declare."""
        return issubclass(type_, ClosedModel)

    def check(self, type_: Any) -> Check | None:
        """Give what no type says of the objects of the class."""
        found: Check | None = getattr(type_, "__check__", None)
        return found

    def extra(self, type_: Any, hints: Mapping[str, Any]) -> Any:
        """Give the type of all that the class does not declare, ``None`` for any."""
        found = hints.get("__extra__")
        return get_args(found)[0] if found is not None else None

    def declared(self, type_: Any, hints: Mapping[str, Any]) -> Iterator[Declared]:
        """Give the fields of a class."""
        for one in fields(type_):
            optional = [mark for mark in _marks(hints[one.name]) if _is_optional(mark)]
            yield Declared(
                name=one.name,
                wire=_wire(one.name, hints[one.name]),
                annotation=_present(hints[one.name], optional),
                required=one.default is MISSING and one.default_factory is MISSING,
                may_be_absent=bool(optional) or one.name in type_.__sparse__,
            )

    def make(self, type_: Any, given: dict[str, Any], others: dict[str, Any]) -> Any:
        """Make an object."""
        made = type_(**given)
        made.__others__ = others
        return made

    def given(self, value: Any) -> dict[str, Any]:
        """Give the fields that are to be written."""
        found: dict[str, Any] = {}
        type_ = cast("Any", type(value))
        for name, default in _defaults(type_).items():
            held = getattr(value, name)
            absent = held is UNSET or (held is None and default is None)
            unset = name in value.__sparse__ and name not in value.__given__
            if not absent and not (unset and held == default):
                found[name] = held
        return found

    def others(self, value: Any) -> Mapping[str, JsonValue]:
        """Give what has no field, and what is set aside."""
        return cast("Model", value).__others__

    def aside(self, value: object) -> dict[str, JsonValue]:
        """Give what is set aside, by name on the wire."""
        if not isinstance(value, Model) or not value.__others__:
            return {}
        type_ = cast("Any", type(value))
        wires = _wires(type_)
        return {wire: one for wire, one in value.__others__.items() if wire in wires}


CLASSES: Final = _Classes()
SHAPES: Final = Shapes(CLASSES)


class Parsed(Generic[T]):
    """A default that is no scalar: a fresh value of it for each instance."""

    @overload
    def __init__(self, type_: Callable[[], type[T]], *, text: str) -> None: ...
    @overload
    def __init__(
        self: "Parsed[Any]",
        type_: Callable[[], object],
        *,
        text: str,
    ) -> None: ...
    def __init__(self, type_: Callable[[], object], *, text: str) -> None:
        """Take the default as JSON, and what gives the type when it is needed."""
        self._type = type_
        self._text = text

    def __call__(self) -> T:
        """Make a value."""
        shape = SHAPES.of(self._type())
        value: T = shape.read(json.loads(self._text), salvaging=False)
        return value


@cache
def _defaults(type_: Any) -> Mapping[str, object]:
    return {
        one.name: one.default
        if one.default_factory is MISSING
        else one.default_factory()
        for one in fields(type_)
    }


@cache
def _wires(type_: Any) -> frozenset[str]:
    hints = get_type_hints(type_, include_extras=True)
    return frozenset(_wire(one.name, hints[one.name]) for one in fields(type_))


def _wire(name: str, annotation: Any) -> str:
    names = [mark.alias for mark in _marks(annotation) if isinstance(mark, Field)]
    return next(filter(None, names), name)


def _marks(annotation: Any) -> tuple[object, ...]:
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def _is_optional(mark: object) -> bool:
    return isinstance(mark, _Optional)


def _present(annotation: Any, optional: Sequence[object]) -> Any:
    """Return the type of a field that is there, without what stands for its absence."""
    if not optional:
        return annotation
    inner, *marks = get_args(annotation)
    nullable = any(isinstance(mark, _Nullable) for mark in optional)
    return Annotated[(without(inner, Unset if nullable else type(None)), *marks)]
