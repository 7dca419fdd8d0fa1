"""The plan, its names and its typing put together: finished declarations for the template."""

import ast
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Final

from asyncapi_pygen.config import Numbers
from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.annotations import AnnotationWriter
from asyncapi_pygen.payloads.backends.backend import (
    MARGIN,
    Backend,
    ClassBody,
    ClassView,
    DeclarationView,
    FieldView,
    Member,
    Presence,
)
from asyncapi_pygen.payloads.backends.words import doc
from asyncapi_pygen.payloads.defaults import is_literal
from asyncapi_pygen.payloads.definitions import Definitions
from asyncapi_pygen.payloads.engine import Typing
from asyncapi_pygen.payloads.lowered import is_constant, references
from asyncapi_pygen.payloads.naming import ModelNames
from asyncapi_pygen.payloads.nulls import admits_null, nullable_aliases
from asyncapi_pygen.payloads.plan import (
    AliasPlan,
    ClassPlan,
    ConstantsPlan,
    Plan,
    Property,
)
from asyncapi_pygen.payloads.plan import Member as Named
from asyncapi_pygen.payloads.schemas.checking import joined
from asyncapi_pygen.rendering.code import Code, identifier
from asyncapi_pygen.rendering.layout import (
    bare_class_heading,
    expression,
    import_from,
    statement,
)
from asyncapi_pygen.rendering.syntax import call, const, scalar

_MANY: Final = 50
"""So many classes are not made when the module is imported, but each when somebody asks for it."""


@dataclass(frozen=True, slots=True)
class ModelsView:
    """Everything in ``models.py``, in order; ``imports`` are lines in groups.

    The module evaluates no annotations with ``deferred_annotations``, and makes no class before
    somebody asks for it with ``deferred_classes``.
    """

    deferred_annotations: bool
    deferred_classes: bool
    imports: tuple[tuple[Code, ...], ...]
    entries: tuple[ClassView | DeclarationView, ...]
    closing: tuple[Code, ...]


def assemble(
    plan: Plan, names: ModelNames, definitions: Definitions, typing: Typing, backend: Backend
) -> ModelsView:
    """Return the view of ``models.py``.

    Raises:
        InternalError: the typing does not answer what was asked.
    """
    return _Assembly(plan, names, definitions, typing, backend).view()


