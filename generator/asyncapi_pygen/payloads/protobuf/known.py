"""What every Protobuf library brings along: scalar types, and the messages of google/protobuf."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.payloads.natives import Native, native
from asyncapi_pygen.payloads.plan import Lowered

_INTEGERS: Final = (
    "int32",
    "int64",
    "uint32",
    "uint64",
    "sint32",
    "sint64",
    "fixed32",
    "fixed64",
    "sfixed32",
    "sfixed64",
)

SCALARS: Final[Mapping[str, Lowered]] = {
    **{name: {"type": "integer"} for name in _INTEGERS},
    "double": {"type": "number"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "string": {"type": "string"},
    "bytes": native(Native.BYTES),
}
"""The types of the language, by name, and what their values are."""

KEYS: Final = frozenset(SCALARS) - {"double", "float", "bytes"}
"""The types that the keys of a map may have."""

_GOOGLE: Final = "google.protobuf."

KNOWN: Final[Mapping[str, Lowered]] = {
    f"{_GOOGLE}BoolValue": SCALARS["bool"],
    f"{_GOOGLE}BytesValue": SCALARS["bytes"],
    f"{_GOOGLE}DoubleValue": SCALARS["double"],
    f"{_GOOGLE}FloatValue": SCALARS["float"],
    f"{_GOOGLE}Int32Value": SCALARS["int32"],
    f"{_GOOGLE}Int64Value": SCALARS["int64"],
    f"{_GOOGLE}StringValue": SCALARS["string"],
    f"{_GOOGLE}UInt32Value": SCALARS["uint32"],
    f"{_GOOGLE}UInt64Value": SCALARS["uint64"],
    f"{_GOOGLE}Duration": native(Native.DURATION),
    f"{_GOOGLE}Timestamp": {"type": "string", "format": "date-time"},
    f"{_GOOGLE}Any": native(Native.PROTOBUF_ANY),
    f"{_GOOGLE}Empty": native(Native.PROTOBUF_EMPTY),
    f"{_GOOGLE}FieldMask": {"type": "array", "items": {"type": "string"}},
    f"{_GOOGLE}ListValue": {"type": "array"},
    f"{_GOOGLE}Struct": {"type": "object"},
    f"{_GOOGLE}Value": {},
    f"{_GOOGLE}NullValue": {},
}
"""The messages and enums of google/protobuf, by full name, and what the run time hands over."""

_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "any": ("Any",),
    "duration": ("Duration",),
    "empty": ("Empty",),
    "field_mask": ("FieldMask",),
    "struct": ("ListValue", "NullValue", "Struct", "Value"),
    "timestamp": ("Timestamp",),
    "wrappers": (
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
}

FILE_OF: Final[Mapping[str, str]] = {
    f"{_GOOGLE}{name}": f"google/protobuf/{file}.proto"
    for file, names in _FILES.items()
    for name in names
}
"""The file that defines each of them."""

RULES: Final = ("validate/validate.proto", "buf/validate/validate.proto")
"""Files of which only options are used: rules for values."""

ENUMS_ELSEWHERE: Final = frozenset({"CalendarPeriod", "DayOfWeek", "Month"})
"""The enums of google/type; all else there are messages."""
