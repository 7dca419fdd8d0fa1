"""From the annotations of ``models`` to shapes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import RLock
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    Protocol,
    Union,
    Unpack,
    get_args,
    get_origin,
    get_type_hints,
)

from ._marks import Check, Exactly, JsonValue, bounds
from ._scalars import (
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    SPELLED,
    TEXT,
    Anything,
    Choice,
    Exact,
    Shape,
    Spelled,
)
from ._schema import Schema
from ._shapes import Checked, Kind, Listing, Mapped, Record, Slot, Tags
from ._shapes import Union as UnionShape
from ._temporal import Read
from ._unions import ToldBy, When

_SCALARS: Final[Mapping[Any, Shape]] = {
    str: TEXT,
    int: INTEGER,
    float: NUMBER,
    bool: BOOLEAN,
    None: NULL,
    type(None): NULL,
    Any: Anything(),
    object: Anything(),
    Decimal: Exact(),
    dict: Mapped(Anything()),
    list: Listing(Anything()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One field as its class declares it; see ``Slot``."""

    name: str
    wire: str
    annotation: Any
    required: bool
    may_be_absent: bool


class Classes(Kind, Protocol):
    """What a back end knows of its classes, beside how to make and read objects."""

    def declared(self, type_: Any, hints: Mapping[str, Any]) -> Iterable[Declared]:
        """Give the fields of a class; ``hints`` are its annotations, evaluated."""
        ...

    def is_closed(self, type_: Any) -> bool:
        """Tell whether the class refuses what it does not declare."""
        ...

    def check(self, type_: Any) -> Check | None:
        """Give what no type says of the objects of the class."""
        ...

    def extra(self, type_: Any, hints: Mapping[str, Any]) -> Any:
        """Give the type of all that the class does not declare, ``None`` for any."""
        ...

    def aside(self, value: object) -> Mapping[str, JsonValue]:
        """Give what of an object is set aside, by name on the wire."""
        ...


