"""Avro's types: how each is read and written, in the binary and the JSON encoding.

Values are those of the models: ``bytes`` for bytes and fixed types, text for strings
and symbols, an instance of its class for a record.
"""

import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeAlias, TypeGuard, TypeVar, cast

from pydantic import JsonValue

from ._avro_logical import Conversion, conversion
from ._avro_wire import AvroError, Source, Type, put_number
from ._model import Model

T = TypeVar("T")

Schema: TypeAlias = Mapping[str, Any] | Sequence["Schema"] | str
"""In Avro's JSON form, with nothing in it that changes no byte of the data."""

_NO_NUMBERS = ("NaN", "Infinity", "-Infinity")


class _Simple(ABC, Generic[T]):
    """A type whose values are written as they are, in JSON too."""

    label: str

    @abstractmethod
    def read(self, source: Source, /) -> T: ...

    @abstractmethod
    def put(self, out: bytearray, value: T, /) -> None: ...

    @abstractmethod
    def accepts(self, value: object, /) -> TypeGuard[T]: ...

    def write(self, out: bytearray, value: object, /) -> None:
        self.put(out, self.checked(value))

    def from_json(self, value: object, /) -> object:
        return self.checked(value)

    def to_json(self, value: object, /) -> JsonValue:
        return cast("JsonValue", self.checked(value))

    def is_like(self, value: object, /) -> bool:
        return self.accepts(value)

    def checked(self, value: object) -> T:
        if not self.accepts(value):
            raise _no_value(value, self.label)
        return value


def _no_value(value: object, label: str) -> AvroError:
    return AvroError(f"a {type(value).__name__} that is no value of {label}")


class _Null(_Simple[None]):
    label = "null"

    def read(self, _source: Source, /) -> None:
        pass

    def put(self, _out: bytearray, _value: None, /) -> None:
        pass

    def accepts(self, value: object, /) -> TypeGuard[None]:
        return value is None


class _Boolean(_Simple[bool]):
    label = "boolean"

    def read(self, source: Source, /) -> bool:
        (byte,) = source.take(1)
        if byte > 1:
            message = "a boolean is 0 or 1"
            raise AvroError(message)
        return byte == 1

    def put(self, out: bytearray, value: int, /) -> None:
        out.append(value)

    def accepts(self, value: object, /) -> TypeGuard[bool]:
        return isinstance(value, bool)


class _Whole(_Simple[int]):
    """An int or a long."""

    bits: ClassVar[int]

    def read(self, source: Source, /) -> int:
        value = source.number()
        if not self.accepts(value):
            message = f"a number that is too large for {self.label}"
            raise AvroError(message)
        return value

    def put(self, out: bytearray, value: int, /) -> None:
        put_number(out, value)

    def accepts(self, value: object, /) -> TypeGuard[int]:
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return -(1 << self.bits) <= value < 1 << self.bits


class _Int(_Whole):
    label = "int"
    bits = 31


class _Long(_Whole):
    label = "long"
    bits = 63


class _Real(_Simple[float]):
    """A float or a double."""

    form: ClassVar[struct.Struct]

    def read(self, source: Source, /) -> float:
        value: float
        (value,) = self.form.unpack(source.take(self.form.size))
        return value

    def put(self, out: bytearray, value: float, /) -> None:
        out += self.form.pack(value)

    def accepts(self, value: object, /) -> TypeGuard[float]:
        return isinstance(value, float | int) and not isinstance(value, bool)

    def from_json(self, value: object, /) -> object:
        if isinstance(value, str) and value in _NO_NUMBERS:
            return float(value)
        return float(self.checked(value))

    def is_like(self, value: object, /) -> bool:
        return value in _NO_NUMBERS if isinstance(value, str) else self.accepts(value)


class _Float(_Real):
    label = "float"
    form = struct.Struct("<f")


class _Double(_Real):
    label = "double"
    form = struct.Struct("<d")


class _String(_Simple[str]):
    label = "string"

    def read(self, source: Source, /) -> str:
        return source.take(source.number()).decode()

    def put(self, out: bytearray, value: str, /) -> None:
        raw = value.encode()
        put_number(out, len(raw))
        out += raw

    def accepts(self, value: object, /) -> TypeGuard[str]:
        return isinstance(value, str)


class _Bytes(_Simple[bytes]):
    """Bytes; in JSON, text whose characters stand for them."""

    label = "bytes"

    def read(self, source: Source, /) -> bytes:
        return source.take(source.number())

    def put(self, out: bytearray, value: bytes, /) -> None:
        put_number(out, len(value))
        out += value

    def accepts(self, value: object, /) -> TypeGuard[bytes]:
        return isinstance(value, bytes)

    def from_json(self, value: object, /) -> object:
        if not isinstance(value, str):
            raise _no_value(value, self.label)
        return self.checked(value.encode("latin-1"))

    def to_json(self, value: object, /) -> JsonValue:
        text: str = self.checked(value).decode("latin-1")
        return text

    def is_like(self, value: object, /) -> bool:
        return isinstance(value, str)


