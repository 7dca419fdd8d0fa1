"""Expressions to text, laid out as ``ruff format`` leaves them.

An expression stands on one line if it fits; else its outermost bracket opens, one item a line with
a trailing comma, and each item is laid out in the same way.
"""

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering.code import WIDTH, Code, dotted, identifier, literal
from asyncapi_pygen.rendering.syntax import alternatives

_STEP: Final = 4
"""Blanks by which the inside of a bracket stands further in."""

_ASSIGN: Final = " = "

_NO_BRACKETS: Final = (ast.Attribute, ast.BinOp, ast.Constant, ast.Name)
"""What most expressions are that do not end in a bracket."""


@dataclass(frozen=True, slots=True)
class _Bracket:
    """An expression that ends in a bracket: what opens it, its items after their keys, its end.

    ``comma`` tells whether a comma may follow the last item, ``lone`` whether one must.
    """

    opening: str
    items: Sequence[tuple[str, ast.expr]]
    closing: str
    comma: bool = True
    lone: bool = False


def statement(before: str, node: ast.expr, after: str = "", *, indent: int = 0) -> Code:
    """Return ``before + node + after`` as one statement at ``indent`` blanks, without that margin.

    A union that is too long is put in parentheses, and so is what is assigned to a name that leaves
    no room for as much as its opening bracket. So is the value that ``after`` assigns, where an
    annotation would fit but for it, and has no trailing comma to keep it open.
    """
    flat = _on_one_line(before, node, after, indent)
    if flat is not None:
        return Code(flat)
    bracket = _bracket(node)
    value = after.removeprefix(_ASSIGN)
    if value != after and (bracket is None or not bracket.comma):
        flat = _on_one_line(before, node, f"{_ASSIGN}(", indent)
        if flat is not None:
            margin = " " * indent
            return Code(f"{flat}\n{margin}{' ' * _STEP}{value}\n{margin})")
    no_room = bracket is None or not _fits(f"{before}{bracket.opening}", indent)
    assigned = before.endswith(_ASSIGN) and _fits(f"{before}(", indent)
    if _is_union(node) or (no_room and assigned):
        return Code(_opened(_Bracket(f"{before}(", [("", node)], ")", comma=False), indent, after))
    return Code(_laid_out(before, node, indent, after))


def annotated_assignment(
    name: str, annotation: ast.expr, value: ast.expr, *, indent: int = 0
) -> Code:
    """Return ``name: annotation = value``; the value breaks before the annotation."""
    before = f"{name}: {expression(annotation)}{_ASSIGN}"
    if not _fits(f"{before}(", indent) and _on_one_line(before, value, "", indent) is None:
        before = _opened_or_flat(f"{name}: ", annotation, _ASSIGN, indent)
    above, line_end, last = before.rpartition("\n")
    margin = " " * indent if line_end else ""
    written = statement(last.removeprefix(margin), value, indent=indent)
    return Code(f"{above}{line_end}{margin}{written}")


def class_heading(name: str, bases: Sequence[str], **settings: ast.expr) -> Code:
    """Return ``class name(bases):``, with the bases on a line of their own if need be."""
    told = [f"{identifier(key)}={expression(value)}" for key, value in settings.items()]
    listed = ", ".join([*map(identifier, bases), *told])
    flat = f"class {identifier(name)}({listed}):"
    return Code(flat if _fits(flat, 0) else f"class {name}(\n{' ' * _STEP}{listed}\n):")


def bare_class_heading(name: str) -> Code:
    """Return ``class name:``."""
    return Code(f"class {identifier(name)}:")


def import_from(module: str, names: Sequence[str]) -> Code:
    """Return ``from module import names``, one name a line if they do not fit on one."""
    start = f"from {dotted(module)} import "
    flat = f"{start}{', '.join(map(identifier, names))}"
    if len(flat) <= WIDTH:
        return Code(flat)
    lines = "".join(f"{' ' * _STEP}{identifier(name)},\n" for name in names)
    return Code(f"{start}(\n{lines})")


def expression(node: ast.expr) -> Code:
    """Return ``node`` on one line.

    Raises:
        InternalError: the expression is of a kind that generated code does not hold.
    """
    return Code("".join(_pieces(node)))


def _on_one_line(before: str, node: ast.expr, after: str, indent: int) -> str | None:
    """Return ``before + node + after`` if it fits on a line.

    It is asked anew at each level of a long expression: it must not go through all of that.
    """
    room = WIDTH - indent - len(before) - len(after)
    pieces: list[str] = []
    for piece in _pieces(node):
        room -= len(piece)
        if room < 0:
            return None
        pieces.append(piece)
    return "".join((before, *pieces, after))


def _pieces(node: ast.expr) -> Iterator[str]:
    """Yield the texts that ``node`` is on one line, in order."""
    bracket = None if isinstance(node, _NO_BRACKETS) else _bracket(node)
    if bracket is None:
        yield _simple(node)
        return
    yield bracket.opening
    for number, (key, item) in enumerate(bracket.items):
        yield f", {key}" if number else key
        yield from _pieces(item)
    yield f"{',' if bracket.lone else ''}{bracket.closing}"


