"""The defaults that proto2 lets fields declare, as Python values."""

import math

from asyncapi_pygen.ir.protobuf import ProtoConstant, ProtoEnum, ProtoMessage
from asyncapi_pygen.payloads.protobuf.known import SCALARS
from asyncapi_pygen.payloads.protobuf.types import Scalar, Type


def fits(value: ProtoConstant, type_: Type, declared: ProtoMessage | ProtoEnum | None) -> bool:
    """Return whether a default is, as it stands, a Python value of a type.

    ``declared`` is what the type is, if it is one of the document.
    """
    if isinstance(declared, ProtoEnum):
        return any(value == one.name for one in declared.values)
    if not isinstance(type_, Scalar):
        return False
    match SCALARS[type_.name].get("type"):
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return not isinstance(value, str | bool) and math.isfinite(value)
        case "string":
            return isinstance(value, str)
        case _:
            return False
