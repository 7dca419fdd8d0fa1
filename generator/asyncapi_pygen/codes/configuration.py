"""Codes of what is wrong with the configuration in ``pyproject.toml``."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.codes.entry import Entry

CONFIGURATION: Final[Mapping[str, Entry]] = {
    "config-syntax": Entry(
        "error",
        "the configuration is not TOML",
        "The settings are the table [tool.asyncapi-pygen] of a pyproject.toml (TOML 1.0).",
    ),
    "config-key": Entry(
        "error",
        "the configuration has a key that there is not",
        "Keys are the names of the command line's options, in the plural where an option may be "
        "repeated. docs/configuration.md and `asyncapi-pygen config schema` list them.",
    ),
    "config-value": Entry(
        "error",
        "a setting does not take the value",
        "The value is of another type than the setting takes, or is none of its words.",
    ),
    "config-target": Entry(
        "error",
        "a target is not there, or is not complete",
        "A target is a table below [tool.asyncapi-pygen.targets]. It says which document it is "
        "made from (`spec`) and which folder the package is (`output`): no two share one.",
    ),
    "config-unwritten": Entry(
        "error",
        "a file of the project is left as it is",
        "`init` adds lines by position and changes none. Where a file would come to say something "
        "else by that, or cannot be written, what to add by hand is printed.",
    ),
}
