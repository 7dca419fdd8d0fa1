"""What the contract of an operation stands on: where that is the same, so is the contract.

Where things are written is no part of it, so that what is moved in a document stays as it was.
"""

import ast
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.api import Message
from asyncapi_pygen.memory import digest
from asyncapi_pygen.payloads import bodies, ordering
from asyncapi_pygen.targets.webhook.content import CODED
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.planning import Plan


class Grounds:
    """Tells what contracts of operations of a plan stand on."""

    def __init__(self, plan: Plan, config: Config) -> None:
        self._plan = plan
        self._models = plan.whole_models
        self._told = repr((config.models, plan.shared is not None))
        self._entries: dict[str, _Ground] = {}
        self._schemas: dict[str, _Ground] = {}
        self._tags: dict[str, list[object]] = {}
        for said in self._models.plan.declared.values():
            for place, values in said.values.items():
                self._tags.setdefault(place, []).append((said.property, values))

    def of(self, one: Handled) -> str:
        """Return a digest; empty where there is none, for what is Avro or Protobuf."""
        contents = [row.event for row in one.rows] + ([] if one.reply is None else [one.reply])
        if any(content.kind in CODED for content in contents):
            return ""
        places, schemas = self.reached([one])
        parts = [self._entry(place).digest for place in places]
        parts += [self._schema(id_).digest for id_ in schemas]
        return digest("contract", self._told, self._facts(one), *parts)

    def reached(self, several: Iterable[Handled]) -> tuple[list[str], list[str]]:
        """Return the places of the plan and the ids of the schemas that operations lead to."""
        payloads = [id_ for one in several for id_ in self._payloads(one)]
        entries, known = self._models.plan.entries, self._plan.api.schemas
        roots = [id_ for id_ in payloads if id_ in entries]
        places = bodies.reached(roots, lambda place: self._entry(place).leads_to)
        roots = [id_ for id_ in (*payloads, *places) if id_ in known]
        return places, bodies.reached(roots, lambda id_: self._schema(id_).leads_to)

    def _payloads(self, one: Handled) -> Iterator[str]:
        """Yield the payloads that an operation takes or answers."""
        for message in (*one.messages, *self._replies(one)):
            if message.payload is not None:
                yield message.payload
        for row in one.rows:
            yield from row.event.payloads

    def _replies(self, one: Handled) -> list[Message]:
        reply = one.operation.reply
        return [self._plan.api.messages[id_] for id_ in reply.messages] if reply else []

    def _facts(self, one: Handled) -> str:
        """Return a digest of all that is said of an operation, but for its payloads."""
        verifier = self._plan.security.verifiers.get(one.operation.id)
        secured = "" if verifier is None else ast.dump(verifier)
        told = BytesIO()
        _Pickler(told).dump((one, self._replies(one), secured))
        return sha256(told.getvalue()).hexdigest()

    def _entry(self, place: str) -> "_Ground":
        if place not in self._entries:
            plan, names = self._models.plan, self._models.names
            entry = plan.entries[place]
            told = (entry, place in plan.sent, self._tags.get(place))
            called = (names.entries[place], names.attributes.get(place))
            leads_to = tuple(ordering.references(entry))
            self._entries[place] = _Ground(digest(repr(told), repr(called)), leads_to)
        return self._entries[place]

    def _schema(self, id_: str) -> "_Ground":
        if id_ not in self._schemas:
            schema = self._plan.api.schemas[id_]
            leads_to = (*bodies.references(schema.body), *schema.heirs)
            format_ = replace(schema.format, ignored=frozenset())
            told = repr((id_, format_, sorted(schema.format.ignored), schema.body, schema.heirs))
            self._schemas[id_] = _Ground(digest(told), leads_to)
        return self._schemas[id_]


@dataclass(frozen=True, slots=True)
class _Ground:
    """A digest of an entry or of a schema, and those that it leads to."""

    digest: str
    leads_to: tuple[str, ...]


class _Pickler(pickle.Pickler):
    """Writes values, but for the places where they are written and the types that they have."""

    def __init__(self, file: BytesIO) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.fast = True  # what is one object here may be two equal ones in another run

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - whatever is pickled
        """Leave places and types out."""
        return (str, ()) if isinstance(value, Location | ast.AST) else NotImplemented
