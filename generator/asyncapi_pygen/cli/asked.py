"""What a call asks for: documents, or targets of the configuration, each with its own options.

What a value is, is said in this order: by the command line, by the environment, by the target, by
the level above the targets, by the table of settings.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from asyncapi_pygen.cli.options import Options, Origin, PackageOptions
from asyncapi_pygen.configuring.setting import Kind, Setting, Value
from asyncapi_pygen.configuring.settings import BY_FIELD, BY_FLAG
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Location

if TYPE_CHECKING:
    from asyncapi_pygen.configuring.reading import Configuration, Target

_SAID: Final = frozenset({ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT})


class ConfigurationError(Exception):
    """The configuration has faults: these, in these texts."""

    def __init__(self, diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> None:
        super().__init__()
        self.diagnostics = tuple(diagnostics)
        self.texts = texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The options as they were parsed; ``said`` are those that somebody said for this call.

    ``file`` is the configuration that was named, if any.
    """

    values: Mapping[str, Any]
    said: Mapping[str, ParameterSource]
    configuration: "Configuration | None"
    file: Path | None

    @property
    def targets(self) -> "Mapping[str, Target]":
        """The targets of the configuration, none where there is none."""
        none: dict[str, Target] = {}
        return none if self.configuration is None else self.configuration.targets

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of the configuration by its name."""
        none: dict[str, str] = {}
        return none if self.configuration is None else self.configuration.texts

    def value(self, name: str) -> Any:  # noqa: ANN401 - of whatever setting
        """Return what holds for all targets: as it was said for this call, or above them."""
        if name in self.said or self.configuration is None:
            return self.values.get(name)
        return self.configuration.defaults.values.get(name, self.values.get(name))

    def refuse(self, code: str, message: str, at: Location, hint: str = "") -> NoReturn:
        """Say what is wrong with the configuration at a place of it.

        Raises:
            ConfigurationError: always.
        """
        diagnostics = Diagnostics()
        diagnostics.report(code, message, at, hint=hint)
        raise ConfigurationError(tuple(diagnostics), self.texts)


def parsed(context: click.Context, values: Mapping[str, Any], file: Path | None) -> Call:
    """Return the call, with the configuration that was named or that holds here.

    Raises:
        ConfigurationError: the configuration has faults.
    """
    sources = ((name, context.get_parameter_source(name)) for name in values)
    return Call(
        values=values,
        said={name: source for name, source in sources if source is not None and source in _SAID},
        configuration=_configuration(file),
        file=file,
    )


def _configuration(file: Path | None) -> "Configuration | None":
    from asyncapi_pygen.configuring.find import find_file

    path = find_file(Path.cwd()) if file is None else file
    return None if path is None else configuration_of(path)


def configuration_of(path: Path) -> "Configuration":
    """Read a file.

    Raises:
        ConfigurationError: it has faults.
    """
    # Imported here because many projects have none.
    from asyncapi_pygen.configuring.reading import read_configuration

    diagnostics = Diagnostics()
    configuration, files = read_configuration(path, diagnostics)
    if configuration is None:
        raise ConfigurationError(tuple(diagnostics), files.texts)
    return configuration


def complete(
    _context: click.Context, _argument: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the targets that a word may become, and that it may become a file."""
    try:
        configuration = _configuration(None)
    except ConfigurationError:
        configuration = None
    targets = () if configuration is None else configuration.targets
    names = [CompletionItem(name) for name in targets if name.startswith(incomplete) and name]
    return [*names, CompletionItem(incomplete, type="file")]


def asked(call: Call, words: Sequence[str]) -> "list[Target]":
    """Return what the words ask for, each once, or without any all targets.

    Raises:
        click.UsageError: there are neither words nor a configuration.
        ConfigurationError: there are no such targets.
    """
    if words:
        return [_named(call, word) for word in dict.fromkeys(words)]
    configuration = call.configuration
    if configuration is None:
        message = (
            "give SPEC, a document; or targets in a pyproject.toml, which "
            "`asyncapi-pygen init SPEC` writes"
        )
        raise click.UsageError(message)
    if not configuration.targets:
        message = f"`{configuration.name}` has no targets"
        hint = "write the `spec` and the `output` of one, or give the path of a document"
        call.refuse("config-target", message, configuration.here, hint)
    return list(configuration.targets.values())


