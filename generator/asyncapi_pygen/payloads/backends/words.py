"""What several back ends declare alike."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from asyncapi_pygen.payloads.backends.backend import MARGIN, ClassBody, Member, Presence, Use
from asyncapi_pygen.rendering.code import Code, docstring
from asyncapi_pygen.rendering.layout import expression, statement
from asyncapi_pygen.rendering.syntax import call, const, function, ref, subscript

YES: Final = ast.Constant(value=True)


def doc(text: str, indent: int) -> Code | None:
    """Return a docstring, if there is anything to say."""
    return docstring(text, indent=indent) if text.strip() else None


def with_default(one: Member) -> str:
    """Return the description, with what stands for the absent value where no field holds it."""
    if one.presence is not Presence.DEFAULTED:
        return one.description
    value = one.fresh if one.default is None else expression(one.default)
    told = f"Where it is absent, `{value}` stands for it."
    return f"{one.description.rstrip()}\n\n{told}" if one.description.strip() else told


def parsed(one: Member, use: Use) -> ast.Call:
    """Return what makes a default that is no literal: a fresh value for each instance."""
    return call(use("Parsed"), function((), one.annotation), text=const(one.fresh))


def annotated(annotation: ast.expr, mark: ast.Call, use: Use) -> ast.expr:
    """Add a mark to an annotation; of two that are called alike, one is made."""
    use("Annotated")
    match annotation:
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=elements)):
            parts = list(elements)
        case _:
            parts = [annotation]
    match parts[-1], mark.func:
        case ast.Call(func=ast.Name(id=last), keywords=keywords), ast.Name(id=new) if last == new:
            mark = ast.Call(mark.func, mark.args, [*mark.keywords, *keywords])
            parts.pop()
        case _:
            pass
    return subscript(ref("Annotated"), *parts, mark)


def field_alias(annotation: ast.expr, wire: str, use: Use) -> ast.expr:
    """Say what a field is called in JSON."""
    return annotated(annotation, call(use("Field"), alias=const(wire)), use)


def check(keywords: ast.Call, use: Use) -> Code:
    """Give a class what no type says of its objects."""
    use("ClassVar")
    return statement("__check__: ClassVar[Check] = ", keywords, indent=MARGIN)


def extra(values: ast.expr, use: Use) -> Code:
    """Give a class the type of what it does not declare."""
    type_ = subscript(ref("dict"), ref("str"), values)
    return statement("__extra__: ", subscript(use("ClassVar"), type_), indent=MARGIN)


def told_of_class(body: ClassBody, use: Use) -> Iterator[Code]:
    """Yield what a class says of its objects beside their fields."""
    if body.check:
        yield check(body.check, use)
    if body.extra:
        yield extra(body.extra, use)


def sparse(names: Sequence[str], use: Use) -> Code:
    """List the fields of a class that are written only when somebody set them."""
    use("ClassVar")
    value = call(ref("frozenset"), ast.Set([const(name) for name in names]))
    return statement("__sparse__: ClassVar[frozenset[str]] = ", value, indent=MARGIN)
