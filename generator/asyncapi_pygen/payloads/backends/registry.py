"""The back ends by the names that the setting has for them: written down in one literal."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.config import ModelBackend
from asyncapi_pygen.payloads.backends.backend import Backend
from asyncapi_pygen.payloads.backends.dataclass import Dataclass
from asyncapi_pygen.payloads.backends.msgspec import Msgspec
from asyncapi_pygen.payloads.backends.pydantic import Pydantic
from asyncapi_pygen.payloads.backends.typeddict import TypedDict

BACKENDS: Final[Mapping[ModelBackend, Backend]] = {
    ModelBackend.PYDANTIC: Pydantic(),
    ModelBackend.DATACLASS: Dataclass(),
    ModelBackend.TYPEDDICT: TypedDict(),
    ModelBackend.MSGSPEC: Msgspec(),
}
