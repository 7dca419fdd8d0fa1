"""The comparison of samples with a document, from files to a report."""

from collections.abc import Sequence
from pathlib import Path

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.drift.findings import report_drift
from asyncapi_pygen.drift.found import Spot
from asyncapi_pygen.drift.proposal import proposed_overlay
from asyncapi_pygen.drift.reading import read_samples
from asyncapi_pygen.drift.report import Report
from asyncapi_pygen.drift.telling import Teller
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.payloads.bodies import mapped, types
from asyncapi_pygen.source.bundle import Bundle
from asyncapi_pygen.source.files import Files


def compare_samples(
    api: Api, bundle: Bundle, paths: Sequence[Path], wanted: Sequence[str], files: Files
) -> tuple[Report, str]:
    """Return what the samples tell, reported as well, and the overlay that would correct it."""
    diagnostics = files.diagnostics
    messages = _compared(api, wanted, diagnostics)
    whole = any(types(mapped(api.schemas[one.payload or ""].body)) == ["array"] for one in messages)
    teller, report = Teller(api, messages), Report()
    for sample in read_samples(paths, files.limits, diagnostics, whole=whole):
        report.add(teller.told(sample.value), sample.at)
        files.deadline.check()
    document = bundle.document

    def locate(spot: Spot) -> Location:
        return bundle.locate(spot.schema, spot.tokens)

    report_drift(report, Location(document.name), locate, diagnostics)
    return report, proposed_overlay(report, api.schemas, document)


def names(api: Api) -> tuple[str, ...]:
    """Return what ``wanted`` may name, each once: messages, and operations that exchange them."""
    called = [name for one in api.messages.values() for name in (one.key, one.name) if name]
    return tuple(dict.fromkeys([*called, *api.operations]))


def _compared(api: Api, wanted: Sequence[str], diagnostics: Diagnostics) -> list[Message]:
    """Return the messages that operations exchange, and report those that cannot be compared."""
    found: list[Message] = []
    for message in _wanted(api, wanted):
        schema = api.schemas[message.payload] if message.payload is not None else None
        if schema is not None and schema.format.language.is_json_schema:
            found.append(message)
        else:
            why = "has no payload" if schema is None else "is not described in JSON Schema"
            text = f"`{message.key}` {why}: no sample is compared with it"
            diagnostics.report("sample-unmatched", text, message.at)
    return found


def _wanted(api: Api, wanted: Sequence[str]) -> list[Message]:
    exchanged = {
        id_: None
        for operation in api.operations.values()
        if not wanted or operation.id in wanted
        for id_ in operation.exchanged
    }
    named = {id_: None for id_, one in api.messages.items() if {one.key, one.name} & {*wanted}}
    return [api.messages[id_] for id_ in {**exchanged, **named}]
