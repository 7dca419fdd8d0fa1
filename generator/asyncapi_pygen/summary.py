"""How much of a document became code, and for what reasons the rest did not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.diagnostics import Diagnostic
from asyncapi_pygen.ir.api import Api, Binding, Channel, Operation
from asyncapi_pygen.lowering.census import Census, Found
from asyncapi_pygen.payloads.bodies import references

if TYPE_CHECKING:
    from asyncapi_pygen.targets.webhook import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One row: how many things of a kind the document has, and what became of them.

    ``omitted`` maps the code of a diagnostic, which is in the run's report, to how many are not
    generated for that reason. Each thing counts once: ``in_document`` is the sum of the others.
    """

    in_document: int
    generated: int
    omitted: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The rows of the report's table; ``lowering.census`` says what counts as one of each."""

    operations: Counts
    messages: Counts
    schemas: Counts


def summarize(
    api: Api, census: Census, outcome: "Outcome", diagnostics: Iterable[Diagnostic]
) -> Summary:
    """Hold what the document has against what became of it in a package, by its ``outcome``.

    The census comes from the text, the reasons from the model: what one of them misses shows in
    sums that do not agree.
    """
    fates = _Fates(api, outcome)
    blamed = _blamed(diagnostics)
    return Summary(
        operations=_operations(api, census, outcome, blamed),
        messages=_counts(census.messages, fates.messages(), blamed),
        schemas=_counts(census.schemas, fates.schemas(), blamed),
    )


def _blamed(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the code of an error that the run bore with: it goes on without what it concerns."""
    codes = [one.code for one in diagnostics]
    if "operation-omitted" in codes:
        return "operation-omitted"
    return next((code for code in codes if CODES[code].severity == "error"), "")


_GENERATED = ""
"""The fate of what became code; any other is the code of a diagnostic."""


def _operations(api: Api, census: Census, outcome: "Outcome", blamed: str) -> Counts:
    codes = Counter(outcome.omitted.get(id_, _GENERATED) for id_ in api.operations)
    if blamed:
        codes[blamed] += len(census.operations.used) - len(api.operations)
    return _row(census.operations, codes)


def _counts(found: Found, fates: Mapping[str, str], blamed: str) -> Counts:
    known = [fates.get(id_, blamed or None) for id_ in found.used]
    return _row(found, Counter(fate for fate in known if fate is not None))


def _row(found: Found, codes: Counter[str]) -> Counts:
    """Return the row of what was found, from the fates of what is used."""
    codes["component-unused"] += len(found.unused)
    return Counts(
        in_document=len(found.used) + len(found.unused),
        generated=codes.pop(_GENERATED, 0),
        omitted={code: number for code, number in codes.items() if number},
    )


class _Fates:
    """Tells of everything that the document uses what became of it, by id.

    Of several reasons the first counts: what is generated for one operation is generated.
    """

    def __init__(self, api: Api, outcome: "Outcome") -> None:
        self._api = api
        self._outcome = outcome

    def messages(self) -> dict[str, str]:
        """Return the fates of messages."""
        found: dict[str, str] = {}
        for operation, fate in self._operations():
            for id_ in operation.exchanged:
                found.setdefault(id_, fate)
        used = {id_ for one in self._api.operations.values() for id_ in one.channels}
        for channel in self._api.channels.values():
            fate = "message-unreached" if channel.id in used else "channel-unused"
            for id_ in channel.messages:
                found.setdefault(id_, fate)
        return found

    def schemas(self) -> dict[str, str]:
        """Return the fates of schemas."""
        found = dict.fromkeys(self._outcome.schemas, _GENERATED)
        seen: set[str] = set()
        for root, fate in self._reasons():
            waiting = [root]
            while waiting:
                id_ = waiting.pop()
                if id_ in self._api.schemas and id_ not in seen:
                    seen.add(id_)
                    found.setdefault(id_, fate)
                    waiting += references(self._api.schemas[id_].body)
        return found

    def _operations(self) -> Iterator[tuple[Operation, str]]:
        """Yield the operations with the fates of what is theirs, those first that are generated."""
        omitted = self._outcome.omitted.items()
        fates = {id_: code for id_, code in omitted if id_ not in self._outcome.modelled}
        operations = [(one, fates.get(one.id, _GENERATED)) for one in self._api.operations.values()]
        yield from sorted(operations, key=lambda pair: pair[1] != _GENERATED)

    def _reasons(self) -> Iterator[tuple[str, str]]:
        """Yield schemas with the reason why they, or what they refer to, have no type."""
        messages = self.messages()
        yield from ((id_, "schema-weakened") for id_ in sorted(self._outcome.schemas))
        for id_, code in self._outcome.untyped.items():
            yield self._api.messages[id_].payload or "", code
        for id_, fate in messages.items():
            message = self._api.messages[id_]
            yield message.headers or "", fate or "headers-untyped"
            yield message.payload or "", fate
            yield from _in_bindings(message.bindings, fate)
        for operation, fate in self._operations():
            yield from _in_bindings(operation.bindings, fate)
            channel = self._api.channels[operation.channel]
            yield from _in_channel(channel, fate)
        for channel in self._api.channels.values():
            yield from _in_channel(channel, "channel-unused")


def _in_channel(channel: Channel, fate: str) -> Iterator[tuple[str, str]]:
    for parameter in channel.parameters:
        yield parameter.schema or "", fate or "parameter-untyped"
    yield from _in_bindings(channel.bindings, fate)


def _in_bindings(bindings: Iterable[Binding], fate: str) -> Iterator[tuple[str, str]]:
    for binding in bindings:
        yield from ((id_, fate or "binding-ignored") for id_ in binding.schemas.values())
