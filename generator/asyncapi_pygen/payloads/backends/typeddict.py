"""Payloads that are the dictionaries of their JSON, described by ``TypedDict``."""

import ast
import unicodedata
from collections.abc import Sequence
from typing import ClassVar, Final

from asyncapi_pygen.naming import reserved
from asyncapi_pygen.naming.words import KEYWORDS
from asyncapi_pygen.payloads.backends import plain
from asyncapi_pygen.payloads.backends.backend import (
    MARGIN,
    Backend,
    ClassBody,
    ClassView,
    DeclarationView,
    FieldView,
    Member,
    Use,
)
from asyncapi_pygen.payloads.backends.words import doc, with_default
from asyncapi_pygen.rendering.code import Code, identifier
from asyncapi_pygen.rendering.layout import class_heading, expression, statement
from asyncapi_pygen.rendering.syntax import call, const, dictionary, ref, subscript, union


class TypedDict(Backend):
    """Dictionaries over the shapes of the run time: keys are names in JSON."""

    name = "typeddict"
    provided: ClassVar = {
        **plain.WORDS,
        "NotRequired": "typing",
        "TypedDict": "typing",
    }
    groups = (
        ("decimal", "typing", "uuid"),
        plain.OWN,
    )
    knows_class = False
    behind_models: ClassVar = plain.BEHIND_MODELS
    runtime: ClassVar = plain.runtime("typeddict", codec="_codec.py")

    def class_(self, body: ClassBody, use: Use) -> ClassView | DeclarationView:
        """Declare a dictionary, by a class if all its keys may be names in the body of one."""
        use("TypedDict")
        if not all(map(_may_be_declared, (one.wire for one in body.members))):
            return self._called(body, use)
        return ClassView(
            heading=class_heading(body.name, ["TypedDict"]),
            doc=doc(body.description, MARGIN),
            declared=(),
            fields=tuple(self._field(one, use) for one in body.members),
        )

    def why_unnamed(self, wire: str) -> str:
        """Say why no key can be called ``wire``; empty if one can."""
        return "" if wire else "a key of a `TypedDict` has a name"

    def closing(self, bodies: Sequence[ClassBody], use: Use) -> tuple[Code, ...]:
        """Say of classes by their names what a dictionary's class cannot say itself."""
        del use
        closed = [const(body.name) for body in bodies if body.closed]
        checks = {body.name: body.check for body in bodies if body.check}
        extras = {
            body.name: subscript(ref("dict"), ref("str"), body.extra)
            for body in bodies
            if body.extra
        }
        lines = {
            "__closed__ = ": call(ref("frozenset"), ast.Set([*closed])) if closed else None,
            "__check__ = ": dictionary({**checks}) if checks else None,
            "__extra__ = ": dictionary({**extras}) if extras else None,
        }
        return tuple(statement(before, value) for before, value in lines.items() if value)

    def _field(self, one: Member, use: Use) -> FieldView:
        return FieldView(
            statement(f"{identifier(one.wire)}: ", _annotation(one, use), indent=MARGIN),
            doc(with_default(one), MARGIN),
        )

    def _called(self, body: ClassBody, use: Use) -> DeclarationView:
        keys: list[ast.expr | None] = [const(one.wire) for one in body.members]
        values = [_evaluated(_annotation(one, use), body) for one in body.members]
        made = call(ref("TypedDict"), const(body.name), ast.Dict(keys, values))
        return DeclarationView(statement(f"{identifier(body.name)} = ", made), doc(_all(body), 0))


_SHADOWING: Final = reserved.ANNOTATIONS | KEYWORDS


def _may_be_declared(wire: str) -> bool:
    """Return whether a key may be declared in a class, where it hides names and may be mangled."""
    normal = unicodedata.normalize("NFKC", wire)
    hides = wire in _SHADOWING or wire[:1].isupper()
    return wire.isidentifier() and wire == normal and not hides and not wire.startswith("__")


def _annotation(one: Member, use: Use) -> ast.expr:
    annotation = union([one.annotation, const(None)]) if one.nullable else one.annotation
    return annotation if one.required else subscript(use("NotRequired"), annotation)


def _evaluated(annotation: ast.expr, body: ClassBody) -> ast.expr:
    """Quote what names a class that is not there yet: in a call, types are evaluated."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="NotRequired") as outer, slice=inner):
            return subscript(outer, _evaluated(inner, body))
        case _:
            names = [node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)]
            later = any(map(body.is_later, names))
            return const(expression(annotation)) if later else annotation


def _all(body: ClassBody) -> str:
    """Tell of a class and of its keys in one text: in a call, a key has no docstring."""
    keys = [
        f"- {expression(const(one.wire))}: {' '.join(with_default(one).split())}"
        for one in body.members
        if with_default(one).strip()
    ]
    return "\n\n".join(part for part in (body.description.strip(), "\n".join(keys)) if part)
