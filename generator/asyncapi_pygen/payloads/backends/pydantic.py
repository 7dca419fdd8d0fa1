"""Models of pydantic: the back end where nobody asks for another."""

import ast
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

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
from asyncapi_pygen.payloads.backends.plain import FORMATS, SERVING
from asyncapi_pygen.payloads.backends.words import check, doc, field_alias, parsed, sparse
from asyncapi_pygen.rendering.code import Code, identifier
from asyncapi_pygen.rendering.layout import annotated_assignment, class_heading, statement
from asyncapi_pygen.rendering.syntax import call, const, ref, subscript, union

_BASES: Final = {
    (False, False): "Model",
    (True, False): "ClosedModel",
    (False, True): "SparseModel",
    (True, True): "ClosedSparseModel",
}
"""The base of a class, by whether it is closed and whether it is sparse."""

_CHECKS: Final = ("_checks.py", "_pattern.py", "_schema.py")
"""What enforces that no type says."""

_WRITTEN_WHEN_SET: Final = frozenset({Presence.NULLABLE, Presence.DEFAULTED})


class Pydantic(Backend):
    """Classes of pydantic, with a run time that is built on it."""

    name = "pydantic"
    provided: ClassVar = {
        "Annotated": "typing",
        "ClassVar": "typing",
        "Decimal": "decimal",
        "Final": "typing",
        "Literal": "typing",
        "TypeAlias": "typing",
        "UUID": "uuid",
        "Field": "pydantic",
        "JsonValue": "pydantic",
        "AvroRecord": "._avro",
        "Parsed": "._model",
        "ProtobufAny": "._protobuf",
        "ProtobufEmpty": "._protobuf",
        "ProtobufMessage": "._protobuf",
        "Check": "._checks",
        "CheckedModel": "._checks",
        "ClosedModel": "._model",
        "ClosedSparseModel": "._model",
        "Asserted": "._asserted",
        "AssertedCheck": "._asserted",
        "AwareDateTime": "._temporal",
        "DateTime": "._temporal",
        "IsoDate": "._temporal",
        "IsoTime": "._temporal",
        "OrText": "._temporal",
        "UtcDateTime": "._temporal",
        "Exact": "._model",
        "Extra": "._model",
        "Format": "._model",
        "Maybe": "._model",
        "Model": "._model",
        "Nullable": "._model",
        "Open": "._model",
        "OpenInt": "._model",
        "Rest": "._model",
        "SparseModel": "._model",
        "ToldBy": "._unions",
        "ToldByKey": "._unions",
        "When": "._unions",
    }
    groups = (
        ("decimal", "typing", "uuid"),
        ("pydantic",),
        (
            *("._asserted", "._avro", "._checks", "._deferred", "._model", "._numbers"),
            *("._protobuf", "._temporal", "._unions"),
        ),
    )
    late: ClassVar = dict.fromkeys(("CheckedModel", *_BASES.values(), "defer"), "._deferred")
    discriminates = True
    has_codecs = True
    runtime: ClassVar = {
        name: name
        for name in (*SERVING, "_codec.py", "_decode.py", "_model.py", "_times.py", "_wire.py")
    }
    behind_models: ClassVar = {
        "_asserted": {name: name for name in ("_asserted.py", *FORMATS, *_CHECKS)},
        "_checks": {name: name for name in _CHECKS},
        "_deferred": {name: name for name in ("_deferred.py", *_CHECKS)},
        "_temporal": {"_temporal.py": "_temporal.py"},
        "_unions": {"_unions.py": "_unions.py"},
    }
    needs = "pydantic 2.12.5 or later, but not 2.13"

    def class_(self, body: ClassBody, use: Use) -> ClassView:
        """Declare a model; it is sparse where ``None`` cannot stand for absence."""
        told: Sequence[Member] = () if body.base else body.members
        unset = [one.name for one in told if one.presence in _WRITTEN_WHEN_SET]
        base = body.base or _BASES[body.closed, bool(unset)]
        bases = ["CheckedModel", base] if body.check else [base]
        bases = [one for one in bases if one != "Model"] or bases
        for one in bases:
            use(one)
        return ClassView(
            heading=class_heading(body.name, bases),
            doc=doc(body.description, MARGIN),
            declared=tuple(self._declared(body, unset, use)),
            fields=tuple(self._field(one, use) for one in body.members),
        )

    def _declared(self, body: ClassBody, unset: Sequence[str], use: Use) -> Iterator[Code]:
        if unset:
            yield sparse(unset, use)
        if body.check:
            yield check(body.check, use)
        if body.extra:
            extra = subscript(ref("dict"), ref("str"), subscript(use("Extra"), body.extra))
            default = statement("", call(use("Field"), init=ast.Constant(value=False)))
            yield statement("__pydantic_extra__: ", extra, f" = {default}", indent=MARGIN)

    def _field(self, one: Member, use: Use) -> FieldView:
        annotation, default = self._typed(one, use)
        told = doc(one.description, MARGIN)
        if one.fresh:
            default = call(use("Field"), default_factory=parsed(one, use))
        if one.wire != one.name:
            annotation = field_alias(annotation, one.wire, use)
        name = identifier(one.name)
        if one.fresh and default is not None:
            return FieldView(annotated_assignment(name, annotation, default, indent=MARGIN), told)
        after = "" if default is None else f" = {statement('', default)}"
        return FieldView(
            statement(f"{name}: ", annotation, after, indent=MARGIN),
            told,
        )

    def _typed(self, one: Member, use: Use) -> tuple[ast.expr, ast.expr | None]:
        match one.presence:
            case Presence.OPTIONAL:
                return subscript(use("Maybe"), one.annotation), const(None)
            case Presence.NULLABLE:
                return subscript(use("Nullable"), one.annotation), const(None)
            case Presence.DEFAULTED if one.nullable:
                return union([one.annotation, const(None)]), one.default
            case _:
                return one.annotation, one.default


class ExactPydantic(Pydantic):
    """Classes of pydantic whose numbers are decimals, with every digit that is on the wire."""

    provided: ClassVar = {
        **Pydantic.provided,
        "ExactInt": "._numbers",
        "ExactNumber": "._numbers",
        "JsonValue": "._numbers",
    }
    runtime: ClassVar = {**Pydantic.runtime, "_wire.py": "decimal/_wire.py"}
    behind_models: ClassVar = {
        **Pydantic.behind_models,
        "_numbers": {"_numbers.py": "decimal/_numbers.py"},
    }
