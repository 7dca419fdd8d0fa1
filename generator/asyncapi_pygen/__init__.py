"""An AsyncAPI document in, a typed Python package that receives its messages out."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncapi_pygen.library import (
        Adapter,
        Config,
        Diagnostic,
        Formats,
        GeneratedFile,
        InternalError,
        Kind,
        Limits,
        Location,
        ModelBackend,
        ModelSettings,
        Numbers,
        Owner,
        Part,
        Related,
        Result,
        Role,
        Selection,
        Selector,
        Severity,
        Zoneless,
        generate,
        validate,
        write,
    )

__version__ = "0.1.0"

__all__ = [
    "Adapter",
    "Config",
    "Diagnostic",
    "Formats",
    "GeneratedFile",
    "InternalError",
    "Kind",
    "Limits",
    "Location",
    "ModelBackend",
    "ModelSettings",
    "Numbers",
    "Owner",
    "Part",
    "Related",
    "Result",
    "Role",
    "Selection",
    "Selector",
    "Severity",
    "Zoneless",
    "__version__",
    "generate",
    "validate",
    "write",
]


def __getattr__(name: str) -> object:
    """Load the library when it is asked for: the command line has ways of its own."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("asyncapi_pygen.library"), name)
