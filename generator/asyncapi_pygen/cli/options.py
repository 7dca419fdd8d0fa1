"""The options of the commands as records, and the configuration that they make."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from click import BadParameter, UsageError

from asyncapi_pygen.cli.packages import as_package, is_importable, why_no_package
from asyncapi_pygen.config import (
    Adapter,
    Config,
    Formats,
    InlineActions,
    Limits,
    ModelBackend,
    ModelSettings,
    Numbers,
    Role,
    Selection,
    Selector,
    Zoneless,
)
from asyncapi_pygen.configuring.levels import parse_levels
from asyncapi_pygen.configuring.limits import parse_limits
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.configuring.selectors import parse_selectors
from asyncapi_pygen.configuring.setting import Value
from asyncapi_pygen.configuring.settings import BY_FIELD, MOST_SHOWN, Format
from asyncapi_pygen.diagnostics import Levels
from asyncapi_pygen.source.urls import BadUrlError, read_prefix

_FIELD_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header field (RFC 9110)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How a call named its document, and what of its options it did not say.

    ``words`` are those of the command line that name the document: a path, or what leads to a
    target of the configuration, called ``name``. ``known`` is what that says by itself, by the
    fields of options.
    """

    words: tuple[str, ...]
    name: str = ""
    known: Mapping[str, Value] = field(default_factory=dict[str, Value])


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every command that reads a document takes.

    ``levels`` are texts ``CODE=LEVEL``, ``limits`` are texts ``NAME=VALUE``; ``max_findings`` is 0
    for all of them. ``actions`` are those of the configuration.
    """

    spec: Path
    overlays: tuple[Path, ...]
    ref_roots: tuple[Path, ...]
    format: Format
    levels: tuple[str, ...] = ()
    lenient: bool = False
    max_findings: int = MOST_SHOWN
    limits: tuple[str, ...] = ()
    allow_remote: tuple[str, ...] = ()
    lock: Path | None = None
    actions: InlineActions | None = None
    origin: Origin | None = None

    @property
    def name(self) -> str:
        """What diagnostics call the document: the path as it was typed."""
        return self.spec.as_posix()

    @property
    def config(self) -> Config:
        """The run's configuration."""
        return self._config("package", (), ModelSettings())

    @property
    def renews_lock(self) -> bool:
        """Whether what is locked is fetched anew: by no command that writes nothing."""
        return False

    def _config(self, package: str, adapters: tuple[Adapter, ...], models: ModelSettings) -> Config:
        return Config(
            package=package,
            overlays=self.overlays,
            actions=self.actions,
            ref_roots=self.ref_roots,
            adapters=adapters,
            levels=_as_levels(self.levels),
            lenient=self.lenient,
            limits=as_limits(self.limits),
            allow_remote=tuple(map(_as_prefix, self.allow_remote)),
            lock=self.lock,
            update_lock=self.renews_lock,
            models=models,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions(Options):
    """What ``send`` takes; ``headers`` are texts ``Name: value``, ``timeout`` is in seconds.

    ``sign`` is the name of the package whose verifiers the requests are signed for, ``key_id`` what
    such a signature says of its key.
    """

    to: str
    messages: tuple[str, ...] = ()
    send_all: bool = False
    one_url: bool = False
    headers: tuple[str, ...] = ()
    timeout: float = 10.0
    sign: str | None = None
    key_id: str = ""

    @property
    def config(self) -> Config:
        """The run's configuration; secrets are in variables that begin with the package's name."""
        return self._config(self.sign or "package", (), ModelSettings())

    @property
    def signs(self) -> bool:
        """Whether requests are signed."""
        if self.sign is not None and not all(map(is_importable, self.sign.split("."))):
            message = f"`{self.sign}` is not the name of a Python package"
            raise BadParameter(message, param_hint="--sign")
        if self.key_id and self.sign is None:
            message = "`--key-id` is for what is signed: give `--sign` as well"
            raise UsageError(message)
        return self.sign is not None

    @property
    def target(self) -> SplitResult:
        """Where the server is."""
        found = _as_server(self.to)
        if found is None:
            message = "give the URL of a server, such as http://127.0.0.1:8000/"
            raise BadParameter(message, param_hint="--to")
        return found

    @property
    def wanted(self) -> tuple[str, ...]:
        """The messages or operations to send, none for all."""
        if bool(self.messages) == self.send_all:
            message = "say which messages with `--message NAME`, or all of them with `--all`"
            raise UsageError(message)
        return self.messages

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The header fields."""
        pairs = [text.partition(":") for text in self.headers]
        for name, colon, value in pairs:
            if not (colon and _FIELD_NAME.fullmatch(name) and value.isprintable()):
                message = "give a header as `Name: value`"
                raise BadParameter(message, param_hint="--header")
        return tuple((name, value.strip()) for name, _, value in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftOptions(Options):
    """What ``drift`` takes; ``propose`` is the file for the overlay, ``-`` for standard output."""

    samples: tuple[Path, ...]
    messages: tuple[str, ...] = ()
    propose: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffOptions(Options):
    """What ``diff`` takes: ``spec`` and ``new``, or the revisions that ``git`` says of ``spec``.

    ``shape`` is how the changes are printed, ``side`` the role whose verdicts count.
    """

    format: Format = Format.TEXT
    shape: str = Format.TEXT.value
    new: Path | None = None
    git: str | None = None
    side: str | None = None
    accept: Path | None = None

    @property
    def role(self) -> Role | None:
        """Whose verdicts count; ``None`` for those of both sides."""
        return None if self.side is None else Role(self.side)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOptions(Options):
    """What the commands take that concern a package on the disk.

    ``only`` and ``exclude`` are texts ``KIND:PATTERN``. A ``dry_run`` writes nothing; ``quiet`` and
    ``verbose`` say how much is told of a run.

    Raises:
        click.UsageError: it is to be told both less and more.
    """

    output: Path
    adapters: tuple[str, ...]
    role: str = Role.HANDLER.value
    telemetry: bool = False
    assume_types: bool = True
    strict_schemas: bool = False
    formats: str = Formats.ADVISORY.value
    zoneless: str = Zoneless.KEEP.value
    numbers: str = Numbers.FLOAT.value
    backend: str = ModelBackend.PYDANTIC.value
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    models_only: bool = False
    templates: Path | None = None
    force: bool = False
    add_stubs: bool = False
    fresh: bool = False
    update_lock: bool = False
    dry_run: bool = False
    quiet: bool = False
    verbose: bool = False

    def __post_init__(self) -> None:
        if self.quiet and self.verbose:
            message = "`--quiet` and `--verbose` ask for opposites: give one of them"
            raise UsageError(message)

    @property
    def renews_lock(self) -> bool:
        """Whether what is locked is fetched anew."""
        return self.update_lock

    @property
    def folder(self) -> Path:
        """The package's folder, with a name even if it was given as ``.`` or ``..``.

        Raises:
            click.BadParameter: its name is no package's name.
        """
        nameless = self.output.name in {"", ".."}
        folder = self.output.resolve() if nameless else self.output
        reason = why_no_package(folder)
        if reason is not None:
            raise BadParameter(
                f"`{folder.name}` {reason}; try `{as_package(folder.name)}`",
                param_hint="--output",
            )
        return folder

    @property
    def config(self) -> Config:
        """The run's configuration; the package is named as the user's code will import it."""
        folder = self.folder
        parts = [folder.name]
        parent = folder.resolve().parent
        while (parent / "__init__.py").is_file() and is_importable(parent.name):
            parts.insert(0, parent.name)
            parent = parent.parent
        adapters = tuple(map(Adapter, self.adapters))
        config = self._config(".".join(parts), adapters, self._models())
        selection = Selection(
            only=_as_selectors("only", self.only),
            exclude=_as_selectors("exclude", self.exclude),
            models_only=self.models_only,
        )
        return replace(
            config,
            telemetry=self.telemetry,
            role=Role(self.role),
            selection=selection,
            templates=self.templates,
        )

    def _models(self) -> ModelSettings:
        exact = Numbers(self.numbers) is Numbers.DECIMAL
        if exact and ModelBackend(self.backend) is not ModelBackend.PYDANTIC:
            message = "only models of pydantic keep every digit"
            raise BadParameter(message, param_hint="--numbers")
        return ModelSettings(
            assume_types=self.assume_types,
            backend=ModelBackend(self.backend),
            strict_schemas=self.strict_schemas,
            formats=Formats(self.formats),
            zoneless=Zoneless(self.zoneless),
            numbers=Numbers(self.numbers),
        )


def _as_server(text: str) -> SplitResult | None:
    """Read a URL of http or https; ``None`` if it names no host or port."""
    try:
        found = urlsplit(text)
        named = bool(found.hostname) and found.port != 0
    except ValueError:
        return None
    return found if named and found.scheme in ("http", "https") else None


def as_limits(texts: Sequence[str]) -> Limits:
    """Read the values of ``--limit``.

    Raises:
        click.BadParameter: one of them is wrong.
    """
    try:
        return parse_limits(texts)
    except BadValueError as error:
        raise BadParameter(str(error), param_hint="--limit") from None


def _as_levels(texts: Sequence[str]) -> Levels:
    try:
        return parse_levels(texts)
    except BadValueError as error:
        raise BadParameter(str(error), param_hint="--level") from None


def _as_selectors(field_name: str, texts: Sequence[str]) -> tuple[Selector, ...]:
    try:
        return parse_selectors(texts)
    except BadValueError as error:
        raise BadParameter(str(error), param_hint=BY_FIELD[field_name].flag) from None


def _as_prefix(text: str) -> str:
    try:
        return read_prefix(text)
    except BadUrlError as error:
        message = f"`{text}` is no prefix of URLs: {error}"
        raise BadParameter(message, param_hint="--allow-remote") from None