def _simple(node: ast.expr) -> str:
    """Return an expression that is no bracket on one line."""
    match node:
        case ast.Constant(value=builtins.Ellipsis):
            return Code("...")
        case ast.Constant(value=str() | bytes() | int() | float() | None as value):
            return literal(value)
        case ast.Name(id=name):
            return identifier(name)
        case ast.Attribute(value=value, attr=attr):
            return Code(f"{expression(value)}.{identifier(attr)}")
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return Code(f"{expression(left)} | {expression(right)}")
        case ast.Lambda(body=body):
            return Code(f"{_lambda(node)}{expression(body)}")
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
            return Code(f"-{expression(operand)}")
        case _:
            raise InternalError(f"no layout for {ast.dump(node)}")


def _bracket(node: ast.expr) -> _Bracket | None:
    """Return ``node`` as a bracket, or ``None`` if it is something else."""
    match node:
        case ast.Subscript(value=value, slice=ast.Tuple(elts=items)):
            return _Bracket(f"{expression(value)}[", _plain(items), "]")
        case ast.Subscript(value=value, slice=item):
            # A comma after the only item would make it a tuple.
            return _Bracket(f"{expression(value)}[", _plain([item]), "]", comma=False)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            named = [(f"{_keyword(one)}=", one.value) for one in keywords]
            return _Bracket(f"{expression(function)}(", [*_plain(arguments), *named], ")")
        case ast.Lambda(body=body) if _bracket(body):
            inner = _bracket(body)
            return inner and replace(inner, opening=f"{_lambda(node)}{inner.opening}")
        case ast.Starred(value=value):
            return _unpacked(_bracket(value))
        case ast.List(elts=items):
            return _Bracket("[", _plain(items), "]")
        case ast.Set(elts=items):
            return _Bracket("{", _plain(items), "}")
        case ast.Tuple(elts=items):
            return _Bracket("(", _plain(items), ")", lone=len(items) == 1)
        case ast.Dict(keys=keys, values=values):
            pairs = zip(map(_key, keys), values, strict=True)
            return _Bracket("{", [(f"{expression(key)}: ", value) for key, value in pairs], "}")
        case _:
            return None


def _unpacked(bracket: _Bracket | None) -> _Bracket | None:
    return bracket and replace(bracket, opening=f"*{bracket.opening}")


def _lambda(node: ast.Lambda) -> str:
    names = ", ".join(identifier(one.arg) for one in node.args.args)
    return f"lambda {names}: " if names else "lambda: "


def _plain(items: Sequence[ast.expr]) -> list[tuple[str, ast.expr]]:
    return [("", item) for item in items]


def _key(node: ast.expr | None) -> ast.expr:
    if node is None:
        raise InternalError("a dictionary is unpacked")
    return node


def _keyword(node: ast.keyword) -> Code:
    if node.arg is None:
        raise InternalError("a call unpacks a mapping")
    return identifier(node.arg)


def _fits(text: str, indent: int) -> bool:
    return indent + len(text) <= WIDTH


def _laid_out(before: str, node: ast.expr, indent: int, after: str) -> str:
    """Lay ``node`` out between ``before`` and ``after`` at ``indent``, on one line if it fits."""
    flat = _on_one_line(before, node, after, indent)
    if flat is not None:
        return flat
    if isinstance(node, ast.Lambda) and _is_union(node.body):
        return _opened(_lambda_body(before, node), indent, after)
    bracket = _bracket(node)
    if bracket is None or not bracket.items:
        return f"{before}{expression(node)}{after}"
    opening = f"{before}{bracket.opening}"
    if isinstance(node, ast.Lambda) and not _fits(opening, indent):
        return _opened(_lambda_body(before, node), indent, after)
    if isinstance(node, ast.Call) and not _fits(opening, indent):
        opening = _laid_out(before, node.func, indent, "(")
    return _opened(replace(bracket, opening=opening), indent, after)


def _lambda_body(before: str, node: ast.Lambda) -> _Bracket:
    return _Bracket(f"{before}{_lambda(node)}(", [("", node.body)], ")", comma=False)


def _opened_or_flat(before: str, node: ast.expr, after: str, indent: int) -> str:
    """Open the bracket that ``node`` is, if it is one."""
    bracket = _bracket(node)
    if bracket is None:
        return f"{before}{expression(node)}{after}"
    return _opened(replace(bracket, opening=f"{before}{bracket.opening}"), indent, after)


def _opened(bracket: _Bracket, indent: int, after: str) -> str:
    """Write a bracket over several lines, one item a line."""
    inside = indent + _STEP
    comma = "," if bracket.comma else ""
    lines = [_item(key, item, inside, comma) for key, item in bracket.items]
    body = "".join(f"{' ' * inside}{line}\n" for line in lines)
    return f"{bracket.opening}\n{body}{' ' * indent}{bracket.closing}{after}"


def _item(key: str, item: ast.expr, indent: int, comma: str) -> str:
    """Lay out one item of an open bracket; a long union has one member a line, after its ``|``."""
    if not _is_union(item) or _on_one_line(key, item, comma, indent) is not None:
        return _laid_out(key, item, indent, comma)
    first, *others = alternatives(item)
    lines = [_laid_out(key, first, indent, "")]
    lines += [_laid_out("| ", member, indent, "") for member in others]
    return f"\n{' ' * indent}".join(lines) + comma


def _is_union(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp)
