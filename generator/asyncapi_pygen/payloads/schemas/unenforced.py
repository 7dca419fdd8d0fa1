"""Notes of what nothing enforces, in the docstrings of the classes and fields that it is about."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from asyncapi_pygen.payloads.plan import ClassPlan, Entry, Property
from asyncapi_pygen.source.pointers import join_pointer


def noted(
    entries: Mapping[str, Entry], unenforced: Mapping[str, Iterable[str]]
) -> dict[str, Entry]:
    """Return the entries with a note of each keyword that ``unenforced`` has, by its place.

    What is inside of a property is noted there, unless it is inside of a class of its own.
    """
    fields = {
        _field(place, one)
        for place, entry in entries.items()
        if isinstance(entry, ClassPlan)
        for one in entry.properties
    }
    notes: dict[str, dict[str, None]] = {}
    for place, keywords in unenforced.items():
        notes.setdefault(_owner(place, entries.keys() | fields), {}).update(dict.fromkeys(keywords))
    return {place: _with_notes(place, entry, notes) for place, entry in entries.items()}


def _field(place: str, one: Property) -> str:
    return place + join_pointer(("properties", one.wire))


def _owner(place: str, owners: Container[str]) -> str:
    """Return the nearest of the owners around a place; empty if there is none."""
    while place and place not in owners:
        place = place.rpartition("/")[0]
    return place


def _with_notes(place: str, entry: Entry, notes: Mapping[str, Iterable[str]]) -> Entry:
    entry = replace(entry, description=_told(entry.description, notes.get(place, ())))
    if not isinstance(entry, ClassPlan):
        return entry
    properties = (
        replace(one, description=_told(one.description, notes.get(_field(place, one), ())))
        for one in entry.properties
    )
    return replace(entry, properties=tuple(properties))


def _told(description: str, keywords: Iterable[str]) -> str:
    listed = ", ".join(f"`{keyword}`" for keyword in keywords)
    return "\n\n".join(filter(None, (description, listed and f"Not enforced: {listed}.")))