class _Assembly:
    def __init__(
        self,
        plan: Plan,
        names: ModelNames,
        definitions: Definitions,
        typing: Typing,
        backend: Backend,
    ) -> None:
        self._backend = backend
        self._plan = plan
        self._names = names
        self._definitions = definitions
        self._typing = typing
        self._exact = plan.settings.numbers is Numbers.DECIMAL
        self._writer = AnnotationWriter(plan, names, definitions, typing, backend)
        self._nullable = nullable_aliases(plan)
        self._deferred = plan.deferred
        if self._deferred:
            self._writer.use("defer")

    def view(self) -> ModelsView:
        entries: list[ClassView | DeclarationView] = []
        constants = self._constants()
        bodies: list[ClassBody] = []
        for engine_name, place in self._definitions.places.items():
            entry = self._plan.entries[place]
            entries += constants.get(place, ())
            if isinstance(entry, ClassPlan):
                bodies.append(self._class(place, entry))
                entries.append(self._backend.class_(bodies[-1], self._writer.use))
            else:
                entries.append(self._alias(engine_name, place, entry))
        closing = self._backend.closing(bodies, self._writer.use)
        return ModelsView(
            deferred_annotations=self._writer.deferred or self._deferred,
            deferred_classes=self._deferred,
            imports=_imports(self._writer.used, self._backend, deferred=self._deferred),
            entries=tuple(entries),
            closing=closing,
        )

    def _constants(self) -> Mapping[str, list[ClassView]]:
        """Return the classes of named values, by the entry before which they stand."""
        found: dict[str, list[ClassView]] = {}
        for place, one in self._plan.constants.items():
            self._writer.use("Final")
            named = zip(self._names.members[place], one.members, strict=True)
            view = ClassView(
                heading=bare_class_heading(self._names.constants[place]),
                doc=doc(f"Named values of ``{self._enum_name(one)}``.", MARGIN),
                declared=(),
                fields=tuple(_constant(name, member) for name, member in named),
            )
            found.setdefault(one.owner, []).append(view)
        return found

    def _enum_name(self, one: ConstantsPlan) -> str:
        """Return the alias that an enum is, or the attribute that has it as its type."""
        owner = self._names.entries[one.owner]
        attributes = self._names.attributes.get(one.owner, {})
        return f"{owner}.{attributes[one.hint]}" if one.hint in attributes else owner

    def _class(self, place: str, entry: ClassPlan) -> ClassBody:
        attributes = self._names.attributes[place]
        members: list[Member] = []
        for one, asked in zip(entry.properties, self._definitions.fields[place], strict=True):
            annotation = self._writer.asked(asked, place, constant=one.constant)
            members.append(self._member(one, attributes[one.wire], annotation, place))
        check = joined([entry.checks, entry.closing if place in self._plan.sent else {}])
        extra = self._definitions.extras.get(place)
        return ClassBody(
            name=self._names.entries[place],
            base=entry.base if entry.record else "",
            closed=entry.closed and place in self._plan.sent,
            description=entry.description,
            members=tuple(members),
            check=self._writer.check(check) if check else None,
            extra=self._writer.defined(extra, place) if extra is not None else None,
            is_later=partial(self._writer.is_later, place=place),
        )

    def _is_nullable(self, one: Property) -> bool:
        return one.nullable or admits_null(one.schema, self._nullable)

    def _member(self, one: Property, name: str, annotation: ast.expr, place: str) -> Member:
        presence = self._presence(one, place)
        default: ast.expr | None = None
        fresh = ""
        if presence is Presence.CONSTANT:
            default = _scalar(one.schema["const"])
        elif presence is Presence.DEFAULTED:
            if self._is_record(place) or is_literal(self._plan.entries, one, exact=self._exact):
                default = self._default(one.default)
            else:
                fresh = json.dumps(one.default, ensure_ascii=False)
        return Member(
            name=name,
            wire=one.wire,
            annotation=annotation,
            presence=presence,
            required=one.required,
            nullable=one.nullable,
            default=default,
            fresh=fresh,
            description=one.description,
        )

    def _presence(self, one: Property, place: str) -> Presence:
        received = place not in self._plan.sent
        if one.constant and not (one.required and received):
            return Presence.CONSTANT
        if one.required:
            return Presence.REQUIRED
        if one.has_default or self._is_record(place):
            return Presence.DEFAULTED
        return Presence.NULLABLE if self._is_nullable(one) else Presence.OPTIONAL

    def _default(self, value: "Json | bytes") -> ast.expr:
        """Return a scalar; of an empty list or object, a field that gives each instance its own."""
        match value:
            case bytes():
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

    def _alias(self, engine_name: str, place: str, entry: AliasPlan) -> DeclarationView:
        root = self._typing.roots.get(engine_name)
        if root is None:
            raise InternalError(f"the engine made no root model of {engine_name}")
        annotation = self._writer.rewrite(root, place, constant=is_constant(entry.schema))
        if self._deferred and any(references(entry.schema)):
            annotation = const(expression(annotation))
        self._writer.use("TypeAlias")
        name = identifier(self._names.entries[place])
        return DeclarationView(
            declaration=statement(f"{name}: TypeAlias = ", annotation),
            doc=doc(entry.description, 0),
        )


def _constant(name: str, member: Named) -> FieldView:
    start = f"{identifier(name)}: Final = "
    declaration = statement(start, scalar(member.value), indent=MARGIN)
    return FieldView(declaration, doc(member.description, MARGIN))


def _scalar(value: Json) -> ast.expr:
    if value is None or isinstance(value, str | int | float):
        return scalar(value)
    raise InternalError(f"{value!r} is no scalar")


def defers(plan: Plan, backend: Backend) -> bool:
    """Return whether the module makes its classes when somebody asks for them.

    The classes of Avro and Protobuf are named by their codecs, so that all are asked for at once.
    """
    classes = [entry for entry in plan.entries.values() if isinstance(entry, ClassPlan)]
    many = len(classes) >= _MANY
    return bool(backend.late) and many and not any(entry.record for entry in classes)


def _imports(
    used: AbstractSet[str], backend: Backend, *, deferred: bool
) -> tuple[tuple[Code, ...], ...]:
    """Return the import lines in groups, as isort would put them."""
    provided = {**backend.provided, **(backend.late if deferred else {})}
    names: dict[str, list[str]] = {}
    for name in sorted(used & provided.keys(), key=_case):
        names.setdefault(provided[name], []).append(name)
    groups = [
        tuple(import_from(module, names[module]) for module in modules if module in names)
        for modules in backend.groups
    ]
    if "dt" in used:
        groups[0] = (Code("import datetime as dt"), *groups[0])
    return tuple(group for group in groups if group)


def _case(name: str) -> tuple[bool, bool, str]:
    """Sort as isort does: constants, then classes, then functions."""
    return (not name.isupper(), name[:1].islower(), name)
