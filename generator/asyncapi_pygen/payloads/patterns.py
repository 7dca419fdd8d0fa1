"""Regular expressions of a document, and what the engines of a package make of them."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final, TypeAlias

from asyncapi_pygen.config import ModelBackend
from asyncapi_pygen.rendering.environment import runtime_module

Reads: TypeAlias = Callable[[str], bool]
"""Tells whether a check can look for a pattern."""

_LOOKS: Final = re.compile(r"\(\?<?[=!]|(?<!\\)(?:\\\\)*\\[1-9k]")
"""A look around, or back: what no engine reads that a text cannot keep busy."""

_OTHERWISE: Final = re.compile(r"\\[DWb<>]|\[\^[^]]*\\[dw]")
"""What Rust reads otherwise than ECMA-262.

What excludes digits or letters: those of every script in Rust, and of ASCII in ECMA-262. And the
ends of words, which are angle brackets in ECMA-262.
"""


def readers(backend: ModelBackend) -> Reads:
    """Return what tells of a pattern whether the checks of a package look for it.

    They translate it, and leave what their engine still does not take: a package asks the same
    translator when it runs.
    """
    return _rust_reads if backend is ModelBackend.PYDANTIC else _python_reads


def reads_alike(pattern: str, reads: Reads) -> bool:
    """Return whether pydantic accepts of a pattern, as it stands, whatever ECMA-262 does.

    The other back ends translate what stands there as a check does.
    """
    return _OTHERWISE.search(pattern) is None and pattern_compiles(pattern) and reads(pattern)


@cache
def pattern_compiles(pattern: str) -> bool:
    """Return whether pydantic's regular expressions (Rust's, linear in time) read ``pattern``."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True


def _rust_reads(pattern: str) -> bool:
    translator = runtime_module("_pattern.py")
    return pattern_compiles(translator.translated(pattern, translator.RUST))


def _python_reads(pattern: str) -> bool:
    matcher = runtime_module("_pattern.py").python_matcher
    return _LOOKS.search(pattern) is None and matcher(pattern) is not None
