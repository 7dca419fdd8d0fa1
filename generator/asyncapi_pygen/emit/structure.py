"""The structural check: a rendered file's syntax tree against the grammar, then the compiler.

Text from a document enters code only through the rendering room's filters. This is the second door:
should a text get past the first as code, it is not on the lists of ``grammar`` and the run ends.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from asyncapi_pygen.emit.expressions import Expressions, dotted
from asyncapi_pygen.emit.files import GeneratedFile, Kind
from asyncapi_pygen.emit.grammar import GRAMMAR, OLDEST_PYTHON, SPECIAL_TYPES, Grammar
from asyncapi_pygen.emit.refusal import StructureError, naming_what_python_refuses

_ENCODING: Final = re.compile(r"^[ \t\f]*#.*?coding[:=]")
_LINE_END: Final = re.compile(r"\r\n?|\n")


def check_python(file: GeneratedFile, grammar: Grammar = GRAMMAR) -> None:
    """Check one Python file: the tree of what is rendered, and that all of it compiles.

    ``Kind.RUNTIME`` is constant text of ours, which is only compiled. ``Kind.TEXT`` is passed over.

    Raises:
        StructureError: the file is not Python 3.11, or holds what the grammar does not list.
    """
    if file.kind is Kind.TEXT:
        return
    refuse_declared_encoding(file)
    with naming_what_python_refuses(file.path):
        if file.kind is Kind.RUNTIME:
            _compile_constant(file.text)
            return
        tree = ast.parse(file.text, str(file.path), feature_version=OLDEST_PYTHON)
        known = grammar.builtins.union(_definitions(tree.body))
        _Statements(grammar, Expressions(file.path, grammar, known)).module(tree)
        compile(tree, str(file.path), "exec", dont_inherit=True)


@dataclass(frozen=True, slots=True)
class Part:
    """What statements of a module bind at its top, and which names they use that others bind."""

    binds: frozenset[str]
    uses: frozenset[str]


def check_part(file: GeneratedFile, text: str, grammar: Grammar) -> Part:
    """Check some statements of a rendered file, ``text``, whatever the others bind.

    A file is sound if each of its parts is, and some part binds each name that another uses.

    Raises:
        StructureError: they are not what ``check_python`` lets pass; the line is that in ``text``.
    """
    with naming_what_python_refuses(file.path):
        tree = ast.parse(text, str(file.path), feature_version=OLDEST_PYTHON)
        binds = frozenset(_definitions(tree.body))
        names = _Supposed(grammar.builtins | binds)
        _Statements(grammar, Expressions(file.path, grammar, names)).module(tree)
        compile(tree, str(file.path), "exec", dont_inherit=True)
    return Part(binds, frozenset(names.asked))


class _Supposed:
    """Names that are known, and any other that somebody asks for, which is remembered."""

    def __init__(self, known: frozenset[str], asked: set[str] | None = None) -> None:
        self._known = known
        self.asked: set[str] = set() if asked is None else asked

    def __contains__(self, name: object) -> bool:
        if name not in self._known:
            self.asked.add(str(name))
        return True

    def union(self, names: Iterable[str]) -> "_Supposed":
        """Return these names and more."""
        return _Supposed(self._known.union(names), self.asked)


def check_compiles(file: GeneratedFile) -> None:
    """Check that a file that was made by somebody's own template is Python, whatever it says.

    Raises:
        StructureError: it is not Python 3.11.
    """
    if file.kind is Kind.TEXT:
        return
    refuse_declared_encoding(file)
    with naming_what_python_refuses(file.path):
        tree = ast.parse(file.text, str(file.path), feature_version=OLDEST_PYTHON)
        compile(tree, str(file.path), "exec", dont_inherit=True)


@lru_cache(maxsize=256)
def _compile_constant(text: str) -> None:
    """Compile a text of ours, once for all packages of a process: it is the same in each."""
    tree = ast.parse(text, feature_version=OLDEST_PYTHON)
    compile(tree, "<run time>", "exec", dont_inherit=True)


def refuse_declared_encoding(file: GeneratedFile) -> None:
    """Refuse a comment that would have Python read other text than was checked (PEP 263)."""
    for number, line in enumerate(_LINE_END.split(file.text, maxsplit=2)[:2], start=1):
        if _ENCODING.match(line):
            raise StructureError(file.path, number, "a comment declares the encoding")


def _definitions(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that a module binds at its top."""
    for node in statements:
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (one.asname or one.name for one in names)
            case (
                ast.ClassDef(name=name)
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
            ):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case _:
                pass