class _Fixed(_Bytes):
    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.label = schema["name"]
        self.size: int = schema["size"]

    def read(self, source: Source, /) -> bytes:
        return source.take(self.size)

    def put(self, out: bytearray, value: bytes, /) -> None:
        out += value

    def accepts(self, value: object, /) -> TypeGuard[bytes]:
        return isinstance(value, bytes) and len(value) == self.size

    def is_like(self, value: object, /) -> bool:
        return isinstance(value, str) and len(value) == self.size


class _Enum(_Simple[str]):
    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.label = schema["name"]
        self._symbols: Sequence[str] = schema["symbols"]
        self._numbers = {symbol: at for at, symbol in enumerate(self._symbols)}

    def read(self, source: Source, /) -> str:
        return _chosen(self._symbols, source.number())

    def put(self, out: bytearray, value: str, /) -> None:
        put_number(out, self._numbers[value])

    def accepts(self, value: object, /) -> TypeGuard[str]:
        return isinstance(value, str) and value in self._numbers


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _chosen(choices: Sequence[T], number: int) -> T:
    if not 0 <= number < len(choices):
        message = "a number that stands for no choice"
        raise AvroError(message)
    return choices[number]


class _Logical:
    """A type laid over another."""

    def __init__(self, below: Type, how: Conversion) -> None:
        self.label = below.label
        self._below = below
        self._how = how

    def read(self, source: Source) -> object:
        return self._how.read(self._below.read(source))

    def write(self, out: bytearray, value: object) -> None:
        self._below.write(out, self._lowered(value))

    def from_json(self, value: object) -> object:
        return self._how.read(self._below.from_json(value))

    def to_json(self, value: object) -> JsonValue:
        return self._below.to_json(self._lowered(value))

    def accepts(self, value: object) -> bool:
        return type(value) is self._how.type

    def is_like(self, value: object) -> bool:
        return self._below.is_like(value)

    def _lowered(self, value: object) -> object:
        if not isinstance(value, self._how.type):
            raise _no_value(value, self._how.type.__name__)
        return self._how.write(value)


class _Array:
    label = "array"

    def __init__(self, items: Type) -> None:
        self._items = items

    def read(self, source: Source) -> list[object]:
        read = self._items.read
        return [read(source) for count in source.blocks() for _ in range(count)]

    def write(self, out: bytearray, value: object) -> None:
        items = self._listed(value)
        if items:
            put_number(out, len(items))
        for item in items:
            self._items.write(out, item)
        out.append(0)

    def from_json(self, value: object) -> list[object]:
        return [self._items.from_json(item) for item in self._listed(value)]

    def to_json(self, value: object) -> list[JsonValue]:
        return [self._items.to_json(item) for item in self._listed(value)]

    def accepts(self, value: object) -> bool:
        return isinstance(value, list)

    def is_like(self, value: object) -> bool:
        return isinstance(value, list)

    def _listed(self, value: object) -> list[object]:
        if not _is_list(value):
            raise _no_value(value, self.label)
        return value


class _Map:
    label = "map"

    def __init__(self, values: Type) -> None:
        self._keys = _String()
        self._values = values

    def read(self, source: Source) -> dict[str, object]:
        key, value = self._keys.read, self._values.read
        return {
            key(source): value(source)
            for count in source.blocks()
            for _ in range(count)
        }

    def write(self, out: bytearray, value: object) -> None:
        entries = self._mapped(value)
        if entries:
            put_number(out, len(entries))
        for key, item in entries.items():
            self._keys.write(out, key)
            self._values.write(out, item)
        out.append(0)

    def from_json(self, value: object) -> dict[str, object]:
        read = self._values.from_json
        return {key: read(item) for key, item in self._mapped(value).items()}

    def to_json(self, value: object) -> dict[str, JsonValue]:
        give = self._values.to_json
        return {key: give(item) for key, item in self._mapped(value).items()}

    def accepts(self, value: object) -> bool:
        return isinstance(value, dict)

    def is_like(self, value: object) -> bool:
        return isinstance(value, dict)

    def _mapped(self, value: object) -> dict[str, object]:
        if not _is_object(value):
            raise _no_value(value, self.label)
        return value


