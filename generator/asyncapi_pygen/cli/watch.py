"""``watch``: generate, and again whenever a file that the package is made from has changed.

What counts is what files hold, compared with what the last run read of them: events of the file
system only say when to look. So no change is lost that falls into a run, a file that is saved as it
was causes none, and neither does what a run writes itself.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import click

from asyncapi_pygen.cli.commands import generate_once
from asyncapi_pygen.cli.exits import DONE
from asyncapi_pygen.cli.options import PackageOptions, as_limits
from asyncapi_pygen.cli.sheet import heading
from asyncapi_pygen.pipeline import Result
from asyncapi_pygen.source.inputs import Inputs, fingerprint_of

Wakes = Callable[[Sequence[Path]], Iterator[object]]
"""Yields whenever something may have happened in one of some folders, and now and then besides."""

_LOOK_EVERY: Final = 1000
"""How long to go without a look, in milliseconds: not every file system tells of changes."""


_MOMENT: Final = 0.05
"""How long files have to stay as they are before they are read, in seconds."""

_MOST_MOMENTS: Final = 20
"""How often that is waited for: what never comes to rest is read as it is."""


@dataclass(slots=True)
class _Watched:
    """One package, and what its last run read."""

    options: PackageOptions
    inputs: Inputs = field(default_factory=dict[Path, str | None])

    @property
    def most(self) -> int:
        """How many bytes are read of a file."""
        return as_limits(self.options.limits).file_bytes

    def now(self) -> Inputs:
        """Return what its files hold now."""
        return {path: fingerprint_of(path, self.most) for path in self.inputs}

    def changed(self, now: Inputs) -> list[Path]:
        """Return the files that hold something else ``now`` than what was read of them."""
        return [path for path, content in now.items() if content != self.inputs[path]]

    def run(self) -> None:
        """Generate, and look at what that has read."""
        code, result = generate_once(self.options)
        self.inputs = _renewed(self.inputs, result, self.most, whole=code == DONE)
        # What is remote was fetched anew by the first run: a key pressed is no reason to ask again.
        self.options = replace(self.options, update_lock=False)


def run_watch(options: Sequence[PackageOptions]) -> int:
    """Generate and go on generating until the user ends it, which is no fault."""
    wakes = _wakes()
    with suppress(KeyboardInterrupt):
        watch(options, wakes)
    return DONE


def watch(options: Sequence[PackageOptions], wakes: Wakes) -> None:
    """Generate at each change; what is found wrong with a document is printed, and waited out.

    Of several packages, those are generated again whose files have changed.

    Raises:
        click.UsageError: the options are wrong.
    """
    packages = [*map(_Watched, options)]
    due = packages
    while True:
        for one in due:
            if len(packages) > 1:
                _say(one.options, _heading(one.options))
            one.run()
        _say_watching(packages)
        gc.collect()  # runs do not look for garbage, and now nobody waits
        changed = wait(packages, wakes)
        named = dict.fromkeys(_name(path) for paths in changed for path in paths)
        _say(options[0], f"changed: {', '.join(named)}")
        due = [one for one, paths in zip(packages, changed, strict=True) if paths]


def _heading(options: PackageOptions) -> str:
    return heading("" if options.origin is None else options.origin.name, options.spec)


def wait(packages: Sequence[_Watched], wakes: Wakes) -> list[list[Path]]:
    """Return of each package the files that no longer hold what was read, once there are any."""
    while not any(changed := _settled(packages)):
        folders = _folders(packages)
        for _ in wakes(folders):
            # A folder that came or went is watched from the next round on.
            if any(one.now() != one.inputs for one in packages) or _folders(packages) != folders:
                break
    return changed


def _settled(packages: Sequence[_Watched]) -> list[list[Path]]:
    """Return the files that have changed and come to rest: some editors empty a file first."""
    before = [one.inputs for one in packages]
    for _ in range(_MOST_MOMENTS):
        now = [one.now() for one in packages]
        if now == before:
            break
        before = now
        time.sleep(_MOMENT)
    return [one.changed(then) for one, then in zip(packages, before, strict=True)]


def _renewed(before: Inputs, result: Result, most: int, *, whole: bool) -> Inputs:
    """Return what is to be watched after a run.

    A run that failed may not have come to all files, so that those of the run before stay. What a
    run stored is taken as it is.
    """
    kept = {} if whole else {path: fingerprint_of(path, most) for path in before}
    stored = {one.path: fingerprint_of(one.path, most) for one in result.to_store}
    return {**kept, **result.inputs, **stored}


def _folders(packages: Sequence[_Watched]) -> list[Path]:
    """Return the folders to watch: editors replace files, and a file may be yet to come."""
    return sorted({_nearest(path.parent) for one in packages for path in one.inputs})


def _nearest(folder: Path) -> Path:
    return next((one for one in (folder, *folder.parents) if one.is_dir()), Path(folder.anchor))


def _name(path: Path) -> str:
    """Return a path as it would be typed."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _say_watching(packages: Sequence[_Watched]) -> None:
    options, paths = packages[0].options, {path for one in packages for path in one.inputs}
    _say(options, f"watching {len(paths)} file{'' if len(paths) == 1 else 's'}; Ctrl-C ends it")
    if options.verbose:
        for path in sorted(paths):
            _say(options, f"watching: {_name(path)}")


def _say(options: PackageOptions, text: str) -> None:
    if not options.quiet:
        click.echo(text, err=True)


def _wakes() -> Wakes:
    """Return what tells of events, by the library that does.

    Raises:
        click.ClickException: it is not installed.
    """
    try:
        import watchfiles
    except ImportError as error:
        message = "`watch` needs watchfiles: pip install 'asyncapi-pygen[watch]'"
        raise click.ClickException(message) from error

    def wakes(folders: Sequence[Path]) -> Iterator[object]:
        try:
            # Nothing is filtered: whatever the document's files are called, they are watched.
            yield from watchfiles.watch(
                *folders,
                watch_filter=None,
                recursive=False,
                rust_timeout=_LOOK_EVERY,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            )
        except FileNotFoundError:
            return  # the folder has gone since we looked
        except (OSError, RuntimeError) as error:  # such as too many watches, or no support
            hint = "WATCHFILES_FORCE_POLLING=true needs no help of the system"
            raise click.ClickException(f"files cannot be watched: {error}; {hint}") from error

    return wakes
