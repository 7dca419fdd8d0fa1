"""What a run is asked to do: one frozen record, made by the command line or by a caller."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from asyncapi_pygen.diagnostics import Levels, Severity


class Adapter(StrEnum):
    """What connects the handlers to a server, beside the plain ASGI application."""

    ASGI = "asgi"
    FASTAPI = "fastapi"
    STARLETTE = "starlette"
    LITESTAR = "litestar"
    FLASK = "flask"
    AIOHTTP = "aiohttp"
    DJANGO = "django"
    AWS_LAMBDA = "aws-lambda"


USUAL_ADAPTERS: Final = (Adapter.FASTAPI,)
"""Those of a package for which nobody says any."""


class Role(StrEnum):
    """Whose side of the document a package is."""

    HANDLER = "handler"
    COUNTERPART = "counterpart"


class Formats(StrEnum):
    """What the keyword ``format`` does."""

    ADVISORY = "advisory"
    STRICT = "strict"


class Numbers(StrEnum):
    """What numbers that are no integers are in Python."""

    FLOAT = "float"
    DECIMAL = "decimal"


class Zoneless(StrEnum):
    """What becomes of a date-time that names no zone."""

    KEEP = "keep"
    REJECT = "reject"
    UTC = "utc"


class ModelBackend(StrEnum):
    """What models are made of."""

    PYDANTIC = "pydantic"
    DATACLASS = "dataclass"
    TYPEDDICT = "typeddict"
    MSGSPEC = "msgspec"


class Part(StrEnum):
    """What of a document operations are selected by."""

    OPERATION = "operation"
    CHANNEL = "channel"
    TAG = "tag"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Selector:
    """Operations, by what they have to do with: a pattern of ``fnmatch``, case and all.

    A pattern is held against the whole id of an operation, name or address of its channel, tag, or
    key or name of a message that it exchanges.
    """

    part: Part
    pattern: str

    def __str__(self) -> str:
        """Say it as the command line does."""
        return f"{self.part}:{self.pattern}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a document a package has.

    An operation is kept if one of ``only`` selects it, or there is none, and none of ``exclude``
    does. With ``models_only``, there is nothing but models, and what reads and writes them.
    """

    only: tuple[Selector, ...] = ()
    exclude: tuple[Selector, ...] = ()
    models_only: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether operations may be left out."""
        return bool(self.only or self.exclude)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """How schemas become models.

    ``backend`` says what classes they are.

    With ``assume_types``, a schema that has ``properties``, ``items`` or the like and no ``type``
    is taken for the object or the array that its author meant. Without, it is read by the letter:
    what such a keyword says, it says of values of its own type alone, and all others are valid;
    and a text that is no date where ``format`` says that it is one is valid as well.

    ``formats`` says whether a value has to be of its format. A date-time without a zone is, by
    ``zoneless``, kept as it is, refused, or taken to be in UTC.

    ``numbers`` are floats, or decimals that keep every digit, also where nothing describes them.

    With ``strict_schemas``, the package holds the document's own schemas, and bodies are held
    against them by ``jsonschema-rs`` before a model is made and after one is written.
    """

    assume_types: bool = True
    formats: Formats = Formats.ADVISORY
    zoneless: Zoneless = Zoneless.KEEP
    numbers: Numbers = Numbers.FLOAT
    strict_schemas: bool = False
    backend: ModelBackend = ModelBackend.PYDANTIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a document is read before it is refused.

    ``file_bytes``, ``depth`` and ``nodes`` (values and keys) bound each file, ``total_bytes`` and
    ``files`` all files together. Aliases may stand for as many values as ``aliases`` says, or for
    ten times as many as are written. ``key_length`` and ``integer_digits`` count characters,
    ``reference_chain`` references that lead to references; ``seconds`` is the time of a run.
    """

    file_bytes: int = 20_000_000
    total_bytes: int = 100_000_000
    files: int = 1_000
    depth: int = 200
    nodes: int = 2_000_000
    aliases: int = 100_000
    key_length: int = 10_000
    integer_digits: int = 400
    reference_chain: int = 32
    seconds: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineActions:
    """Actions of an overlay that stand in our table of a TOML file, and not in a file of their own.

    ``name`` is what diagnostics call the file, ``pointer`` leads to the list of actions.
    """

    file: Path
    name: str
    pointer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one run.

    ``package`` is the dotted name under which the user's code imports what is generated; its last
    part names the folder. ``overlays`` are applied in order, before validation, and ``actions``
    after them. ``adapters`` are
    what is written beside the plain ASGI application, in any order. ``ref_roots`` are folders,
    beside the document's own, that references may lead to. ``levels`` says what the findings of
    some codes weigh; with ``lenient``, errors that can be borne are warnings.

    ``allow_remote`` are prefixes of the URLs that references may fetch: https, or http of this
    computer. What was fetched once is in the file ``lock``, by default ``asyncapi-pygen.lock``
    beside the document, and is not fetched again but with ``update_lock``.

    ``role`` says whether the package is for the document's application, or for the other side.
    With ``telemetry``, it has a middleware that traces handlers with OpenTelemetry.

    ``models`` says how schemas become models, and ``selection`` what of all that is written.
    ``templates`` is a folder of templates that stand in place of ours of the same names.
    """

    package: str
    overlays: tuple[Path, ...] = ()
    actions: InlineActions | None = None
    adapters: tuple[Adapter, ...] = USUAL_ADAPTERS
    telemetry: bool = False
    role: Role = Role.HANDLER
    ref_roots: tuple[Path, ...] = ()
    allow_remote: tuple[str, ...] = ()
    lock: Path | None = None
    update_lock: bool = False
    levels: Levels = field(default_factory=dict[str, Severity | None])
    lenient: bool = False
    limits: Limits = field(default_factory=Limits)
    models: ModelSettings = field(default_factory=ModelSettings)
    selection: Selection = field(default_factory=Selection)
    templates: Path | None = None

    @property
    def folder(self) -> str:
        """The folder's name: the last part of the package's dotted name."""
        return self.package.rpartition(".")[2]
