"""Which types ``null`` fits: an optional field of one needs another word for its absence."""

from collections.abc import Set as AbstractSet

from asyncapi_pygen.payloads.lowered import INNER, NULL, branches
from asyncapi_pygen.payloads.plan import AliasPlan, Lowered, Plan


def is_null(plan: Plan, place: str) -> bool:
    """Return whether an entry is an alias of ``None``, by whatever other aliases."""
    seen: set[str] = set()
    while isinstance(entry := plan.entries[place], AliasPlan) and place not in seen:
        seen.add(place)
        if entry.schema == NULL:
            return True
        place = str(entry.schema.get("$ref", place))
    return False


def nullable_aliases(plan: Plan) -> frozenset[str]:
    """Return the aliases that ``null`` fits; in the plan's order an alias follows its parts."""
    found: set[str] = set()
    for place, entry in plan.entries.items():
        if isinstance(entry, AliasPlan) and admits_null(entry.schema, found):
            found.add(place)
    return frozenset(found)


def admits_null(schema: Lowered, nullable: AbstractSet[str]) -> bool:
    """Return whether ``null`` fits the type of a schema, whatever a check says beside it.

    ``nullable`` are the aliases that it fits.
    """
    return any(
        branch in ({}, NULL)
        or ("$ref" in branch and branch["$ref"] in nullable)
        or (isinstance(inner := branch.get(INNER), dict) and admits_null(inner, nullable))
        for branch in branches(schema)
    )
