"""A report as diagnostics, each at the line of the document that it is about."""

from collections.abc import Callable

from asyncapi_pygen.diagnostics import Diagnostics, Location, Related
from asyncapi_pygen.drift.found import Claim, Difference, Spot, What
from asyncapi_pygen.drift.report import MessageDrift, Report, Row
from asyncapi_pygen.source.pointers import join_pointer
from asyncapi_pygen.source.suggestions import nearest_name

Locate = Callable[[Spot], Location]


def report_drift(
    report: Report, document: Location, locate: Locate, diagnostics: Diagnostics
) -> None:
    """Report all differences, and what was never seen; ``locate`` gives the place of a schema."""
    for unknown in report.unknown.values():
        at = join_pointer(unknown.path)
        message = (
            f"no message has the value {unknown.value} at `{at}` ({_samples(unknown.samples)})"
            if unknown.path
            else f"{_samples(unknown.samples)} could be of no message: their tags are those of "
            "several"
        )
        seen = Related("seen here first", unknown.first)
        diagnostics.report(What.EVENT.value, message, document, related=(seen,))
    for keys, places in report.rivals.items():
        names = ", ".join(f"`{key}`" for key in keys)
        message = f"{_samples(len(places))} could be of each of {names}"
        hint = "name the message with `--message`"
        diagnostics.report("sample-ambiguous", message, places[0], hint=hint)
    for drift in report.messages.values():
        for row in drift.ordered:
            _report_row(drift, row, locate, diagnostics)
        _report_unseen(drift, locate, diagnostics)


def place_of(difference: Difference) -> str:
    """Return where in a sample a difference is, as a pointer with ``*`` for any item."""
    names = difference.spot.place
    if difference.what in (What.FIELD, What.ABSENT):
        names = (*names, difference.name)
    return join_pointer(names)


def place_of_claim(claim: Claim) -> str:
    """Return where in a sample a declared field, or a field with a declared value, would be."""
    return join_pointer(claim.spot.place if claim.is_value else (*claim.spot.place, claim.name))


def _said(difference: Difference) -> str:
    place = place_of(difference) or "the whole message"
    match difference.what:
        case What.FIELD:
            return f"`{place}` is not in the document, and"
        case What.VALUE:
            return f"`{place}` has the value {difference.name}, which the document does not list,"
        case What.TYPE:
            return f"`{place}` is of the type {difference.name}, which the document does not allow,"
        case What.ABSENT:
            return f"`{place}` is required, and absent"
        case _:
            return f"`{place}` breaks `{difference.name}`"


def _report_row(drift: MessageDrift, row: Row, locate: Locate, diagnostics: Diagnostics) -> None:
    seen, near = Related("seen here first", row.first), perhaps(row, drift)
    diagnostics.report(
        row.difference.what.value,
        f"{_said(row.difference)} in {row.samples} of {_samples(drift.samples)} of "
        f"`{drift.message.key}`",
        locate(row.difference.spot),
        hint=f"the document calls it `{near}`, perhaps, which is never seen" if near else "",
        related=(seen,),
    )


def perhaps(row: Row, drift: MessageDrift) -> str:
    """Return the field, never seen, of which an unknown one may be another spelling, or no text."""
    if row.difference.what is not What.FIELD:
        return ""
    place = row.difference.spot.place
    missing = [one.name for one in drift.unseen if one.spot.place == place and not one.is_value]
    alike = [one for one in missing if one.casefold() == row.difference.name.casefold()]
    return next(iter(alike), None) or nearest_name(row.difference.name, missing) or ""


def _report_unseen(drift: MessageDrift, locate: Locate, diagnostics: Diagnostics) -> None:
    for claim in drift.unseen:
        what = f"{claim.name} of " if claim.is_value else ""
        samples = f"{_samples(drift.samples)} of `{drift.message.key}`"
        message = f"{what}`{place_of_claim(claim)}` is in none of {samples}"
        diagnostics.report(What.UNSEEN.value, message, locate(claim.spot))


def _samples(count: int) -> str:
    return "1 sample" if count == 1 else f"{count} samples"
