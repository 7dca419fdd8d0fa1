"""Constructors for the expressions that views are made of."""

import ast
from collections.abc import Iterable, Mapping, Sequence

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.rendering.code import Scalar, identifier


def ref(dotted: str) -> ast.expr:
    """Return a name, or attributes of one: ``models.IcePayload``."""
    first, *rest = dotted.split(".")
    node: ast.expr = ast.Name(identifier(first))
    for part in rest:
        node = ast.Attribute(node, identifier(part))
    return node


def const(value: Scalar) -> ast.expr:
    """Return a constant."""
    return ast.Constant(value)


def scalar(value: Scalar) -> ast.expr:
    """Return a constant as Python's parser would read it: a negative number is an operation."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(ast.USub(), const(-value))
    return const(value)


def literal(value: Json) -> ast.expr:
    """Return JSON as Python writes it."""
    match value:
        case dict():
            return dictionary({key: literal(item) for key, item in value.items()})
        case list():
            return ast.List([literal(item) for item in value])
        case _:
            return scalar(value)


def dictionary(items: Mapping[str, ast.expr]) -> ast.expr:
    """Return ``{"key": value}``."""
    return ast.Dict([const(key) for key in items], [*items.values()])


def call(function: ast.expr, *arguments: ast.expr, **keywords: ast.expr) -> ast.Call:
    """Return ``function(arguments, keywords)``."""
    named = [ast.keyword(name, value) for name, value in keywords.items()]
    return ast.Call(function, list(arguments), named)


def subscript(value: ast.expr, *items: ast.expr) -> ast.expr:
    """Return ``value[items]``."""
    return ast.Subscript(value, items[0] if len(items) == 1 else ast.Tuple(list(items)))


def union(members: Sequence[ast.expr]) -> ast.expr:
    """Return ``a | b | c``, with ``None`` once and last: Python knows no ``None | None``."""
    every = [one for member in members for one in alternatives(member)]
    nones = [one for one in every if _is_none(one)]
    node, *others = [*(one for one in every if not _is_none(one)), *nones[:1]]
    for member in others:
        node = ast.BinOp(node, ast.BitOr(), member)
    return node


def or_none(annotation: ast.expr) -> ast.expr:
    """Return ``annotation | None``."""
    return union([annotation, const(None)])


def alternatives(node: ast.expr) -> list[ast.expr]:
    """Return the members of a union, which grows to the left, or the type alone."""
    others: list[ast.expr] = []
    while isinstance(node, ast.BinOp):
        others.append(node.right)
        node = node.left
    return [node, *reversed(others)]


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def tuple_of(items: Sequence[ast.expr]) -> ast.expr:
    """Return ``(a, b)``."""
    return ast.Tuple(list(items))


def function(parameters: Sequence[str], body: ast.expr) -> ast.expr:
    """Return ``lambda parameters: body``."""
    arguments = [ast.arg(identifier(name)) for name in parameters]
    return ast.Lambda(
        ast.arguments(posonlyargs=[], args=arguments, kwonlyargs=[], kw_defaults=[], defaults=[]),
        body,
    )


def names_in(nodes: Iterable[ast.expr]) -> set[str]:
    """Return the names that expressions hold."""
    found: set[str] = set()
    waiting: list[object] = [*nodes]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, ast.AST):
            waiting += vars(node).values()
    return found
