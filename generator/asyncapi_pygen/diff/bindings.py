"""Bindings: what is said for single protocols, schemas in depth."""

from collections.abc import Mapping, Sequence
from typing import Final

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.diff.change import Effect, Use
from asyncapi_pygen.diff.records import Comparing, said
from asyncapi_pygen.ir.api import Binding

_OPERATORS: Final = frozenset(
    {
        *(("kafka", name) for name in ("partitions", "replicas", "topicConfiguration")),
        *(("googlepubsub", name) for name in ("labels", "messageRetentionDuration")),
        *(("sqs", "deadLetterQueue"), ("sns", "policy"), ("sqs", "queue")),
    }
)
"""Fields of bindings that concern who runs a broker, and no message."""


def compare_bindings(
    comparing: Comparing,
    what: str,
    both: tuple[Sequence[Binding], Sequence[Binding]],
    at: tuple[Location, Location],
    uses: tuple[Use, ...] = (),
) -> None:
    """Compare what is said for single protocols; schemas in depth."""
    old, new = ({one.protocol: one for one in bindings} for bindings in both)
    for protocol in sorted(old.keys() | new.keys()):
        one, other = old.get(protocol), new.get(protocol)
        places = (one.at if one is not None else at[0], other.at if other is not None else at[1])
        mine = _schemas(one)
        theirs = _schemas(other)
        for name in sorted(mine.keys() & theirs.keys()):
            comparing.tell_schemas(mine[name], theirs[name], uses)
        fields, others = (dict(it.fields) if it is not None else {} for it in (one, other))
        for name in sorted(fields.keys() | others.keys()):
            if name in mine and name in theirs:
                continue
            if said(fields.get(name)) == said(others.get(name)) and (name in fields) is (
                name in others
            ):
                continue
            is_ours = (protocol, name) not in _OPERATORS and not name.startswith("x-")
            effect = Effect.OTHER if is_ours else Effect.NOTE
            reason = f"`{name}` of the {protocol} binding of {what} has changed"
            comparing.tell("diff-binding", effect, reason, *places, uses)
        versions = [it.version if it is not None else "" for it in (one, other)]
        if versions[0] != versions[1] or (one is None) is not (other is None):
            reason = f"the {protocol} binding of {what} is of another version, or new, or gone"
            comparing.tell("diff-binding-version", Effect.NOTE, reason, *places, uses)


def _schemas(binding: Binding | None) -> Mapping[str, str]:
    none: dict[str, str] = {}
    return none if binding is None else binding.schemas
