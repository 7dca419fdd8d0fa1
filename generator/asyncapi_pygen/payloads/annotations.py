"""The engine's annotations in our own words: our names, open enums, formats, discriminators."""

import ast
from collections.abc import Mapping, Sequence
from typing import Final

from asyncapi_pygen.config import Formats, Numbers, Zoneless
from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.backends.backend import Backend
from asyncapi_pygen.payloads.backends.words import annotated
from asyncapi_pygen.payloads.definitions import Asked, CheckedPart, Definitions, Part
from asyncapi_pygen.payloads.discriminators.fixed import Shape, shape
from asyncapi_pygen.payloads.discriminators.writing import UnionWriter
from asyncapi_pygen.payloads.engine import Typing
from asyncapi_pygen.payloads.naming import ModelNames
from asyncapi_pygen.payloads.nulls import is_null
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Lowered, MemberValue, Plan
from asyncapi_pygen.rendering.syntax import (
    call,
    const,
    dictionary,
    literal,
    or_none,
    ref,
    scalar,
    subscript,
    union,
)

_ENGINE_TYPES: Final[Mapping[str, str]] = {"Any": "JsonValue"}
"""The engine's names for types that we import in another way."""

_SCALARS: Final = frozenset({"bool", "date", "datetime", "float", "int", "str", "time"})
"""The engine's types of which no value is an object."""

_TEMPORAL: Final[Mapping[str, tuple[str, str]]] = {
    "date": ("date", "IsoDate"),
    "datetime": ("date-time", "DateTime"),
    "time": ("time", "IsoTime"),
}
"""The formats that have types of their own, by the engine's names, and these types."""

_DATE_TIMES: Final = {
    Zoneless.KEEP: "DateTime",
    Zoneless.REJECT: "AwareDateTime",
    Zoneless.UTC: "UtcDateTime",
}

_DIGITS: Final[Mapping[str, str]] = {"float": "ExactNumber", "int": "ExactInt"}
"""The types of numbers of which every digit counts, by those of which not."""

_FORMAT_BASES: Final = {"string": "str", "integer": "int", "number": "float"}


