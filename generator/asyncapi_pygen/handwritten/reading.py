"""The class that handles messages, in a file that somebody has written."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""What ends a line of Python; ``str.splitlines`` knows more."""

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_PROTOCOL: Final = "Handlers"


class UnreadError(Exception):
    """The file, or its class, cannot be read; ``line`` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Method:
    """A method, with the lines that it takes, its decorators among them; they count from 1."""

    name: str
    line: int
    first: int
    last: int
    overrides: bool
    node: _Function


@dataclass(frozen=True, slots=True)
class Application:
    """A class that inherits from ``Handlers``.

    ``names`` is all that it binds, classes of the same file that it inherits from included;
    ``complete`` says that it inherits from no class of another file. ``bound`` are the names that
    the file binds by imports: to a module, or to a name in one.
    """

    text: str
    node: ast.ClassDef
    methods: Sequence[Method]
    names: frozenset[str]
    complete: bool
    bound: Mapping[str, tuple[str, str]]
    imports: Sequence[ast.Import | ast.ImportFrom]


@lru_cache(maxsize=2)  # a stub that nobody has touched yet is read as the user's and as ours
def read_application(text: str, package: str) -> Application:
    """Read the class that inherits from the ``Handlers`` of a package.

    Raises:
        UnreadError: the text is no Python, or does not have one such class.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise UnreadError(f"this is not Python: {error.msg}", error.lineno or 1) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadError(f"this is not Python: {error}") from error
    bound = dict(_bound(tree))
    found = [
        one for one in tree.body if isinstance(one, ast.ClassDef) and _inherits(one, bound, package)
    ]
    if len(found) != 1:
        number = "no class" if not found else "more than one class"
        line = found[1].lineno if found else 1
        raise UnreadError(f"{number} here inherits from `{_PROTOCOL}` of `{package}`", line)
    (node,) = found
    family, complete = _family(tree, node, bound, package)
    return Application(
        text=text,
        node=node,
        methods=tuple(_methods(node)),
        names=frozenset(name for one in family for name in _names(one)),
        complete=complete,
        bound=bound,
        imports=[one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom)],
    )


def _bound(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in tree.body:
        match node:
            case ast.Import(names=names):
                yield from ((one.asname, (one.name, "")) for one in names if one.asname)
            case ast.ImportFrom(names=names):
                module = "." * node.level + (node.module or "")
                yield from ((one.asname or one.name, (module, one.name)) for one in names)
            case _:
                continue


def is_module(found: str, wanted: str) -> bool:
    """Return whether an import leads to a module: by its whole name, or from beside it."""
    if not found.startswith("."):
        return found == wanted
    return f".{wanted}".endswith(f".{found.lstrip('.')}")


def _inherits(node: ast.ClassDef, bound: Mapping[str, tuple[str, str]], package: str) -> bool:
    return any(_is_protocol(base, bound, package) for base in node.bases)


def _is_protocol(base: ast.expr, bound: Mapping[str, tuple[str, str]], package: str) -> bool:
    match base:
        case ast.Name(id=name):
            module, found = bound.get(name, ("", ""))
            return found == _PROTOCOL and is_module(module, f"{package}.handlers")
        case ast.Attribute(attr=attribute) if attribute == _PROTOCOL:
            return _leads_to(base.value, bound, package)
        case _:
            return False


def _leads_to(value: ast.expr, bound: Mapping[str, tuple[str, str]], package: str) -> bool:
    """Return whether an expression is the module of the protocol."""
    wanted = f"{package}.handlers"
    if isinstance(value, ast.Name) and value.id in bound:
        module, name = bound[value.id]
        return is_module(f"{module}.{name}" if name else module, wanted)
    return ast.unparse(value) == wanted


def _family(
    tree: ast.Module, node: ast.ClassDef, bound: Mapping[str, tuple[str, str]], package: str
) -> tuple[list[ast.ClassDef], bool]:
    """Return the class and its ancestors in the file, and whether it has no other."""
    here = {one.name: one for one in tree.body if isinstance(one, ast.ClassDef)}
    found: dict[str, ast.ClassDef] = {}
    complete = True
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.name in found:
            continue
        found[one.name] = one
        for base in one.bases:
            if isinstance(base, ast.Name) and base.id in here:
                waiting.append(here[base.id])
            elif not _is_protocol(base, bound, package):
                complete = False
    return [*found.values()], complete


def _methods(node: ast.ClassDef) -> Iterator[Method]:
    for one in node.body:
        if isinstance(one, _Function):
            marks = [ast.unparse(mark).rpartition(".")[2] for mark in one.decorator_list]
            first = min([one.lineno, *(mark.lineno for mark in one.decorator_list)])
            last = one.end_lineno or one.lineno
            yield Method(one.name, one.lineno, first, last, "override" in marks, one)


def _names(node: ast.ClassDef) -> Iterator[str]:
    """Yield what the body of a class binds, also below a condition."""
    waiting: list[ast.stmt] = [*node.body]
    while waiting:
        match waiting.pop():
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (one.id for one in targets if isinstance(one, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name
            case ast.If(body=body, orelse=orelse):
                waiting += [*body, *orelse]
            case _:
                continue
