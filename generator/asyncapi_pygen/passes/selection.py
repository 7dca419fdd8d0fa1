"""Which operations of a document a package has, by patterns; the document itself stays whole."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Final

from asyncapi_pygen.config import Part, Selection, Selector
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api, Operation
from asyncapi_pygen.source.suggestions import nearest_name

_MOST_FINDINGS: Final = 10
"""Of more operations that are left out for one reason, one finding speaks for all."""

_MOST_NAMED: Final = 3


def unselected(
    api: Api, selection: Selection, among: Sequence[str], diagnostics: Diagnostics
) -> frozenset[str]:
    """Return the ids of the operations that are left out, and report them.

    ``among`` are the ids of those that the package would have. A pattern that selects nothing of
    the document is an error, and so are patterns that leave nothing of the package.
    """
    if not selection.is_partial:
        return frozenset()
    matched = {
        one: frozenset(id_ for id_, each in api.operations.items() if _is_matched(api, each, one))
        for one in (*selection.only, *selection.exclude)
    }
    unmatched = [one for one, ids in matched.items() if not ids]
    for one in unmatched:
        _report_unmatched(api, one, diagnostics)
    if unmatched:
        return frozenset()
    reasons = {id_: _reason(id_, selection, matched) for id_ in api.operations}
    left_out = frozenset(id_ for id_, reason in reasons.items() if reason)
    if among and left_out.issuperset(among):
        message = "the patterns leave nothing that the package would have"
        hint = "give an `--only` more, or leave an `--exclude` out"
        diagnostics.report("selection-empty", message, _place(api), hint=hint)
    else:
        told = [id_ for id_ in among if id_ in left_out]
        _report_left_out(api, told, reasons, diagnostics)
    return left_out


def names(api: Api, operation: Operation, part: Part) -> Iterator[str]:
    """Yield by what an operation may be selected: names of one kind."""
    channel = api.channels[operation.channel]
    messages = [api.messages[id_] for id_ in operation.exchanged]
    match part:
        case Part.OPERATION:
            yield operation.id
        case Part.CHANNEL:
            yield channel.id
            if channel.address:
                yield channel.address
        case Part.TAG:
            tags = (*operation.tags, *channel.tags, *(tag for one in messages for tag in one.tags))
            yield from (tag.name for tag in tags)
        case Part.MESSAGE:
            for message in messages:
                yield from (name for name in (message.key, message.name) if name)


def _is_matched(api: Api, operation: Operation, selector: Selector) -> bool:
    found = names(api, operation, selector.part)
    return any(fnmatchcase(name, selector.pattern) for name in found)


def _reason(id_: str, selection: Selection, matched: Mapping[Selector, frozenset[str]]) -> str:
    """Say why an operation is left out; of one that is kept, nothing."""
    for one in selection.exclude:
        if id_ in matched[one]:
            return f"`--exclude {one}`"
    if selection.only and not any(id_ in matched[one] for one in selection.only):
        return "no `--only` selects"
    return ""


def _report_left_out(
    api: Api, ids: Sequence[str], reasons: Mapping[str, str], diagnostics: Diagnostics
) -> None:
    by_reason: dict[str, list[str]] = {}
    for id_ in ids:
        by_reason.setdefault(reasons[id_], []).append(id_)
    for reason, alike in by_reason.items():
        excluded = reason.startswith("`")
        for id_ in alike if len(alike) <= _MOST_FINDINGS else ():
            why = f"{reason} says so" if excluded else f"{reason} it"
            at = api.operations[id_].at
            diagnostics.report("operation-unselected", f"`{id_}` is left out: {why}", at)
        if len(alike) > _MOST_FINDINGS:
            why = f"{reason} says so" if excluded else f"{reason} them"
            several = ", ".join(f"`{id_}`" for id_ in alike[:_MOST_NAMED])
            message = f"{len(alike)} operations, such as {several}, are left out: {why}"
            diagnostics.report("operation-unselected", message, api.operations[alike[0]].at)


def _report_unmatched(api: Api, selector: Selector, diagnostics: Diagnostics) -> None:
    known = dict.fromkeys(
        name for one in api.operations.values() for name in names(api, one, selector.part)
    )
    diagnostics.report(
        "selection-unmatched",
        f"`{selector}` selects no operation",
        _place(api),
        hint=_hint(selector, [*known]),
    )


def _hint(selector: Selector, known: Sequence[str]) -> str:
    """Return a hint at the nearest name, or else at some that there are."""
    near = nearest_name(selector.pattern, known)
    if near is not None:
        return f"did you mean `{selector.part}:{near}`?"
    if not known:
        return f"no operation of the document has a {selector.part}"
    some = ", ".join(f"`{name}`" for name in known[:_MOST_NAMED])
    return f"there are {some}{', …' if len(known) > _MOST_NAMED else ''}"


def _place(api: Api) -> Location:
    """Return the document: what its operations call it, if there are any."""
    first = next(iter(api.operations.values()), None)
    return Location(api.file if first is None else first.at.file)
