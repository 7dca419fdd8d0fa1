"""How JSON becomes values, and values JSON: the shapes of what holds other values.

A shape reads in one of two ways: exactly, or *salvaging*, which leaves out what does
not fit where it may as well be absent, and keeps it beside the fields of its object.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, cast

from ._marks import JsonValue
from ._misfits import Path
from ._scalars import Anything, Definitions, MismatchError, Shape, refuse
from ._schema import Schema, identity
from ._unions import ABSENT, SEVERAL, ToldBy, When

_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Listing:
    """An array: shapes of its first items, and that of the others."""

    rest: Shape | None
    first: tuple[Shape, ...] = ()
    type: Callable[[list[Any]], Any] = list

    def read(self, value: JsonValue, *, salvaging: bool) -> Any:
        """Read each item."""
        if not isinstance(value, list):
            refuse("Input should be a valid list")
        if len(value) < len(self.first) or (
            self.rest is None and len(value) > len(self.first)
        ):
            refuse("Input should have another number of items")
        found: list[Any] = []
        faults: list[tuple[Path, str]] = []
        for index, (shape, item) in enumerate(self._items(value)):
            try:
                found.append(shape.read(item, salvaging=salvaging))
            except MismatchError as error:
                faults += error.under(index)
        if faults:
            raise MismatchError(faults)
        return self.type(found)

    def write(self, value: Sequence[Any]) -> JsonValue:
        """Write each item."""
        if not self.owns(value):
            raise TypeError(type(value))
        return [shape.write(item) for shape, item in self._items(value)]

    def _items(self, value: Sequence[Any]) -> Iterator[tuple[Shape, Any]]:
        known = len(self.first)
        yield from zip(self.first, value, strict=False)
        if self.rest is not None:
            for item in value[known:] if known else value:
                yield self.rest, item

    def owns(self, value: object) -> bool:
        """Go by the type."""
        return isinstance(value, list | tuple)

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe the items."""
        found: dict[str, Any] = {"type": "array"}
        rest = self.rest.schema(definitions) if self.rest is not None else False
        if self.first:
            found["prefixItems"] = [one.schema(definitions) for one in self.first]
            found["minItems"] = len(self.first)
        if rest != {}:
            found["items"] = rest
        return found


@dataclass(frozen=True, slots=True)
class Mapped:
    """An object with any keys, and values of one shape."""

    values: Shape
    integer_keys: bool = False

    def read(self, value: JsonValue, *, salvaging: bool) -> dict[Any, Any]:
        """Read each value."""
        if not isinstance(value, dict):
            refuse("Input should be an object")
        found: dict[Any, Any] = {}
        faults: list[tuple[Path, str]] = []
        for key, item in value.items():
            try:
                found[self._key(key)] = self.values.read(item, salvaging=salvaging)
            except MismatchError as error:
                faults += error.under(key)
        if faults:
            raise MismatchError(faults)
        return found

    def _key(self, key: str) -> str | int:
        if not self.integer_keys:
            return key
        if re.fullmatch(r"-?\d+", key, re.ASCII) is None:
            refuse("Input should be a valid integer")
        return int(key)

    def write(self, value: dict[Any, Any]) -> JsonValue:
        """Write each value."""
        if not self.owns(value):
            raise TypeError(type(value))
        return {str(key): self.values.write(item) for key, item in value.items()}

    def owns(self, value: object) -> bool:
        """Go by the type."""
        return isinstance(value, dict)

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe the values."""
        values = self.values.schema(definitions)
        return {
            "type": "object",
            **({"additionalProperties": values} if values else {}),
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """A shape of which keywords of JSON Schema say more."""

    inner: Shape
    check: Schema
    mark: object

    def read(self, value: JsonValue, *, salvaging: bool) -> Any:
        """Read the value, and hold what was sent against the keywords."""
        found = self.inner.read(value, salvaging=salvaging)
        faults = [(one.path, one.message) for one in self.check.errors(value)]
        if faults:
            raise MismatchError(faults)
        return found

    def write(self, value: Any) -> JsonValue:
        """Write the value."""
        return self.inner.write(value)

    def owns(self, value: object) -> bool:
        """Go by the type."""
        return self.inner.owns(value)

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe the type and what more is said of it."""
        inner = self.inner.schema(definitions)
        said = cast("dict[str, Any]", self.check.source)
        return {"allOf": [inner], **said} if "$ref" in inner else {**inner, **said}


