"""The entry of this room: a document of sound structure against all rules."""

from collections.abc import Callable
from typing import Final, TypeAlias

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.versions import Version

Rule: TypeAlias = Callable[[Node, Version, Diagnostics], None]
"""Takes the whole root document, its version, and the collector."""

RULES: Final[tuple[Rule, ...]] = ()


def check_meaning(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report where the document at ``root`` contradicts itself or the specification's text."""
    for rule in RULES:
        rule(root, version, diagnostics)
