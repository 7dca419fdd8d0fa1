"""Python types that JSON Schema has no word for, as marks in lowered schemas."""

from enum import Enum
from typing import Final

from asyncapi_pygen.payloads.plan import Lowered

NATIVE_MARK: Final = "x-native"
"""Carries such a type through the plan; a schema with it says nothing else."""


class Native(Enum):
    """The types; the value is how ``models.py`` writes them."""

    BYTES = "bytes"
    DATE = "dt.date"
    DATETIME = "dt.datetime"
    DECIMAL = "Decimal"
    DURATION = "dt.timedelta"
    PROTOBUF_ANY = "ProtobufAny"
    PROTOBUF_EMPTY = "ProtobufEmpty"
    TIME = "dt.time"
    UUID = "UUID"


def native(type_: Native) -> Lowered:
    """Return the lowered schema of a value that is of the type in Python."""
    return {NATIVE_MARK: type_.value}
