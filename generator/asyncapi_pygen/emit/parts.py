"""The structural check of files of which much was checked before, in this run or an earlier one."""

import re
from typing import Final

from asyncapi_pygen.emit.files import GeneratedFile, Kind
from asyncapi_pygen.emit.grammar import Grammar
from asyncapi_pygen.emit.refusal import StructureError
from asyncapi_pygen.emit.structure import Part, check_part, check_python, refuse_declared_encoding
from asyncapi_pygen.memory import Memory, digest

_BETWEEN: Final = re.compile(r"\n\n\n(?=[^\s#)\]}])")
"""Where a module can be taken apart, if what is there is no text in quotes."""


def check_remembered(file: GeneratedFile, grammar: Grammar, memory: Memory) -> None:
    """Check a file as ``check_python`` does, but for what ``memory`` knows to be sound.

    Raises:
        StructureError: as there.
    """
    if file.kind is Kind.TEXT:
        return
    refuse_declared_encoding(file)
    is_sound = (
        _compiles(file, memory) if file.kind is Kind.RUNTIME else _holds(file, grammar, memory)
    )
    if not is_sound:
        check_python(file, grammar)  # which says what is wrong, and where


def _compiles(file: GeneratedFile, memory: Memory) -> bool:
    """Return whether it is remembered that a file of the run time compiles."""
    key = digest("compiles", file.text)
    if memory.recall(key) is not None:
        return True
    check_python(file)
    memory.keep(key, [])
    return True


def _holds(file: GeneratedFile, grammar: Grammar, memory: Memory) -> bool:
    """Return whether each part is sound, and binds what others use; ``False``: nobody knows."""
    first, *others = _BETWEEN.split(file.text.rstrip("\n"))
    if any("__future__" in text for text in others):
        return False  # what may be imported first, and only there
    try:
        parts = [_part(file, text, grammar, memory) for text in (first, *others)]
    except StructureError:
        return False
    bound = grammar.builtins.union(*(one.binds for one in parts))
    return all(one.uses <= bound for one in parts)


def _part(file: GeneratedFile, text: str, grammar: Grammar, memory: Memory) -> Part:
    key = digest("sound", grammar.package, text)
    match memory.recall(key):
        case [list() as binds, list() as uses]:
            return Part(frozenset(map(str, binds)), frozenset(map(str, uses)))
        case _:
            part = check_part(file, text, grammar)
            memory.keep(key, [[*sorted(part.binds)], [*sorted(part.uses)]])
            return part
