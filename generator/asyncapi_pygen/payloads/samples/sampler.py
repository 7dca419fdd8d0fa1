"""Valid values of messages: guesses that were validated."""

from collections.abc import Iterator, Sequence
from itertools import chain

from asyncapi_pygen.ir.api import Message
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples.guesses import Guesses
from asyncapi_pygen.payloads.validators import Judge


class Sampler:
    """Makes one valid payload for each message of a document."""

    def __init__(self, originals: Originals) -> None:
        self.originals = originals
        self._guesses = Guesses(originals.schemas)

    def sample(self, message: Message, *, formats: bool = False) -> tuple[Json, bool]:
        """Return a valid payload of ``message`` and whether there is one.

        Without a schema any JSON is valid. The payload is valid whether or not formats are
        asserted, and one that is of its formats is preferred; with ``formats``, they are asserted.
        """
        payload, originals = message.payload, self.originals
        if payload is None:
            given = [example.payload for example in message.examples if example.has_payload]
            return (given[0] if given else {}), True
        if not originals.schemas[payload].format.language.is_json_schema:
            return None, False
        asserting = originals.asserting(payload)
        # What is valid where formats are asserted mostly is so where they are not.
        suffices = formats or originals.is_looser_without_formats(payload)
        checks = (asserting,) if suffices else (asserting, *originals.reading(payload))
        for value in self._valid(message, payload, checks):
            return value, True
        if not formats:
            for value in self._valid(message, payload, originals.reading(payload)):
                return value, True
        return None, False

    def smallest(self, id_: str) -> Json:
        """Return a value with what the schema ``id_`` requires, valid or not."""
        return self._guesses.smallest(id_)

    def _valid(
        self, message: Message, payload: str, told: Sequence[Judge | None]
    ) -> Iterator[Json]:
        """Yield values that all who are asked find valid, the document's own first."""
        effort, name = self.originals.effort(payload), self.originals.name(payload)
        given = [one.payload for one in message.examples if one.has_payload]
        make = (self._guesses.whole, self._guesses.smallest)
        for value in chain(given, (one(payload) for one in make)):
            if effort.is_bearable(name, value) and all(one and one.is_valid(value) for one in told):
                yield value
