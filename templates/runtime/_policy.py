"""What becomes of an event that goes another way than it should."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeAlias

from ._http import Request, Response


class Mode(Enum):
    """When an event is answered."""

    REPLY = "reply"
    """Once its handler has returned: what that returns is the answer."""

    ACK = "ack"
    """At once, when it is known to fit; its handler runs afterwards."""


class Unset(Enum):
    """What no setting says, where ``None`` would say something."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is answered when an event surprises, by HTTP status.

    A status below 400 is answered without a body, and the event is lost to its sender;
    any other is a problem, and senders differ in which of them they try again.

    Attributes:
        mode: When an event is answered.
        unreadable: The body is not what its content type says; 400 by default.
        unfit: The body does not fit the document. By default 422 where the document
            declares an answer; else 204, since who sends a notification can do nothing
            about it, and may not send a refused one again.
        failed: The handler raised, or returned what the document does not allow.
        late: The handler took longer than its budget, and was cancelled.
        budget: How long a handler may take, in seconds.
        max_body: The largest body, in bytes, and of the events of a batch the largest
            event; by default that of the settings.
        fallback: What is answered instead of a problem if the event does not fit, or
            the handler fails or is late: of the type that the handler returns.

    """

    mode: Mode = Mode.REPLY
    unreadable: int | None = None
    unfit: int | None = None
    failed: int = 500
    late: int = 503
    budget: float | None = None
    max_body: int | None = None
    fallback: object = UNSET


USUAL = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An event that was not handled as it should be.

    Attributes:
        request: What arrived.
        operation: The operation's id; empty if no operation was found.
        error: Why: an ``UnfitError``, or what the handler raised.

    """

    request: Request
    operation: str
    error: Exception


OnFailure: TypeAlias = Callable[
    [Failure],
    Awaitable[Response | None] | Response | None,
]
"""Sees a failure, and may answer it; else the policy does."""


class LateError(TimeoutError):
    """A handler took longer than its budget."""


class ReplyError(TypeError):
    """A handler returned what the document does not allow."""


class Deliveries(Protocol):
    """Remembers which events were answered, so that none is handled twice.

    Both methods get the operation's id and the event's, which is the same when its
    sender sends it again.
    """

    async def begin(self, operation: str, event: str, /) -> Response | None:
        """Return what the event was answered with, or claim it and return ``None``."""
        ...

    async def end(
        self, operation: str, event: str, response: Response | None, /
    ) -> None:
        """Take in how a claimed event was answered, ``None`` if it may come again."""
        ...
