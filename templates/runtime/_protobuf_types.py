"""Messages of Google's library to the values that models hold, and back."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, Final, TypeAlias

from ._model import Model

Message: TypeAlias = Any
"""A message of Google's library, which has no types that a checker could read."""

Descriptor: TypeAlias = Any
"""What it says of a message, of a field or of an enum."""

Found: TypeAlias = Any
"""What it has by some name: modules and classes."""

Raw: TypeAlias = Any
"""What its messages hold."""

Held: TypeAlias = Any
"""What a field of a model holds."""

Files: TypeAlias = Sequence[Mapping[str, Any]]
"""Descriptors (``FileDescriptorProto``) in JSON form, each after those it imports."""


def google(module: str) -> Found:
    """Import a module of Google's library: so that no checker asks for its types."""
    return import_module(f"google.protobuf.{module}")


json_format: Final = google("json_format")

ERRORS: Final[tuple[type[Exception], ...]] = (
    google("message").Error,
    json_format.Error,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What comes of bytes that are no message, and of values that are of another type."""

_KNOWN: Final = {
    module.DESCRIPTOR.name: module.DESCRIPTOR.serialized_pb
    for module in map(
        google,
        (
            "any_pb2",
            "duration_pb2",
            "empty_pb2",
            "field_mask_pb2",
            "struct_pb2",
            "timestamp_pb2",
            "wrappers_pb2",
        ),
    )
}
_GOOGLE: Final = "google.protobuf."
_NULL: Final = "google.protobuf.NullValue"
_ANYTHING: Final = "google.protobuf.Value"


def message_class(files: Files, name: str) -> Found:
    """Make the class of the message with this full name."""
    pool = google("descriptor_pool").DescriptorPool()
    for file in files:
        for imported in file.get("dependency", ()):
            if imported in _KNOWN:
                pool.AddSerializedFile(_KNOWN[imported])
        descriptor = google("descriptor_pb2").FileDescriptorProto()
        json_format.ParseDict(dict(file), descriptor)
        pool.AddSerializedFile(descriptor.SerializeToString())
    return google("message_factory").GetMessageClass(pool.FindMessageTypeByName(name))


class Value(ABC):
    """One value of a field, of a list or of a map."""

    @abstractmethod
    def read(self, value: Raw, /) -> object:
        """Make of what a message holds what a model holds."""

    @abstractmethod
    def write(self, value: Held, /) -> object:
        """Make of what a model holds what a message holds; not asked of messages."""


class _Plain(Value):
    """What both hold alike."""

    def read(self, value: Raw, /) -> object:
        return value

    def write(self, value: Held, /) -> object:
        return value


class _Null(Value):
    """The one value of ``google.protobuf.NullValue``."""

    def read(self, _value: Raw, /) -> object:
        return None

    def write(self, _value: Held, /) -> object:
        return 0


class _Enum(Value):
    """The name of a value, and the number of one that has no name."""

    def __init__(self, descriptor: Descriptor) -> None:
        self._numbers: dict[str, int] = {
            one.name: one.number for one in descriptor.values
        }
        self._names: dict[int, str] = {}
        for name, number in self._numbers.items():
            self._names.setdefault(number, name)

    def read(self, value: int, /) -> object:
        return self._names.get(value, value)

    def write(self, value: Held, /) -> object:
        return self._numbers[value] if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class _Nested(Value):
    """A message: its own, filled in place."""

    get: Callable[[Any], object]
    fill: Callable[[Any, Any], None]

    def read(self, value: Raw, /) -> object:
        return self.get(value)

    def write(self, value: Held, /) -> object:
        raise TypeError(value)


class Messages:
    """Reads and writes the messages whose classes it was given, by full name."""

    def __init__(self, classes: Mapping[str, type[Model]]) -> None:
        self._classes = classes
        self._forms: dict[str, _Form] = {}

    def read(self, message: Message) -> Model:
        """Make a model of a message."""
        return self._form(message.DESCRIPTOR).read(message)

    def write(self, model: object, message: Message) -> None:
        """Put what a model holds into an empty message."""
        self._form(message.DESCRIPTOR).write(model, message)

    def _form(self, descriptor: Descriptor) -> "_Form":
        name: str = descriptor.full_name
        if name not in self._forms:
            model = self._classes[name]
            attributes = {
                field.alias or name: name for name, field in model.model_fields.items()
            }
            fields = {
                one.number: self._field(one, attributes[one.name])
                for one in descriptor.fields
            }
            self._forms[name] = _Form(model, fields)
        return self._forms[name]

    def _field(self, descriptor: Descriptor, attribute: str) -> "_Field":
        entry = descriptor.message_type
        if entry is not None and entry.GetOptions().map_entry:
            key, value = entry.fields_by_name["key"], entry.fields_by_name["value"]
            is_flag = key.type == key.TYPE_BOOL
            return _Map(descriptor, attribute, self._value(value), is_flag=is_flag)
        kind = _List if _is_repeated(descriptor) else _One
        return kind(descriptor, attribute, self._value(descriptor))

    def _value(self, field: Descriptor) -> Value:
        enum, message = field.enum_type, field.message_type
        if enum is not None:
            return _Null() if enum.full_name == _NULL else _Enum(enum)
        if message is None:
            return _Plain()
        return _CONVERSIONS.get(message.full_name) or _Nested(self.read, self.write)


class _Form:
    """A message and its model: the fields by their numbers."""

    def __init__(self, model: type[Model], fields: "Mapping[int, _Field]") -> None:
        self._model = model
        self._fields = fields

    def read(self, message: Message) -> Model:
        """Make a model of what is there; strict, so that texts are texts."""
        values = {
            one.name: self._fields[one.number].read(value)
            for one, value in message.ListFields()
            if not one.is_extension
        }
        return self._model.model_validate(
            values,
            strict=True,
            by_alias=True,
            by_name=False,
        )

    def write(self, model: object, message: Message) -> None:
        """Fill a message; one that is empty is there all the same."""
        if not isinstance(model, self._model):
            raise TypeError(model)
        message.SetInParent()
        said: dict[str, str] = {}
        for one in self._fields.values():
            value = getattr(model, one.attribute)
            if not one.is_said(model, value):
                continue
            if one.oneof and said.setdefault(one.oneof, one.attribute) != one.attribute:
                text = f"{said[one.oneof]} and {one.attribute} exclude each other"
                raise ValueError(text)
            one.write(message, value)


class _Field(ABC):
    """One field of a message, and the attribute of its model."""

    def __init__(
        self,
        descriptor: Descriptor,
        attribute: str,
        value: Value,
    ) -> None:
        self.name: str = descriptor.name
        self.attribute = attribute
        self.value = value
        oneof = descriptor.containing_oneof
        self.oneof = "" if oneof is None else str(oneof.name)
        self._explicit = bool(descriptor.has_presence)
        inner = descriptor.message_type
        self._is_json = inner is not None and inner.full_name == _ANYTHING

    def is_said(self, model: Model, value: object) -> bool:
        """Tell what is there: no default that nobody set, ``None`` as JSON alone."""
        if self._explicit and self.attribute not in model.model_fields_set:
            return False
        return value is not None or self._is_json

    @abstractmethod
    def read(self, value: Raw) -> object:
        """Make the value of the attribute."""

    @abstractmethod
    def write(self, message: Message, value: Held) -> None:
        """Put the value of the attribute into a message."""


class _One(_Field):
    """A field with one value."""

    def read(self, value: Raw) -> object:
        return self.value.read(value)

    def write(self, message: Message, value: Held) -> None:
        if isinstance(self.value, _Nested):
            self.value.fill(value, getattr(message, self.name))
        else:
            setattr(message, self.name, self.value.write(value))


class _List(_Field):
    """A repeated field."""

    def read(self, value: Raw) -> object:
        return [self.value.read(one) for one in value]

    def write(self, message: Message, value: Held) -> None:
        items = getattr(message, self.name)
        for one in value:
            if isinstance(self.value, _Nested):
                self.value.fill(one, items.add())
            else:
                items.append(self.value.write(one))


class _Map(_Field):
    """A map; keys that are booleans are the texts that they are in JSON."""

    def __init__(
        self,
        descriptor: Descriptor,
        attribute: str,
        value: Value,
        *,
        is_flag: bool,
    ) -> None:
        super().__init__(descriptor, attribute, value)
        self._is_flag = is_flag

    def read(self, value: Raw) -> object:
        return {
            (_FLAGS[key] if self._is_flag else key): self.value.read(one)
            for key, one in value.items()
        }

    def write(self, message: Message, value: Held) -> None:
        entries = getattr(message, self.name)
        for text, one in value.items():
            key = _FROM_FLAGS[text] if self._is_flag else text
            if isinstance(self.value, _Nested):
                self.value.fill(one, entries[key])
            else:
                entries[key] = self.value.write(one)


_FLAGS: Final = {False: "false", True: "true"}
_FROM_FLAGS: Final = {text: flag for flag, text in _FLAGS.items()}


def _is_repeated(descriptor: Descriptor) -> bool:
    """Tell lists from single values, which older versions say in another way."""
    if hasattr(descriptor, "is_repeated"):
        return bool(descriptor.is_repeated)
    return bool(descriptor.label == descriptor.LABEL_REPEATED)


class _Moment(datetime):
    """A time that is finer than a microsecond, with its text."""

    __slots__ = ("text",)

    text: str


def _moment(message: Message) -> datetime:
    if message.nanos % 1000 == 0:
        plain: datetime = message.ToDatetime(tzinfo=UTC)
        return plain
    moment = _Moment.fromisoformat(message.ToJsonString())
    moment.text = message.ToJsonString()
    return moment


def _put_moment(value: Held, message: Message) -> None:
    if hasattr(value, "text"):
        message.FromJsonString(value.text)
    else:
        message.FromDatetime(value)
    message.SetInParent()


def _span(message: Message) -> timedelta:
    span: timedelta = message.ToTimedelta()
    return span


def _put_span(value: timedelta, message: Message) -> None:
    message.FromTimedelta(value)
    message.SetInParent()


def _wrapped(message: Message) -> object:
    return message.value


def _put_wrapped(value: object, message: Message) -> None:
    message.value = value
    message.SetInParent()


def _json(message: Message) -> object:
    return json_format.MessageToDict(message)


def _put_json(value: Held, message: Message) -> None:
    json_format.ParseDict(value, message)
    message.SetInParent()


def _paths(message: Message) -> object:
    return list(message.paths)


def _put_paths(value: Held, message: Message) -> None:
    message.paths.extend(value)
    message.SetInParent()


_CONVERSIONS: Final = {
    f"{_GOOGLE}{name}": _Nested(read, write)
    for read, write, *names in (
        (_moment, _put_moment, "Timestamp"),
        (_span, _put_span, "Duration"),
        (_paths, _put_paths, "FieldMask"),
        (_json, _put_json, "ListValue", "Struct", "Value"),
        (
            _wrapped,
            _put_wrapped,
            "BoolValue",
            "BytesValue",
            "DoubleValue",
            "FloatValue",
            "Int32Value",
            "Int64Value",
            "StringValue",
            "UInt32Value",
            "UInt64Value",
        ),
    )
    for name in names
}
"""The messages of google/protobuf that are values of other kinds in models."""