def _named(call: Call, word: str) -> "Target":
    """Return the target of a name, or one for a document; a file that is there goes first."""
    from asyncapi_pygen.configuring.reading import Target

    configuration, path = call.configuration, Path(word)
    if configuration is None:
        return Target(name="", here=Location(word), spec=path)
    if word in configuration.targets and not path.is_file():
        return configuration.targets[word]
    if configuration.targets and not path.exists() and not path.suffix and path.name == word:
        message = f"there is neither a file nor a target `{word}`"
        call.refuse("config-target", message, configuration.here, _names(call, word))
    return replace(configuration.defaults, spec=path)


def _names(call: Call, word: str) -> str:
    """Return a hint at the targets that there are."""
    from asyncapi_pygen.source.suggestions import nearest

    names = ", ".join(f"`{name}`" for name in call.targets)
    return nearest(word, call.targets) or f"there are {names}"


def options_for(call: Call, target: "Target", record: type[Options]) -> Options:
    """Return the record for one target.

    Raises:
        click.UsageError: what was said does not go together.
        ConfigurationError: the target lacks what the command needs.
    """
    known = {
        name: value
        for name, value in target.values.items()
        if name in call.values and not _is_excluded(call, BY_FIELD[name])
    }
    for name in known.keys() - call.said.keys():
        _require_folders(BY_FIELD[name], known[name])
    values = {**call.values, **{name: one for name, one in known.items() if name not in call.said}}
    if issubclass(record, PackageOptions) and values["output"] is None:
        _refuse_without_output(call, target)
    return record(
        **{name: _as_enum(name, value) for name, value in values.items()},
        spec=target.document,
        actions=target.actions,
        origin=Origin(words=_words(call, target), name=target.name, known=known),
    )


def _is_excluded(call: Call, setting: Setting) -> bool:
    """Whether somebody asks for the opposite of what the configuration says."""
    return setting.excludes in call.said and bool(call.values[setting.excludes])


def _require_folders(setting: Setting, value: Value) -> None:
    """Hold folders of the configuration against the disk, as those of the command line are."""
    for path in value if isinstance(value, tuple) else (value,):
        if not isinstance(path, Path) or setting.kind is Kind.FILE or path.is_dir():
            continue
        message = f"the folder `{path.as_posix()}` does not exist"
        if path.exists():
            message = f"`{path.as_posix()}` is not a folder"
        elif setting.kind is not Kind.FOLDER_THERE:
            continue
        raise click.BadParameter(message, param_hint=setting.flag)


def _as_enum(name: str, value: Any) -> Any:  # noqa: ANN401 - of whatever setting
    enum = BY_FIELD[name].enum if name in BY_FIELD else None
    if enum is None:
        return value
    return tuple(map(enum, value)) if BY_FIELD[name].many else enum(value)


def _words(call: Call, target: "Target") -> tuple[str, ...]:
    """Return the words of a command line that name a target, or a document."""
    named = () if call.file is None else ("--config", call.file.as_posix())
    if call.targets.get(target.name) is not target:
        return (*named, target.document.as_posix())
    return (*named, target.name) if target.name else named


def _refuse_without_output(call: Call, target: "Target") -> NoReturn:
    if call.targets.get(target.name) is target:
        message = f"the target `{target.name}` has no `output`"
        if not target.name:
            message = "there is no `output`"
        hint = 'write `output = "…"`, the folder of the package'
        call.refuse("config-target", message, target.here, hint)
    message = "Missing option '--output' / '-o'."
    raise click.UsageError(message)


@contextmanager
def placing(call: Call, target: "Target") -> Generator[None]:
    """Say what is wrong with an option where the configuration or the environment says it."""
    try:
        yield
    except click.BadParameter as error:
        setting = BY_FLAG.get(str(error.param_hint))
        if setting is None:
            raise
        name = setting.field_name
        if name in target.at and name not in call.said:
            call.refuse("config-value", error.message, target.at[name])
        if call.said.get(name) is not ParameterSource.ENVIRONMENT:
            raise
        message = f"{error.message} (from {setting.variable})"
        raise click.BadParameter(message, param_hint=setting.flag) from None