class Union:
    """One of several shapes: looks at what tells them apart first, if anything does."""

    def __init__(
        self,
        members: Sequence[Shape],
        tags: "Tags | None" = None,
    ) -> None:
        """Take the shapes."""
        self.members = members
        self.tags = tags

    def read(self, value: JsonValue, *, salvaging: bool) -> Any:
        """Read the value as the member that it is of, or that it fits best."""
        meant = [member for member in self._meant(value) if may_read(member, value)]
        if not meant and self.tags is not None:
            refuse(self.tags.expected())
        if len(meant) == 1:
            return meant[0].read(value, salvaging=salvaging)
        return self._best(found for found in self._fitting(meant, value))

    def _meant(self, value: object) -> Sequence[Shape]:
        if self.tags is None or not isinstance(value, dict):
            return self.members
        return self.tags.meant(cast("dict[str, JsonValue]", value))

    def _fitting(
        self,
        members: Iterable[Shape],
        value: JsonValue,
    ) -> Iterator[tuple[int, Any]]:
        for member in members:
            with suppress(MismatchError):
                yield _told(member, value), member.read(value, salvaging=False)

    def _best(self, fitting: Iterable[tuple[int, Any]]) -> Any:
        found = [*fitting]
        if not found:
            refuse("Input fits no allowed form")
        return max(found, key=lambda one: one[0])[1]

    def write(self, value: Any) -> JsonValue:
        """Write the value as the member that it is of."""
        owners = [member for member in self._meant(value) if member.owns(value)]
        if len(owners) == 1:
            return owners[0].write(value)
        fitting: list[tuple[int, JsonValue]] = []
        for member in owners:
            with suppress(MismatchError, TypeError):
                written = member.write(value)
                member.read(written, salvaging=False)
                fitting.append((_told(member, written), written))
        return cast("JsonValue", self._best(fitting))

    def owns(self, value: object) -> bool:
        """Ask the members."""
        return any(member.owns(value) for member in self.members)

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe the members."""
        return {"anyOf": [member.schema(definitions) for member in self.members]}


def may_read(shape: Shape, value: JsonValue) -> bool:
    """Tell whether the value is of a JSON type that the shape reads."""
    match shape:
        case Checked(inner=inner):
            return may_read(inner, value)
        case Union(members=members):
            return any(may_read(member, value) for member in members)
        case Record() | Mapped():
            return isinstance(value, dict)
        case Listing():
            return isinstance(value, list)
        case _:
            return isinstance(shape, Anything) or not isinstance(value, dict | list)


def _told(member: Shape, value: JsonValue) -> int:
    """Count the members of an object of which the shape knows the name."""
    if isinstance(member, Record) and isinstance(value, dict):
        return len(member.wires & value.keys())
    return 0


class Tags:
    """What tells the members of a union apart, and which are meant by what is seen."""

    def __init__(self, told: ToldBy, members: Sequence[tuple[Shape, When]]) -> None:
        """Take the members with their marks."""
        self._told = told
        self._known: dict[object, str | int] = {}
        self._meant: dict[object, list[Shape]] = {
            ABSENT: [shape for shape, when in members if when.absent],
            SEVERAL: [shape for shape, _ in members],
        }
        self._others = [shape for shape, when in members if when.others]
        for shape, when in members:
            for value in when.values:
                self._known.setdefault(identity(value), value)
                self._meant.setdefault(identity(value), []).append(shape)

    def meant(self, value: Mapping[str, JsonValue]) -> Sequence[Shape]:
        """Find the members that an object may be of."""
        return self._meant.get(self._told.seen(value, self._known), self._others)

    def expected(self) -> str:
        """Say what tells the members apart."""
        return self._told.expected(self._known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One field of a class.

    Attributes:
        name: The attribute, or the key.
        wire: The name in JSON.
        shape: What it holds.
        required: Whether it has to be there.
        may_be_absent: Whether a value that does not fit may be set aside.

    """

    name: str
    wire: str
    shape: Shape
    required: bool
    may_be_absent: bool


