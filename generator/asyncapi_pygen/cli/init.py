"""``init``: a target in ``pyproject.toml``, and what goes with it in files beside it."""

import os.path
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from asyncapi_pygen.cli.asked import ConfigurationError, configuration_of
from asyncapi_pygen.cli.exits import BAD_INPUT, DONE
from asyncapi_pygen.cli.packages import as_package, why_no_package
from asyncapi_pygen.cli.printing import Findings, Shown, print_findings
from asyncapi_pygen.configuring.beginning import (
    NewTarget,
    NotAddedError,
    attributes_line,
    hook_block,
    target_block,
    with_hook,
    with_lines,
    with_target,
)
from asyncapi_pygen.configuring.find import FILE
from asyncapi_pygen.configuring.settings import BY_KEY, MOST_SHOWN, Format
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.disk import beside, is_taken, permissions, unfinished

if TYPE_CHECKING:
    from asyncapi_pygen.configuring.reading import Configuration, Target

ATTRIBUTES: Final = ".gitattributes"
HOOKS: Final = ".pre-commit-config.yaml"

_OUTPUT: Final = BY_KEY["output"].field_name


@dataclass(frozen=True, slots=True, kw_only=True)
class InitOptions:
    """What ``init`` takes; a ``dry_run`` shows what would be added and adds nothing."""

    spec: Path | None
    output: Path | None
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Addition:
    """What one file gets: ``block`` is what to add by hand where ``add`` refuses to."""

    path: Path
    add: Callable[[str], str]
    block: str


def run_init(options: InitOptions) -> int:
    """Add what is missing to the files of the project, show it, and return the exit code."""
    root, top = _roots()
    diagnostics = Diagnostics()
    try:
        configuration = _configuration(root)
    except ConfigurationError as error:
        _print(Findings(diagnostics=error.diagnostics, texts=error.texts))
        return BAD_INPUT
    target = _new_target(options, root, configuration)
    for addition in _additions(root, top, target, configuration):
        _carry_out(addition, options, diagnostics)
    _print(Findings(diagnostics=tuple(diagnostics), texts={}))
    if options.dry_run:
        click.echo("nothing was written")
    return BAD_INPUT if diagnostics.has_errors else DONE


def _roots() -> tuple[Path, Path]:
    """Return the folder of the project and that of its repository, as they would be typed."""
    here, way = Path.cwd(), Path()
    root: Path | None = None
    for folder in (here, *here.parents):
        if root is None and (folder / FILE).is_file():
            root = way
        if (folder / ".git").exists():
            return (way if root is None else root), way
        way = way / ".."
    return (Path() if root is None else root), (Path() if root is None else root)


def _configuration(root: Path) -> "Configuration | None":
    from asyncapi_pygen.source.toml_text import has_table

    path = root / FILE
    if not path.is_file() or not has_table(path.read_bytes().decode(errors="replace")):
        return None
    return configuration_of(path)


def _new_target(
    options: InitOptions, root: Path, configuration: "Configuration | None"
) -> NewTarget | None:
    """Return the target to add; ``None`` where no document is named, or it has its target.

    Raises:
        click.UsageError: the target cannot be called so, or is another one already.
    """
    if options.spec is None:
        return None
    output = options.output or _usual_output(options.spec, root)
    name = output.resolve().name
    reason = why_no_package(output.resolve())
    if reason is not None:
        message = f"`{name}` {reason}; try `{as_package(name)}`"
        raise click.BadParameter(message, param_hint="--output")
    targets = _targets(configuration)
    for one in targets.values():
        same = one.document.resolve() == options.spec.resolve()
        folder = one.values.get(_OUTPUT)
        if same and (options.output is None or _is_same(folder, output)):
            return None
    if "" in targets:
        message = f"`{root / FILE}` has a target without a name: give it one, below `targets`"
        raise click.UsageError(message)
    if name in targets:
        message = f"there is a target `{name}` already: give another folder"
        raise click.BadParameter(message, param_hint="--output")
    return NewTarget(name=name, spec=_relative(options.spec, root), output=_relative(output, root))


