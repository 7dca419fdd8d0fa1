"""A decision as pydantic is told of it: one annotation around the union of the members."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asyncapi_pygen.payloads.discriminators.decision import (
    Case,
    Discrimination,
    Means,
    discrimination,
)
from asyncapi_pygen.payloads.discriminators.fixed import Tag, keys, members_of, values_of
from asyncapi_pygen.payloads.lowered import OPEN_MARK
from asyncapi_pygen.payloads.naming import ModelNames
from asyncapi_pygen.payloads.plan import AliasPlan, Plan
from asyncapi_pygen.rendering.syntax import call, const, subscript, union

_NAMES = {Means.VALUE: "ToldBy", Means.KEY: "ToldByKey"}
"""What stands beside a union whose members carry marks."""


@dataclass(frozen=True, slots=True)
class UnionWriter:
    """Writes unions of entries of the plan.

    ``reference`` is how the module refers to an entry, by its place; ``use`` returns a name that
    has to be imported. ``native`` says whether pydantic reads the unions.
    """

    plan: Plan
    names: ModelNames
    reference: Callable[[str], ast.expr]
    use: Callable[[str], ast.expr]
    native: bool

    def told_apart(self, places: Sequence[str]) -> ast.expr | None:
        """Return the union of the entries, told apart; ``None`` if nothing tells them apart."""
        found = discrimination(self.plan, places)
        return None if found is None else self._written(found)

    def _written(self, found: Discrimination) -> ast.expr:
        annotated = self.use("Annotated")
        if self.native and is_native(self.plan, self.names, found):
            members = union([self._member(case) for case in found.cases])
            field = call(self.use("Field"), discriminator=const(found.path[0]))
            return subscript(annotated, members, field)
        marked = [
            subscript(annotated, self._member(case), self._mark(case)) for case in found.cases
        ]
        told = call(self.use(_NAMES[found.means]), *map(const, found.path))
        return subscript(annotated, union(marked), told)

    def _member(self, case: Case) -> ast.expr:
        if case.inner is not None:
            return self._written(case.inner)
        return union([self.reference(place) for place in case.places])

    def _mark(self, case: Case) -> ast.expr:
        flags = {"absent": case.absent, "others": case.others}
        told = {name: const(value=True) for name, flag in flags.items() if flag}
        return call(self.use("When"), *(_tag(value) for value in case.values), **told)


def _tag(value: Tag) -> ast.expr:
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(ast.USub(), const(-value))
    return const(value)


def is_native(plan: Plan, names: ModelNames, found: Discrimination) -> bool:
    """Return whether pydantic can tell the members apart by itself: by a ``Literal`` of each.

    It reads an attribute's name before its wire name, so that they have to be the same. Where it
    locates an error, it writes tags among the properties, so that no tag may be called like one.
    """
    if found.means is not Means.VALUE or len(found.path) != 1:
        return False
    declared = {
        name for case in found.cases for one in case.places for name in keys(plan, one).declared
    }
    if any(value in declared for case in found.cases for value in case.values):
        return False
    return all(_is_native_case(plan, names, case, found.path[0]) for case in found.cases)


def _is_native_case(plan: Plan, names: ModelNames, case: Case, name: str) -> bool:
    if case.absent or case.others or not all(isinstance(value, str) for value in case.values):
        return False
    if len(case.places) > 1 and (case.inner is None or not is_native(plan, names, case.inner)):
        return False
    literals = [_literal(plan, names, place, name) for place in case.places]
    return all(literals) and {*case.values} == {value for one in literals for value in one}


def _literal(plan: Plan, names: ModelNames, place: str, name: str) -> tuple[Tag, ...]:
    """Return the values of an attribute that is a ``Literal`` and is called as on the wire."""
    entry = plan.entries[place]
    if isinstance(entry, AliasPlan):
        members = members_of(entry)
        return _literal(plan, names, members[0], name) if len(members) == 1 else ()
    if names.attributes[place].get(name) != name:
        return ()
    (one,) = [one for one in entry.properties if one.wire == name]
    # An enum that arrives is open: its values are not those of a `Literal`.
    closed = place in plan.sent or one.schema.get(OPEN_MARK) is False
    literal = one.constant or (closed and "enum" in one.schema)
    return values_of(plan, one.schema) if literal else ()
