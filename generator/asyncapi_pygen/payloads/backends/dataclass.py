"""Models that are dataclasses: what is generated needs nothing but Python."""

import ast
from typing import ClassVar

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
from asyncapi_pygen.payloads.backends.words import (
    YES,
    doc,
    field_alias,
    parsed,
    sparse,
    told_of_class,
)
from asyncapi_pygen.rendering.code import identifier
from asyncapi_pygen.rendering.layout import (
    annotated_assignment,
    class_heading,
    expression,
    statement,
)
from asyncapi_pygen.rendering.syntax import call, const, subscript, union


class Dataclass(Backend):
    """Dataclasses over the shapes of the run time."""

    name = "dataclass"
    provided: ClassVar = {
        **plain.WORDS,
        "dataclass": "dataclasses",
        "field": "dataclasses",
        "Parsed": "._model",
        "ClosedModel": "._model",
        "Maybe": "._model",
        "Model": "._model",
        "Nullable": "._model",
        "UNSET": "._model",
    }
    groups = (
        ("dataclasses", "decimal", "typing", "uuid"),
        plain.OWN,
    )
    fields = frozenset({"field"})
    behind_models: ClassVar = plain.BEHIND_MODELS
    runtime: ClassVar = plain.runtime("dataclass", codec="_codec.py")

    def class_(self, body: ClassBody, use: Use) -> ClassView:
        """Declare a dataclass, whose fields are given by their names."""
        settings = call(use("dataclass"), kw_only=YES, slots=YES)
        base = "ClosedModel" if body.closed else "Model"
        use(base)
        unset = [one.name for one in body.members if one.presence is Presence.DEFAULTED]
        return ClassView(
            heading=class_heading(body.name, [base]),
            doc=doc(body.description, MARGIN),
            declared=(*([sparse(unset, use)] if unset else []), *told_of_class(body, use)),
            fields=tuple(self._field(one, use) for one in body.members),
            decorator=statement("@", settings),
        )

    def _field(self, one: Member, use: Use) -> FieldView:
        annotation, default = self._typed(one, use)
        told = doc(one.description, MARGIN)
        if one.wire != one.name:
            annotation = field_alias(annotation, one.wire, use)
        name = identifier(one.name)
        if one.fresh:
            default = call(use("field"), default_factory=parsed(one, use))
            return FieldView(annotated_assignment(name, annotation, default, indent=MARGIN), told)
        after = "" if default is None else f" = {expression(default)}"
        return FieldView(
            statement(f"{name}: ", annotation, after, indent=MARGIN),
            told,
        )

    def _typed(self, one: Member, use: Use) -> tuple[ast.expr, ast.expr | None]:
        match one.presence:
            case Presence.OPTIONAL:
                return subscript(use("Maybe"), one.annotation), const(None)
            case Presence.NULLABLE:
                return subscript(use("Nullable"), one.annotation), use("UNSET")
            case Presence.DEFAULTED if one.nullable:
                return union([one.annotation, const(None)]), one.default
            case _:
                return one.annotation, one.default
