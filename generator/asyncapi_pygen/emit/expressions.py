"""The expressions of a rendered file, held against the grammar."""

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final, NoReturn, Protocol, Self

from asyncapi_pygen.emit.grammar import OLDEST_PYTHON, Call, Grammar, Shape
from asyncapi_pygen.emit.refusal import StructureError, naming_what_python_refuses

_EMPTY: Final = frozenset({"[]", "{}"})
_LONGEST_EXCERPT: Final = 80


class Names(Protocol):
    """Names that may be used."""

    def __contains__(self, name: object, /) -> bool:
        """Return whether a name is among them."""
        ...

    def union(self, names: Iterable[str], /) -> Self:
        """Return these and more."""
        ...


@dataclass(frozen=True, slots=True)
class Expressions:
    """The check of one file's expressions: a method returns when its node is allowed.

    ``known`` are the names that may be used: builtins, what the module binds, and parameters. Every
    method raises ``StructureError`` at the first construct that the grammar does not list.
    """

    path: PurePosixPath
    grammar: Grammar
    known: Names

    def knowing(self, names: Iterable[str]) -> "Expressions":
        """Give the check for a place where more names are known."""
        return replace(self, known=self.known.union(names))

    def value(self, node: ast.expr) -> None:
        """Allow a value that only listed calls and names take part in."""
        match node:
            case ast.Constant() | ast.UnaryOp():
                self.constant(node)
            case ast.Name() | ast.Attribute():
                self.name(node)
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                self._values(items)
            case ast.Dict(keys=keys) if None in keys:
                self.refuse(node, "`**` in a dictionary")
            case ast.Dict(keys=keys, values=values):
                self._values([key for key in keys if key is not None])
                self._values(values)
            case ast.BinOp(op=ast.BitOr()):
                self._values(_alternatives(node))
            case ast.Subscript():
                self._subscript(node)
            case ast.Call():
                self.call(node)
            case _:
                self.refuse(node)

    def _values(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            self.value(node)

    def type_(self, node: ast.expr) -> None:
        """Allow a type. A string in it is a type too, since it is evaluated when it is needed."""
        match node:
            case ast.Constant(value=str(text)):
                self._quoted_type(node, text)
            case ast.Constant(value=None | builtins.Ellipsis):
                pass
            case ast.Name() | ast.Attribute():
                self.name(node)
            case ast.Starred(value=ast.Subscript(value=ast.Name(id="tuple")) as rest):
                self.type_(rest)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                self._types(items)
            case ast.BinOp(op=ast.BitOr()):
                self._types(_alternatives(node))
            case ast.Subscript():
                self._subscript(node)
            case ast.Call():
                self.call(node)
            case _:
                self.refuse(node)

    def _types(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            self.type_(node)

    def _quoted_type(self, node: ast.expr, text: str) -> None:
        with naming_what_python_refuses(self.path):
            inner = ast.parse(text, mode="eval", feature_version=OLDEST_PYTHON).body
        for one in ast.walk(inner):
            ast.copy_location(one, node)
        self.type_(inner)

    def _subscript(self, node: ast.Subscript) -> None:
        self.name(node.value)
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        match node.value:
            case ast.Name(id="Literal"):
                for argument in arguments:
                    self.constant(argument)
            case ast.Name(id="Annotated"):
                self._types(arguments[:1])
                self._values(arguments[1:])
            case _:
                self._types(arguments)

    def call(self, node: ast.Call) -> None:
        """Allow a call of what the grammar lists, with the arguments that it lists."""
        callee = node.func
        if isinstance(callee, ast.Subscript):
            self._subscript(callee)
            callee = callee.value
        name = dotted(callee)
        form = self.grammar.calls.get(name)
        if form is None:
            self.refuse(node, f"a call of `{_excerpt(callee)}`")
        self.name(callee)
        self._arguments(node, form)

    def _arguments(self, node: ast.Call, form: Call) -> None:
        for argument in node.args:
            self._argument(argument, form.positional)
        for keyword in node.keywords:
            if keyword.arg is None:
                self.refuse(node, "`**` in a call")
            self.identifier(node, keyword.arg)
            self._argument(keyword.value, form.keywords.get(keyword.arg, form.others))

    def _argument(self, node: ast.expr, shape: Shape | None) -> None:
        match shape:
            case Shape.VALUE:
                self.value(node)
            case Shape.TYPE:
                self.type_(node)
            case Shape.CONSTANT:
                self.constant(node)
            case Shape.EMPTY if ast.unparse(node) in _EMPTY:
                pass
            case Shape.PARSED if isinstance(node, ast.Call) and dotted(node.func) == "Parsed":
                self.call(node)
            case Shape.LATER:
                self._later(node)
            case Shape.KEYS:
                self._keys(node)
            case Shape.HANDLER_CALL:
                self._handler_call(node)
            case _:
                self.refuse(node, f"the argument `{_excerpt(node)}`")

    def _later(self, node: ast.expr) -> None:
        match node:
            case ast.Lambda(
                args=ast.arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kwarg=None),
                body=type_,
            ):
                self.type_(type_)
            case _:
                self.refuse(node)

    def _keys(self, node: ast.expr) -> None:
        match node:
            case ast.Dict(keys=keys, values=values) if None not in keys:
                for key in keys:
                    self.constant(key or node)
                self._types(values)
            case _:
                self.constant(node)

    def _handler_call(self, node: ast.expr) -> None:
        match node:
            case ast.Lambda(
                args=ast.arguments(
                    posonlyargs=[],
                    args=[ast.arg(arg=receiver), *_] as parameters,
                    vararg=None,
                    kwonlyargs=[],
                    kwarg=None,
                    defaults=[],
                ),
                body=ast.Call(func=ast.Attribute(value=ast.Name(id=called), attr=method)) as call,
            ) if receiver == called == self.grammar.receiver:
                self.identifier(node, method)
                names = frozenset(one.arg for one in parameters)
                for name in names:
                    self.identifier(node, name)
                self._passed_on(call, names)
            case _:
                self.refuse(node)

    def _passed_on(self, call: ast.Call, parameters: frozenset[str]) -> None:
        """Allow a handler the parameters, attributes of them, and items under constant keys."""
        inside = replace(self, known=parameters)
        for argument in (*call.args, *(one.value for one in call.keywords)):
            match argument:
                case ast.Subscript(value=container, slice=ast.Constant(value=str())):
                    inside.name(container)
                case _:
                    inside.name(argument)
        for keyword in call.keywords:
            self.identifier(call, keyword.arg or "**")

    def constant(self, node: ast.expr) -> None:
        """Allow a literal string, number, boolean, ``None`` or ``...``."""
        match node:
            case ast.Constant(value=str() | bytes() | int() | float() | None | builtins.Ellipsis):
                pass
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
                pass
            case _:
                self.refuse(node)

    def name(self, node: ast.expr) -> None:
        """Allow a known name, or one attribute of it."""
        match node:
            case ast.Name(id=name):
                if name not in self.known:
                    self.refuse(node, f"the unknown name `{name}`")
            case ast.Attribute(value=ast.Name() as owner, attr=attribute):
                self.name(owner)
                self.identifier(node, attribute)
            case _:
                self.refuse(node)

    def identifier(self, node: ast.AST, name: str) -> None:
        """Refuse stars and dotted names, and the names that have a meaning to Python itself."""
        if not name.isidentifier() or name.startswith("__"):
            self.refuse(node, f"the name `{name}`")

    def refuse(self, node: ast.AST, construct: str = "") -> NoReturn:
        """Raise ``StructureError`` at a node."""
        line: int = getattr(node, "lineno", 1)
        named = construct or f"{type(node).__name__} `{_excerpt(node)}`"
        raise StructureError(self.path, line, f"{named} is not allowed in a generated file")


def dotted(node: ast.expr) -> str:
    """Give ``name`` or ``name.attribute`` as text, and an empty text for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
            return f"{owner}.{attribute}"
        case _:
            return ""


def _alternatives(node: ast.expr) -> list[ast.expr]:
    """Take a union apart in a loop: one of hundreds of types nests deeper than Python recurses."""
    found: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _excerpt(node: ast.AST) -> str:
    text = ast.unparse(node).partition("\n")[0]
    return text if len(text) <= _LONGEST_EXCERPT else f"{text[:_LONGEST_EXCERPT]}…"
