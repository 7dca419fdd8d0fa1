"""What became of the document in the package, for the run's report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from asyncapi_pygen.ir.api import Action, Api, Message, Operation
from asyncapi_pygen.targets.webhook.content import without_model
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.transports import http


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is in the package, by the ids of the model.

    ``omitted`` has the operations that are not, and ``untyped`` the messages without a model, each
    with the code of the diagnostic that says why. ``schemas`` are those that a type stands for.
    ``modelled`` are those of the omitted operations whose messages are in the package all the same.
    """

    omitted: Mapping[str, str]
    untyped: Mapping[str, str]
    schemas: frozenset[str]
    modelled: frozenset[str] = frozenset()


def outcome_of(plan: Plan) -> Outcome:
    """Return what became of the document in a package."""
    api, models, handled = plan.api, plan.models, plan.handled
    taken = {one.operation.id for one in handled}
    bodies = list(_bodies(api, handled))
    untyped = {one.id: code for body in bodies for one, code, _ in without_model(api, body)}
    # What is any text has `str` for its type, and no model.
    typed = {one.payload for body in bodies for one in body if one.id not in untyped}
    return Outcome(
        omitted={
            id_: _why_omitted(plan, one) for id_, one in api.operations.items() if id_ not in taken
        },
        untyped=untyped,
        schemas=models.plan.merged.union(
            models.plan.entries, (id_ for id_ in typed if id_ is not None)
        ),
    )


def _why_omitted(plan: Plan, operation: Operation) -> str:
    """Return the code of the diagnostic that says why an operation is not in the package."""
    if operation.action is Action.SEND:
        return "send-unsupported"
    if operation.id in plan.left_out:
        return "operation-unselected"
    # What is received is left out by senders alone.
    is_sent = http.route(plan.api, operation) is not None
    return "counterpart-unsupported" if is_sent else "protocol-unsupported"


def with_models_alone(outcome: Outcome, plan: Plan) -> Outcome:
    """Return what became of the document where nothing handles the messages of its models."""
    modelled = {one.operation.id: "models-only" for one in plan.handled}
    omitted = {**outcome.omitted, **modelled}
    return replace(outcome, omitted=omitted, modelled=frozenset(modelled))


def _bodies(api: Api, handled: Sequence[Handled]) -> Iterator[Sequence[Message]]:
    """Yield the messages of each body that is taken or answered."""
    for one in handled:
        yield one.messages
        reply = one.operation.reply
        yield [api.messages[id_] for id_ in reply.messages] if reply is not None else []
