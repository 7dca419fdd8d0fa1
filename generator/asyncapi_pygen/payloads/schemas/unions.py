"""Unions, and the schemas that stand for all that inherit from them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.payloads import bodies
from asyncapi_pygen.payloads.keywords import UNIONS
from asyncapi_pygen.payloads.lowered import union_of
from asyncapi_pygen.payloads.plan import Declared, Lowered
from asyncapi_pygen.payloads.schemas.arrays import Lower
from asyncapi_pygen.payloads.schemas.families import Families, Family, declared
from asyncapi_pygen.payloads.schemas.spots import Spot
from asyncapi_pygen.source.pointers import join_pointer

Assert: TypeAlias = Callable[[Mapping[str, Body], Spot], Lowered]
"""Lowers what a schema asserts beside its union."""

_ONLY_TYPE: Final = frozenset({"type", "discriminator"})


class Unions:
    """Lowers unions; ``declared`` has what documents say of how to tell the members apart."""

    def __init__(
        self, schemas: Mapping[str, Schema], lower: Lower, families: Families, *, tagged: bool
    ) -> None:
        self.declared: dict[frozenset[str], Declared] = {}
        self._schemas = schemas
        self._lower = lower
        self._families = families
        self._is_tagged = tagged

    def union(self, keyword: str, body: Mapping[str, Body], spot: Spot, beside: Assert) -> Lowered:
        """Lower a union; what stands beside it belongs to each of its branches.

        Where the branches are mere conditions, they become a check, and ``beside`` lowers the rest.
        """
        branches = bodies.listed(body[keyword])
        rest = bodies.without(body, UNIONS)
        asserted = {key: value for key, value in rest.items() if not bodies.is_annotation(key)}
        if keyword != "anyOf" and "anyOf" in body:
            spot.lost.append({"anyOf": body["anyOf"]})
        if asserted.keys() <= _ONLY_TYPE:
            lowered = [
                (branch, self._lower(_typed(branch, asserted), at))
                for branch, at in self._branches(keyword, branches, spot)
            ]
            return self._tagged(body, lowered, spot)
        if spot.branch or all(map(_is_condition, branches)):
            spot.lost.append({keyword: branches})
            return beside(rest, spot)
        lowered = [
            (branch, self._lower({"allOf": [asserted, branch]}, replace(at, branch=True)))
            for branch, at in self._branches(keyword, branches, spot)
        ]
        return self._tagged(body, lowered, spot)

    def members(self, schema: Schema, family: Family, at: Spot, spot: Spot) -> Lowered:
        """Lower a schema that stands for all that inherit from it, and at ``at`` for its own."""
        own = bodies.without(bodies.mapped(schema.body), {"discriminator"})
        lowered = {
            id_: self._lower(own, at) if id_ == schema.id else self._lower(SchemaRef(id_), spot)
            for id_, tags in family.tags.items()
            if tags
        }
        tagged = [(one, family.tags[id_]) for id_, one in lowered.items()]
        self.declared |= declared(family.property, tagged, spot.place)
        return union_of(lowered.values())

    def _tagged(
        self, body: Mapping[str, Body], lowered: Sequence[tuple[Body, Lowered]], spot: Spot
    ) -> Lowered:
        """Return the union; a discriminator of it names the branches that are references."""
        name, mapping = bodies.discriminator(body)
        if name and self._is_tagged:
            tagged = [(one, self._families.tags_of(branch, mapping)) for branch, one in lowered]
            self.declared |= declared(name, tagged, spot.place)
        return union_of(one for _, one in lowered)

    def _branches(
        self, keyword: str, branches: Sequence[Body], spot: Spot
    ) -> Iterator[tuple[Body, Spot]]:
        for number, branch in enumerate(branches):
            name = self._schemas[branch.id].key if isinstance(branch, SchemaRef) else ""
            hint = name or bodies.branch_hint(branch, number)
            yield branch, spot.step(keyword, str(number), hint=hint)


def base_of(schema: Schema) -> Spot:
    """Return where the class of a parent's own values stands."""
    return Spot(schema.id + join_pointer(("discriminator",)), schema.id, "base")


def _typed(branch: Body, beside: Mapping[str, Body]) -> Body:
    """Return the branch with the type that stands beside the union, unless it has its own."""
    if not isinstance(branch, Mapping) or "type" not in beside:
        return branch
    return branch if bodies.types(branch) or "allOf" in branch else {**beside, **branch}


def _is_condition(branch: Body) -> bool:
    """Return whether a branch says nothing but which properties must be there."""
    return isinstance(branch, Mapping) and all(
        keyword in ("required", "type", "not") or bodies.is_annotation(keyword)
        for keyword in branch
    )