def _targets(configuration: "Configuration | None") -> "Mapping[str, Target]":
    none: dict[str, Target] = {}
    return none if configuration is None else configuration.targets


def _usual_output(spec: Path, root: Path) -> Path:
    source = root / "src"
    return (source if source.is_dir() else root) / as_package(spec.name.partition(".")[0])


def _is_same(folder: object, output: Path) -> bool:
    return isinstance(folder, Path) and folder.resolve() == output.resolve()


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()


def _additions(
    root: Path, top: Path, target: NewTarget | None, configuration: "Configuration | None"
) -> Iterator[_Addition]:
    """Yield what each file gets; a table that is there and needs no target gets nothing."""
    path = root / FILE
    wanted = target is not None or configuration is None
    yield _Addition(
        path=path,
        add=(lambda text: with_target(text, target)) if wanted else (lambda text: text),
        block=target_block(target, first=configuration is None),
    )
    lines = [attributes_line(one) for one in _outputs(root, target, configuration)]
    yield _Addition(
        path=root / ATTRIBUTES,
        add=lambda text: with_lines(text, lines),
        block="".join(f"{line}\n" for line in lines),
    )
    folder = _relative(root, top)
    block = hook_block("" if folder == "." else f" --config '{folder}/{FILE}'")
    yield _Addition(path=top / HOOKS, add=lambda text: with_hook(text, block), block=block)


def _outputs(
    root: Path, target: NewTarget | None, configuration: "Configuration | None"
) -> list[str]:
    """Return the folders of all targets; what lies elsewhere no line of this folder can name."""
    folders = (one.values.get(_OUTPUT) for one in _targets(configuration).values())
    there = [_relative(one, root) for one in folders if isinstance(one, Path)]
    every = [*there, *([] if target is None else [target.output])]
    return [one for one in every if not one.startswith("..") and one != "."]


def _carry_out(addition: _Addition, options: InitOptions, diagnostics: Diagnostics) -> None:
    name = addition.path.as_posix()
    try:
        before = _text(addition.path)
        after = addition.add(before)
        if after != before and not options.dry_run:
            _write(addition.path, before, after)
    except (NotAddedError, OSError, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, NotAddedError) else _reason(error)
        message = f"`{name}` is left as it is: {reason}"
        diagnostics.report("config-unwritten", message, Location(name), hint="add this by hand")
        click.echo(f"for {name}, by hand:\n{_shown(addition.block)}")
        return
    if after == before:
        click.echo(f"unchanged: {name}")
        return
    word = "added to" if before else "created"
    would = "would be " if options.dry_run else ""
    click.echo(f"{would}{word} {name}:\n{_shown(_difference(before, after))}")


def _reason(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return error.strerror or str(error)


def _difference(before: str, after: str) -> str:
    """Return the lines that were added: they stand in one place."""
    old, new = before.splitlines(), after.splitlines()
    pairs = enumerate(zip(old, new, strict=False))
    start = next((index for index, (one, other) in pairs if one != other), len(old))
    return "\n".join(new[start : len(new) - len(old) + start])


def _shown(block: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in block.strip("\r\n").splitlines())


def _text(path: Path) -> str:
    if not is_taken(path):
        return ""
    if path.is_symlink() or not path.is_file():
        raise OSError("it is a link, or no file")
    return path.read_bytes().decode()


def _write(path: Path, before: str, after: str) -> None:
    """Put a text in place of another, by way of a rename; the file keeps its permissions."""
    with unfinished(beside(path), after.encode(), permissions(path)) as written:
        if _text(path) != before:
            raise OSError("it has just been changed")
        written.replace(path)


def _print(findings: Findings) -> None:
    print_findings(Shown(format=Format.TEXT, max_findings=MOST_SHOWN), findings)
