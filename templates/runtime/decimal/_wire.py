"""Numbers on the wire, digit for digit.

Pydantic reads a number with a fraction as a ``float``, and writes a ``Decimal`` as a
string. Integers go through it whole, however long: so a number of other form is turned
into an integer that holds its text, behind a mark that nobody else can have written.
"""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from secrets import token_bytes
from typing import Annotated, Any, TypeAlias, TypeVar, cast

from pydantic import (
    BaseModel,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")

_MARK = b"\x01" + token_bytes(16)
_UNMARKED = 10**38  # no mark is as small
_MARKED = re.compile(rb"(?<![0-9.eE+-])[0-9]{40,}")
_HAS_FRACTION = re.compile(rb"[0-9][.eE]")
_LONGEST = 1_000  # in digits: no integer of more than 4,300 is read

CONTEXT: dict[str, bool] = {"exact": True}
"""What serializers are told: marks will be taken off what they write."""


ALTERS = True
"""Whether numbers are altered on their way: marked, and their marks taken off."""


def mark(text: str) -> int:
    """Make an integer of the text of a number."""
    return int.from_bytes(_MARK + text.encode())


def unmarked(value: int) -> str | None:
    """Give the text of a number that was marked, of another integer nothing."""
    if value < _UNMARKED:
        return None
    content = value.to_bytes((value.bit_length() + 7) // 8)
    return content[len(_MARK) :].decode() if content.startswith(_MARK) else None


def marked(body: bytes) -> bytes:
    """Mark the numbers of a body that have a fraction or an exponent.

    A body that is not JSON is given back as it is: reading it says what is wrong.
    """
    if _HAS_FRACTION.search(body) is None:
        return body
    try:
        value = json.loads(
            body.decode(), parse_float=_mark_float, parse_constant=_refuse
        )
    except (ValueError, RecursionError):
        return body
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8",
        "surrogatepass",
    )


def _mark_float(text: str) -> int:
    if len(text) > _LONGEST:
        raise ValueError
    return mark(text)


def _refuse(_word: str) -> None:
    raise ValueError


def plain(value: T) -> T:
    """Take the marks off a value that no type has read, and off what it holds."""
    return cast("T", _plain(value))


def _plain(value: object) -> object:
    match value:
        case int() if not isinstance(value, bool):
            text = unmarked(value)
            return value if text is None else Decimal(text)
        case float():
            return Decimal(repr(value))
        case dict():
            members = cast("dict[str, object]", value)
            return {name: _plain(member) for name, member in members.items()}
        case list():
            return [_plain(item) for item in cast("list[object]", value)]
        case _:
            return value


def prepared(value: object) -> object:
    """Mark the decimals in a value that is to be written, those of models excepted."""
    match value:
        case Decimal():
            return mark(as_json(value))
        case BaseModel() | str() | bytes():
            return value
        case Mapping():
            members = cast("Mapping[str, object]", value)
            return {name: prepared(member) for name, member in members.items()}
        case Sequence():
            return [prepared(item) for item in cast("Sequence[object]", value)]
        case _:
            return value


def as_json(value: Decimal) -> str:
    """Write a finite number as JSON spells it."""
    return str(value).replace("E+", "e").replace("E", "e")


def written(body: bytes) -> bytes:
    """Take the marks off what was written."""
    return _MARKED.sub(_text, body)


def _text(match: re.Match[bytes]) -> bytes:
    text = unmarked(int(match[0]))
    return match[0] if text is None else text.encode()


def serialized(value: object, info: SerializationInfo[Any]) -> object:
    """Mark decimals where marks are taken off again; elsewhere, floats have to do."""
    exact = bool(info.context) and info.context.get("exact") is True
    return prepared(value) if exact else _rounded(value)


def _rounded(value: object) -> object:
    match value:
        case Decimal():
            whole = value == value.to_integral_value()
            return int(value) if whole and value.adjusted() < _LONGEST else float(value)
        case dict():
            members = cast("dict[str, object]", value)
            return {name: _rounded(member) for name, member in members.items()}
        case list():
            return [_rounded(item) for item in cast("list[object]", value)]
        case _:
            return value


class AnyJson:
    """JSON that nobody describes: its numbers are integers or decimals."""

    def __get_pydantic_core_schema__(
        self,
        _source: object,
        _handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Take off marks, and put them back."""
        return core_schema.json_or_python_schema(
            core_schema.no_info_plain_validator_function(_plain),
            core_schema.any_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                serialized,
                info_arg=True,
                when_used="json",
            ),
        )

    def __get_pydantic_json_schema__(
        self,
        _schema: CoreSchema,
        _handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """Describe anything."""
        return {}


Undeclared: TypeAlias = Annotated[Any, AnyJson()]
"""The type of a field that nobody declared."""
