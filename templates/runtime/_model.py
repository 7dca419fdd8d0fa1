"""What every model of this package is made of.

A model that was read from the wire and is written again is the same JSON: fields that
nobody declared are kept, fields that were absent stay absent, times keep their
spelling. What changes: a constant that was absent is written, and a number that no
``float`` can hold is rounded.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from threading import RLock
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    TypeAlias,
    TypeVar,
    Unpack,
    cast,
    get_args,
)
from typing import get_origin as origin_of

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    JsonValue,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import (
    CoreSchema,
    PydanticKnownError,
    core_schema,
    to_jsonable_python,
)

from ._times import spelling
from ._wire import Undeclared, plain, serialized

T = TypeVar("T")
_Value: TypeAlias = Any
"""What fits the field that it is the default of, as a type checker has to believe."""

BUILDING = RLock()
"""Held while a class is made or its validator is built, which is no work for two."""

_DEEP_ENOUGH = 5_000  # frames of Python, for some 250 classes that form a circle


def as_json(value: object) -> object:
    """Return a value that was read, or is to be written, as JSON."""
    match value:
        case None | bool() | int() | float() | str() | Decimal():
            return value
        case BaseModel():
            return as_json(value.model_dump(by_alias=True))
        case dict():
            members = cast("dict[str, object]", value)
            return {name: as_json(member) for name, member in members.items()}
        case list() | tuple():
            return [as_json(item) for item in cast("list[object]", value)]
        case date() | time():
            return to_jsonable_python(spelling(value))
        case _:
            return to_jsonable_python(value)


class Model(BaseModel):
    """A payload: what is not declared is kept, and what is absent is not written."""

    if TYPE_CHECKING:
        __pydantic_extra__: dict[str, Undeclared] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]
    else:
        __pydantic_extra__: dict[str, Undeclared]

    model_config = ConfigDict(
        extra="allow",
        validate_by_alias=True,
        validate_by_name=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
    )

    def __init_subclass__(cls, **options: Unpack[ConfigDict]) -> None:
        """Leave fields that nobody declared where pydantic keeps them.

        What a class says of their type must not stay its attribute: it would hide that
        place, and they would be written as a field.
        """
        super().__init_subclass__(**options)
        if "__pydantic_extra__" in vars(cls):
            del cls.__pydantic_extra__

    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Mapping[str, Any] | None = None,
    ) -> bool | None:
        """Build the validator of a class that is not complete; see ``BaseModel``."""
        with BUILDING:
            limit = sys.getrecursionlimit()
            sys.setrecursionlimit(max(limit, _DEEP_ENOUGH))
            try:
                return super().model_rebuild(
                    force=force,
                    raise_errors=raise_errors,
                    _parent_namespace_depth=_parent_namespace_depth + 1,
                    _types_namespace=_types_namespace,
                )
            finally:
                sys.setrecursionlimit(limit)


def build_all() -> None:
    """Build the validators of the classes that were made and never used."""
    waiting: list[type[Model]] = [Model]
    while waiting:
        made = waiting.pop()
        waiting += made.__subclasses__()
        made.model_rebuild(raise_errors=False)


class ClosedModel(Model):
    """A payload that we send, and whose schema allows no other fields."""

    model_config = ConfigDict(extra="forbid")


class SparseModel(Model):
    """A payload with fields that are written only when somebody set them.

    ``None`` cannot stand for the absence of an optional field that is nullable or has a
    default; the class names those in ``__sparse__``.
    """

    __sparse__: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_unset(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        written: dict[str, object] = write(self)
        extras = self.__pydantic_extra__ or {}
        for name in self.__sparse__:
            wire = type(self).model_fields[name].alias or name
            if wire in extras:
                written[wire] = extras[wire]
            elif not self._was_set(name, wire, extras):
                written.pop(wire if wire in written else name, None)
        return written

    def _was_set(self, name: str, wire: str, extras: dict[str, object]) -> bool:
        """Tell a field from an unknown one that has its Python name on the wire."""
        unsure = name != wire and name in extras
        field = type(self).model_fields[name]
        return name in self.__pydantic_fields_set__ and not (
            unsure
            and getattr(self, name) == field.get_default(call_default_factory=True)
        )


class ClosedSparseModel(SparseModel, ClosedModel):
    """A sparse payload that we send, and whose schema allows no other fields."""


def _same(value: T) -> T:
    return value


def _as_it_is(value: object, info: SerializationInfo) -> object:
    return serialized(as_json(value), info) if info.mode_is_json() else value


class _Undeclared:
    """Writes a field that nobody declared, be it of its type or set aside."""

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        schema = handler(source)
        written = core_schema.plain_serializer_function_ser_schema(
            _as_it_is,
            info_arg=True,
        )
        return core_schema.no_info_after_validator_function(
            _same,
            schema,
            serialization=written,
        )


class Rest:
    """Reads ``tuple[A, *tuple[B, ...]]``: an ``A``, and then any number of ``B``."""

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        *first, rest = get_args(source)
        if origin_of(rest) is Unpack:  # as annotations that are evaluated late spell it
            (rest,) = get_args(rest)
        items = [handler.generate_schema(one) for one in (*first, get_args(rest)[0])]
        return core_schema.tuple_schema(items, variadic_item_index=len(first))


class Parsed:
    """A default that is no scalar: a fresh value of it for each instance.

    Attributes:
        text: The default as JSON.

    """

    def __init__(self, type_: Callable[[], object], *, text: str) -> None:
        """Take what gives the type, which is not asked for before it is needed."""
        self.text = text
        self._type = type_

    def __call__(self) -> _Value:
        """Make a value."""
        return self._adapter.validate_json(
            self.text,
            strict=True,
            by_alias=True,
            by_name=False,
        )

    @cached_property
    def _adapter(self) -> TypeAdapter[object]:
        adapter: TypeAdapter[object] = TypeAdapter(cast("Any", self._type()))
        adapter.rebuild()
        return adapter


class _NotNull:
    """``None`` is absence in Python; on the wire, ``null`` does not fit."""

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        schema = handler(source)
        if schema["type"] != "nullable":
            return schema
        return core_schema.json_or_python_schema(schema["schema"], schema)


class _Exactly:
    """Takes for a value of a ``Literal`` what is the same JSON: 1 and 1.0, not true.

    Whatever is of the type ``other`` is taken as well.
    """

    def __init__(self, other: type[str | int] | None = None) -> None:
        self.other = other

    def __get_pydantic_core_schema__(
        self,
        source: object,
        _handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        parts = (source, *get_args(source))
        literals = [part for part in parts if origin_of(part) is Literal]
        values = [value for part in literals for value in get_args(part)]
        metadata = {"values": values}
        texts = all(isinstance(value, str) for value in values)
        if self.other is str and texts:
            return core_schema.str_schema(metadata=metadata)
        known = {(isinstance(value, bool), value): value for value in values}

        def exact(value: object) -> object:
            value = plain(value)
            try:
                return known[isinstance(value, bool), value]
            except (KeyError, TypeError):
                return self._another(value, values)

        return core_schema.no_info_plain_validator_function(exact, metadata=metadata)

    def _another(self, value: object, values: list[object]) -> object:
        """Return a value that is not known, or refuse it."""
        if self.other is str and isinstance(value, str):
            return value
        if self.other is int and not isinstance(value, bool):
            if isinstance(value, int):
                return value
            if isinstance(value, float | Decimal) and value == int(value):
                return int(value)
        expected = " or ".join(map(repr, values))
        kind: Final = "literal_error"
        raise PydanticKnownError(kind, {"expected": expected})

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        values: list[object] = schema.get("metadata", {})["values"]
        return handler(core_schema.literal_schema(values))


@dataclass(frozen=True, slots=True)
class Format:
    """Adds ``format`` to the JSON schema and enforces nothing."""

    name: str

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {**handler(schema), "format": self.name}


def _is_none(value: object) -> bool:
    return value is None


def _drop_default(schema: dict[str, JsonValue]) -> None:
    schema.pop("default", None)


Maybe: TypeAlias = Annotated[
    T | None,
    _NotNull(),
    Field(exclude_if=_is_none, json_schema_extra=_drop_default),
]
"""Optional and not nullable: ``None`` when absent, and never written then."""

Nullable: TypeAlias = Annotated[T | None, Field(json_schema_extra=_drop_default)]
"""Optional and nullable: a field that its ``SparseModel`` names in ``__sparse__``."""

Exact: TypeAlias = Annotated[T, _Exactly()]
"""``Exact[Literal[1, 2]]``: no boolean passes for a number, or a number for it."""

Extra: TypeAlias = Annotated[T, _Undeclared()]
"""The type of fields that nobody declared."""

Open: TypeAlias = Annotated[T | str, _Exactly(other=str)]
"""``Open[Literal[...]]``: the known values, and whatever string comes next."""

OpenInt: TypeAlias = Annotated[T | int, _Exactly(other=int)]
"""``OpenInt[Literal[1, 2]]``: the known values, and whatever integer comes next."""