class _Union:
    """One of several types.

    Its JSON is ``{label: value}``, or ``null``. A bare value is read too: it is of the
    first type that its outside fits.
    """

    label = "union"

    def __init__(self, branches: Sequence[Type]) -> None:
        self._branches = branches
        self._labels = {branch.label: branch for branch in branches}

    def read(self, source: Source) -> object:
        return _chosen(self._branches, source.number()).read(source)

    def write(self, out: bytearray, value: object) -> None:
        number = self._number(value)
        put_number(out, number)
        self._branches[number].write(out, value)

    def from_json(self, value: object) -> object:
        if _is_object(value) and len(value) == 1:
            ((label, inner),) = value.items()
            if label in self._labels:
                return self._labels[label].from_json(inner)
        for branch in self._branches:
            if branch.is_like(value):
                return branch.from_json(value)
        raise _no_value(value, self.label)

    def to_json(self, value: object) -> JsonValue:
        branch = self._branches[self._number(value)]
        written = branch.to_json(value)
        return None if value is None else {branch.label: written}

    def accepts(self, value: object) -> bool:
        return any(branch.accepts(value) for branch in self._branches)

    def is_like(self, value: object) -> bool:
        return any(branch.is_like(value) for branch in self._branches)

    def _number(self, value: object) -> int:
        for number, branch in enumerate(self._branches):
            if branch.accepts(value):
                return number
        raise _no_value(value, self.label)


class _Record:
    """A record, whose values are instances of its class."""

    def __init__(self, name: str, model: type[Model]) -> None:
        self.label = name
        self._model = model
        self._fields: list[tuple[str, str, Type]] = []

    def fill(self, fields: Mapping[str, Type]) -> None:
        """Say what the fields are: a record may hold itself."""
        declared = self._model.model_fields.items()
        attributes = {field.alias or name: name for name, field in declared}
        self._fields = [
            (wire, attributes[wire], type_) for wire, type_ in fields.items()
        ]

    def read(self, source: Source) -> object:
        return self._made({wire: t.read(source) for wire, _, t in self._fields})

    def write(self, out: bytearray, value: object) -> None:
        if not self.accepts(value):
            raise _no_value(value, self.label)
        for _, name, type_ in self._fields:
            type_.write(out, getattr(value, name))

    def from_json(self, value: object) -> object:
        if not _is_object(value):
            raise _no_value(value, self.label)
        fields = [(wire, t) for wire, _, t in self._fields if wire in value]
        return self._made({wire: t.from_json(value[wire]) for wire, t in fields})

    def to_json(self, value: object) -> JsonValue:
        if not self.accepts(value):
            raise _no_value(value, self.label)
        return {w: t.to_json(getattr(value, name)) for w, name, t in self._fields}

    def accepts(self, value: object) -> bool:
        return isinstance(value, self._model)

    def is_like(self, value: object) -> bool:
        return _is_object(value) and all(
            wire in value or not self._model.model_fields[name].is_required()
            for wire, name, _ in self._fields
        )

    def _made(self, values: dict[str, object]) -> object:
        return self._model.__pydantic_validator__.validate_python(
            values,
            strict=True,
            by_alias=True,
            by_name=False,
        )


_PRIMITIVES: dict[str, Callable[[], Type]] = {
    "null": _Null,
    "boolean": _Boolean,
    "int": _Int,
    "long": _Long,
    "float": _Float,
    "double": _Double,
    "bytes": _Bytes,
    "string": _String,
}


class Types:
    """The types of one schema; ``models`` has the class of each record by full name."""

    def __init__(self, models: Mapping[str, type[Model]]) -> None:
        self._models = models
        self._named: dict[str, Type] = {}

    def of(self, schema: Schema) -> Type:
        """Return the type that a schema describes."""
        if isinstance(schema, str):
            return self._named.get(schema) or _PRIMITIVES[schema]()
        if isinstance(schema, Mapping):
            return self._described(schema)
        return _Union([self.of(branch) for branch in schema])

    def _described(self, schema: Mapping[str, Any]) -> Type:
        name: str = schema.get("name", "")
        match schema["type"]:
            case "array":
                return _Array(self.of(schema["items"]))
            case "map":
                return _Map(self.of(schema["values"]))
            case "record":
                return self._record(name, schema["fields"])
            case "enum":
                return self._named.setdefault(name, _Enum(schema))
            case "fixed":
                return self._named.setdefault(name, _laid(_Fixed(schema), schema))
            case below:
                return _laid(_PRIMITIVES[below](), schema)

    def _record(self, name: str, fields: Sequence[Mapping[str, Any]]) -> Type:
        record = _Record(name, self._models[name])
        self._named[name] = record
        record.fill({field["name"]: self.of(field["type"]) for field in fields})
        return record


def _laid(below: Type, schema: Mapping[str, Any]) -> Type:
    how = conversion(schema)
    return below if how is None else _Logical(below, how)
