"""Models that are structs of msgspec, read and written by it as far as it can."""

import ast
import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from asyncapi_pygen.payloads.backends import plain
from asyncapi_pygen.payloads.backends.backend import (
    MARGIN,
    Backend,
    ClassBody,
    ClassView,
    FieldView,
    Member,
    Presence,
    Use,
)
from asyncapi_pygen.payloads.backends.words import YES, doc, told_of_class, with_default
from asyncapi_pygen.rendering.code import identifier
from asyncapi_pygen.rendering.layout import (
    annotated_assignment,
    class_heading,
    statement,
)
from asyncapi_pygen.rendering.syntax import call, const, subscript

_UNNAMEABLE: Final = re.compile(r'["\\\x00-\x1f]')


class Msgspec(Backend):
    """Structs of msgspec."""

    name = "msgspec"
    provided: ClassVar = {
        **{word: module for word, module in plain.WORDS.items() if word != "Field"},
        "ClosedModel": "._model",
        "Maybe": "._model",
        "Meta": "msgspec",
        "Model": "._model",
        "Nullable": "._model",
        "UNSET": "msgspec",
        "field": "msgspec",
    }
    groups = (
        ("decimal", "typing", "uuid"),
        ("msgspec",),
        plain.OWN,
    )
    bounds = "Meta"
    keeps_unknown = False
    fields = frozenset({"field"})
    behind_models: ClassVar = plain.BEHIND_MODELS
    runtime: ClassVar[Mapping[str, str]] = {
        **plain.runtime("msgspec", codec="_plain.py"),
        "_codec.py": "msgspec/_codec.py",
    }
    needs = "msgspec 0.21 or later"

    def class_(self, body: ClassBody, use: Use) -> ClassView:
        """Declare a struct, whose fields are given by their names."""
        base = "ClosedModel" if body.closed else "Model"
        use(base)
        return ClassView(
            heading=class_heading(body.name, [base], kw_only=YES),
            doc=doc(body.description, MARGIN),
            declared=tuple(told_of_class(body, use)),
            fields=tuple(self._field(one, use) for one in body.members),
        )

    def why_unnamed(self, wire: str) -> str:
        """Say why no field can be called ``wire`` in JSON; empty if one can."""
        return "msgspec has no escapes in names" if _UNNAMEABLE.search(wire) else ""

    def reads(self, pattern: str) -> bool:
        """Return whether Python's own engine, which msgspec uses, compiles a pattern."""
        try:
            re.compile(pattern)
        except re.error:
            return False
        return True

    def bounded(self, bounds: Sequence[ast.keyword]) -> Sequence[ast.keyword]:
        """Return bounds of which none is beside another one on the same side."""
        values = {one.arg: ast.literal_eval(one.value) for one in bounds}
        weaker: set[str | None] = set()
        if {"gt", "ge"} <= values.keys():
            weaker.add("ge" if values["gt"] >= values["ge"] else "gt")
        if {"lt", "le"} <= values.keys():
            weaker.add("le" if values["lt"] <= values["le"] else "lt")
        return [one for one in bounds if one.arg not in weaker]

    def _field(self, one: Member, use: Use) -> FieldView:
        annotation, default = self._typed(one, use)
        told = doc(with_default(one), MARGIN)
        value = self._named(one, default, use)
        name = identifier(one.name)
        if value is None:
            return FieldView(statement(f"{name}: ", annotation, indent=MARGIN), told)
        return FieldView(annotated_assignment(name, annotation, value, indent=MARGIN), told)

    def _typed(self, one: Member, use: Use) -> tuple[ast.expr, ast.expr | None]:
        match one.presence:
            case Presence.REQUIRED | Presence.CONSTANT:
                return one.annotation, one.default
            case Presence.NULLABLE:
                return subscript(use("Nullable"), one.annotation), use("UNSET")
            case _:
                word = "Nullable" if one.nullable else "Maybe"
                return subscript(use(word), one.annotation), use("UNSET")

    def _named(self, one: Member, default: ast.expr | None, use: Use) -> ast.expr | None:
        """Return the default, together with the name in JSON if it is another."""
        if one.wire == one.name:
            return default
        told = {} if default is None else {"default": default}
        return call(use("field"), **told, name=const(one.wire))
