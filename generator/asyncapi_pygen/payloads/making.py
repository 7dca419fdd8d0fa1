"""What models are made with, beside the document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from asyncapi_pygen.config import ModelSettings
from asyncapi_pygen.diagnostics import Diagnostics, Location

Locate: TypeAlias = Callable[[str], Location]
"""A place (a schema's id, with further pointer tokens or without) to where it is written."""


@dataclass(frozen=True, slots=True)
class Making:
    """The settings, where places are written, and where to report."""

    settings: ModelSettings
    locate: Locate
    diagnostics: Diagnostics
