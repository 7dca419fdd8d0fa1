"""Methods added to somebody's class by position: not one of their characters is changed."""

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Final

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.handwritten.reading import (
    LINE_END,
    Application,
    Method,
    UnreadError,
    is_module,
    read_application,
)

_INDENT: Final = "    "
_COMMENT: Final = re.compile(r"([ \t]*)#")


def with_methods(
    users: Application, fresh: Application, methods: Sequence[Method], package: str
) -> str:
    """Return the user's file with methods of the stub added at the end of their class.

    They are indented as the class is, and its line ends are theirs. What they need is imported
    after the last import of the file, unless it is already, under whatever name.

    Raises:
        UnreadError: the class has no place for a method, such as one written on a single line.
    """
    names, imports = _names_for(users, fresh, methods)
    lines = _lines(users.text)
    end = _line_end(lines, users.node.lineno)
    indent = _indent(users, lines)
    added = [text for one in methods for text in ("", *_method(fresh, one, names, indent))]
    at = _end_of_class(users, lines, indent)
    result = _inserted(lines, at, added, end)
    if imports:
        after = max((one.end_lineno or one.lineno for one in users.imports), default=0)
        result = _inserted(_lines(result), after, imports, end)
    _prove(users, result, methods, package)
    return result


def _lines(text: str) -> list[str]:
    """Split into lines with their ends."""
    ends = [match.end() for match in LINE_END.finditer(text)]
    starts = [0, *ends]
    return [text[a:b] for a, b in zip(starts, [*ends, len(text)], strict=True) if a < b]


def _line_end(lines: Sequence[str], number: int) -> str:
    line = lines[number - 1]
    return line[len(line.rstrip("\r\n")) :] or "\n"


def _indent(users: Application, lines: Sequence[str]) -> str:
    """Return what stands before the statements of the class."""
    first = users.node.body[0]
    line = lines[first.lineno - 1]
    before = line.encode()[: first.col_offset].decode()
    if before.strip():
        reason = "the class stands on one line: give its body lines of its own"
        raise UnreadError(reason, users.node.lineno)
    return before


def _end_of_class(users: Application, lines: Sequence[str], indent: str) -> int:
    """Return the number of the last line of the class, comments at its end included."""
    end = users.node.end_lineno or users.node.lineno
    for number, line in enumerate(lines[end:], start=end + 1):
        comment = _COMMENT.match(line)
        if comment is not None and comment.group(1).startswith(indent):
            end = number
        elif line.strip():
            break
    return end


def _method(fresh: Application, method: Method, names: Mapping[str, str], indent: str) -> list[str]:
    """Return the lines of a method of the stub, with the user's names and indentation."""
    lines = [line.rstrip("\r\n") for line in _lines(fresh.text)]
    found = [node for node in ast.walk(method.node) if isinstance(node, ast.Name)]
    for node in sorted(found, key=lambda one: (one.lineno, one.col_offset), reverse=True):
        if names.get(node.id, node.id) != node.id:
            line = lines[node.lineno - 1].encode()
            start, end = line[: node.col_offset], line[node.end_col_offset :]
            lines[node.lineno - 1] = (start + names[node.id].encode() + end).decode()
    step = "\t" if indent.startswith("\t") else indent
    return [_indented(line, step) for line in lines[method.first - 1 : method.last]]


def _indented(line: str, step: str) -> str:
    text = line.lstrip(" ")
    return step * ((len(line) - len(text)) // len(_INDENT)) + text if text else ""


def _inserted(lines: Sequence[str], after: int, added: Sequence[str], end: str) -> str:
    """Insert lines after one, which is ended first if it is the last and has no end."""
    before = "".join(lines[:after])
    if before and not before.endswith(("\n", "\r")):
        before += end
    return before + "".join(f"{line}{end}" for line in added) + "".join(lines[after:])


def _names_for(
    users: Application, fresh: Application, methods: Sequence[Method]
) -> tuple[dict[str, str], list[str]]:
    """Return what the user calls each name of the methods, and the imports that they lack."""
    needed = sorted(
        {
            node.id
            for one in methods
            for node in ast.walk(one.node)
            if isinstance(node, ast.Name) and node.id in fresh.bound
        }
    )
    names: dict[str, str] = {}
    imports: list[str] = []
    for name in needed:
        module, wanted = fresh.bound[name]
        found = _name_of(users, module, wanted)
        if found is None:
            taken = name in users.bound
            found = f"{module.rpartition('.')[2]}_{name}" if taken else name
            imports.append(f"from {module} import {wanted}" + (f" as {found}" if taken else ""))
        names[name] = found
    return names, imports


def _name_of(users: Application, module: str, wanted: str) -> str | None:
    """Return what the user's file calls something; ``override`` is the same wherever it is from."""
    for name, (found, member) in users.bound.items():
        if member == wanted and (is_module(found, module) or wanted == "override"):
            return name
        if not member and is_module(found, f"{module}.{wanted}"):
            return name
    return None


def _prove(users: Application, result: str, methods: Sequence[Method], package: str) -> None:
    """Hold the result against what it has to be: the user's file, and the methods."""
    read = read_application(result, package)
    kept = [ast.dump(one) for one in users.node.body]
    body = [ast.dump(one) for one in read.node.body]
    added = [one.name for one in read.methods[len(users.methods) :]]
    if body[: len(kept)] != kept or added != [one.name for one in methods]:
        raise InternalError("adding methods changed a class")
    if not _is_within(users.text, result):
        raise InternalError("adding methods changed a file")


def _is_within(text: str, result: str) -> bool:
    """Return whether all lines of a text are in another, in order, with their ends."""
    lines = iter(_lines(result))
    *all_but_last, last = _lines(text)
    kept = all(any(line == one for one in lines) for line in all_but_last)
    return kept and any(one.rstrip("\r\n") == last.rstrip("\r\n") for one in lines)