class Shapes:
    """Makes shapes, one of each class however often it is met."""

    def __init__(self, classes: Classes) -> None:
        """Take the classes' back end."""
        self._classes = classes
        self._records: dict[Any, Record] = {}
        self._lock = RLock()

    def of(self, annotation: Any) -> Shape:
        """Make the shape of what may stand in an annotation.

        Raises:
            TypeError: It is of a kind that no model has.

        """
        origin = get_origin(annotation)
        if origin is Annotated:
            inner, *marks = get_args(annotation)
            return self._marked(inner, marks)
        if origin is None:
            return self._plain(annotation)
        make = _GENERIC.get(origin)
        if make is None:
            message = f"no shape for {annotation!r}"
            raise TypeError(message)
        return make(self, get_args(annotation))

    def _plain(self, annotation: Any) -> Shape:
        if annotation in _SCALARS:
            return _SCALARS[annotation]
        for known, spelled in SPELLED.items():
            if annotation is known or annotation in known.__subclasses__():
                return spelled
        if self._classes.is_record(annotation):
            return self.record(annotation)
        message = f"no shape for {annotation!r}"
        raise TypeError(message)

    def record(self, type_: Any) -> Record:
        """Make the shape of a class, which may hold itself."""
        with self._lock:  # a shape that another thread still fills would read nothing
            return self._record(type_)

    def _record(self, type_: Any) -> Record:
        if type_ not in self._records:
            check = self._classes.check(type_)
            made = Record(
                kind=self._classes,
                type=type_,
                is_closed=self._classes.is_closed(type_),
                check=check.judge() if check is not None else None,
            )
            self._records[type_] = made
            hints = get_type_hints(type_, include_extras=True)
            extra = self._classes.extra(type_, hints)
            made.extra = self.of(extra) if extra is not None else None
            made.fill([self._slot(one) for one in self._classes.declared(type_, hints)])
        return self._records[type_]

    def _slot(self, one: Declared) -> Slot:
        return Slot(
            name=one.name,
            wire=one.wire,
            shape=self.of(one.annotation),
            required=one.required,
            may_be_absent=one.may_be_absent,
        )

    def _marked(self, inner: Any, marks: Sequence[object]) -> Shape:
        shape = self._meant(inner, marks)
        for mark in marks:
            said = {} if isinstance(mark, Check) else bounds(mark, _of(inner))
            if isinstance(mark, Check) or said:
                judge = mark.judge() if isinstance(mark, Check) else Schema(said)
                shape = Checked(shape, judge, mark)
        return shape

    def _meant(self, inner: Any, marks: Sequence[object]) -> Shape:
        """Make the shape that a mark says, or that of the type."""
        for mark in marks:
            if isinstance(mark, Exactly):
                return _choice(inner, mark.other)
            if isinstance(mark, Read):
                return Spelled(mark.format, mark.type, mark.read, mark.is_plain)
            if isinstance(mark, ToldBy):
                return self._told_apart(inner, mark)
        return self.of(inner)

    def union(self, arguments: Sequence[Any]) -> Shape:
        """Make the shape of a union of which nothing but a value tells the member."""
        members = [self.of(one) for one in arguments]
        return members[0] if len(members) == 1 else UnionShape(members)

    def _told_apart(self, union: Any, told: ToldBy) -> Shape:
        """Make the shape of a union whose members carry marks."""
        marked: list[tuple[Shape, When]] = []
        for member in get_args(union):
            inner, *marks = get_args(member)
            when = next(mark for mark in marks if isinstance(mark, When))
            others = [mark for mark in marks if mark is not when]
            marked.append((self._marked(inner, others), when))
        return UnionShape([shape for shape, _ in marked], Tags(told, marked))

    def tuple_(self, arguments: Sequence[Any]) -> Shape:
        """Make the shape of an array whose first items have types of their own."""
        *first, last = arguments
        if last is Ellipsis:
            return Listing(self.of(first[0]), type=tuple)
        rest = _unpacked(last)
        if rest is not None:
            return Listing(self.of(rest), tuple(map(self.of, first)), type=tuple)
        return Listing(None, tuple(self.of(one) for one in arguments), type=tuple)


def without(union: Any, absent: Any) -> Any:
    """Take one type out of a union of several."""
    first, *others = (one for one in get_args(union) if one is not absent)
    for other in others:
        first |= other
    return first


def _listing(shapes: Shapes, arguments: Sequence[Any]) -> Shape:
    return Listing(shapes.of(arguments[0]))


def _mapped(shapes: Shapes, arguments: Sequence[Any]) -> Shape:
    key, value = arguments
    return Mapped(shapes.of(value), integer_keys=_of(key) == "int")


_GENERIC: Final[Mapping[Any, Callable[[Shapes, Sequence[Any]], Shape]]] = {
    Literal: lambda _, arguments: Choice(arguments),
    Union: Shapes.union,
    UnionType: Shapes.union,
    dict: _mapped,
    list: _listing,
    tuple: Shapes.tuple_,
}


def _unpacked(annotation: Any) -> Any:
    """Return ``B`` of ``*tuple[B, ...]``, which is spelled in two ways."""
    if get_origin(annotation) is Unpack:
        (annotation,) = get_args(annotation)
    elif not getattr(annotation, "__unpacked__", False):
        return None
    return get_args(annotation)[0]


def _choice(annotation: Any, other: type[str | int] | None) -> Choice:
    parts = (annotation, *get_args(annotation))
    literals = [one for one in parts if get_origin(one) is Literal]
    others = {str: TEXT, int: INTEGER}[other] if other is not None else None
    return Choice([value for one in literals for value in get_args(one)], others)


def _of(annotation: Any) -> str:
    """Return the name of the type, marks and arguments taken away."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return getattr(get_origin(annotation) or annotation, "__name__", "")
