"""The entry of this room: a valid document of any version to the model."""

from dataclasses import replace
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.lowering import v2, v3
from asyncapi_pygen.lowering.census import Census, Readers, take_census
from asyncapi_pygen.source.node import Node

_LOWER: Final = {2: v2.lower_v2, 3: v3.lower_v3}
_READERS: Final = {
    2: Readers(major=2, message=v2.message_fields, operation=v2.operation_fields),
    3: Readers(major=3, message=v3.message_fields, operation=v3.operation_fields),
}


def lower(root: Node, major: int, file: str, diagnostics: Diagnostics) -> Api:
    """Lower the document at ``root``, written in AsyncAPI ``major``; ``file`` is its bare name."""
    api = _LOWER[major](root, file, diagnostics)
    return replace(api, schema_files=root.bundle.schema_files())


def count(root: Node, major: int) -> Census:
    """Count what the document at ``root``, written in AsyncAPI ``major``, holds."""
    return take_census(root, _READERS[major])
