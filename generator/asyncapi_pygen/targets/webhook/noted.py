"""Which findings are about what a package has, where the document has more."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from asyncapi_pygen.diagnostics import Diagnostic, Location
from asyncapi_pygen.ir.api import Api, Operation
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.targets.webhook.planning import Plan

_Place: TypeAlias = tuple[str, str]
"""A file, and a pointer into it."""


def about_what_stays(plan: Plan, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings without those at places that nothing but what is left out leads to."""
    if not plan.left_out:
        return list(found)
    operations = plan.api.operations.values()
    kept = [one for one in operations if one.id not in plan.left_out]
    stays = dict.fromkeys(_places(plan.api, operations, plan.whole_models), False)
    stays |= dict.fromkeys(_places(plan.api, kept, plan.models), True)
    return [one for one in found if _stays(one.at, stays)]


def _places(api: Api, operations: Iterable[Operation], models: Models) -> Iterator[_Place]:
    """Yield the places of operations, and of all that these lead to."""
    for one in operations:
        yield _place(one.at)
        yield from (_place(api.channels[id_].at) for id_ in one.channels)
        yield from (_place(api.messages[id_].at) for id_ in one.exchanged)
    yield from (_place(entry.origin.at) for entry in models.plan.entries.values())


def _place(at: Location) -> _Place:
    return at.file, at.pointer


def _stays(at: Location, stays: Mapping[_Place, bool]) -> bool:
    """Return what holds for the innermost known place around a finding."""
    pointer = at.pointer
    while (at.file, pointer) not in stays:
        if not pointer:
            return True
        pointer = pointer.rpartition("/")[0]
    return stays[at.file, pointer]
