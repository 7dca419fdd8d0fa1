"""The document's own schemas, which bodies are held against on both ways."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TypeVar, overload

from jsonschema_rs import (
    ValidationError,
    ValidationErrorKind,
    Validator,
    validator_for,
)

from ._codec import Codec, JsonValue, Later, from_json
from ._misfits import Misfit, Path, UnfitError, pointer

T = TypeVar("T")

_MOST_ERRORS = 256  # nobody reads more of them, and a body may have millions


class StrictCodec(Codec[T]):
    """A codec of what at least one of some schemas accepts.

    Args:
        type_: A class, or whatever else may stand in an annotation, now or later.
        schemas: The names of files in the folder ``schemas``.
        formats: Whether the keyword ``format`` is asserted, and is not mere annotation.

    """

    @overload
    def __init__(
        self,
        type_: type[T] | Later[T],
        *,
        schemas: Sequence[str],
        formats: bool = False,
    ) -> None: ...
    @overload
    def __init__(
        self,
        type_: object,
        *,
        schemas: Sequence[str],
        formats: bool = False,
    ) -> None: ...
    def __init__(
        self,
        type_: object,
        *,
        schemas: Sequence[str],
        formats: bool = False,
    ) -> None:
        """Read no schema yet: that is for the first body."""
        super().__init__(type_)
        self._schemas = schemas
        self._formats = formats

    def decode(self, body: bytes) -> T:
        """Read a body that has to fit as it is, or raise ``UnfitError``."""
        self._check(body)
        return super().decode(body)

    def salvage(self, body: bytes, **_kept: str | None) -> T:
        """Read a body of which nothing is set aside: ``decode``."""
        return self.decode(body)

    def encode(self, value: T) -> bytes:
        """Write a value; raises an exception if its type or its schema forbids it."""
        body = super().encode(value)
        self._check(body)
        return body

    def _check(self, body: bytes) -> None:
        try:
            value = from_json(body)
        except ValueError as error:
            raise UnfitError(is_json=False) from error
        validators = [_validator(name, formats=self._formats) for name in self._schemas]
        if not any(validator.is_valid(value) for validator in validators):
            raise UnfitError(_fewest(validators, value))


@cache
def _validator(name: str, *, formats: bool) -> Validator:
    text = (files(__package__ or "") / "schemas" / name).read_text("utf-8")
    return validator_for(text, validate_formats=formats, offline=True)


def _fewest(validators: Sequence[Validator], value: JsonValue) -> tuple[Misfit, ...]:
    """Say what is wrong by the schema that the value comes nearest to."""
    found = [tuple(_misfits(validator, value)) for validator in validators]
    return min(found, key=len)


def _misfits(validator: Validator, value: JsonValue) -> Iterator[Misfit]:
    errors = islice(validator.iter_errors(value), _MOST_ERRORS)
    found = (misfit for error in errors for misfit in _misfit(error))
    return islice(dict.fromkeys(found), _MOST_ERRORS)


def _misfit(error: ValidationError) -> Iterator[Misfit]:
    """Say where a body breaks a schema, and none of the words that would repeat it."""
    place: Path = tuple(error.instance_path)
    match error.kind:
        case ValidationErrorKind.Required(property=name):
            yield _at((*place, name), "Field required")
        case (
            ValidationErrorKind.AdditionalProperties(unexpected=names)
            | ValidationErrorKind.UnevaluatedProperties(unexpected=names)
        ):
            for name in names:
                yield _at((*place, name), "Extra inputs are not permitted")
        case kind:
            yield _at(place, f"Input does not fit the schema's `{kind.name}`")


def _at(place: Path, detail: str) -> Misfit:
    return Misfit(place, pointer(place), detail)
