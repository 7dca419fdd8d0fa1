"""What can be chosen when the handlers are mounted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ._context import Middleware
from ._http import Request, Response
from ._policy import USUAL, Deliveries, OnFailure, Policy
from ._verdicts import Verifier
from .handshakes import Handshake

Answer: TypeAlias = Awaitable[Response | None] | Response | None


def _no_policies() -> dict[str, Policy]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen when the handlers are mounted.

    Attributes:
        one_url: A path that takes every event, told apart by the document's tag.
        verify: Sees the request, undecoded, and raises ``ProblemError(401)``; or one
            for each operation, by its id. ``verify.py`` has some ready.
        refused: The status where ``verify`` refuses; by default the one that it raised.
        handshakes: Answer questions that are asked of an address, before operations.
        max_body: The largest body that is read, in bytes: as received, and without its
            content encodings. A policy may say another one for its operations.
        set_aside: Whether an optional field that does not fit is set aside; if not, the
            event does not fit.
        policy: What becomes of surprises.
        policies: The same for single operations, by the document's id.
        unknown: The status of an event that no operation knows.
        on_unknown: Sees such an event, and may answer it; with or without it, the event
            is logged.
        on_invalid: Sees an event that cannot be read, or does not fit.
        on_error: Sees an event whose handler raised, or was late.
        deliveries: Remembers which events were answered, so that none is handled twice.
        event_id: Tells an event from others, where the document does not say what does.
        middlewares: Stand around the handlers, the first outermost.
        settle: How long the end of the application waits for handlers whose events were
            answered before (``Mode.ACK``), in seconds. What is not done by then is
            cancelled; ``None`` waits for as long as it takes.
        propagate: Whether what a handler raises, and a reply of a wrong type, is raised
            instead of answered: for tests.

    """

    one_url: str | None = None
    verify: Verifier | Mapping[str, Verifier] | None = None
    refused: int | None = None
    handshakes: tuple[Handshake, ...] = ()
    max_body: int = 1 << 20
    set_aside: bool = True
    policy: Policy = USUAL
    policies: Mapping[str, Policy] = field(default_factory=_no_policies)
    unknown: int = 204
    on_unknown: Callable[[Request], Answer] | None = None
    on_invalid: OnFailure | None = None
    on_error: OnFailure | None = None
    deliveries: Deliveries | None = None
    event_id: Callable[[Request], str | None] | None = None
    middlewares: tuple[Middleware, ...] = ()
    settle: float | None = 20.0
    propagate: bool = False

    def policy_of(self, operation: str) -> Policy:
        """Give what was chosen for an operation."""
        return self.policies.get(operation, self.policy)

    def bound_of(self, operation: str) -> int:
        """Give the size of the largest body of an operation, in bytes."""
        most = self.policy_of(operation).max_body
        return self.max_body if most is None else most

    @property
    def bounds_differ(self) -> bool:
        """Whether some operations take larger bodies than others."""
        chosen = (self.policy, *self.policies.values())
        return any(one.max_body is not None for one in chosen)


DEFAULTS = Settings()
