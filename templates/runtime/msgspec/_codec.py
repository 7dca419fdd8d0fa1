"""The types of this package as JSON, by msgspec: what the run time needs of it.

What msgspec reads is read by it. Where it refuses a body, has no word for a type (such
as a union of two structs) or for a keyword of its schema, our own shapes read instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import cached_property
from threading import RLock
from typing import Any, Final, Generic, TypeVar, cast, overload

import msgspec

from . import _plain
from ._marks import Check, JsonValue
from ._misfits import UnfitError
from ._model import Payload
from ._override import override
from ._pattern import PYTHON, translated
from ._plain import Later, from_json, set_aside
from ._scalars import NULL, Shape, Spelled, spelled
from ._shapes import Checked, Listing, Mapped, Record, Union
from ._times import Clock, Moment, read_date_time, read_time

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


def _read_hook(type_: type, value: object) -> object:
    if isinstance(value, str) and type_ is Moment:
        return read_date_time(value)
    if isinstance(value, str) and type_ is Clock:
        return read_time(value)
    raise ValueError(type_)


def _write_hook(value: object) -> str:
    if isinstance(value, datetime | time):
        return spelled(value)
    raise NotImplementedError(type(value))


_ENCODER: Final = msgspec.json.Encoder(
    enc_hook=_write_hook,
    decimal_format="number",
)


def to_json(value: object) -> bytes:
    """Write a JSON value, a model, or what is made of both."""
    return _ENCODER.encode(value)


class Codec(Generic[T]):
    """Reads and writes the values of one type."""

    @overload
    def __init__(self, type_: "type[T] | Later[T]") -> None: ...
    @overload
    def __init__(self, type_: object) -> None: ...
    def __init__(self, type_: object) -> None:
        """Take a class, or whatever else may stand in an annotation, now or later."""
        self._type = type_
        self._is_late = isinstance(type_, Later)
        self._plain: _plain.Codec[T] = _plain.Codec(type_)

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[T] | None:
        late = self._is_late
        type_ = cast("Later[Any]", self._type).ask() if late else self._type
        return _decoder(type_, self._plain.shape)

    def decode(self, body: bytes) -> T:
        """Read a body that has to fit as it is, or raise ``UnfitError``."""
        if self._decoder is not None:
            try:
                return self._decoder.decode(body)
            except (ValueError, RecursionError):
                pass  # ours says what is wrong with it, if anything is
        return self._plain.decode(body)

    def salvage(self, body: bytes, *, kept: str | None = None) -> T:
        """Read a body, setting aside what does not fit where it may as well be absent.

        Args:
            body: JSON text in UTF-8.
            kept: The wire name of a field of the root that may not be set aside.

        Raises:
            UnfitError: The body is not JSON, or something required does not fit.

        """
        return self._plain.salvage(body, kept=kept)

    def encode(self, value: T) -> bytes:
        """Write a value; raises an exception if it is of another type."""
        written = _ENCODER.encode(value)
        self.decode(written)
        return written

    def schema(self) -> dict[str, Any]:
        """Describe the type as a JSON schema, with definitions in ``$defs``."""
        return self._plain.schema()


class TagReader:
    """Reads what tells of an event out of its body, and builds little else of it.

    Args:
        paths: The wire names that lead to each property whose value tells.
        keys: Those that lead to each property that tells by being there.

    """

    def __init__(
        self,
        paths: Iterable[Sequence[str]],
        keys: Iterable[Sequence[str]],
    ) -> None:
        """Find out what to read."""
        places = [*keys]
        deep = (first for first, *others in places if others)
        values = [*dict.fromkeys((*(path[0] for path in paths), *deep))]
        names = [*dict.fromkeys((*values, *(first for first, *_ in places)))]
        self._plain = _plain.TagReader((), ())
        self._values = frozenset(values)
        self._parts = {f"part{number}": name for number, name in enumerate(names)}
        self._decoder: msgspec.json.Decoder[msgspec.Struct] | None = None
        # Others are not taken for names, or are not found by them.
        if all(one.isprintable() and not {'"', "\\"} & {*one} for one in names):
            fields = [
                (part, msgspec.Raw, msgspec.field(name=name, default=_NULL))
                for part, name in self._parts.items()
            ]
            type_ = msgspec.defstruct("Parts", fields)
            self._decoder = msgspec.json.Decoder(type_)

    def read(self, body: bytes) -> Mapping[str, JsonValue]:
        """Read an object with what the paths lead to; a key that is there is not null.

        What is no object has nothing. Of a name that is repeated the last one counts.

        Raises:
            UnfitError: The body is not JSON.

        """
        if self._decoder is None:
            return self._plain.read(body)
        try:
            found = self._decoder.decode(body)
            return {
                name: self._part(name, getattr(found, part))
                for part, name in self._parts.items()
            }
        except msgspec.ValidationError:
            return {}
        except (ValueError, RecursionError) as error:
            raise UnfitError(is_json=False) from error

    def _part(self, name: str, text: msgspec.Raw) -> JsonValue:
        if name not in self._values:
            return bytes(text) != b"null" or None
        value: JsonValue = msgspec.json.decode(text)
        return value


_NULL: Final = msgspec.Raw(b"null")

_MAKING: Final = RLock()
_SPOILT: Final[set[object]] = set()
"""The classes that msgspec may know by halves."""


def _decoder(type_: Any, shape: Shape) -> msgspec.json.Decoder[Any] | None:
    """Make msgspec's own decoder, if it enforces all that the shape does.

    Where msgspec refuses a type, it keeps what it has learnt of the classes on the way
    there, and takes that for all there is the next time: values are then not checked,
    or the process ends. So what is known to be refused is not asked for, and of what
    was refused no class is asked for again.
    """
    shapes = _within(shape)
    classes = {one.type for one in shapes if isinstance(one, Record)}
    with _MAKING:
        if not (all(map(_is_said, shapes)) and _SPOILT.isdisjoint(classes)):
            return None
        try:
            return msgspec.json.Decoder(type_, dec_hook=_read_hook)
        except (TypeError, ValueError):
            _SPOILT.update(classes)
            return None


def _within(shape: Shape) -> list[Shape]:
    """Give a shape and all that it is made of, each once."""
    found = {id(shape): shape}
    waiting = [shape]
    while waiting:
        for one in _inside(waiting.pop()):
            if id(one) not in found:
                found[id(one)] = one
                waiting.append(one)
    return [*found.values()]


def _is_said(shape: Shape) -> bool:
    """Tell whether msgspec enforces all that the shape says beside its parts."""
    match shape:
        case Checked(mark=mark):
            pattern = getattr(mark, "pattern", None) or ""
            same = translated(pattern, PYTHON) == pattern
            return same and not isinstance(mark, Check)
        case Record(check=check, extra=extra):
            return check is None and extra is None
        case Spelled(is_plain=is_plain):
            return is_plain
        case Union(members=members):
            return _is_readable(members)
        case _:
            return True


def _is_readable(members: Iterable[Shape]) -> bool:
    """Tell whether msgspec reads a union: the types of JSON alone tell its members."""
    kinds = [kind for member in members for kind in _kinds(member)]
    several = {kind for kind in kinds if kinds.count(kind) > 1}
    return several <= {""} and ("text" not in kinds or len(kinds) == 1)


def _kinds(shape: Shape) -> Iterator[str]:
    """Name what msgspec takes no two of in a union, and a text that it reads itself."""
    match shape:
        case Checked(inner=inner):
            yield from _kinds(inner)
        case Union(members=members):
            for member in members:
                yield from _kinds(member)
        case Record() | Mapped():
            yield "object"
        case Listing():
            yield "array"
        case Spelled():
            yield "text"
        case _:
            if shape is not NULL:
                yield ""


def _inside(shape: Shape) -> Iterator[Shape]:
    match shape:
        case Checked(inner=inner):
            yield inner
        case Record(slots=slots):
            yield from (slot.shape for slot in slots)
        case Union(members=members):
            yield from members
        case Mapped(values=values):
            yield values
        case Listing(rest=rest, first=first):
            yield from first
            yield from () if rest is None else (rest,)
        case _:
            pass
