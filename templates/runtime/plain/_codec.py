"""The types of this package as JSON: what the run time needs of it.

The same names come from a module of this name whatever the models are made of.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, NoReturn, TypeVar, cast, overload

from ._marks import JsonValue
from ._misfits import Misfit, Path, UnfitError, pointer
from ._model import CLASSES, SHAPES, Payload
from ._override import override
from ._scalars import SPELLED, Definitions, MismatchError, Shape

__all__ = [
    "Codec",
    "JsonValue",
    "Later",
    "Payload",
    "TagReader",
    "from_json",
    "override",
    "set_aside",
    "to_json",
]

T = TypeVar("T")


def to_json(value: object) -> bytes:
    """Write a JSON value, a model, or what is made of both."""
    return _written(_plain(value))


def from_json(text: bytes) -> JsonValue:
    """Read a JSON value, or raise ``ValueError``."""
    try:
        value: JsonValue = json.loads(text.decode(), parse_constant=_refuse)
    except RecursionError as error:
        message = "the text is nested too deeply"
        raise ValueError(message) from error
    return value


class Later(Generic[T]):
    """A type that nobody asks for before something is read or written."""

    @overload
    def __init__(self, ask: Callable[[], type[T]]) -> None: ...
    @overload
    def __init__(self: "Later[Any]", ask: Callable[[], object]) -> None: ...
    def __init__(self, ask: Callable[[], object]) -> None:
        """Take what gives the type."""
        self.ask = ask


class Codec(Generic[T]):
    """Reads and writes the values of one type."""

    @overload
    def __init__(self, type_: "type[T] | Later[T]") -> None: ...
    @overload
    def __init__(self, type_: object) -> None: ...
    def __init__(self, type_: object) -> None:
        """Take a class, or whatever else may stand in an annotation, now or later."""
        self._type = type_
        if not isinstance(type_, Later):
            self.shape = SHAPES.of(type_)

    @cached_property
    def shape(self) -> Shape:
        """How the type is read and written."""
        return SHAPES.of(cast("Later[Any]", self._type).ask())

    def decode(self, body: bytes) -> T:
        """Read a body that has to fit as it is, or raise ``UnfitError``."""
        return self._read(body, salvaging=False)

    def salvage(self, body: bytes, *, kept: str | None = None) -> T:
        """Read a body, setting aside what does not fit where it may as well be absent.

        Args:
            body: JSON text in UTF-8.
            kept: The wire name of a field of the root that may not be set aside.

        Raises:
            UnfitError: The body is not JSON, or something required does not fit.

        """
        value = self._read(body, salvaging=True)
        if kept is not None and pointer((kept,)) in set_aside(value):
            return self.decode(body)
        return value

    def _read(self, body: bytes, *, salvaging: bool) -> T:
        try:
            value = from_json(body)
        except ValueError as error:
            raise UnfitError(is_json=False) from error
        try:
            read: T = self.shape.read(value, salvaging=salvaging)
        except MismatchError as error:
            raise _unfit(error) from error
        except RecursionError as error:
            raise UnfitError from error
        return read

    def encode(self, value: T) -> bytes:
        """Write a value; raises an exception if it is of another type."""
        written = self.shape.write(value)
        try:
            self.shape.read(written, salvaging=False)
        except MismatchError as error:
            raise _unfit(error) from error
        return _written(written)

    def schema(self) -> dict[str, Any]:
        """Describe the type as a JSON schema, with definitions in ``$defs``."""
        definitions: Definitions = {}
        described = self.shape.schema(definitions)
        return {**described, "$defs": definitions} if definitions else described


class TagReader:
    """Reads what tells of an event out of its body.

    Args:
        paths: The wire names that lead to each property whose value tells.
        keys: Those that lead to each property that tells by being there.

    """

    def __init__(
        self,
        _paths: Iterable[Sequence[str]],
        _keys: Iterable[Sequence[str]],
    ) -> None:
        """Read all of the body: there is no way to read less of it."""

    def read(self, body: bytes) -> Mapping[str, JsonValue]:
        """Read an object with what the paths lead to; a key that is there is not null.

        What is no object has nothing. Of a name that is repeated the last one counts.

        Raises:
            UnfitError: The body is not JSON.

        """
        try:
            value = from_json(body)
        except ValueError as error:
            raise UnfitError(is_json=False) from error
        return value if isinstance(value, dict) else {}


def set_aside(value: object) -> dict[str, JsonValue]:
    """Find every raw value that did not fit its field, by JSON pointer."""
    found: dict[str, JsonValue] = {}
    _collect(value, (), found)
    return found


def _collect(value: object, place: Path, found: dict[str, JsonValue]) -> None:
    for key, item in _members(value):
        _collect(item, (*place, key), found)
    if CLASSES.is_record(type(value)):
        record = SHAPES.record(type(value))
        given = CLASSES.given(value)
        for slot in record.slots:
            _collect(given.get(slot.name), (*place, slot.wire), found)
        for wire, item in CLASSES.others(value).items():
            if wire not in record.wires:
                _collect(item, (*place, wire), found)
    for wire, raw in CLASSES.aside(value).items():
        found[pointer((*place, wire))] = raw


def _members(value: object) -> Iterable[tuple[Any, object]]:
    if isinstance(value, dict):
        return cast("dict[Any, object]", value).items()
    return enumerate(
        cast("list[object]", value) if isinstance(value, list | tuple) else ()
    )


def _plain(value: object) -> JsonValue:
    """Make JSON of a value of which no type is known."""
    if CLASSES.is_record(type(value)):
        return SHAPES.record(type(value)).write(value)
    for type_, spelled in SPELLED.items():
        if isinstance(value, type_):
            return spelled.write(value)
    if isinstance(value, dict):
        members = {**cast("dict[object, object]", value)}
        members.update(CLASSES.aside(cast("object", value)))
        return {str(key): _plain(item) for key, item in members.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("list[object]", value)]
    if isinstance(value, Decimal):
        return float(value)
    return cast("JsonValue", value)


def _written(value: JsonValue) -> bytes:
    text = json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    return text.encode("utf-8", "backslashreplace")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _unfit(error: MismatchError) -> UnfitError:
    misfits = (Misfit(place, pointer(place), detail) for place, detail in error.faults)
    return UnfitError([*dict.fromkeys(misfits)])
