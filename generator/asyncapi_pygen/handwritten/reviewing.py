"""Which handlers somebody's class lacks, which it has left over, and which were renamed."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from asyncapi_pygen.handwritten.reading import Application, Method

_ALIKE: Final = 0.75
"""How alike two names are, of 1, from which on one may be the other's new name."""

_MODULE: Final = re.compile(r"\b\w+\.")

_Address: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a change of the document asks of somebody's class.

    ``renamed`` are pairs of a method that is left over and the handler that it has probably become;
    neither is among the others.
    """

    missing: tuple[Method, ...] = ()
    left_over: tuple[Method, ...] = ()
    renamed: tuple[tuple[Method, Method], ...] = ()


@dataclass(frozen=True, slots=True)
class Former:
    """What the package was before: its ``handlers.py`` and ``operations.py``, empty if unknown."""

    handlers: str = ""
    operations: str = ""


def review(
    users: Application,
    fresh: Application,
    former: Former,
    operations: str,
    left_out: AbstractSet[str],
) -> Review:
    """Compare the user's class with the stub that would be written now.

    A method is left over if it overrides a handler that there is no more. ``operations`` is the
    text of ``operations.py`` as it is now. Nothing that is ``left_out`` was renamed.
    """
    wanted = {one.name for one in fresh.methods}
    missing = [one for one in fresh.methods if one.name not in users.names]
    others = [one for one in users.methods if one.name not in wanted]
    known: AbstractSet[str] = _handlers(former.handlers) if others else set()
    left_over = [one for one in others if one.overrides or one.name in known]
    may_be_renamed = [one for one in left_over if one.name not in left_out]
    renamed: tuple[tuple[Method, Method], ...] = ()
    if may_be_renamed and missing:
        before, now = _addresses(former.operations), _addresses(operations)
        renamed = tuple(_pairs(may_be_renamed, missing, before, now))
    gone = {one.name for pair in renamed for one in pair}
    return Review(
        missing=tuple(one for one in missing if one.name not in gone),
        left_over=tuple(one for one in left_over if one.name not in gone),
        renamed=renamed,
    )


def _pairs(
    left_over: Sequence[Method],
    missing: Sequence[Method],
    before: Mapping[str, _Address],
    now: Mapping[str, _Address],
) -> Iterator[tuple[Method, Method]]:
    """Pair what arrives at one address, else what takes the same and is called alike."""
    free = list(missing)
    for old in left_over:
        here = [new for new in free if old.name in before and before[old.name] == now.get(new.name)]
        alike = [new for new in free if _takes(new) == _takes(old) and _likeness(old, new) > _ALIKE]
        found = here if len(here) == 1 else sorted(alike, key=lambda new: -_likeness(old, new))[:1]
        if found:
            free.remove(found[0])
            yield old, found[0]


def _takes(method: Method) -> str:
    """Return the type of what a handler takes, as text, by whatever name its module goes."""
    positional = [*method.node.args.posonlyargs, *method.node.args.args]
    event = positional[1].annotation if len(positional) > 1 else None
    return "" if event is None else _MODULE.sub("", ast.unparse(event))


def _likeness(old: Method, new: Method) -> float:
    return SequenceMatcher(None, old.name, new.name).ratio()


def _handlers(text: str) -> frozenset[str]:
    """Return the names of the handlers in a ``handlers.py``."""
    return frozenset(
        one.name
        for node in _tree(text).body
        if isinstance(node, ast.ClassDef)
        for one in node.body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _addresses(text: str) -> dict[str, _Address]:
    """Return where the events of each handler arrive: method and path, and the tag if one tells."""
    found: dict[str, _Address] = {}
    for node in ast.walk(_tree(text)):
        if isinstance(node, ast.Call):
            said = {one.arg: one.value for one in node.keywords if one.arg is not None}
            handler = said.get("handler")
            if isinstance(handler, ast.Constant):
                parts = (said.get(name) for name in ("method", "path", "tag"))
                found[str(handler.value)] = tuple(
                    "" if part is None else ast.unparse(part) for part in parts
                )
    return found


def _tree(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])
