"""The comparison of two documents, from models to changes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from asyncapi_pygen.diagnostics import Levels, Location, Severity
from asyncapi_pygen.diff.change import Change, Changes, Effect
from asyncapi_pygen.diff.messages import compare_message
from asyncapi_pygen.diff.operations import compare_operations
from asyncapi_pygen.diff.parts import (
    compare_channels,
    compare_document,
    compare_servers,
    paired_channels,
)
from asyncapi_pygen.diff.records import Comparing, Version
from asyncapi_pygen.diff.schemas import SchemaComparison
from asyncapi_pygen.diff.security import compare_schemes
from asyncapi_pygen.diff.views import Book
from asyncapi_pygen.ir.api import Api, Message

_WEIGHTS: Final = {Severity.ERROR: Effect.OTHER, Severity.NOTE: Effect.NOTE}
"""What a change is that is to be an error, or a note."""


def compare_documents(old: Version, new: Version, rest: Callable[[], None]) -> Changes:
    """Return all that changed; ``rest`` is called now and then, and may end the comparison.

    Each document is as its application sees it, whatever version it is written in.
    """
    schemas = SchemaComparison(Book(old.api.schemas), Book(new.api.schemas), rest)
    comparing = Comparing(old, new, schemas, Changes())
    compare_document(comparing)
    compare_servers(comparing)
    compare_schemes(comparing)
    channels = paired_channels(old.api, new.api)
    compare_channels(comparing, channels)
    compare_operations(comparing, channels)
    _compare_left_over(comparing)
    return comparing.changes


def weighed(changes: Iterable[Change], levels: Levels) -> list[Change]:
    """Return the changes with the weights that are given their codes; `off` is none at all."""
    found: list[Change] = []
    for change in changes:
        level = levels.get(change.code, Severity.WARNING)
        if level is not None:
            effect = _WEIGHTS.get(level, change.effect)
            found.append(replace(change, effect=effect))
    return found


def _compare_left_over(comparing: Comparing) -> None:
    """Compare what no operation reaches: components, and messages of channels nobody uses."""
    old, new = (_unused(version.api) for version in (comparing.old, comparing.new))
    for key, message in old.items():
        if key in new:
            compare_message(comparing, message, new[key], (), Effect.NOTE)
    _compare_components(comparing)


def _unused(api: Api) -> dict[str, Message]:
    """Return by key the messages that no operation has."""
    used = _exchanged(api)
    return {one.key: one for id_, one in api.messages.items() if id_ not in used}


def _exchanged(api: Api) -> set[str]:
    return {id_ for operation in api.operations.values() for id_ in operation.exchanged}


def _compare_components(comparing: Comparing) -> None:
    schemas = comparing.schemas
    old = dict(_components(comparing.old.api, schemas.seen_old))
    new = dict(_components(comparing.new.api, schemas.seen_new))
    known, knows = (
        {(one.kind, one.key) for one in version.api.components}
        for version in (comparing.old, comparing.new)
    )
    for kind, key in [one for one in old if one in new and one[0] == "schemas"]:
        ids = old[kind, key][0], new[kind, key][0]
        comparing.tell_schemas(*ids, (), Effect.NOTE)
    for named in [one for one in old if one not in knows]:
        reason = f"the component `{named[1]}` of the {named[0]} is gone"
        comparing.tell("diff-component", Effect.NOTE, reason, old[named][1], None)
    for named in [one for one in new if one not in known]:
        reason = f"there is a component `{named[1]}` of the {named[0]} now"
        comparing.tell("diff-component", Effect.NOTE, reason, None, new[named][1])


def _components(api: Api, seen: set[str]) -> Iterator[tuple[tuple[str, str], tuple[str, Location]]]:
    """Yield the components that were not compared yet, by kind and key, with their ids."""
    used = seen | _exchanged(api)
    for one in api.components:
        if one.id not in used:
            yield (one.kind, one.key), (one.id, one.at)
