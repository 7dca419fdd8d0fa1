"""The types of this package as JSON, by pydantic: what the run time needs of it.

The same names come from a module of this name whatever the models are made of.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar, cast, overload

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic_core import (
    CoreSchema,
    PydanticSerializationError,
    SchemaValidator,
    core_schema,
)
from pydantic_core import from_json as _from_json
from pydantic_core import to_json as _to_json
from typing_extensions import override

from ._decode import decode, decode_exactly, misfits, set_aside, unreadable
from ._misfits import UnfitError
from ._model import BUILDING, Model, build_all
from ._wire import ALTERS, CONTEXT, marked, plain, prepared, written

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
    value = prepared(value)
    try:
        text = _to_json(value, by_alias=True, context=CONTEXT)
    except PydanticSerializationError:
        # Before 2.14, pydantic cannot write in here what is not built yet.
        build_all()
        text = _to_json(value, by_alias=True, context=CONTEXT)
    return written(text)


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
        if ALTERS:
            body = marked(body)
        try:
            value = decode_exactly(self.adapter, body)
        except ValidationError as error:
            raise _unfit(error, body) from error
        return plain(value) if ALTERS else value

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
        if ALTERS:
            value = cast("T", prepared(value))
        checked = self.adapter.validator.validate_python(value, strict=True)
        body = self.adapter.serializer.to_json(checked, context=CONTEXT)
        return written(body) if ALTERS else body

    def schema(self) -> dict[str, Any]:
        """Describe the type as a JSON schema, with definitions in ``$defs``."""
        return self.adapter.json_schema()


class TagReader:
    """Reads what tells of an event out of its body, and builds nothing else of it.

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
        self._reader = SchemaValidator(_object_of([*paths], [*keys]))

    def read(self, body: bytes) -> Mapping[str, JsonValue]:
        """Read an object with what the paths lead to; a key that is there is not null.

        What is no object has nothing. Of a name that is repeated the last one counts.

        Raises:
            UnfitError: The body is not JSON.

        """
        try:
            found: dict[str, JsonValue] | None = self._reader.validate_json(body)
        except ValidationError as error:
            raise UnfitError(is_json=False) from error
        return found or {}


_THERE = core_schema.union_schema(
    [
        core_schema.none_schema(),
        core_schema.typed_dict_schema({}),
        core_schema.any_schema(),
    ],
    mode="left_to_right",
)
"""``None`` for null, and anything else for anything else; no object is built for it."""


def _part_of(
    paths: Sequence[Sequence[str]],
    keys: Sequence[Sequence[str]],
) -> CoreSchema:
    """Describe what the paths and keys lead to from here, as far as it is read."""
    if keys == [[]] and not paths:
        return _THERE
    # What is of use in two ways is read whole.
    whole = [] in paths or [] in keys
    return core_schema.any_schema() if whole else _object_of(paths, keys)


def _object_of(
    paths: Sequence[Sequence[str]],
    keys: Sequence[Sequence[str]],
) -> CoreSchema:
    """Describe an object of which only some is read, and what is none as ``None``."""
    inside: dict[str, tuple[list[Sequence[str]], list[Sequence[str]]]] = {}
    for number, places in enumerate((paths, keys)):
        for first, *others in places:
            inside.setdefault(first, ([], []))[number].append(others)
    fields = {
        name: core_schema.typed_dict_field(_part_of(*rest), required=False)
        for name, rest in inside.items()
    }
    return core_schema.with_default_schema(
        core_schema.typed_dict_schema(fields),
        default=None,
        on_error="default",
    )


def _unfit(error: ValidationError, body: bytes) -> UnfitError:
    return UnfitError(misfits(error, body), is_json=not unreadable(error))
