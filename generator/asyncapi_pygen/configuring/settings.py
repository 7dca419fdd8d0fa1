"""The one table of settings: what the command line, the environment and ``pyproject.toml`` take.

A row makes the option of the command line, the variable, the key, its part of the JSON Schema and
its row in the documentation. What each setting does, the records of options and ``Config`` say.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.config import (
    USUAL_ADAPTERS,
    Adapter,
    Formats,
    ModelBackend,
    Numbers,
    Role,
    Zoneless,
)
from asyncapi_pygen.configuring.levels import LEVELS, is_final, parse_level
from asyncapi_pygen.configuring.limits import LIMITS, parse_limit
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.configuring.selectors import parse_selector
from asyncapi_pygen.configuring.setting import Group, Kind, Setting
from asyncapi_pygen.source.urls import BadUrlError, read_prefix


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


MOST_SHOWN: Final = 50
"""How many findings the text format shows, unless it is told another number."""


def _check_prefix(text: str) -> None:
    try:
        read_prefix(text)
    except BadUrlError as error:
        raise BadValueError(f"`{text}` is no prefix of URLs: {error}") from None


def _switch(flag: str, group: Group, told: str, *, default: bool = False) -> Setting:
    """Return a row for something that is on or off."""
    return Setting(
        flag=flag,
        kind=Kind.SWITCH,
        group=group,
        help=told,
        default=default,
        shapes=group in {Group.READING, Group.PACKAGING},
    )


def _choice(flag: str, words: type[StrEnum], default: StrEnum, told: str) -> Setting:
    """Return a row for one of some words that says what a package is like."""
    return Setting(
        flag=flag,
        kind=Kind.WORD,
        group=Group.PACKAGING,
        help=told,
        default=default.value,
        enum=words,
    )


def _selectors(flag: str, told: str) -> Setting:
    """Return a row for patterns that select operations."""
    return Setting(
        flag=flag,
        kind=Kind.TEXT,
        group=Group.PACKAGING,
        many=True,
        metavar="KIND:PATTERN",
        check=parse_selector,
        help=told,
    )


SETTINGS: Final = (
    Setting(
        flag="--overlay",
        key="overlays",
        kind=Kind.FILE,
        group=Group.READING,
        many=True,
        own=True,
        help="An OpenAPI Overlay 1.0 file to apply before validation. Repeatable, in order.",
    ),
    Setting(
        flag="--allow-ref-root",
        key="allow-ref-roots",
        field="ref_roots",
        kind=Kind.FOLDER_THERE,
        group=Group.READING,
        many=True,
        help="A folder, beside the document's own, that references may lead to. Repeatable.",
    ),
    Setting(
        flag="--allow-remote",
        kind=Kind.TEXT,
        group=Group.READING,
        many=True,
        metavar="URL-PREFIX",
        check=_check_prefix,
        help="What references may fetch, such as https://example.com/schemas/. Repeatable.",
    ),
    Setting(
        flag="--lock",
        kind=Kind.FILE,
        group=Group.READING,
        own=True,
        help="The lock of remote files; by default asyncapi-pygen.lock beside SPEC.",
    ),
    Setting(
        flag="--limit",
        key="limits",
        kind=Kind.PAIRS,
        group=Group.READING,
        many=True,
        names=LIMITS,
        metavar="NAME=VALUE",
        check=parse_limit,
        help=f"How much is read at most: {', '.join(LIMITS)}. Repeatable.",
    ),
    _switch(
        "--lenient",
        Group.READING,
        "Lower the errors that can be borne to warnings: formal faults of the document.",
    ),
    Setting(
        flag="--level",
        key="levels",
        kind=Kind.PAIRS,
        group=Group.READING,
        many=True,
        names=tuple(CODES),
        levels=LEVELS,
        metavar="CODE=LEVEL",
        check=parse_level,
        help=f"What findings of a code weigh: {', '.join(LEVELS)}. Repeatable.",
    ),
    Setting(
        flag="--format",
        kind=Kind.WORD,
        group=Group.READING,
        default=Format.TEXT.value,
        enum=Format,
        shapes=False,
        help="How findings are printed.",
    ),
    Setting(
        flag="--max-findings",
        kind=Kind.COUNT,
        group=Group.READING,
        default=MOST_SHOWN,
        shapes=False,
        help="How many findings the text format shows, the most severe first; 0 for all.",
    ),
    Setting(
        flag="--output",
        short="-o",
        kind=Kind.FOLDER,
        group=Group.PACKAGING,
        help="The package's folder; its name is the package's.",
    ),
    _choice(
        "--role",
        Role,
        Role.HANDLER,
        "Whose package it is: that of the document's application, or of the other side.",
    ),
    _switch(
        "--assume-types",
        Group.PACKAGING,
        "Take a schema with `properties` and no `type` for an object, and the like.",
        default=True,
    ),
    _choice(
        "--formats",
        Formats,
        Formats.ADVISORY,
        "Whether values have to be of the `format` of their schema.",
    ),
    _choice(
        "--numbers",
        Numbers,
        Numbers.FLOAT,
        "What numbers are in Python; decimals keep every digit.",
    ),
    _choice(
        "--zoneless",
        Zoneless,
        Zoneless.KEEP,
        "Keep or refuse a date-time without a zone, or take it to be in UTC.",
    ),
    _choice(
        "--backend",
        ModelBackend,
        ModelBackend.PYDANTIC,
        "What models are made of; dataclass and typeddict need no library.",
    ),
    _switch(
        "--strict-schemas",
        Group.PACKAGING,
        "Hold bodies against the document's own schemas as well, by jsonschema-rs.",
    ),
    Setting(
        flag="--adapter",
        key="adapters",
        kind=Kind.WORD,
        group=Group.PACKAGING,
        many=True,
        default=tuple(one.value for one in USUAL_ADAPTERS),
        enum=Adapter,
        help="What to write a file for, beside asgi.py, which is always there. Repeatable.",
    ),
    _switch(
        "--telemetry",
        Group.PACKAGING,
        "Write telemetry.py, a middleware for traces of OpenTelemetry.",
    ),
    Setting(
        flag="--templates",
        kind=Kind.FOLDER_THERE,
        group=Group.PACKAGING,
        help="A folder of templates that stand in place of those of the same names.",
    ),
    _selectors(
        "--only",
        "Generate these operations alone, by operation:, channel:, tag: or message:. Repeatable.",
    ),
    _selectors("--exclude", "Leave these operations out, whatever --only says. Repeatable."),
    _switch(
        "--models-only",
        Group.PACKAGING,
        "Write models and what reads and writes them: nothing that receives or sends.",
    ),
    _switch(
        "--add-stubs",
        Group.WRITING,
        "Append the handlers that your class lacks; nothing of yours is changed or removed.",
    ),
    _switch("--force", Group.WRITING, "Replace owned files that were edited by hand."),
    _switch(
        "--update-lock", Group.WRITING, "Fetch anew what --allow-remote allows, and lock that."
    ),
    replace(
        _switch("--quiet", Group.WRITING, "Tell of errors and warnings alone."),
        short="-q",
        excludes="verbose",
    ),
    replace(
        _switch("--verbose", Group.WRITING, "Tell what becomes of each file."),
        short="-v",
        excludes="quiet",
    ),
    _switch("--dry-run", Group.GENERATING, "Tell what would become of each file; write nothing."),
    _switch(
        "--fresh",
        Group.CHECKING,
        "Make everything anew, whatever an earlier run gave.",
    ),
)
"""All settings, in the order of the help."""

BY_KEY: Final[Mapping[str, Setting]] = {one.key_name: one for one in SETTINGS}
BY_FIELD: Final[Mapping[str, Setting]] = {one.field_name: one for one in SETTINGS}
BY_FLAG: Final[Mapping[str, Setting]] = {one.flag: one for one in SETTINGS}

SPEC: Final = "spec"
"""The key of a target's document."""
ACTIONS: Final = "actions"
"""The key of a target's overlay actions, which are of the file alone."""
TARGETS: Final = "targets"
"""The key of the targets, by name."""

FINAL_CODES: Final = tuple(code for code in CODES if is_final(code))
"""The codes whose findings are errors, whatever anybody says."""
