"""The order in which ``models.py`` holds its entries, and the circles that no order can serve."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.payloads import lowered
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Entry


def references(entry: Entry) -> Iterator[str]:
    """Yield the places that an entry refers to, in order."""
    if isinstance(entry, ClassPlan):
        for one in entry.properties:
            yield from lowered.references(one.schema)
        yield from lowered.references(entry.extra)
    else:
        yield from lowered.references(entry.schema)


def reachable(entries: Mapping[str, Entry], roots: Iterable[str]) -> dict[str, None]:
    """Return the places that ``roots`` lead to, themselves included, each after what it refers to.

    Among circular entries the one that is met first comes last.
    """
    done: dict[str, None] = {}
    entered: set[str] = set()
    for root in roots:
        path = [(root, references(entries[root]))] if root not in entered else []
        entered.add(root)
        while path:
            place, others = path[-1]
            inner = next((other for other in others if other not in entered), None)
            if inner is None:
                done[place] = None
                path.pop()
            else:
                entered.add(inner)
                path.append((inner, references(entries[inner])))
    return done


def without_alias_cycles(
    entries: Mapping[str, Entry], diagnostics: Diagnostics
) -> dict[str, Entry]:
    """Let an alias that contains itself through aliases alone accept anything there."""
    result = dict(entries)
    for place, targets in _closing_edges(entries).items():
        entry = entries[place]
        if isinstance(entry, AliasPlan):
            schema = lowered.opened(entry.schema, frozenset(targets))
            result[place] = replace(entry, schema=schema)
            diagnostics.report(
                "schema-weakened",
                "the schema contains itself with no object in between: it accepts anything there",
                entry.origin.at,
            )
    return result


def _closing_edges(entries: Mapping[str, Entry]) -> Mapping[str, list[str]]:
    """Return the references between aliases which, taken away, leave no circle of aliases."""
    found: dict[str, list[str]] = defaultdict(list)
    done: set[str] = set()
    for start in entries:
        path = {start: _alias_references(entries, start)} if start not in done else {}
        while path:
            place, others = next(reversed(path.items()))
            inner = next((other for other in others if other not in done), None)
            if inner is None:
                done.add(place)
                del path[place]
            elif inner in path:
                found[place].append(inner)
            else:
                path[inner] = _alias_references(entries, inner)
    return found


def _alias_references(entries: Mapping[str, Entry], place: str) -> Iterator[str]:
    if isinstance(entries[place], AliasPlan):
        for other in references(entries[place]):
            if isinstance(entries[other], AliasPlan):
                yield other


def _aliased(entry: Entry) -> set[str]:
    return set(references(entry)) if isinstance(entry, AliasPlan) else set()


def aliases_after_their_parts(entries: Mapping[str, Entry], order: Iterable[str]) -> list[str]:
    """Move each alias behind the entries that it names; classes may name what comes later.

    No alias may contain itself.
    """
    placed: dict[str, None] = {}
    missing: dict[str, set[str]] = {}
    waiting: dict[str, list[str]] = defaultdict(list)
    for place in order:
        entry = entries[place]
        parts = _aliased(entry) - placed.keys()
        missing[place] = parts
        for part in parts:
            waiting[part].append(place)
        ready = deque([] if parts else [place])
        while ready:
            current = ready.popleft()
            placed[current] = None
            for alias in waiting.pop(current, []):
                missing[alias].discard(current)
                if not missing[alias]:
                    ready.append(alias)
    return list(placed)