class AnnotationWriter:
    """Rewrites annotations, and remembers what they need.

    ``used`` holds the names that the module must import. ``deferred`` tells whether a class names
    an entry that comes after it, so that annotations may not be evaluated where they stand.
    """

    def __init__(
        self,
        plan: Plan,
        names: ModelNames,
        definitions: Definitions,
        typing: Typing,
        backend: Backend,
    ) -> None:
        self._backend = backend
        self.used: set[str] = set()
        self.deferred = False
        self._plan = plan
        self._names = names
        self._definitions = definitions
        self._typing = typing
        self._position = {place: number for number, place in enumerate(plan.entries)}
        self._invented = {
            name: root for name, root in typing.roots.items() if name not in definitions.bodies
        }
        self._scalars = {*_SCALARS, *definitions.formats, *definitions.enums}
        self._unions = UnionWriter(
            plan, names, lambda place: ref(names.entries[place]), self.use, backend.discriminates
        )
        self._alike: dict[tuple[str, bool, bool], ast.expr] = {}
        self._positions = {names.entries[place]: at for place, at in self._position.items()}

    def asked(self, asked: Asked, place: str, *, constant: bool) -> ast.expr:
        """Return the annotation of a property of the class at ``place``.

        Raises:
            InternalError: the engine did not type it, or in a way that it has not before.
        """
        typed = self._typing.fields.get(asked.field)
        if typed is None:
            raise InternalError(f"the engine did not type {asked.field}")
        if asked.classes:
            return self.rewrite(self._meant(typed, asked.classes), place, constant=constant)
        # What means no class is the same in all classes that are sent, and in all that are not.
        key = (asked.field, constant, place in self._plan.sent)
        if key not in self._alike:
            self._alike[key] = self.rewrite(typed, place, constant=constant)
        return self._alike[key]

    def _meant(self, node: ast.expr, classes: Mapping[str, str]) -> ast.expr:
        """Return an annotation with the classes that it means, in what the engine invented too."""
        match node:
            case ast.Name(id=name) if name in classes:
                return ref(classes[name])
            case ast.Name(id=name) if name in self._invented:
                return self._meant(self._invented[name], classes)
            case ast.Subscript(value=value, slice=inner):
                return ast.Subscript(value, self._meant(inner, classes))
            case ast.Tuple(elts=items):
                return ast.Tuple([self._meant(item, classes) for item in items])
            case _:
                return node

    def rewrite(self, node: ast.expr, place: str, *, constant: bool = False) -> ast.expr:
        """Return the annotation ``node`` of the entry at ``place``; a ``constant`` stays closed.

        Raises:
            InternalError: it is of a kind that the engine has not written before.
        """
        match node:
            case ast.Name(id=name):
                return self._name(name, place)
            case ast.Constant(value=None):
                return node
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=items)):
                return self._generic(name, items, place, constant=constant)
            case ast.Subscript(value=ast.Name(id=name), slice=item):
                return self._generic(name, [item], place, constant=constant)
            case _:
                raise InternalError(f"the engine wrote a new kind of annotation: {ast.dump(node)}")

    def _generic(
        self, name: str, items: Sequence[ast.expr], place: str, *, constant: bool
    ) -> ast.expr:
        match name, items:
            case "Literal", _:
                values = [ast.literal_eval(item) for item in items]
                return self._literal(values, is_open=not constant and not self._is_closed(place))
            case "Optional", [inner]:
                return or_none(self.rewrite(inner, place))
            case "Union", _:
                return self._union(items, place)
            case "Annotated", [inner, ast.Call(keywords=bounds)]:
                return self._bounded(self.rewrite(inner, place), bounds)
            case _:
                return subscript(ref(name), *(self.rewrite(item, place) for item in items))

    def _bounded(self, annotation: ast.expr, bounds: Sequence[ast.keyword]) -> ast.expr:
        """Add bounds to a type; a pattern that the back end does not read becomes a check."""
        bounds = self._backend.bounded(bounds)
        unread = [one for one in bounds if one.arg == "pattern" and not self._reads(one.value)]
        read = [one for one in bounds if one not in unread]
        if read:
            mark = ast.Call(self.use(self._backend.bounds), [], read)
            annotation = annotated(annotation, mark, self.use)
        for one in unread:
            check = call(self.use("Check"), dictionary({"pattern": one.value}))
            annotation = self.marked(annotation, check)
        return annotation

    def _reads(self, pattern: ast.expr) -> bool:
        return not isinstance(pattern, ast.Constant) or self._backend.reads(str(pattern.value))

    def _is_closed(self, place: str) -> bool:
        entry = self._plan.entries[place]
        is_own = isinstance(entry, AliasPlan) and entry.closed
        return is_own or place in self._plan.sent

    def use(self, name: str) -> ast.expr:
        """Return a name that the module imports."""
        self.used.add(name)
        return ref(name)

    def is_later(self, name: str, place: str) -> bool:
        """Return whether ``name`` is that of the entry at ``place`` or of one after it."""
        return self._positions.get(name, -1) >= self._position[place]

    def _name(self, name: str, place: str) -> ast.expr:
        if name in self._definitions.places:
            target = self._definitions.places[name]
            if is_null(self._plan, target):  # which needs no name
                return const(None)
            later = self._position[target] >= self._position[place]
            self.deferred |= later and isinstance(self._plan.entries[place], ClassPlan)
            return ref(self._names.entries[target])
        if name in self._definitions.enums:
            enum = self._definitions.enums[name]
            return self._literal(enum.values, is_open=enum.is_open)
        if name in self._definitions.parts:
            return self._part(self._definitions.parts[name], place)
        if name in self._definitions.formats:
            type_, format_ = self._definitions.formats[name]
            return self._format(type_, format_) if format_ else self._native(type_)
        if name in self._typing.roots:
            # The engine makes a root model of a constrained member of a union.
            return self.rewrite(self._typing.roots[name], place)
        if name in _TEMPORAL:
            return self._temporal(*_TEMPORAL[name])
        return self._number(name) or self._native(_ENGINE_TYPES.get(name, name))

    def _number(self, name: str) -> ast.expr | None:
        """Return the type of a number that keeps its digits, ``None`` for other types."""
        exact = self._plan.settings.numbers is Numbers.DECIMAL and name in _DIGITS
        return self.use(_DIGITS[name]) if exact else None

    def _part(self, part: Part, place: str) -> ast.expr:
        if isinstance(part, CheckedPart) and part.sent and place not in self._plan.sent:
            return self.defined(part.inner, place)
        if isinstance(part, CheckedPart):
            return self.marked(self.defined(part.inner, place), self.check(part.check))
        items = [self.defined(one, place) for one in part.first]
        if part.rest is None:
            return subscript(ref("tuple"), *items)
        others = subscript(ref("tuple"), self.defined(part.rest, place), ast.Constant(...))
        type_ = subscript(ref("tuple"), *items, ast.Starred(others))
        return self.marked(type_, call(self.use("Rest")))

    def defined(self, name: str, place: str) -> ast.expr:
        """Return the type of one of the definitions that only the engine has a name for.

        Raises:
            InternalError: the engine made no root model of it.
        """
        root = self._typing.roots.get(name)
        if root is None:
            raise InternalError(f"the engine made no root model of {name}")
        return self.rewrite(root, place)

    def check(self, check: Lowered) -> ast.Call:
        """Return the validator of what no type says."""
        is_asserted = self._plan.settings.formats is Formats.STRICT and _names_a_format(check)
        return call(self.use("AssertedCheck" if is_asserted else "Check"), literal(check))

    def marked(self, annotation: ast.expr, mark: ast.expr) -> ast.expr:
        """Add what pydantic reads beside a type."""
        self.used.add("Annotated")
        match annotation:
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=elements)):
                return subscript(ref("Annotated"), *elements, mark)
            case _:
                return subscript(ref("Annotated"), annotation, mark)

    def _temporal(self, format_: str, type_: str) -> ast.expr:
        """Return the type of a date or a time; by the letter, other texts may come instead."""
        settings = self._plan.settings
        name = _DATE_TIMES[settings.zoneless] if type_ == "DateTime" else type_
        written = self.use(name)
        if settings.formats is Formats.STRICT:
            mark = call(self.use("Asserted"), const(format_))
            return subscript(self.use("Annotated"), written, mark)
        return written if settings.assume_types else subscript(self.use("OrText"), written)

    def _native(self, dotted: str) -> ast.expr:
        self.used.add(dotted.partition(".")[0])
        return ref(dotted)

    def _format(self, type_: str, format_: str) -> ast.expr:
        is_strict = self._plan.settings.formats is Formats.STRICT
        mark = call(self.use("Asserted" if is_strict else "Format"), const(format_))
        base = _FORMAT_BASES[type_]
        return subscript(self.use("Annotated"), self._number(base) or ref(base), mark)

    def _literal(self, values: Sequence[MemberValue], *, is_open: bool) -> ast.expr:
        """Return the values, and where they are open whatever is of the type of some of them."""
        literal = subscript(self.use("Literal"), *map(scalar, values))
        kinds = {type(value) for value in values}
        if is_open and str in kinds:
            return subscript(self.use("Open"), literal)
        if is_open and kinds == {int}:
            return subscript(self.use("OpenInt"), literal)
        # For Python 1, 1.0 and True are equal, and for JSON only the first two.
        return subscript(self.use("Exact"), literal) if kinds & {bool, int} else literal

    def _union(self, members: Sequence[ast.expr], place: str) -> ast.expr:
        """Write a union; its objects are told apart if nothing else in it is an object."""
        written = [self.rewrite(member, place) for member in members]
        shapes = [self._shape(member) for member in members]
        objects = [one for one, (_, is_) in enumerate(shapes) if is_ is Shape.OBJECT]
        if any(is_ is Shape.ANY for _, is_ in shapes):
            return union(written)
        told = self._unions.told_apart([shapes[one][0] for one in objects])
        if told is None:
            return union(written)
        return union([told, *(one for number, one in enumerate(written) if number not in objects)])

    def _shape(self, member: ast.expr) -> tuple[str, Shape]:
        """Return the place of an entry, and what its values are; of another type, no place."""
        match member:
            case ast.Name(id=name) if name in self._definitions.places:
                place = self._definitions.places[name]
                return place, shape(self._plan, place)
            case ast.Name(id=name) if name in self._definitions.parts:
                return self._shape_of_part(self._definitions.parts[name])
            case ast.Name(id=name) if name in self._typing.roots:
                return self._shape(self._typing.roots[name])
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, *_])):
                return self._shape(inner)
            case ast.Subscript(value=ast.Name(id="Literal" | "list")):
                return "", Shape.OTHER
            case ast.Name(id=name) if name in self._scalars:
                return "", Shape.OTHER
            case _:
                return "", Shape.ANY

    def _shape_of_part(self, part: Part) -> tuple[str, Shape]:
        """Return what a part is; an object with a check is none that only its class tells."""
        if not isinstance(part, CheckedPart):
            return "", Shape.OTHER
        root = self._typing.roots.get(part.inner)
        other = root is not None and self._shape(root)[1] is Shape.OTHER
        return "", Shape.OTHER if other else Shape.ANY


def _names_a_format(schema: Json) -> bool:
    """Return whether ``format`` is a keyword or a name anywhere in a schema."""
    if isinstance(schema, list):
        return any(map(_names_a_format, schema))
    if not isinstance(schema, dict):
        return False
    return "format" in schema or any(map(_names_a_format, schema.values()))