class Kind(Protocol):
    """How a back end makes objects of its classes, and takes them apart."""

    def is_record(self, type_: Any) -> bool:
        """Tell whether this is one of the classes."""
        ...

    def is_instance(self, value: object, type_: Any) -> bool:
        """Tell whether the value may be of the class."""
        ...

    def make(self, type_: Any, given: dict[str, Any], others: dict[str, Any]) -> Any:
        """Make an object; ``others`` is what has no field, and what is set aside."""
        ...

    def given(self, value: Any) -> Mapping[str, Any]:
        """Give the fields that are to be written, by name."""
        ...

    def others(self, value: Any) -> Mapping[str, JsonValue]:
        """Give at least what has no field or is set aside, by name on the wire."""
        ...


@dataclass(slots=True)
class Record:
    """An object with declared members: a class."""

    kind: Kind
    type: Any
    is_closed: bool = False
    check: Schema | None = None
    extra: Shape | None = None
    slots: tuple[Slot, ...] = ()
    wires: frozenset[str] = field(default_factory=frozenset[str])

    def fill(self, slots: Sequence[Slot]) -> None:
        """Take the fields, which may be of this shape themselves."""
        self.slots = tuple(slots)
        self.wires = frozenset(slot.wire for slot in slots)

    def read(self, value: JsonValue, *, salvaging: bool) -> Any:
        """Read each field; whatever else there is is kept."""
        if not isinstance(value, dict):
            refuse("Input should be an object")
        others = {key: one for key, one in value.items() if key not in self.wires}
        faults: list[tuple[Path, str]] = []
        if others and self.is_closed:
            faults += (((key,), "Extra inputs are not permitted") for key in others)
        elif others and self.extra is not None:
            others = self.extra.read(others, salvaging=salvaging)
        given: dict[str, Any] = {}
        for slot in self.slots:
            raw: Any = value.get(slot.wire, _ABSENT)
            if raw is _ABSENT:
                if slot.required:
                    faults.append(((slot.wire,), "Field required"))
                continue
            try:
                given[slot.name] = slot.shape.read(raw, salvaging=salvaging)
            except MismatchError as error:
                if salvaging and slot.may_be_absent:
                    others[slot.wire] = raw
                else:
                    faults += error.under(slot.wire)
        faults += self._checked(value)
        if faults:
            raise MismatchError(faults)
        return self.kind.make(self.type, given, others)

    def _checked(self, value: JsonValue) -> Iterator[tuple[Path, str]]:
        if self.check is not None:
            yield from ((one.path, one.message) for one in self.check.errors(value))

    def write(self, value: Any) -> JsonValue:
        """Write the fields that are set, and what was kept."""
        if not self.kind.is_instance(value, self.type):
            raise TypeError(self.type)
        given = self.kind.given(value)
        written = {
            slot.wire: slot.shape.write(given[slot.name])
            for slot in self.slots
            if slot.name in given
        }
        others: dict[str, Any] = {**self.kind.others(value)}
        for key in self.wires & others.keys():
            aside = others.pop(key)
            written.setdefault(key, aside)
        extra = others if self.extra is None else self.extra.write(others)
        return {**written, **cast("dict[str, JsonValue]", extra)}

    def owns(self, value: object) -> bool:
        """Go by the type."""
        return self.kind.is_instance(value, self.type)

    def schema(self, definitions: Definitions) -> dict[str, Any]:
        """Describe the object as a definition, and refer to it."""
        name: str = self.type.__name__
        if name not in definitions:
            described: dict[str, Any] = {"type": "object", "title": name}
            definitions[name] = described
            described["properties"] = {
                slot.wire: slot.shape.schema(definitions) for slot in self.slots
            }
            required = [slot.wire for slot in self.slots if slot.required]
            described |= {"required": required} if required else {}
            described |= {"additionalProperties": False} if self.is_closed else {}
            if self.extra is not None:
                described |= self.extra.schema(definitions)
            if self.check is not None:
                described["allOf"] = [self.check.source]
        return {"$ref": f"#/$defs/{name}"}
