"""The HTTP statuses of answers: one for all of an operation, or of its own for each class."""

from dataclasses import dataclass

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Message, Operation, Reply
from asyncapi_pygen.lowering.replies import status_of
from asyncapi_pygen.payloads.models import Models


@dataclass(frozen=True, slots=True)
class Statuses:
    """``usual`` is that of all answers but those of the classes in ``own``, by their names.

    ``empty`` is that of ``None``, where there is an answer without content beside others.
    """

    usual: int = 200
    own: tuple[tuple[str, int], ...] = ()
    empty: int | None = None


def statuses_of(
    api: Api, models: Models, operation: Operation, diagnostics: Diagnostics
) -> Statuses:
    """Return the declared statuses; else 200, or 204 where the declared answer is empty."""
    reply = operation.reply
    if reply is None:
        return Statuses()
    if not reply.messages:
        return Statuses(usual=reply.status or 204)
    messages = [api.messages[id_] for id_ in reply.messages]
    usual = _status(reply, messages[0])
    own: dict[str, int] = {}
    for message in messages:
        status, name = _status(reply, message), models.class_of(message.payload or "")
        if name and own.setdefault(name, status) == status:
            continue
        if status != usual:
            diagnostics.report(
                "reply-status",
                f"`{message.key}` is answered with {usual} and not with {status}: its type does "
                f"not tell it from the other answers of `{operation.id}`",
                message.at,
                hint="give its payload a class of its own: an object with declared properties",
            )
    different = tuple((name, status) for name, status in own.items() if status != usual)
    return Statuses(usual, different, reply.empty)


def _status(reply: Reply, message: Message) -> int:
    return reply.status or status_of(message) or 200
