"""The plan, its names and its typing put together: finished declarations for the template."""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.annotations import AnnotationWriter, or_none
from asyncapi_pygen.payloads.checking import joined
from asyncapi_pygen.payloads.defaults import is_literal
from asyncapi_pygen.payloads.definitions import Definitions
from asyncapi_pygen.payloads.engine import Typing
from asyncapi_pygen.payloads.lowered import INNER, NULL, branches, is_constant, references
from asyncapi_pygen.payloads.naming import ModelNames
from asyncapi_pygen.payloads.plan import (
    AliasPlan,
    ClassPlan,
    ConstantsPlan,
    Lowered,
    Member,
    Plan,
    Property,
)
from asyncapi_pygen.rendering.code import Code, docstring, identifier
from asyncapi_pygen.rendering.layout import (
    annotated_assignment,
    bare_class_heading,
    class_heading,
    expression,
    import_from,
    statement,
)
from asyncapi_pygen.rendering.syntax import call, const, function, ref, scalar, subscript

_MARGIN: Final = 4

PROVIDED: Final[Mapping[str, str]] = {
    "Annotated": "typing",
    "ClassVar": "typing",
    "Decimal": "decimal",
    "Final": "typing",
    "Literal": "typing",
    "TypeAlias": "typing",
    "UUID": "uuid",
    "Extra": "._model",
    "Field": "pydantic",
    "JsonValue": "pydantic",
    "AvroRecord": "._avro",
    "Parsed": "._model",
    "Asserted": "._asserted",
    "AssertedCheck": "._asserted",
    "AwareDateTime": "._temporal",
    "IsoDate": "._temporal",
    "DateTime": "._temporal",
    "OrText": "._temporal",
    "IsoTime": "._temporal",
    "UtcDateTime": "._temporal",
    "ProtobufAny": "._protobuf",
    "ProtobufEmpty": "._protobuf",
    "ProtobufMessage": "._protobuf",
    "Check": "._model",
    "CheckedModel": "._model",
    "ClosedModel": "._model",
    "ClosedSparseModel": "._model",
    "Exact": "._model",
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
"""Where each name that a declaration may use comes from."""

DEFERRED: Final = "._deferred"
"""The module that has the bases of classes that are made when somebody asks for them."""

_GROUPS: Final = (
    ("decimal", "typing", "uuid"),
    ("pydantic",),
    ("._asserted", "._avro", DEFERRED, "._model", "._protobuf", "._temporal", "._unions"),
)
"""The modules of the import lines: standard library, pydantic, our own."""

_BASES: Final = {
    (False, False): "Model",
    (True, False): "ClosedModel",
    (False, True): "SparseModel",
    (True, True): "ClosedSparseModel",
}
"""The base of a class, by whether it is closed and whether it is sparse."""

_MANY: Final = 50
"""So many classes are not made when the module is imported, but each when somebody asks for it."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One attribute: its whole declaration, and what the document says of it."""

    declaration: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class ClassView:
    """One model class."""

    heading: Code
    doc: Code | None
    declared: tuple[Code, ...]
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class AliasView:
    """One type alias."""

    declaration: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class ConstantsView:
    """The named values of an enum, as a class of nothing but constants."""

    heading: Code
    doc: Code | None
    fields: tuple[FieldView, ...]
    declared: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelsView:
    """Everything in ``models.py``, in order; ``imports`` are lines in groups.

    The module evaluates no annotations with ``deferred_annotations``, and makes no class before
    somebody asks for it with ``deferred_classes``.
    """

    deferred_annotations: bool
    deferred_classes: bool
    imports: tuple[tuple[Code, ...], ...]
    entries: tuple[ClassView | AliasView | ConstantsView, ...]


def assemble(plan: Plan, names: ModelNames, definitions: Definitions, typing: Typing) -> ModelsView:
    """Return the view of ``models.py``.

    Raises:
        InternalError: the typing does not answer what was asked.
    """
    return _Assembly(plan, names, definitions, typing).view()


class _Assembly:
    def __init__(
        self, plan: Plan, names: ModelNames, definitions: Definitions, typing: Typing
    ) -> None:
        self._plan = plan
        self._names = names
        self._definitions = definitions
        self._typing = typing
        self._writer = AnnotationWriter(plan, names, definitions, typing)
        self._nullable = _nullable_aliases(plan)
        self._deferred = defers(plan)
        if self._deferred:
            self._writer.use("defer")

    def view(self) -> ModelsView:
        entries: list[ClassView | AliasView | ConstantsView] = []
        constants = self._constants()
        for engine_name, place in self._definitions.places.items():
            entry = self._plan.entries[place]
            entries += constants.get(place, ())
            if isinstance(entry, ClassPlan):
                entries.append(self._class(engine_name, place, entry))
            else:
                entries.append(self._alias(engine_name, place, entry))
        return ModelsView(
            deferred_annotations=self._writer.deferred or self._deferred,
            deferred_classes=self._deferred,
            imports=_imports(self._writer.used, deferred=self._deferred),
            entries=tuple(entries),
        )

    def _constants(self) -> Mapping[str, list[ConstantsView]]:
        """Return the classes of named values, by the entry before which they stand."""
        found: dict[str, list[ConstantsView]] = {}
        for place, one in self._plan.constants.items():
            self._writer.use("Final")
            named = zip(self._names.members[place], one.members, strict=True)
            doc = f"Named values of ``{self._enum_name(one)}``."
            view = ConstantsView(
                bare_class_heading(self._names.constants[place]),
                _doc(doc, _MARGIN),
                tuple(_constant(name, member) for name, member in named),
            )
            found.setdefault(one.owner, []).append(view)
        return found

    def _enum_name(self, one: ConstantsPlan) -> str:
        """Return the alias that an enum is, or the attribute that has it as its type."""
        owner = self._names.entries[one.owner]
        attributes = self._names.attributes.get(one.owner, {})
        return f"{owner}.{attributes[one.hint]}" if one.hint in attributes else owner

    def _class(self, engine_name: str, place: str, entry: ClassPlan) -> ClassView:
        typed = self._typing.classes.get(engine_name, {})
        if len(typed) != len(entry.properties):
            raise InternalError(f"the engine typed {engine_name} differently from what was asked")
        attributes = self._names.attributes[place]
        fields: list[FieldView] = []
        for number, one in enumerate(entry.properties):
            annotation = self._writer.rewrite(typed[f"f{number}"], place, constant=one.constant)
            fields.append(self._field(one, attributes[one.wire], annotation, place))
        told = () if entry.record else entry.properties
        unset = [attributes[one.wire] for one in told if self._written_when_set(one)]
        base = _BASES[entry.closed and place in self._plan.sent, bool(unset)]
        base = entry.base if entry.record else base
        check = joined([entry.checks, entry.closing if place in self._plan.sent else {}])
        bases = ["CheckedModel", base] if check else [base]
        return ClassView(
            heading=class_heading(self._names.entries[place], self._used(bases)),
            doc=_doc(entry.description, _MARGIN),
            declared=tuple(self._declared(place, check, unset)),
            fields=tuple(fields),
        )

    def _used(self, bases: Sequence[str]) -> Sequence[str]:
        """Import the bases of a class, without what another one is a case of."""
        names = [one for one in bases if one != "Model"] or bases
        for name in names:
            self._writer.use(name)
        return names

    def _declared(self, place: str, check: Lowered, unset: Sequence[str]) -> Iterator[Code]:
        """Yield what the class says of itself, before its fields."""
        if unset:
            yield self._sparse(unset)
        if check:
            self._writer.use("ClassVar")
            value = self._writer.check(check)
            yield statement("__check__: ClassVar[Check] = ", value, indent=_MARGIN)
        if place in self._definitions.extras:
            values = self._writer.defined(self._definitions.extras[place], place)
            typed = subscript(self._writer.use("Extra"), values)
            extra = subscript(ref("dict"), ref("str"), typed)
            unset = statement("", call(self._writer.use("Field"), init=const(value=False)))
            yield statement("__pydantic_extra__: ", extra, f" = {unset}", indent=_MARGIN)

    def _sparse(self, names: Sequence[str]) -> Code:
        self._writer.use("ClassVar")
        value = call(ref("frozenset"), ast.Set([const(name) for name in names]))
        return statement("__sparse__: ClassVar[frozenset[str]] = ", value, indent=_MARGIN)

    def _written_when_set(self, one: Property) -> bool:
        """Return whether ``None`` or the default cannot stand for the property's absence."""
        return not one.required and not one.constant and (self._is_nullable(one) or one.has_default)

    def _is_nullable(self, one: Property) -> bool:
        return one.nullable or _admits_null(one.schema, self._nullable)

    def _field(self, one: Property, name: str, annotation: ast.expr, place: str) -> FieldView:
        received = place not in self._plan.sent
        bare = annotation
        default: ast.expr | None = None
        if one.constant and not (one.required and received):
            default = _scalar(one.schema["const"])
        elif not one.required:
            default = self._default(one, bare, record=self._is_record(place))
            annotation = self._optional(one, annotation, record=self._is_record(place))
        if one.wire != name:
            annotation = self._writer.annotated(
                annotation, call(ref("Field"), alias=const(one.wire))
            )
        return FieldView(
            declaration=_declaration(identifier(name), annotation, default),
            doc=_doc(one.description, _MARGIN),
        )

    def _default(self, one: Property, annotation: ast.expr, *, record: bool) -> ast.expr:
        """Return a scalar, or a field that gives each instance a value of its own."""
        if one.has_default and not record and not is_literal(self._plan.entries, one):
            text = json.dumps(one.default, ensure_ascii=False)
            later = function((), annotation)
            parsed = call(self._writer.use("Parsed"), later, text=const(text))
            return call(self._writer.use("Field"), default_factory=parsed)
        match one.default:
            case bytes() as value:
                return const(value)
            case list():
                return call(self._writer.use("Field"), default=ast.List([]))
            case dict():
                return call(self._writer.use("Field"), default=ast.Dict([], []))
            case value:
                return _scalar(value)

    def _is_record(self, place: str) -> bool:
        entry = self._plan.entries[place]
        return isinstance(entry, ClassPlan) and entry.record

    def _optional(self, one: Property, annotation: ast.expr, *, record: bool) -> ast.expr:
        if one.has_default or record:
            return or_none(annotation) if one.nullable else annotation
        kind = "Nullable" if self._is_nullable(one) else "Maybe"
        return subscript(self._writer.use(kind), annotation)

    def _alias(self, engine_name: str, place: str, entry: AliasPlan) -> AliasView:
        root = self._typing.roots.get(engine_name)
        if root is None:
            raise InternalError(f"the engine made no root model of {engine_name}")
        annotation = self._writer.rewrite(root, place, constant=is_constant(entry.schema))
        if self._deferred and any(references(entry.schema)):
            annotation = const(expression(annotation))
        self._writer.use("TypeAlias")
        name = identifier(self._names.entries[place])
        return AliasView(
            declaration=statement(f"{name}: TypeAlias = ", annotation),
            doc=_doc(entry.description, 0),
        )


def _constant(name: str, member: Member) -> FieldView:
    start = f"{identifier(name)}: Final = "
    declaration = statement(start, scalar(member.value), indent=_MARGIN)
    return FieldView(declaration, _doc(member.description, _MARGIN))


def _declaration(name: Code, annotation: ast.expr, default: ast.expr | None) -> Code:
    if default is None:
        return statement(f"{name}: ", annotation, indent=_MARGIN)
    if isinstance(default, ast.Call) and default.keywords[0].arg == "default_factory":
        return annotated_assignment(name, annotation, default, indent=_MARGIN)
    return statement(f"{name}: ", annotation, f" = {statement('', default)}", indent=_MARGIN)


def _nullable_aliases(plan: Plan) -> frozenset[str]:
    """Return the aliases that ``null`` fits; in the plan's order an alias follows its parts."""
    found: set[str] = set()
    for place, entry in plan.entries.items():
        if isinstance(entry, AliasPlan) and _admits_null(entry.schema, found):
            found.add(place)
    return frozenset(found)


def _admits_null(schema: Lowered, nullable: AbstractSet[str]) -> bool:
    return any(
        branch in ({}, NULL)
        or ("$ref" in branch and branch["$ref"] in nullable)
        or (isinstance(inner := branch.get(INNER), dict) and _admits_null(inner, nullable))
        for branch in branches(schema)
    )


def _scalar(value: Json) -> ast.expr:
    if value is None or isinstance(value, str | int | float):
        return scalar(value)
    raise InternalError(f"{value!r} is no scalar")


def _doc(text: str, indent: int) -> Code | None:
    return docstring(text, indent=indent) if text.strip() else None


def defers(plan: Plan) -> bool:
    """Return whether the module makes its classes when somebody asks for them.

    The classes of Avro and Protobuf are named by their codecs, so that all are asked for at once.
    """
    classes = [entry for entry in plan.entries.values() if isinstance(entry, ClassPlan)]
    return len(classes) >= _MANY and not any(entry.record for entry in classes)


def _imports(used: set[str], *, deferred: bool) -> tuple[tuple[Code, ...], ...]:
    """Return the import lines in groups, as isort would put them."""
    later = ("CheckedModel", *_BASES.values(), "defer") if deferred else ()
    provided = {**PROVIDED, **dict.fromkeys(later, DEFERRED)}
    names: dict[str, list[str]] = {}
    for name in sorted(used & provided.keys()):
        names.setdefault(provided[name], []).append(name)
    groups = [
        tuple(import_from(module, names[module]) for module in modules if module in names)
        for modules in _GROUPS
    ]
    if "dt" in used:
        groups[0] = (Code("import datetime as dt"), *groups[0])
    return tuple(group for group in groups if group)