@dataclass(frozen=True, slots=True)
class _Statements:
    """The check of one file's statements: a method returns when its node is allowed."""

    grammar: Grammar
    expressions: Expressions

    def module(self, tree: ast.Module) -> None:
        for node in tree.body:
            match node:
                case ast.Import():
                    self.whole_import(node)
                case ast.ImportFrom():
                    self.import_of_names(node)
                case ast.ClassDef():
                    self.class_(node)
                case ast.Expr(value=ast.Call(func=ast.Name(id="defer")) as call):
                    self.expressions.call(call)
                case _:
                    self.member(node)

    def whole_import(self, node: ast.Import) -> None:
        for one in node.names:
            if one.name not in self.grammar.modules:
                self.expressions.refuse(node)
            self.imported_as(node, one)

    def import_of_names(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if node.level == 0 and not self.is_own(module):
            listed = self.grammar.imports.get(module, frozenset())
            if any(one.name not in listed for one in node.names):
                self.expressions.refuse(node)
        for one in node.names:
            self.imported_as(node, one)

    def imported_as(self, node: ast.stmt, name: ast.alias) -> None:
        """Refuse stars, and other names for what the grammar gives a meaning to by its name."""
        self.expressions.identifier(node, name.name)
        self.expressions.identifier(node, name.asname or name.name)
        if name.asname is not None and name.asname in self.meaningful:
            self.expressions.refuse(node)

    def is_own(self, module: str) -> bool:
        package = self.grammar.package
        return package != "" and f"{module}.".startswith(f"{package}.")

    @property
    def meaningful(self) -> frozenset[str]:
        return frozenset(self.grammar.calls) | self.grammar.builtins | SPECIAL_TYPES

    def class_(self, node: ast.ClassDef) -> None:
        self.definition(node, node.name)
        self.decorators(node.decorator_list)
        for base in node.bases:
            self.base(base)
        for keyword in node.keywords:
            if keyword.arg not in self.grammar.class_keywords:
                self.expressions.refuse(node, f"the class keyword `{keyword.arg}`")
            self.expressions.constant(keyword.value)
        for member in node.body:
            self.member(member)

    def base(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            self.expressions.refuse(node)
        self.expressions.type_(node)

    def member(self, node: ast.stmt) -> None:
        """Allow what may stand in a class and in a module alike."""
        match node:
            case ast.Expr(value=ast.Constant(value=str())) | ast.Pass():
                pass
            case ast.AnnAssign(target=ast.Name(id=name)):
                self.annotated(node, name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                self.definition(node, name)
                self.expressions.value(node.value)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.function(node)
            case _:
                self.expressions.refuse(node)

    def annotated(self, node: ast.AnnAssign, name: str) -> None:
        self.definition(node, name)
        self.expressions.type_(node.annotation)
        if node.value is None:
            return
        if dotted(node.annotation) == "TypeAlias":
            self.expressions.type_(node.value)
        else:
            self.expressions.value(node.value)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.definition(node, node.name)
        self.decorators(node.decorator_list)
        self.parameters(node, node.args)
        if node.returns is not None:
            self.expressions.type_(node.returns)
        parameters = (one.arg for one in _parameters(node.args))
        self.body(node.body, self.expressions.knowing(parameters))

    def decorators(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            name = dotted(node.func if isinstance(node, ast.Call) else node)
            if name not in self.grammar.decorators:
                self.expressions.refuse(node, f"the decorator `{name}`")
            self.expressions.value(node)

    def parameters(self, node: ast.AST, arguments: ast.arguments) -> None:
        for parameter in _parameters(arguments):
            self.expressions.identifier(node, parameter.arg)
            if parameter.annotation is not None:
                self.expressions.type_(parameter.annotation)
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.expressions.value(default)

    def body(self, statements: list[ast.stmt], inside: Expressions) -> None:
        """Allow a docstring, then at most one statement: a refusal to be called, or an answer."""
        match statements:
            case [ast.Expr(value=ast.Constant(value=str())), *rest]:
                statements = rest
            case _:
                pass
        match statements:
            case [] | [ast.Expr(value=ast.Constant(value=builtins.Ellipsis))]:
                pass
            case [ast.Raise(exc=ast.Name(id="NotImplementedError"), cause=None)]:
                pass
            case [
                ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError")) as call, cause=None)
            ]:
                inside.call(call)
            case [ast.Return(value=ast.Await(value=ast.Call() as call))]:
                inside.call(call)
            case [ast.Return(value=ast.expr() as value)]:
                inside.value(value)
            case _:
                inside.refuse(statements[-1])

    def definition(self, node: ast.stmt, name: str) -> None:
        if name in SPECIAL_TYPES:
            self.expressions.refuse(node, f"another meaning for `{name}`")
        if name not in self.grammar.dunders:
            self.expressions.identifier(node, name)


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    stars = (one for one in (arguments.vararg, arguments.kwarg) if one is not None)
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]
