"""The types of this package as JSON, by pydantic: what the run time needs of it.

The same names come from a module of this name whatever the models are made of.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar, cast, overload

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator, core_schema
from pydantic_core import from_json as _from_json
from pydantic_core import to_json as _to_json
from typing_extensions import override

from ._decode import decode, decode_exactly, misfits, set_aside, unreadable
from ._misfits import UnfitError
from ._model import BUILDING, Model
from ._wire import CONTEXT, marked, plain, prepared, written

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

Payload: TypeAlias = BaseModel
"""What every class of ``models`` is."""


def to_json(value: object) -> bytes:
    """Write a JSON value, a model, or what is made of both."""
    return written(_to_json(prepared(value), by_alias=True, context=CONTEXT))


def from_json(text: bytes) -> JsonValue:
    """Read a JSON value, or raise ``ValueError``."""
    value: JsonValue = _from_json(text, allow_inf_nan=False)
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
            self.adapter = self._adapted(type_)

    @cached_property
    def adapter(self) -> TypeAdapter[T]:
        """The type as pydantic knows it."""
        return self._adapted(cast("Later[Any]", self._type).ask())

    @staticmethod
    def _adapted(type_: object) -> TypeAdapter[T]:
        with BUILDING:
            if isinstance(type_, type) and issubclass(type_, Model):
                type_.model_rebuild()
            adapter: TypeAdapter[T] = TypeAdapter(cast("Any", type_))
            adapter.rebuild()
            return adapter

    def decode(self, body: bytes) -> T:
        """Read a body that has to fit as it is, or raise ``UnfitError``."""
        body = marked(body)
        try:
            return plain(decode_exactly(self.adapter, body))
        except ValidationError as error:
            raise _unfit(error, body) from error

    def salvage(self, body: bytes, *, kept: str | None = None) -> T:
        """Read a body, setting aside what does not fit where it may as well be absent.

        Args:
            body: JSON text in UTF-8.
            kept: The wire name of a field of the root that may not be set aside.

        Raises:
            UnfitError: The body is not JSON, or something required does not fit.

        """
        body = marked(body)
        try:
            return plain(decode(self.adapter, body, kept=kept))
        except ValidationError as error:
            raise _unfit(error, body) from error

    def encode(self, value: T) -> bytes:
        """Write a value; raises ``ValidationError`` if it is of another type."""
        checked = self.adapter.validator.validate_python(prepared(value), strict=True)
        return written(self.adapter.serializer.to_json(checked, context=CONTEXT))

    def schema(self) -> dict[str, Any]:
        """Describe the type as a JSON schema, with definitions in ``$defs``."""
        return self.adapter.json_schema()


class TagReader:
    """Reads one property of a body, and nothing else of it."""

    def __init__(self, tag: str) -> None:
        """Take the wire name of the property."""
        text = core_schema.typed_dict_field(core_schema.str_schema(strict=True))
        self._reader = SchemaValidator(core_schema.typed_dict_schema({tag: text}))
        self._tag = tag

    def read(self, body: bytes) -> str | None:
        """Find the text of the property, ``None`` if there is none.

        Raises:
            UnfitError: The body is not JSON.

        """
        try:
            value: str = self._reader.validate_json(body)[self._tag]
        except ValidationError as error:
            if unreadable(error):
                raise UnfitError(is_json=False) from error
            return None
        return value


def _unfit(error: ValidationError, body: bytes) -> UnfitError:
    return UnfitError(misfits(error, body), is_json=not unreadable(error))
