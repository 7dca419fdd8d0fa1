"""The back ends by the names that the setting has for them: written down in one literal."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.config import ModelBackend, ModelSettings, Numbers
from asyncapi_pygen.payloads.backends.backend import Backend
from asyncapi_pygen.payloads.backends.dataclass import Dataclass
from asyncapi_pygen.payloads.backends.msgspec import Msgspec
from asyncapi_pygen.payloads.backends.pydantic import ExactPydantic, Pydantic
from asyncapi_pygen.payloads.backends.typeddict import TypedDict

BACKENDS: Final[Mapping[ModelBackend, Backend]] = {
    ModelBackend.PYDANTIC: Pydantic(),
    ModelBackend.DATACLASS: Dataclass(),
    ModelBackend.TYPEDDICT: TypedDict(),
    ModelBackend.MSGSPEC: Msgspec(),
}

EXACT: Final[Backend] = ExactPydantic()
"""What keeps every digit of a number."""


def backend_of(settings: ModelSettings) -> Backend:
    """Return what the settings have models made of.

    Raises:
        ValueError: it cannot keep the digits of numbers that the settings ask for.
    """
    if settings.numbers is Numbers.FLOAT:
        return BACKENDS[settings.backend]
    if settings.backend is not ModelBackend.PYDANTIC:
        raise ValueError("only models of pydantic keep every digit")
    return EXACT
