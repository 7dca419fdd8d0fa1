"""Every diagnostic code with its severity and what it means, as ``explain`` prints it."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.codes.changes import ACCEPTING, CHANGES
from asyncapi_pygen.codes.configuration import CONFIGURATION
from asyncapi_pygen.codes.entry import Entry
from asyncapi_pygen.codes.generation import GENERATION
from asyncapi_pygen.codes.reading import READING
from asyncapi_pygen.codes.validity import VALIDITY

__all__ = ["CODES", "Entry"]

CODES: Final[Mapping[str, Entry]] = {
    **CONFIGURATION,
    **READING,
    **VALIDITY,
    **GENERATION,
    **ACCEPTING,
    **CHANGES,
}
