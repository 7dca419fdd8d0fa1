"""The entry of this room: a valid document of any version to the model."""

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.lowering.v2 import lower_v2
from asyncapi_pygen.lowering.v3 import lower_v3
from asyncapi_pygen.source.node import Node

_MAJOR = {2: lower_v2, 3: lower_v3}


def lower(root: Node, major: int, file: str, diagnostics: Diagnostics) -> Api:
    """Lower the document at ``root``, written in AsyncAPI ``major``; ``file`` is its bare name."""
    return _MAJOR[major](root, file, diagnostics)
