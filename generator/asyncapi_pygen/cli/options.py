"""The options of the commands as records, and the configuration that they make."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from click import BadParameter

from asyncapi_pygen.config import Adapter, Config
from asyncapi_pygen.naming.words import KEYWORDS


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


FORMATS: Final = [format_.value for format_ in Format]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every command that reads a document takes."""

    spec: Path
    overlays: tuple[Path, ...]
    ref_roots: tuple[Path, ...]
    format: str

    @property
    def name(self) -> str:
        """What diagnostics call the document: the path as it was typed."""
        return self.spec.as_posix()

    @property
    def config(self) -> Config:
        """The run's configuration."""
        return self._config("package", Adapter.ASGI)

    def _config(self, package: str, adapter: Adapter) -> Config:
        return Config(
            package=package,
            overlays=self.overlays,
            ref_roots=self.ref_roots,
            adapter=adapter,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOptions(Options):
    """What the commands take that concern a package on the disk."""

    output: Path
    adapter: str
    force: bool = False

    @property
    def folder(self) -> Path:
        """The package's folder, with a name even if it was given as ``.``.

        Raises:
            click.BadParameter: its name is no package's name.
        """
        folder = self.output if self.output.name else self.output.resolve()
        name = folder.name
        if not name.isidentifier() or name in KEYWORDS or not name.isascii():
            raise BadParameter(
                f"`{name}` is not the name of a Python package; try `{_as_package(name)}`",
                param_hint="--output",
            )
        return folder

    @property
    def config(self) -> Config:
        """The run's configuration; the package is named as the user's code will import it."""
        folder = self.folder
        parts = [folder.name]
        parent = folder.resolve().parent
        while (parent / "__init__.py").is_file() and parent.name.isidentifier():
            parts.insert(0, parent.name)
            parent = parent.parent
        return self._config(".".join(parts), Adapter(self.adapter))


def _as_package(name: str) -> str:
    cleaned = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name.lower())
    return cleaned if cleaned.isidentifier() and cleaned not in KEYWORDS else f"package_{cleaned}"
