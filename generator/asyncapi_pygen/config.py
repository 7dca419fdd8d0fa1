"""What a run is asked to do: one frozen record, made by the command line or by a caller."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Adapter(StrEnum):
    """What connects the handlers to a server, beside the plain ASGI application."""

    ASGI = "asgi"
    FASTAPI = "fastapi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a document is read before it is refused; one bound each for size and shape."""

    file_bytes: int = 20_000_000
    depth: int = 200
    nodes: int = 2_000_000
    integer_digits: int = 400
    reference_chain: int = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one run.

    ``package`` is the dotted name under which the user's code imports what is generated; its last
    part names the folder. ``overlays`` are applied in order, before validation. ``ref_roots`` are
    folders, beside the document's own, that references may lead to.
    """

    package: str
    overlays: tuple[Path, ...] = ()
    adapter: Adapter = Adapter.FASTAPI
    ref_roots: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def folder(self) -> str:
        """The folder's name: the last part of the package's dotted name."""
        return self.package.rpartition(".")[2]
