"""One row of the table of settings, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Final, TypeAlias

VARIABLE_PREFIX: Final = "ASYNCAPI_PYGEN_"

Plain: TypeAlias = "str | int | bool | tuple[str, ...] | None"
"""A value as it is before it is understood."""


Value: TypeAlias = "Plain | Path | tuple[Path, ...]"
"""A value as the records of options have it."""


class Kind(Enum):
    """What values a setting takes."""

    SWITCH = "switch"
    WORD = "word"
    TEXT = "text"
    COUNT = "count"
    FILE = "file"
    FOLDER = "folder"
    FOLDER_THERE = "folder that exists"
    PAIRS = "values by name"

    @property
    def is_path(self) -> bool:
        """Whether values are paths, which in a file are relative to it."""
        return self in {Kind.FILE, Kind.FOLDER, Kind.FOLDER_THERE}


class Group(Enum):
    """Which commands take a setting."""

    READING = "all that read a document"
    PACKAGING = "those that concern a package"
    WRITING = "those that write a package"
    GENERATING = "generate"
    CHECKING = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table.

    ``flag`` is the option's name, ``short`` a letter for it. ``key`` is the name in the file, where
    that is not the flag's; ``field`` the one in the records of options, where that is not the
    key's. With ``many``, there may be several values. ``enum`` has the words that may be said, and
    is what they become; ``levels`` are those that pairs may have on the right, with ``names`` on
    the left; where there are none, whole numbers are. ``check`` refuses a text by a
    ``BadValueError``. ``excludes`` is the field of a switch that cannot be on as well. ``shapes``
    says that the package depends on it, and not only how a run goes about it; ``own``, that it is
    of one document, if the file names one beside it.
    """

    flag: str
    kind: Kind
    group: Group
    help: str
    default: Plain = None
    short: str = ""
    key: str = ""
    field: str = ""
    many: bool = False
    enum: type[StrEnum] | None = None
    names: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    excludes: str = ""
    metavar: str = ""
    check: Callable[[str], object] | None = None
    shapes: bool = True
    own: bool = False

    @property
    def key_name(self) -> str:
        """The key in the file."""
        return self.key or self.flag.removeprefix("--")

    @property
    def field_name(self) -> str:
        """The field of the records of options."""
        return self.field or self.key_name.replace("-", "_")

    @property
    def words(self) -> tuple[str, ...]:
        """All that may be said, where that is one of some words."""
        return () if self.enum is None else tuple(one.value for one in self.enum)

    @property
    def variable(self) -> str:
        """The environment variable."""
        return VARIABLE_PREFIX + self.key_name.replace("-", "_").upper()

    @property
    def negation(self) -> str:
        """The option that turns a switch off."""
        return f"--no-{self.flag.removeprefix('--')}"

    @property
    def usual(self) -> Plain:
        """What holds where nobody says anything."""
        return () if self.many and self.default is None else self.default
